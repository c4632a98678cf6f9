"""The ledger of loads: snapshots, refused rows, findings. What was loaded, when, from what."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from onestop.domain.errors import NotFoundError
from onestop.storage import state
from onestop.storage.tables import (
    finding,
    namespace,
    reject,
    snapshot,
    source,
    unit,
    unit_source,
    withdrawal,
)


UNIT_OF_LOAD = "unit_of_load:"
"""Followed by a snapshot's id: a key of the store's state."""

COUNTS = ("read", "inserted", "updated", "unchanged", "rejected", "skipped", "waiting")


def loaded_before(
    connection: Connection, sha256: str, profile: str, province: str = ""
) -> dict[str, Any] | None:
    """The earlier load of the same bytes by the same profile, if there was one.

    province: the code of the one that they are of now, "" where nobody says so. Equal bytes of
    two provinces are two files: one that is known to be another's was not this one.
    """
    query = select(snapshot).where(snapshot.c.sha256 == sha256, snapshot.c.profile == profile)
    rows = connection.execute(query.order_by(snapshot.c.id)).mappings().all()
    same = [row for row in rows if not province or _whose(connection, row) in ("", province)]
    exact = [row for row in same if row["province"] == province]
    return next((dict(row) for row in (*exact, *same)), None)


def _whose(connection: Connection, row: Mapping[str, Any]) -> str:
    """The code of the province that a load was said to be of, or turned out to be all of."""
    if row["province"]:
        return row["province"]
    found = state.read(connection, f"{state.LOAD_PROVINCE}{row['id']}")
    if not found:
        return ""
    return connection.scalar(select(unit.c.code).where(unit.c.id == int(found))) or ""


def profiles_of(connection: Connection, sha256: str) -> frozenset[str]:
    """The profiles by which the same bytes were loaded."""
    query = select(snapshot.c.profile).where(snapshot.c.sha256 == sha256)
    return frozenset(connection.scalars(query))


def open_snapshot(
    connection: Connection, number: int | None = None, unit: str = "", **facts: Any
) -> int:
    """Enters a snapshot whose counts are still to come; its id.

    number: the id it had before, when a store is made again; else the next one.
    unit: what somebody said of rows without a unit, kept for making them again.
    """
    known = dict.fromkeys(COUNTS, 0) | ({} if number is None else {"id": number})
    new = connection.execute(insert(snapshot).values(**known, **facts))
    entered = new.inserted_primary_key[0]
    if unit:
        state.write(connection, f"{UNIT_OF_LOAD}{entered}", unit)
    return entered


def unit_told(connection: Connection, number: int) -> str:
    """Whose the rows without a unit of a load are said to be, "" if nobody said."""
    return state.read(connection, f"{UNIT_OF_LOAD}{number}")


def note_province(connection: Connection, number: int, province: int) -> None:
    """Remembers which province all of a load is of."""
    state.write(connection, f"{state.LOAD_PROVINCE}{number}", str(province))


def provinces_of_loads(connection: Connection) -> dict[int, int]:
    """Id of the province by load, of the loads that are of one."""
    rows = state.starting(connection, state.LOAD_PROVINCE)
    return {int(key): int(value) for key, value in rows.items()}


def close_snapshot(connection: Connection, number: int, counts: dict, members: bytes) -> None:
    """Enters what became of a snapshot's rows."""
    connection.execute(
        update(snapshot).where(snapshot.c.id == number).values(members=members, **counts)
    )


def add_rejects(connection: Connection, number: int, rejects: Iterable[Any]) -> None:
    """Keeps refused rows with cell and reason."""
    rows = [{"snapshot_id": number, **vars(one)} for one in rejects]
    if rows:
        connection.execute(insert(reject), rows)


def source_key(connection: Connection, code: str, priorities: tuple[int, int]) -> int:
    """The id of a source; its declared priorities are kept up to date."""
    case, service = priorities
    values = {"case_priority": case, "service_priority": service}
    known = connection.scalar(select(source.c.id).where(source.c.code == code))
    if known is not None:
        connection.execute(update(source).where(source.c.id == known).values(**values))
        return known
    new = connection.execute(insert(source).values(code=code, **values))
    return new.inserted_primary_key[0]


def namespace_key(connection: Connection, code: str) -> int:
    """The id of a namespace of dossier codes."""
    known = connection.scalar(select(namespace.c.id).where(namespace.c.code == code))
    if known is not None:
        return known
    return connection.execute(insert(namespace).values(code=code)).inserted_primary_key[0]


