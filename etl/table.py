"""The shape every reader gives and every later stage takes: cells as columns.

It knows rows, columns and distinct cells; it refuses to know what they mean.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Column:
    """One column of a chunk, each distinct cell once.

    `codes` is int32, one a row, -1 for an empty cell; `values` are the distinct cells:
    str (never "" nor only white space), float, int, bool, datetime, date, time, timedelta,
    and tuples of such for JSON paths that run through a list.
    Never two equal values; text is not normalised yet (NFD and NFC may both stand).
    """

    codes: np.ndarray
    values: list

    def take(self, keep: np.ndarray) -> Column:
        """The same column for some rows (a mask or row positions)."""
        return Column(self.codes[keep], self.values)


@dataclass(frozen=True)
class Chunk:
    """Some consecutive rows of a sheet, as columns.

    `rows` is int64: each row's number as a person sees it in the file (1-based; for JSON
    the element's number). Rows whose cells are all empty are left out by the reader.
    """

    rows: np.ndarray
    columns: list[Column]

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, keep: np.ndarray) -> Chunk:
        """Some rows of the chunk (a mask or row positions)."""
        return Chunk(self.rows[keep], [column.take(keep) for column in self.columns])


@dataclass(frozen=True)
class Sheet:
    """One table of a file, its first rows at hand and the rest still to be read.

    `head`: the first rows as plain lists of cells ("" for empty), at most 60, row 1 first,
    merged cells filled only at their top left. `merges`: (first_row, first_column,
    last_row, last_column), 0-based, both ends included, of merged cells within `head`.
    For JSON, `head` is one row: the asked-for paths; `merges` is empty, and `above` holds the
    rows over the paths where they stand in a workbook.
    `read_body(first_row, size)` yields chunks from that 0-based row on.
    `decoded`: column (or -1, -2, … for the rows of `head`) -> the old code its text was
    written in, as far as the sheet has been read (`etl.old_text`).
    `cut`: of delimited text whose parts can be read alone, how it is cut into cells
    (`etl.read_csv.Text`); else None.
    """

    name: str
    head: list[list]
    read_body: Callable[[int, int], Iterator[Chunk]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    kind: str = "sheet"
    decoded: dict[int, str] = field(default_factory=dict)
    above: list[list] = field(default_factory=list)
    cut: object | None = None
