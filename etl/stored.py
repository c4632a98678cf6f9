"""Dossiers stored, new or anew, and the ledger moved from what they were to what they are."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection

from etl.derive import pause_columns
from etl.merge import same, take
from onestop.storage import dossiers, province_of_rows
from onestop.storage.array_facts import Rows
from onestop.storage.intervals import Pauses
from onestop.storage.tally import Tally


def replace(connection: Connection, tally: Tally, old: Rows, new: tuple[Rows, Pauses]) -> None:
    """Stores dossiers anew and moves the ledger; `old`: their rows as they stand in the store.

    Rows and columns in which nothing changes are not written: each costs the indexes it is in,
    and PostgreSQL a whole new row.
    """
    rows, waits = new
    rows = in_province(connection, rows)
    columns, changed = _changes(old, stored(rows))
    if not changed.any():
        return
    old, rows, waits = take(old, changed), take(rows, changed), _of_some(waits, changed)
    waited = dossiers.pauses_of(connection, old)
    tally.move(old, waited, rows, waits)
    changed = {name: rows[name] for name in ("id", *columns)}
    dossiers.update(connection, changed, within=old["province_id"])
    _replace_waits(connection, rows["id"], waited, waits)


def _replace_waits(connection: Connection, ids: np.ndarray, old: Pauses, new: Pauses) -> None:
    """Stores the waits of those dossiers that have others than before."""
    moved = waits_differ(len(ids), old, new)
    if moved.any():
        columns = pause_columns(ids[moved], _of_some(new, moved))
        dossiers.replace_pauses(connection, ids[moved], columns)


def waits_differ(size: int, one: Pauses, other: Pauses) -> np.ndarray:
    """Which of so many dossiers have other waits in one than in the other, in whatever order."""
    counts = [np.bincount(waits.row, minlength=size) for waits in (one, other)]
    differ = counts[0] != counts[1]
    first, second = (_in_order(_kept(waits, ~differ[waits.row])) for waits in (one, other))
    for name in ("from_at", "to_at", "implied"):
        alike = same(getattr(first, name), getattr(second, name))
        differ[first.row[~alike]] = True
    return differ


def _in_order(waits: Pauses) -> Pauses:
    return _kept(waits, np.lexsort((waits.implied, waits.from_at, waits.row)))


def _kept(waits: Pauses, kept: np.ndarray) -> Pauses:
    """Some waits (a mask or places)."""
    return Pauses(waits.row[kept], waits.from_at[kept], waits.to_at[kept], waits.implied[kept])


def _changes(old: Rows, new: Rows) -> tuple[list[str], np.ndarray]:
    """Columns in which any row differs, and the rows that differ in any column."""
    differs = {name: ~same(old[name], new[name]) for name in new if name != "id"}
    changed = np.logical_or.reduce(list(differs.values()))
    return [name for name, rows in differs.items() if rows.any()], changed


def _of_some(waits: Pauses, kept: np.ndarray) -> Pauses:
    """The waits of those rows that a mask keeps, by their new places."""
    mine, place = kept[waits.row], np.cumsum(kept) - 1
    arrays = waits.from_at[mine], waits.to_at[mine], waits.implied[mine]
    return Pauses(place[waits.row[mine]], *arrays)


def in_province(connection: Connection, rows: Rows) -> Rows:
    """The rows with the province of their resolving unit."""
    known = province_of_rows.by_unit(connection, rows["unit_id"])
    return {**rows, "province_id": province_of_rows.of_units(known, rows["unit_id"])}


def stored(rows: Rows) -> Rows:
    """The columns that the store has."""
    return {name: rows[name] for name in dossiers.COLUMNS if name in rows}
