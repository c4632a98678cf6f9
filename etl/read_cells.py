"""Cells become columns in which each distinct cell stands once.

It knows what counts as empty; it refuses to know file formats and meanings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import pandas as pd

from etl.table import Chunk, Column


HEAD_ROWS = 60
BLOCK_ROWS = 10_000
"""Rows turned into columns at once; 50,000 take a third longer (caches)."""

INVISIBLE = "\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
BLANK = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680))) + "".join(
    map(chr, (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
)
"""What strips as nothing: Unicode white space. The soft hyphen stays: TCVN3 writes ư so."""
EMPTY = BLANK + INVISIBLE


def is_empty(cell: object) -> bool:
    """No cell, or only white space and invisible marks."""
    return cell is None or cell != cell or (isinstance(cell, str) and not cell.strip(EMPTY))


def head_cell(cell: object) -> object:
    """A cell of `Sheet.head`: "" where empty."""
    return "" if is_empty(cell) else cell


def encode(cells: Sequence) -> Column:
    """A column of scalars; None, NaN and white space are empty."""
    array = np.empty(len(cells), object)
    array[:] = cells
    return encode_array(array)


def of_any(codes: np.ndarray, values: list) -> Column:
    """A column of cells that stand once in `values`, whatever they are; None too is empty."""
    return without_blanks(codes, _whole(["" if value is None else value for value in values]))


def _whole(values: list) -> list:
    """Half characters, which JSON's \\ud83d escapes allow, become “?”: nothing stores them."""
    try:
        "".join(value for value in values if isinstance(value, str)).encode()
    except UnicodeEncodeError:
        return [_mended(value) for value in values]
    return [_mended(value) if isinstance(value, tuple) else value for value in values]


def _mended(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(_mended(item) for item in value)
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def without_blanks(codes: np.ndarray, values: list) -> Column:
    """The column with white space gone; values keep their order."""
    blank = [at for at, value in enumerate(values) if type(value) is str and not value.strip(EMPTY)]
    if not blank:
        return Column(codes, values)
    kept = np.ones(len(values) + 1, bool)
    kept[blank] = kept[-1] = False
    renumber = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    values = [value for value, stays in zip(values, kept, strict=False) if stays]
    return Column(renumber[codes], values)


def chunk_of(first_row: int, columns: list[Column], length: int) -> Chunk:
    """Consecutive rows from the 1-based `first_row`, blank rows left out."""
    filled = np.zeros(length, bool)
    for column in columns:
        filled |= column.codes >= 0
        if filled.all():
            break
    chunk = Chunk(np.arange(first_row, first_row + length, dtype=np.int64), columns)
    return chunk if filled.all() else chunk.take(filled)


def encode_rows(rows: Iterable[Sequence], width: int) -> list[Column]:
    """The columns of some rows that all have `width` cells; no row list is ever made."""
    cells = np.fromiter(chain.from_iterable(rows), object)
    grid = cells.reshape(-1, width)
    return [encode_array(grid[:, at]) for at in range(width)]


def encode_array(cells: np.ndarray) -> Column:
    """An object array as a column."""
    codes, values = pd.factorize(cells)
    return without_blanks(codes.astype(np.int32), values.tolist())
