"""The watcher as a process: two at once, ended in order, killed at any moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage.connections import leased
from onestop.storage.hold import held
from onestop.uploads.errand import Sender
from tests.fixtures.pulling import Pulling, ended, folder_of
from tests.fixtures.web_server import Site, web_server
from tests.fixtures.worlds import Office, as_csv, many, row


pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no SIGKILL here")
ROWS = 6000


@pytest.fixture
def inbox(tmp_path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def begun(office: Office, *args: str) -> subprocess.Popen:
    """`onestop watch` in a process of its own; what it says goes to a file."""
    own = office.folder / "own"
    environment = {**os.environ, **office.settings, "ONESTOP_CONFIG_DIR": str(own)}
    with (office.folder / "watch.log").open("ab") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "onestop.cli", "watch", *args],
            env=environment,
            stdout=said,
            stderr=said,
            start_new_session=True,
        )


def log_of(office: Office) -> str:
    return (office.folder / "watch.log").read_text(encoding="utf-8")


def until(true, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


def spooled(office: Office, pattern: str) -> list[Path]:
    return sorted((office.folder / "var" / "watch").glob(pattern))


def test_a_watcher_loads_what_comes_and_ends_when_told(office, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling = Pulling(office)
    pulling.declare(folder_of(inbox, 'settle = "1s"'))
    watcher = begun(office)
    try:
        until(lambda: pulling.codes() == ["A1"])
    finally:
        watcher.send_signal(signal.SIGTERM)
    assert ended(watcher) == 0
    assert '"event": "watching_ended"' in log_of(office)
    assert "a.csv" not in log_of(office)


def test_told_to_end_in_the_middle_it_ends_between_two_files(sqlite_office, inbox):
    for number in range(2):
        as_csv(inbox / f"{number}.csv", many(ROWS, prefix=f"F{number}-"))
    pulling = Pulling(sqlite_office)
    pulling.declare(folder_of(inbox, 'settle = "1s"'))
    watcher = begun(sqlite_office)
    until(lambda: spooled(sqlite_office, "*/waiting/*/begun"))
    watcher.send_signal(signal.SIGTERM)
    assert ended(watcher) == 0
    loaded = len(pulling.codes())
    assert loaded == ROWS
    assert spooled(sqlite_office, "*/waiting/*") == []
    assert ended(begun(sqlite_office, "--once")) == 0
    assert (len(pulling.codes()), pulling.loads()) == (2 * ROWS, 2)


def killed_at(office: Office, moment, *args: str) -> None:
    """A watcher and everything it started, killed when the moment has come."""
    watcher = begun(office, *args)
    until(lambda: moment() or watcher.poll() is not None)
    os.killpg(watcher.pid, signal.SIGKILL)
    watcher.wait()


def test_killed_in_the_middle_of_a_fetch_it_fetches_again(sqlite_office, tmp_path):
    content = Path(as_csv(tmp_path / "a.csv", many(ROWS))).read_bytes()
    with web_server(Site(content=content, slowly=True)) as site:
        pulling = Pulling(sqlite_office)
        pulling.declare(web_file(site))
        killed_at(
            sqlite_office, lambda: spooled(sqlite_office, "*/waiting/*.part/files/0"), "--once"
        )
        assert (pulling.codes(), len(spooled(sqlite_office, "*/waiting/*.part"))) == ([], 1)
        site.slowly = False
        assert ended(begun(sqlite_office, "--once")) == 0
    assert (len(pulling.codes()), pulling.loads()) == (ROWS, 1)
    assert spooled(sqlite_office, "*/waiting/*") == []


def web_file(site: Site) -> str:
    return f"""
