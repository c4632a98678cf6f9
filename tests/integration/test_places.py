"""Whose tasks are asked about: the authority's, those of each unit, those of one below."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from onestop.domain.period import day_number, parse_day
from onestop.domain.plan import Plan
from onestop.domain.task_status import Scope
from onestop.storage.places import place_of, scope_of
from onestop.storage.tables import unit
from tests.fixtures.filled import empty_store


ENDED = day_number(parse_day("2020-06-30"))


def plan(level: str) -> Plan:
    return Plan("thu", "Thử", "UBND", level, 2021, 2022)


@pytest.fixture
def connection(database_url):
    """A province, a district with two communes, one that ended in 2020, one of files only."""
    rows = (
        (1, "province", None, 0, None),
        (2, "district", 1, 0, None),
        (3, "commune", 2, 0, None),
        (4, "commune", 2, 0, None),
        (5, "commune", 2, 0, ENDED),
        (6, "", None, 1, None),
    )
    with empty_store(database_url) as store:
        for number, level, parent, provisional, ended in rows:
            values = {"id": number, "name": str(number), "name_key": str(number), "level": level}
            values |= {"parent_id": parent, "is_provisional": provisional, "valid_to": ended}
            store.connection.execute(insert(unit).values(**values))
        yield store.connection


def test_the_only_declared_root_is_the_whole_place(connection):
    assert [place_of(connection, number) for number in (None, 1, 2, 6)] == [None, None, 2, 6]


def test_of_a_district_plan_the_district_has_all_and_its_units_owe_theirs(connection):
    assert scope_of(connection, plan("district"), 2) == Scope(2021, 2022, 2, (3, 4))


def test_a_commune_owes_a_district_plan_only_what_each_unit_owes(connection):
    scope = scope_of(connection, plan("district"), 3)
    assert scope == Scope(2021, 2022, 3, (3,), only_owed=True)


def test_a_commune_has_all_of_a_commune_plan(connection):
    assert scope_of(connection, plan("commune"), 3) == Scope(2021, 2022, 3, (3,))


def test_all_units_are_owed_for_by_every_declared_one_below_the_root(connection):
    assert scope_of(connection, plan("province"), None) == Scope(2021, 2022, None, (2, 3, 4))
    assert scope_of(connection, plan("province"), 1) == scope_of(connection, plan("province"), None)


def test_without_any_catalogue_the_place_owes_for_itself(database_url):
    with empty_store(database_url) as store:
        assert scope_of(store.connection, plan("commune"), None) == Scope(2021, 2022, None, (None,))
