"""plan_completion_share: tasks done / tasks whose time has passed at T.

Once per period for periodic ones; continuous tasks, and event tasks whose event has not
come, are outside both parts.
"""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.indicators import Value
from onestop.domain.period import parse_instant
from onestop.domain.plan_tasks import Product, Task, parse_timing
from onestop.domain.task_status import DONE, EVENT, Mark, Scope, completion, steps


CASES = (
    ("Trước ngày 01/07/2024", (), "2024-06-30T23:59", (0, 0)),
    ("Trước ngày 01/07/2024", (), "2024-07-01T00:00", (0, 1)),
    ("Trước ngày 01/07/2024", (("", DONE, "2024-03-01"),), "2024-06-01", (0, 0)),
    ("Trước ngày 01/07/2024", (("", DONE, "2024-03-01"),), "2024-07-02", (1, 1)),
    ("Trước ngày 01/07/2024", (("", DONE, "2024-08-01"),), "2024-07-02", (0, 1)),
    ("Trước ngày 01/07/2024", (("", DONE, "2024-08-01"),), "2024-08-02", (1, 1)),
    ("Định kỳ hằng quý", (), "2024-10-01", (0, 3)),
    ("Định kỳ hằng quý", (("2024-Q2", DONE, "2024-06-01"),), "2024-10-01", (1, 3)),
    ("Định kỳ hằng quý", (("2024-Q4", DONE, "2024-09-30"),), "2024-10-01", (0, 3)),
    ("Thường xuyên", (), "2025-06-01", (0, 0)),
    ("Thường xuyên", (("", DONE, "2024-06-01"),), "2025-06-01", (0, 0)),
    ("Lồng ghép trong báo cáo CCHC", (), "2025-06-01", (0, 0)),
    ("Khi có thông báo của tỉnh", (), "2025-06-01", (0, 0)),
    ("Khi có thông báo của tỉnh", (("2024-05-06", EVENT, "2024-05-06"),), "2024-05-06", (0, 0)),
    ("Khi có thông báo của tỉnh", (("2024-05-06", EVENT, "2024-05-06"),), "2024-05-07", (0, 1)),
    (
        "Khi có thông báo của tỉnh",
        (("2024-05-06", EVENT, "2024-05-06"), ("2024-05-06", DONE, "2024-05-30")),
        "2024-06-01",
        (1, 1),
    ),
)
"""A time as written, what was marked (period, kind, day), T, and done over passed."""


@pytest.mark.parametrize(("written", "marks", "at", "parts"), CASES)
def test_tasks_done_over_tasks_whose_time_has_passed(written, marks, at, parts):
    one = Task("1", "direction", "", (Product("", written, parse_timing(written, 2024)),))
    made = [
        Mark("1", 0 if kind == EVENT else 1, None, period, kind, date.fromisoformat(day))
        for period, kind, day in marks
    ]
    moment = parse_instant(at)
    found = completion(steps([one], made, Scope(2024, 2024), moment), moment)
    assert (found.numerator, found.denominator) == parts


def test_without_any_task_due_there_is_no_ratio():
    assert completion([], parse_instant("2024-06-30")) == Value(0, 0)
    assert completion([], parse_instant("2024-06-30")).ratio is None
