"""Counting again in other ways, and how much of a difference each way closes.

It says what was counted, nothing more: which way explains a line is `reconcile_explained`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from onestop.storage.reconcile import Comparison, Key, valued_by
from onestop.storage.reconcile_counts import Way
from onestop.storage.reconcile_ways import pairs_of, single_ways


MOST_PAIRS = 15
"""Two changes at once are tried so often at most: each costs a count of the whole period."""

PAIRED = 7
"""Single ways, the most useful ones, that are tried together."""


@dataclass(frozen=True)
class Tried:
    """A way and what it comes to over the whole table.

    closed, broken: cells that differed and agree, that agreed and differ. rows: lines (no sums)
    that agree in every cell.
    """

    way: Way
    values: dict[Key, int]
    matched: int
    closed: int
    broken: int
    rows: int

    @property
    def gain(self) -> int:
        """Cells won, less those lost."""
        return self.closed - self.broken


def tried(connection: Connection, found: Comparison) -> list[Tried]:
    """Every single way, then pairs where no single way closes all; the best first."""
    if not found.differing():
        return []
    ways = single_ways(connection, found.counting, found.table.exported_at)
    singles = sorted((judged(connection, found, way) for way in ways), key=_rank)
    if singles and singles[0].matched == len(found.cells):
        return singles
    useful = [one.way for one in singles if one.closed][:PAIRED]
    pairs = [judged(connection, found, way) for way in pairs_of(useful, MOST_PAIRS)]
    best = {one.way.changes: one for one in singles}
    better = [one for one in pairs if _is_more(one, best)]
    return sorted([*singles, *better], key=_rank)


def _is_more(pair: Tried, singles: dict[tuple, Tried]) -> bool:
    """Whether two changes together close more than either alone."""
    parts = [one for one in singles.values() if set(one.way.changes) < set(pair.way.changes)]
    return all(pair.closed > part.closed for part in parts)


def _rank(one: Tried) -> tuple:
    return -one.matched, len(one.way.changes), -one.rows


def judged(connection: Connection, found: Comparison, way: Way) -> Tried:
    """One way, counted and compared."""
    values = valued_by(connection, found, way)
    agrees = {
        (cell.line, cell.figure.code): (cell.theirs or 0) == values[cell.line, cell.figure.code]
        for cell in found.cells
    }
    before = {(cell.line, cell.figure.code): cell.agrees for cell in found.cells}
    wrong = {line for (line, _), now in agrees.items() if not now}
    return Tried(
        way=way,
        values=values,
        matched=sum(agrees.values()),
        closed=sum(now and not before[key] for key, now in agrees.items()),
        broken=sum(before[key] and not now for key, now in agrees.items()),
        rows=sum(line not in wrong for line in found.rows),
    )
