"""How the ledger is cut: which sums are kept, and which of them make up a span of days.

It knows years, half-months (1–14, 15–end: official months begin on day 15) and days;
it refuses to know measures. Pure arithmetic on day numbers since 1970-01-01.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from onestop.domain.period import half_month_of, half_month_start


YEAR, HALF, DAY = 0, 1, 2
EPOCH = date(1970, 1, 1)

CUTS = (
    ("unit",),
    ("unit", "area"),
    ("province", "area"),
    ("province", "area", "procedure"),
)
"""The sets of dimensions that are summed together; what has no unit is cut by province, so
that each province of a store is answered as fast as if it were alone in it."""

LEVELS = {0: (YEAR, HALF, DAY), 1: (YEAR, HALF), 2: (YEAR, HALF, DAY), 3: (YEAR, HALF, DAY)}
"""Levels kept of each cut: unit × area × day would be nearly a row a dossier. Without days
of procedures, asking by procedure in mid-month took 0.8 s instead of 40 ms at a million."""


@dataclass(frozen=True)
class Grain:
    """One kind of row of the ledger."""

    cut: int
    level: int

    @property
    def number(self) -> int:
        """What stands in the ledger's `grain` column."""
        return self.cut * 3 + self.level


BY_PROVINCE = frozenset(
    cut * 3 + level for cut, levels in LEVELS.items() if "province" in CUTS[cut] for level in levels
)
"""Numbers of the grains in whose rows a province stands in place of a unit."""

GRAINS = tuple(Grain(cut, level) for cut, levels in LEVELS.items() for level in levels)


@dataclass(frozen=True)
class Span:
    """Buckets of one level, from `first` up to but without `end`."""

    level: int
    first: int
    end: int

    def days(self) -> tuple[int, int]:
        """The days the span covers, half-open."""
        return bucket_start(self.level, self.first), bucket_start(self.level, self.end)


def year_of(day: int) -> int:
    """The calendar year of a day number."""
    return (EPOCH + timedelta(days=day)).year


def bucket_start(level: int, bucket: int) -> int:
    """The first day of a bucket."""
    if level == DAY:
        return bucket
    if level == HALF:
        return half_month_start(bucket)
    return (date(bucket, 1, 1) - EPOCH).days


def bucket_of(level: int, day: int) -> int:
    """The bucket of a level that holds a day."""
    if level == DAY:
        return day
    return half_month_of(day) if level == HALF else year_of(day)


def spans(first_day: int, end_day: int) -> list[Span]:
    """The fewest whole buckets that cover [first_day, end_day) exactly."""
    if first_day >= end_day:
        return []
    return _cover(YEAR, first_day, end_day)


def spans_before(end_day: int, first_day: int) -> tuple[list[Span], list[Span]]:
    """Buckets that together cover [first_day, end_day), and those of them that lie beyond it.

    Late in a year the whole year without its rest is fewer buckets than its parts.
    """
    whole, next_year = spans(first_day, end_day), bucket_start(YEAR, year_of(end_day) + 1)
    beyond = spans(end_day, next_year)
    if _buckets(beyond) < _buckets([one for one in whole if one.level != YEAR]):
        return spans(first_day, next_year), beyond
    return whole, []


def _buckets(found: list[Span]) -> int:
    return sum(one.end - one.first for one in found)


def _cover(level: int, first_day: int, end_day: int) -> list[Span]:
    if first_day >= end_day:
        return []
    if level == DAY:
        return [Span(DAY, first_day, end_day)]
    first = bucket_of(level, first_day)
    if bucket_start(level, first) < first_day:
        first += 1
    end = bucket_of(level, end_day)
    if first >= end:
        return _cover(level + 1, first_day, end_day)
    before = _cover(level + 1, first_day, bucket_start(level, first))
    after = _cover(level + 1, bucket_start(level, end), end_day)
    return [*before, Span(level, first, end), *after]


def cut_for(dimensions: frozenset[str]) -> int | None:
    """The smallest cut that tells all these dimensions apart; None: ask the dossiers."""
    for number, cut in enumerate(CUTS):
        if number != 1 and dimensions <= set(cut):
            return number
    return 1 if dimensions <= set(CUTS[1]) else None
