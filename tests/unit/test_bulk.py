"""Columns go in and come back the same on both engines, blanks and odd text included."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    Integer,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    column,
    func,
    select,
    table,
)

from onestop.storage import binary_copy, bulk
from onestop.storage.engine import is_postgresql, open_engine, writing
from onestop.storage.tables import metadata


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


def told(connection, name: str, *names: str) -> list[tuple]:
    staged = table(name, *(column(one) for one in names))
    query = select(*(staged.c[one] for one in names)).order_by(staged.c.place)
    return [tuple(row) for row in connection.execute(query)]


def test_a_letter_that_no_database_of_text_holds_is_left_out_on_postgresql(connection):
    texts = np.array(["a\0b", None, "\0", "Đỗ\0"], dtype=object)
    bulk.stage(connection, "staged", {"place": np.arange(4), "code": texts}, {"code": "TEXT"})
    kept = [text.replace("\0", "") if text else text for text in texts]
    found = [row[1] for row in told(connection, "staged", "place", "code")]
    assert found == (kept if is_postgresql(connection) else texts.tolist())


def test_texts_of_any_length_stand_beside_each_other(connection):
    texts = np.array(["", "x" * 300_000, None, "ữ" * 70_000, *(["ngắn"] * 96)], dtype=object)
    columns = {"place": np.arange(100), "code": texts, "part": texts[::-1]}
    bulk.stage(connection, "staged", columns, {"code": "TEXT", "part": "TEXT"})
    found = told(connection, "staged", "place", "code", "part")
    assert found == list(zip(range(100), texts, texts[::-1], strict=True))


def test_a_column_may_be_told_of_nowhere_or_say_the_same_everywhere(connection):
    columns = {
        "place": np.arange(3),
        "due_at": np.full(3, np.nan),
        "code": np.full(3, None, dtype=object),
        "received_at": np.full(3, -7.0),
        "same": np.full(3, 2**53 + 1),
    }
    bulk.stage(connection, "staged", columns, {"code": "TEXT"})
    assert told(connection, "staged", *columns) == [
        (n, None, None, -7, 2**53 + 1) for n in range(3)
    ]


def test_one_row_and_rows_that_are_all_alike_are_stored_too(connection):
    for size in (1, 4):
        bulk.stage(connection, "staged", {"place": np.ones(size), "other": np.zeros(size)}, {})
        assert told(connection, "staged", "place", "other") == [(1, 0)] * size


def test_whole_numbers_keep_their_sign_at_every_width(connection):
    """As objects, as the copying of a store hands them over, and as numbers."""
    kinds = {"id": Integer, "two": SmallInteger, "four": Integer, "eight": BigInteger}
    columns = [Column(name, kind, primary_key=name == "id") for name, kind in kinds.items()]
    made = Table("whole_numbers", MetaData(), *columns, Column("word", String(8)))
    made.create(connection)
    rows = [
        (1, 32767, 2**31 - 1, 2**63 - 1, "a"),
        (2, -32768, -(2**31), -(2**63), None),
        (3, None, None, None, "ệ"),
    ]
    for row in rows:
        given = {n: np.array([v], dtype=object) for n, v in zip(made.c.keys(), row, strict=True)}
        bulk.insert_rows(connection, made, given)
        numbers = dict(zip(("id", "two", "four"), (row[0] + 10.0, *row[1:3]), strict=True))
        floats = {n: np.array([v], dtype=float) for n, v in numbers.items()}
        bulk.insert_rows(connection, made, floats)
    found = connection.execute(select(made).order_by(made.c.id)).all()
    again = [(row[0] + 10, *row[1:3], None, None) for row in rows]
    assert [tuple(row) for row in found] == [*rows, *again]


def test_a_number_too_large_for_its_column_is_refused_and_never_cut():
    with pytest.raises(OverflowError, match="two"):
        list(binary_copy.stream({"two": np.array([1, 40_000])}, {"two": 2}))


def test_every_table_that_is_copied_in_bulk_has_columns_that_bulk_knows():
    for one in metadata.tables.values():
        if not any(isinstance(each.type, LargeBinary) for each in one.c):
            assert {bulk.width(each.type) for each in one.c} <= {0, 2, 4, 8}, one.name
