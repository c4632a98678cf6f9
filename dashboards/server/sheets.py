"""An export as bytes: csv in pieces, xlsx in a temporary file; never whole in memory.

Text stays text in both: what begins like a formula is not one. Moments become true dates.
"""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from xlsxwriter import Workbook

from dashboards.data.export import COUNT, MOMENT, Export
from dashboards.words.speech import number
from onestop.domain.facts import DAY
from onestop.domain.formulas import harmless


EPOCH = datetime(1970, 1, 1)
EXCEL_EPOCH = 25_569
"""The day number that a spreadsheet gives 1/1/1970."""

AT_ONCE = 500
"""Lines of a csv that are sent together."""

ROWS_OF_A_SHEET = 1_000_000
"""A sheet of xlsx ends at 1,048,576 rows; what is over stands on the next."""

LONGEST_CELL = 32_767
"""Letters that a cell of xlsx can hold."""

LONGEST_PRINTED = 200
"""Letters of a page's head on paper, of at most 255."""

SHAPES = {MOMENT: "dd/mm/yyyy hh:mm", COUNT: "#,##0"}
"""How numbers of a kind are shown."""

WORKBOOK = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def csv_pieces(export: Export) -> Iterator[bytes]:
    """UTF-8 with its mark, which spreadsheets need to see Vietnamese; fields end at commas."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow([column.heading for column in export.columns])
    kinds = [column.kind for column in export.columns]
    mark = BOM_UTF8
    for line, row in enumerate(export.rows, start=1):
        writer.writerow([_field(kind, cell) for kind, cell in zip(kinds, row, strict=True)])
        if line % AT_ONCE == 0:
            yield mark + _taken(written)
            mark = b""
    yield mark + _taken(written)


def _taken(written: io.StringIO) -> bytes:
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text.encode()


def _field(kind: str, cell: Any) -> object:
    """Moments as `2024-12-20 17:00:00`: every spreadsheet, in any language, reads a date."""
    if kind == MOMENT and cell is not None:
        return str(EPOCH + timedelta(seconds=cell))
    return harmless(cell)


def write_workbook(export: Export, file: IO[bytes]) -> None:
    """An xlsx file: a first sheet about the list, then the rows, shown when it opens."""
    with Workbook(file, WORKBOOK) as book:
        about = book.add_worksheet(export.sheets[0])
        rows = _write_rows(book, export)
        _write_about(book, about, export, rows)


def _write_rows(book: Workbook, export: Export) -> int:
    """How many rows there were."""
    looks = {kind: book.add_format({"num_format": shape}) for kind, shape in SHAPES.items()}
    sheet, line, total = _begin(book, export, 1), 0, 0
    for row in export.rows:
        if line == ROWS_OF_A_SHEET:
            _end(sheet, export, line)
            sheet, line = _begin(book, export, total // ROWS_OF_A_SHEET + 1), 0
        line, total = line + 1, total + 1
        for place, (column, cell) in enumerate(zip(export.columns, row, strict=True)):
            if cell is not None and cell != "":
                _write(sheet, (line, place), (column.kind, cell), looks)
    _end(sheet, export, line)
    return total


def _write(sheet: Any, at: tuple[int, int], told: tuple[str, Any], looks: dict) -> None:
    kind, cell = told
    if kind == MOMENT:
        sheet.write_number(*at, cell / DAY + EXCEL_EPOCH, looks[kind])
    elif kind == COUNT:
        sheet.write_number(*at, cell, looks[kind])
    else:
        sheet.write_string(*at, str(cell)[:LONGEST_CELL])


def _begin(book: Workbook, export: Export, ordinal: int) -> Any:
    """A sheet of rows with its headings, made to be read, filtered and printed."""
    name = export.sheets[1]
    sheet = book.add_worksheet(name if ordinal == 1 else f"{name} {ordinal}")
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(export.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, bold)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_header("&L" + export.title[:LONGEST_PRINTED].replace("&", "&&"))
    sheet.set_footer("&R&P/&N")
    if ordinal == 1:
        sheet.activate()
    return sheet


def _end(sheet: Any, export: Export, rows: int) -> None:
    sheet.autofilter(0, 0, max(rows, 1), len(export.columns) - 1)


def _write_about(book: Workbook, sheet: Any, export: Export, rows: int) -> None:
    """What the list is, what it was filtered by, how far its figures reach, how they count."""
    title = book.add_format({"bold": True, "font_size": 14})
    name = book.add_format({"bold": True, "valign": "top"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, export.title, title)
    told = [(export.counted, number(rows)), *export.about]
    for line, (what, value) in enumerate(told, start=2):
        sheet.write_string(line, 0, what, name)
        sheet.write_string(line, 1, value, text)
