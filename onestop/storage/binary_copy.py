"""Whole columns as PostgreSQL's binary COPY stream, without a Python object a cell.

Format: postgresql.org, COPY, “Binary Format”. It knows bytes; it refuses to know tables
and connections.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
TAIL = b"\xff\xff"

TEXT = 0
"""The width of a column of text; a column of whole numbers has 2, 4 or 8 bytes."""

ROWS = 10_000
"""Rows laid out at once: their bytes stay in the processor's cache."""

MOST_BYTES = 4 << 20
"""Bytes laid out at once; rows with long texts are halved until they fit."""

LENGTH = 4
"""Bytes of the length before each value; −1 is a NULL, without any value after it."""


@dataclass(frozen=True)
class _Field:
    """One column of some rows: each value's length (-1: NULL), and its bytes.

    `width`: bytes of the longest. Of text, the letters of all rows stand one after another
    in `data` and `starts` says where each begins; numbers are already `width` bytes each.
    """

    width: int
    lengths: np.ndarray
    data: np.ndarray
    starts: np.ndarray | None = None


def stream(columns: dict[str, np.ndarray], widths: dict[str, int]) -> Iterator[bytes]:
    """The rows as a COPY stream, piece by piece; NaN and None are NULL, NUL letters are left out.

    widths: `TEXT`, or the bytes of the whole numbers of the column. Raises OverflowError for
    a number that the column cannot hold.
    """
    size = len(next(iter(columns.values()), ()))
    yield HEAD
    for start in range(0, size, ROWS):
        block = {name: array[start : start + ROWS] for name, array in columns.items()}
        yield from _packed([_field(name, array, widths[name]) for name, array in block.items()])
    yield TAIL


def _field(name: str, array: np.ndarray, width: int) -> _Field:
    if width == TEXT:
        return _text_field(array)
    is_told = told(array)
    values = np.where(is_told, array, 0).astype(np.int64)
    limits = np.iinfo(f"i{width}")
    if values.min() < limits.min or values.max() > limits.max:
        raise OverflowError(f"{name}: a number that {width} bytes cannot hold")
    data = values.astype(f">i{width}").view(np.uint8).reshape(-1, width)
    return _Field(width, np.where(is_told, width, -1), data)


def told(array: np.ndarray) -> np.ndarray:
    """Where a column tells something: neither NaN nor None."""
    if array.dtype == object:
        return np.not_equal(array, None).astype(bool)
    return ~np.isnan(array) if array.dtype.kind == "f" else np.ones(len(array), dtype=bool)


def _text_field(array: np.ndarray) -> _Field:
    """Letters of all rows on one string, told apart by the NUL that PostgreSQL cannot hold."""
    is_told = told(array)
    values = np.where(is_told, array, "").tolist()
    letters = np.frombuffer("\0".join([*values, ""]).encode(), dtype=np.uint8)
    ends = np.flatnonzero(letters == 0)
    if len(ends) > len(values):
        bare = [value.replace("\0", "") if value else value for value in array.tolist()]
        return _text_field(np.array(bare, dtype=object))
    lengths = np.diff(ends, prepend=-1) - 1
    return _Field(int(lengths.max()), np.where(is_told, lengths, -1), letters, ends - lengths)


def _packed(fields: list[_Field]) -> Iterator[bytes]:
    """Rows with every value padded to its column's width, then the bytes that are sent."""
    size = len(fields[0].lengths)
    width = 2 + sum(LENGTH + field.width for field in fields)
    if size > 1 and size * width > MOST_BYTES:
        for half in (slice(None, size // 2), slice(size // 2, None)):
            yield from _packed([_some(field, half) for field in fields])
        return
    rows, sent = np.empty((size, width), dtype=np.uint8), np.ones((size, width), dtype=bool)
    rows[:, :2] = _bytes(np.array([len(fields)]), 2)
    at = 2
    for field in fields:
        rows[:, at : at + LENGTH] = _bytes(field.lengths, LENGTH)
        at += LENGTH
        rows[:, at : at + field.width] = _values(field)
        if (field.lengths != field.width).any():
            sent[:, at : at + field.width] = np.arange(field.width) < field.lengths[:, None]
        at += field.width
    yield rows[sent].tobytes()


def _some(field: _Field, rows: slice) -> _Field:
    lengths = field.lengths[rows]
    if field.starts is None:
        return _Field(field.width, lengths, field.data[rows])
    return _Field(max(0, int(lengths.max())), lengths, field.data, field.starts[rows])


def _values(field: _Field) -> np.ndarray:
    """The values' bytes, one row each; beyond a text's end stand letters of its neighbours."""
    if field.starts is None:
        return field.data
    places = field.starts[:, None] + np.arange(field.width)
    return field.data[np.minimum(places, len(field.data) - 1)]


def _bytes(numbers: np.ndarray, width: int) -> np.ndarray:
    return numbers.astype(f">i{width}").view(np.uint8).reshape(-1, width)
