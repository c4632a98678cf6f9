"""What a reporting period means: definitions.md section 4, sentence by sentence."""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.period import parse_period


OFFICIAL = [
    ("2024", date(2023, 12, 15), date(2024, 12, 14)),
    ("2024-H1", date(2023, 12, 15), date(2024, 6, 14)),
    ("2024-H2", date(2024, 6, 15), date(2024, 12, 14)),
    ("2024-Q1", date(2023, 12, 15), date(2024, 3, 14)),
    ("2024-Q2", date(2024, 3, 15), date(2024, 6, 14)),
    ("2024-Q3", date(2024, 6, 15), date(2024, 9, 14)),
    ("2024-Q4", date(2024, 9, 15), date(2024, 12, 14)),
    ("2024-9M", date(2023, 12, 15), date(2024, 9, 14)),
    ("2024-01", date(2023, 12, 15), date(2024, 1, 14)),
    ("2024-05", date(2024, 4, 15), date(2024, 5, 14)),
    ("2024-12", date(2024, 11, 15), date(2024, 12, 14)),
]
CALENDAR = [
    ("2024", date(2024, 1, 1), date(2024, 12, 31)),
    ("2024-H1", date(2024, 1, 1), date(2024, 6, 30)),
    ("2024-H2", date(2024, 7, 1), date(2024, 12, 31)),
    ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
    ("2024-Q4", date(2024, 10, 1), date(2024, 12, 31)),
    ("2024-9M", date(2024, 1, 1), date(2024, 9, 30)),
    ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ("2024-12", date(2024, 12, 1), date(2024, 12, 31)),
]


@pytest.mark.parametrize(("code", "first", "last"), OFFICIAL)
def test_an_official_period_runs_from_the_15th_to_the_14th(code, first, last):
    """TT 01/2020, 581/BNV-CCHC: month M is 15 of M−1 to 14 of M, and so on."""
    period = parse_period(code, "official")
    assert (period.start, period.last) == (first, last)


@pytest.mark.parametrize(("code", "first", "last"), CALENDAR)
def test_a_calendar_period_runs_from_the_1st_to_the_last_of_a_month(code, first, last):
    """The 766 portal counts by calendar months."""
    period = parse_period(code, "calendar")
    assert (period.start, period.last) == (first, last)


def test_a_period_is_half_open_at_local_midnights():
    """The first second of 15/12/2024 belongs to the official 2025."""
    year = parse_period("2024")
    assert year.end_at == parse_period("2025").start_at
    assert year.end_at == 1_734_220_800  # 2024-12-15T00:00:00 as local seconds
