"""The working days of the made-up district: public-sector days off, swapped Saturdays.

Only for inventing dossiers; the product's own calendar is config/calendar.
"""

from __future__ import annotations

import numpy as np


DAYS_OFF = (
    "2021-01-01 2021-02-10..2021-02-16 2021-04-21 2021-04-30 2021-05-03 2021-09-02..2021-09-03"
    " 2022-01-03 2022-01-31..2022-02-04 2022-04-11 2022-05-02..2022-05-03"
    " 2022-09-01..2022-09-02"
    " 2023-01-02 2023-01-20..2023-01-26 2023-05-01..2023-05-03 2023-09-01 2023-09-04"
    " 2024-01-01 2024-02-08..2024-02-14 2024-04-18 2024-04-29..2024-05-01"
    " 2024-09-02..2024-09-03"
    " 2025-01-01 2025-01-27..2025-01-31 2025-04-07 2025-04-30..2025-05-02"
    " 2025-09-01..2025-09-02"
    " 2026-01-01..2026-01-02 2026-02-16..2026-02-20 2026-04-27 2026-04-30..2026-05-01"
    " 2026-08-31..2026-09-02 2026-11-24"
)
"""Days off of the public sector, 2021 to 2026, as the yearly notices gave them."""

WORKED_SATURDAYS = ("2024-05-04", "2025-04-26", "2026-01-10", "2026-08-22")
"""Saturdays worked in exchange for a day off."""

MORNING, NOON_BREAK, WORKDAY_SECONDS = 27_000, 5_400, 8 * 3600
"""7:30 in seconds, the break 11:30–13:00, and the eight hours worked around it."""

CLOSING_TIME = 17 * 3600
"""When the counter closes: the moment promised to citizens."""


def _days_off() -> np.ndarray:
    days = []
    for stretch in DAYS_OFF.split():
        first, _, last = stretch.partition("..")
        end = np.datetime64(last or first, "D") + 1
        days.append(np.arange(np.datetime64(first, "D"), end))
    return np.concatenate(days)


def _working_days() -> np.ndarray:
    every = np.arange(np.datetime64("2019-01-01"), np.datetime64("2029-01-01"))
    weekday = every[np.is_busday(every, holidays=_days_off())]
    swapped = np.array(WORKED_SATURDAYS, dtype="datetime64[D]")
    return np.union1d(weekday, swapped).astype(np.int64)


WORKING_DAYS = _working_days()
"""Every working day, as days since 1970, ascending."""


def add_working_days(days: np.ndarray, count: np.ndarray | int) -> np.ndarray:
    """The day `count` working days after each day; the first day is not counted."""
    return WORKING_DAYS[np.searchsorted(WORKING_DAYS, days, side="right") - 1 + count]


def is_working_day(days: np.ndarray) -> np.ndarray:
    """Whether each day number is a working day."""
    return np.isin(days, WORKING_DAYS)


def office_time(worked_seconds: np.ndarray) -> np.ndarray:
    """Seconds into the eight working hours, as seconds since midnight."""
    after_noon = worked_seconds >= WORKDAY_SECONDS // 2
    return MORNING + worked_seconds + NOON_BREAK * after_noon
