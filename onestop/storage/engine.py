"""How the store is opened: one place for what SQLite and PostgreSQL do differently.

It knows connections, transactions and locks; it refuses to know any table.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError, ProgrammingError

from onestop.domain.errors import StoreError


WRITER_LOCK = 766_2022
"""Any number, the same in every process: PostgreSQL's advisory lock for the one writer."""

BUSY_MILLISECONDS = 600_000
"""How long a writer waits for another one in SQLite: a province's first load takes minutes.
Readers never wait."""

CONNECT_SECONDS = 10
"""A database server that is silent for so long is said to be unreachable."""

CACHE_KIBIBYTES = 48 * 1024
"""SQLite's page cache: the inner pages of a million dossiers' indexes fit; twice as much gained
nothing and made indexes slower to build."""


SORTING_THREADS = 2
"""Helpers SQLite may use to sort when it makes an index."""


def open_engine(url: str) -> Engine:
    """An engine for the store at a database URL; SQLite's folder is made."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(url, address.database)
    if address.drivername == "postgresql":
        url = address.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    timeout = {"connect_timeout": CONNECT_SECONDS}
    return create_engine(url, pool_pre_ping=True, connect_args=timeout)


def _open_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        Path(database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection, _record) -> None:
    connection.isolation_level = None  # transactions are begun by `_begin`, not guessed
    for pragma in (
        "journal_mode = WAL",
        "synchronous = NORMAL",
        "foreign_keys = ON",
        f"busy_timeout = {BUSY_MILLISECONDS}",
        f"cache_size = -{CACHE_KIBIBYTES}",
        f"threads = {SORTING_THREADS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes its lock at once: an upgrade in mid-transaction could fail as busy.
    writes = connection.get_execution_options().get("onestop_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that only reads, within one consistent transaction."""
    try:
        with engine.connect() as connection, connection.begin():
            yield connection
    except OperationalError as error:
        raise StoreError(_unreachable(engine, error)) from error
    except ProgrammingError as error:
        if type(error.orig).__name__ != "UndefinedTable":
            raise
        raise StoreError(_not_initialised(engine)) from error


@contextmanager
def writing(engine: Engine, *, keep: bool = True) -> Iterator[Connection]:
    """The one writer's connection: everything inside happens, or nothing does.

    keep: False takes everything back at the end (a rehearsal).
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(onestop_writes=True)
            with connection.begin() as transaction:
                if is_postgresql(connection):
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})"))
                yield connection
                if not keep:
                    transaction.rollback()
    except OperationalError as error:
        raise StoreError(_unreachable(engine, error)) from error
    except ProgrammingError as error:
        if type(error.orig).__name__ != "UndefinedTable":
            raise
        raise StoreError(_not_initialised(engine)) from error


def is_postgresql(connection: Connection) -> bool:
    """Whether the store is PostgreSQL; else it is SQLite."""
    return connection.dialect.name == "postgresql"


def _unreachable(engine: Engine, error: OperationalError) -> str:
    where = engine.url.render_as_string(hide_password=True)
    reason = str(error.orig).strip().splitlines()[0] if error.orig else ""
    if "locked" in reason:
        return f"Kho dữ liệu {where} đang bận ghi; hãy thử lại sau ít phút."
    if "no such table" in reason:
        return _not_initialised(engine)
    return f"Không mở được kho dữ liệu {where}: {reason}."


def _not_initialised(engine: Engine) -> str:
    where = engine.url.render_as_string(hide_password=True)
    return f"Kho dữ liệu {where} chưa được khởi tạo; hãy chạy “onestop init”."
