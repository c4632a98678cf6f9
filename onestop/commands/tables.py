"""Tables in a terminal, as csv, as JSON: the same rows in each.

A terminal's table is for reading: headings in words, dates and numbers as the reader
writes them, columns without anything left out. csv and JSON are never touched by that.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import click

from onestop.answers.csv_lines import csv_text
from onestop.commands.words import dates_in_words, heading, language


if TYPE_CHECKING:
    from rich.table import Table


WIDTH = 100
"""Columns where no terminal tells its own."""

NUMBER = re.compile(r"^(–|-?[\d.,]+( %)?( \([\d.,]+/[\d.,]+\))?)$")
PATH = re.compile(r"/(?!\d)|\\|\.(xlsx?|xlsb|ods|csv|json|zip|html?)$")

OUR_DATES = frozenset({"as_of", "detail"})
"""Columns, besides those called …_at, in which moments are written by us."""

NOT_IN_TEXT = frozenset({"as_of_origin", "source", "key"})
"""Columns for programs: csv and JSON have them, a reader's table does not."""

GUTTER = 2
"""Columns of the screen between two columns of a table."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for a person; numbers to the right."""
    from rich.console import Console

    console = Console(width=None if sys.stdout.isatty() else WIDTH, markup=False, highlight=False)
    console.print(table_of(headings, rows, console.width))


def table_of(headings: Sequence[str], rows: Iterable[Sequence[object]], width: int) -> Table:
    """The same, for a console of some width."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    rows = [list(row) for row in rows]
    shown = _shown(headings, rows)
    columns = [[_written(headings[place], row[place]) for row in rows] for place in shown]
    heads = [heading(headings[place]) for place in shown]
    widths = _widths(heads, columns, width - GUTTER * (len(shown) - 1))
    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False, collapse_padding=True)
    for head, cells, wide in zip(heads, columns, widths, strict=True):
        table.add_column(head, justify=_side(cells), overflow="fold", width=wide)
    for row in zip(*columns, strict=True):
        table.add_row(*row)
    return table


def _side(cells: list[str]) -> str:
    told = [cell for cell in cells if cell]
    return "right" if told and all(NUMBER.match(cell) for cell in told) else "left"


def _widths(heads: list[str], columns: list[list[str]], room: int) -> list[int]:
    """Room for every column's longest word, the rest where cells are longest."""
    texts = [[head, *cells] for head, cells in zip(heads, columns, strict=True)]
    natural = [max(map(len, cells)) for cells in texts]
    widths = [max(_longest_word(cell) for cell in cells) for cells in texts]
    while sum(widths) > room and max(widths) > 1:
        widths[widths.index(max(widths))] -= 1
    for _ in range(room - sum(widths)):
        need = [full / wide for full, wide in zip(natural, widths, strict=True)]
        if max(need, default=1) <= 1:
            break
        widths[need.index(max(need))] += 1
    return widths


def _longest_word(cell: str) -> int:
    """A file's name may be broken anywhere; a word or a code should not be."""
    words = cell.split() or [""]
    return max(len(word) if not PATH.search(word) else min(len(word), 10) for word in words)


def _shown(headings: Sequence[str], rows: list[list]) -> list[int]:
    """Places of the columns that tell a reader something."""
    return [
        place
        for place, name in enumerate(headings)
        if name not in NOT_IN_TEXT
        if not (name == "value" and "detail" in headings)
        if not rows or any(row[place] not in (None, "") for row in rows)
    ]


def echo_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes csv to standard output."""
    click.echo(csv_text(headings, rows), nl=False)


def _written(name: str, cell: object) -> str:
    """A cell under its heading; what stood in a file (a value, a sample) is shown as it stood."""
    text = text_of(cell)
    return dates_in_words(text) if name.endswith("_at") or name in OUR_DATES else text


def text_of(cell: object) -> str:
    """A cell as its reader writes it: 1.234,5 (in English 1,234.5); nothing as an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    written = f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"
    return written.translate(str.maketrans(",.", ".,")) if language() == "vi" else written
