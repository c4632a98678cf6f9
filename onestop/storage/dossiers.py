"""Dossiers in and out of the store, many at a time, as columns.

It knows the tables `dossier`, `claim` and `pause`; it refuses to know how statements are
merged (`etl.merge`) or counted (`tally`).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection, column, func, select, table, text

from onestop.storage import bulk, state
from onestop.storage.array_facts import Rows
from onestop.storage.bulk import Columns
from onestop.storage.intervals import Pauses
from onestop.storage.tables import (
    DERIVED_COLUMNS,
    DOSSIER_INDEXES,
    FACT_COLUMNS,
    JOINED_COLUMNS,
    TRACE_COLUMNS,
    claim,
    dossier,
    pause,
)


FACTS = tuple(name for name, _ in FACT_COLUMNS)
TRACE = tuple(name for name, _ in TRACE_COLUMNS)
JOINED = tuple(name for name, _ in JOINED_COLUMNS)
DERIVED = tuple(name for name, _ in DERIVED_COLUMNS)

COLUMNS = ("id", "namespace_id", "code", "claim_count", *TRACE, *FACTS, *JOINED, *DERIVED)
UNCOUNTED = (
    *("receiving_unit_id", "submitted_at", "finished_at", "returned_at", "ended_at"),
    *("desk_id", "step_due_at", "applicant_kind", "parent_code", "pauses", "rescheduled_to"),
)
COUNTED = tuple(name for name in ("id", *FACTS, *JOINED, *DERIVED) if name not in UNCOUNTED)
"""What counting needs of a dossier; a third less to read when all are counted."""

AT_ONCE = 100_000
"""Dossiers read together when all are walked."""

KINDS = {"code": "TEXT", "parent_code": "TEXT", "pauses": "TEXT"}


def next_id(connection: Connection) -> int:
    """The first id no dossier ever had (the caller is the one writer)."""
    return int(state.read(connection, "next_dossier_id", "1"))


def keep_next_id(connection: Connection, value: int) -> None:
    """Remembers the first unused id."""
    state.write(connection, "next_dossier_id", str(value))


def is_empty(connection: Connection) -> bool:
    """Whether no dossier is stored yet."""
    return connection.scalar(select(dossier.c.id).limit(1)) is None


def drop_indexes(connection: Connection) -> None:
    """Takes the secondary indexes away for a first bulk load."""
    for index in DOSSIER_INDEXES:
        index.drop(connection, checkfirst=True)


def make_indexes(connection: Connection) -> None:
    """Makes the secondary indexes; sorting once is cheaper than inserting one by one."""
    for index in DOSSIER_INDEXES:
        index.create(connection, checkfirst=True)


def find(connection: Connection, namespace_id: int, codes: np.ndarray) -> Columns:
    """The known ones among codes: place in `codes`, id, claim_count, source, fingerprint."""
    places = np.arange(len(codes))
    bulk.stage(connection, "asked_code", {"place": places, "code": codes}, {"code": "TEXT"})
    asked = table("asked_code", column("place"), column("code"))
    names = ("id", "claim_count", "source_id", "fingerprint")
    query = (
        select(asked.c.place, *(dossier.c[name] for name in names))
        .join_from(asked, dossier, dossier.c.code == asked.c.code)
        .where(dossier.c.namespace_id == namespace_id)
    )
    return bulk.fetch(connection, query, ("place", *names))


def read(connection: Connection, ids: np.ndarray, names: tuple[str, ...] = COLUMNS) -> Rows:
    """Dossiers by id, in the order of the ids asked for."""
    rows = _read_by_id(connection, dossier, "id", ids, names)
    order = np.argsort(rows["id"])
    place = order[np.searchsorted(rows["id"][order], ids)] if len(ids) else order
    return {name: array[place] for name, array in rows.items()}


def read_claims(connection: Connection, ids: np.ndarray) -> Columns:
    """All claims on some dossiers, in no order."""
    names = ("dossier_id", *TRACE, *FACTS)
    return _read_by_id(connection, claim, "dossier_id", ids, names)


def _read_by_id(connection, what, key: str, ids: np.ndarray, names: tuple) -> Rows:
    bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
    asked = table("asked_id", column("asked_id"))
    query = select(*(what.c[name] for name in names)).join_from(
        asked, what, what.c[key] == asked.c.asked_id
    )
    return bulk.fetch(connection, query, names)


def read_in_order(
    connection: Connection,
    names: tuple[str, ...] = COUNTED,
    ids: tuple[int, int] = (0, 1 << 62),
) -> Iterator[Rows]:
    """All dossiers with ids in (after, to], a hundred thousand at a time, by id."""
    columns = [dossier.c[name] for name in names]
    last, end = ids
    while True:
        query = select(*columns).where(dossier.c.id > last, dossier.c.id <= end)
        rows = bulk.fetch(connection, query.order_by(dossier.c.id).limit(AT_ONCE), names)
        if not len(rows["id"]):
            return
        last = int(rows["id"][-1])
        yield rows


def pauses_of(connection: Connection, rows: Rows) -> Pauses:
    """The waits of dossiers at hand, by their place among the rows."""
    if not len(rows["id"]):
        return Pauses.none()
    first, last = int(rows["id"].min()), int(rows["id"].max())
    query = select(pause.c.dossier_id, pause.c.from_at, pause.c.to_at, pause.c.implied).where(
        pause.c.dossier_id >= first, pause.c.dossier_id <= last
    )
    found = bulk.fetch(connection, query, ("id", "from_at", "to_at", "implied"))
    order = np.argsort(rows["id"])
    place = np.searchsorted(rows["id"][order], found["id"])
    place = order[np.minimum(place, len(order) - 1)]
    mine = rows["id"][place] == found["id"]
    return Pauses(place[mine], found["from_at"][mine], found["to_at"][mine], found["implied"][mine])


def insert_new(connection: Connection, rows: Rows) -> None:
    """Stores new dossiers."""
    bulk.insert_rows(connection, dossier, {name: rows[name] for name in rows})


def update(connection: Connection, rows: Rows) -> None:
    """Stores dossiers anew that have the id of known ones."""
    if not len(rows["id"]):
        return
    names = [name for name in rows if name != "id"]
    bulk.stage(connection, "changed", {n: rows[n] for n in rows}, KINDS)
    sets = ", ".join(f'"{name}" = changed."{name}"' for name in names)
    connection.execute(
        text(f"UPDATE dossier SET {sets} FROM changed WHERE dossier.id = changed.id")  # noqa: S608
    )


def replace_claims(connection: Connection, claims: Columns) -> None:
    """Stores what sources say, in place of what the same source said before."""
    bulk.stage(connection, "said", claims, KINDS)
    connection.execute(
        text(
            "DELETE FROM claim WHERE EXISTS (SELECT 1 FROM said"
            " WHERE said.dossier_id = claim.dossier_id AND said.source_id = claim.source_id)"
        )
    )
    names = ", ".join(f'"{name}"' for name in claims)
    connection.execute(text(f"INSERT INTO claim ({names}) SELECT {names} FROM said"))  # noqa: S608


def replace_pauses(connection: Connection, ids: np.ndarray, waits: Columns) -> None:
    """Stores the waits of some dossiers in place of their earlier ones."""
    if len(ids):
        bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
        connection.execute(
            text("DELETE FROM pause WHERE dossier_id IN (SELECT asked_id FROM asked_id)")
        )
    bulk.insert_rows(connection, pause, waits)


def keep_names(connection: Connection, ids: np.ndarray, names: np.ndarray) -> None:
    """Stores applicants' names (only installations that say so call this)."""
    bulk.stage(connection, "named", {"dossier_id": ids, "name": names}, {"name": "TEXT"})
    connection.execute(
        text("DELETE FROM applicant WHERE dossier_id IN (SELECT dossier_id FROM named)")
    )
    connection.execute(text("INSERT INTO applicant SELECT dossier_id, name FROM named"))


def count(connection: Connection) -> int:
    """How many dossiers are stored."""
    return connection.scalar(select(func.count()).select_from(dossier)) or 0
