"""A whole store copied into another, whichever engines the two have.

Both are of the same revision. It knows tables, keys and sequences; it refuses to know where
the stores lie, and what their rows mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from sqlalchemy import Connection, LargeBinary, Table, delete, func, insert, select, update

from onestop.storage import bulk, partitions
from onestop.storage.all_tables import derived, metadata
from onestop.storage.engine import is_postgresql


BLOCK = 50_000
"""Rows on their way at once."""


def tables() -> list[Table]:
    """Every table of a store; what is pointed at comes first."""
    return [*metadata.sorted_tables, *derived.sorted_tables]


def copy_store(source: Connection, target: Connection, *, by_province: bool = False) -> int:
    """Puts the rows of `source` in the place of all rows of `target`; how many they are.

    by_province: the target's dossiers are partitioned from now on; else they stand as they did.
    """
    for table in reversed(tables()):
        for column in _own_references(table):
            target.execute(update(table).values({column: None}))
        target.execute(delete(table))
    if by_province:
        partitions.split(target)
    partitions.settle(target, partitions.provinces_of(source))
    return sum(_copy(source, target, table) for table in tables())


def count_on(target: Connection, table: Table) -> None:
    """PostgreSQL's next id of a table is beyond those copied, and never one given before."""
    sequence = func.pg_get_serial_sequence(table.name, "id")
    largest = target.scalar(select(func.max(table.c.id))) or 0
    target.execute(select(func.setval(sequence, func.greatest(largest, func.nextval(sequence)))))


def _copy(source: Connection, target: Connection, table: Table) -> int:
    names, copied = table.c.keys(), 0
    later = _own_references(table)
    for rows in _blocks(source, table):
        columns = {
            name: column_of(values)
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        }
        _insert(target, table, {**columns, **{n: _nothing(len(rows)) for n in later}})
        copied += len(rows)
    for name in later:
        _refer(source, target, table, name)
    if is_postgresql(target) and _is_numbered(target, table):
        count_on(target, table)
    return copied


def _blocks(source: Connection, table: Table) -> Iterator[list]:
    query = select(*table.c).order_by(*table.primary_key.columns)
    told = source.execute(query, execution_options={"yield_per": BLOCK})
    yield from told.partitions(BLOCK)


def _insert(target: Connection, table: Table, columns: bulk.Columns) -> None:
    """COPY and executemany carry no bytes: tables that hold some are small."""
    if not any(isinstance(column.type, LargeBinary) for column in table.c):
        bulk.insert_rows(target, table, columns)
        return
    rows = zip(*(values.tolist() for values in columns.values()), strict=True)
    target.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])


def _own_references(table: Table) -> list[str]:
    """Columns that point at rows of the same table: filled once all rows are there."""
    return [c.name for c in table.c if any(key.column.table is table for key in c.foreign_keys)]


def _refer(source: Connection, target: Connection, table: Table, name: str) -> None:
    query = select(table.c.id, table.c[name]).where(table.c[name].is_not(None))
    for number, value in source.execute(query):
        target.execute(update(table).where(table.c.id == number).values({name: value}))


def _is_numbered(target: Connection, table: Table) -> bool:
    """Whether the server gives the ids of a table."""
    if "id" not in table.c:
        return False
    return target.scalar(select(func.pg_get_serial_sequence(table.name, "id"))) is not None


def column_of(values: Iterable) -> np.ndarray:
    """Values as rows in bulk take them, whatever they are."""
    values = list(values)
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _nothing(size: int) -> np.ndarray:
    return np.full(size, None, dtype=object)
