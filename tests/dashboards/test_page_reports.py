"""The page Báo cáo: forms to look at and take away, periods closed and what differs since."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask

from dashboards.app import make_app
from onestop.domain.period import parse_period
from onestop.installation import Installation
from onestop.report_desk import ReportDesk
from onestop.reports.columns import CODES
from onestop.settings import shipped_config
from onestop.storage.closing import Closing, close_period
from onestop.storage.engine import writing
from tests.fixtures import district as sample
from tests.fixtures.body import Body, ask
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

OURS = {"Sec-Fetch-Site": "same-origin"}
QUARTER = "/reports?period=2024-Q3"
FORM = {"period": "2024-Q3", "cutoff": "official", "unit": "", "back": QUARTER}


def with_reports(here: Installation, **changes: object) -> Installation:
    desk = ReportDesk(here.policy, here.calendar, (shipped_config() / "forms",))
    return replace(here, reports=desk, **changes)


@pytest.fixture(scope="module")
def page(installation) -> Callable[[str], Body]:
    """The page over the sample district, where nothing can be changed."""
    server = make_app(with_reports(installation))
    return lambda address: ask(server, address)


@pytest.fixture
def closed_here(own_district) -> Iterator[Installation]:
    """A district whose third quarter was closed before three late dossiers came in."""
    made = with_reports(sample.installation_at(own_district), may_change=True)
    with writing(made.engine) as connection:
        asked = Closing(parse_period("2024-Q3"), None, "Trần Thị Thử <&>", "Báo cáo 09")
        close_period(connection, asked, made.reports.counting, made.clock())
    rows = [
        sample.worlds.done(f"TAM.{number}", unit=sample.COMMUNE, received="01/08/2024")
        | {"due": "08/08/2024", "finished": "20/08/2024"}
        for number in range(3)
    ]
    office = sample.worlds.Office(str(made.engine.url), own_district)
    path = sample.worlds.as_csv(own_district / "more.csv", rows)
    office.load(path, "--as-of", "2024-12-20T17:00:00")
    office.engine.dispose()
    yield made
    made.engine.dispose()


@pytest.fixture
def server(closed_here) -> Flask:
    return make_app(closed_here)


def form_table(body: Body) -> list[list[str]]:
    """The first table of the preview."""
    return body.tables[0]


def total_of(body: Body) -> list[str]:
    return next(row for row in form_table(body) if "Tổng cộng" in row)


def test_the_preview_is_the_form_as_it_is_written(page):
    body = page(f"{QUARTER}&form=ii06a&by=unit")
    assert "Biểu số II.06b/VPCP/KSTT" in body.texts
    names = [row[1] for row in form_table(body) if len(row) > 1]
    assert sample.COMMUNE in names
    assert "(3) = (4)+\u200b(5)+\u200b(6)" in body.texts
    assert any("Quy ước tính" in text for text in body.texts)


def test_its_total_is_that_of_the_indicators(page, district):
    told = sample.command_line(district, "indicators", "--period", "2024-Q3")
    measures = told["rows"][0]["measures"]
    total = total_of(page(f"{QUARTER}&form=ii06a"))
    assert total[2] == str(measures["opening"] + measures["received"])
    assert total[6] == str(measures["resolved"])


@pytest.mark.parametrize("form", CODES)
def test_every_form_is_a_page_without_an_id_twice(page, form):
    body = page(f"{QUARTER}&form={form}")
    assert body.ids_twice == []
    assert body.all("P", role="alert") == []
    assert f"/download/report.xlsx?period=2024-Q3&form={form}" in body.links


def test_the_choices_are_addresses_and_say_what_is_chosen(page):
    body = page(f"{QUARTER}&form=online&by=area")
    chosen = [one["children"] for one in body.all("A") if one.get("aria-current") == "true"]
    assert {"Trực tuyến, bưu chính", "Lĩnh vực"} <= {str(one) for one in chosen}
    assert any("by=unit" in link and "form=online" in link for link in body.links)


def test_a_unit_s_form_is_of_that_unit_alone(page):
    body = page(f"{QUARTER}&form=ii06a&by=unit&unit={sample.COMMUNE_CODE}")
    rows = [row for row in form_table(body) if len(row) > 1 and row[0].isdigit()]
    assert [row[1] for row in rows] == [sample.COMMUNE]


def test_what_a_form_does_not_heed_is_not_said_to_filter_it(page):
    (scope,) = page(f"{QUARTER}&area=Hộ+tịch").all("P", className="scope")
    assert "Hộ tịch" not in scope["children"]


def test_a_period_that_is_not_over_is_said_to_be_provisional(page):
    assert "tạm tính" in page("/reports?period=2025&form=ii06a").text
    assert "chưa kết thúc" not in page(f"{QUARTER}&form=ii06a").text


@pytest.mark.parametrize(
    ("address", "why"),
    [
        (f"{QUARTER}&form=ii06z", "ii06a"),
        (f"{QUARTER}&form=late&by=channel", "channel"),
        (f"{QUARTER}&closed=9", "9"),
        (f"{QUARTER}&closed=x", "closed"),
        ("/reports?period=2024-Q9", "2024-Q9"),
        (f"{QUARTER}&figures=published", "đã chốt"),
    ],
)
def test_what_is_not_there_is_told_in_a_sentence(page, address, why):
    body = page(address)
    (told,) = body.all("P", role="alert")
    assert why in told["children"]


def test_where_nothing_can_be_changed_nothing_can_be_closed(page):
    body = page(QUARTER)
    assert body.all("Form") == []
    assert "Chưa chốt kỳ nào" in body.text
    assert "onestop close-period" in body.text


def test_an_empty_store_says_how_to_load(empty_installation):
    body = ask(make_app(with_reports(empty_installation)), "/reports")
    assert "onestop import" in body.text


def test_without_a_desk_the_page_says_so(installation):
    alone = sample.replaced(installation, reports=None)
    assert "chưa được nối" in ask(make_app(alone), "/reports").text


def test_a_form_can_be_seen_as_it_was_published(server):
    now = total_of(ask(server, f"{QUARTER}&form=ii06a"))
    then = total_of(ask(server, f"{QUARTER}&form=ii06a&figures=published"))
    assert int(now[6]) - int(then[6]) == 3
    assert "người chốt: Trần Thị Thử <&>" in ask(server, f"{QUARTER}&figures=published").text


def test_forms_that_are_not_kept_say_so(server):
    assert "không lập được từ số đã chốt" in ask(server, f"{QUARTER}&form=late").text
    body = ask(server, f"{QUARTER}&form=late&figures=published")
    assert "số tính lại" in body.all("P", role="alert")[0]["children"]


def test_closed_periods_are_listed_with_what_differs(server):
    (row,) = [row for row in ask(server, QUARTER).tables[-1] if "Trần Thị Thử <&>" in row]
    assert row[1] == "Tất cả cơ quan"
    assert int(row[5]) > 0
    assert row[6] == "Báo cáo 09"


def test_every_difference_names_its_dossiers_and_leads_to_them(server):
    body = ask(server, f"{QUARTER}&closed=1")
    differences = next(rows for rows in body.tables if "Hồ sơ tạo ra" in rows[0])
    late = next(row for row in differences if row[:2] == ["Toàn bộ", "Quá hạn"])
    assert late[4] == "+3"
    assert late[5] == "TAM.0, TAM.1, TAM.2"
    assert int(late[3]) - int(late[2]) == 3
    assert any(link.startswith("/dossiers?") and "code=TAM.0" in link for link in body.links)
    assert "more.csv" in body.text
    assert body.ids_twice == []


def test_in_english_too(server):
    body = ask(server, f"{QUARTER}&closed=1&lang=en")
    assert "Differences from what was published" in body.text
    assert "Forms are in Vietnamese" in body.text


def close(server: Flask, headers: dict = OURS, **told: str):
    form = {**FORM, "who": "Lê Văn Thử", "note": "", **told}
    return visitor(server).post("/periods/close", data=form, headers=headers)


def test_a_period_is_closed_from_the_page_and_leads_back(server):
    (form,) = [one for one in ask(server, QUARTER).all("Form") if one["method"] == "post"]
    assert form["action"] == "/periods/close"
    answer = close(server)
    assert (answer.status_code, answer.headers["Location"]) == (303, QUARTER)
    body = ask(server, QUARTER)
    assert "Lê Văn Thử" in body.text
    assert "đã có lần chốt mới hơn" in body.text


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"who": " "}, 400),
        ({"period": "2025"}, 400),
        ({"period": "2024-07-01..2024-07-02"}, 400),
        ({"cutoff": "lunar"}, 400),
        ({"unit": "Xã Không Có"}, 404),
        ({"note": "x" * 501}, 400),
    ],
)
def test_what_cannot_be_closed_is_a_sentence(server, told, status):
    answer = close(server, **told)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_a_period_that_is_not_over_can_be_closed_as_provisional(server):
    assert "Chỉ chốt tạm được" in ask(server, "/reports?period=2025").text
    assert close(server, period="2025", provisional="1").status_code == 303
    assert "chốt tạm" in ask(server, "/reports?period=2025").text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_cannot_close_a_period(server, headers):
    assert close(server, headers).status_code == 403


def test_days_that_are_no_period_cannot_be_closed(server):
    body = ask(server, "/reports?period=2024-07-01..2024-07-31")
    assert "kỳ có tên" in body.text
    assert body.all("Form") == []
