"""Reports as workbooks: the one writer of every form.

Text is always text, whatever it begins with; sums are formulas beside their checked values;
a sheet is made to be printed, A4 landscape, one page wide, headings on every page.
"""

from __future__ import annotations

from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from onestop.reports.form import (
    BLANK,
    COUNT,
    DAY,
    MOMENT,
    NO_RATIO,
    POINTS,
    SHARE,
    TEXT,
)
from onestop.reports.frame import write_foot, write_head, write_headings
from onestop.reports.page import LINE_POINTS, LONGEST_CELL, Page, lines_of
from onestop.reports.sheet import (
    ACROSS,
    DOWN,
    GROUP,
    ROW,
    TITLE,
    TOTAL,
    Cell,
    Line,
    Live,
    Report,
    Sheet,
)


A4 = 9
"""The number of a paper size in a workbook."""

FONT = {"font_name": "Times New Roman", "font_size": 11, "font_scheme": False}
SHAPES = {
    COUNT: "#,##0",
    SHARE: "0.0\\ %",
    POINTS: "0.00",
    DAY: "dd/mm/yyyy",
    MOMENT: "dd/mm/yyyy hh:mm",
}
"""How figures of a kind are shown."""

EXCEL_EPOCH = 25_569
"""The day number that a spreadsheet gives 1/1/1970."""

TALLEST = 400
"""Points of the tallest row; a sheet allows 409."""

SECONDS_OF_DAY = 86_400
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_format_properties": FONT,
}


def write_workbook(report: Report, file: Path) -> int:
    """Writes a report; how many rows its tables have, without headings, groups and totals."""
    with Workbook(str(file), {**OPTIONS, "constant_memory": report.streams}) as book:
        book.set_calc_mode("auto")
        return sum(_write_sheet(book, sheet) for sheet in report.sheets)


def _write_sheet(book: Workbook, told: Sheet) -> int:
    page = Page(book, book.add_worksheet(told.name), told.columns)
    for place, column in enumerate(told.columns):
        page.sheet.set_column(place, place, column.width)
    write_head(page, told)
    top = page.row
    write_headings(page, told)
    _set_up(page, top)
    page.first_line = page.row
    rows = _write_body(page, told)
    write_foot(page, told)
    return rows


def _set_up(page: Page, top: int) -> None:
    """The paper, and the headings that every page repeats."""
    sheet = page.sheet
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(top, page.row - 1)
    sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    sheet.center_horizontally()
    sheet.set_footer("&R&P/&N")
    sheet.freeze_panes(page.row, 2)


def _write_body(page: Page, told: Sheet) -> int:
    rows = 0
    for line in told.body:
        rows += line.kind == ROW
        _make_room(page, line, told.row_points)
        if line.kind == TITLE:
            page.text(0, page.last, str(line.cells[1]), page.look(bold=True, border=1))
        else:
            for place, cell in enumerate(line.cells):
                _write_cell(page, line, place, cell)
        page.row += 1
    return rows


def _make_room(page: Page, line: Line, least: float) -> None:
    """As many lines as the longest text takes: not every reader of the file finds out itself."""
    lines = 1
    for place, cell in enumerate(line.cells):
        if isinstance(cell, str) and line.kind != TITLE:
            lines = max(lines, lines_of(cell, page.columns[place].width))
    height = max(lines * LINE_POINTS, least if line.kind == ROW else 0)
    if height > LINE_POINTS:
        page.sheet.set_row(page.row, min(height, TALLEST))


def _write_cell(page: Page, line: Line, place: int, cell: Cell) -> None:
    kind = page.columns[place].shown_as
    look = _cell_look(page, line.kind, kind, is_number=place == 0)
    value = cell.value if isinstance(cell, Live) else cell
    if isinstance(cell, Live):
        page.sheet.write_formula(page.row, place, _formula(page, place, cell), look, value)
    elif value is None or kind == BLANK:
        page.sheet.write_blank(page.row, place, None, look)
    elif isinstance(value, str):
        page.sheet.write_string(page.row, place, value[:LONGEST_CELL], look)
    elif kind in (DAY, MOMENT):
        page.sheet.write_number(page.row, place, value / SECONDS_OF_DAY + EXCEL_EPOCH, look)
    else:
        page.sheet.write_number(page.row, place, value, look)


def _cell_look(page: Page, line: str, kind: str, *, is_number: bool) -> Format:
    properties: dict[str, object] = {"border": 1, "bold": line in (GROUP, TOTAL)}
    if kind in SHAPES:
        properties["num_format"] = SHAPES[kind]
        properties["align"] = "center" if kind in (DAY, MOMENT) else "right"
    elif kind == TEXT:
        properties["text_wrap"] = True
        properties["align"] = "center" if is_number else "left"
    return page.look(**properties)


def _formula(page: Page, place: int, cell: Live) -> str:
    if cell.how == DOWN:
        runs = (_run(page, place, span) for span in cell.of)
        return f"=SUM({','.join(runs)})"
    parts = [xl_rowcol_to_cell(page.row, one) for one in cell.of]
    if cell.how == ACROSS:
        return "=" + "+".join(parts)
    return f'=IF({parts[1]}=0,"{NO_RATIO}",{parts[0]}/{parts[1]})'


def _run(page: Page, place: int, span: tuple[int, int]) -> str:
    first, last = (page.first_line + line for line in span)
    return xl_range(first, place, last, place)
