"""Many rows in and out, as fast as each engine can: executemany or COPY.

The only module beside `engine` where SQLite and PostgreSQL part ways.
Columns come and go as arrays; NaN and None are NULL.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

import numpy as np
from sqlalchemy import BigInteger, Connection, Integer, SmallInteger, String, Table, text
from sqlalchemy.sql import Select
from sqlalchemy.types import TypeEngine

from onestop.storage import binary_copy, partitions
from onestop.storage.engine import is_postgresql


Columns = dict[str, np.ndarray]
"""Column name to array: float64 with NaN, int64, or objects with None."""

KEYS = frozenset({"id", "dossier_id", "place", "fingerprint", "claimed"})
"""Columns that are never NULL and may not fit a float."""

TEXTS = frozenset({"code", "parent_code", "pauses", "part", "number", "name"})
"""Columns of text, in whichever table."""

SUMS = "sums"
"""In a table's `info`: the names of its sums, of which PostgreSQL keeps no zeros."""

BLOCK = 10_000
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
    sums = table.info.get(SUMS, frozenset())
    columns = {n: _kept(connection, a) if n in sums else a for n, a in columns.items()}
    columns = {name: array for name, array in columns.items() if binary_copy.told(array).any()}
    _put(connection, table.name, columns, {n: width(table.c[n].type) for n in columns})


def update_rows(
    connection: Connection, table: Table, columns: Columns, among: Collection[str] = ()
) -> None:
    """Rows of these ids anew, in these columns.

    among: conditions of PostgreSQL's that spare looking into other partitions. SQLite finds a
    row by its id at once: to lay all of them out first, and to join, takes it a quarter longer.
    """
    if not is_postgresql(connection):
        _update_each(connection, table.name, columns)
        return
    stage(connection, "changed", columns, {name: "TEXT" for name in columns if name in TEXTS})
    sets = ", ".join(f'"{name}" = changed."{name}"' for name in columns if name != "id")
    found = " AND ".join((f"{table.name}.id = changed.id", *among))
    connection.execute(text(f"UPDATE {table.name} SET {sets} FROM changed WHERE {found}"))  # noqa: S608


def stage(connection: Connection, name: str, columns: Columns, kinds: dict[str, str]) -> None:
    """A temporary table of these rows, in place of an earlier one of that name.

    kinds: the columns that are "TEXT"; the others are whole numbers.
    """
    declared = ", ".join(f'"{column}" {kinds.get(column, "BIGINT")}' for column in columns)
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    connection.execute(text(f"CREATE TEMPORARY TABLE {name} ({declared})"))
    _put(connection, name, columns, {n: binary_copy.TEXT if n in kinds else 8 for n in columns})


def _kept(connection: Connection, sums: np.ndarray) -> np.ndarray:
    """Sums as each engine keeps them, whichever of the two they come from.

    PostgreSQL keeps a number of 4 bytes, or nothing at all. SQLite keeps a zero in no room,
    and takes whole numbers faster than numbers with gaps.
    """
    if sums.dtype.kind == "i" and not is_postgresql(connection):
        return sums
    numbers = np.nan_to_num(sums.astype(np.float64))  # None becomes NaN on the way
    return np.where(numbers == 0, np.nan, numbers) if is_postgresql(connection) else numbers


def packed_sum(connection: Connection, told: str) -> str:
    """The same for a sum that the store adds up itself, as SQL."""
    return f"nullif({told}, 0)" if is_postgresql(connection) else told


def pack_keys(connection: Connection, table: Table) -> None:
    """Makes a table's indexes dense again after rows came in another order than their keys.

    PostgreSQL leaves a third of such an index empty; SQLite cannot leave out its own.
    """
    if is_postgresql(connection):
        for part in partitions.parts(connection, table.name):
            connection.execute(text(f"REINDEX TABLE {part}"))


def describe(connection: Connection, tables: Iterable[Table]) -> None:
    """Lets PostgreSQL look at tables that many rows came into.

    Its own look comes a minute later; until then it would read all of a table to find a few
    rows. SQLite goes by its indexes alone.
    """
    if is_postgresql(connection):
        names = ", ".join(table.name for table in tables)
        connection.execute(text(f"ANALYZE {names}"))


@contextmanager
def one_by_one(connection: Connection) -> Iterator[None]:
    """PostgreSQL seeks each row by its key, instead of going through a whole index or table.

    It takes a hundred thousand rows that are at hand in memory for as dear as all of a million
    on disk. Where each province has a partition it is left to choose: a key may be in any.
    """
    if not is_postgresql(connection) or partitions.is_split(connection):
        yield
        return
    connection.exec_driver_sql("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off")
    yield
    connection.exec_driver_sql("RESET enable_hashjoin; RESET enable_mergejoin")


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


WIDTHS = ((SmallInteger, 2), (BigInteger, 8), (Integer, 4), (String, binary_copy.TEXT))


def width(kind: TypeEngine) -> int:
    """Bytes of a column's values as PostgreSQL takes them; TypeError for what never comes here."""
    for known, size in WIDTHS:
        if isinstance(kind, known):
            return size
    raise TypeError(f"rows in bulk hold whole numbers and text, not {kind!r}")


def _put(connection: Connection, table: str, columns: Columns, widths: dict[str, int]) -> None:
    if not len(next(iter(columns.values()), ())):
        return
    if is_postgresql(connection):
        _copy(connection, table, columns, widths)
    else:
        _executemany(connection, table, columns)


def _executemany(connection: Connection, table: str, columns: Columns) -> None:
    same, bound = _same_and_bound(columns)
    if not bound:
        name, _ = same.popitem()
        bound = {name: columns[name]}
    names = ", ".join(f'"{name}"' for name in (*same, *bound))
    values = ", ".join([*same.values(), *("?" * len(bound))])
    _each(connection, f"INSERT INTO {table} ({names}) VALUES ({values})", bound)  # noqa: S608


def _update_each(connection: Connection, table: str, columns: Columns) -> None:
    told = {name: array for name, array in columns.items() if name != "id"}
    same, bound = _same_and_bound(told)
    values = {**same, **dict.fromkeys(bound, "?")}
    sets = ", ".join(f'"{name}" = {value}' for name, value in values.items())
    statement = f"UPDATE {table} SET {sets} WHERE id = ?"  # noqa: S608
    _each(connection, statement, {**bound, "id": columns["id"]})


def _each(connection: Connection, statement: str, bound: Columns) -> None:
    """A statement once a row, its values in the order of the columns."""
    cursor = connection.connection.cursor()
    for start in range(0, len(next(iter(bound.values()))), BLOCK):
        block = [cells(array[start : start + BLOCK]) for array in bound.values()]
        cursor.executemany(statement, zip(*block, strict=True))
    cursor.close()


def _same_and_bound(columns: Columns) -> tuple[dict[str, str], Columns]:
    """What is the same in all rows, as SQL, and the rest: each value that is bound is work."""
    same = {n: _literal(array[0]) for n, array in columns.items() if _is_same(array)}
    return same, {n: array for n, array in columns.items() if n not in same}


def _is_same(array: np.ndarray) -> bool:
    if array.dtype.kind not in "if" or len(array) < 2:
        return False
    return bool((array == array[0]).all() or np.isnan(array).all())


def _literal(number: float) -> str:
    return "NULL" if np.isnan(number) else str(int(number))


def _copy(connection: Connection, table: str, columns: Columns, widths: dict[str, int]) -> None:
    """One COPY for all: the server takes rows in while the next are laid out."""
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.connection.cursor()
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy:
        for piece in binary_copy.stream(columns, widths):
            copy.write(piece)
    cursor.close()
