"""Counting a large store again in several processes gives what one process counts."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from onestop.domain.errors import StoreError
from onestop.domain.policy import Policy
from onestop.storage import dossiers, ledger_writer, recount, state
from onestop.storage.engine import reading, still, writing
from onestop.storage.grains import GRAINS
from onestop.storage.tables import ledger
from tests.fixtures.worlds import AS_OF, Office, as_csv, many


@pytest.fixture
def full(office, tmp_path) -> Office:
    """Three hundred dossiers, of three units."""
    assert office.run("import", as_csv(tmp_path / "m.csv", many(300)), "--as-of", AS_OF).code == 0
    return office


@pytest.fixture
def shared(monkeypatch):
    """So small a share that every processor gets one."""
    monkeypatch.setattr(recount, "WORTH_A_PROCESS", 100)
    monkeypatch.setattr(recount.os, "cpu_count", lambda: 3)


def test_shares_together_hold_every_dossier_once(full, shared):
    with reading(full.engine) as connection:
        shares = recount._shares(connection)
        assert len(shares) == 3
        assert shares[0][0] == 0
        assert [end for _, end in shares[:-1]] == [first for first, _ in shares[1:]]


def test_several_processes_count_what_one_counts(full, shared):
    with reading(full.engine) as connection:
        together = recount.recount(full.engine, connection, Policy())
        assert list(ledger_writer.differences(connection, Policy(), together)) == []
        alone = ledger_writer.whole_tally(connection, Policy())
        for one, other in zip(together.cells(), alone.cells(), strict=True):
            assert one[0] == other[0]
            assert (one[1] == other[1]).all()
            assert (one[2] == other[2]).all()


CHANGED = "UPDATE ledger SET {sum} = coalesce({sum}, 0) + 1 WHERE {cell}"
MISSING = "DELETE FROM ledger WHERE {cell}"
TOO_MANY = (
    "INSERT INTO ledger (grain, bucket, unit_id, area_id, procedure_id, {sum})"
    " SELECT grain, bucket + 30000, unit_id, area_id, procedure_id, 1 FROM ledger WHERE {cell}"
)
ONE_CELL = (
    "grain = {grain} AND bucket = {bucket} AND unit_id = {unit_id}"
    " AND area_id = {area_id} AND procedure_id = {procedure_id}"
)


def some_cell(connection, grain: int) -> str:
    """A condition that the last cell of a grain meets alone."""
    query = select(*(ledger.c[name] for name in ledger_writer.KEY)).where(ledger.c.grain == grain)
    found = connection.execute(query.order_by(*reversed(query.selected_columns)).limit(1)).one()
    return ONE_CELL.format(**found._mapping)


@pytest.mark.parametrize("fault", [CHANGED, MISSING, TOO_MANY], ids=["+1", "missing", "more"])
@pytest.mark.parametrize("measure", ["received", "open_paused"], ids=["told", "always_0"])
def test_one_wrong_cell_in_each_grain_is_found(full, fault, measure, monkeypatch):
    monkeypatch.setattr(ledger_writer, "AT_ONCE", 100)
    with writing(full.engine, keep=False) as connection:
        for grain in GRAINS:
            cell = some_cell(connection, grain.number)
            connection.exec_driver_sql(fault.format(sum=measure, cell=cell))
        found = list(ledger_writer.differences(connection, Policy()))
    grains = [line.partition(" (")[0] for line in found]
    assert grains == [f"grain {number}" for number in sorted(grain.number for grain in GRAINS)]


def test_two_faults_that_cancel_out_are_both_found(full):
    with writing(full.engine, keep=False) as connection:
        cells = select(ledger.c.bucket).where(ledger.c.grain == 2).distinct()
        first, *_, last = sorted(connection.scalars(cells))
        for bucket, change in ((first, "+ 1"), (last, "- 1")):
            cell = f"grain = 2 AND bucket = {bucket} AND unit_id = "
            cell += f"(SELECT max(unit_id) FROM ledger WHERE grain = 2 AND bucket = {bucket})"
            connection.exec_driver_sql(
                f"UPDATE ledger SET open = coalesce(open, 0) {change} WHERE {cell}"
            )
        assert len(list(ledger_writer.differences(connection, Policy()))) == 2


def test_verify_says_how_much_it_compared(full, shared):
    told = full.run("verify")
    assert told.code == 0
    with reading(full.engine) as connection:
        cells = f"{ledger_writer.size(connection):,}".replace(",", ".")
    assert "300 hồ sơ được đếm lại" in told.out
    assert f"{cells} ô của sổ tổng hợp" in told.out


@pytest.mark.parametrize(
    "change",
    [
        "status = 4, closing_at = NULL",
        "received_at = received_at + 86400",
        "due_at = NULL",
        "channel = 3",
        "unit_id = unit_id + 1",
    ],
)
def test_a_dossier_changed_behind_the_ledger_is_found(full, change):
    last = "id = (SELECT max(id) FROM dossier WHERE status = 9 AND channel = 1)"
    with writing(full.engine, keep=False) as connection:
        connection.exec_driver_sql(f"UPDATE dossier SET {change} WHERE {last}")
        assert list(ledger_writer.differences(connection, Policy()))


def test_several_processes_find_a_dossier_changed_behind_the_ledger(full, shared):
    with writing(full.engine) as connection:
        connection.exec_driver_sql("UPDATE dossier SET channel = 3 WHERE id = 150")
    told = full.run("verify")
    assert told.code == 5
    assert "≠" in told.err


def test_dossiers_that_are_gone_leave_gaps_that_are_counted_over(full, shared, monkeypatch):
    monkeypatch.setattr(dossiers, "AT_ONCE", 7)
    with writing(full.engine, keep=False) as connection:
        connection.exec_driver_sql("DELETE FROM dossier WHERE id BETWEEN 20 AND 200")
        ledger_writer.rebuild(connection, Policy())
        counted = ledger_writer.whole_tally(connection, Policy())
        assert counted.dossiers == 300 - 181
        assert list(ledger_writer.differences(connection, Policy(), counted)) == []


def test_how_far_the_count_is_adds_up_to_all_dossiers(full, shared):
    told = []
    with reading(full.engine) as connection:
        recount.recount(full.engine, connection, Policy(), told.append)
    assert sum(told) == 300


def test_what_is_committed_meanwhile_is_not_seen(full):
    with reading(still(full.engine)) as connection:
        assert ledger_writer.size(connection) > 0
        with writing(full.engine) as other:
            other.exec_driver_sql("UPDATE ledger SET resolved = resolved + 1 WHERE resolved > 0")
        assert list(ledger_writer.differences(connection, Policy())) == []


def test_a_store_that_changes_meanwhile_is_not_judged(full, shared, monkeypatch):
    with reading(full.engine) as connection:
        monkeypatch.setattr(state, "read", lambda *_: "another version")
        with pytest.raises(StoreError, match="kiểm tra lại"):
            recount.recount(full.engine, connection, Policy())
