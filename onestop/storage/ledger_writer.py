"""Putting sums away in the ledger, and making the whole ledger again.

It adds what changed and leaves every other cell alone, inside the loader's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection, func, select, text

from onestop.domain.measures import LEDGER_MEASURES
from onestop.domain.policy import Policy
from onestop.storage import state
from onestop.storage.bulk import Columns, insert_rows, stage
from onestop.storage.dossiers import pauses_of, read_in_order
from onestop.storage.grains import Grain
from onestop.storage.tables import derived, ledger
from onestop.storage.tally import Tally


KEY = ("grain", "bucket", "unit_id", "area_id", "procedure_id")
CODES = tuple(measure.code for measure in LEDGER_MEASURES)


def put_away(connection: Connection, tally: Tally) -> None:
    """Adds a tally to the ledger; cells that come to nothing are taken out."""
    was_empty = connection.scalar(select(ledger.c.grain).limit(1)) is None
    for grain, keys, sums in tally.cells():
        if not len(keys):
            continue
        if was_empty:
            insert_rows(connection, ledger, _columns(grain, keys, sums))
        else:
            _add(connection, _columns(grain, keys, sums))


def _columns(grain: Grain, keys: np.ndarray, sums: np.ndarray) -> Columns:
    columns = {"grain": np.full(len(keys), grain.number)}
    columns |= {name: keys[:, place] for place, name in enumerate(KEY[1:])}
    return columns | {code: sums[:, place] for place, code in enumerate(CODES)}


def _add(connection: Connection, columns: Columns) -> None:
    stage(connection, "ledger_delta", columns, {})
    names = ", ".join((*KEY, *CODES))
    sums = ", ".join(f"{code} = ledger.{code} + excluded.{code}" for code in CODES)
    connection.execute(
        text(
            f"INSERT INTO ledger ({names}) SELECT {names} FROM ledger_delta WHERE true "  # noqa: S608
            f"ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET {sums}"
        )
    )
    _drop_empty(connection)


def _drop_empty(connection: Connection) -> None:
    """Takes out touched cells that hold only zeros: they would outlive their dossiers."""
    same = " AND ".join(f"d.{name} = ledger.{name}" for name in KEY)
    empty = " AND ".join(f"{code} = 0" for code in CODES)
    connection.execute(
        text(
            f"DELETE FROM ledger WHERE {empty} AND EXISTS "  # noqa: S608
            f"(SELECT 1 FROM ledger_delta d WHERE {same})"
        )
    )


def rebuild(connection: Connection, policy: Policy) -> None:
    """Makes the whole ledger again from the dossiers, under a policy."""
    derived.drop_all(connection)
    derived.create_all(connection)
    put_away(connection, whole_tally(connection, policy))
    state.write(connection, state.LEDGER, state.ledger_stamp(policy))


def whole_tally(connection: Connection, policy: Policy) -> Tally:
    """The sums of every dossier of the store."""
    tally = Tally(policy)
    for rows in read_in_order(connection):
        tally.add(rows, pauses_of(connection, rows))
    return tally


def refresh(connection: Connection, policy: Policy) -> bool:
    """Makes the ledger again if it was made for another policy or other measures."""
    if state.ledger_serves(connection, policy):
        return False
    rebuild(connection, policy)
    return True


def differences(connection: Connection, policy: Policy) -> Iterator[str]:
    """Cells of the ledger that a recount of all dossiers does not confirm."""
    for grain, keys, sums in whole_tally(connection, policy).cells():
        kept = _kept(connection, grain)
        counted = {tuple(k): tuple(s) for k, s in zip(keys.tolist(), sums.tolist(), strict=True)}
        for key in sorted(kept.keys() | counted.keys()):
            if kept.get(key) != counted.get(key):
                yield f"grain {grain.number} {key}: {kept.get(key)} ≠ {counted.get(key)}"


def _kept(connection: Connection, grain: Grain) -> dict[tuple, tuple]:
    columns = [ledger.c[name] for name in (*KEY[1:], *CODES)]
    query = select(*columns).where(ledger.c.grain == grain.number)
    return {tuple(row[:4]): tuple(row[4:]) for row in connection.execute(query)}


def size(connection: Connection) -> int:
    """How many cells the ledger has."""
    return connection.scalar(select(func.count()).select_from(ledger)) or 0
