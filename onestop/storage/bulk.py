"""Many rows in and out, as fast as each engine can: executemany or COPY.

The only module beside `engine` where SQLite and PostgreSQL part ways.
Columns come and go as arrays; NaN and None are NULL.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from sqlalchemy import Connection, Table, text
from sqlalchemy.sql import Select

from onestop.storage.engine import is_postgresql


Columns = dict[str, np.ndarray]
"""Column name to array: float64 with NaN, int64, or objects with None."""

KEYS = frozenset({"id", "dossier_id", "place", "fingerprint"})
"""Columns that are never NULL and may not fit a float."""

TEXTS = frozenset({"code", "parent_code", "pauses", "part", "number", "name"})
"""Columns of text, in whichever table."""

BLOCK = 50_000
"""Rows handed to the driver at once: bounds the memory of a wide table."""


def cells(array: np.ndarray) -> list:
    """A column as Python values, None where nothing is told."""
    if array.dtype.kind != "f":
        return array.tolist()
    missing = np.isnan(array)
    whole = np.where(missing, 0, array).astype(np.int64)
    if not missing.any():
        return whole.tolist()
    values = whole.astype(object)
    values[missing] = None
    return values.tolist()


def insert_rows(connection: Connection, table: Table, columns: Columns) -> None:
    """Appends rows; a clash of keys is an error.

    Columns that nothing is told of are left out: binding a NULL costs as much as a value.
    """
    columns = {name: array for name, array in columns.items() if _is_told(array)}
    names = list(columns)
    for block in _blocks(columns):
        if is_postgresql(connection):
            _copy(connection, table.name, names, block)
        else:
            _executemany(connection, _insert(table.name, names), block)


def _is_told(array: np.ndarray) -> bool:
    if array.dtype == object:
        return any(value is not None for value in array)
    return array.dtype.kind != "f" or not np.isnan(array).all()


def stage(connection: Connection, name: str, columns: Columns, kinds: dict[str, str]) -> None:
    """A temporary table of these rows, in place of an earlier one of that name."""
    declared = ", ".join(f'"{column}" {kinds.get(column, "BIGINT")}' for column in columns)
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    connection.execute(text(f"CREATE TEMPORARY TABLE {name} ({declared})"))
    for block in _blocks(columns):
        if is_postgresql(connection):
            _copy(connection, name, list(columns), block)
        else:
            _executemany(connection, _insert(name, list(columns)), block)


def fetch(connection: Connection, query: Select, names: Iterable[str]) -> Columns:
    """A query's rows as columns: keys as int64, text as objects, else float64 with NaN."""
    names = list(names)
    rows = connection.execute(query).fetchall()
    columns = zip(*rows, strict=True) if rows else [()] * len(names)
    return {name: _array(name, column) for name, column in zip(names, columns, strict=True)}


def _array(name: str, column: tuple) -> np.ndarray:
    if name in TEXTS:
        return np.array(column, dtype=object)
    return np.array(column, dtype=np.int64 if name in KEYS else np.float64)


def _blocks(columns: Columns) -> Iterator[list[list]]:
    total = len(next(iter(columns.values()), ()))
    for start in range(0, total, BLOCK):
        yield [cells(array[start : start + BLOCK]) for array in columns.values()]


def _insert(table: str, names: list[str]) -> str:
    columns = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {table} ({columns}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608


def _executemany(connection: Connection, statement: str, block: list[list]) -> None:
    cursor = connection.connection.cursor()
    cursor.executemany(statement, zip(*block, strict=True))
    cursor.close()


def _copy(connection: Connection, table: str, names: list[str], block: list[list]) -> None:
    columns = ", ".join(f'"{name}"' for name in names)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        copy.write(_copy_text(block))
    cursor.close()


def _copy_text(block: list[list]) -> str:
    written = [[_copy_cell(value) for value in column] for column in block]
    lines = map("\t".join, zip(*written, strict=True))
    return "\n".join(lines) + "\n"


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


def _copy_cell(value: object) -> str:
    if value is None:
        return "\\N"
    return value.translate(_ESCAPES) if isinstance(value, str) else str(value)
