"""What somebody who sees some units may write: their own units' rows, and no other."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, func, insert, select, update

from onestop.domain.deeds import Deed
from onestop.domain.errors import NotAllowedError, NotFoundError
from onestop.domain.policy import Policy
from onestop.storage import audit, scoped, state
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.pins import add_pin, pins_between, remove_pin
from onestop.storage.schema import prepare
from onestop.storage.tables import dossier, namespace, pin, snapshot, unit
from onestop.storage.tables_kept import closed_period, own_task, reported_value


OWN, OTHER = 1, 2
SEEN = frozenset({OWN})

VALUE = {"plan": "p", "target": "t", "period": "2024", "cutoff": "official", "value": "1"}
VALUE |= {"reported_by": "a", "reported_at": 1}


@pytest.fixture
def engine(database_url):
    """Two units, each with a dossier, a note and a reported figure; a note of everybody's."""
    made = open_engine(database_url)
    prepare(made, Policy())
    with writing(made) as connection:
        connection.execute(insert(namespace).values(id=1, code="n"))
        for number in (OWN, OTHER):
            name = f"Xã {number}"
            connection.execute(insert(unit).values(id=number, name=name, name_key=name.lower()))
            row = {"namespace_id": 1, "code": f"H{number}", "unit_id": number}
            connection.execute(insert(dossier).values(id=number, **row))
            connection.execute(insert(reported_value).values(unit_id=number, **VALUE))
        for whose in (OWN, OTHER, None):
            add_pin(connection, 1, f"ghi chú {whose}", whose, 1)
        state.write(connection, "identities", "{}")
    yield made
    made.dispose()


def test_rows_of_ones_own_unit_are_added_and_no_others(engine):
    with scoped.seeing(SEEN), writing(engine) as connection:
        add_pin(connection, 2, "của mình", OWN, 1)
        for whose in (OTHER, None):
            with pytest.raises(NotAllowedError):
                add_pin(connection, 2, "của người", whose, 1)
            with pytest.raises(NotAllowedError):
                connection.execute(insert(reported_value).values(unit_id=whose, **VALUE))
            with pytest.raises(NotAllowedError):
                connection.execute(insert(reported_value), {"unit_id": whose, **VALUE})
        with pytest.raises(NotAllowedError):
            connection.execute(insert(pin).values(day=2, text="không của ai", pinned_at=1))
    with reading(engine) as connection:
        assert [one.text for one in pins_between(connection, 2, 3)] == ["của mình"]


def test_one_row_of_another_unit_among_many_takes_all_of_them_back(engine):
    rows = [{"unit_id": number, **VALUE} for number in (OWN, OTHER)]
    with pytest.raises(NotAllowedError), scoped.seeing(SEEN), writing(engine) as connection:
        connection.execute(insert(reported_value), rows)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(reported_value)) == 2


def test_only_ones_own_rows_are_changed_and_deleted(engine):
    with scoped.seeing(SEEN), writing(engine) as connection:
        assert connection.execute(update(reported_value).values(value="2")).rowcount == 1
        assert connection.execute(delete(pin)).rowcount == 1, "not everybody's either"
        with pytest.raises(NotFoundError):
            remove_pin(connection, 2, SEEN)
    with reading(engine) as connection:
        kept = dict(
            connection.execute(select(reported_value.c.unit_id, reported_value.c.value)).all()
        )
        assert kept == {OWN: "2", OTHER: "1"}
        assert [one.unit_id for one in pins_between(connection, 0, 9)] == [OTHER, None]


@pytest.mark.parametrize(
    "statement",
    [
        update(dossier).values(status=10),
        delete(dossier),
        insert(dossier).values(id=9, namespace_id=1, code="H9", unit_id=OWN),
        insert(snapshot).values(sha256="x"),
        update(pin).values(unit_id=OTHER),
        update(unit).values(name="x"),
        insert(pin).from_select(
            ["day", "text", "unit_id"], select(pin.c.day, pin.c.text, pin.c.unit_id)
        ),
        insert(own_task).values([{"unit_id": OWN, "plan": "p"}, {"unit_id": OTHER, "plan": "p"}]),
    ],
    ids=str,
)
def test_facts_and_owners_are_not_changed_within_a_scope(engine, statement):
    with scoped.seeing(SEEN), writing(engine) as connection, pytest.raises(scoped.ScopeError):
        connection.execute(statement)
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(dossier)) == 2


def test_the_store_notices_a_change_and_records_who_made_it(engine):
    with scoped.seeing(SEEN), writing(engine) as connection:
        before = int(state.read(connection, state.DATA_VERSION, "0"))
        assert state.next_data_version(connection) == before + 1
        assert audit.append(connection, Deed("a", "pin", "1"), 1) == 1
        assert state.read(connection, "identities") == "", "found out of the whole place"
    with reading(engine) as connection:
        assert int(state.read(connection, state.DATA_VERSION)) == before + 1
        assert state.read(connection, "identities") == "{}"


def test_a_period_closed_for_the_whole_place_is_not_closed_for_a_unit(engine):
    about = {"period": "2024", "cutoff": "official", "closed_at": 1, "closed_by": "a"}
    about |= {"as_of": 1, "policy": "{}"}
    with scoped.seeing(SEEN), writing(engine) as connection:
        with pytest.raises(NotAllowedError):
            connection.execute(insert(closed_period).values(unit_id=None, **about))
        connection.execute(insert(closed_period).values(unit_id=OWN, **about))


def test_each_thread_sees_its_own_units(engine):
    def seen(number: int) -> list[str]:
        scoped.see_only(frozenset({number}))
        with reading(engine) as connection:
            return list(connection.scalars(select(dossier.c.code)))

    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(seen, [OWN, OTHER] * 10))
    assert told == [["H1"], ["H2"]] * 10
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(dossier)) == 2
