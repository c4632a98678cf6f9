"""The progress indicator of QĐ 766/QĐ-TTg, 2.1."""

from __future__ import annotations


YEAR = """
    dossier | received   | due        | returned   | ended      | status
    --------+------------+------------+------------+------------+----------
    A1      | 2023-11-01 | 2024-01-10 | 2024-01-05 |            |
    A2      | 2023-11-01 | 2023-11-30 |            |            |
    A3      | 2024-06-03 | 2024-06-10 | 2024-06-11 |            |
    A4      | 2024-06-03 | 2025-06-10 |            |            |
    A5      | 2024-06-03 | 2024-06-10 |            | 2024-06-05 | withdrawn
    A6      | 2024-06-03 |            |            |            |
"""


def test_progress_is_what_is_in_time_over_all_that_was_worked_on(spec, counts):
    """(early + on time + open in time) over (opening + received)."""
    counts(YEAR, {"opening": 2, "received": 4, "open": 3, "open_overdue": 1})
    spec("progress_766", YEAR, numerator=4, denominator=6)


def test_withdrawn_dossiers_kept_apart_leave_both_parts(spec):
    """Under `separate` a withdrawn dossier is neither in time nor worked on."""
    spec(
        "progress_766",
        YEAR,
        numerator=3,
        denominator=5,
        policy={"withdrawn": "separate"},
    )


def test_open_dossiers_without_a_due_date_can_leave_both_parts(spec):
    """Under `exclude` an open dossier without a due date is outside 766."""
    spec(
        "progress_766",
        YEAR,
        numerator=3,
        denominator=5,
        policy={"no_due_date": "exclude"},
    )


def test_a_waiting_dossier_is_in_time_or_overdue_as_the_policy_says(spec):
    """A wait keeps a dossier in time by default."""
    table = """
        dossier | received   | due        | status
        A1      | 2024-06-03 | 2024-06-10 | supplement
    """
    spec("progress_766", table, numerator=1, denominator=1)
    spec(
        "progress_766",
        table,
        numerator=0,
        denominator=1,
        policy={"paused_overdue": "overdue"},
    )
