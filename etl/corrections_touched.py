"""How many rows each declared correction changed in each load, as the loads noted it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from etl.corrections_applied import KIND
from onestop.storage.tables import finding, snapshot


@dataclass(frozen=True)
class Touched:
    """Rows that an entry changed in one load."""

    load: int
    file: str
    rows: int


def touched(connection: Connection) -> dict[str, list[Touched]]:
    """Loads by the code of the entry, in their order."""
    query = (
        select(finding.c.column, finding.c.value, snapshot.c.id, snapshot.c.path)
        .join(snapshot, snapshot.c.id == finding.c.snapshot_id)
        .where(finding.c.kind == KIND)
        .order_by(snapshot.c.id, finding.c.id)
    )
    found: dict[str, list[Touched]] = {}
    for code, rows, load, file in connection.execute(query):
        found.setdefault(code, []).append(Touched(load, file, int(rows)))
    return found
