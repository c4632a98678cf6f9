"""Units down, days or months across: the grid on which signs of prettied-up figures are counted.

It knows which months are looked at and how days fall into them; no table, no threshold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from onestop.domain.facts import DAY
from onestop.domain.period import Period, between, day_number, months


@dataclass(frozen=True)
class Window:
    """The months that are judged together, and the units that have any dossier in them.

    A period is judged by what surrounds it: a year before and a year after, as far as there
    is data. units: ids in order.
    """

    months: tuple[Period, ...]
    units: np.ndarray

    @property
    def first(self) -> int:
        """The first day, as a day number."""
        return day_number(self.months[0].start)

    @property
    def end(self) -> int:
        """The day after the last one."""
        return day_number(self.months[-1].end)

    @property
    def seconds(self) -> tuple[int, int]:
        """From the first second to the one after the last."""
        return self.first * DAY, self.end * DAY

    @cached_property
    def month_of(self) -> np.ndarray:
        """The place of each day's month."""
        starts = [day_number(month.start) for month in self.months]
        return np.searchsorted(starts, np.arange(self.first, self.end), side="right") - 1

    @cached_property
    def third_of(self) -> np.ndarray:
        """The third of a month that each day lies in, numbered through: ten days, ten, the rest."""
        since = np.arange(self.end - self.first) - self.month_starts[self.month_of]
        return self.month_of * 3 + np.minimum(since // 10, 2)

    @cached_property
    def month_starts(self) -> np.ndarray:
        """The place of each month's first day."""
        return np.array([day_number(month.start) - self.first for month in self.months])

    def rows(self, units: np.ndarray) -> np.ndarray:
        """The row of each unit id; -1 for one that is not looked at."""
        place = np.searchsorted(self.units, units)
        place = np.minimum(place, max(len(self.units) - 1, 0))
        known = self.units[place] == units if len(self.units) else np.zeros(len(units), bool)
        return np.where(known, place, -1)

    def by_day(self, units: np.ndarray, days: np.ndarray, counts: np.ndarray) -> np.ndarray:
        """Counts as [unit, day]; what lies outside is left out."""
        row, day = self.rows(units), np.asarray(days) - self.first
        inside = (row >= 0) & (day >= 0) & (day < self.end - self.first)
        grid = np.zeros((len(self.units), self.end - self.first), dtype=np.int64)
        np.add.at(grid, (row[inside], day[inside].astype(np.int64)), counts[inside].astype(int))
        return grid

    def by_month(self, grid: np.ndarray) -> np.ndarray:
        """[unit, day] summed to [unit, month]."""
        return np.add.reduceat(grid, self.month_starts, axis=1)


def window_months(period: Period, first_day: int, last_day: int) -> tuple[Period, ...]:
    """The months of a period with those a year around it, no further than the data."""
    start = max(_year_off(period.start, -1), _day(first_day))
    last = min(_year_off(period.last, 1), _day(last_day))
    if last < start:
        return ()
    return tuple(months(_whole(between(start, last, period.cutoff))))


def _whole(period: Period) -> Period:
    """Widened so that its months at the ends are whole."""
    found = months(period)
    first, last = found[0], found[-1]
    around = [m for day in (first.start, last.last) for m in _month_around(day, period.cutoff)]
    return between(min(m.start for m in around), max(m.last for m in around), period.cutoff)


def _month_around(day: date, cutoff: str) -> Iterable[Period]:
    number = day_number(day)
    wide = months(between(_day(number - 62), _day(number + 62), cutoff))
    return [month for month in wide if month.start <= day < month.end]


def _year_off(day: date, years: int) -> date:
    is_leap_day = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + years, day=28 if is_leap_day else day.day)


def _day(number: int) -> date:
    return date.fromordinal(number + date(1970, 1, 1).toordinal())
