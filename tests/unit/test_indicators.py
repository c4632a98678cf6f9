"""Numerators over denominators: sums of measures, and no ratio out of nothing."""

from __future__ import annotations

from onestop.domain.indicators import BY_CODE, INDICATORS, Value, signed_sum
from onestop.domain.policy import Policy


PROGRESS = BY_CODE["progress_766"]


def test_a_leading_minus_subtracts():
    assert signed_sum({"open": 5, "open_overdue": 2}, ("open", "-open_overdue")) == 3


def test_a_measure_that_is_not_told_counts_nothing():
    assert signed_sum({}, ("open", "-open_overdue")) == 0


def test_a_ratio_of_nothing_is_no_ratio():
    assert Value(0, 0).ratio is None
    assert Value(0, 4).ratio == 0
    assert Value(3, 4).ratio == 0.75


def test_only_progress_changes_its_parts_with_the_policy():
    policy = Policy(withdrawn="separate", no_due_date="exclude")
    changed = [
        one.code
        for one in INDICATORS
        if (one.numerator_under(policy), one.denominator_under(policy))
        != (one.numerator, one.denominator)
    ]
    assert changed == ["progress_766"]


def test_progress_leaves_out_what_its_policies_leave_out():
    measures = {
        "resolved_early": 3,
        "resolved_on_time": 2,
        "open": 10,
        "open_overdue": 4,
        "open_without_due_date": 1,
        "opening": 6,
        "received": 14,
        "withdrawn": 2,
    }
    assert PROGRESS.value(measures, Policy()) == Value(11, 20)
    assert PROGRESS.value(measures, Policy(withdrawn="separate")) == Value(11, 18)
    assert PROGRESS.value(measures, Policy(no_due_date="exclude")) == Value(10, 19)


def test_every_indicator_says_which_way_is_better():
    assert {one.better for one in INDICATORS} == {"up", "down"}
    assert {one.code for one in INDICATORS if one.form == "days"} == {"mean_processing_days"}
