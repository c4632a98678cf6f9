"""A sheet of a workbook while it is written: the pen, its looks, cells joined into one.

It knows the writer's library and nothing of forms.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from onestop.reports.form import Column


LONGEST_CELL = 32_767
"""Letters that a cell of xlsx can hold."""

LINE_POINTS = 15
"""The height of one line of text."""

WIDE_LETTERS = 1.1
"""Letters of running text are, on average, this much wider than a column's unit."""


@dataclass
class Page:
    """A sheet being written: where the pen stands, and the looks that were needed so far."""

    book: Workbook
    sheet: Worksheet
    columns: tuple[Column, ...]
    row: int = 0
    first_line: int = 0
    looks: dict[tuple, Format] = field(default_factory=dict)

    @property
    def last(self) -> int:
        """The place of the last column."""
        return len(self.columns) - 1

    def look(self, **properties: object) -> Format:
        """A format, made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.looks:
            self.looks[key] = self.book.add_format({"valign": "vcenter", **properties})
        return self.looks[key]

    def width(self, left: int, right: int) -> float:
        """The letters that fit into some columns."""
        return sum(column.width for column in self.columns[left : right + 1])

    def text(self, left: int, right: int, text: str, look: Format) -> None:
        """Text over some cells of the pen's row; the other cells keep the look."""
        self.sheet.write_string(self.row, left, text[:LONGEST_CELL], look)
        for place in range(left + 1, right + 1):
            self.sheet.write_blank(self.row, place, None, look)
        self.join(self.row, left, self.row, right)

    def join(self, top: int, left: int, bottom: int, right: int) -> None:
        """Makes one cell of several. Not merge_range: it would write rows that are gone where
        rows are not kept in memory."""
        if (top, left) != (bottom, right):
            self.sheet.merge.append([top, left, bottom, right])


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in cells of a width, broken between words.

    >>> lines_of("Số hóa thành phần hồ sơ", 9), lines_of("một\\nhai", 9), lines_of("", 9)
    (4, 2, 1)
    """
    room = width / WIDE_LETTERS
    return sum(_lines_of_one(part.split(), room) for part in text.split("\n"))


def _lines_of_one(words: list[str], room: float) -> int:
    lines, taken = 1, 0.0
    for word in words:
        if taken and taken + 1 + len(word) > room:
            lines, taken = lines + 1, 0.0
        taken += len(word) + (1 if taken else 0)
        lines, taken = lines + int(taken // (room + 1)), taken % (room + 1)
    return lines
