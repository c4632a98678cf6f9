"""The workbook in which refused rows go out to be mended, and how it is known again.

It knows the sentence above the headings, the column after them, and lists of JSON as
sheets; it refuses to write a workbook.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import numpy as np

from etl.table import Chunk, Column, Sheet


REASONS = "Lý do bị từ chối"
"""The heading of the last column; no list of any system has it."""

SENTENCE = "Các dòng bị từ chối của lần nạp"
"""How the first row begins. Whoever deletes it mends as well, but the rows then pass for
a whole export, and the moment they speak for must be told anew."""

JSON_SHEET = "JSON"
"""The sheet in which elements of a JSON list stand, their paths as headings."""


def sentence(number: int, as_of: int) -> str:
    """The first row: which load, and the moment that its rows speak for.

    >>> sentence(5, 1719791999)
    'Các dòng bị từ chối của lần nạp 5. Số liệu tính đến 23:59:59 ngày 30/06/2024'
    """
    moment = datetime(1970, 1, 1) + timedelta(seconds=as_of)
    return f"{SENTENCE} {number}. Số liệu tính đến {moment:%H:%M:%S ngày %d/%m/%Y}"


def is_mended(rows_above: list[list]) -> bool:
    """Whether rows above headings say that only refused rows follow, not a whole export."""
    return any(str(cell).startswith(SENTENCE) for row in rows_above for cell in row)


def as_told(sheet: Sheet) -> Sheet:
    """A sheet of JSON elements as the list it came from; any other sheet as it is."""
    if sheet.name != JSON_SHEET or len(sheet.head) < 2 or not is_mended(sheet.head[:1]):
        return sheet
    paths = [str(cell) for cell in sheet.head[1] if cell not in ("", REASONS)]
    lists = {at for at, path in enumerate(paths) if "[]" in path}

    def read_body(first_row: int, size: int) -> Iterator[Chunk]:
        for chunk in sheet.read_body(first_row + 2, size):
            columns = chunk.columns[: len(paths)]
            yield Chunk(
                chunk.rows,
                [_lists(column) if at in lists else column for at, column in enumerate(columns)],
            )

    return replace(sheet, head=[paths], above=sheet.head[:1], read_body=read_body, kind="json")


def cell_of(value: object) -> object:
    """What is written for a cell: a list of JSON as its text."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, tuple) else value


def _lists(column: Column) -> Column:
    """Texts that are lists as tuples again; equal ones once."""
    places: dict = {}
    moved = [places.setdefault(_list(value), len(places)) for value in column.values]
    return Column(np.array([*moved, -1], np.int32)[column.codes], list(places))


def _list(value: object) -> object:
    if not isinstance(value, str) or not value.lstrip().startswith("["):
        return value
    try:
        found = json.loads(value)
    except ValueError:
        return value
    is_flat = all(item is None or isinstance(item, (str, int, float, bool)) for item in found)
    return tuple(found) if is_flat else value
