"""Reading the ledger: measures summed over whole buckets of time.

It answers for the dimensions the ledger keeps and the policy it was made for; every
other question goes to `scan`. It writes nothing (`ledger_writer` does) and needs no arrays.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, and_, func, literal_column, or_, select
from sqlalchemy.sql import Select

from onestop.domain.measures import Measure
from onestop.storage.grains import CUTS, Grain, Span
from onestop.storage.slices import Slice, conditions
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
    query = _query(cut, whole, measures, asked)
    codes = [measure.code for measure in measures]
    return {
        row[0]: Counter({code: n for code, n in zip(codes, row[1:], strict=True) if n})
        for row in connection.execute(query)
    }


def _query(cut: int, whole: list[Span], measures: Iterable[Measure], asked: Slice) -> Select:
    key = ledger.c[f"{asked.by}_id"] if asked.by else literal_column("0")
    sums = [func.sum(ledger.c[measure.code]) for measure in measures]
    kept = {d: ids for d, ids in asked.chosen.items() if d in CUTS[cut]}
    query = select(key, *sums).where(
        or_(*(_in_span(cut, span, kept) for span in whole)), *conditions(ledger, kept)
    )
    return query.group_by(key) if asked.by else query.having(func.count() > 0)


def _in_span(cut: int, span: Span, chosen: dict) -> ColumnElement:
    """Cells of a span; buckets one by one where a unit is chosen, so that keys are sought."""
    in_grain = ledger.c.grain == Grain(cut, span.level).number
    if "unit" in chosen:
        return and_(in_grain, ledger.c.bucket.in_(range(span.first, span.end)))
    return and_(in_grain, ledger.c.bucket >= span.first, ledger.c.bucket < span.end)
