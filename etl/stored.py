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
    tally.add(old, dossiers.pauses_of(connection, old), -1)
    changed = {name: rows[name] for name in ("id", *columns)}
    dossiers.update(connection, changed, within=old["province_id"])
    dossiers.replace_pauses(connection, rows["id"], pause_columns(rows["id"], waits))
    tally.add(rows, waits)


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
