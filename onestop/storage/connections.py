"""How pulled sources stand: what a watcher noted of each, and which are in trouble.

It knows no declaration and no server: who reads it (pages, alerts, the command line) needs
nothing but the store. One visit at a time is kept by a lease.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError

from onestop.domain.period import instant_text
from onestop.storage.tables_service import pulled_file, pulled_source


SILENT, FAILING, LAYOUT, REJECTED = "silent", "failing", "layout", "rejected"
TROUBLES = (LAYOUT, REJECTED, FAILING, SILENT)
"""Kinds of trouble, the one that needs a person most first."""

GROWING, DONE, FAILED = "growing", "done", "failed"
"""What became of a file: seen but not settled yet, loaded, refused."""

BLANK = {"mark": "", "sha256": "", "profiles": "", "problem_kind": "", "problem": ""}
"""What is known of a file of which nothing is told."""

SAID_AFTER = 2
"""Failures in a row from which on they are told: a single one is mended a minute later."""

REJECTED_IN = 100
"""More than one refused row in so many is told."""

LATE_SECONDS = 3600
"""So long after a visit was due, nobody is watching: a long load of another source may be
at work before."""

LEASES = 766_2023
"""Any number, the same everywhere: the class of PostgreSQL's advisory locks of visits."""


@dataclass(frozen=True)
class Trouble:
    """What is wrong with a pulled source since when (local seconds), as a sentence.

    kind: silent, failing, layout or rejected. unit: code of the unit that the source is of,
    "" for the whole place.
    """

    connection: str
    kind: str
    since: int
    sentence: str
    unit: str = ""


def troubles(connection: Connection, now: int) -> list[Trouble]:
    """What is wrong with any pulled source at a moment, by source, the gravest first."""
    rows = states(connection)
    found = [one for row in rows for one in _of_source(row, now)]
    units = {row["connection"]: row["unit"] for row in rows}
    found += [_of_file(row, units[row["connection"]]) for row in _failed(connection, units)]
    return sorted(found, key=lambda one: (one.connection, TROUBLES.index(one.kind), one.since))


def states(connection: Connection) -> list[dict[str, Any]]:
    """Every pulled source as a watcher left it, by name."""
    query = select(pulled_source).order_by(pulled_source.c.connection)
    return [dict(row) for row in connection.execute(query).mappings()]


def state_of(connection: Connection, name: str) -> dict[str, Any] | None:
    """One pulled source, None where no watcher has met it."""
    query = select(pulled_source).where(pulled_source.c.connection == name)
    row = connection.execute(query).mappings().first()
    return dict(row) if row else None


def enter(connection: Connection, name: str, kind: str, unit: str, now: int) -> dict[str, Any]:
    """The state of a source, begun now if it is new."""
    known = state_of(connection, name)
    told = {"kind": kind, "unit": unit}
    if known is None:
        connection.execute(insert(pulled_source).values(connection=name, first_at=now, **told))
    elif any(known[key] != value for key, value in told.items()):
        note(connection, name, **told)
    return state_of(connection, name)


def note(connection: Connection, name: str, **facts: Any) -> None:
    """Notes facts of a source."""
    connection.execute(
        update(pulled_source).where(pulled_source.c.connection == name).values(**facts)
    )


def forget(connection: Connection, name: str) -> None:
    """Forgets a source that is declared no more: nobody shall wait for it."""
    for table in (pulled_source, pulled_file):
        connection.execute(delete(table).where(table.c.connection == name))


def files_of(connection: Connection, name: str) -> dict[str, dict[str, Any]]:
    """What became of each file of a source, by its name there."""
    query = select(pulled_file).where(pulled_file.c.connection == name)
    return {row["name"]: dict(row) for row in connection.execute(query).mappings()}


def note_file(connection: Connection, source: str, name: str, **facts: Any) -> None:
    """Notes what became of a file; what is not told is as if it had never been."""
    this = (pulled_file.c.connection == source, pulled_file.c.name == name)
    values = {**BLANK, **facts}
    if not connection.execute(update(pulled_file).where(*this).values(**values)).rowcount:
        connection.execute(insert(pulled_file).values(connection=source, name=name, **values))


