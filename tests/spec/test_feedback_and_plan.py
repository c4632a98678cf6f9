"""Indicators counted from elsewhere than dossiers: what they divide by what."""

from __future__ import annotations

import pytest

from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.measures import BY_CODE as MEASURES
from onestop.domain.policy import Policy


def value(code: str, **measures: int) -> Value:
    return BY_CODE[code].value(measures, Policy())


def test_feedback_is_judged_once_answered_or_past_its_limit():
    """Answered within 15 working days over those answered or past their limit."""
    told = value("feedback_on_time_share", feedback_on_time=9, feedback_judged=12, received=500)
    assert told == Value(9, 12)
    assert told.ratio == 0.75


def test_a_plan_is_completed_by_the_tasks_whose_time_has_passed():
    """Tasks done over tasks whose time has passed at T."""
    told = value("plan_completion_share", tasks_done=3, tasks_due=4, received=500)
    assert told == Value(3, 4)
    assert told.ratio == 0.75


@pytest.mark.parametrize("code", ["feedback_on_time_share", "plan_completion_share"])
def test_without_anything_to_judge_there_is_no_ratio(code):
    """A denominator of 0 gives no ratio."""
    assert value(code).ratio is None


@pytest.mark.parametrize("code", ["feedback_on_time_share", "plan_completion_share"])
def test_its_parts_are_declared_and_counted_elsewhere(code):
    """Both parts are measures of their own, not of dossiers."""
    parts = (*BY_CODE[code].numerator, *BY_CODE[code].denominator)
    assert {MEASURES[part].placed_by for part in parts} == {"elsewhere"}
