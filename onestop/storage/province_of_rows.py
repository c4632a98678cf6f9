"""The province of many dossiers at once, by their resolving units, as arrays.

It knows the map from unit to province; how that follows from the tree is `provinces`'.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, select

from onestop.storage.array_facts import Rows
from onestop.storage.tables import unit


def by_unit(connection: Connection) -> np.ndarray:
    """Province by unit id, 0 for none; an id that no unit has is beyond the end or 0."""
    rows = connection.execute(select(unit.c.id, unit.c.province_id)).all()
    found = np.zeros(max((row.id for row in rows), default=0) + 1, dtype=np.int64)
    for number, province in rows:
        found[number] = province
    return found


def of_units(known: np.ndarray, units: np.ndarray) -> np.ndarray:
    """The province of each of some units (NaN: no unit), by what `by_unit` says."""
    ids = np.nan_to_num(units).astype(np.int64)
    return known[np.where(ids < len(known), ids, 0)]


def misplaced(known: np.ndarray, rows: Rows) -> int:
    """How many stored dossiers stand under another province than their unit."""
    return int((of_units(known, rows["unit_id"]) != rows["province_id"]).sum())
