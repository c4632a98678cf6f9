"""Reported figures: current by unit and period, corrected without being erased."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from onestop.domain.indicators import Value
from onestop.domain.period import parse_period
from onestop.domain.plan import Plan
from onestop.storage import state
from onestop.storage.owners import find_dossiers_again, let_go, moved, take_back
from onestop.storage.reported_values import Report, history, report, reported
from onestop.storage.tables import dossier, namespace, unit
from onestop.storage.tables_kept import letter_made, reported_value
from tests.fixtures.filled import empty_store


NOW = 1_700_000_000
YEAR, QUARTER = parse_period("2024"), parse_period("2024-Q1")
PLAN = Plan("thu", "Thử", "UBND huyện Thử", "district", 2024, 2024)


@pytest.fixture
def connection(database_url):
    """A store with a district, a commune below it, and a unit only files name."""
    with empty_store(database_url) as store:
        for number, name, parent, provisional in (
            (1, "Huyện Thử", None, 0),
            (2, "Xã Thử", 1, 0),
            (3, "Xã Lạ", None, 1),
        ):
            values = {"id": number, "name": name, "name_key": name.casefold(), "parent_id": parent}
            store.connection.execute(insert(unit).values(**values, is_provisional=provisional))
        yield store.connection


def tell(connection, value, number=None, period=YEAR, by="A", target="files"):
    return report(connection, Report("thu", target, number, period, value, by, "BC 1"), NOW)


def value(connection, number=None, period=YEAR):
    told = reported(connection, PLAN, number, period)
    return {code: one.value for code, one in told.items()}


def test_a_figure_is_told_with_who_when_and_what_proves_it(connection):
    tell(connection, "0.98")
    (told,) = reported(connection, PLAN, None, YEAR).values()
    assert told.value == Value(Decimal("0.98"), 1)
    assert (told.by, told.at, told.evidence, told.is_by_hand) == ("A", NOW, "BC 1", True)


def test_it_belongs_to_one_plan_unit_period_and_cut_off(connection):
    tell(connection, "0.98", 2)
    assert value(connection, 2) == {"files": Value(Decimal("0.98"), 1)}
    assert value(connection) == {}
    assert value(connection, 2, QUARTER) == {}
    assert value(connection, 2, parse_period("2024", "calendar")) == {}
    other = Plan("khac", "Khác", "", "district", 2024, 2024)
    assert reported(connection, other, 2, YEAR) == {}


def test_the_only_root_and_all_units_are_one_place(connection):
    tell(connection, "0.98", 1)
    assert value(connection) == value(connection, 1) == {"files": Value(Decimal("0.98"), 1)}
    tell(connection, "0.5")
    assert value(connection, 1) == {"files": Value(Decimal("0.5"), 1)}


def test_a_correction_holds_and_erases_nothing(connection):
    first, second = tell(connection, "0.98"), tell(connection, "491/500", by="B")
    third = tell(connection, "0.5", 2)
    assert value(connection) == {"files": Value(491, 500)}
    rows = {row["id"]: row for row in history(connection)}
    assert [rows[one]["superseded_by"] for one in (first, second, third)] == [second, None, None]
    assert [rows[one]["value"] for one in (first, second)] == ["0.98", "491/500"]
    assert rows[third]["unit"] == "Xã Thử"


def test_a_figure_taken_back_is_gone_and_in_the_history(connection):
    tell(connection, "0.98")
    tell(connection, None, by="B")
    assert value(connection) == {}
    assert [row["value"] for row in history(connection, "thu", "files")] == ["0.98", None]
    assert history(connection, "khac") == []


def test_pages_notice_every_report(connection):
    before = int(state.read(connection, state.DATA_VERSION, "0"))
    tell(connection, "0.98")
    assert int(state.read(connection, state.DATA_VERSION)) == before + 1


def test_what_a_unit_told_follows_it_when_it_is_another(connection):
    tell(connection, "0.98", 3)
    moved(connection, 3, 2)
    assert value(connection, 2) == {"files": Value(Decimal("0.98"), 1)}


def test_what_a_provisional_unit_told_survives_its_going_and_coming(connection):
    tell(connection, "0.98", 3)
    tell(connection, "0.5", 2)
    owners = let_go(connection, unit.c.is_provisional == 1)
    connection.execute(unit.delete().where(unit.c.id == 3))
    told = select(reported_value.c.unit_id).order_by(reported_value.c.id)
    assert list(connection.scalars(told)) == [None, 2]
    connection.execute(insert(unit).values(id=9, name="Xã Lạ", name_key="xã lạ"))
    take_back(connection, owners)
    assert value(connection, 9) == {"files": Value(Decimal("0.98"), 1)}
    assert value(connection, 2) == {"files": Value(Decimal("0.5"), 1)}


def test_a_unit_that_no_file_names_any_more_stays_for_what_it_told(connection):
    tell(connection, "0.98", 3)
    owners = let_go(connection, unit.c.is_provisional == 1)
    connection.execute(unit.delete().where(unit.c.id == 3))
    take_back(connection, owners)
    owner = connection.scalar(select(unit.c.id).where(unit.c.name_key == "xã lạ"))
    assert value(connection, owner) == {"files": Value(Decimal("0.98"), 1)}


def test_letters_find_their_dossiers_again(connection):
    connection.execute(insert(namespace).values(id=7, code="cổng"))
    connection.execute(insert(dossier).values(id=40, namespace_id=7, code="A1"))
    told = {"namespace": "cổng", "number": "1/PXL", "made_at": NOW, "file": "1.docx"}
    for number, code in ((3, "A1"), (40, "B1")):
        connection.execute(insert(letter_made).values(**told, code=code, dossier_id=number))
    find_dossiers_again(connection)
    query = select(letter_made.c.code, letter_made.c.dossier_id)
    assert dict(connection.execute(query).all()) == {"A1": 40, "B1": None}
