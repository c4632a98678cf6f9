"""Tables in a terminal, as csv, as JSON: the same rows in each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import click


FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""A csv cell that begins so could be run as a formula by a spreadsheet."""


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table for a person; numbers to the right."""
    from rich.console import Console
    from rich.table import Table

    rows = [[text_of(cell) for cell in row] for row in rows]
    table = Table(*headings, show_edge=False)
    for place, column in enumerate(table.columns):
        if rows and all(_is_number(row[place]) for row in rows):
            column.justify = "right"
    for row in rows:
        table.add_row(*row)
    Console(width=None if _is_wide() else 160, soft_wrap=False, markup=False).print(table)


def _is_wide() -> bool:
    import sys

    return sys.stdout.isatty()


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The same as csv; text that looks like a formula stays text."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(headings)
    writer.writerows([[_safe(cell) for cell in row] for row in rows])
    return written.getvalue()


def echo_csv(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Writes csv to standard output."""
    click.echo(csv_text(headings, rows), nl=False)


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return "" if cell is None else cell


def text_of(cell: object) -> str:
    """A cell as a Vietnamese reader writes it: 1.234,5; nothing as an empty cell."""
    if cell is None:
        return ""
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return str(cell)
    written = f"{cell:,}" if isinstance(cell, int) else f"{cell:,.1f}"
    return written.translate(str.maketrans(",.", ".,"))


def _is_number(text: str) -> bool:
    return text == "" or text.strip("–%").replace(".", "").replace(",", "").strip("- ").isdigit()
