"""Which step is meant, asked back where several may be."""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.period import parse_instant
from onestop.domain.plan_files import load_plan
from onestop.domain.task_choice import lines, pressing, step_meant
from onestop.domain.task_status import Mark, Scope, steps
from tests.fixtures.a_plan import CODE, config_with_plan


@pytest.fixture
def found(tmp_path):
    """The steps of the made-up plan at the end of April 2024, for two units."""
    config_with_plan(tmp_path / "config")
    plan = load_plan(tmp_path / "config" / "plans" / f"{CODE}.toml")
    marks = [Mark("2.1", 1, None, "2024-Q1", "done", date(2024, 3, 20))]
    at = parse_instant("2024-04-30")
    return steps(plan.tasks, marks, Scope(2024, 2024, owing=(7, 8)), at)


def test_a_task_with_one_step_is_meant_by_its_code(found):
    assert step_meant(found, " 3.1 ", None, "").status == "continuous"


def test_of_several_products_one_is_chosen(found):
    with pytest.raises(UsageError, match=r"1: Kế hoạch; 2: Báo cáo.*--product"):
        step_meant(found, "1.1", None, "")
    assert step_meant(found, "1.1", 2, "").due == date(2024, 12, 31)
    with pytest.raises(UsageError, match="--product"):
        step_meant(found, "1.1", 3, "")


def test_of_several_periods_one_is_chosen_among_those_open(found):
    with pytest.raises(UsageError, match="một trong 2024-Q2, 2024-Q3, 2024-Q4"):
        step_meant(found, "2.1", None, "")
    assert step_meant(found, "2.1", None, "2024-q2").due == date(2024, 6, 30)
    with pytest.raises(NotFoundError, match="2024-Q9"):
        step_meant(found, "2.1", None, "2024-Q9")


def test_what_each_unit_owes_needs_a_unit(found):
    with pytest.raises(UsageError, match="--unit"):
        step_meant(found, "7.1", None, "")


def test_what_waits_for_an_event_needs_the_event_first(found):
    with pytest.raises(UsageError, match=r"tasks event 4\.1"):
        step_meant(found, "4.1", None, "")


def test_an_unknown_task_offers_those_that_begin_so(found):
    with pytest.raises(NotFoundError) as error:
        step_meant(found, "7", None, "")
    assert error.value.nearest == ("7.1", "7.2")


def test_lines_gather_steps_and_show_the_most_pressing(found):
    told = {(one.task.code, one.number): one for one in lines(found)}
    review = told["2.1", 1]
    assert (review.done, len(review.steps), review.status) == (1, 4, "not_due")
    assert review.next.period == "2024-Q2"
    assert told["7.1", 1].status == "late"
    assert told["4.1", 1].next.due is None


def test_reminders_are_what_is_late_or_due_soonest_first(found):
    due = [(one.due.isoformat(), one.task.code) for one in pressing(found, date(2024, 5, 24))]
    assert due == [
        ("2024-01-31", "1.1"),
        ("2024-02-19", "7.1"),
        ("2024-02-19", "7.1"),
        ("2024-02-24", "7.2"),
        ("2024-05-24", "7.2"),
    ]
