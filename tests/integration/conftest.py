"""An initialised store for each test: copied, because migrating one anew takes its time."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from onestop.storage.engine import open_engine
from onestop.storage.state import LEDGER
from onestop.storage.tables import derived, metadata
from onestop.uploads.service import Uploads
from tests.fixtures.desks import desk_of
from tests.fixtures.worlds import Office


def initialised(url: str, folder: Path) -> None:
    """A store made by `onestop init`."""
    office = Office(url, folder)
    assert office.run("init").code == 0
    office.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory) -> Path:
    """An SQLite file with an empty store, all of it in the one file."""
    folder = tmp_path_factory.mktemp("template")
    url = f"sqlite:///{(folder / 'onestop.db').as_posix()}"
    initialised(url, folder)
    engine = open_engine(url)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return folder / "onestop.db"


@pytest.fixture(scope="session")
def postgresql_store(postgres, tmp_path_factory) -> str:
    """The URL of one PostgreSQL database with an empty store."""
    connection, server = postgres
    connection.execute("CREATE DATABASE offices STRATEGY file_copy")
    url = server.get_uri(database="offices", driver="psycopg")
    initialised(url, tmp_path_factory.mktemp("template"))
    yield url
    connection.execute("DROP DATABASE offices WITH (FORCE)")


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request, tmp_path) -> Office:
    """An installation with an empty store, on each engine in turn."""
    return request.getfixturevalue(f"{request.param}_office")


@pytest.fixture
def sqlite_office(sqlite_template, tmp_path):
    """An installation on an SQLite file."""
    shutil.copy(sqlite_template, tmp_path / "onestop.db")
    office = Office(f"sqlite:///{(tmp_path / 'onestop.db').as_posix()}", tmp_path)
    yield office
    office.engine.dispose()


@pytest.fixture
def postgresql_office(postgresql_store, tmp_path):
    """An installation on the PostgreSQL database, emptied afterwards: a new one is slow."""
    office = Office(postgresql_store, tmp_path)
    yield office
    names = [one.name for one in (*metadata.sorted_tables, *derived.sorted_tables)]
    emptied = ", ".join(name for name in names if name != "store_state")
    office.rows(f"TRUNCATE {emptied} RESTART IDENTITY")
    office.rows(f"DELETE FROM store_state WHERE key <> '{LEDGER}'")
    office.engine.dispose()


@pytest.fixture
def other(sqlite_template, tmp_path):
    """A second installation, which never sees what happens to the first."""
    folder = tmp_path / "other"
    folder.mkdir()
    shutil.copy(sqlite_template, folder / "onestop.db")
    office = Office(f"sqlite:///{(folder / 'onestop.db').as_posix()}", folder)
    yield office
    office.engine.dispose()


@pytest.fixture
def desk(request) -> Uploads:
    """The desk of the test's `office` on each engine, else of one on SQLite.

    Whoever was sent on an errand is back before the test ends.
    """
    asked = "office" if "office" in request.fixturenames else "sqlite_office"
    uploads = desk_of(request.getfixturevalue(asked))
    yield uploads
    for sent in uploads.sender._sent.values():
        if sent.poll() is None:
            os.killpg(sent.pid, signal.SIGKILL)
        sent.wait()
