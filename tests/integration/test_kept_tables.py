"""The migration of what people enter: on an empty store and on a filled one, on both engines."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import insert, inspect, select, text

from onestop.domain.policy import Policy
from onestop.storage import schema, tables_kept
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.tables import dossier, metadata, pin, unit
from onestop.storage.version import REVISION


KEPT = {
    "reported_value",
    "task_mark",
    "own_task",
    "closed_period",
    "closed_figure",
    "letter_made",
}


@pytest.fixture
def engine(database_url):
    """An engine of a database without any table."""
    made = open_engine(database_url)
    yield made
    made.dispose()


def upgrade(engine, revision: str) -> None:
    """As `schema.prepare` does, but only so far."""
    with writing(engine) as connection:
        config = schema._config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_an_empty_store_has_every_declared_table(engine):
    assert schema.prepare(engine, Policy()) == REVISION
    assert {table.name for table in metadata.sorted_tables} >= KEPT
    with reading(engine) as connection:
        assert set(inspect(connection).get_table_names()) >= KEPT
        found = compare_metadata(MigrationContext.configure(connection), metadata)
    assert [one for one in found if "ledger" not in str(one)] == []


def test_a_filled_store_keeps_what_it_holds(engine):
    upgrade(engine, "0002")
    with writing(engine) as connection:
        values = {"id": 5, "name": "Xã Thử", "name_key": "xã thử"}
        connection.execute(insert(unit).values(**values))
        noted = {"day": 19_000, "unit_id": 5, "text": "nghỉ Tết", "pinned_at": 1}
        connection.execute(insert(pin).values(**noted))
    schema.prepare(engine, Policy())
    with writing(engine) as connection:
        assert connection.scalar(select(pin.c.text)) == "nghỉ Tết"
        told = {"plan": "p", "target": "t", "unit_id": 5, "period": "2024", "cutoff": "official"}
        told |= {"value": "0.98", "reported_by": "A", "reported_at": 1}
        connection.execute(insert(tables_kept.reported_value).values(**told))
        (row,) = connection.execute(select(tables_kept.reported_value))
    assert (row.id, row.value, row.evidence, row.superseded_by) == (1, "0.98", "", None)


def test_preparing_again_changes_nothing(engine):
    schema.prepare(engine, Policy())
    assert schema.prepare(engine, Policy()) == REVISION


SHAPE = (
    "SELECT regexp_replace(indexdef, 'public\\.', '') FROM pg_indexes WHERE tablename = 'dossier'",
    "SELECT pg_get_statisticsobjdef(oid) FROM pg_statistic_ext",
    "SELECT unnest(reloptions) FROM pg_class WHERE oid = 'dossier'::regclass",
    (
        "SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE conrelid = 'dossier'::regclass"
    ),
    (
        "SELECT column_name || data_type || is_nullable || coalesce(column_default, '')"
        " FROM information_schema.columns WHERE table_name = 'dossier'"
    ),
)
"""Whatever a table of dossiers is, but for the order of its columns."""


def shape(engine) -> list[set[str]]:
    with reading(engine) as connection:
        return [set(connection.scalars(text(one))) for one in SHAPE]


def test_a_store_without_dossiers_is_packed_and_one_with_dossiers_keeps_them(postgresql_url):
    engine = open_engine(postgresql_url)
    upgrade(engine, "0013")
    upgrade(engine, "0014")
    packed = shape(engine)
    with reading(engine) as connection:
        assert [one["name"] for one in inspect(connection).get_columns("dossier")][1] != "code"
    with writing(engine) as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    upgrade(engine, "0013")
    with writing(engine) as connection:
        connection.execute(insert(dossier).values(id=1, namespace_id=1, code="A1", status=4))
    upgrade(engine, "0014")
    assert shape(engine) == packed
    assert all(packed)
    with reading(engine) as connection:
        assert connection.execute(select(dossier.c.code, dossier.c.status)).all() == [("A1", 4)]
    engine.dispose()
