"""Lists page by page: every row once, whatever comes in meanwhile."""

from __future__ import annotations

import pytest

from onestop.api.parameters import LARGEST
from onestop.domain.period import parse_period
from onestop.domain.policy import Policy
from onestop.storage.engine import reading
from onestop.storage.indicator_values import Question
from onestop.storage.paging import Mark, dossiers_after, findings_after, loads_after, rejects_after
from onestop.storage.slices import Slice
from tests.fixtures import worlds
from tests.fixtures.filled import calendar


YEAR = parse_period("2024", "calendar")


@pytest.fixture
def office(database_url, tmp_path):
    """An office with 40 dossiers, on each engine."""
    made = worlds.Office(database_url, tmp_path)
    assert made.run("init").code == 0
    rows = [*worlds.many(40), worlds.row("X1", received="32/13/2024"), worlds.row("")]
    made.load(worlds.as_csv(tmp_path / "a.csv", rows), "--as-of", worlds.AS_OF)
    yield made
    made.engine.dispose()


def question() -> Question:
    return Question(YEAR, Slice(), Policy(), None, calendar().add_working_days)


def codes_of(office, measure: str, size: int, between=lambda: None) -> list[str]:
    """The codes of every page; something may happen between two pages."""
    codes, mark = [], None
    while True:
        with reading(office.engine) as connection:
            page = dossiers_after(connection, question(), measure, mark, size)
        codes += [row["code"] for row in page.rows]
        if page.last is None:
            return codes
        mark = page.last
        between()


MEASURES = ("", "received", "open", "resolved_early", "age:overdue_over_30")


def test_pages_hold_each_dossier_once_in_the_order_of_the_list(office):
    for measure in MEASURES:
        told = ("--from", "2024-01-01", "--to", "2024-12-31", "--measure", measure)
        whole = office.run("dossiers", *told, "--format", "json").json["rows"]
        assert len(whole) > 5, measure
        for size in (1, 7, 100):
            assert codes_of(office, measure, size) == [row["code"] for row in whole], measure


def test_dossiers_that_come_in_between_neither_repeat_nor_hide_one(office, tmp_path):
    before = codes_of(office, "received", 100)
    added = []

    def load_more():
        number = len(added)
        rows = [
            worlds.row(f"NEW{number}A", received="01/01/2024"),
            worlds.row(f"NEW{number}B", received="28/06/2024"),
        ]
        added.append(number)
        path = worlds.as_csv(tmp_path / f"more{number}.csv", rows)
        office.load(path, "--as-of", worlds.AS_OF)

    codes = codes_of(office, "received", 15, load_more)
    assert len(added) >= 2
    assert len(codes) == len(set(codes))
    assert [code for code in codes if not code.startswith("NEW")] == before


def test_dossiers_without_a_date_come_last_and_are_paged_too(office, tmp_path):
    rows = [
        worlds.portal_dossier(f"W{n}", NgayTiepNhan="", NgayNopHoSo="20240103", TrangThaiHoSo="1")
        for n in range(5)
    ]
    path = worlds.portal(tmp_path / "waiting.json", *rows)
    loaded = office.load(path, "--as-of", worlds.AS_OF)
    assert loaded["totals"]["inserted"] == 5, loaded
    codes = codes_of(office, "waiting_for_acceptance", 2)
    assert codes == [f"W{n}" for n in range(5)]


def test_loads_rejects_and_findings_page_by_id(office, tmp_path):
    for number in range(3):
        rows = [worlds.row(f"Y{number}"), worlds.row("")]
        office.load(worlds.as_csv(tmp_path / f"y{number}.csv", rows), "--as-of", worlds.AS_OF)
    with reading(office.engine) as connection:
        for ask in (
            lambda mark, size: loads_after(connection, mark, size),
            lambda mark, size: rejects_after(connection, None, mark, size),
            lambda mark, size: findings_after(connection, "", mark, size),
        ):
            whole = [row["id"] for row in ask(None, 1000).rows]
            paged, mark = [], None
            while True:
                page = ask(mark, 2)
                paged += [row["id"] for row in page.rows]
                mark = page.last
                if mark is None:
                    break
            assert paged == whole
            assert len(whole) == len(set(whole)) > 2
            assert ask(Mark(LARGEST), 5).rows == []
