"""After its time a load keeps its figures and nobody's name, and everything can be made again."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import etl.retaining as retaining
from etl.rebuild import rebuild
from etl.rejects_back import send_back
from etl.retaining import Retained, due, retain
from etl.run import load_files
from etl.withdraw import withdraw
from onestop.domain.errors import UsageError
from onestop.storage import audit, retention
from onestop.storage.engine import reading
from tests.fixtures.desks import NOON, job_of
from tests.fixtures.locked import lock_xlsx
from tests.fixtures.retained import (
    HEADS,
    MONTHS,
    PERSONAL,
    YEARS_LATER,
    kept,
    later,
    load,
    load_all,
    old_files,
    person,
    spoken,
)
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import (
    AS_OF,
    as_csv,
    as_xlsx,
    done,
    row,
)


@pytest.fixture
def files(tmp_path) -> list[tuple[str, dict]]:
    """Old files of every kind: (path, how it is loaded)."""
    return old_files(tmp_path)


def test_names_are_gone_everywhere_and_a_rebuild_gives_the_same_store(office, files):
    load_all(office, files)
    figures = office.measures("--as-of", AS_OF)
    assert set(spoken(office)) == set(PERSONAL)
    before = whole(office.engine)
    done = retain(later(office), MONTHS)
    assert (done.reduced, done.left, done.is_clean) == (len(files), {}, True)
    assert done.names > 0
    assert spoken(office) == []
    after = whole(office.engine)
    assert set(differing(before, after)) == {"applicant", "reject", "finding"}
    rebuild(later(office))
    assert differing(after, whole(office.engine)) == {}
    assert spoken(office) == []
    assert office.measures("--as-of", AS_OF) == figures
    office.recount()


def test_what_nobody_understood_is_erased_and_dates_and_known_words_stay(sqlite_office, files):
    office = sqlite_office
    load_all(office, files)
    retain(later(office), MONTHS)
    told = office.rows('SELECT "row", "column", value, reason FROM reject ORDER BY id')
    assert told == [
        (6, "Ngày tiếp nhận", "[đã xóa]", "không đọc được ngày tiếp nhận"),
        (7, "Ngày tiếp nhận", "[đã xóa b]", "không đọc được ngày tiếp nhận"),
        (8, "Ngày hẹn trả", "31/02/2024", "không đọc được ngày hẹn trả"),
        (9, "Mã hồ sơ", "", "thiếu mã hồ sơ"),
        (10, "Trạng thái", "[đã xóa]", "không hiểu trạng thái"),
        (11, "Trạng thái", "[đã xóa b]", "không hiểu trạng thái"),
        (2, "TrangThaiHoSo", "[đã xóa]", "không hiểu trạng thái"),
    ]
    found = office.rows("SELECT value FROM finding WHERE kind = 'group_row_ignored'")
    assert found == [("[đã xóa]",)]


def test_the_same_original_loaded_again_is_known_and_a_second_run_has_nothing_to_do(
    sqlite_office, files
):
    office = sqlite_office
    load_all(office, files[:4])
    retain(later(office), MONTHS)
    before, held = whole(office.engine), [path.read_bytes() for path in kept(office)]
    for path, told in files[:4]:
        (report,) = load_files(later(office, **told), [path])
        assert "đã nạp trước đây" in report.note, report
    assert retain(later(office), MONTHS) == Retained()
    assert differing(before, whole(office.engine)) == {}
    assert [path.read_bytes() for path in kept(office)] == held
    assert spoken(office) == []


def test_a_load_is_taken_back_after_it_was_reduced(sqlite_office, other, files):
    office = sqlite_office
    load_all(office, files[:4])
    retain(later(office), MONTHS)
    withdraw(later(office), 1, "Nạp nhầm")
    for number, (path, told) in enumerate(files[1:4], 2):
        load(other, path, number=number, **told)
    retain(later(other), MONTHS)
    assert differing(whole(office.engine), whole(other.engine)) == {}
    load(office, files[0][0], YEARS_LATER, **files[0][1])
    after = whole(office.engine)
    assert set(differing(whole(other.engine), after)) >= {"dossier", "applicant"}
    rebuild(later(office))
    assert differing(after, whole(office.engine)) == {}


def test_young_loads_stay_whole_and_so_do_the_names_they_state(office, files, tmp_path):
    load_all(office, files[:4])
    young = as_csv(tmp_path / "y.csv", [person(done("A2"), 1), person(row("Y1"), 2)], HEADS)
    load(office, young, YEARS_LATER - 86400, as_of=1_715_000_000)
    held = {path: path.read_bytes() for path in kept(office)}
    assert retain(later(office), MONTHS).reduced == 4
    same = [path for path in kept(office) if path.read_bytes() == held[path]]
    assert [path.read_bytes() for path in same] == [Path(young).read_bytes()]
    named = "SELECT d.code FROM applicant a JOIN dossier d ON d.id = a.dossier_id ORDER BY d.code"
    assert office.rows(named) == [("A2",), ("Y1",)]
    after = whole(office.engine)
    rebuild(later(office))
    assert differing(after, whole(office.engine)) == {}


def test_a_rehearsal_changes_nothing_and_tells_what_a_run_does(sqlite_office, files):
    office = sqlite_office
    load_all(office, files[:3])
    before, held = whole(office.engine), {path: path.read_bytes() for path in kept(office)}
    version = office.rows("SELECT value FROM store_state WHERE key = 'data_version'")
    told = retain(later(office, dry_run=True), MONTHS)
    assert differing(before, whole(office.engine)) == {}
    assert {path: path.read_bytes() for path in kept(office)} == held
    assert office.rows("SELECT value FROM store_state WHERE key = 'data_version'") == version
    assert told == retain(later(office), MONTHS)


STEPS = [
    ("write_reduced", 1),
    ("_sync", 1),
    ("compared", 1),
    ("_Retention._note", 1),
    ("retention.note_unclean", 1),
    ("_Retention._put_in_place", 1),
    ("write_reduced", 2),
    ("_Retention._put_in_place", 1),
    ("_Retention._erase_names", 1),
    ("retention.erase_names", 1),
    ("_Retention._remove_strays", 1),
    ("retention.clean", 1),
    ("retention.note_done", 1),
]
"""What a run is killed before, one after the other: each goes on where the last one fell."""


class Killed(BaseException):
    """The process ends here."""


def test_killed_at_any_step_the_next_run_goes_on(sqlite_office, files, monkeypatch):
    office = sqlite_office
    load_all(office, files[:3])
    figures = office.measures("--as-of", AS_OF)
    for step, time in STEPS:
        with monkeypatch.context() as patch:
            patch.setattr(f"etl.retaining.{step}", _killed(step, time))
            with pytest.raises(Killed):
                retain(later(office), MONTHS)
        if step == "_Retention._put_in_place":
            rebuild(later(office))
            assert office.measures("--as-of", AS_OF) == figures
    done = retain(later(office), MONTHS)
    assert (done.left, done.is_clean) == ({}, True)
    assert spoken(office) == []
    assert not [path for path in kept(office) if path.name.startswith(".")]
    after = whole(office.engine)
    rebuild(later(office))
    assert differing(after, whole(office.engine)) == {}


def _killed(step: str, time: int):
    real, calls = _real(step), []

    def killed(*told: object, **more: object) -> object:
        calls.append(1)
        if len(calls) == time:
            raise Killed
        return real(*told, **more)

    return killed


def _real(step: str):
    found = retaining
    for name in step.split("."):
        found = getattr(found, name)
    return found


def test_a_long_list_keeps_the_bounds_of_its_chunks(sqlite_office, tmp_path, monkeypatch):
    for module in ("etl.reading", "etl.reducing"):
        monkeypatch.setattr(f"{module}.CHUNK_ROWS", 7)
    rows = [person(row(f"L{n}", level="Mức " + "x" * (n % 9)), n) for n in range(60)]
    heads = {**HEADS, "level": "Mức độ DVC"}
    load(sqlite_office, as_csv(tmp_path / "l.csv", rows, heads), as_of=1_712_000_000)
    assert sqlite_office.findings()["unreadable_cell"] > 9
    retain(later(sqlite_office), MONTHS)
    after = whole(sqlite_office.engine)
    rebuild(later(sqlite_office))
    assert differing(after, whole(sqlite_office.engine)) == {}


def test_a_file_that_had_a_password_is_reduced_too(sqlite_office, tmp_path):
    office = sqlite_office
    as_xlsx(tmp_path / "plain.xlsx", [person(done(f"K{n}"), n) for n in range(5)])
    locked = lock_xlsx(tmp_path / "plain.xlsx", tmp_path / "khoa.xlsx", "bí mật")
    load(office, str(locked), as_of=1_712_000_000, passwords=("bí mật",))
    retain(later(office), MONTHS)
    after = whole(office.engine)
    rebuild(later(office))
    assert differing(after, whole(office.engine)) == {}
    assert office.findings()["unlocked_file"] == 1


def test_a_file_that_is_not_what_was_loaded_is_left_and_told(sqlite_office, files):
    office = sqlite_office
    load_all(office, files[:3])
    first, *_ = office.rows("SELECT sha256 FROM snapshot ORDER BY id")
    folder = office.folder / "var" / "snapshots"
    (folder / first[0][:2] / first[0]).write_text("a,b\n1,2\n", encoding="utf-8")
    second = office.rows("SELECT sha256 FROM snapshot ORDER BY id")[1][0]
    (folder / second[:2] / second).unlink()
    done = retain(later(office), MONTHS)
    assert done.left == {1: "changed", 2: "lost"}
    assert done.reduced == 1
    assert not office.rows("SELECT 1 FROM applicant")


def test_a_list_of_which_too_little_would_stay_is_left_whole(sqlite_office, files, monkeypatch):
    load_all(sqlite_office, files[:1])
    monkeypatch.setattr("etl.retaining.compared", lambda *_: None)
    before = [path.read_bytes() for path in kept(sqlite_office)]
    assert retain(later(sqlite_office), MONTHS).left == {1: "differs"}
    assert [path.read_bytes() for path in kept(sqlite_office)] == before
    assert not sqlite_office.rows("SELECT 1 FROM reduced_snapshot")


def test_old_files_that_no_load_uses_go(sqlite_office, files):
    office = sqlite_office
    load_all(office, files[:3])
    withdraw(job_of(office, NOON, keep_names=True), 1, "Nạp nhầm")
    for path in kept(office):
        os.utime(path, (NOON, NOON))
    assert retain(later(office), MONTHS).removed == 1
    assert len(kept(office)) == 2
    assert spoken(office) == []


def test_a_reduced_file_sends_no_rows_back_and_is_no_export(sqlite_office, files, tmp_path):
    load_all(sqlite_office, files[:1])
    retain(later(sqlite_office), MONTHS)
    job = later(sqlite_office)
    with pytest.raises(UsageError, match="rút gọn"):
        send_back(job.engine, job.sources, job.snapshot_folder, 1, tmp_path / "back.xlsx")
    (report,) = load_files(job, [str(kept(sqlite_office)[0])])
    assert "gzip" in report.error


def test_each_thing_erased_and_each_look_at_refused_rows_is_recorded(sqlite_office, files):
    office = sqlite_office
    load_all(office, files[:1])
    retain(later(office), MONTHS, "watch")
    assert office.run("rejects", "1").code == 0
    with reading(office.engine) as connection:
        deeds = [(one["who"], one["act"], one["what"]) for one in audit.listed(connection)]
        assert audit.verify(connection).broken_at is None
    assert deeds == [
        ("local", "read_rejects", "1"),
        ("watch", "erase", ""),
        ("watch", "erase", "1"),
    ]


def test_it_is_due_once_a_day_where_a_time_is_set(sqlite_office):
    with reading(sqlite_office.engine) as connection:
        assert not due(connection, NOON, None)
        assert due(connection, NOON, MONTHS)
    retain(job_of(sqlite_office), MONTHS)
    with reading(sqlite_office.engine) as connection:
        assert retention.last_done(connection) == NOON
        assert not due(connection, NOON + 60, MONTHS)
        assert due(connection, NOON + 86400, MONTHS)


def test_the_command_asks_for_a_time_and_tells_what_it_did(sqlite_office, files):
    office = sqlite_office
    load_all(office, files[:2])
    assert office.run("retention").code == 2
    assert office.run("retention", ONESTOP_RETENTION_MONTHS="hai năm").code == 2
    assert office.run("retention", "--months", "0").code == 2
    tried = office.run("retention", "--months", "1", "--dry-run")
    assert tried.code == 0, tried.err
    assert "chưa thay đổi gì" in tried.out
    done = office.run("retention", "--format", "json", ONESTOP_RETENTION_MONTHS="1")
    assert done.code == 0, done.err
    assert done.json["reduced"] == 2
    assert done.json["bytes_after"] > 0
    again = office.run("retention", "--months", "1")
    assert "Họ tên đã xóa" in again.out