def priorities(connection: Connection) -> dict[int, tuple[int, int]]:
    """Case and service priority by source id."""
    columns = source.c
    query = select(columns.id, columns.case_priority, columns.service_priority)
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def newer_snapshots(connection: Connection, source_id: int, as_of: int) -> list[bytes]:
    """Member lists of a source's snapshots that speak for a later moment."""
    query = select(snapshot.c.members).where(
        snapshot.c.source_id == source_id, snapshot.c.as_of > as_of, snapshot.c.kind == "dossiers"
    )
    return [row[0] for row in connection.execute(query) if row[0]]


def earlier_of_profile(connection: Connection, profile: str, as_of: int) -> Iterator[list[bytes]]:
    """Member lists of a profile's snapshots of earlier moments, newest moment first.

    Those of one moment come together: an export in several files, or with its mended rows.
    """
    query = (
        select(snapshot.c.as_of)
        .where(snapshot.c.profile == profile, snapshot.c.as_of < as_of)
        .distinct()
        .order_by(snapshot.c.as_of.desc())
    )
    for moment in connection.scalars(query).all():
        same = (snapshot.c.profile == profile) & (snapshot.c.as_of == moment)
        lists = connection.scalars(select(snapshot.c.members).where(same)).all()
        members = [packed for packed in lists if packed]
        if members:
            yield members


def note_units(connection: Connection, source_id: int, units: Iterable[int], as_of: int) -> None:
    """Remembers up to when a source has spoken of some units."""
    query = select(unit_source.c.unit_id, unit_source.c.as_of).where(
        unit_source.c.source_id == source_id
    )
    known = dict(connection.execute(query).all())
    new = [u for u in units if u not in known]
    later = [u for u in units if known.get(u, as_of) < as_of]
    if new:
        rows = [{"unit_id": u, "source_id": source_id, "as_of": as_of} for u in new]
        connection.execute(insert(unit_source), rows)
    if later:
        connection.execute(
            update(unit_source)
            .where(unit_source.c.source_id == source_id, unit_source.c.unit_id.in_(later))
            .values(as_of=as_of)
        )


def list_snapshots(connection: Connection) -> list[dict[str, Any]]:
    """Every load, newest last."""
    shown = [c for c in snapshot.c if c.name not in ("members", "sheets")]
    query = select(*shown, source.c.code.label("source")).outerjoin(
        source, source.c.id == snapshot.c.source_id
    )
    return [dict(row) for row in connection.execute(query.order_by(snapshot.c.id)).mappings()]


def list_withdrawals(connection: Connection) -> list[dict[str, Any]]:
    """Every load that was taken back, newest last."""
    query = select(withdrawal).order_by(withdrawal.c.id)
    return [dict(row) for row in connection.execute(query).mappings()]


def list_rejects(connection: Connection, number: int | None) -> list[dict[str, Any]]:
    """Refused rows, of one load or of all."""
    query = select(snapshot.c.path, reject).join(snapshot).order_by(reject.c.id)
    if number is not None:
        must_exist(connection, number)
        query = query.where(reject.c.snapshot_id == number)
    return [dict(row) for row in connection.execute(query).mappings()]


def list_findings(connection: Connection, kind: str = "") -> list[dict[str, Any]]:
    """What was noticed, in the order it was."""
    query = select(snapshot.c.path, finding).outerjoin(snapshot).order_by(finding.c.id)
    if kind:
        query = query.where(finding.c.kind == kind)
    return [dict(row) for row in connection.execute(query).mappings()]


def count_findings(connection: Connection) -> dict[str, int]:
    """How many findings of each kind."""
    query = select(finding.c.kind, func.count()).group_by(finding.c.kind).order_by(finding.c.kind)
    return dict(connection.execute(query).all())


def count_findings_of_fields(connection: Connection) -> dict[tuple[str, str], int]:
    """How many findings of each kind and column."""
    keys = finding.c.kind, finding.c.column
    rows = connection.execute(select(*keys, func.count()).group_by(*keys))
    return {(kind, column): count for kind, column, count in rows}


def must_exist(connection: Connection, number: int) -> None:
    """Raises NotFoundError, with the last loads, for a number that no load has."""
    known = connection.scalars(select(snapshot.c.id)).all()
    if number not in known:
        raise NotFoundError("lần nạp", str(number), tuple(str(one) for one in known[-3:]))


def sheets_text(names: list[str]) -> str:
    """Sheet names in the order of `sheet_no`."""
    return json.dumps(names, ensure_ascii=False)
