"""A load that other machines read is the load read here, whatever dies meanwhile.

The machines are a real Dask cluster on this one, each worker a process that can be killed.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import date, datetime
from pathlib import Path
from threading import Thread
from unittest import mock

import pytest
from sqlalchemy import select

from etl.files_ahead import PartsAhead
from onestop.sample import make_world, write_exports
from onestop.storage.tables import derived, metadata
from tests.fixtures.machines import LONG, Machines
from tests.fixtures.whole import as_counted
from tests.fixtures.worlds import Office, as_csv, as_xlsx, many, row


ROWS_OF_A_BATCH = 80
LARGE = "lớn 20240630.csv"
INTERRUPTIBLE = """
import signal
from onestop import cli
signal.signal(signal.SIGINT, signal.default_int_handler)
cli.run()
"""
"""The command line; what a shell starts in the background begins by ignoring interrupts."""
NEVER_ALIKE = {"audit_record", "alembic_version"}
"""Tables of when and by whom a load was made, not of what was loaded."""


@pytest.fixture(scope="module")
def machines(tmp_path_factory):
    cluster = Machines(tmp_path_factory.mktemp("cluster"))
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def exports(tmp_path_factory) -> list[str]:
    """The sample's files of every kind and of several sources, joined lists first; and a csv
    of several parts, with a line break in a cell and rows to be refused.
    """
    folder = tmp_path_factory.mktemp("exports")
    world = make_world(766, 300, 5, date(2024, 1, 2), datetime(2024, 6, 28, 17, 0))
    files = write_exports(world, folder).files
    rows = [*many(400), row(""), row("X1", received="hôm qua")]
    rows[300]["procedure"] = 'Thủ tục "hai\ndòng", thử'
    large = as_csv(folder / LARGE, rows)
    return [str(files[name]) for name in sorted(files)] + [large]


@pytest.fixture(autouse=True)
def small_parts(monkeypatch, machines):
    """Every csv is large; notes are for one test."""
    monkeypatch.setattr("etl.reading.CHUNK_ROWS", ROWS_OF_A_BATCH)
    monkeypatch.setattr("etl.readers.WORTH_SPLITTING", 1)
    yield
    machines.untell()


@pytest.fixture(scope="module")
def expected(sqlite_template, exports, tmp_path_factory) -> tuple[dict, dict]:
    """What a single process reports, and the store it leaves."""
    folder = tmp_path_factory.mktemp("single")
    (folder / "onestop.db").write_bytes(sqlite_template.read_bytes())
    office = Office(f"sqlite:///{(folder / 'onestop.db').as_posix()}", folder)
    with (
        mock.patch("os.cpu_count", return_value=1),
        mock.patch("etl.reading.CHUNK_ROWS", ROWS_OF_A_BATCH),
    ):
        told = office.load(*exports)
    left = whole(office)
    office.engine.dispose()
    return told, left


def whole(office: Office) -> dict[str, list[tuple]]:
    """Every row of every table, apart from when it was loaded; alike on both engines."""
    kept = {}
    for one in (*metadata.sorted_tables, *derived.sorted_tables):
        if one.name not in NEVER_ALIKE:
            told = as_counted(one)
            columns = [c for c in told.selected_columns if c.name != "loaded_at"]
            with office.engine.connect() as connection:
                found = connection.execute(select(*columns)).all()
            kept[one.name] = sorted([tuple(map(alike, cells)) for cells in found], key=repr)
    return kept


def alike(cell: object) -> object:
    """A cell as Python has it, whichever engine kept it."""
    if cell is None or isinstance(cell, str | bytes):
        return cell
    return bytes(cell) if isinstance(cell, memoryview) else float(cell)


def must_be(office: Office, told: dict, expected: tuple[dict, dict]) -> None:
    """The report and the whole store are those of the single process."""
    assert told == expected[0]
    left = whole(office)
    for name, rows in expected[1].items():
        assert left[name] == rows, name


def test_what_a_cluster_reads_is_what_is_read_here(office, machines, exports, expected):
    machines.grow(2)
    on = ("--cluster", str(machines.file))
    read = mock.Mock(side_effect=PartsAhead._read)
    with mock.patch.object(PartsAhead, "_read", lambda self: read(self)):
        must_be(office, office.load(*exports, *on), expected)
    assert read.call_count > 4
    again = office.load(*exports, *on)
    assert {one["inserted"] + one["updated"] for one in again["files"]} == {0}
    assert all("đã nạp trước đây" in one["note"] for one in again["files"])
    must_be(office, expected[0], expected)


def test_workers_that_are_killed_change_nothing(office, machines, exports, expected):
    machines.grow(3)
    machines.tell("once-1")
    machines.tell("once-2")
    must_be(office, office.load(*exports, "--cluster", str(machines.file)), expected)
    assert machines.alive() == 1


def test_bytes_that_workers_cannot_see_are_sent(sqlite_office, machines, exports, expected):
    machines.grow(2)
    there = Path.cwd()
    os.chdir(Path(exports[0]).parent)
    try:
        hidden = [f"/proc/self/cwd/{Path(one).name}" for one in exports]
        told = sqlite_office.load(*hidden, "--cluster", str(machines.file))
    finally:
        os.chdir(there)
    assert told["totals"] == expected[0]["totals"]
    left = whole(sqlite_office)
    for name in ("dossier", "ledger", "reject", "finding"):
        assert left[name] == expected[1][name], name


def test_processes_of_this_machine_read_the_same(office, exports, expected, monkeypatch):
    monkeypatch.setattr("etl.readers.WORTH_A_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    must_be(office, office.load(*exports), expected)


def test_one_process_beside_the_load_reads_the_same(sqlite_office, exports, expected, monkeypatch):
    monkeypatch.setattr("etl.readers.WORTH_A_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    must_be(sqlite_office, sqlite_office.load(*exports), expected)


def test_small_files_start_no_process(sqlite_office, exports, monkeypatch):
    monkeypatch.setattr("os.cpu_count", lambda: 4)
    monkeypatch.setattr("etl.ahead.Reader", None)
    assert sqlite_office.run("import", *exports).code == 3


def test_a_file_that_kills_its_readers_leaves_the_others_alone(
    sqlite_office, machines, exports, tmp_path
):
    machines.shrink()  # one that an earlier test killed may still look alive
    machines.grow(3)
    bad = as_xlsx(tmp_path / "bad.xlsx", [row("BAD")])
    machines.tell("always-bad.xlsx")
    with machines.where_one_death_tells():
        told = sqlite_office.load(*exports[-2:], bad, "--cluster", str(machines.file))
    assert [one["path"] for one in told["files"] if "error" in one] == [bad]
    (refused,) = [one["error"] for one in told["files"] if "error" in one]
    assert "các máy của cụm lần lượt bị ngắt" in refused
    assert machines.alive() == 1
    assert sqlite_office.rows("SELECT count(*) FROM dossier WHERE code = 'BAD'") == [(0,)]
    sqlite_office.recount()


def test_without_any_worker_left_nothing_is_half_loaded(
    sqlite_office, machines, exports, monkeypatch
):
    machines.shrink()
    machines.grow(1)
    machines.tell("once-1")
    monkeypatch.setattr("etl.cluster.WORKERS_SECONDS", 1)
    on = ("--cluster", str(machines.file))
    answer = sqlite_office.run("import", *exports[-2:], *on)
    assert answer.code == 4
    assert answer.err.count("không còn máy nào trong cụm") == 2
    assert sqlite_office.rows("SELECT count(*) FROM dossier") == [(0,)]
    assert sqlite_office.rows("SELECT count(*) FROM snapshot") == [(0,)]
    machines.grow(2)
    assert sqlite_office.counts(*exports[-2:], *on)["inserted"] > 400
    sqlite_office.recount()


def test_without_its_scheduler_a_load_ends_with_a_sentence(
    sqlite_office, tmp_path, exports, monkeypatch
):
    monkeypatch.setattr("etl.cluster.WORKERS_SECONDS", 1)
    own = Machines(tmp_path)
    try:
        own.grow(1)
        own.tell("hold")
        ending = Thread(target=lambda: (until((own.notes / "held").exists), own.close()))
        ending.start()
        answer = sqlite_office.run("import", *exports[-2:], "--cluster", str(own.file))
        ending.join()
    finally:
        own.close()
    assert answer.code == 4
    assert answer.err.count("không còn máy nào trong cụm") == 2
    assert sqlite_office.rows("SELECT count(*) FROM snapshot") == [(0,)]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL])
def test_a_load_that_is_ended_leaves_nothing_behind(sqlite_office, machines, exports, end):
    machines.grow(2)
    machines.tell("hold")
    load = subprocess.Popen(
        [
            *(sys.executable, "-c", INTERRUPTIBLE),
            *("import", *exports[-2:], "--cluster", str(machines.file)),
        ],
        env={**os.environ, **sqlite_office.settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    until(lambda: (machines.notes / "held").exists())
    load.send_signal(end)
    _, told = load.communicate(timeout=LONG)
    assert load.returncode == (130 if end == signal.SIGINT else -end)
    assert b"Traceback" not in told
    machines.untell()
    until(lambda: machines.tasks() == 0)
    assert sqlite_office.rows("SELECT count(*) FROM snapshot") == [(0,)]


def until(so: object) -> None:
    """Waits for something that must happen."""
    deadline = time.monotonic() + LONG
    while not so():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_logs_of_the_cluster_know_nobody(machines, exports):
    told = machines.log.read_text(encoding="utf-8")
    assert "Starting worker" in told or "worker" in told
    assert not [one for one in exports if Path(one).stem in told]


@pytest.mark.parametrize("version", ["0.0.1+other", "missing"])
def test_a_worker_of_another_version_is_refused(sqlite_office, machines, exports, version):
    machines.shrink()
    machines.grow(1, version)
    answer = sqlite_office.run("import", *exports[-2:], "--cluster", str(machines.file))
    machines.shrink()
    assert answer.code == 2
    assert "Hãy cài cùng một bản onestop ở mọi máy" in answer.err
    assert ("0.0.1+other" in answer.err) == (version != "missing")


def test_a_cluster_without_workers_is_refused(sqlite_office, machines, exports, monkeypatch):
    monkeypatch.setattr("etl.cluster_address.CONNECT_SECONDS", 1)
    machines.shrink()
    answer = sqlite_office.run("import", *exports[-2:], "--cluster", str(machines.file))
    assert (answer.code, "không có máy đọc nào" in answer.err) == (2, True)


def test_an_address_where_nobody_answers_is_refused(sqlite_office, exports, tmp_path, monkeypatch):
    monkeypatch.setattr("etl.cluster_address.CONNECT_SECONDS", 1)
    for address in ("tcp://127.0.0.1:1", "tls://127.0.0.1:1"):
        answer = sqlite_office.run("import", *exports[-2:], "--cluster", address)
        assert (answer.code, "Không nối được với cụm máy" in answer.err) == (2, True)
    (tmp_path / "a.json").write_text("[]", encoding="utf-8")
    for address in (str(tmp_path / "a.json"), str(tmp_path / "none"), "scheduler:8786"):
        answer = sqlite_office.run("import", *exports[-2:], "--cluster", address)
        assert (answer.code, "không phải địa chỉ cụm máy" in answer.err) == (2, True)


def test_without_dask_a_sentence_says_what_to_install(sqlite_office, exports, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    answer = sqlite_office.run("import", *exports[-2:], "--cluster", "tcp://127.0.0.1:8786")
    assert (answer.code, "onestop[cluster]" in answer.err) == (2, True)
