"""Digitised components and results, and their reuse: yes, no, or not known."""

from __future__ import annotations


RESULTS = """
    dossier | received   | returned   | ended      | status    | level | components | result
    --------+------------+------------+------------+-----------+-------+------------+-------
    A1      | 2024-06-03 | 2024-06-10 |            |           | 4     | yes        | yes
    A2      | 2024-06-03 | 2024-06-10 |            |           | 3     | no         | yes
    A3      | 2024-06-03 | 2024-06-10 |            |           | 2     | yes        | no
    A4      | 2024-06-03 | 2024-06-10 |            |           | 4     | yes        |
    A5      | 2024-06-03 | 2024-06-10 |            |           |       |            | yes
    A6      | 2024-06-03 |            | 2024-06-10 | withdrawn | 4     | yes        | yes
    A7      | 2024-06-03 |            |            |           | 4     | yes        | yes
"""


def test_a_result_counts_where_it_is_known(spec):
    """Digitised results over results of which it is known; withdrawn and open are outside."""
    spec("result_digitised_share", RESULTS, numerator=3, denominator=4)


def test_results_of_level_3_and_4(spec):
    """The same among dossiers of level 3 or 4."""
    spec("result_digitised_level34_share", RESULTS, numerator=2, denominator=2)


def test_a_dossier_is_fully_digitised_with_its_components_and_its_result(spec):
    """Both digitised over both known."""
    spec("fully_digitised_share", RESULTS, numerator=1, denominator=3)


def test_components_are_counted_when_a_dossier_is_received(counts):
    """Components belong to the reception: withdrawn and open dossiers have them too."""
    counts(RESULTS, {"components_digitised": 5, "received": 7})


def test_reuse_is_counted_where_it_is_known(spec):
    """Reused over known; a dossier of which nothing is told is outside."""
    spec(
        "reuse_share",
        """
        dossier | received   | reused | status
        A1      | 2024-06-03 | yes    |
        A2      | 2024-06-03 | no     |
        A3      | 2024-06-03 |        |
        A4      | 2024-06-03 | yes    | registered
        """,
        numerator=1,
        denominator=2,
    )


def test_a_result_is_placed_by_its_closing_date(spec):
    """Received in one year and closed in the next: the result belongs to the next."""
    table = """
        dossier | received   | returned   | result
        A1      | 2024-06-03 | 2025-06-10 | yes
    """
    spec("result_digitised_share", table, numerator=0, denominator=0)
    spec("result_digitised_share", table, numerator=1, denominator=1, period="2025")
