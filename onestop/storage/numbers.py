"""Rows out of the store by the million.

Handing every row over as Python objects costs more than counting it. So the store writes each
column as one text, numbers with commas, which numpy reads, and texts line by line: SQL that both
engines speak. It knows columns of whole numbers, text and NULL.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sqlalchemy import ColumnElement, Connection, Text, cast, func
from sqlalchemy.sql import Select

from onestop.storage import binary_copy, bulk
from onestop.storage.bulk import KEYS, TEXTS, Columns


NOT_TOLD = -(2**63)
"""What stands for NULL on the way: no column can hold less."""

NO_TEXT = "\t"
"""What stands for NULL among texts: codes, waits and names hold neither tabs nor line breaks."""


def fetch(connection: Connection, query: Select, silent: Collection[str] = ()) -> Columns:
    """A query's rows as columns by name, in no order: keys as int64, else float64 with NaN.

    The query has columns and conditions only: no grouping, no order, no limit.
    silent: columns that probably tell nothing; they are only counted, unless they do tell.
    """
    names = [column.name for column in query.selected_columns]
    asked = [_counted(c) if c.name in silent else _written(c) for c in query.selected_columns]
    found = connection.execute(query.with_only_columns(*asked)).one()
    block = dict(zip(names, found, strict=True))
    if any(block[name] for name in names if name in silent):
        return fetch(connection, query)
    columns = {name: _read(name, block[name]) for name in names if name not in silent}
    if len(set(map(len, columns.values()))) > 1:  # a text of several lines
        return bulk.fetch(connection, query, names)
    size = len(next(iter(columns.values())))
    return {name: columns[name] if name in columns else _nothing(name, size) for name in names}


def silent_in(columns: Columns) -> frozenset[str]:
    """The columns that tell nothing."""
    return frozenset(
        name
        for name, array in columns.items()
        if name not in KEYS and not binary_copy.told(array).any()
    )


def _counted(column: ColumnElement) -> ColumnElement:
    return func.count(column)


def _nothing(name: str, size: int) -> np.ndarray:
    return np.full(size, None, object) if name in TEXTS else np.full(size, np.nan)


def _written(column: ColumnElement) -> ColumnElement:
    if column.name in TEXTS:
        return func.aggregate_strings(func.coalesce(column, NO_TEXT), "\n")
    return func.aggregate_strings(func.coalesce(cast(column, Text), str(NOT_TOLD)), ",")


def _read(name: str, text: str | None) -> np.ndarray:
    if name in TEXTS:
        texts = np.array([] if text is None else text.split("\n"), dtype=object)
        return np.where(texts == NO_TEXT, None, texts)
    values = np.fromstring(text or "", np.int64, sep=",")
    if name in KEYS:
        return values
    numbers = values.astype(np.float64)
    numbers[values == NOT_TOLD] = np.nan
    return numbers
