"""Somebody else's table beside our figures: cell by cell, and what does not agree.

It compares; why cells differ is `reconcile_explained`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from onestop.domain.aggregate_checks import ACROSS, DOWN, Fault, faults_of
from onestop.domain.aggregates import ROW, Figure, ToldTable
from onestop.domain.indicators import signed_sum
from onestop.storage.reconcile_counts import USUAL, Counting, Counts, Way, counted
from onestop.storage.reconcile_lines import Line, Places, Unmatched, match, scopes_of


PAUSED_TERMS = {"active_overdue", "paused_overdue"}

Key = tuple[int, str]
"""Place of a line, code of a figure."""


@dataclass(frozen=True)
class Cell:
    """One figure of one line; theirs is None where the table has no such line."""

    line: int
    figure: Figure
    theirs: int | None
    ours: int

    @property
    def difference(self) -> int:
        """Theirs less ours."""
        return (self.theirs or 0) - self.ours

    @property
    def agrees(self) -> bool:
        """Whether both say the same."""
        return self.difference == 0


@dataclass(frozen=True)
class Comparison:
    """A table beside our figures. faults: what contradicts itself in the table."""

    table: ToldTable
    counting: Counting
    lines: tuple[Line, ...]
    unmatched: tuple[Unmatched, ...]
    cells: tuple[Cell, ...]
    faults: tuple[Fault, ...]
    counts: Counts

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that both can tell."""
        return tuple(one for one in self.table.figures if one.counts)

    @property
    def matched(self) -> int:
        """Cells in which both agree."""
        return sum(cell.agrees for cell in self.cells)

    def differing(self, line: int | None = None) -> list[Cell]:
        """Cells that do not agree, of one line or of all."""
        return [one for one in self.cells if not one.agrees and line in (None, one.line)]

    def follows(self, cell: Cell) -> bool:
        """Whether a differing cell of a sum only repeats what differs in its lines."""
        line = self.lines[cell.line]
        if line.kind == ROW:
            return False
        own = {(one.row, one.figure) for one in self.faults if one.kind == DOWN}
        differs = any(self._differs_in(at, cell.figure.code) for at in self.rows)
        return differs and (line.told.row, cell.figure.code) not in own

    def _differs_in(self, line: int, code: str) -> bool:
        return any(cell.figure.code == code for cell in self.differing(line))

    @cached_property
    def rows(self) -> list[int]:
        """Places of the lines that are no sums."""
        return [at for at, line in enumerate(self.lines) if line.kind == ROW]


def compare(
    connection: Connection, table: ToldTable, counting: Counting, places: Places
) -> Comparison:
    """Theirs and ours. counting: of the whole; its scopes are found here."""
    terms = {term.removeprefix("-") for figure in table.figures for term in figure.counts}
    counting = replace(
        counting,
        by=table.by,
        scopes=scopes_of(table, places),
        needs_paused=bool(terms & PAUSED_TERMS),
    )
    ours = counted(connection, counting, USUAL)
    lines, unmatched = match(table, places, ours, counting.scopes)
    cells = tuple(_cells(table, lines, ours))
    return Comparison(
        table,
        counting,
        tuple(lines),
        tuple(unmatched),
        cells,
        tuple(_faults(table, lines, cells)),
        ours,
    )


def _cells(table: ToldTable, lines: list[Line], ours: Counts) -> Iterator[Cell]:
    figures = [one for one in table.figures if one.counts]
    values = valued(lines, figures, ours)
    for at, line in enumerate(lines):
        for figure in figures:
            if line.told is None:
                if values[at, figure.code]:
                    yield Cell(at, figure, None, values[at, figure.code])
            elif figure.code in line.told.values:
                yield Cell(at, figure, int(line.told.values[figure.code]), values[at, figure.code])


def valued(lines: list[Line], figures: list[Figure], ours: Counts) -> dict[Key, int]:
    """Our value of every figure of every line."""
    found = {}
    for at, line in enumerate(lines):
        rows = ours.get(line.scope, {})
        keys = rows.keys() if line.ids is None else line.ids & rows.keys()
        for figure in figures:
            found[at, figure.code] = sum(total_of(rows[key], figure) for key in keys)
    return found


def total_of(measures: dict[str, int], figure: Figure) -> int:
    """A figure of some measures."""
    return signed_sum(measures, figure.counts) if measures else 0


def valued_by(connection: Connection, found: Comparison, way: Way) -> dict[Key, int]:
    """Our values, counted another way."""
    counts = counted(connection, found.counting, way)
    return valued(list(found.lines), list(found.figures), counts)


def _faults(table: ToldTable, lines: list[Line], cells: tuple[Cell, ...]) -> Iterator[Fault]:
    """Without sums that a policy leaves open: where ours has the same gap, theirs is no fault."""
    rows = {line.told.row: at for at, line in enumerate(lines) if line.told}
    ours = {(cell.line, cell.figure.code): cell.ours for cell in cells}
    for fault in faults_of(table):
        at = rows.get(fault.row)
        keys = [(at, code) for code in (fault.figure, *fault.parts)]
        if fault.kind == ACROSS and all(key in ours for key in keys):
            gap = ours[keys[0]] - sum(ours[key] for key in keys[1:])
            if gap and gap == fault.told - fault.should:
                continue
        yield fault
