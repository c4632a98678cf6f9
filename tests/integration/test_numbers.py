"""Numbers come out of the store as they went in, many at a time, on both engines."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import column, select, table

from onestop.storage import bulk, numbers
from onestop.storage.engine import open_engine, writing


NAMES = ("id", "due_at", "channel", "satisfaction", "code", "pauses", "parent_code")
TEXTS = {"code": "TEXT", "pauses": "TEXT", "parent_code": "TEXT"}
ROWS = {
    "id": np.array([1, 2**62, -(2**62), 4]),
    "due_at": np.array([0.0, -1.0, np.nan, 2.0**40]),
    "channel": np.array([np.nan, -32_768.0, 32_767.0, -1.0]),
    "satisfaction": np.full(4, np.nan),
    "code": np.array(["Đ-1", "2, 3", "4", "5"], dtype=object),
    "pauses": np.array(["10-20;30-", "", None, "40-"], dtype=object),
    "parent_code": np.full(4, None),
}
STAGED = table("staged", *(column(name) for name in NAMES))
ASKED = select(*(STAGED.c[name] for name in NAMES))


@pytest.fixture
def connection(database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        bulk.stage(connection, "staged", ROWS, TEXTS)
        yield connection
    engine.dispose()


def assert_as_stored(found: dict) -> None:
    kept = np.argsort(ROWS["id"])
    order = np.argsort(found["id"])
    assert found["id"].dtype == np.int64
    assert list(found) == list(NAMES)
    for name in NAMES:
        numbers_only = name not in ("id", *TEXTS)
        assert np.array_equal(found[name][order], ROWS[name][kept], equal_nan=numbers_only)


def test_every_number_comes_back_beside_its_neighbours(connection):
    assert_as_stored(numbers.fetch(connection, ASKED))


def test_a_column_believed_to_be_silent_is_told_if_it_is_not(connection):
    assert_as_stored(numbers.fetch(connection, ASKED, {"satisfaction"}))
    assert_as_stored(numbers.fetch(connection, ASKED, {"satisfaction", "channel"}))
    assert_as_stored(numbers.fetch(connection, ASKED, {"satisfaction", "parent_code"}))
    assert_as_stored(numbers.fetch(connection, ASKED, {"pauses", "parent_code"}))


def test_silent_is_a_column_without_anything():
    assert numbers.silent_in(ROWS) == {"satisfaction", "parent_code"}


def test_a_text_of_several_lines_comes_back_too(connection):
    told = ROWS | {"code": np.array(["a\nb", "c", "\n", ""], dtype=object)}
    bulk.stage(connection, "staged", told, TEXTS)
    found = numbers.fetch(connection, ASKED)
    assert dict(zip(found["id"], found["code"], strict=True)) == dict(
        zip(told["id"], told["code"], strict=True)
    )


def test_no_rows_are_columns_of_nothing(connection):
    found = numbers.fetch(connection, ASKED.where(STAGED.c.id == 3), {"satisfaction"})
    assert {name: len(array) for name, array in found.items()} == dict.fromkeys(NAMES, 0)
