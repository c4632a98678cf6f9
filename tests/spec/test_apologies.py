"""Apology letters and reschedules: NĐ 61/2018 Đ.19.9, NĐ 118/2025 Đ.19.6."""

from __future__ import annotations


LETTERS = """
    dossier | received   | due        | returned   | letter sent
    --------+------------+------------+------------+------------
    A1      | 2024-06-03 | 2024-06-10 | 2024-06-14 | 2024-06-09
    A2      | 2024-06-03 | 2024-06-10 | 2024-06-14 | 2024-06-10
    A3      | 2024-06-03 | 2024-06-10 | 2024-06-14 | 2024-06-20
    A4      | 2024-06-03 | 2024-06-10 | 2024-06-14 |
    A5      | 2024-06-03 | 2024-06-10 |            | 2024-06-07
    A6      | 2024-06-03 | 2024-06-10 |            |
    A7      | 2024-06-03 | 2024-06-10 | 2024-06-07 | 2024-06-05
"""
"""A day before; on the due day; after the closing; none; open; open without; never late."""


def test_a_late_dossier_has_an_apology_when_a_letter_is_known(spec):
    """With an apology = a letter is known, whenever it was sent; open overdue ones count."""
    spec("apology_share", LETTERS, numerator=4, denominator=6)


def test_a_letter_is_in_time_a_calendar_day_before_the_due_date(spec):
    """In time = sent at least one calendar day before the due date."""
    spec("apology_in_time_share", LETTERS, numerator=2, denominator=4)


def test_an_open_dossier_leaves_the_share_when_it_is_closed(counts):
    """Before T a dossier is late or open overdue, never both."""
    at = {"as_of": "2024-06-12 12:00"}
    counts(LETTERS, {"late_with_apology": 0, "open_overdue_with_apology": 4}, **at)
    counts(LETTERS, {"late_with_apology": 3, "open_overdue_with_apology": 1})


def test_the_first_of_two_letters_decides_whether_one_was_in_time(spec):
    """One letter sent in time is enough."""
    spec(
        "apology_in_time_share",
        """
        dossier | received   | due        | returned   | letter sent
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-14 | 2024-06-11; 2024-06-07
        """,
        numerator=1,
        denominator=1,
    )


def test_a_letter_without_a_date_is_a_letter_but_not_in_time(spec):
    """A letter whose day nobody tells is known, and was not sent in time."""
    table = """
        dossier | received   | due        | returned   | letter sent | new date
        A1      | 2024-06-03 | 2024-06-10 | 2024-06-14 | -           | 2024-06-17
    """
    spec("apology_share", table, numerator=1, denominator=1)
    spec("apology_in_time_share", table, numerator=0, denominator=1)


MOVED = """
    dossier | received   | due        | returned   | letter sent            | new date
    --------+------------+------------+------------+------------------------+-----------------------
    A1      | 2024-06-03 | 2024-06-20 | 2024-06-18 | 2024-06-07             | 2024-06-14
    A2      | 2024-06-03 | 2024-06-20 | 2024-06-18 | 2024-06-07; 2024-06-13 | 2024-06-14; 2024-06-20
    A3      | 2024-06-03 | 2024-06-20 | 2024-06-18 | 2024-06-07; 2024-06-13 | -; 2024-06-20
    A4      | 2024-06-03 | 2024-06-20 | 2024-06-18 | 2024-06-07             | -
    A5      | 2024-06-03 | 2024-06-20 |            | 2024-06-07; 2024-06-13 | 2024-06-14; 2024-06-20
"""


def test_a_due_date_may_be_moved_once(counts):
    """Letters with a new date are reschedules; a second one is more than allowed."""
    counts(MOVED, {"rescheduled": 3, "rescheduled_more_than_once": 1})


def test_in_time_is_held_against_the_due_date_that_decides(spec):
    """Under `original` a letter is in time if sent before the first promise."""
    table = """
        dossier | received   | original due | due        | returned   | letter sent
        A1      | 2024-06-03 | 2024-06-10   | 2024-06-17 | 2024-06-18 | 2024-06-12
    """
    spec("apology_in_time_share", table, numerator=1, denominator=1)
    policy = {"rescheduled": "original"}
    spec("apology_in_time_share", table, numerator=0, denominator=1, policy=policy)
