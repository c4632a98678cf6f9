"""The entry for dossiers whose file tells no office: one in each province that needs it.

It knows which of several such entries a dossier belongs to; entering one is a load's matter.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, select

from etl.merge import first_told
from etl.names import UNKNOWN_UNIT
from onestop.domain.wording import name_key
from onestop.storage import imports
from onestop.storage.array_facts import Rows
from onestop.storage.tables import unit


def nobody(connection: Connection, rows: Rows, usual: int = 0) -> np.ndarray | int:
    """The entry of each row: that of the province its load is of; `usual` where none fits.

    Asked of the store only where a row tells no office; 0 where there is no such entry.
    """
    if not np.isnan(first_told(rows["unit_id"], rows["receiving_unit_id"])).any():
        return usual
    query = select(unit.c.province_id, unit.c.id).where(unit.c.name_key == name_key(UNKNOWN_UNIT))
    entries = dict(connection.execute(query.order_by(unit.c.id.desc())).all())
    usual = usual or entries.get(0, 0)
    if not entries.keys() - {0}:
        return usual
    of_load = imports.provinces_of_loads(connection)
    loads, place = np.unique(rows["snapshot_id"], return_inverse=True)
    return np.array([entries.get(of_load.get(int(one), 0), usual) for one in loads])[place]
