"""The notice on pages that a pulled source is silent, failing, or writes otherwise than before."""

from __future__ import annotations

import pytest

from dashboards.app import make_app
from onestop.domain.access import GRANTS, Caller, Role
from onestop.storage import connections as store
from onestop.storage.engine import writing
from tests.fixtures import district as sample
from tests.fixtures.body import ask


PAGES = ("/", "/data")


@pytest.fixture
def here(own_district):
    made = sample.installation_at(own_district)
    yield made
    made.engine.dispose()


@pytest.fixture
def troubled(here):
    """A district of which one source is silent and another's layout changed."""
    now = here.clock()
    with writing(here.engine) as connection:
        for name in ("igate", "sftp-tinh"):
            store.enter(connection, name, "sftp", "", now - 90_000)
        store.note(connection, "igate", news_at=now - 90_000, silent_at=now - 3600, next_at=now)
        told = {"state": store.FAILED, "at": now - 7200, "problem_kind": store.LAYOUT}
        sentence = "a.xlsx: không nhận ra bố cục. Tiêu đề đọc được: Số mới."
        store.note_file(connection, "sftp-tinh", "a.xlsx", problem=sentence, **told)
    return here


def test_nothing_is_said_while_every_source_speaks(here):
    for page in PAGES:
        assert "trục trặc" not in ask(make_app(here), page).text


@pytest.mark.parametrize("page", PAGES)
def test_what_is_wrong_stands_on_the_overview_and_on_the_data_page(troubled, page):
    text = ask(make_app(troubled), page).text
    assert "igate: im lặng từ 17:00 20/12/2024" in text
    assert "Không có số liệu mới từ" in text
    assert "sftp-tinh: đổi bố cục từ 16:00 20/12/2024" in text
    assert "Số mới" in text


def test_only_who_may_load_reads_why(troubled):
    viewer = Caller("người xem", GRANTS[Role.VIEWER], role=Role.VIEWER)
    seen = sample.replaced(troubled, identify=lambda: viewer)
    text = ask(make_app(seen), "/").text
    assert "đổi bố cục" in text
    assert "Số mới" not in text


def test_it_goes_by_itself_once_the_source_speaks_again(troubled):
    server = make_app(troubled)
    assert "igate" in ask(server, "/").text
    with writing(troubled.engine) as connection:
        store.note(connection, "igate", silent_at=troubled.clock() + 1)
        store.dismiss(connection, "sftp-tinh")
    assert "trục trặc" not in ask(server, "/").text


def test_many_troubles_are_counted_not_listed(troubled):
    now = troubled.clock()
    with writing(troubled.engine) as connection:
        for number in range(20):
            store.enter(connection, f"xa-{number}", "folder", "", now - 90_000)
            store.note(connection, f"xa-{number}", silent_at=now)
    assert "và 17 trục trặc khác" in ask(make_app(troubled), "/").text


def test_a_wall_screen_and_the_public_are_not_told(troubled):
    server = make_app(troubled)
    assert "igate" not in ask(server, "/?kiosk=1").text
    assert b"igate" not in server.test_client().get("/public").data
