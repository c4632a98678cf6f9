"""What a store does when personal data's time is over: which loads, names and cells that is.

It knows tables; it refuses to know files, and what in a cell is personal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from sqlalchemy import (
    Connection,
    Engine,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
    table,
    update,
)
from sqlalchemy import column as named
from sqlalchemy.exc import DatabaseError

from onestop.storage import bulk, state
from onestop.storage.tables import applicant, finding, reject, snapshot
from onestop.storage.tables_service import reduced_snapshot


LAST, UNCLEAN = "retention_at", "retention_unclean"
"""Keys of the store's state: when it was done last; whether erased cells may still lie in
pages that the database has let go."""

FREED = (applicant, reject, finding)
"""Tables of which something is erased."""


def loads_before(connection: Connection, moment: int) -> dict[str, list[dict[str, Any]]]:
    """Loads by the hash of their file, where the newest of a file came before a moment."""
    old = select(snapshot.c.sha256).group_by(snapshot.c.sha256)
    old = old.having(func.max(snapshot.c.loaded_at) < moment)
    columns = [one for one in snapshot.c if one.name != "members"]
    query = select(*columns).where(snapshot.c.sha256.in_(old)).order_by(snapshot.c.id)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["sha256"], []).append(dict(row))
    return found


def is_still(connection: Connection, sha256: str, numbers: list[int]) -> bool:
    """Whether a file's loads are these and no others."""
    query = select(snapshot.c.id).where(snapshot.c.sha256 == sha256).order_by(snapshot.c.id)
    return connection.scalars(query).all() == numbers


def hashes(connection: Connection) -> set[str]:
    """The hashes of all files that a load came from."""
    return set(connection.scalars(select(snapshot.c.sha256).distinct()))


def reduced_hashes(connection: Connection) -> dict[str, str]:
    """Original's hash -> hash of the file that stands in, or is about to stand in, for it."""
    query = select(reduced_snapshot.c.sha256, reduced_snapshot.c.reduced_sha256)
    return dict(connection.execute(query).all())


def note_reduced(connection: Connection, sha256: str, reduced_sha256: str, now: int) -> None:
    """Notes which file may stand in for an original from now on."""
    connection.execute(delete(reduced_snapshot).where(reduced_snapshot.c.sha256 == sha256))
    told = {"sha256": sha256, "reduced_sha256": reduced_sha256, "reduced_at": now}
    connection.execute(insert(reduced_snapshot).values(**told))


def members_since(connection: Connection, moment: int) -> list[bytes]:
    """The packed members of the loads of dossiers that came since a moment."""
    young = (snapshot.c.loaded_at >= moment, snapshot.c.kind == "dossiers")
    found = connection.scalars(select(snapshot.c.members).where(*young))
    return [bytes(packed) for packed in found if packed]


def named_dossiers(connection: Connection) -> np.ndarray:
    """The ids of dossiers whose applicant's name is kept."""
    return np.array(connection.scalars(select(applicant.c.dossier_id)).all(), dtype=np.int64)


def erase_names(connection: Connection, ids: np.ndarray) -> None:
    """Erases the names of some dossiers."""
    bulk.stage(connection, "erased_id", {"dossier_id": ids}, {})
    erased = table("erased_id", named("dossier_id"))
    chosen = applicant.c.dossier_id.in_(select(erased.c.dossier_id))
    connection.execute(delete(applicant).where(chosen))


def erase_values(
    connection: Connection,
    which: Table,
    numbers: Iterable[int],
    instead: Callable[[dict[str, Any]], str | None],
) -> int:
    """Puts another text in place of cells that loads noted; how many those were.

    which: `reject` or `finding`. instead: a row's new text, None if it stays.
    """
    query = select(which).where(which.c.snapshot_id.in_(list(numbers)), which.c.value != "")
    told = [
        {"number": row["id"], "text": text}
        for row in connection.execute(query).mappings()
        if (text := instead(dict(row))) is not None
    ]
    if told:
        this = which.c.id == bindparam("number")
        connection.execute(update(which).where(this).values(value=bindparam("text")), told)
    return len(told)


def note_unclean(connection: Connection) -> None:
    """Notes, with what was erased, that the database's pages are still to be cleaned."""
    state.write(connection, UNCLEAN, "1")
    state.next_data_version(connection)


def is_unclean(connection: Connection) -> bool:
    """Whether something erased may still lie in pages let go."""
    return state.read(connection, UNCLEAN) == "1"


def clean(engine: Engine) -> bool:
    """Has the database write its pages anew, without what was erased; False if it could not.

    SQLite: all of the file, and the journal beside it; readers go on, writers wait.
    PostgreSQL: the tables of which something is erased; their readers wait.
    """
    try:
        if engine.dialect.name == "sqlite":
            return _clean_sqlite(engine)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            for one in FREED:
                line.exec_driver_sql(f'VACUUM FULL "{one.name}"')
    except DatabaseError:
        return False
    return True


def _clean_sqlite(engine: Engine) -> bool:
    """A journal that some reader still needs is not cut: the next run tries again."""
    import sqlite3

    with engine.connect() as connection:
        line = connection.connection.driver_connection
        try:
            line.execute("VACUUM")
            busy, *_ = line.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        except sqlite3.Error:
            return False
    return not busy


def note_done(connection: Connection, now: int, *, is_clean: bool) -> None:
    """Remembers when it was done."""
    state.write(connection, LAST, str(now))
    if is_clean:
        state.write(connection, UNCLEAN, "")


def last_done(connection: Connection) -> int | None:
    """When it was done last."""
    told = state.read(connection, LAST)
    return int(told) if told else None
