"""Reading the ledger: measures summed over whole buckets of time.

It answers for the dimensions the ledger keeps and the policy it was made for; every
other question goes to `scan`. It writes nothing (`ledger_writer` does) and needs no arrays.
"""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.sql import Select

from onestop.domain.measures import Measure
from onestop.storage.grains import CUTS, Grain, Span
from onestop.storage.slices import Slice, plain_column
from onestop.storage.tables import ledger


Sums = dict[int, Counter]
"""Group id (0 without grouping) to measure code to sum."""


def add(into: Sums, more: Sums) -> None:
    """Adds sums to sums, group by group."""
    for key, counts in more.items():
        into.setdefault(key, Counter()).update(counts)


def ledger_sums(
    connection: Connection,
    cut: int,
    whole: list[Span],
    measures: tuple[Measure, ...],
    asked: Slice,
) -> Sums:
    """Each measure summed over whole spans of days, by group."""
    if not whole or not measures:
        return {}
    told = _Told(cut, whole, asked)
    query, codes = told.query(measures), [measure.code for measure in measures]
    return {
        row[0]: Counter({code: n for code, n in zip(codes, row[1:], strict=True) if n})
        for row in connection.execute(query, told.values).all()
    }


def bucket_sums(
    connection: Connection,
    cut: int,
    whole: list[Span],
    measures: tuple[Measure, ...],
    asked: Slice,
) -> dict[tuple[int, int], Counter]:
    """Each measure summed in every bucket of the spans, by level and bucket, all groups as one.

    Buckets without a cell are left out.
    """
    told, codes = _Told(cut, whole, asked), [measure.code for measure in measures]
    rows = connection.execute(told.query(measures, BUCKETS), told.values).all()
    return {
        (grain - Grain(cut, 0).number, bucket): Counter(
            {code: n for code, n in zip(codes, row, strict=True) if n}
        )
        for grain, bucket, *row in rows
    }


BUCKETS = "bucket"
"""Asked for in place of a dimension: every bucket by itself."""


class _Told:
    """Spans and a slice as values of a statement that is made once for all such questions."""

    def __init__(self, cut: int, whole: list[Span], asked: Slice) -> None:
        self.cut, self.by = cut, asked.by
        kept = {d: sorted(ids) for d, ids in asked.chosen.items() if d in CUTS[cut]}
        self.seeks = "unit" in kept or "province" in kept
        self.chosen = tuple((d, len(ids) != 1) for d, ids in sorted(kept.items()))
        self.levels = tuple(span.level for span in whole)
        self.values: dict = {d: ids if len(ids) != 1 else ids[0] for d, ids in kept.items()}
        for number, span in enumerate(whole):
            if self.seeks:
                self.values[f"in_{number}"] = list(range(span.first, span.end))
            else:
                self.values |= {f"from_{number}": span.first, f"to_{number}": span.end}

    def query(self, measures: tuple[Measure, ...], by: str = "") -> Select:
        """The statement; making it costs more than running it."""
        shape = (self.cut, self.levels, self.chosen, self.seeks)
        return _query(shape, measures, by or self.by)


@lru_cache(maxsize=512)
def _query(shape: tuple, measures: tuple[Measure, ...], by: str) -> Select:
    cut, levels, chosen, seeks = shape
    sums = [func.sum(ledger.c[measure.code]) for measure in measures]
    spans = (_in_span(Grain(cut, level).number, n, seeks) for n, level in enumerate(levels))
    where = (or_(*spans), *(_is_chosen(*one) for one in chosen))
    if by == BUCKETS:
        keys = (ledger.c.grain, ledger.c.bucket)
        return select(*keys, *sums).where(*where).group_by(*keys)
    if by:
        key = ledger.c[f"{by}_id"]
        return select(key, *sums).where(*where).group_by(key)
    return select(literal_column("0"), *sums).where(*where).having(func.count() > 0)


def _in_span(grain: int, number: int, seeks: bool) -> ColumnElement:  # noqa: FBT001
    """Cells of a span; buckets one by one where a unit or province is chosen, so that keys
    are sought."""
    in_grain = ledger.c.grain == literal_column(str(grain))
    if seeks:
        return and_(in_grain, ledger.c.bucket.in_(bindparam(f"in_{number}", expanding=True)))
    first, end = (bindparam(f"{name}_{number}", type_=Integer) for name in ("from", "to"))
    return and_(in_grain, ledger.c.bucket >= first, ledger.c.bucket < end)


def _is_chosen(dimension: str, are_many: bool) -> ColumnElement:  # noqa: FBT001
    column = plain_column(ledger, dimension)
    if are_many:
        return column.in_(bindparam(dimension, expanding=True))
    return column == bindparam(dimension, type_=Integer)