def forget_files(connection: Connection, source: str, names: Iterable[str]) -> None:
    """Forgets files."""
    for name in names:
        this = (pulled_file.c.connection == source, pulled_file.c.name == name)
        connection.execute(delete(pulled_file).where(*this))


def dismiss(connection: Connection, source: str) -> int:
    """Troubles over files of a source are known and settled by a person; how many."""
    failed = (pulled_file.c.connection == source, pulled_file.c.state == FAILED)
    settled = update(pulled_file).where(*failed, pulled_file.c.problem_kind != "")
    note(connection, source, last_rejected=0)
    return connection.execute(settled.values(problem_kind="")).rowcount


def try_again(connection: Connection, source: str) -> None:
    """Refused files are tried again, and the source is visited at once."""
    failed = (pulled_file.c.connection == source, pulled_file.c.state == FAILED)
    connection.execute(update(pulled_file).where(*failed).values(profiles="", sha256=""))
    note(connection, source, next_at=None, marker="")


@contextmanager
def leased(engine: Engine, name: str) -> Iterator[bool]:
    """Whether the block has a source for itself among all machines that share the store.

    PostgreSQL keeps the lease as long as the connection lives, so it ends with its holder.
    SQLite's file is on one machine: `storage.hold` is enough there.
    """
    if engine.dialect.name != "postgresql":
        yield True
        return
    number = zlib.crc32(name.encode()) - (1 << 31)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        mine = bool(line.scalar(select(func.pg_try_advisory_lock(LEASES, number))))
        try:
            yield mine
        finally:
            if mine:
                _give_back(line, number)


def _give_back(line: Connection, number: int) -> None:
    """The connection goes back to its pool, so the lease must not stay with it."""
    try:
        line.scalar(select(func.pg_advisory_unlock(LEASES, number)))
    except DBAPIError:
        line.invalidate()


def _of_source(row: dict[str, Any], now: int) -> Iterator[Trouble]:
    name, unit = row["connection"], row["unit"]
    if row["failures"] >= SAID_AFTER or (row["problem_kind"] == LAYOUT and row["failures"]):
        kind = row["problem_kind"] or FAILING
        yield Trouble(name, kind, row["failing_since"], row["problem"], unit)
    if row["next_at"] is not None and now > row["next_at"] + LATE_SECONDS:
        told = f"Đến hẹn {moment_vi(row['next_at'])} mà không ai lấy; hãy xem “onestop watch”."
        yield Trouble(name, FAILING, row["next_at"], told, unit)
    if row["silent_at"] is not None and now >= row["silent_at"]:
        yield Trouble(name, SILENT, row["silent_at"], _silence(row), unit)
    read, rejected = row["last_read"], row["last_rejected"]
    if rejected * REJECTED_IN > read:
        told = f"Lần nạp gần nhất có {rejected}/{read} dòng bị loại; xem “onestop rejects”."
        yield Trouble(name, REJECTED, row["news_at"], told, unit)


def _silence(row: dict[str, Any]) -> str:
    if row["news_at"] is None:
        return f"Chưa có số liệu nào, từ {moment_vi(row['first_at'])}."
    return f"Không có số liệu mới từ {moment_vi(row['news_at'])}."


def _failed(connection: Connection, units: dict[str, str]) -> list[dict[str, Any]]:
    told = (pulled_file.c.state == FAILED, pulled_file.c.problem_kind != "")
    query = select(pulled_file).where(*told)
    rows = connection.execute(query.order_by(pulled_file.c.id)).mappings()
    return [dict(row) for row in rows if row["connection"] in units]


def _of_file(row: dict[str, Any], unit: str) -> Trouble:
    return Trouble(row["connection"], row["problem_kind"], row["at"], row["problem"], unit)


def moment_vi(instant: int) -> str:
    """An instant as "20/12/2024 17:00"."""
    told = instant_text(instant)
    return f"{told[8:10]}/{told[5:7]}/{told[:4]} {told[11:16]}"
