"""Columns go in and come back the same on both engines, blanks and odd text included."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import column, func, select, table

from onestop.storage import bulk
from onestop.storage.engine import open_engine, writing


@pytest.fixture
def connection(database_url):
    engine = open_engine(database_url)
    with writing(engine) as connection:
        yield connection
    engine.dispose()


def back(connection, name: str, *names: str) -> dict:
    staged = table(name, *(column(one) for one in names))
    query = select(*(staged.c[one] for one in names)).order_by(staged.c.place)
    return bulk.fetch(connection, query, names)


ODD = [
    "tab\there",
    "two\nlines",
    "back\\slash",
    "\\N",
    "",
    "Đã trả kết quả",
    "quote\"'",
    "\r",
    None,
]


def test_text_comes_back_letter_by_letter(connection):
    texts = np.array(ODD, dtype=object)
    columns = {"place": np.arange(len(ODD)), "code": texts}
    bulk.stage(connection, "staged", columns, {"code": "TEXT"})
    assert back(connection, "staged", "place", "code")["code"].tolist() == ODD


def test_numbers_come_back_whole_and_blanks_as_blanks(connection):
    told = np.array([0, -1, np.nan, 2.0**40])
    prints = np.array([2**63 - 1, -(2**63), 0, 1])
    columns = {"place": np.arange(4), "due_at": told, "fingerprint": prints}
    bulk.stage(connection, "staged", columns, {})
    found = back(connection, "staged", "place", "due_at", "fingerprint")
    assert np.array_equal(found["due_at"], told, equal_nan=True)
    assert found["fingerprint"].tolist() == prints.tolist()


def test_staging_again_replaces_what_was_staged(connection):
    for size in (5, 2):
        bulk.stage(connection, "staged", {"place": np.arange(size)}, {})
    count = connection.scalar(select(func.count()).select_from(table("staged")))
    assert count == 2


def test_more_rows_than_a_block_all_arrive(connection):
    size = bulk.BLOCK + 7
    bulk.stage(connection, "staged", {"place": np.arange(size)}, {})
    assert back(connection, "staged", "place")["place"].tolist() == list(range(size))


def test_nothing_at_all_may_be_staged_and_fetched(connection):
    bulk.stage(connection, "staged", {"place": np.zeros(0, dtype=np.int64)}, {})
    assert len(back(connection, "staged", "place")["place"]) == 0
