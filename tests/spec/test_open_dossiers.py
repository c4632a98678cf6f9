"""Open, overdue, waiting, soon due: states at a moment, rebuilt from dates."""

from __future__ import annotations

import pytest


BACKLOG = """
    dossier | received   | due        | returned
    --------+------------+------------+-----------
    A1      | 2024-06-03 | 2024-06-10 |
    A2      | 2024-06-03 | 2024-06-12 |
    A3      | 2024-06-03 | 2024-06-10 | 2024-06-20
    A4      | 2024-06-12 |            |
"""


@pytest.mark.parametrize(
    ("as_of", "overdue", "still_open"),
    [
        ("2024-06-10 23:59:59", 0, 3),
        ("2024-06-11 00:00", 2, 3),
        ("2024-06-13 00:00", 3, 4),
        ("2024-06-20 00:00", 3, 4),
        ("2024-06-20 00:00:01", 2, 3),
    ],
)
def test_a_dossier_is_overdue_from_the_day_after_its_due_day(spec, as_of, overdue, still_open):
    """By days, an open dossier is overdue when its due day is over, until it is closed."""
    spec("overdue_share", BACKLOG, numerator=overdue, denominator=still_open, as_of=as_of)


def test_by_instant_a_dossier_is_overdue_the_second_after_its_hour(spec):
    """By instants, an open dossier is overdue as soon as its hour has passed."""
    table = """
        dossier | received         | due
        A1      | 2024-06-03 08:00 | 2024-06-10 15:00
    """
    policy = {"precision": "instant"}
    for as_of, overdue in (("2024-06-10 15:00", 0), ("2024-06-10 15:00:01", 1)):
        spec("overdue_share", table, numerator=overdue, denominator=1, as_of=as_of, policy=policy)


def test_open_is_rebuilt_for_a_moment_in_the_past(counts):
    """What was open then is told by dates, never by today's status."""
    counts(BACKLOG, {"open": 3, "resolved": 0}, as_of="2024-06-05 12:00")
    counts(BACKLOG, {"open": 3, "resolved": 1}, as_of="2024-12-01 12:00")


def test_a_closing_date_under_an_open_status_does_not_close(counts):
    """By default the status wins over a closing date."""
    table = """
        dossier | received   | finished   | status
        A1      | 2024-06-03 | 2024-06-05 | in progress
    """
    counts(table, {"open": 1, "resolved": 0})


OUTSIDE = """
    dossier | received   | due        | status
    --------+------------+------------+-------------
    A1      | 2024-06-03 | 2024-06-10 | registered
    A2      | 2024-06-03 | 2024-06-10 | not accepted
    A3      |            | 2024-06-10 | in progress
    A4      | 2024-06-03 | 2024-06-10 | accepted
"""


def test_what_was_not_accepted_is_not_counted_anywhere(counts):
    """Registered, not accepted, or without a received date: outside every count."""
    counts(
        OUTSIDE,
        {"received": 1, "open": 1, "open_overdue": 1, "fell_overdue": 1, "received_direct": 1},
    )


WAITING = """
    dossier | received   | due        | status      | pauses
    --------+------------+------------+-------------+-----------------------
    A1      | 2024-06-03 | 2024-06-10 | supplement  |
    A2      | 2024-06-03 | 2024-06-10 | fee         | 2024-06-12..
    A3      | 2024-06-03 | 2024-06-10 | in progress | 2024-06-12..2024-06-14
    A4      | 2024-06-03 | 2024-06-10 | in progress |
"""


@pytest.mark.parametrize(
    ("as_of", "paused", "overdue"),
    [
        ("2024-06-11 12:00", 1, 3),
        ("2024-06-12 00:00", 3, 1),
        ("2024-06-13 23:59:59", 3, 1),
        ("2024-06-14 00:00", 2, 2),
    ],
)
def test_a_waiting_dossier_is_not_overdue(counts, as_of, paused, overdue):
    """A wait covers [from, to); without a known start, it waits since it was received."""
    counts(WAITING, {"open": 4, "open_paused": paused, "open_overdue": overdue}, as_of=as_of)


def test_a_waiting_dossier_can_be_overdue(spec):
    """Under `overdue` a wait excuses nothing."""
    spec(
        "overdue_share",
        WAITING,
        numerator=4,
        denominator=4,
        as_of="2024-06-13 12:00",
        policy={"paused_overdue": "overdue"},
    )


