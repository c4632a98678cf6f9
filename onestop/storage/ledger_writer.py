"""Putting sums away in the ledger, and making the whole ledger again.

It adds what changed and leaves every other cell alone, inside the loader's transaction.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

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

AT_ONCE = 20_000
"""Cells in memory as rows when the ledger is read whole."""


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


def whole_tally(
    connection: Connection, policy: Policy, ids: tuple[int, int] = (0, 1 << 62)
) -> Tally:
    """The sums of every dossier of the store, or of those with ids in (after, to]."""
    tally = Tally(policy)
    for rows in read_in_order(connection, ids=ids):
        tally.add(rows, pauses_of(connection, rows))
    return tally


def refresh(connection: Connection, policy: Policy) -> bool:
    """Makes the ledger again if it was made for another policy or other measures."""
    if state.ledger_serves(connection, policy):
        return False
    rebuild(connection, policy)
    return True


def differences(
    connection: Connection, policy: Policy, counted: Tally | None = None
) -> Iterator[str]:
    """Cells of the ledger that a recount of all dossiers (`counted`, else made here) denies."""
    for grain, keys, sums in (counted or whole_tally(connection, policy)).cells():
        kept_keys, kept = _kept(connection, grain)
        same = kept_keys.shape == keys.shape and (kept_keys == keys).all() and (kept == sums).all()
        if not same:
            yield from _told_apart(grain, _as_dict(kept_keys, kept), _as_dict(keys, sums))


def _told_apart(grain: Grain, kept: dict, counted: dict) -> Iterator[str]:
    for key in sorted(kept.keys() | counted.keys()):
        if kept.get(key) != counted.get(key):
            yield f"grain {grain.number} {key}: {kept.get(key)} ≠ {counted.get(key)}"


def _as_dict(keys: np.ndarray, sums: np.ndarray) -> dict[tuple, tuple]:
    return {tuple(k): tuple(s) for k, s in zip(keys.tolist(), sums.tolist(), strict=True)}


def _kept(connection: Connection, grain: Grain) -> tuple[np.ndarray, np.ndarray]:
    """(bucket, unit, area, procedure) and sums of a grain's cells, in the order of a tally's."""
    columns = [ledger.c[name] for name in (*KEY[1:], *CODES)]
    query = select(*columns).where(ledger.c.grain == grain.number)
    query = query.order_by(*(ledger.c[name] for name in KEY[1:]))
    parts = [np.zeros((0, len(columns)), dtype=np.int64)]
    for rows in connection.execute(query, execution_options={"yield_per": AT_ONCE}).partitions():
        flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * len(columns))
        parts.append(flat.reshape(len(rows), len(columns)))
    whole = np.concatenate(parts)
    return whole[:, : len(KEY) - 1], whole[:, len(KEY) - 1 :]


def size(connection: Connection) -> int:
    """How many cells the ledger has."""
    return connection.scalar(select(func.count()).select_from(ledger)) or 0
