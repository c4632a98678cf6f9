"""Each engine finds a few dossiers without reading all; PostgreSQL has to know its tables."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import event, func, select, text

from onestop.storage import dossiers
from onestop.storage.engine import open_engine, reading
from onestop.storage.scan import may_be_open
from onestop.storage.slices import Slice
from onestop.storage.tables import LOOKED_AT, dossier
from tests.fixtures.worlds import as_csv, many


KNOWN = "SELECT relname, reltuples FROM pg_class WHERE relname IN ('dossier', 'ledger', 'pause')"
IN_HAND = "SELECT expr, null_frac FROM pg_stats_ext_exprs WHERE statistics_name = 'dossier_in_hand'"
OPTIONS = "SELECT reloptions FROM pg_class WHERE relname = 'dossier'"


@pytest.fixture
def loaded(postgresql_office, tmp_path):
    postgresql_office.load(as_csv(tmp_path / "first.csv", many(40)))
    return postgresql_office


def test_what_a_load_brought_is_known_when_it_ends(loaded):
    known = dict(loaded.rows(KNOWN))
    assert known["dossier"] == 40
    assert known["ledger"] > 0
    assert known["pause"] >= 0


def test_after_a_few_more_dossiers_it_does_not_look_again(loaded, tmp_path):
    loaded.load(as_csv(tmp_path / "more.csv", many(3, prefix="N")))
    assert dict(loaded.rows(KNOWN))["dossier"] == 40
    loaded.load(as_csv(tmp_path / "many.csv", many(30, prefix="P")))
    assert dict(loaded.rows(KNOWN))["dossier"] == 73


def test_how_long_dossiers_are_in_hand_is_known(loaded):
    ((expression, _share),) = loaded.rows(IN_HAND)
    assert expression == "(closing_at - received_at)"


def test_it_looks_again_by_itself_after_a_small_share(loaded):
    ((told,),) = loaded.rows(OPTIONS)
    assert {f"{name}={share}" for name, share in LOOKED_AT.items()} < set(told)


def test_claims_are_sought_one_by_one_and_never_read_all(loaded):
    with loaded.engine.connect() as connection:
        found = []
        event.listen(connection, "before_cursor_execute", lambda *told: found.append(told[2:4]))
        dossiers.find_said(connection, 1, np.array(["H00.1"], dtype=object), 2)
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        statement, parameters = next(told for told in found if "claim" in told[0])
        plan = connection.exec_driver_sql(f"EXPLAIN {statement}", parameters).scalars().all()
    sought = [line for line in plan if "claim" in line]
    assert sought
    assert all("using claim_pkey" in line for line in sought)
    assert not any(join in line for line in plan for join in ("hashed", "Left Join"))


def test_a_question_asked_again_and_again_is_planned_for_what_it_asks(loaded):
    with loaded.engine.connect() as connection:
        for moment in range(12):
            connection.scalar(select(func.count()).where(dossier.c.received_at < moment))
        prepared = connection.exec_driver_sql("SELECT count(*) FROM pg_prepared_statements")
        assert prepared.scalar() == 0


def plan(office, explain: str, *before: str) -> str:
    """How an engine looks for who may have been open at a moment."""
    asked = select(func.count()).select_from(dossier)
    asked = asked.where(may_be_open(1_706_000_000, Slice({}, "")))
    engine = open_engine(office.url)
    try:
        with reading(engine) as connection:
            for statement in before:
                connection.execute(text(statement))
            worded = asked.compile(connection, compile_kwargs={"literal_binds": True})
            lines = connection.execute(text(f"{explain} {worded}")).all()
    finally:
        engine.dispose()
    return "\n".join(line[-1] for line in lines)


def test_postgresql_joins_what_several_indexes_find(loaded):
    found = plan(loaded, "EXPLAIN", "SET LOCAL enable_seqscan = off")
    assert "BitmapOr" in found
    assert "Seq Scan" not in found


def test_sqlite_looks_only_at_the_dossiers_that_its_indexes_find(sqlite_office, tmp_path):
    sqlite_office.load(as_csv(tmp_path / "first.csv", many(40)))
    found = plan(sqlite_office, "EXPLAIN QUERY PLAN")
    assert found.count("SEARCH dossier") == 5
    assert "SCAN" not in found