STOPPED = """
    dossier | received   | due        | ended      | status
    --------+------------+------------+------------+--------
    A1      | 2024-06-03 | 2024-06-10 | 2024-06-20 | stopped
    A2      | 2024-06-03 | 2024-06-10 |            | stopped
"""


def test_a_stopped_dossier_is_paused(counts):
    """By default a stopped dossier is open and waits, with or without a date."""
    counts(STOPPED, {"resolved": 0, "open": 2, "open_paused": 2, "open_overdue": 0})


def test_a_stopped_dossier_can_be_closed_if_it_has_a_date(counts):
    """Under `closed` a stopped dossier ends on its date; without a date it stays paused."""
    counts(
        STOPPED,
        {"resolved": 1, "resolved_late": 1, "processed": 1, "open": 1, "open_paused": 1},
        policy={"stopped": "closed"},
    )


def test_a_stopped_dossier_was_open_and_not_waiting_before_its_date(counts):
    """Under `closed` it was open, and overdue, before it ended."""
    counts(
        STOPPED,
        {"resolved": 0, "open": 2, "open_paused": 1, "open_overdue": 1},
        policy={"stopped": "closed"},
        as_of="2024-06-15 12:00",
    )


FELL = """
    dossier | received   | due        | returned
    --------+------------+------------+--------------------
    A1      | 2024-06-03 | 2024-06-10 | 2024-06-10 23:59:59
    A2      | 2024-06-03 | 2024-06-10 | 2024-06-11 00:00
    A3      | 2024-06-03 | 2024-06-10 |
    A4      | 2024-06-03 |            |
"""


@pytest.mark.parametrize(("as_of", "fell"), [("2024-06-10 23:59:59", 0), ("2024-06-11 00:00", 2)])
def test_a_dossier_falls_overdue_when_its_due_day_ends_without_it(counts, as_of, fell):
    """Not closed by the end of its due day: counted on that day, once it is over."""
    counts(FELL, {"fell_overdue": fell}, as_of=as_of)


SOON = """
    dossier | received         | due              | status
    --------+------------------+------------------+------------
    A1      | 2024-01-29 08:00 | 2024-02-07 17:00 |
    A2      | 2024-01-29 08:00 | 2024-02-10 17:00 |
    A3      | 2024-01-29 08:00 | 2024-02-15 17:00 |
    A4      | 2024-01-29 08:00 | 2024-02-16 17:00 |
    A5      | 2024-01-29 08:00 | 2024-02-06 17:00 |
    A6      | 2024-01-29 08:00 | 2024-02-07 17:00 | supplement
"""


def test_two_working_days_reach_over_tet(counts):
    """From Wednesday 7/2/2024 two working days reach over Tết to 16/2; a day off counts in."""
    counts(SOON, {"due_within_2": 4}, as_of="2024-02-07 08:00")


def test_two_working_days_reach_over_a_weekend(counts):
    """From Friday two working days reach to Tuesday."""
    counts(
        """
        dossier | received   | due
        A1      | 2024-06-03 | 2024-06-07
        A2      | 2024-06-03 | 2024-06-09
        A3      | 2024-06-03 | 2024-06-11
        A4      | 2024-06-03 | 2024-06-12
        """,
        {"due_within_2": 3},
        as_of="2024-06-07 08:00",
    )


def test_by_instant_what_is_past_its_hour_is_not_soon_due(counts):
    """A dossier overdue this morning is overdue, not soon due."""
    table = """
        dossier | received         | due
        A1      | 2024-06-03 08:00 | 2024-06-07 09:00
    """
    at = {"as_of": "2024-06-07 10:00"}
    counts(table, {"due_within_2": 1, "open_overdue": 0}, **at)
    policy = {"precision": "instant"}
    counts(table, {"due_within_2": 0, "open_overdue": 1}, policy=policy, **at)


def test_waits_that_are_subtracted_put_off_being_overdue(counts):
    """Under `subtract` an open dossier's ended waits move its due date."""
    table = """
        dossier | received   | due        | pauses
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-04..2024-06-06
    """
    at = {"as_of": "2024-06-12 12:00"}
    counts(table, {"open_overdue": 1}, **at)
    counts(table, {"open_overdue": 0}, policy={"supplement": "subtract"}, **at)
