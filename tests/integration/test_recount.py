"""Counting a large store again in several processes gives what one process counts."""

from __future__ import annotations

import pytest

from onestop.domain.errors import StoreError
from onestop.domain.policy import Policy
from onestop.storage import ledger_writer, recount, state
from onestop.storage.engine import reading, writing
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


def test_a_cell_that_is_wrong_is_found_by_several_processes_too(full, shared):
    with writing(full.engine) as connection:
        connection.exec_driver_sql("UPDATE ledger SET resolved = resolved + 1 WHERE resolved > 0")
    with reading(full.engine) as connection:
        together = recount.recount(full.engine, connection, Policy())
        assert list(ledger_writer.differences(connection, Policy(), together))


def test_a_store_that_changes_meanwhile_is_not_judged(full, shared, monkeypatch):
    with reading(full.engine) as connection:
        monkeypatch.setattr(state, "read", lambda *_: "another version")
        with pytest.raises(StoreError, match="kiểm tra lại"):
            recount.recount(full.engine, connection, Policy())
