"""What stands around a table: the head in three blocks, headings, notes, who signs."""

from __future__ import annotations

from xlsxwriter.format import Format

from onestop.reports.form import Column
from onestop.reports.headings import depth_of, formulas_of, headings_of
from onestop.reports.page import LINE_POINTS, Page, lines_of
from onestop.reports.sheet import Sheet


HEAD_SHARES = (0.3, 0.7)
"""Where, along the width of a sheet, the left block of a head ends and the right begins."""

CAPITALS = 1.35
"""A title of 13 points in capitals is so much wider than letters of 11."""

SMALL = 1.25
"""Letters of the notes, of 10 points, that stand where one of 11 would be counted."""

SIGNATURE_ROWS = 4
"""Room to sign in, between the office and the end of the sheet."""


def write_head(page: Page, told: Sheet) -> None:
    """Three blocks side by side, then what is counted."""
    first, second = _blocks(page)
    spans = ((0, first - 1), (first, second - 1), (second, page.last))
    blocks = (told.head.left, told.head.middle, told.head.right)
    for line in range(max(map(len, blocks))):
        here = [
            (place, block[line], spans[place])
            for place, block in enumerate(blocks)
            if line < len(block)
        ]
        height = max(
            lines_of(text, page.width(*span) / (CAPITALS if line == 0 and place == 1 else 1))
            for place, text, span in here
        )
        page.sheet.set_row(page.row, LINE_POINTS * height + 2)
        for place, text, span in here:
            page.text(*span, text, _head_look(page, told, place, line))
        page.row += 1
    page.text(second, page.last, told.head.counted_in, page.look(italic=True, align="right"))
    page.row += 1


def _head_look(page: Page, told: Sheet, block: int, line: int) -> Format:
    is_title = block == 1 and line == 0
    is_number = block == 0 and line == 0 and len(told.head.left) > 1
    return page.look(
        text_wrap=True,
        valign="top",
        bold=is_title or is_number,
        italic=block == 1 and not is_title,
        align="center" if block == 1 else "left",
        font_size=13 if is_title else 11,
    )


def _blocks(page: Page) -> tuple[int, int]:
    """The first columns of the middle and the right block, each block at least a column."""
    whole, edges, passed = page.width(0, page.last), [], 0.0
    for place, column in enumerate(page.columns):
        passed += column.width
        if len(edges) < len(HEAD_SHARES) and passed >= HEAD_SHARES[len(edges)] * whole:
            edges.append(place + 1)
    first = max(1, min(edges[0], page.last - 1))
    return first, max(first + 1, min(edges[1], page.last))


def write_headings(page: Page, told: Sheet) -> None:
    look = page.look(bold=True, text_wrap=True, align="center", border=1)
    top = page.row
    grid = {}
    for one in headings_of(told.columns):
        grid[one.top, one.left] = one.text
        page.join(top + one.top, one.left, top + one.bottom, one.right)
    for level, height in enumerate(_heights(page, told.columns)):
        page.sheet.set_row(page.row, height)
        for place in range(len(told.columns)):
            page.sheet.write_string(page.row, place, grid.get((level, place), ""), look)
        page.row += 1
    if told.has_numbers:
        _write_numbers(page, told.columns)


def _heights(page: Page, columns: tuple[Column, ...]) -> list[float]:
    """Of each row of headings; the last one takes what the tall ones still need."""
    depth, heights = depth_of(columns), []
    found = headings_of(columns)
    for level in range(depth):
        here = [one for one in found if one.bottom == level]
        needs = [
            lines_of(one.text, page.width(one.left, one.right)) * LINE_POINTS
            - sum(heights[one.top : level])
            for one in here
        ]
        heights.append(max([LINE_POINTS, *needs]) + 3)
    return heights


def _write_numbers(page: Page, columns: tuple[Column, ...]) -> None:
    """(1)…(n), and below it how the sums are made."""
    look = page.look(italic=True, align="center", border=1, font_size=9, text_wrap=True)
    rows = [[f"({place})" for place in range(1, len(columns) + 1)]]
    formulas = formulas_of(columns)
    if any(formulas):
        rows.append(formulas)
    for cells in rows:
        pairs = zip(cells, columns, strict=True)
        height = max(lines_of(cell, column.width * 1.1) for cell, column in pairs)
        page.sheet.set_row(page.row, 13 * height + 2)
        for place, cell in enumerate(cells):
            page.sheet.write_string(page.row, place, cell, look)
        page.row += 1


def write_foot(page: Page, told: Sheet) -> None:
    """The notes, then where and when, and who signs."""
    page.row += 1
    look = page.look(text_wrap=True, italic=True, font_size=10, valign="top")
    for note in told.notes:
        page.sheet.set_row(page.row, 13 * lines_of(note, page.width(0, page.last) * SMALL) + 2)
        page.text(0, page.last, f"- {note}", look)
        page.row += 1
    if told.signers:
        _write_signers(page, told)


def _write_signers(page: Page, told: Sheet) -> None:
    middle = max(1, _blocks(page)[1] - 1)
    page.row += 1
    if told.date:
        page.text(middle, page.last, told.date, page.look(italic=True, align="center"))
        page.row += 1
    ends = ((0, middle - 1), (middle, page.last))
    for signer, (left, right) in zip(told.signers, ends[-len(told.signers) :], strict=True):
        page.text(left, right, signer, page.look(bold=True, align="center"))
    page.row += 1
    for left, right in ends[-len(told.signers) :]:
        page.text(left, right, told.sign, page.look(italic=True, align="center"))
    page.row += SIGNATURE_ROWS
