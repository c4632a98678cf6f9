"""When tasks fall due, and what they are on a day."""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.indicators import Value
from onestop.domain.period import parse_instant
from onestop.domain.plan_tasks import Product, Task, parse_timing
from onestop.domain.task_status import (
    DONE,
    EVENT,
    UNDONE,
    Mark,
    Scope,
    Status,
    completion,
    occurrences,
    steps,
)


def task(written: str, code: str = "1", **facts) -> Task:
    timing = parse_timing(written, 2024)
    assert timing, written
    return Task(code, "direction", "Việc", (Product("", written, timing),), **facts)


def mark(on: str, period: str = "", kind: str = DONE, **facts) -> Mark:
    told = {"task": "1", "product": 1, "unit": None, **facts}
    return Mark(period=period, kind=kind, on_day=date.fromisoformat(on), **told)


def stand(one: Task, at: str, *marks: Mark, scope: Scope | None = None) -> list:
    return steps([one], marks, scope or Scope(2024, 2024), parse_instant(at))


def statuses(one: Task, at: str, *marks: Mark) -> list[str]:
    return [step.status.value for step in stand(one, at, *marks)]


def periods(written: str, first: int = 2024, last: int = 2024) -> dict[str, str]:
    timing = parse_timing(written, 2024)
    return {code: day.isoformat() for code, day in occurrences(timing, first, last)}


def test_a_task_is_not_due_then_due_for_fifteen_days_then_late():
    one = task("Trước ngày 21/06/2024")
    assert statuses(one, "2024-06-04") == ["not_due"]
    assert statuses(one, "2024-06-05") == ["due"]
    assert statuses(one, "2024-06-20T23:00") == ["due"]
    assert statuses(one, "2024-06-21T00:00") == ["late"]


def test_done_is_done_whenever_it_was():
    one = task("Trước ngày 21/06/2024")
    (early,) = stand(one, "2024-06-30", mark("2024-05-01"))
    (late,) = stand(one, "2024-06-30", mark("2024-06-25"))
    assert (early.status, early.days_late) == (Status.DONE, 0)
    assert (late.status, late.days_late) == (Status.DONE, 5)


def test_a_mark_of_a_later_day_is_not_known_yet():
    one = task("Trước ngày 21/06/2024")
    assert statuses(one, "2024-06-22T12:00", mark("2024-06-25")) == ["late"]
    assert statuses(one, "2024-06-25T00:00", mark("2024-06-25")) == ["late"]
    assert statuses(one, "2024-06-25T00:01", mark("2024-06-25")) == ["done"]


def test_the_newest_mark_holds():
    one = task("Trước ngày 21/06/2024")
    taken_back = (mark("2024-05-01"), mark("2024-05-02", kind=UNDONE))
    assert statuses(one, "2024-06-30", *taken_back) == ["late"]
    assert statuses(one, "2024-06-30", *taken_back, mark("2024-05-03")) == ["done"]


def test_quarterly_falls_due_once_a_quarter():
    assert periods("Định kỳ hằng quý") == {
        "2024-Q1": "2024-03-31",
        "2024-Q2": "2024-06-30",
        "2024-Q3": "2024-09-30",
        "2024-Q4": "2024-12-31",
    }


def test_the_longer_period_names_what_ends_with_a_shorter_one():
    """Quarter I, six months, quarter III, year: as reports are owed."""
    assert list(periods("Quý, 6 tháng, năm")) == ["2024-Q1", "2024-H1", "2024-Q3", "2024"]
    assert list(periods("6 tháng, cuối năm")) == ["2024-H1", "2024"]
    monthly = periods("định kỳ hàng tháng, quý và 6 tháng")
    assert len(monthly) == 12
    assert {"2024-01", "2024-Q1", "2024-H1", "2024-Q3", "2024-H2"} <= set(monthly)


def test_weeks_end_on_sundays_and_there_are_fifty_two_or_three():
    weekly = periods("Định kỳ hằng tuần", 2020, 2021)
    assert (len(weekly), weekly["2020-W53"], weekly["2021-W01"]) == (
        105,
        "2021-01-03",
        "2021-01-10",
    )


def test_every_year_of_the_plan_has_its_own():
    assert periods("Năm 2021 và các năm tiếp theo", 2021, 2023) == {
        "2021": "2021-12-31",
        "2022": "2022-12-31",
        "2023": "2023-12-31",
    }


def test_a_report_before_the_25th_of_the_middle_month():
    assert periods("Gửi trước ngày 25 của tháng giữa quý") == {
        "2024-Q1": "2024-02-24",
        "2024-Q2": "2024-05-24",
        "2024-Q3": "2024-08-24",
        "2024-Q4": "2024-11-24",
    }


def test_a_periodic_task_is_done_period_by_period():
    one = task("Định kỳ hằng quý")
    told = (mark("2024-03-30", "2024-Q1"), mark("2024-07-30", "2024-Q3"))
    assert statuses(one, "2024-07-31", *told) == ["done", "late", "done", "not_due"]


def test_continuous_and_reported_tasks_are_never_late():
    assert statuses(task("Thường xuyên"), "2030-01-01") == ["continuous"]
    assert statuses(task("Lồng ghép trong báo cáo CCHC"), "2030-01-01") == ["with_report"]


def test_an_event_task_waits_falls_due_and_is_done():
    one = task("Khi có thông báo của tỉnh")
    came = mark("2024-05-06", "2024-05-06", EVENT, product=0)
    assert statuses(one, "2024-12-01") == ["waiting"]
    assert statuses(one, "2024-05-05", came) == ["waiting"]
    assert statuses(one, "2024-12-01", came) == ["due"]
    assert statuses(one, "2024-12-01", came, mark("2024-05-20", "2024-05-06")) == ["done"]
    gone = mark("2024-05-06", "2024-05-06", UNDONE, product=0)
    assert statuses(one, "2024-12-01", came, gone) == ["waiting"]


def test_two_events_are_two_times():
    one = task("Khi có thông báo của tỉnh")
    came = [mark(day, day, EVENT, product=0) for day in ("2024-05-06", "2024-09-01")]
    assert statuses(one, "2024-12-01", *came, mark("2024-05-20", "2024-05-06")) == ["done", "due"]


def test_what_each_unit_owes_is_owed_by_each():
    one = task("trước ngày 20/02/2024", per_unit=True)
    scope = Scope(2024, 2024, owing=(7, 8))
    found = stand(one, "2024-03-01", mark("2024-02-01", unit=8), scope=scope)
    assert [(step.unit, step.status.value) for step in found] == [(7, "late"), (8, "done")]


def test_a_unit_below_the_authority_owes_only_what_each_unit_owes():
    scope = Scope(2024, 2024, unit=7, owing=(7,), only_owed=True)
    assert stand(task("Trong năm 2024"), "2024-03-01", scope=scope) == []
    assert len(stand(task("Trong năm 2024", per_unit=True), "2024-03-01", scope=scope)) == 1


@pytest.mark.parametrize(("on", "counted"), [("2024-02-24", 1), ("2024-02-25", 0)])
def test_a_report_with_a_day_of_its_own_counts_only_in_time(on, counted):
    """Phước Long: a report sent late counts as not sent."""
    one = task("Gửi trước ngày 25 của tháng giữa quý")
    at = parse_instant("2024-03-01")
    found = steps([one], [mark(on, "2024-Q1")], Scope(2024, 2024), at)
    assert completion(found, at) == Value(counted, 1)
