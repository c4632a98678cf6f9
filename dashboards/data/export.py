"""What is handed out as a file: columns, rows, and what tells its reader what they are.

It knows kinds of cells; it refuses to know csv, xlsx or HTTP.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


TEXT, MOMENT, COUNT = "text", "moment", "count"
"""Kinds of cells: text, local seconds, a whole number; None is an empty cell of any kind."""


@dataclass(frozen=True)
class Column:
    """One column: its heading, the kind of its cells, how wide it is shown (in letters)."""

    heading: str
    kind: str = TEXT
    width: int = 16


@dataclass(frozen=True)
class Export:
    """A table for a file.

    title: what it is, in words; stem: its file's name without an ending; about: names and
    values that say what was asked and how far the figures reach; counted: what the number
    of rows is called there; sheets: what the sheet
    about it and the sheet of rows are called; rows: may be read once only, a few at a time.
    code: which list it is; count: how many rows it will have, asked only if somebody notes it.
    """

    title: str
    stem: str
    about: Sequence[tuple[str, str]]
    counted: str
    sheets: tuple[str, str]
    columns: Sequence[Column]
    rows: Iterable[Sequence[object]]
    code: str = ""
    count: Callable[[], int] = lambda: 0
