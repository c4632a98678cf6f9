"""Where a dossier falls in time: cut-offs, the moment T, before and after the period."""

from __future__ import annotations

import pytest


EDGE = """
    dossier | received            | due        | returned
    --------+---------------------+------------+--------------------
    A1      | 2023-12-14 23:59:59 | 2024-12-20 | 2024-12-14 23:59:59
    A2      | 2023-12-15 00:00    | 2024-12-20 | 2024-12-15 00:00
"""


def test_the_official_year_begins_on_15_december(counts):
    """15/12 00:00 opens the year, 14/12 23:59:59 closes it."""
    counts(EDGE, {"opening": 1, "received": 1, "resolved": 1, "open": 1})


def test_the_calendar_year_begins_on_1_january(counts):
    """The 766 portal counts by calendar years."""
    counts(EDGE, {"opening": 2, "received": 0, "resolved": 2, "open": 0}, cutoff="calendar")


def test_two_days_are_both_included(counts):
    """A span of days includes its last day to the end."""
    counts(EDGE, {"received": 2, "open": 2}, period="2023-12-14..2023-12-15")


def test_the_months_of_a_year_add_up_to_it(figures):
    """Flows add over disjoint periods, and each month opens with what the last one left."""
    months = [figures(EDGE, period=f"2024-{month:02d}")[0].measures for month in range(1, 13)]
    (year,) = figures(EDGE)
    assert sum(month["received"] for month in months) == year.measures["received"]
    assert [month["opening"] for month in months[1:]] == [month["open"] for month in months[:-1]]


def test_nothing_after_the_moment_is_counted(counts):
    """With T in the middle of a day, flows stop at that second."""
    table = """
        dossier | received         | returned
        A1      | 2024-06-03 08:00 | 2024-06-10 11:59:59
        A2      | 2024-06-03 08:00 | 2024-06-10 12:00
        A3      | 2024-06-10 12:00 |
    """
    counts(table, {"received": 2, "resolved": 1, "open": 1}, as_of="2024-06-10 12:00")


def test_a_moment_after_the_period_changes_nothing(figures):
    """T is never later than the period's end."""
    assert figures(EDGE, as_of="2026-01-01 00:00") == figures(EDGE)


@pytest.mark.parametrize("as_of", ["2023-12-15 00:00", "2023-06-01 12:00"])
def test_a_period_that_starts_after_the_moment_has_no_figures(figures, as_of):
    """A period that starts after T has no figures ("–"), not zeros."""
    assert figures(EDGE, as_of=as_of) == []


def test_what_came_in_and_went_before_the_period_is_not_there(counts):
    """Neither opening nor received: a dossier closed before the period."""
    table = """
        dossier | received   | due        | returned
        A1      | 2023-06-05 | 2023-06-12 | 2023-06-12
    """
    counts(table, {"opening": 0, "received": 0, "resolved": 0, "open": 0, "fell_overdue": 0})
