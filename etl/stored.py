"""Dossiers stored anew, and the ledger moved from what they were to what they are."""

from __future__ import annotations

from sqlalchemy import Connection

from etl.derive import pause_columns
from onestop.storage import dossiers
from onestop.storage.array_facts import Rows
from onestop.storage.intervals import Pauses
from onestop.storage.tally import Tally


def replace(connection: Connection, tally: Tally, old: Rows, new: tuple[Rows, Pauses]) -> None:
    """Stores dossiers anew and moves the ledger; `old`: their rows as they stand in the store."""
    rows, waits = new
    tally.add(old, dossiers.pauses_of(connection, old), -1)
    dossiers.update(connection, stored(rows))
    dossiers.replace_pauses(connection, rows["id"], pause_columns(rows["id"], waits))
    tally.add(rows, waits)


def stored(rows: Rows) -> Rows:
    """The columns that the store has."""
    return {name: rows[name] for name in dossiers.COLUMNS if name in rows}
