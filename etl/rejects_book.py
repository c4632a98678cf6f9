"""Refused rows as a workbook in the layout of their file: the writing of it, row by row.

It knows cells, marks and comments; which rows they are it is told. Whatever stood in the
file as text is text: a cell that begins with “=” stays what it was. Memory does not grow
with the rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from etl.mended import REASONS, cell_of


Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0, both ends included."""

MOST_COMMENTS = 2_000
"""Excel grows slow over more; every row has its reasons in the last column all the same."""

MOST_COLUMNS = 1_000
"""Of a sheet that is wider (a stray cell far to the right) only columns with a heading."""

LONGEST_TEXT = 32_767
"""Characters of a cell in Excel."""

LARGEST_WHOLE = 10**15
"""Excel keeps 15 digits of a number: longer ones are written as text."""

PLAIN = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "dd/mm/yyyy hh:mm:ss",
    "nan_inf_to_errors": False,
}
NOT_IN_NAME = re.compile(r"[\[\]:*?/\\]")
LONGEST_NAME = 31


@dataclass(frozen=True)
class Refused:
    """One refused row: its cells, the rows to be named above it (its groups), and why.

    `bad`: column -> reasons of that cell; `reasons`: all of them in one text.
    """

    cells: list
    groups: list[str]
    bad: dict[int, str]
    reasons: str


@dataclass(frozen=True)
class Above:
    """The rows of the file above its body, and the sentence `told` over them.

    The sentence takes a row of its own, or, where a profile says in which rows the headings
    stand (`is_fixed`), a place beside the first of them. `heading`: which row of them is the
    lowest with headings (one that numbers the columns may follow).
    """

    rows: list[list]
    told: str
    heading: int
    is_fixed: bool

    @property
    def width(self) -> int:
        """How many columns come before that of the reasons."""
        width = max(map(len, self.rows), default=0)
        if width <= MOST_COLUMNS:
            return width
        return 1 + max(at for row in self.rows for at, cell in enumerate(row) if cell != "")


@dataclass
class Book:
    """The workbook while it is written."""

    path: Path
    book: Workbook = field(init=False)
    formats: dict[str, Any] = field(init=False)
    comments: int = 0
    names: set[str] = field(default_factory=set)

    def __enter__(self) -> Book:
        """Opens the file."""
        self.book = Workbook(str(self.path), PLAIN)
        text = {"num_format": "@", "valign": "top"}
        marked = {"bg_color": "#FFC7CE", "font_color": "#9C0006", "valign": "top"}
        looks = {
            "text": text,
            "bad": marked | {"num_format": "@"},
            "bad_date": marked | {"num_format": "dd/mm/yyyy hh:mm:ss"},
            "bad_number": marked,
            "number": {"valign": "top"},
            "head": {"bold": True, "text_wrap": True, "valign": "top"},
            "why": {"text_wrap": True, "valign": "top", "italic": True},
            "told": {"bold": True},
        }
        self.formats = {name: self.book.add_format(look) for name, look in looks.items()}
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Closes the file; a book that failed is left to whoever asked for it."""
        if kind is None:
            self.book.close()

    def add(self, sheet: tuple[str, list[Merge]], above: Above, refused: Iterable[Refused]) -> int:
        """One sheet, by its name and merged cells; how many rows it has."""
        name, merges = sheet
        page = self.book.add_worksheet(self._named(name))
        width = above.width
        page.set_column(0, max(width - 1, 0), 18, self.formats["text"])
        page.set_column(width, width, 60)
        first = self._write_above(page, above, width)
        page.freeze_panes(first + len(above.rows), 0)
        count = self._write_body(page, first + len(above.rows), width, refused)
        _merge(page, [one for one in merges if one[2] < len(above.rows)], first)
        return count

    def _write_above(self, page: Worksheet, above: Above, width: int) -> int:
        """The rows above the body; how far they moved down."""
        first = 0 if above.is_fixed else 1
        if not above.is_fixed:
            page.write_string(0, 0, above.told, self.formats["told"])
        for at, row in enumerate(above.rows):
            self._write_row(page, first + at, row[:width], "head")
            if at == above.heading:
                page.write_string(first + at, width, REASONS, self.formats["head"])
            elif above.is_fixed and not at:
                page.write_string(0, width, above.told, self.formats["told"])
        return first

    def _write_body(self, page: Worksheet, at: int, width: int, refused: Iterable[Refused]) -> int:
        count = 0
        for one in refused:
            for group in one.groups:
                page.write_string(at, 0, group, self.formats["text"])
                at += 1
            self._write_row(page, at, one.cells[:width], "text", one.bad)
            page.write_string(at, width, one.reasons[:LONGEST_TEXT], self.formats["why"])
            if self.comments < MOST_COMMENTS:
                for column, reason in one.bad.items():
                    page.write_comment(at, column, reason[:LONGEST_TEXT], {"author": ""})
                    self.comments += 1
            at += 1
            count += 1
        return count

    def _write_row(
        self, page: Worksheet, at: int, cells: list, look: str, bad: dict[int, str] | None = None
    ) -> None:
        for column, value in enumerate(cells):
            is_bad = bool(bad) and column in bad
            self._write(page, (at, column), cell_of(value), look, is_bad=is_bad)

    def _write(
        self, page: Worksheet, place: tuple[int, int], value: Any, look: str, *, is_bad: bool
    ) -> None:
        if value is None or value == "":
            if is_bad:
                page.write_blank(*place, None, self.formats["bad"])
        elif isinstance(value, (datetime, date, time, timedelta)):
            page.write_datetime(*place, value, self.formats["bad_date"] if is_bad else None)
        elif isinstance(value, bool):
            page.write_boolean(*place, value, self.formats["bad_number"] if is_bad else None)
        elif isinstance(value, (int, float)) and abs(value) < LARGEST_WHOLE:
            page.write_number(*place, value, self._general(is_bad=is_bad))
        else:
            text = str(value)[:LONGEST_TEXT]
            page.write_string(*place, text, self.formats["bad" if is_bad else look])

    def _general(self, *, is_bad: bool) -> Any:
        return self.formats["bad_number" if is_bad else "number"]

    def _named(self, name: str) -> str:
        """The sheet's name as Excel allows it, and only once."""
        base = NOT_IN_NAME.sub("_", name).strip("'")[:LONGEST_NAME] or "Danh sách"
        made, again = base, 2
        while made.casefold() in self.names:
            made = f"{base[: LONGEST_NAME - 4]} ({again})"
            again += 1
        self.names.add(made.casefold())
        return made


def _merge(page: Worksheet, merges: list[Merge], first: int) -> None:
    """Merges cells of the rows above the body.

    `merge_range` would pad the lower rows with blanks at once, which the writer of few
    memory, taking rows in order only, refuses; the cells themselves are written already.
    """
    for top, left, bottom, right in merges:
        if (top, left) != (bottom, right):
            page.merge.append([first + top, left, first + bottom, right])
