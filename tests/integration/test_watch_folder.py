"""A folder that is watched: what is loaded, what is left alone, what is said of it."""

from __future__ import annotations

import pytest

from onestop.domain.errors import StoreError
from onestop.domain.period import parse_instant
from onestop.storage import connections as store
from onestop.storage.engine import reading, writing
from tests.fixtures.pulling import MORNING, Pulling, folder_of
from tests.fixtures.worlds import HEADS, as_csv, done, row


@pytest.fixture
def pulling(office) -> Pulling:
    return Pulling(office)


@pytest.fixture
def here(sqlite_office) -> Pulling:
    """The same on SQLite alone, where the store does not matter."""
    return Pulling(sqlite_office)


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def settled(pulling: Pulling) -> object:
    """The second of two looks, at which a file that did not grow is taken."""
    pulling.round()
    return pulling.round(later=10)


def test_a_file_is_loaded_at_the_second_look_and_stays_where_it_is(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1"), done("A2")])
    pulling.declare(folder_of(inbox))
    first = pulling.round()
    assert (first.growing, first.loaded, pulling.codes()) == (1, 0, [])
    assert pulling.state()["next_at"] == MORNING + 10
    second = pulling.round(later=10)
    assert (second.fetched, second.loaded, second.read) == (1, 1, 2)
    assert pulling.codes() == ["A1", "A2"]
    assert [one.name for one in inbox.iterdir()] == ["a.csv"]
    state = pulling.state()
    assert (state["news_at"], state["next_at"]) == (MORNING + 10, MORNING + 910)
    assert pulling.troubles() == []


def test_the_same_bytes_twice_change_nothing(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling.declare(folder_of(inbox))
    settled(pulling)
    asked = "SELECT value FROM store_state WHERE key = 'data_version'"
    version = pulling.office.rows(asked)
    as_csv(inbox / "again.csv", [row("A1")])
    (inbox / "a.csv").touch()
    pulling.round(later=900)
    seen = pulling.round(later=10)
    assert not seen.news
    assert pulling.loads() == 1
    assert pulling.office.rows(asked) == version
    assert pulling.state()["news_at"] == MORNING + 10


def test_a_file_that_grows_is_waited_for(here, inbox):
    file = inbox / "a.csv"
    as_csv(file, [row("A1")])
    here.declare(folder_of(inbox))
    here.round()
    for number in range(3):
        as_csv(file, [row(f"A{one}") for one in range(number + 3)])
        assert here.round(later=10).growing == 1
    assert here.codes() == []
    assert here.round(later=10).loaded == 1
    assert len(here.codes()) == 5


def test_a_file_that_changes_while_it_is_read_is_not_loaded(here, inbox, monkeypatch):
    from onestop.watch import tree

    file = inbox / "a.csv"
    as_csv(file, [row("A1")])
    here.declare(folder_of(inbox))
    here.round()
    usual = tree.copied

    def grows(source, target):
        size = usual(source, target)
        as_csv(file, [row("A1"), row("A2")])
        return size

    monkeypatch.setattr(tree, "copied", grows)
    seen = here.round(later=10)
    assert (seen.growing, seen.problem, here.codes()) == (1, "", [])
    monkeypatch.setattr(tree, "copied", usual)
    here.round(later=10)
    here.round(later=10)
    assert here.codes() == ["A1", "A2"]


def test_unfinished_files_and_what_is_no_export_are_left_alone(here, inbox):
    for name in ("a.csv.part", "b.tmp", "~$c.xlsx", ".d.csv", "e.csv.crdownload", "f.txt"):
        as_csv(inbox / name, [row("A1")])
    (inbox / "empty.csv").touch()
    (inbox / "deeper").mkdir()
    as_csv(inbox / "deeper" / "g.csv", [row("G1")])
    here.declare(folder_of(inbox, 'glob = "*.csv"'))
    assert (here.round().growing, here.state()["next_at"]) == (0, MORNING + 900)
    here.declare(folder_of(inbox, 'glob = "*.csv"\nsubfolders = true'))
    here.round(later=900)
    here.round(later=10)
    assert here.codes() == ["G1"]


def test_files_move_on_where_that_is_asked_for(here, inbox, tmp_path):
    as_csv(inbox / "a.csv", [row("A1")])
    (inbox / "b.csv").write_text("Một;Hai\n1;2\n", encoding="utf-8")
    more = f'done_folder = "{tmp_path}/done"\nfailed_folder = "{inbox}/failed"\nsubfolders = true'
    here.declare(folder_of(inbox, more))
    settled(here)
    assert [one.name for one in (tmp_path / "done").iterdir()] == ["a.csv"]
    assert [one.name for one in (inbox / "failed").iterdir()] == ["b.csv"]
    assert here.kinds() == ["layout"]
    as_csv(inbox / "a.csv", [row("A2")])
    here.round(later=900)
    seen = here.round(later=10)
    assert (seen.loaded, seen.refused) == (1, 0)
    assert sorted(one.name for one in (tmp_path / "done").iterdir()) == ["a (2).csv", "a.csv"]
    assert here.kinds() == ["layout"], "the refused file was moved by us, so nobody settled it"


STRANGE = HEADS | {"code": "Số biên nhận mới", "received": "Ngày nhận HS", "status": "Bước"}


def changed(inbox, name: str = "a.csv"):
    """The export of a source that names its columns otherwise since last night."""
    return as_csv(inbox / name, [row("A1", status="3"), row("A2", status="3")], STRANGE)


def test_a_layout_that_changed_overnight_is_told_and_the_old_figures_stay(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1"), done("A2")])
    pulling.declare(folder_of(inbox))
    settled(pulling)
    before = pulling.office.state()
    changed(inbox)
    pulling.round(later=86_400)
    seen = pulling.round(later=10)
    assert (seen.loaded, seen.refused, seen.problem) == (0, 1, "")
    ((kind, sentence),) = pulling.troubles()
    assert kind == "layout"
    assert "Số biên nhận mới" in sentence
    assert "≈" in sentence
    assert pulling.office.state() == before


def test_a_refused_file_is_not_tried_again_until_it_or_the_profiles_change(here, inbox):
    changed(inbox)
    here.declare(folder_of(inbox))
    assert settled(here).refused == 1
    (began,) = here.office.rows("SELECT at FROM pulled_file")
    for _ in range(3):
        assert (here.round(later=900).fetched, here.kinds()) == (0, ["layout"])
    (inbox / "a.csv").touch()
    here.round(later=900)
    assert (here.round(later=10).refused, here.kinds()) == (0, ["layout"])
    (here.own / "sources" / "moi.toml").write_text(PROFILE, encoding="utf-8")
    here.round(later=900)
    assert here.codes() == ["A1", "A2"]
    assert here.troubles() == []
    assert began == (MORNING + 10,)


PROFILE = """
code = "moi"
label = "Bố cục mới"
required = ["code", "received_at", "status"]

[headings]
code = ["Số biên nhận mới"]
received_at = ["Ngày nhận HS"]
status = ["Bước"]

[wordings.status]
"3" = "in_progress"
"""


def test_a_refused_file_that_somebody_takes_away_is_no_trouble_any_more(here, inbox):
    changed(inbox)
    here.declare(folder_of(inbox))
    settled(here)
    (inbox / "a.csv").unlink()
    here.round(later=900)
    assert here.troubles() == []


def test_one_bad_file_does_not_keep_the_others_out(here, inbox):
    changed(inbox, "1.csv")
    (inbox / "2.xlsx").write_bytes(b"PK\x03\x04 broken off")
    (inbox / "3.csv").write_text("x" * 2_000_000, encoding="utf-8")
    as_csv(inbox / "4.csv", [row("D4")])
    here.declare(folder_of(inbox, "most_mib = 1"))
    seen = settled(here)
    assert (seen.loaded, seen.refused, here.codes()) == (1, 3, ["D4"])
    assert sorted(here.kinds()) == ["layout", "rejected", "rejected"]
    assert any("1 MiB" in sentence for _, sentence in here.troubles())
    assert here.spool("xa-an") == []


def test_many_refused_rows_are_told_until_somebody_knows(here, inbox):
    as_csv(inbox / "a.csv", [row("A1"), row("A2", received="hôm qua")])
    here.declare(folder_of(inbox))
    assert settled(here).rejected == 1
    assert here.kinds() == ["rejected"]
    assert "1/2" in here.troubles()[0][1]
    with writing(here.office.engine) as connection:
        store.dismiss(connection, "xa-an")
    assert here.troubles() == []


def test_a_silent_source_is_told_from_its_due_time_until_it_speaks(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling.declare(folder_of(inbox, 'silent_after = "26h"'))
    settled(pulling)
    pulling.round(later=26 * 3600 - 1)
    assert pulling.troubles() == []
    pulling.round(later=900)
    ((kind, sentence),) = pulling.troubles()
    assert (kind, sentence) == ("silent", "Không có số liệu mới từ 20/12/2024 08:00.")
    as_csv(inbox / "b.csv", [row("B1")])
    pulling.round(later=900)
    pulling.round(later=10)
    assert pulling.troubles() == []


def test_a_source_that_never_spoke_is_silent_too_and_weekends_may_not_count(here, inbox):
    here.declare(folder_of(inbox, 'silent_after = "26h"\nworking_days = true'))
    here.clock.at = parse_instant("2024-12-20T17:00")
    here.round()
    here.clock.at = parse_instant("2024-12-20T23:50")
    here.round()
    here.clock.at = parse_instant("2024-12-22T12:00")
    assert here.watcher.round() == {}
    assert here.troubles() == []
    here.clock.at = parse_instant("2024-12-23T19:00")
    here.round()
    assert here.kinds() == ["silent"]
    assert "Chưa có số liệu nào" in here.troubles()[0][1]


def test_a_watcher_that_does_not_run_is_told(here, inbox):
    here.declare(folder_of(inbox))
    here.round()
    here.clock.at += 900 + 3600
    assert here.troubles() == []
    here.clock.at += 1
    ((kind, sentence),) = here.troubles()
    assert kind == "failing"
    assert "onestop watch" in sentence


def test_failures_are_tried_again_after_doubled_waits_and_told_from_the_second(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    away = inbox.with_name("away")
    inbox.rename(away)
    pulling.declare(folder_of(inbox))
    waits = []
    for count in range(1, 9):
        seen = pulling.round()
        assert "Không có thư mục" in seen.problem
        state = pulling.state()
        assert state["failures"] == count
        waits.append(state["next_at"] - pulling.clock.at)
        assert pulling.kinds() == (["failing"] if count > 1 else [])
        assert pulling.watcher.round() == {}, "nothing is due while it waits"
        pulling.clock.at = state["next_at"]
    assert waits == [60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert state["failing_since"] == MORNING
    away.rename(inbox)
    pulling.round()
    assert (pulling.state()["failures"], pulling.troubles()) == (0, [])
    assert pulling.round(later=10).loaded == 1


def test_a_clock_that_jumps_neither_loses_a_source_nor_loads_twice(pulling, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    pulling.declare(folder_of(inbox, 'silent_after = "26h"'))
    pulling.clock.at = parse_instant("2031-01-01T00:00")
    settled(pulling)
    pulling.clock.at = MORNING
    as_csv(inbox / "b.csv", [row("B1")])
    assert pulling.round().growing == 1
    assert pulling.round(later=10).loaded == 1
    assert (pulling.codes(), pulling.loads()) == (["A1", "B1"], 2)
    assert pulling.state()["next_at"] == MORNING + 910
    assert pulling.state()["silent_at"] <= MORNING + 10 + 26 * 3600


def test_a_file_that_cannot_be_read_is_a_failure_and_the_others_come_in(here, inbox, monkeypatch):
    as_csv(inbox / "1.csv", [row("A1")])
    as_csv(inbox / "2.csv", [row("B1")])
    here.declare(folder_of(inbox))
    here.round()
    from fsspec.implementations.local import LocalFileSystem

    usual = LocalFileSystem.open

    def closed(self, path, *args, **more):
        if path.endswith("1.csv"):
            raise PermissionError(13, "Permission denied")
        return usual(self, path, *args, **more)

    monkeypatch.setattr(LocalFileSystem, "open", closed)
    seen = here.round(later=10)
    assert "Permission denied" in seen.problem
    assert here.codes() == ["B1"]
    monkeypatch.undo()
    assert here.round(later=60).loaded == 1


def test_a_unit_and_a_profile_of_the_declaration_are_used(here, inbox):
    as_csv(inbox / "u.csv", [{k: v for k, v in row("U1").items() if k != "unit"}])
    here.declare(folder_of(inbox, 'unit = "Xã Lạ"'))
    seen = settled(here)
    assert "Xã Lạ" in seen.problem, "an unknown unit is told, and nothing is loaded"
    assert here.codes() == []
    here.declare(folder_of(inbox, 'profile = "opencps"'))
    assert here.round(later=60).refused == 1


def test_copies_are_kept_as_long_as_declared_and_no_longer(here, inbox):
    as_csv(inbox / "a.csv", [row("A1")])
    here.declare(folder_of(inbox, 'keep_copies = "2d"'))
    settled(here)
    kept = here.office.folder / "var" / "watch" / "xa-an" / "kept"
    assert len(list(kept.glob("*/files/0"))) == 1
    here.round(later=86_400)
    assert len(list(kept.iterdir())) == 1
    here.round(later=86_400)
    assert list(kept.iterdir()) == []


def test_a_store_that_is_out_of_reach_is_no_fault_of_the_source(here, inbox, monkeypatch):
    as_csv(inbox / "a.csv", [row("A1")])
    here.declare(folder_of(inbox))
    here.round()

    def down(*_):
        raise StoreError("Không mở được kho dữ liệu.")

    monkeypatch.setattr(here.watcher.desk.loader, "load", down)
    here.clock.at += 10
    with pytest.raises(StoreError):
        here.watcher.round()
    assert here.state()["failures"] == 0
    monkeypatch.undo()
    assert len(here.spool("xa-an")) == 1
    assert here.round().loaded == 1
    assert here.codes() == ["A1"]


def test_a_person_may_try_again_and_forget(here, inbox):
    changed(inbox)
    here.declare(folder_of(inbox))
    settled(here)
    with writing(here.office.engine) as connection:
        store.try_again(connection, "xa-an")
    assert here.round().refused == 1
    with writing(here.office.engine) as connection:
        store.forget(connection, "xa-an")
    with reading(here.office.engine) as connection:
        assert (store.states(connection), store.files_of(connection, "xa-an")) == ([], {})


def test_a_surprise_at_one_source_neither_stops_the_others_nor_is_quoted(here, inbox, monkeypatch):
    from onestop.watch import visit

    as_csv(inbox / "a.csv", [row("A1")])
    here.declare(folder_of(inbox, name="a-an") + folder_of(inbox))
    usual = visit.OPENERS["folder"]

    def surprised(connection, outside):
        if connection.name == "a-an":
            raise LookupError("Nguyễn Thị Bịa")
        return usual(connection, outside)

    monkeypatch.setitem(visit.OPENERS, "folder", surprised)
    here.watcher.round()
    here.clock.at += 10
    here.watcher.round()
    assert here.codes() == ["A1"]
    problem = here.state("a-an")["problem"]
    assert "LookupError" in problem
    assert "Bịa" not in problem