[[connection]]
name = "tep-web"
kind = "http"
url = "{site.url("/file")}"
file = "a.csv"
every = "15m"
"""


@pytest.mark.parametrize("whole", [True, False], ids=["with its errand", "the watcher alone"])
def test_killed_in_the_middle_of_a_load_nothing_is_lost_or_doubled(office, inbox, whole):
    as_csv(inbox / "a.csv", many(ROWS))
    pulling = Pulling(office)
    pulling.declare(folder_of(inbox, 'settle = "1s"'))
    watcher = begun(office, "--once")
    until(lambda: spooled(office, "*/waiting/*/begun"))
    errand = errand_of(watcher)
    watcher.kill()
    watcher.wait()
    if whole:
        os.killpg(errand, signal.SIGKILL)
    assert ended(begun(office, "--once")) == 0
    assert (len(pulling.codes()), pulling.loads()) == (ROWS, 1)
    assert spooled(office, "*/waiting/*") == []
    office.recount()


def errand_of(watcher: subprocess.Popen) -> int:
    """The process that a watcher sent."""
    children = Path(f"/proc/{watcher.pid}/task/{watcher.pid}/children")
    until(lambda: children.read_text(encoding="ascii").split())
    return int(children.read_text(encoding="ascii").split()[0])


STEPS = ("load", "_note_loaded", "put_by", "settle", "finish")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_killed_at_any_step_of_a_visit_the_next_one_goes_on(sqlite_office, inbox, step, after):
    as_csv(inbox / "a.csv", [row("A1")])
    as_csv(inbox / "b.csv", [row("B1"), row("B2")])
    more = f'settle = "1s"\ndone_folder = "{inbox}/done"'
    pulling = Pulling(sqlite_office)
    pulling.declare(folder_of(inbox, more))
    pulling.round()
    pulling.clock.at += 10
    sqlite_office.engine.dispose()
    child = os.fork()
    if child == 0:
        die_at(step, after)
        pulling.round()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    pulling.round()
    pulling.round(later=900)
    assert (pulling.codes(), pulling.loads()) == (["A1", "B1", "B2"], 2)
    assert sorted(one.name for one in (inbox / "done").iterdir()) == ["a.csv", "b.csv"]
    assert pulling.spool("xa-an") == []
    assert pulling.troubles() == []


def die_at(step: str, after: bool) -> None:
    """From now on this process ends, by force, at a step of a visit."""
    from onestop.watch.loading import Loader
    from onestop.watch.spool import Draft, Spool
    from onestop.watch.tree import LocalSource
    from onestop.watch.visit import Visit

    owners = {"load": Loader, "_note_loaded": Visit, "put_by": Spool, "settle": LocalSource}
    owner = owners.get(step, Draft)
    does = getattr(owner, step)

    def dies(*args, **more):
        if after:
            does(*args, **more)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, step, dies)


def test_two_watchers_at_once_load_each_file_once(office, inbox):
    for number in range(2):
        as_csv(inbox / f"{number}.csv", many(200, prefix=f"F{number}-"))
    pulling = Pulling(office)
    pulling.declare(folder_of(inbox, 'settle = "1s"'))
    watchers = [begun(office), begun(office)]
    try:
        until(lambda: pulling.loads() == 2)
    finally:
        for one in watchers:
            one.send_signal(signal.SIGTERM)
    assert [ended(one) for one in watchers] == [0, 0]
    assert len(pulling.codes()) == 400
    assert log_of(office).count('"loaded": 2') == 1
    office.recount()


def test_a_source_that_is_being_visited_is_left_to_its_visitor(office, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling = Pulling(office)
    watcher = pulling.declare(folder_of(inbox))
    place = watcher.desk.spool_of(watcher.connections[0]).place
    place.mkdir(parents=True)
    with held(place / "visit.hold"):
        assert watcher.once() == {"xa-an": None}
    assert watcher.once()["xa-an"].loaded == 1


def test_two_machines_that_share_a_store_do_not_visit_a_source_at_once(postgresql_office, inbox):
    pulling = Pulling(postgresql_office)
    watcher = pulling.declare(folder_of(inbox))
    inside, leave = threading.Event(), threading.Event()

    def other_machine():
        with leased(postgresql_office.engine, "xa-an") as mine:
            assert mine
            inside.set()
            leave.wait(30)

    thread = threading.Thread(target=other_machine)
    thread.start()
    inside.wait(30)
    assert watcher.once() == {"xa-an": None}
    leave.set()
    thread.join()
    assert watcher.once()["xa-an"] is not None


def test_the_clocks_of_the_machine_do_not_matter(sqlite_office, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling = Pulling(sqlite_office)
    text = folder_of(inbox, 'settle = "1s"').replace('every = "15m"', 'at = ["06:30"]')
    pulling.declare(text)
    sqlite_office.settings["TZ"] = "America/Los_Angeles"
    assert ended(begun(sqlite_office, "--once")) == 0
    state = pulling.state()
    assert state["next_at"] % 86_400 == 23_400
    assert 0 < state["next_at"] - state["tried_at"] <= 86_400


def test_a_database_that_drops_every_line_in_the_middle_loses_nothing(
    postgresql_office, postgres, inbox
):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling = Pulling(postgresql_office)
    pulling.declare(folder_of(inbox))
    pulling.round()
    loader = pulling.watcher.desk.loader
    usual = loader.load

    def dropped(*told):
        outcome = usual(*told)
        postgres[0].execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'offices'"
        )
        return outcome

    loader.load = dropped
    assert pulling.round(later=10).loaded == 1
    loader.load = usual
    assert pulling.round(later=900).problem == ""
    assert (pulling.codes(), pulling.loads()) == (["A1"], 1)


def test_an_errand_that_is_killed_is_sent_again(sqlite_office, inbox):
    as_csv(inbox / "a.csv", many(ROWS))
    pulling = Pulling(sqlite_office)
    pulling.declare(folder_of(inbox))
    pulling.round()
    loader = pulling.watcher.desk.loader
    loader.sender, loader.sleep = Sender(pulling.settings, Policy(), Calendar()), time.sleep

    def kill():
        until(lambda: spooled(sqlite_office, "*/waiting/*/begun"))
        (sent,) = loader.sender._sent.values()
        os.killpg(sent.pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    assert "bị ngắt" in pulling.round(later=10).problem
    thread.join()
    assert (pulling.codes(), len(pulling.spool("xa-an"))) == ([], 1)
    assert pulling.round(later=60).loaded == 1
    assert len(pulling.codes()) == ROWS


def test_a_file_over_which_every_errand_dies_is_refused_in_the_end(sqlite_office, inbox):
    as_csv(inbox / "1.csv", [row("A1")])
    as_csv(inbox / "2.csv", [row("B1")])
    pulling = Pulling(sqlite_office)
    pulling.declare(folder_of(inbox))
    pulling.round()
    sender = pulling.watcher.desk.loader.sender
    usual = sender.send

    def dies(folder, *told, **more):
        if folder.files[0][1] != "1.csv":
            usual(folder, *told, **more)

    sender.send = dies
    problems = [pulling.round(later=3600).problem for _ in range(4)]
    assert all("bị ngắt" in one for one in problems)
    assert pulling.codes() == ["B1"]
    as_csv(inbox / "3.csv", [row("C1")])
    seen = pulling.round(later=3600)
    assert (seen.refused, seen.problem) == (1, "")
    assert pulling.round(later=10).loaded == 1
    assert "5 lần" in pulling.troubles()[0][1]
