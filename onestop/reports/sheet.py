"""A report as data: sheets of lines of cells, before anybody writes or draws them.

A figure that a spreadsheet can add up itself is `Live`: its checked value, and which cells
it comes from. It knows no file format.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from onestop.reports.form import Column, Value


ACROSS, DOWN, RATIO = "across", "down", "ratio"
"""How a live figure is made: a sum of cells of its row, a sum of cells above or below, one
cell of its row over another."""

GROUP, ROW, TOTAL, TITLE = "group", "row", "total", "title"
"""Kinds of line; a title is a heading over rows that sums nothing."""


@dataclass(frozen=True)
class Live:
    """A figure written as a formula. of: places of columns (across, ratio) or runs of lines
    of the body, first and last (down), counted from 0."""

    value: Value
    how: str
    of: tuple


Cell = Value | Live


@dataclass(frozen=True)
class Line:
    """One line of a table's body."""

    kind: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Head:
    """What stands over a table, from left to right; each part is some lines."""

    left: tuple[str, ...]
    middle: tuple[str, ...]
    right: tuple[str, ...]
    counted_in: str


@dataclass(frozen=True)
class Sheet:
    """One sheet: head, columns with their headings, body, and what stands below it.

    body may be a stream that can be read once. has_numbers: whether (1)…(n) stands under the
    headings. signers: who signs, left and right. row_points: the least height of a row, where
    something is to be written by hand.
    """

    name: str
    head: Head
    columns: tuple[Column, ...]
    body: Iterable[Line]
    notes: tuple[str, ...] = ()
    date: str = ""
    signers: tuple[str, ...] = ()
    sign: str = ""
    has_numbers: bool = True
    row_points: float = 0


@dataclass(frozen=True)
class Report:
    """Sheets, the moment their figures speak for (None: no figures), whether more may come.

    streams: rows are read while they are written, and are too many for memory.
    """

    sheets: tuple[Sheet, ...]
    as_of: int | None
    provisional: bool
    streams: bool = False
