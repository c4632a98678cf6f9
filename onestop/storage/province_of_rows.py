"""The province of many dossiers at once, by their resolving units, as arrays.

It knows the map from unit to province; how that follows from the tree is `provinces`'.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, select

from onestop.storage.array_facts import Rows
from onestop.storage.tables import unit


FEW = 200
"""Units that are asked for by their ids; more are read with all the others."""


def by_unit(connection: Connection, units: np.ndarray | None = None) -> np.ndarray:
    """Province by unit id, 0 for none; an id that no unit has is beyond the end or 0.

    units: the ids that matter (NaN: no unit), None for all.
    """
    query = select(unit.c.id, unit.c.province_id)
    asked = [] if units is None else np.unique(np.nan_to_num(units).astype(np.int64)).tolist()
    if 0 < len(asked) <= FEW:
        query = query.where(unit.c.id.in_(asked))
    rows = connection.execute(query).all()
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
