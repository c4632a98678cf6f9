"""Where a large csv may be cut into parts that are read alone, each the rows of one batch.

It knows bytes, quotes and line ends, and cuts only where every record's end is certain;
it refuses to know cells. Whether a part really could be read alone, its reader tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from etl.as_of import AsOf, stated_as_of
from etl.orders import PartOrder
from etl.profile import Layout
from etl.read_csv import Text
from etl.reading import Asked, Lists, parser_of, recognised
from etl.snapshots import Snapshot
from etl.table import Sheet
from onestop.domain.errors import InputError


BLOCK = 16 << 20
"""Bytes looked at together."""

LOOKED_AT = 2_000
"""Rows that tell what the rows after them will find carried over: one batch of them costs a
hundredth of a second, and a wrong belief is noticed by the part before."""

QUOTE, NEW_LINE, RETURN = b'"\n\r'
MARK = b"\xef\xbb\xbf"
EIGHT_BIT = frozenset(("utf-8", "utf-8-sig", "ascii", "cp1258", "cp1252", "latin-1", "iso8859-1"))
"""Encodings in which the byte of a quote or a line end is nothing else."""


@dataclass(frozen=True)
class Split:
    """A file's only list, and the parts that together are its body."""

    lists: Lists
    parts: list[PartOrder]


def split(snapshot: Snapshot, asked: Asked) -> Split | None:
    """The parts of a csv; None where it is better read whole: it is no plain list, does not
    state its moment, or a quote stands where no cell begins or ends.
    """
    if snapshot.kind != "csv" or snapshot.unlocked:
        return None
    try:
        found = recognised(snapshot, asked)
        if len(found.lists) != 1 or not isinstance(found.lists[0][0].cut, Text):
            return None
        as_of = _as_of(snapshot, asked, found.lists)
        edges = edges_of(found.lists[0][0].cut, found.lists[0][1].first_body_row, asked.chunk_rows)
        if as_of is None or len(edges) < 3:
            return None
        lists = _lists(found.lists[0][1], as_of, [str(error) for error in found.left_out])
        return Split(lists, list(_parts(snapshot, asked, found.lists[0], (lists, edges))))
    except InputError:
        return None  # whoever reads it whole says what is wrong


def _as_of(snapshot: Snapshot, asked: Asked, lists: list[tuple[Sheet, Layout]]) -> AsOf | None:
    if asked.as_of is not None:
        return AsOf(asked.as_of, "asked")
    return stated_as_of(lists, snapshot.path_shown)


def _lists(layout: Layout, as_of: AsOf, left_out: list[str]) -> Lists:
    return Lists(layout.profile, [layout], as_of, left_out)


def _parts(
    snapshot: Snapshot, asked: Asked, found: tuple[Sheet, Layout], plan: tuple[Lists, list[int]]
) -> Iterator[PartOrder]:
    (sheet, layout), (lists, edges) = found, plan
    believed = _believed(snapshot, asked, found)
    cut = replace(sheet.cut, encoding=sheet.cut.encoding.removesuffix("-sig"))
    bare = replace(asked, sources=None)
    for number, (start, end) in enumerate(pairwise(edges)):
        skipped = layout.first_body_row + number * asked.chunk_rows
        carried = believed if number else None
        yield PartOrder(snapshot, bare, lists, cut, start, end, skipped, carried)


def _believed(snapshot: Snapshot, asked: Asked, found: tuple[Sheet, Layout]) -> tuple:
    """What the first rows leave to those after them, and the others will, or be noticed."""
    sheet, layout = found
    parser = parser_of(snapshot, asked, layout)
    for chunk in sheet.read_body(layout.first_body_row, LOOKED_AT):
        parser.parse(chunk)
        break
    return parser.carried()


def edges_of(cut: Text, first_row: int, rows: int) -> list[int]:
    """The bytes at which each `rows` records begin, from record `first_row` on, and the end.

    [] where a record's end is not certain: pandas then decides alone.
    """
    if cut.encoding not in EIGHT_BIT or not cut.delimiter.isascii() or not cut.path.stat().st_size:
        return []
    data = np.memmap(cut.path, dtype=np.uint8, mode="r")
    try:
        return _edges(data, ord(cut.delimiter), first_row, rows)
    finally:
        data._mmap.close()


def _edges(data: np.ndarray, delimiter: int, first_row: int, rows: int) -> list[int]:
    origin = len(MARK) if data[: len(MARK)].tobytes() == MARK else 0
    edges, records, quotes = [] if first_row else [origin], 0, 0
    for start in range(origin, len(data), BLOCK):
        block = data[start : start + BLOCK]
        found = np.flatnonzero(block == QUOTE)
        if not _are_plain(data, start + found, quotes, (delimiter, origin)):
            return []
        if not _ends_are_plain(data, start, block):
            return []
        ends = np.flatnonzero(block == NEW_LINE)
        ends = ends[(np.searchsorted(found, ends) + quotes) % 2 == 0]
        wanted = np.arange(_next(records, first_row, rows), records + len(ends) + 1, rows)
        edges += (start + 1 + ends[wanted - records - 1]).tolist()
        records, quotes = records + len(ends), quotes + len(found)
    if quotes % 2:
        return []
    return [*(edge for edge in edges if edge < len(data)), len(data)]


def _next(records: int, first_row: int, rows: int) -> int:
    """The first number of records, more than there are, after which a part begins."""
    if records < first_row:
        return first_row
    return records + rows - (records - first_row) % rows


def _are_plain(data: np.ndarray, at: np.ndarray, before: int, told: tuple[int, int]) -> bool:
    """Whether quotes stand only at the edges of cells, or doubled within: an opening one
    after a delimiter, a line end or a quote, a closing one before such.

    `before`: how many came earlier; `told`: the delimiter, and where the text begins.
    """
    delimiter, origin = told
    edge = np.zeros(256, bool)
    edge[[delimiter, NEW_LINE, RETURN, QUOTE]] = True
    is_closing = (np.arange(len(at)) + before) % 2 == 1
    opening, closing = at[~is_closing], at[is_closing]
    opens = edge[data[opening - 1]] | (opening == origin)
    closes = edge[data[np.minimum(closing + 1, len(data) - 1)]] | (closing == len(data) - 1)
    return bool(opens.all() and closes.all())


def _ends_are_plain(data: np.ndarray, start: int, block: np.ndarray) -> bool:
    """Whether every carriage return belongs to a line end: alone, it would be one itself."""
    returns = start + np.flatnonzero(block == RETURN)
    inside = returns[returns + 1 < len(data)]
    return len(inside) == len(returns) and bool((data[inside + 1] == NEW_LINE).all())
