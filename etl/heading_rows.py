"""Where in a sheet the headings stand, and where the rows below them begin.

It knows rows, merged cells and which words are headings at all; it refuses to know
which field a heading is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from etl.headings import Heading, Index
from etl.table import Sheet


DEEPEST = 3
"""Headings of more than three rows were not seen in any export."""

LEAST_KNOWN = 2
"""One known word alone may stand in a title or in a note."""

ORDINAL = re.compile(r"[(\[]?\s*(\d{1,3})\s*[)\]]?\s*(?:=.*)?\.?$|[A-Z]$")
"""A cell of a row "(1) (2) (3)", "1 2 3" or "A B 1 2", also "(5)=(6)+(7)"."""


WORDED = 0.6
"""The share of the widest row that must be words to pass for headings nobody knows."""

LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class HeadingBlock:
    """The headings found in a sheet.

    `first_row`, `last_row`, `first_body_row`: 0-based. `known`: how many distinct
    headings the vocabulary knows.
    """

    first_row: int
    last_row: int
    first_body_row: int
    headings: tuple[Heading, ...]
    known: int


def find_headings(
    sheet: Sheet, known: Index, told: tuple[int, int] | None = None
) -> HeadingBlock | None:
    """The rows with the most known headings; None if no row has two.

    `told`: first and last heading row, 1-based, when a profile says where they stand.
    """
    if told:
        first, last = told[0] - 1, told[1] - 1
        return _block(sheet, known, first, last) if last < len(sheet.head) else None
    if sheet.kind == "json":
        return _json_block(sheet, known) if sheet.head else None
    best = None
    for first in range(len(sheet.head)):
        for last in range(first, min(first + DEEPEST, len(sheet.head))):
            if last > first and not _belongs_together(sheet, last):
                break
            block = _block(sheet, known, first, last)
            # strictly fewer rows on a tie: a title above is not part of the headings
            if best is None or _rank(block) > _rank(best):
                best = block
    return best if best and best.known >= LEAST_KNOWN else None


def likely_headings(sheet: Sheet, known: Index) -> HeadingBlock | None:
    """The headings of a list that no profile fits, only to be shown.

    Two known words may be values: a full row of words above them is believed first.
    """
    found, guessed = find_headings(sheet, known), _guess(sheet)
    if found is None or guessed is None:
        return found or guessed
    is_doubtful = found.known == LEAST_KNOWN and guessed.first_row < found.first_row
    return guessed if is_doubtful else found


def _guess(sheet: Sheet) -> HeadingBlock | None:
    """The first row of words about as wide as any."""
    rows = [{_text(cell) for cell in row} - {""} for row in sheet.head]
    enough = max(LEAST_KNOWN, WORDED * max(map(len, rows), default=0))
    worded = (sum(bool(LETTER.search(text)) for text in row) >= enough for row in rows)
    first = next((at for at, is_worded in enumerate(worded) if is_worded), None)
    return None if first is None else _block(sheet, Index(), first, first)


def _rank(block: HeadingBlock) -> tuple[int, int]:
    return block.known, block.first_row - block.last_row


def _block(sheet: Sheet, known: Index, first: int, last: int) -> HeadingBlock:
    headings = _headings(sheet, first, last)
    found = {str(target) for h in headings for target in known.find(h.spellings)[:1]}
    return HeadingBlock(first, last, _body_start(sheet, last), headings, len(found))


def _json_block(sheet: Sheet, known: Index) -> HeadingBlock:
    """The paths are no row of the file: its first element is row 0 of the body."""
    return replace(_block(sheet, known, 0, 0), first_body_row=0)


def _headings(sheet: Sheet, first: int, last: int) -> tuple[Heading, ...]:
    width = max(len(row) for row in sheet.head[first : last + 1])
    rows = [_spread(sheet, row, width) for row in range(first, last)] + [_cells(sheet, last, width)]
    return tuple(Heading(at, _distinct(row[at] for row in rows)) for at in range(width))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    """The texts from top to bottom without blanks and without what is told twice."""
    return tuple(dict.fromkeys(text for text in texts if text))


def _spread(sheet: Sheet, row: int, width: int) -> list[str]:
    """A heading row in which an upper heading stands over every column it covers."""
    cells = _cells(sheet, row, width)
    merged = [m for m in sheet.merges if m[0] <= row <= m[2] and m[3] > m[1]]
    for _, left, _, right in merged:
        cells[left : right + 1] = [cells[left]] * (min(right, width - 1) + 1 - left)
    return cells if sheet.merges else _spread_blind(cells, _cells(sheet, row + 1, width))


def _spread_blind(cells: list[str], below: list[str]) -> list[str]:
    """The same where merged cells are not told: a blank with a lower heading continues."""
    spread = list(cells)
    for at in range(1, len(spread)):
        if not spread[at] and below[at]:
            spread[at] = spread[at - 1] if below[at - 1] else ""
    return spread


def _cells(sheet: Sheet, row: int, width: int) -> list[str]:
    cells = [_text(cell) for cell in sheet.head[row]]
    return cells + [""] * (width - len(cells))


def _belongs_together(sheet: Sheet, last: int) -> bool:
    """Whether a row can be the lower part of the heading above it.

    Under a heading of one row stands a full row of data; the lower row of a merged
    heading is blank where the upper one is tall, and the upper one where it is wide.
    """
    upper = [bool(_text(cell)) for cell in sheet.head[last - 1]]
    lower = [bool(_text(cell)) for cell in sheet.head[last]]
    if not any(upper) or not any(lower) or is_numbering(sheet.head[last]):
        return False
    wide = any(m[0] <= last - 1 <= m[2] and m[3] > m[1] for m in sheet.merges)
    continued = any(low and not up for up, low in _pairs(upper, lower))
    return wide or continued


def _pairs(upper: list[bool], lower: list[bool]) -> list[tuple[bool, bool]]:
    width = max(len(upper), len(lower))
    fill = [False] * width
    return list(zip((upper + fill)[:width], (lower + fill)[:width], strict=True))


def _body_start(sheet: Sheet, last: int) -> int:
    """The first row under the headings that does not merely number the columns."""
    row = last + 1
    while row < len(sheet.head) and (
        is_numbering(sheet.head[row]) or not any(_text(cell) for cell in sheet.head[row])
    ):
        row += 1
    return row


def is_numbering(row: list) -> bool:
    """Whether a row only numbers the columns: "(1) | (2) | (3)", also after "A | B"."""
    texts = [_text(cell) for cell in row if _text(cell)]
    matches = [ORDINAL.match(text) for text in texts]
    if len(texts) < 3 or not all(matches):
        return False
    numbers = [int(match[1]) for match in matches if match[1]]
    return len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))


def _text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip() if cell is not None else ""
