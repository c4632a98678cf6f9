"""A loader killed at any moment leaves the store as before or as after, and can be run again."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from etl.readers import WORTH_A_PROCESS
from tests.fixtures.worlds import AS_OF, Office, as_csv, many, row


ROWS = 12_000
KILLS = 6
SEED = 766
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")


def begun(office: Office, *args: str) -> subprocess.Popen:
    """The command begun in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "onestop.cli", *args],
        env={**os.environ, **office.settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def killed(process: subprocess.Popen) -> bool:
    """Kills a process that still runs, and every process that it started."""
    still_ran = process.poll() is None
    if still_ran:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    return still_ran


def settled(office: Office) -> None:
    """Waits until a server has noticed that its client is gone."""
    if office.engine.dialect.name == "sqlite":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND state <> 'idle'"
    )  # whoever is idle is in no transaction and holds nothing; we ourselves are active
    office.engine.dispose()
    deadline = time.monotonic() + 20
    while office.rows(others) != [(1,)]:
        assert time.monotonic() < deadline, "the killed loader still holds the store"
        time.sleep(0.02)


def whole(office: Office) -> tuple:
    """All that a load changes, apart from when it was."""
    snapshots = office.rows("SELECT path, read, inserted, updated, members FROM snapshot")
    lists = [office.rows(f"SELECT count(*) FROM {name}") for name in ("reject", "finding", "unit")]
    return office.state(), [tuple(map(bytes_or_self, one)) for one in snapshots], lists


def bytes_or_self(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def changed_rows() -> list[dict]:
    """Half of the dossiers finished since, a tenth more, and some that must be refused."""
    rows = many(ROWS + ROWS // 10)
    for one in rows[::2]:
        one.update(status="Đã xử lý xong", finished="28/05/2024")
    return [*rows, row(""), row("X1", received="hôm qua")]


def test_a_loader_killed_at_any_moment_loses_and_doubles_nothing(office, tmp_path):
    chance = random.Random(SEED)
    office.load(as_csv(tmp_path / "a.csv", many(ROWS)), "--as-of", "2024-05-31")
    before = whole(office)
    command = ("import", as_csv(tmp_path / "b.csv", changed_rows()), "--as-of", AS_OF)
    began = time.monotonic()
    assert begun(office, *command, "--dry-run").wait(timeout=60) == 3
    usual = time.monotonic() - began
    seen = [after_a_kill(office, command, usual * chance.uniform(0.25, 1)) for _ in range(KILLS)]
    assert office.run(*command).code in (0, 3)
    after = whole(office)
    office.recount()
    assert all(state in (before, after) for state in seen)
    assert before in seen
    assert after == undisturbed(office, tmp_path)


def after_a_kill(office: Office, command: tuple, moment: float) -> tuple:
    process = begun(office, *command)
    time.sleep(moment)
    killed(process)
    settled(office)
    office.recount()
    return whole(office)


def undisturbed(office: Office, tmp_path) -> tuple:
    """The same two files loaded into the emptied store, by nobody disturbed."""
    for name in ("pause", "dossier", "ledger", "finding", "reject", "unit_source", "snapshot"):
        office.rows(f"DELETE FROM {name}")
    for name in ("unit", "procedure", "area", "store_state"):
        office.rows(f"DELETE FROM {name}")
    office.load(str(tmp_path / "a.csv"), "--as-of", "2024-05-31")
    office.load(str(tmp_path / "b.csv"), "--as-of", AS_OF)
    return whole(office)


def test_a_first_load_that_is_killed_leaves_an_empty_store_with_its_indexes(office, tmp_path):
    command = ("import", as_csv(tmp_path / "a.csv", many(ROWS)), "--as-of", AS_OF)
    chance = random.Random(SEED + 1)
    for _ in range(2):
        process = begun(office, *command)
        time.sleep(chance.uniform(0.7, 1.1))
        killed(process)
        settled(office)
        assert office.rows("SELECT count(*) FROM dossier")[0][0] in (0, ROWS)
    assert office.run(*command).code == 0
    assert len(office.rows("SELECT code FROM dossier")) == ROWS
    office.rows("DROP INDEX dossier_received_at")


def test_the_reading_process_does_not_outlive_a_killed_loader(sqlite_office, tmp_path):
    path = as_csv(tmp_path / "a.csv", many(45_000))
    assert (tmp_path / "a.csv").stat().st_size > WORTH_A_PROCESS
    loader = subprocess.Popen(
        [sys.executable, "-m", "onestop.cli", "import", path, "--as-of", AS_OF],
        env={**os.environ, **sqlite_office.settings},
        stdout=subprocess.PIPE,
    )
    time.sleep(1)
    loader.kill()
    # The end of the output comes when the last process that could write has gone.
    assert loader.communicate(timeout=20) == (b"", None)
    assert sqlite_office.rows("SELECT count(*) FROM dossier") == [(0,)]
