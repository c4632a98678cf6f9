"""The record of acts: rows that are only ever added, each bound to the one before by its hash.

It knows how the chain is made and where it breaks; who did something and when is told to it.
A row changed, left out or put in breaks the chain. Rows cut off its end do not: for that the
newest number and hash (`head`) are noted elsewhere and asked for with `verify(…, noted=…)`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, RowMapping, func, insert, select

from onestop.domain.deeds import Deed
from onestop.domain.errors import UsageError
from onestop.storage.engine import is_postgresql, noting
from onestop.storage.tables_access import audit_record as record


CHAIN_LOCK = 766_2023
"""PostgreSQL's advisory lock of the chain's end: whoever appends holds it to the end of their
transaction. SQLite has one writer at a time anyway."""

NOTHING_BEFORE = "0" * 64
"""What stands in for the hash before the first row."""


@dataclass(frozen=True)
class Head:
    """The newest row: how many there are, and its hash."""

    number: int = 0
    hash: str = NOTHING_BEFORE

    @staticmethod
    def parse(text: str) -> Head:
        """What `str` wrote and somebody noted. Raises UsageError for anything else."""
        number, _, told = text.strip().partition(":")
        if not (number.isascii() and number.isdigit() and re.fullmatch("[0-9a-f]{64}", told)):
            raise UsageError(f"“{text}” không phải dòng mà “onestop audit head” đã in ra.")
        return Head(int(number), told)

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"


@dataclass(frozen=True)
class Verified:
    """What became of looking through the record: `broken_at` is the first row that is wrong
    or not there, None where the chain is whole. reason: a key of what to say."""

    head: Head
    broken_at: int | None = None
    reason: str = ""


def append(connection: Connection, deed: Deed, at: int) -> int:
    """Adds a deed inside the caller's transaction and gives back its number.

    The connection must be a writer's (`writing` or `noting`). Append last: on PostgreSQL
    whoever else appends waits until this transaction ends. at: local seconds.
    """
    if is_postgresql(connection):
        connection.execute(select(func.pg_advisory_xact_lock(CHAIN_LOCK)))
    before = head(connection)
    row = {
        "id": before.number + 1,
        "at": at,
        "who": deed.who,
        "act": deed.act,
        "what": deed.what,
        "facts": _canonical(dict(deed.facts)),
    }
    connection.execute(insert(record).values(**row, hash=_hash(before.hash, row)))
    return row["id"]


def note(engine: Engine, deed: Deed, at: int) -> int:
    """Adds a deed in a short transaction of its own: somebody looked, nothing was changed."""
    with noting(engine) as connection:
        return append(connection, deed, at)


def head(connection: Connection) -> Head:
    """The newest row; of an empty record number 0."""
    newest = select(record.c.id, record.c.hash).order_by(record.c.id.desc()).limit(1)
    found = connection.execute(newest).one_or_none()
    return Head() if found is None else Head(found.id, found.hash)


def verify(connection: Connection, noted: Head | None = None) -> Verified:
    """Looks through the whole record, row by row, for the first that is wrong or not there.

    noted: a head of earlier, kept where the store's owner cannot change it. Without one, rows
    cut off the end are not noticed, nor is a chain that was made anew from some row on.
    """
    here = Head()
    for row in connection.execute(select(record).order_by(record.c.id)).mappings():
        if row["id"] != here.number + 1:
            return Verified(here, here.number + 1, "missing")
        if row["hash"] != _hash(here.hash, row):
            return Verified(here, row["id"], "changed")
        here = Head(row["id"], row["hash"])
        if noted is not None and noted.number == here.number and noted.hash != here.hash:
            return Verified(here, here.number, "rewritten")
    if noted is not None and noted.number > here.number:
        return Verified(here, here.number + 1, "shortened")
    return Verified(here)


def listed(
    connection: Connection, who: str = "", since: int | None = None, most: int = 200
) -> list[RowMapping]:
    """The newest deeds, newest first: `id`, `at`, `who`, `act`, `what`, `facts` (JSON)."""
    query = select(record).order_by(record.c.id.desc()).limit(most)
    if who:
        query = query.where(record.c.who == who)
    if since is not None:
        query = query.where(record.c.at >= since)
    return list(connection.execute(query).mappings())


def _hash(before: str, row: dict | RowMapping) -> str:
    told = [row["id"], row["at"], row["who"], row["act"], row["what"], row["facts"]]
    return hashlib.sha256(before.encode() + _canonical(told).encode()).hexdigest()


def _canonical(told: object) -> str:
    """The one way to write it: the hash must not depend on an order of keys or on spaces."""
    return json.dumps(told, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
