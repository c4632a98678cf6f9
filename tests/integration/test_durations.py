"""How many working days dossiers took: exact, against every single dossier in Python."""

from __future__ import annotations

from collections import defaultdict

import pytest
from sqlalchemy import select

from onestop.domain.errors import UsageError
from onestop.domain.policy import Policy
from onestop.storage.durations import days_taken
from onestop.storage.tables import area, procedure
from tests.agreement.worlds import DAY, LIMITS, UNITS
from tests.fixtures.filled import AS_OF, PERIOD, lagging_world, world


POLICIES = (Policy(), Policy(supplement="subtract", stopped="closed"), Policy(interlinked="once"))
KEYS = {"procedure": (procedure.c.id, procedure.c.code), "area": (area.c.id, area.c.name)}


def taken(made, by, moments=None):
    """Group to the days that each of its dossiers took, in order."""
    processed = made.counted(moments).get("processed", set())
    days = defaultdict(list)
    for one in made.dossiers:
        if one["code"] in processed:
            closed_at = made.recount.closed_at(one)
            days[one.get(by)].append(made.recount.days_taken(one, closed_at))
    return {key: sorted(values) for key, values in days.items()}


def rank(values, share):
    """The first value that at least that share of all does not exceed."""
    for value in values:
        if sum(other <= value for other in values) * 100 >= share * len(values):
            return value
    raise AssertionError(values)


def ids(made, by):
    return {None: 0} | {name: number for number, name in made.connection.execute(select(*KEYS[by]))}


@pytest.mark.parametrize("by", ["procedure", "area"])
@pytest.mark.parametrize("number", range(len(POLICIES)))
def test_days_are_those_of_the_dossiers_one_by_one(database_url, number, by):
    with world(database_url, POLICIES[number]) as made:
        keys, expected = ids(made, by), taken(made, by)
        found = {one.key: one for one in days_taken(made.connection, made.question(), by)}
        assert set(found) == {keys[name] for name in expected}
        for name, values in expected.items():
            one = found[keys[name]]
            assert (one.count, one.median, one.p90) == (
                len(values),
                rank(values, 50),
                rank(values, 90),
            )
            assert one.allowed == (LIMITS.get(name) if by == "procedure" else None)


def test_days_add_up_to_the_measure(database_url):
    """Of a procedure with one dossier, both percentiles are its days."""
    with world(database_url) as made:
        found = days_taken(made.connection, made.question())
        assert sum(one.count for one in found) == made.numbers(made.question())["processed"]
        assert found == sorted(found, key=lambda one: (-one.count, one.key))


def test_each_unit_counts_up_to_its_own_moment(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, PERIOD.start_at + 5 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        expected = taken(made, "area", newest)
        found = {one.key: one for one in days_taken(made.connection, made.question(), "area")}
        for name, values in expected.items():
            one = found[ids(made, "area")[name]]
            assert (one.count, one.median, one.p90) == (
                len(values),
                rank(values, 50),
                rank(values, 90),
            )


def test_days_by_anything_else_are_refused(database_url):
    with world(database_url, size=5) as made, pytest.raises(UsageError, match="procedure, area"):
        days_taken(made.connection, made.question(), "unit")
