"""Where a dossier lies now, as its progress list says: the newest step outweighs its files.

A dossier's own file is loaded again and again without its steps; they must not be lost by it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from sqlalchemy import Connection, column, select, table

from etl.merge import first_told
from onestop.storage import bulk
from onestop.storage.array_facts import Rows
from onestop.storage.tables import progress


TOLD = ("desk_id", "step_due_at")
"""Facts of a dossier that a step tells too."""


def are_known(connection: Connection) -> bool:
    """Whether any dossier has steps at all."""
    query = select(progress.c.id).where(progress.c.dossier_id.is_not(None)).limit(1)
    return connection.scalar(query) is not None


def under_steps(connection: Connection, rows: Rows) -> Rows:
    """`desk_id` and `step_due_at` of dossiers: their newest step's, else their own."""
    steps = newest_steps(connection, rows["id"]).reindex(pd.Index(rows["id"]))
    return {name: first_told(steps[name].to_numpy(np.float64), rows[name]) for name in TOLD}


def newest_steps(connection: Connection, ids: np.ndarray) -> pd.DataFrame:
    """What the steps say, by dossier: of each column the last that is told."""
    bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
    ask = table("asked_id", column("asked_id"))
    names = ("dossier_id", *TOLD, "step_started_at")
    query = select(*(progress.c[name] for name in names)).join_from(
        ask, progress, progress.c.dossier_id == ask.c.asked_id
    )
    rows = pd.DataFrame(bulk.fetch(connection, query, names))
    rows = rows.sort_values("step_started_at", kind="stable", na_position="first")
    return rows.groupby("dossier_id").last()
