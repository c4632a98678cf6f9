"""Whole numbers out of the store by the million.

Handing every row over as Python objects costs more than counting it. So the store writes each
column as one value and numpy reads that: in SQLite a text of numbers with commas, in PostgreSQL
the very bytes. It knows columns of whole numbers and NULL; texts are `bulk`'s.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    cast,
    func,
    literal,
)
from sqlalchemy.sql import Select

from onestop.storage.bulk import KEYS, Columns
from onestop.storage.engine import is_postgresql


NOT_TOLD = -(2**63)
"""What stands for NULL on the way: no column can hold less."""

NOT_TOLD_OF_SMALL = -(2**31)
"""The same for a column of small numbers, which go in half the bytes."""

NOTHING = literal(b"", LargeBinary)


def fetch(connection: Connection, query: Select, silent: Collection[str] = ()) -> Columns:
    """A query's rows as columns by name, in no order: keys as int64, else float64 with NaN.

    The query has columns and conditions only: no grouping, no order, no limit.
    silent: columns that probably tell nothing; they are only counted, unless they do tell.
    """
    names = [column.name for column in query.selected_columns]
    written = _sent if is_postgresql(connection) else _written
    asked = [_counted(c) if c.name in silent else written(c) for c in query.selected_columns]
    found = connection.execute(query.with_only_columns(*asked)).one()
    block = dict(zip(names, found, strict=True))
    if any(block[name] for name in names if name in silent):
        return fetch(connection, query)
    told = (c for c in query.selected_columns if c.name not in silent)
    columns = {c.name: _read(c, block[c.name]) for c in told}
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


def _sent(column: ColumnElement) -> ColumnElement:
    """PostgreSQL's own bytes of a column's values, one after another."""
    if isinstance(column.type, SmallInteger):
        return _joined(func.int4send(cast(_or(column, NOT_TOLD_OF_SMALL), Integer)))
    return _joined(func.int8send(cast(_or(column, NOT_TOLD), BigInteger)))


def _or(column: ColumnElement, not_told: int) -> ColumnElement:
    return func.coalesce(column, literal(not_told, literal_execute=True))


def _joined(sent: ColumnElement) -> ColumnElement:
    return func.string_agg(sent, NOTHING, type_=LargeBinary)


def _read(column: ColumnElement, written: str | bytes | None) -> np.ndarray:
    values, not_told = _values(column, written)
    if column.name in KEYS:
        return values.astype(np.int64)
    numbers = values.astype(np.float64)
    numbers[values == not_told] = np.nan
    return numbers


def _values(column: ColumnElement, written: str | bytes | None) -> tuple[np.ndarray, int]:
    """The numbers of one column, and which of them stands for NULL."""
    if isinstance(written, str):
        return np.fromstring(written, np.int64, sep=","), NOT_TOLD
    if isinstance(column.type, SmallInteger):
        return np.frombuffer(written or b"", ">i4"), NOT_TOLD_OF_SMALL
    return np.frombuffer(written or b"", ">i8"), NOT_TOLD
