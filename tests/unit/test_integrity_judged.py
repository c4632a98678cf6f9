"""What is more than chance and habit: shares, days, runs."""

from __future__ import annotations

import numpy as np
import pytest

from onestop.storage.integrity_judged import (
    THIRDS,
    Fairness,
    Peak,
    Runs,
    judge_days,
    judge_runs,
    judge_shares,
)


FAIR = Fairness(fewest=5, fewest_months=4, false_share=0.01, leeway=1.5, slack=0.005)
MONTHS, DAYS = 6, 30


def shares(found: list[list[int]], of: int, fair: Fairness = FAIR) -> np.ndarray:
    counts = np.array(found)
    return judge_shares(counts, np.full(counts.shape, of), fair).told


def test_a_month_far_above_the_units_other_months_is_told():
    told = shares([[2, 1, 40, 2, 1, 2], [1, 2, 1, 2, 1, 2]], of=100)
    assert told.tolist() == [[False, False, True, False, False, False], [False] * 6]


def test_a_habit_is_no_sign_unless_it_is_worse_than_any_excuse():
    always = [[40, 41, 39, 40, 42, 38], [1, 2, 1, 2, 1, 2], [1, 1, 1, 1, 1, 1]]
    assert not shares(always, of=100).any()
    strict = Fairness(5, 4, 0.01, 1.5, 0.005, most_usual=0.05)
    assert shares(always, of=100, fair=strict)[0].all()


def test_a_unit_that_usually_does_so_is_silent_where_nothing_can_be_compared():
    fair = Fairness(5, 4, 0.01, 1.5, 0.005, silent_above=0.5)
    assert not shares([[90, 80, 85, 100, 95, 90], [1, 2, 1, 2, 1, 2]], of=100, fair=fair).any()


def test_small_numbers_and_short_histories_are_left_alone():
    assert not shares([[0, 0, 4, 0, 0, 0]], of=10).any()
    assert not judge_shares(np.array([[0, 9, 0]]), np.full((1, 3), 10), FAIR).told.any()


def test_the_limit_is_the_least_that_would_be_told():
    counts, of = np.array([[2, 1, 2, 2, 1, 2]]), np.full((1, 6), 100)
    limit = int(judge_shares(counts, of, FAIR).limit[0, 3])
    for count, told in ((limit - 1, False), (limit, True)):
        changed = counts.copy()
        changed[0, 3] = count
        judged = judge_shares(changed, of, FAIR)
        assert bool(judged.told[0, 3]) is told or judged.limit[0, 3] != limit


def days(**bursts: int) -> tuple[np.ndarray, np.ndarray]:
    counts = np.full((1, MONTHS * DAYS), 4)
    counts[0, 28::DAYS] = 20  # every month's end
    for day, count in bursts.items():
        counts[0, int(day.removeprefix("d"))] = count
    third_of = np.arange(MONTHS * DAYS) // (DAYS // THIRDS)
    closed = counts.reshape(1, MONTHS, DAYS).sum(axis=2)
    judged, which = judge_days(counts, third_of, closed, Peak(2.0, 5.0), FAIR)
    return judged.told[0], np.flatnonzero(which[0])


@pytest.mark.parametrize(("count", "told"), [(4, []), (13, []), (30, [75])])
def test_a_burst_in_the_middle_of_a_month_is_not_hidden_by_its_end(count, told):
    assert days(d75=count)[1].tolist() == told


def test_a_peak_that_comes_every_month_is_usual():
    told, which = days()
    assert not told.any()
    assert not len(which)


def runs(others: list[int], of: int = 60, peers: float = 0.2) -> list[bool]:
    mine = np.array([others, [int(of * peers)] * len(others), [int(of * peers)] * len(others)])
    looked = np.full(mine.shape, of)
    return judge_runs(Runs(mine, looked, looked), 14, FAIR).told[0].tolist()


def test_a_run_without_one_other_value_is_told_if_the_unit_is_otherwise_not_so():
    assert runs([12, 11, 0, 0, 0, 12]) == [False, False, True, True, True, False]


def test_a_habit_that_grows_into_all_is_no_sign():
    assert not any(runs([12, 5, 1, 1, 0, 0]))


def test_a_unit_that_never_differs_is_held_against_low_peers():
    assert all(runs([0] * 6))
    assert not any(runs([0] * 6, of=10))
