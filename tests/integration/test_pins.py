"""Notes on the time line."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import state
from onestop.storage.pins import Pin, add_pin, pins_between, remove_pin
from onestop.storage.tables import unit
from tests.fixtures.filled import empty_store


NOW = 1_700_000_000


@pytest.fixture
def connection(database_url):
    """A store with two units."""
    with empty_store(database_url) as store:
        for number, name in ((1, "Xã Thử Một"), (2, "Xã Thử Hai")):
            values = {"id": number, "name": name, "name_key": name.casefold()}
            store.connection.execute(insert(unit).values(**values))
        yield store.connection


def texts(pins):
    return [pin.text for pin in pins]


def test_a_note_stands_on_its_day(connection):
    number = add_pin(connection, 19_000, "  Nghỉ Tết ", None, NOW)
    assert pins_between(connection, 19_000, 19_001) == [Pin(number, 19_000, None, "Nghỉ Tết", NOW)]
    assert pins_between(connection, 18_999, 19_000) == []
    assert pins_between(connection, 19_001, 19_010) == []


def test_notes_are_in_the_order_of_their_days(connection):
    for day, text in ((30, "c"), (10, "a"), (20, "b"), (10, "a2")):
        add_pin(connection, day, text, None, NOW)
    assert texts(pins_between(connection, 0, 100)) == ["a", "a2", "b", "c"]


def test_a_unit_sees_its_own_notes_and_everybody_s(connection):
    for owner in (None, 1, 2):
        add_pin(connection, 5, f"của {owner}", owner, NOW)
    assert texts(pins_between(connection, 0, 9, frozenset({1}))) == ["của None", "của 1"]
    assert texts(pins_between(connection, 0, 9, frozenset())) == ["của None"]
    assert len(pins_between(connection, 0, 9)) == 3


def test_every_change_of_notes_is_noticed_by_pages(connection):
    version = int(state.read(connection, state.DATA_VERSION, "0"))
    number = add_pin(connection, 5, "mất điện", 1, NOW)
    assert int(state.read(connection, state.DATA_VERSION)) == version + 1
    remove_pin(connection, number)
    assert int(state.read(connection, state.DATA_VERSION)) == version + 2
    assert pins_between(connection, 0, 9) == []


def test_a_note_that_is_not_there_cannot_be_removed(connection):
    with pytest.raises(NotFoundError, match="ghi chú"):
        remove_pin(connection, 77)


@pytest.mark.parametrize("owner", [None, 2])
def test_a_unit_removes_only_its_own_notes(connection, owner):
    number = add_pin(connection, 5, "của người khác", owner, NOW)
    with pytest.raises(NotFoundError):
        remove_pin(connection, number, frozenset({1}))
    assert len(pins_between(connection, 0, 9)) == 1


@pytest.mark.parametrize("text", ["a", "x" * 200, "Cúp điện 🙂", "100 % <b> & 'nháy' %_"])
def test_any_short_line_can_be_a_note(connection, text):
    add_pin(connection, 5, text, None, NOW)
    assert texts(pins_between(connection, 0, 9)) == [text]


@pytest.mark.parametrize(
    "text",
    ["", "   ", "x" * 201, "hai\ndòng", "a\x00b", "a\tb", "a\u202eb", "a\u2028b", "\ud800"],
)
def test_no_note_hides_what_it_says(connection, text):
    with pytest.raises(UsageError, match="Ghi chú"):
        add_pin(connection, 5, text, None, NOW)
    assert pins_between(connection, 0, 9) == []


def test_a_note_of_an_unknown_unit_is_refused(connection):
    with pytest.raises(NotFoundError, match="cơ quan"):
        add_pin(connection, 5, "ghi chú", 99, NOW)
