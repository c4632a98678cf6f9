"""Notes on the time line: pinned and taken away from a page of ours, and from no other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashboards.app import make_app
from dashboards.server.our_pages import way_back
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

OURS = {"Sec-Fetch-Site": "same-origin"}
NOTE = {"day": "2024-02-10", "text": "Nghỉ Tết & dọn <kho>", "back": "/?period=2024"}


@pytest.fixture
def server(own_district):
    made = sample.installation_at(own_district)
    yield make_app(replace(made, may_change=True))
    made.engine.dispose()


def pin(server, headers=OURS, **told):
    return visitor(server).post("/pins", data=NOTE | told, headers=headers)


def test_a_note_is_pinned_shown_as_typed_and_taken_away(server):
    assert pin(server).status_code == 303
    body = ask(server, "/?period=2024")
    assert NOTE["text"] in body.text
    assert "10/02/2024" in body.text
    (form,) = [one for one in body.all("Form") if one["action"].endswith("/remove")]
    answer = visitor(server).post(form["action"], data={"back": "/"}, headers=OURS)
    assert answer.status_code == 303
    assert NOTE["text"] not in ask(server, "/?period=2024").text


def test_pinning_leads_back_to_the_page_it_came_from(server):
    assert pin(server).headers["Location"].endswith("/?period=2024")


@pytest.mark.parametrize(
    "told",
    ["https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "", "/a\nb"],
)
def test_it_never_leads_to_another_site(told):
    assert way_back(told) == "/"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {},
    ],
)
def test_another_site_cannot_pin(server, headers):
    assert pin(server, headers).status_code == 403


def test_a_browser_that_tells_only_the_origin_may(server):
    assert pin(server, {"Origin": "http://localhost"}).status_code == 303


def test_where_pages_only_show_nothing_is_pinned(own_district):
    made = sample.installation_at(own_district)
    assert pin(make_app(replace(made, may_change=False))).status_code == 403
    made.engine.dispose()


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"day": "soon"}, 400),
        ({"text": ""}, 400),
        ({"text": "x" * 201}, 400),
        ({"unit": "H0.0.0"}, 404),
    ],
)
def test_a_note_that_makes_no_sense_is_a_sentence(server, told, status):
    answer = pin(server, **told)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_taking_away_what_is_not_there_is_a_sentence(server):
    answer = visitor(server).post("/pins/999/remove", headers=OURS)
    assert answer.status_code == 404
