"""A store is opened the same way on both engines, and says in a sentence when it cannot be."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from onestop.domain.errors import StoreError
from onestop.storage.engine import open_engine, reading, writing


@pytest.fixture
def engine(database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        connection.execute(text("CREATE TABLE kept (a INTEGER)"))
    yield engine
    engine.dispose()


def kept(engine) -> list[int]:
    with reading(engine) as connection:
        return list(connection.scalars(text("SELECT a FROM kept ORDER BY a")))


def put(connection, value: int) -> None:
    connection.execute(text("INSERT INTO kept VALUES (:a)"), {"a": value})


def test_what_is_written_stays(engine):
    with writing(engine) as connection:
        put(connection, 1)
    assert kept(engine) == [1]


def interrupted(engine) -> None:
    with writing(engine) as connection:
        put(connection, 1)
        raise KeyboardInterrupt


def test_what_is_interrupted_leaves_nothing(engine):
    with pytest.raises(KeyboardInterrupt):
        interrupted(engine)
    assert kept(engine) == []


def test_a_rehearsal_leaves_nothing(engine):
    with writing(engine, keep=False) as connection:
        put(connection, 1)
    assert kept(engine) == []


def test_tables_made_in_an_interrupted_load_are_gone_too(engine):
    with writing(engine, keep=False) as connection:
        connection.execute(text("CREATE TABLE half (a INTEGER)"))
    with pytest.raises(StoreError, match="onestop init"), reading(engine) as connection:
        connection.execute(text("SELECT a FROM half"))


def test_a_reader_sees_the_store_as_it_was_while_another_writes(engine):
    with writing(engine) as connection:
        put(connection, 1)
        assert kept(engine) == []
    assert kept(engine) == [1]


def test_an_sqlite_store_is_opened_with_what_keeps_it_whole(sqlite_url):
    engine = open_engine(sqlite_url)
    with reading(engine) as connection:
        told = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys")
        ]
    engine.dispose()
    assert told == ["wal", 1]


def test_the_folder_of_an_sqlite_store_is_made(tmp_path):
    engine = open_engine(f"sqlite:///{(tmp_path / 'new' / 'deep' / 'a.db').as_posix()}")
    with reading(engine):
        assert (tmp_path / "new" / "deep").is_dir()
    engine.dispose()


def test_a_store_that_another_holds_is_busy_in_a_sentence(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setattr("onestop.storage.engine.BUSY_MILLISECONDS", 50)
    engine = open_engine(sqlite_url)
    holder = sqlite3.connect(tmp_path / "onestop.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="đang bận"), writing(engine):
        pass
    holder.close()
    engine.dispose()


def test_a_password_is_never_in_a_message():
    engine = open_engine("postgresql://ai:bimat@127.0.0.1:1/x")
    with pytest.raises(StoreError) as told, reading(engine):
        pass
    engine.dispose()
    assert "127.0.0.1" in str(told.value)
    assert "bimat" not in str(told.value)
