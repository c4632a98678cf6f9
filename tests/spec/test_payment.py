"""Online payment of fees."""

from __future__ import annotations


FEES = """
    dossier | received   | fee | paid     | status
    --------+------------+-----+----------+-------------
    A1      | 2024-06-03 | yes | national |
    A2      | 2024-06-03 | yes | local    |
    A3      | 2024-06-03 | yes | none     |
    A4      | 2024-06-03 | yes |          |
    A5      | 2024-06-03 | no  | national |
    A6      | 2024-06-03 |     | local    |
    A7      | 2024-06-03 | yes | national | not accepted
"""


def test_online_payment_is_counted_among_dossiers_with_a_fee(spec):
    """Fee due and paid online, on the national portal or the local one, over fee due."""
    spec("online_payment_share", FEES, numerator=2, denominator=4)


def test_without_any_fee_there_is_nothing_to_share(spec):
    """A payment without a known fee is not counted."""
    table = """
        dossier | received   | fee | paid
        A1      | 2024-06-03 |     | local
    """
    spec("online_payment_share", table, numerator=0, denominator=0)
