"""Many periods asked for together, and who was open long ago: as one by one, and as in loops."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import event

from onestop.domain.period import months, parse_period
from onestop.storage import scan
from onestop.storage.courses import answers
from onestop.storage.indicator_values import OPEN, answer
from onestop.storage.slices import Slice
from tests.agreement.worlds import DAY, UNITS
from tests.fixtures.filled import AS_OF, lagging_world, world


PERIODS = [*months(parse_period("2024", "calendar")), parse_period("2024", "calendar")]
SLICES = (
    {},
    {"unit": {1}},
    {"unit": {1, 2}, "area": {1}},
    {"area": {1}},
    {"procedure": {1, 2}},
    {"channel": {2}},
    {"unit": set()},
)


def questions(made, chosen):
    told = [made.question(period, **chosen) for period in PERIODS]
    return [*told, replace(told[0], counts_due_soon=False)]


@pytest.mark.parametrize("chosen", SLICES, ids=str)
def test_periods_asked_for_together_are_answered_as_one_by_one(database_url, chosen):
    with world(database_url) as made:
        made.store.make_ledger_for_policy()
        asked = questions(made, chosen)
        assert answers(made.connection, asked) == [answer(made.connection, one) for one in asked]


def test_units_that_lag_behind_have_their_own_moments_in_each_period(database_url):
    newest = dict(zip(UNITS, (AS_OF, AS_OF - 9 * DAY, AS_OF - 20 * DAY), strict=True))
    with lagging_world(database_url, newest) as made:
        asked = questions(made, {})
        told = answers(made.connection, asked)
        assert told == [answer(made.connection, one) for one in asked]
        assert any(one.lagging for one in told)


def test_twelve_whole_months_cost_hardly_more_statements_than_one(database_url):
    with world(database_url) as made:
        made.store.make_ledger_for_policy()
        whole = replace(made.question(), as_of=PERIODS[-1].end_at, counts_due_soon=False)
        asked = [replace(whole, period=period) for period in PERIODS]
        said = []
        event.listen(made.connection, "before_cursor_execute", lambda *told: said.append(told[2]))
        one_by_one = [answer(made.connection, one) for one in asked]
        alone = len(said)
        assert answers(made.connection, asked) == one_by_one
        assert len(said) - alone < alone / len(asked)


def test_who_was_open_at_a_moment_long_ago_is_found_however_long_it_took(database_url):
    with world(database_url, size=300) as made:
        counted = [one for one in made.dossiers if one["status"] not in (1, 3)]
        received = [one["received_at"] for one in counted if one.get("received_at") is not None]
        for moment in range(min(received) // DAY * DAY, AS_OF + 90 * DAY, 9 * DAY + 1):
            found = scan.state_sums(
                made.connection, made.store.policy, moment, (OPEN,), Slice({}, "")
            )
            open_then = [
                one
                for one in counted
                if one.get("received_at") is not None and made.recount.open_at(one, moment)
            ]
            assert found[0][OPEN.code] == len(open_then)
