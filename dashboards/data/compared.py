"""One value among others: the median of all, and its place. Plain arithmetic on values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from onestop.domain.indicators import Indicator, Value


@dataclass(frozen=True)
class Place:
    """`at` of `among`, 1 being the best; equal values share the better place."""

    at: int
    among: int


def middle(values: Iterable[Value]) -> float | None:
    """The median of the ratios that there are.

    >>> middle([Value(1, 2), Value(0, 0), Value(9, 10), Value(1, 1)])
    0.9
    """
    ratios = [value.ratio for value in values if value.ratio is not None]
    return median(ratios) if ratios else None


def place_of(value: Value, values: Iterable[Value], indicator: Indicator) -> Place | None:
    """The place of one value among all (itself one of them); None where it has no ratio."""
    if value.ratio is None:
        return None
    known = [one.ratio for one in values if one.ratio is not None]
    is_up = indicator.better == "up"
    better = sum(one > value.ratio if is_up else one < value.ratio for one in known)
    return Place(better + 1, len(known))
