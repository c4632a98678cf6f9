"""Dossiers follow their units into another province when the unit tree changes.

Only those that move are written, and only the cells of their provinces; where most of a
store moves (its catalogue came after its files), the ledger is made again instead.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, func, select, update

from onestop.storage import dossiers, ledger_writer, province_of_rows, provinces
from onestop.storage.tables import dossier, unit
from onestop.storage.tally import Tally


def settle(connection: Connection, tally: Tally) -> int:
    """Puts units and their dossiers where the tree says they belong; how many dossiers moved.

    tally: what waits to be put away; the moves are added to it, or it is emptied where the
    ledger is made again.
    """
    moved = provinces.settle_units(connection)
    mine = dossier.c.unit_id.in_(moved)
    count = connection.scalar(select(func.count()).where(mine)) if moved else 0
    if not count:
        return 0
    if count * 2 > dossiers.count(connection):
        _write(connection, mine)
        tally.clear()
        ledger_writer.rebuild(connection, tally.policy)
        return count
    ids = np.array(connection.scalars(select(dossier.c.id).where(mine)).all(), dtype=np.int64)
    _move_cells(connection, tally, ids)
    _write(connection, mine)
    return count


def _move_cells(connection: Connection, tally: Tally, ids: np.ndarray) -> None:
    """Counts dossiers out of the province they are stored under, and into their unit's."""
    known = province_of_rows.by_unit(connection)
    for start in range(0, len(ids), dossiers.AT_ONCE):
        some = ids[start : start + dossiers.AT_ONCE]
        rows = dossiers.read(connection, some, dossiers.COUNTED)
        waits = dossiers.pauses_of(connection, rows)
        now = province_of_rows.of_units(known, rows["unit_id"])
        tally.move(rows, waits, {**rows, "province_id": now}, waits)


def _write(connection: Connection, mine) -> None:
    theirs = select(unit.c.province_id).where(unit.c.id == dossier.c.unit_id)
    connection.execute(update(dossier).where(mine).values(province_id=theirs.scalar_subquery()))
