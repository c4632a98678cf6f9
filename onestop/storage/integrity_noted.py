"""What loads noted for the checks (`etl.suspicions`, `etl.absent`), counted by unit and day.

A finding names its dossier by code and its source by its snapshot; both together lead to
one dossier. It knows the findings' columns; what is many is `integrity_judged`'s.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from sqlalchemy import Connection, and_, exists, func, literal_column, or_, select
from sqlalchemy.sql import Select

from onestop.domain.integrity import OVERDUE, STILL_OPEN
from onestop.domain.period import day_number
from onestop.storage.integrity_counts import A_DAY
from onestop.storage.integrity_window import Window
from onestop.storage.tables import claim, dossier, finding, namespace, snapshot


MISSED_ON = func.substr(finding.c.value, literal_column("1"), literal_column("10"))
"""The day at the head of a finding's value, as ISO text."""

DUE_MOVED = finding.c.kind == "due_moved_after_missed"
RECEIVED_MOVED = finding.c.kind == "received_moved_later"
GONE_LATE = and_(finding.c.kind == "absent_from_newer", finding.c.column == OVERDUE)
LOST = or_(
    finding.c.kind == "open_dossier_lost",
    and_(finding.c.kind == "absent_from_newer", finding.c.column.in_((OVERDUE, STILL_OPEN))),
)

SEEN_ON = (snapshot.c.as_of - literal_column("1")) // A_DAY
"""The day a snapshot speaks for: one of midnight speaks for the day before."""


def noted(*columns) -> Select:
    """`select` of findings with their snapshot and dossier."""
    said = exists().where(
        claim.c.dossier_id == dossier.c.id, claim.c.source_id == snapshot.c.source_id
    )
    return (
        select(*columns)
        .select_from(finding)
        .join(snapshot, snapshot.c.id == finding.c.snapshot_id)
        .join(namespace, namespace.c.id > 0)
        .join(
            dossier,
            and_(
                dossier.c.namespace_id == namespace.c.id,
                dossier.c.code == finding.c.code.concat(""),  # look dossiers up, never walk them
                or_(dossier.c.source_id == snapshot.c.source_id, said),
            ),
        )
    )


def due_moved(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: by the due day that was missed."""
    query = noted(dossier.c.unit_id, MISSED_ON, func.count(dossier.c.id.distinct()))
    query = query.where(DUE_MOVED).group_by(dossier.c.unit_id, MISSED_ON)
    rows = [(u, _number(day), n) for u, day, n in connection.execute(query)]
    return _grid(window, rows)


def _number(text: str) -> int:
    return day_number(date.fromisoformat(text))


def received_moved(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: by the day on which they are now said to be received."""
    day = dossier.c.received_at // A_DAY
    query = noted(dossier.c.unit_id, day, func.count(dossier.c.id.distinct()))
    query = query.where(RECEIVED_MOVED).group_by(dossier.c.unit_id, day)
    return _grid(window, connection.execute(query).fetchall())


def lost(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: open dossiers lost, by the day that the snapshot without them speaks for."""
    return _by_snapshot(connection, window, LOST)


def gone_late(connection: Connection, window: Window) -> np.ndarray:
    """[unit, day]: overdue dossiers that a snapshot no longer tells."""
    return _by_snapshot(connection, window, GONE_LATE)


def _by_snapshot(connection: Connection, window: Window, which) -> np.ndarray:
    query = noted(dossier.c.unit_id, SEEN_ON, func.count(dossier.c.id.distinct()))
    query = query.where(which).group_by(dossier.c.unit_id, SEEN_ON)
    return _grid(window, connection.execute(query).fetchall())


def _grid(window: Window, rows: list) -> np.ndarray:
    told = np.array([row for row in rows if None not in row], dtype=np.int64).reshape(-1, 3)
    return window.by_day(told[:, 0], told[:, 1], told[:, 2])
