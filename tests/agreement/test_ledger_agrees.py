"""Whatever is asked, the store says what a count of the dossiers one by one says."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from onestop.domain.measures import MEASURES
from onestop.domain.period import between, day_of, months, parse_period
from onestop.domain.policy import Policy
from onestop.storage import listing
from onestop.storage.engine import writing
from tests.agreement import worlds
from tests.agreement.asked import ask, fill, load_by_precision, question_of, settled
from tests.agreement.recount import Recount
from tests.agreement.worlds import BASE
from tests.spec.filling import Store


GROUPS = ("", "unit", "receiving_unit", "area", "procedure", "channel")
NAMED = ("2024", "2024-H1", "2024-Q1", "2024-01", "2024-02", "2023-12", "2023")
DAYS = 50

few = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking a store takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def some_period(pick, days=DAYS):
    if pick((0, 1)):
        return parse_period(pick(NAMED), pick(("official", "calendar")))
    first = day_of(BASE + pick(range(days)))
    return between(first, first + timedelta(days=pick((0, 1, 13, 14, 31, 60))))


def some_world(pick, size, days=DAYS):
    rows = [worlds.dossier(pick, number, days) for number in range(size)]
    return rows, worlds.letters(pick, rows, days), worlds.ratings(pick, rows)


def recounted(store, dossiers, period, as_of, by):
    moment = min(period.end_at, as_of)
    moments = {dossier["unit"]: moment for dossier in dossiers}
    recount = Recount(store.policy, store.calendar)
    return recount.totals(dossiers, period.start_at, moments, by)


@given(pick=worlds.picks())
@few
def test_any_question_has_the_answer_of_the_recount(engine, calendar, pick):
    world = some_world(pick, pick(range(1, 7)))
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, worlds.policy(pick))
        fill(store, *world)
        dossiers = settled(*world)
        period, as_of = some_period(pick), worlds.moment(pick, range(-5, DAYS + 40))
        for by in GROUPS:
            assert ask(store, period, as_of, by) == recounted(store, dossiers, period, as_of, by)


@given(pick=worlds.picks())
@few
def test_every_count_is_the_length_of_the_list_behind_it(engine, calendar, pick):
    world = some_world(pick, pick(range(1, 5)))
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, worlds.policy(pick))
        fill(store, *world)
        period, as_of = some_period(pick), worlds.moment(pick, range(-5, DAYS + 40))
        total = ask(store, period, as_of, "").get("", {})
        question = question_of(store, period, as_of, "")
        for measure in MEASURES:
            if measure.amount is None:
                listed = list(listing.rows_behind(connection, question, measure.code))
                assert len(listed) == total.get(measure.code, 0), measure.code


@pytest.fixture(scope="module")
def big_world():
    """1,500 dossiers over more than a year."""
    return some_world(worlds.seeded(766), 1_500, days=420)


@pytest.mark.parametrize("seed", range(2))
def test_a_year_of_dossiers_agrees_by_every_group_and_month(engine, calendar, big_world, seed):
    pick = worlds.seeded(seed)
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, worlds.policy(pick) if seed else Policy())
        fill(store, *big_world)
        dossiers = settled(*big_world)
        for cutoff in ("official", "calendar"):
            year = parse_period("2024", cutoff)
            as_of = worlds.moment(pick, range(300, 400))
            for period in (year, *months(year)):
                for by in GROUPS if period == year else ("",):
                    told = recounted(store, dossiers, period, as_of, by)
                    assert ask(store, period, as_of, by) == told


@pytest.mark.parametrize("seed", range(2))
def test_each_unit_is_counted_up_to_its_own_newest_snapshot(engine, calendar, big_world, seed):
    """No moment asked: T of each unit is its own; units behind are not hidden."""
    pick = worlds.seeded(seed)
    rows = [row for row in settled(big_world[0]) if row["unit"]]
    newest = {unit: worlds.moment(pick, range(200, 400)) for unit in worlds.UNITS}
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, Policy(withdrawn=pick(("resolved", "separate"))))
        store.make_ledger_for_policy()
        for unit, as_of in newest.items():
            store.load([row for row in rows if row["unit"] == unit], as_of)
        period = parse_period(pick(("2024", "2024-Q4", "2025")), "calendar")
        moments = {unit: min(period.end_at, as_of) for unit, as_of in newest.items()}
        recount = Recount(store.policy, calendar)
        for by in GROUPS[:4]:
            told = recount.totals(settled(rows), period.start_at, moments, by)
            assert ask(store, period, None, by) == told


@given(pick=worlds.picks())
@few
def test_a_source_s_own_precision_decides_for_its_dossiers(engine, calendar, pick):
    rows = some_world(pick, pick(range(1, 7)))[0]
    rows = [row | {"precision": pick(("", "day", "instant"))} for row in rows]
    with writing(engine, keep=False) as connection:
        store = Store(connection, calendar, worlds.policy(pick))
        store.make_ledger_for_policy()
        load_by_precision(store, rows, 0)
        period, as_of = some_period(pick), worlds.moment(pick, range(-5, DAYS + 40))
        if store.policy.no_due_date != "computed":
            told = recounted(store, settled(rows), period, as_of, "")
            assert ask(store, period, as_of, "") == told
