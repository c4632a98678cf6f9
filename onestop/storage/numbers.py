"""Whole numbers out of the store by the million.

Handing every row over as Python objects costs more than counting it. So the store writes each
column as one text of numbers with commas, and numpy reads that: SQL that both engines speak.
It knows columns of whole numbers and NULL; texts are `bulk`'s.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sqlalchemy import ColumnElement, Connection, Text, cast, func
from sqlalchemy.sql import Select

from onestop.storage.bulk import KEYS, Columns


NOT_TOLD = -(2**63)
"""What stands for NULL on the way: no column can hold less."""


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
    nothing = np.full(len(next(iter(columns.values()))), np.nan)
    return {name: columns.get(name, nothing) for name in names}


def silent_in(columns: Columns) -> frozenset[str]:
    """The columns that tell nothing."""
    return frozenset(
        name for name, array in columns.items() if name not in KEYS and np.isnan(array).all()
    )


def _counted(column: ColumnElement) -> ColumnElement:
    return func.count(column)


def _written(column: ColumnElement) -> ColumnElement:
    return func.aggregate_strings(func.coalesce(cast(column, Text), str(NOT_TOLD)), ",")


def _read(name: str, text: str | None) -> np.ndarray:
    values = np.fromstring(text or "", np.int64, sep=",")
    if name in KEYS:
        return values
    numbers = values.astype(np.float64)
    numbers[values == NOT_TOLD] = np.nan
    return numbers
