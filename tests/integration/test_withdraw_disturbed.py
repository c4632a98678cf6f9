"""A withdrawal that is disturbed, killed or watched: the store is as before or as after."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest
from sqlalchemy import select

from etl.rebuild import rebuild
from etl.withdraw import withdraw
from onestop.domain.errors import (
    StoreError,
)
from onestop.storage import state
from onestop.storage.engine import reading, writing
from onestop.storage.hold import held
from onestop.storage.tables import snapshot
from tests.fixtures.desks import job_of
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import (
    AS_OF,
    Office,
    as_csv,
    done,
    many,
    row,
)
from tests.integration.test_crash import settled


REASON = "Nạp nhầm tệp của tháng khác"


@pytest.fixture
def files(tmp_path) -> dict[str, tuple[str, ...]]:
    """Three loads about the same dossiers."""
    rows = {
        "first": ([row("A1"), row("A2")], "2024-04-30"),
        "second": ([done("A1"), row("B1", unit="UBND xã Bình Thử")], "2024-05-31"),
        "third": ([done("A2"), row("C1")], AS_OF),
    }
    return {
        name: (as_csv(tmp_path / f"{name}.csv", told), "--as-of", at)
        for name, (told, at) in rows.items()
    }


def load(office: Office, files: dict, *left_out: str) -> None:
    """Loads all but some, each by a command of its own."""
    for name, args in files.items():
        if name not in left_out:
            office.load(*args)


def test_a_load_that_comes_meanwhile_is_not_lost(office, other, files):
    load(office, files, "third")
    told: list[str] = []

    def load_once(path: str, _rows: int) -> None:
        if not told:
            told.append(path)
            office.load(*files["third"])

    withdraw(job_of(office, progress=load_once), 2, REASON)
    load(other, files, "second")
    assert differing(whole(office.engine), whole(other.engine)) == {}


def test_a_store_that_never_rests_is_left_as_it_is(office, files):
    load(office, files, "third")

    def disturb(_path: str, _rows: int) -> None:
        with writing(office.engine) as connection:
            state.next_data_version(connection)

    before = whole(office.engine)
    with pytest.raises(StoreError, match="liên tục"):
        rebuild(job_of(office, progress=disturb))
    assert whole(office.engine) == before


def test_two_rebuilds_do_not_meet(sqlite_office, files, monkeypatch):
    monkeypatch.setattr("onestop.storage.hold.PATIENCE", 0)
    load(sqlite_office, files)
    folder = sqlite_office.folder / "var" / "rebuilding"
    folder.mkdir(parents=True)
    with held(folder / "rebuilding.hold") as mine:
        assert mine
        with pytest.raises(StoreError, match="đợi"):
            rebuild(job_of(sqlite_office))
    rebuild(job_of(sqlite_office))


def test_what_a_killed_rebuild_left_is_removed_by_the_next(sqlite_office, files):
    load(sqlite_office, files)
    left = sqlite_office.folder / "var" / "rebuilding" / "beside"
    left.mkdir(parents=True)
    (left / "onestop.db").write_bytes(b"half a store")
    rebuild(job_of(sqlite_office))
    assert not left.exists()
    assert [one.name for one in left.parent.iterdir()] == ["rebuilding.hold"]


def test_readers_see_the_old_facts_until_the_new_ones_are_whole(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", many(3000)), "--as-of", "2024-05-31")
    office.load(as_csv(tmp_path / "b.csv", many(3000, "B")), "--as-of", AS_OF)
    seen, over = set(), threading.Event()

    def watch() -> None:
        while not over.is_set():
            with reading(office.engine) as connection:
                seen.add(len(connection.execute(select(snapshot.c.id)).all()))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        withdraw(job_of(office), 2, REASON)
    finally:
        over.set()
        watcher.join()
    assert {2} <= seen <= {1, 2}
    assert office.rows("SELECT count(*) FROM dossier") == [(3000,)]
    office.recount()


KILLED_AT = ("_load_again", "_empty", "_copy_columns:1", "_copy_columns:7", "_copy_state")
"""Steps of a withdrawal (and which time they are taken) at whose beginning its process dies."""

DIES = """
import os, signal, sys
from etl import rebuild_beside, rebuild_swap
from onestop import cli
step, _, time = {step!r}.partition(":")
module = rebuild_beside if hasattr(rebuild_beside, step) else rebuild_swap
does, left = getattr(module, step), [int(time or 1)]
def die(*told):
    left[0] -= 1
    return does(*told) if left[0] else os.kill(os.getpid(), signal.SIGKILL)
setattr(module, step, die)
sys.argv = ["onestop", "imports", "withdraw", "2", "--reason", {reason!r}]
cli.run()
"""


@pytest.mark.parametrize("step", KILLED_AT)
def test_whoever_is_killed_in_mid_withdrawal_leaves_the_store_whole(office, files, step):
    load(office, files)
    before = whole(office.engine)
    process = subprocess.run(
        [sys.executable, "-c", DIES.format(step=step, reason=REASON)],
        env={**os.environ, **office.settings},
        capture_output=True,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    settled(office)
    assert differing(whole(office.engine), before) == {}
    assert office.rows("SELECT count(*) FROM withdrawal") == [(0,)]
    withdraw(job_of(office), 2, REASON)
    assert not (office.folder / "var" / "rebuilding" / "beside").exists()
    office.recount()
