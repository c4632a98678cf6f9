"""Thirteen months of a view, so that a month stands beside the same one a year before.

Months are whole ones of the view's cut-off, whatever its period; it counts nothing itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from dashboards.data.asked import Asked
from dashboards.figures.trend import Point
from onestop.domain.facts import DAY
from onestop.domain.indicators import Indicator, Value
from onestop.domain.period import Period, day_of, months, previous, year_holding


MONTHS = 13
"""A year and the month it began with: the last point meets the same month last year."""


@dataclass(frozen=True)
class MonthValue:
    """One month's measures; None where nothing can be said; partial while it runs."""

    period: Period
    measures: dict[str, int] | None
    is_partial: bool

    def value(self, indicator: Indicator, asked: Asked) -> Value:
        """The indicator's value; 0 of 0, which has no ratio, where nothing can be said."""
        if self.measures is None:
            return Value(0, 0)
        return indicator.value(self.measures, asked.here.policy)


def thirteen_months(asked: Asked, **narrowed: int) -> list[MonthValue]:
    """The months up to the one that the figures of the view speak for, oldest first.

    narrowed: an id of a dimension, as in `Asked.answer` (`area=3`); a view with a unit, an
    area or a procedure picked is narrowed already.
    """
    shown, reach = _months(_last(asked)), asked.newest if asked.as_of is None else asked.as_of
    return [
        MonthValue(month, told.rows[0].measures if told.rows else None, month.end_at > reach)
        for month, told in zip(shown, asked.course(shown, **narrowed), strict=True)
    ]


def points(asked: Asked, indicator: Indicator, **narrowed: int) -> list[Point]:
    """One indicator's months, ready for `figures.trend`."""
    return [
        Point(
            f"{one.period.last:%m/%Y}",
            one.period.start,
            one.value(indicator, asked),
            one.is_partial,
        )
        for one in thirteen_months(asked, **narrowed)
    ]


def _last(asked: Asked) -> Period:
    """The month of the last second told: the moment itself is the first one no longer told."""
    day = day_of((asked.moment - 1) // DAY)
    year = year_holding(day, asked.period.cutoff)
    return next(month for month in months(year) if day < month.end)


def _months(last: Period) -> list[Period]:
    found = [last]
    while len(found) < MONTHS:
        found.append(previous(found[-1]))
    return found[::-1]
