"""What the work is like: supplements, days taken, ratings, results sent by post."""

from __future__ import annotations


def test_supplements_are_counted_among_the_resolved(spec):
    """Dossiers sent back at least once over resolved; a withdrawn one is resolved too."""
    table = """
        dossier | received   | returned   | ended      | status    | supplements
        --------+------------+------------+------------+-----------+------------
        A1      | 2024-06-03 | 2024-06-10 |            |           | 1
        A2      | 2024-06-03 | 2024-06-10 |            |           | 3
        A3      | 2024-06-03 | 2024-06-10 |            |           | 0
        A4      | 2024-06-03 | 2024-06-10 |            |           |
        A5      | 2024-06-03 |            | 2024-06-10 | withdrawn | 1
        A6      | 2024-06-03 |            |            |           | 1
    """
    spec("supplement_share", table, numerator=3, denominator=5)
    policy = {"withdrawn": "separate"}
    spec("supplement_share", table, numerator=2, denominator=4, policy=policy)


TAKEN = """
    dossier | received         | returned         | ended      | status    | pauses
    --------+------------------+------------------+------------+-----------+-----------------------
    A1      | 2024-06-03 08:00 | 2024-06-03 16:00 |            |           |
    A2      | 2024-06-07 08:00 | 2024-06-10 08:00 |            |           |
    A3      | 2024-06-03 08:00 | 2024-06-11 08:00 |            |           | 2024-06-04..2024-06-06
    A4      | 2024-02-07 08:00 | 2024-02-15 08:00 |            |           |
    A5      | 2024-06-03 08:00 |                  | 2024-06-28 | withdrawn |
"""


def test_days_are_working_days_after_the_day_received_up_to_the_day_closed(spec):
    """Same day 0; over a weekend 1; over Tết 1; withdrawn dossiers are outside."""
    spec("mean_processing_days", TAKEN, numerator=0 + 1 + 6 + 1, denominator=4)


def test_waits_are_taken_off_only_where_the_policy_subtracts_them(spec):
    """Under `subtract` the two working days of a wait do not count."""
    spec(
        "mean_processing_days",
        TAKEN,
        numerator=0 + 1 + 4 + 1,
        denominator=4,
        policy={"supplement": "subtract"},
    )


def test_the_satisfied_are_counted_among_the_rated(spec):
    """Very satisfied and satisfied over rated, by the closing date."""
    spec(
        "satisfaction_share",
        """
        dossier | received   | returned   | rating
        --------+------------+------------+---------------
        A1      | 2024-06-03 | 2024-06-10 | very satisfied
        A2      | 2024-06-03 | 2024-06-10 | satisfied
        A3      | 2024-06-03 | 2024-06-10 | dissatisfied
        A4      | 2024-06-03 | 2024-06-10 |
        A5      | 2024-06-03 |            | satisfied
        A6      | 2023-06-05 | 2023-06-12 | satisfied
        """,
        numerator=2,
        denominator=3,
    )


def test_results_sent_by_post_are_counted_among_the_processed(spec):
    """Returned by public post over processed; a withdrawn dossier has no result."""
    spec(
        "returned_by_post_share",
        """
        dossier | received   | returned   | ended      | status    | sent back by
        --------+------------+------------+------------+-----------+-------------
        A1      | 2024-06-03 | 2024-06-10 |            |           | post
        A2      | 2024-06-03 | 2024-06-10 |            |           | desk
        A3      | 2024-06-03 | 2024-06-10 |            |           |
        A4      | 2024-06-03 |            | 2024-06-10 | withdrawn | post
        A5      | 2024-06-03 |            |            |           | post
        """,
        numerator=1,
        denominator=3,
    )
