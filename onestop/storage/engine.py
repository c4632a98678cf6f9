"""How the store is opened: one place for what SQLite and PostgreSQL do differently.

It knows connections, transactions and locks; it refuses to know any table.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from weakref import WeakSet

from sqlalchemy import Connection, Engine, create_engine, event, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from onestop.domain.errors import StoreError
from onestop.storage import scoped


WRITER_LOCK = 766_2022
"""Any number, the same in every process: PostgreSQL's advisory lock for the one writer."""

BUSY_MILLISECONDS = 600_000
"""How long a writer waits for another one in SQLite: a province's first load takes minutes.
Readers never wait."""

NOTING_MILLISECONDS = 8_000
"""How long a visitor's few rows wait for a writer in SQLite."""

CONNECT_SECONDS = 10
"""A database server that is silent for so long is said to be unreachable."""

CONNECTED = {"connect_timeout": CONNECT_SECONDS, "prepare_threshold": None}
"""No statement is prepared: at the tenth time PostgreSQL would plan a prepared one for any
moment and any unit, and the backlog of a province take twice as long."""

CACHE_KIBIBYTES = 48 * 1024
"""SQLite's page cache: the inner pages of a million dossiers' indexes fit; twice as much gained
nothing and made indexes slower to build."""


SORTING_THREADS = 2
"""Helpers SQLite may use to sort when it makes an index."""


NO_ADDRESS = (
    "ONESTOP_DATABASE_URL không phải địa chỉ kho dữ liệu; hãy viết sqlite:///var/onestop.db"
    " hoặc postgresql+psycopg://người:mật-khẩu@máy/kho."
)

DAMAGED = ("not a database", "malformed")
"""SQLite's words for a file that is something else."""

REASONS = {
    "readonly": "tệp chỉ đọc; hãy kiểm tra quyền ghi của tệp và thư mục chứa nó",
    "unable to open": "không có tệp này hoặc không có quyền; hãy kiểm tra đường dẫn",
    "is full": "đĩa đầy; hãy dọn chỗ rồi thử lại",
    "not a database": "tệp này không phải kho dữ liệu; hãy chỉ tới tệp khác",
    "malformed": "tệp kho hỏng; hãy khôi phục từ bản sao lưu",
    "Connection refused": "máy chủ không trả lời; hãy kiểm tra địa chỉ và máy chủ",
    "timeout expired": "máy chủ không trả lời; hãy kiểm tra địa chỉ và máy chủ",
}
"""What a database says of itself, and what a person can do about it."""


_opened: WeakSet[Engine] = WeakSet()


@atexit.register
def _close() -> None:
    """Closes what this process opened, at its end.

    SQLite's journal goes into the store's one file when its last connection is closed. Left to
    whoever collects garbage, it may stay: as large as the store, and read anew by the next load.
    """
    for engine in list(_opened):
        engine.dispose()


def open_engine(url: str) -> Engine:
    """An engine for the store at a database URL; SQLite's folder is made."""
    engine = _engine_at(url)
    _opened.add(engine)
    return engine


def _engine_at(url: str) -> Engine:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise StoreError(NO_ADDRESS) from error
    if address.get_backend_name() == "sqlite":
        return _open_sqlite(url, address.database)
    if address.drivername not in ("postgresql", "postgresql+psycopg"):
        raise StoreError(NO_ADDRESS)
    address = address.set(drivername="postgresql+psycopg")
    try:
        return create_engine(address, pool_pre_ping=True, connect_args=CONNECTED)
    except ModuleNotFoundError as error:
        raise StoreError(
            'Thiếu thư viện PostgreSQL; hãy cài: pip install "onestop[postgres]".'
        ) from error


def _open_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        _make_folder(Path(database).parent)
    engine = create_engine(url)
    event.listen(engine, "connect", _set_pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"Không tạo được thư mục {folder} cho kho dữ liệu"
        remedy = "hãy kiểm tra quyền ghi hoặc làm việc ở thư mục khác."
        raise StoreError(f"{problem}; {remedy}") from error


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
    """A connection that only reads, within one consistent transaction and the reader's units."""
    try:
        with scoped.connect(engine) as connection, connection.begin():
            yield connection
    except DatabaseError as error:
        sentence = _sentence(engine, error)
        if not sentence:
            raise
        raise StoreError(sentence) from error


def still(engine: Engine) -> Engine:
    """The same store for whoever reads long: all statements of a transaction see one state.

    SQLite's always do; PostgreSQL's usually see what was committed when each began.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ")


@contextmanager
def writing(engine: Engine, *, keep: bool = True) -> Iterator[Connection]:
    """The one writer's connection: everything inside happens, or nothing does.

    It sees and changes what the writer may see (`onestop.storage.scoped`). keep: False takes
    everything back at the end (a rehearsal).
    """
    try:
        with scoped.connect(engine) as plain:
            connection = plain.execution_options(onestop_writes=True)
            with connection.begin() as transaction:
                if is_postgresql(connection):
                    connection.execute(select(func.pg_advisory_xact_lock(WRITER_LOCK)))
                yield connection
                if not keep:
                    transaction.rollback()
    except DatabaseError as error:
        sentence = _sentence(engine, error)
        if not sentence:
            raise
        raise StoreError(sentence) from error


@contextmanager
def noting(engine: Engine, patience: int = NOTING_MILLISECONDS) -> Iterator[Connection]:
    """A writer's connection for a few rows that no load ever touches: sessions, the record.

    On PostgreSQL it waits for no load. SQLite has one writer at a time, so there it waits,
    but for `patience` milliseconds only: a visitor is told rather than left hanging
    (StoreError).
    """
    try:
        with engine.connect() as plain:
            connection = plain.execution_options(onestop_writes=True)
            with _patience(connection, patience), connection.begin():
                yield connection
    except DatabaseError as error:
        sentence = _sentence(engine, error)
        if not sentence:
            raise
        raise StoreError(sentence) from error


@contextmanager
def _patience(connection: Connection, milliseconds: int) -> Iterator[None]:
    """How long SQLite waits for another writer, for the length of a block."""
    if is_postgresql(connection):
        yield
        return
    line = connection.connection.driver_connection
    line.execute(f"PRAGMA busy_timeout = {milliseconds}")
    try:
        yield
    finally:
        line.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")


def is_postgresql(connection: Connection) -> bool:
    """Whether the store is PostgreSQL; else it is SQLite."""
    return connection.dialect.name == "postgresql"


def _sentence(engine: Engine, error: DatabaseError) -> str:
    """What to tell the user; "" for an error that is a fault of ours."""
    reason = str(error.orig).strip().splitlines()[0] if error.orig else ""
    if isinstance(error, OperationalError) or any(sign in reason for sign in DAMAGED):
        return _unreachable(engine, reason)
    is_new = type(error.orig).__name__ == "UndefinedTable"
    return _not_initialised(engine) if is_new else ""


def _unreachable(engine: Engine, reason: str) -> str:
    where = engine.url.render_as_string(hide_password=True)
    if "locked" in reason:
        return f"Kho dữ liệu {where} đang bận ghi; hãy thử lại sau ít phút."
    if "no such table" in reason:
        return _not_initialised(engine)
    known = (words for sign, words in REASONS.items() if sign in reason)
    return f"Không mở được kho dữ liệu {where}: {next(known, reason)}."


def _not_initialised(engine: Engine) -> str:
    where = engine.url.render_as_string(hide_password=True)
    return f"Kho dữ liệu {where} chưa được khởi tạo; hãy chạy “onestop init”."
