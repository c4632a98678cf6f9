"""Promises beside figures: verdict, distance, or the reason why there is none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop.domain.judged import judge_measures, needs_last_year
from onestop.domain.policy import Policy
from onestop.domain.targets import Comparator, Target


def promise(code="t", indicator="on_time_share", comparator=">=", told="0.98", **facts) -> Target:
    exact = None if told is None else Decimal(told)
    return Target(code, indicator, Comparator(comparator), exact, **facts)


def judged(one: Target, measures: dict, previous: dict | None = None, year: int = 2024):
    (found,) = judge_measures([one], measures, previous or {}, Policy(), year)
    return found


TIMELY = {"resolved_early": 10, "resolved_on_time": 86, "resolved_late": 4}


def test_measures_that_were_counted_already_are_judged_without_asking_again():
    found = judged(promise(), TIMELY)
    assert (found.value.numerator, found.value.denominator) == (96, 100)
    assert (found.outcome, found.is_due, found.reason) == ("near", True, None)
    assert found.budget[0] == "đã vượt 2; cần 100 hồ sơ đúng hạn nữa để về 98 %"


def test_before_its_year_a_promise_is_a_distance_and_then_a_verdict():
    by_2025 = promise(indicator="early_share", told="0.30", by=2025)
    before, then = judged(by_2025, TIMELY), judged(by_2025, TIMELY, year=2025)
    assert (before.is_due, float(before.distance), before.reason.code) == (False, 0.2, "not_due")
    assert before.reason.vi == "đánh giá vào năm 2025"
    assert before.budget == ("", "")
    assert (then.outcome, then.distance) == ("missed", None)


def test_what_should_rise_is_compared_with_last_year():
    rising = promise(indicator="online_share", comparator="rising", told=None)
    now, then = {"received_online": 3, "received": 10}, {"received_online": 2, "received": 10}
    assert judged(rising, now, then).outcome == "met"
    assert judged(rising, then, now).outcome == "missed"
    assert judged(rising, now).reason.code == "no_comparison"
    assert needs_last_year([rising])
    assert not needs_last_year(
        [promise(), promise(indicator="x", comparator="rising", told=None, measured="hand")]
    )


@pytest.mark.parametrize("measured", ["hand", "tasks", "feedback", "catalogue", "system"])
def test_what_dossiers_cannot_show_says_why_in_both_languages(measured):
    found = judged(promise(indicator="own", measured=measured), TIMELY)
    assert (found.value, found.outcome, found.reason.code) == (None, "unknown", measured)
    assert found.reason.vi
    assert found.reason.en
    assert all(found.measured)


def test_without_figures_nothing_is_met_or_missed():
    found = judged(promise(), {})
    assert (found.value.ratio, found.reason.vi) == (None, "chưa có số liệu")
