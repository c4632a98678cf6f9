"""Tables of an HTML page, the “xls” of many one-stop systems.

It knows spans, line breaks and nested layout tables; one pass of the page gives every
table as columns, so a page of 200,000 rows stays small. It refuses pages cut short.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import IO

import numpy as np
from lxml import etree

from etl.read_cells import BLOCK_ROWS, EMPTY, HEAD_ROWS, chunk_of, encode, is_empty
from etl.read_csv import torn
from etl.read_kind import EXPORT_AGAIN, HEAD_SIZE
from etl.read_text import encoding_of, encoding_of_head
from etl.snapshots import Snapshot
from etl.table import Chunk, Sheet
from onestop.domain.errors import UnreadableFileError


LEAST_COLUMNS = 3
MOST_COLUMNS = 2_000
MOST_ROWS_SPANNED = 65_534
CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
RAGGED = re.compile(r"[\t\r\n\f]|  ")


@dataclass
class _Table:
    """One table as it is read."""

    head: list[list] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    blocks: list[Chunk] = field(default_factory=list)
    waiting: list[list] = field(default_factory=list)
    spans: dict[int, int] = field(default_factory=dict)
    count: int = 0
    widest: int = 0

    def add(self, element: etree._Element) -> None:
        """One more row, its cells put where the spans above leave room."""
        row: list = []
        for cell in element.iterchildren("td", "th"):
            self._skip_spanned(row)
            self._place(row, cell)
        self._skip_spanned(row)
        self.count += 1
        self.widest = max(self.widest, sum(not is_empty(cell) for cell in row))
        if self.count <= HEAD_ROWS:
            self.head.append(["" if is_empty(cell) else cell for cell in row])
        self.waiting.append(row)
        if len(self.waiting) >= BLOCK_ROWS:
            self.flush()

    def _skip_spanned(self, row: list) -> None:
        while self.spans and self.spans.get(len(row), 0) > 0:
            at = len(row)
            self.spans[at] -= 1
            if not self.spans[at]:
                del self.spans[at]
            row.append("")

    def _place(self, row: list, cell: etree._Element) -> None:
        left = len(row)
        if left >= MOST_COLUMNS:
            return
        row.append(_text(cell))
        if not cell.attrib:
            return
        wide = min(_span(cell, "colspan"), MOST_COLUMNS - left)
        tall = min(_span(cell, "rowspan"), MOST_ROWS_SPANNED)
        row.extend([""] * (wide - 1))
        if tall > 1:
            self.spans.update(dict.fromkeys(range(left, left + wide), tall - 1))
        if (wide > 1 or tall > 1) and self.count < HEAD_ROWS:
            self.merges.append((self.count, left, self.count + tall - 1, left + wide - 1))

    def flush(self) -> None:
        """The waiting rows become columns."""
        if self.waiting:
            columns = [encode(cells) for cells in zip_longest(*self.waiting, fillvalue="")]
            first = self.count - len(self.waiting) + 1
            self.blocks.append(chunk_of(first, columns, len(self.waiting)))
            self.waiting = []

    def sheet(self, name: str) -> Sheet:
        """The table as a sheet; its rows are already in memory as codes."""
        self.flush()
        width = max(map(len, self.head))
        head = [row + [""] * (width - len(row)) for row in self.head]
        return Sheet(name, head, self.read_body, self.merges)

    def read_body(self, first_row: int, size: int) -> Iterator[Chunk]:
        """What `Sheet.read_body` promises."""
        for block in self.blocks:
            kept = np.flatnonzero(block.rows > first_row)
            for start in range(0, len(kept), size):
                yield block.take(kept[start : start + size])


def sheets(snapshot: Snapshot, encoding: str = "") -> list[Sheet]:
    """Each table of at least three columns; UnreadableFileError if there is none."""
    shown = snapshot.path_shown
    encoding = encoding or _encoding(snapshot.location)
    _refuse_cut(snapshot)
    try:
        tables = [table for table in _tables(snapshot.location, encoding) if table.count]
    except (etree.LxmlError, LookupError, OSError, ValueError) as error:
        problem = "trang HTML hỏng, không đọc được bảng."
        raise UnreadableFileError(shown, problem, EXPORT_AGAIN) from error
    wide = [table for table in tables if table.widest >= LEAST_COLUMNS]
    if not wide:
        problem = "trang HTML không có bảng danh sách nào (có thể là trang đăng nhập)."
        raise UnreadableFileError(shown, problem, EXPORT_AGAIN)
    return [table.sheet(f"bảng {at}") for at, table in enumerate(wide, start=1)]


def _tables(path: Path, encoding: str) -> list[_Table]:
    found: list[_Table] = []
    within: list[_Table] = []
    with path.open("rb") as file:
        for event, element in _events(file, encoding):
            if element.tag == "table" and event == "start":
                within.append(_Table())
                found.append(within[-1])
            elif event == "end" and within:
                _finish(element, within)
    return found


def _events(file: IO[bytes], encoding: str) -> etree.iterparse:
    return etree.iterparse(
        file,
        events=("start", "end"),
        tag=("table", "tr"),
        html=True,
        encoding=encoding.replace("utf-16-", "utf-16"),
        huge_tree=True,
        remove_comments=True,
    )


def _finish(element: etree._Element, within: list[_Table]) -> None:
    if element.tag == "table":
        within.pop()
    else:
        within[-1].add(element)
        _forget(element)


def _forget(element: etree._Element) -> None:
    """Drops a row that was read, and the husks before it."""
    element.clear(keep_tail=False)
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _text(cell: etree._Element) -> str:
    text = _nested_text(cell) if len(cell) else cell.text or ""
    if not RAGGED.search(text):
        return text.strip(EMPTY)
    lines = (" ".join(line.split()) for line in text.split("\v"))
    return "\n".join(lines).strip(EMPTY)


def _nested_text(cell: etree._Element) -> str:
    """The text of a cell with markup inside; \\v stands for <br> until spaces collapse."""
    parts = [cell.text or ""]
    for node in cell.iterdescendants():
        if node.tag == "br":
            parts.append("\n\v")
        elif isinstance(node.tag, str) and node.tag not in ("script", "style"):
            parts.append(node.text or "")
        parts.append(node.tail or "")
    return "".join(parts)


def _span(cell: etree._Element, name: str) -> int:
    told = (cell.get(name) or "1").strip()
    return max(1, int(told)) if told.isdecimal() and len(told) < 7 else 1


def _encoding(path: Path) -> str:
    """Bytes that are UTF-8 are UTF-8, whatever the page says; else what it says."""
    found = encoding_of(path)
    if found == "utf-8-sig":
        return "utf-8"
    if found not in ("cp1258", "latin-1"):
        return found
    with path.open("rb") as file:
        told = CHARSET.search(file.read(HEAD_SIZE))
    named = told[1].decode("ascii", "replace").lower() if told else found
    return found if named.startswith("utf") else named


def _refuse_cut(snapshot: Snapshot) -> None:
    """A page whose last table is never closed was cut while it was saved."""
    with snapshot.location.open("rb") as file:
        file.seek(max(0, snapshot.size - (1 << 20)))
        tail = file.read().replace(b"\0", b"").lower()
        file.seek(0)
        head = file.read(HEAD_SIZE)
    opened = b"<table" in head.replace(b"\0", b"").lower() or encoding_of_head(head)
    if opened and b"</table" not in tail:
        raise torn(snapshot.path_shown, "cuối trang", "bảng không có thẻ đóng")
