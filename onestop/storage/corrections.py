"""Corrections by hand, in and out of the store: added and superseded, never changed.

It knows the two tables of corrections; what a correction does to a dossier is
`etl.corrections`' matter. The caller moves the ledger and the data version.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from sqlalchemy import (
    ColumnElement,
    Connection,
    TableClause,
    column,
    delete,
    func,
    insert,
    select,
    table,
    update,
)

from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import bulk
from onestop.storage.bulk import Columns
from onestop.storage.dossiers import FACTS
from onestop.storage.tables import dossier, namespace
from onestop.storage.tables_corrections import correction, uncorrected


IN_FORCE: ColumnElement[bool] = correction.c.superseded_by.is_(None) & (
    correction.c.is_withdrawal == 0
)


@dataclass(frozen=True)
class Entry:
    """One field of one dossier as somebody says it is; value None: nothing."""

    namespace: str
    code: str
    field: str
    value: str | None
    reason: str
    who: str


@dataclass(frozen=True)
class Held:
    """A correction in force."""

    id: int
    namespace: str
    code: str
    field: str
    value: str | None


def add(connection: Connection, entry: Entry, now: int) -> int:
    """Keeps a correction and gives back its number; the one it replaces stays in the history."""
    return _put(connection, entry, now, is_withdrawal=0)


def take_back(connection: Connection, number: int, reason: str, who: str, now: int) -> Held:
    """Takes a correction in force back; which it was. Raises NotFoundError, UsageError."""
    held = next((one for one in in_force(connection) if one.id == number), None)
    if held is None:
        raise _not_in_force(connection, number)
    entry = Entry(held.namespace, held.code, held.field, held.value, reason, who)
    _put(connection, entry, now, is_withdrawal=1)
    return held


def _not_in_force(connection: Connection, number: int) -> NotFoundError | UsageError:
    known = connection.scalar(select(correction.c.id).where(correction.c.id == number))
    if known is not None:
        return UsageError(f"Lần sửa {number} không còn hiệu lực: đã được thay hoặc rút lại.")
    last = connection.scalars(select(correction.c.id).where(IN_FORCE).order_by(correction.c.id))
    return NotFoundError("lần sửa", str(number), tuple(str(one) for one in last.all()[-3:]))


def _put(connection: Connection, entry: Entry, now: int, *, is_withdrawal: int) -> int:
    same = (
        (correction.c.namespace == entry.namespace)
        & (correction.c.code == entry.code)
        & (correction.c.field == entry.field)
        & correction.c.superseded_by.is_(None)
    )
    before = list(connection.scalars(select(correction.c.id).where(same)))
    added = insert(correction).values(
        namespace=entry.namespace,
        code=entry.code,
        field=entry.field,
        value=entry.value,
        reason=entry.reason,
        corrected_by=entry.who,
        corrected_at=now,
        is_withdrawal=is_withdrawal,
    )
    number = connection.execute(added).inserted_primary_key[0]
    connection.execute(
        update(correction).where(correction.c.id.in_(before)).values(superseded_by=number)
    )
    return number


def in_force(connection: Connection) -> list[Held]:
    """Every correction in force, in the order they were made: nearly always few or none."""
    names = ("id", "namespace", "code", "field", "value")
    query = select(*(correction.c[name] for name in names)).where(IN_FORCE)
    return [Held(*row) for row in connection.execute(query.order_by(correction.c.id))]


def dossier_ids(connection: Connection, held: list[Held]) -> dict[tuple[str, str], int]:
    """The dossiers that corrections are about, by (namespace, code); unknown ones are missing."""
    keys = sorted({(one.namespace, one.code) for one in held})
    if not keys:
        return {}
    columns = {"code": _texts(code for _, code in keys), "name": _texts(one for one, _ in keys)}
    bulk.stage(connection, "asked_key", columns, {"code": "TEXT", "name": "TEXT"})
    asked = table("asked_key", column("code"), column("name"))
    query = (
        select(asked.c.name, asked.c.code, dossier.c.id)
        .join_from(asked, namespace, namespace.c.code == asked.c.name)
        .join(
            dossier,
            (dossier.c.namespace_id == namespace.c.id) & (dossier.c.code == asked.c.code),
        )
    )
    return {(space, code): number for space, code, number in connection.execute(query)}


def _texts(values: Iterable[str]) -> np.ndarray:
    return np.array([*values, None], dtype=object)[:-1]


def count_in_force(connection: Connection) -> int:
    """How many corrections are in force."""
    return connection.scalar(select(func.count()).select_from(correction).where(IN_FORCE)) or 0


def uncorrected_of(connection: Connection, ids: np.ndarray) -> Columns:
    """What the sources say of corrected dossiers, in no order; others are missing."""
    asked, names = _asked(connection, ids), ("dossier_id", *FACTS)
    query = select(*(uncorrected.c[name] for name in names)).join_from(
        asked, uncorrected, uncorrected.c.dossier_id == asked.c.asked_id
    )
    return bulk.fetch(connection, query, names)


def corrected_ids(connection: Connection) -> np.ndarray:
    """The dossiers that somebody corrected."""
    return np.array(connection.scalars(select(uncorrected.c.dossier_id)).all(), dtype=np.int64)


def keep_uncorrected(connection: Connection, told: Columns) -> None:
    """Keeps what the sources say of some dossiers, in place of what was kept before."""
    forget_uncorrected(connection, told["dossier_id"])
    bulk.insert_rows(connection, uncorrected, told)


def forget_uncorrected(connection: Connection, ids: np.ndarray) -> None:
    """Nobody corrects these dossiers any more."""
    asked = _asked(connection, ids)
    gone = uncorrected.c.dossier_id.in_(select(asked.c.asked_id))
    connection.execute(delete(uncorrected).where(gone))


def _asked(connection: Connection, ids: np.ndarray) -> TableClause:
    bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
    return table("asked_id", column("asked_id"))
