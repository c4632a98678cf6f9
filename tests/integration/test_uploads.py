"""The desk behind the Dữ liệu page: files in, previews, loads in a process of its own, undo."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from onestop.domain.errors import (
    NotFoundError,
    UsageError,
)
from onestop.domain.period import instant_text, parse_instant
from onestop.storage.hold import held
from onestop.uploads import folder
from onestop.uploads.service import BROKEN_OFF, LATE_SECONDS
from onestop.uploads.told import DONE, FAILED, LOADING, LOOKING, WAITING, Status
from tests.fixtures.desks import NOON, PATIENCE, desk_of, ended, given, loaded
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import (
    AS_OF,
    COUNTS,
    Office,
    as_csv,
    as_xlsx,
    done,
    lines,
    many,
    row,
)


def test_two_files_at_once_are_looked_at_loaded_and_counted(office, desk, tmp_path):
    first = as_csv(tmp_path / "danh sách.csv", [row("A1"), done("A2"), row("X", received="?")])
    second = as_xlsx(tmp_path / "b.xlsx", [row("B1")], [["Đến ngày 30/06/2024"]])
    token = given(desk, first, second)
    assert desk.status(token) == Status(WAITING)
    one, two = desk.look(token)
    assert (one.file, one.profile, one.rows, one.refusal) == (
        "danh sách.csv",
        "one-stop-wide",
        3,
        "",
    )
    assert (two.sheet, two.rows, two.as_of_origin) == ("Danh sách", 1, "period")
    assert instant_text(two.as_of).startswith(AS_OF)
    desk.start(token)
    status = ended(desk, token)
    assert status.state == DONE
    assert [report.path for report in status.reports] == ["danh sách.csv", "b.xlsx"]
    for report in status.reports:
        assert report.counts["read"] == sum(report.counts[name] for name in COUNTS[1:])
    assert [report.snapshot_id for report in status.reports] == [1, 2]
    assert office.rows("SELECT path, loaded_at FROM snapshot ORDER BY id") == [
        ("danh sách.csv", NOON),
        ("b.xlsx", NOON),
    ]
    assert office.rows("SELECT count(*) FROM dossier") == [(3,)]
    office.verify()


def test_the_desk_loads_what_the_command_loads(office, desk, tmp_path, sqlite_template):
    path = as_csv(tmp_path / "a.csv", many(40))
    loaded(desk, path, as_of=parse_instant(AS_OF))
    folder_of_other = tmp_path / "other"
    folder_of_other.mkdir()
    (folder_of_other / "onestop.db").write_bytes(sqlite_template.read_bytes())
    url = f"sqlite:///{(folder_of_other / 'onestop.db').as_posix()}"
    other = Office(url, folder_of_other)
    with contextlib.chdir(tmp_path):
        other.load("a.csv", "--as-of", AS_OF)
    assert differing(whole(office.engine), whole(other.engine)) == {}
    other.engine.dispose()


def test_a_preview_says_what_becomes_of_each_column_and_hides_names(desk, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1", name="Người Thử Một"), row("A2")])
    [told] = desk.look(given(desk, path))
    columns = {one.heading: one for one in told.columns}
    assert columns["Mã hồ sơ"].becomes == "Mã hồ sơ (code)"
    assert columns["Mã hồ sơ"].samples == ("A1", "A2")
    assert columns["Chủ hồ sơ"].samples == ("•••",)
    assert "Người Thử" not in str(told)
    assert told.units == ("UBND xã An Thử",)
    assert told.as_of_origin == "newest date"
    assert not told.needs_unit


def test_a_preview_is_made_once_and_any_worker_has_it(sqlite_office, desk, tmp_path):
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    told = desk.look(token)
    (desk.place / token / "files" / "0").write_bytes(b"gone")
    assert desk_of(sqlite_office).look(token) == told


def test_whoever_asks_while_it_is_looked_at_is_told_so(desk):
    token = desk.receive("a.csv", b"a,b\n1,2\n").token
    with held(desk.place / token / folder.SEEING):
        assert desk.status(token).state == LOOKING
    assert desk.status(token).state == WAITING


def test_a_look_that_takes_too_long_is_broken_off_with_a_sentence(desk, tmp_path, monkeypatch):
    monkeypatch.setattr("onestop.uploads.service.LOOK_SECONDS", 0.01)
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    with pytest.raises(UsageError, match="quá"):
        desk.look(token)
    monkeypatch.setattr("onestop.uploads.service.LOOK_SECONDS", PATIENCE)
    assert desk.look(token)[0].rows == 1


def test_one_more_file_is_looked_at_too(desk, tmp_path):
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    assert len(desk.look(token)) == 1
    desk.receive("b.csv", Path(as_csv(tmp_path / "b.csv", [row("B1")])).read_bytes(), token)
    assert [one.file for one in desk.look(token)] == ["a.csv", "b.csv"]


def test_looking_loads_nothing(sqlite_office, desk, tmp_path):
    before = whole(sqlite_office.engine)
    desk.look(given(desk, as_csv(tmp_path / "a.csv", [row("A1")])))
    assert whole(sqlite_office.engine) == before


def test_rows_without_a_unit_ask_for_one_and_get_it(office, desk, tmp_path):
    units = lines(tmp_path / "u.csv", "code,name,level", "H98.01,UBND xã An Thử,commune")
    office.run("catalogue", "units", units)
    path = as_csv(tmp_path / "a.csv", [row("A1", unit=""), row("A2", unit="UBND xã Bình Thử")])
    token = given(desk, path)
    assert desk.look(token)[0].needs_unit
    with pytest.raises(NotFoundError, match=r"H98\.01"):
        desk.start(token, unit="H98.1")
    desk.start(token, unit="UBND xã An Thử")
    assert ended(desk, token).state == DONE
    assert office.by("unit", "received", "--as-of", AS_OF) == {
        "UBND xã An Thử": 1,
        "UBND xã Bình Thử": 1,
    }


def test_a_moment_may_be_given(sqlite_office, desk, tmp_path):
    status = loaded(desk, as_csv(tmp_path / "a.csv", [row("A1")]), as_of=1_719_700_000)
    assert status.reports[0].as_of == 1_719_700_000
    assert sqlite_office.rows("SELECT as_of, as_of_origin FROM snapshot") == [
        (1_719_700_000, "asked")
    ]


def test_an_unknown_layout_is_refused_with_the_nearest_fields(sqlite_office, desk, tmp_path):
    path = lines(tmp_path / "la.csv", "Mã số hồ sơ gốc,Ngày nhận vào,Cột lạ", "A1,02/01/2024,x")
    token = given(desk, path)
    [told] = desk.look(token)
    assert "không nhận ra bố cục" in told.refusal
    assert any("gần nhất" in one.becomes for one in told.columns)
    desk.start(token)
    status = ended(desk, token)
    assert status.state == FAILED
    assert status.sentence == told.refusal
    assert sqlite_office.rows("SELECT count(*) FROM snapshot") == [(0,)]


def test_one_bad_file_leaves_the_good_one_alone(sqlite_office, desk, tmp_path):
    bad = lines(tmp_path / "bad.csv", "một,hai,ba", "1,2,3")
    status = loaded(desk, bad, as_csv(tmp_path / "good.csv", [row("A1")]))
    assert status.state == DONE
    assert [bool(report.error) for report in status.reports] == [True, False]
    assert sqlite_office.rows("SELECT path FROM snapshot") == [("good.csv",)]


def test_a_zip_is_unpacked_and_its_members_are_told_apart(sqlite_office, desk, tmp_path):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(as_csv(tmp_path / "a.csv", [row("A1")]), "../../a.csv")
        archive.writestr("đọc.txt", "chỉ là lời nhắn")
    token = desk.receive("gói.zip", packed.getvalue()).token
    told = {one.file: one.refusal for one in desk.look(token)}
    assert told["gói.zip/../../a.csv"] == ""
    assert told["gói.zip/đọc.txt"]
    desk.start(token)
    assert ended(desk, token).state == DONE
    assert sqlite_office.rows("SELECT count(*) FROM dossier") == [(1,)]


def test_html_that_calls_itself_xls_is_read(desk, tmp_path):
    cells = "".join(f"<td>{name}</td>" for name in ("Mã hồ sơ", "Ngày tiếp nhận", "Trạng thái"))
    rows = "".join(f"<td>{one}</td>" for one in ("A1", "02/01/2024", "Đang xử lý"))
    page = f"<html><body><table><tr>{cells}</tr><tr>{rows}</tr></table></body></html>"
    token = desk.receive("danh sach.xls", page.encode()).token
    [told] = desk.look(token)
    assert (told.refusal, told.rows) == ("", 1)
    desk.start(token)
    assert ended(desk, token).state == DONE


def test_an_upload_is_loaded_once(desk, tmp_path):
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    desk.start(token)
    with pytest.raises(UsageError, match="đang nạp"):
        desk.start(token)
    with pytest.raises(UsageError, match="lượt mới"):
        desk.receive("b.csv", b"a,b\n1,2\n", token)
    assert ended(desk, token).state == DONE


def test_the_same_file_again_changes_nothing_and_says_so(desk, tmp_path):
    path = as_csv(tmp_path / "a.csv", [row("A1")])
    loaded(desk, path)
    token = given(desk, path)
    assert desk.look(token)[0].loaded_before == 1
    desk.start(token)
    [report] = ended(desk, token).reports
    assert (report.counts["unchanged"], report.snapshot_id) == (1, 1)
    assert "đã nạp trước đây" in report.note


def big(tmp_path, count: int = 60_000) -> str:
    return as_csv(tmp_path / "big.csv", many(count))


def test_a_load_that_is_killed_has_failed_and_leaves_the_store_whole(office, desk, tmp_path):
    loaded(desk, as_csv(tmp_path / "a.csv", many(30)), as_of=1_717_000_000)
    before = whole(office.engine)
    token = given(desk, big(tmp_path))
    desk.start(token, as_of=1_719_000_000)
    deadline = time.monotonic() + PATIENCE
    while not desk.status(token).progress.rows:
        assert desk.status(token).state == LOADING
        assert time.monotonic() < deadline
        time.sleep(0.01)
    sent = desk.sender._sent[token]
    os.killpg(sent.pid, signal.SIGKILL)
    sent.wait()
    status = desk.status(token)
    assert (status.state, status.sentence) == (FAILED, BROKEN_OFF)
    assert desk_of(office).status(token).state == FAILED
    assert whole(office.engine) == before
    again = loaded(desk, str(tmp_path / "big.csv"), as_of=1_719_000_000)
    assert again.state == DONE
    assert again.reports[0].counts["inserted"] + again.reports[0].counts["unchanged"] == 60_000


def test_a_process_that_never_came_to_life_has_failed(desk, tmp_path, monkeypatch):
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    monkeypatch.setattr(desk.sender, "send", lambda *_told, **_more: None)
    desk.start(token)
    assert desk.status(token).state == LOADING
    desk.clock.at += LATE_SECONDS + 1
    assert desk.status(token).state == FAILED


def test_a_load_lives_on_when_the_worker_that_began_it_ends(sqlite_office, desk, tmp_path):
    token = given(desk, as_csv(tmp_path / "a.csv", many(2000)))
    settings = desk.settings
    program = f"""
from pathlib import Path
from onestop.settings import Settings
from onestop.domain.policy import Policy
from onestop.domain.working_time import load_calendar
from onestop.storage.engine import open_engine
from onestop.uploads.service import Uploads
import os
config = Path({str(settings.config_dirs[0])!r})
settings = Settings({settings.database_url!r}, Path({str(settings.data_dir)!r}), (config,))
desk = Uploads(settings, Policy(), load_calendar(config / "calendar"),
               open_engine(settings.database_url), lambda: {NOON})
desk.start({token!r})
os._exit(0)
"""
    assert subprocess.run([sys.executable, "-c", program], timeout=PATIENCE).returncode == 0
    assert ended(desk, token).state == DONE
    assert sqlite_office.rows("SELECT count(*) FROM dossier") == [(2000,)]


def test_a_worker_that_only_asks_needs_no_pandas(desk):
    program = "import sys, onestop.uploads.service; print('pandas' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert told.stdout.strip() == "False"


def test_the_store_s_password_is_written_nowhere(desk, tmp_path):
    desk.settings = replace(desk.settings, database_url="sqlite:///nowhere/secret-word.db")
    desk.sender.settings = desk.settings
    token = given(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    desk.start(token)
    while desk.status(token).state == LOADING:
        time.sleep(0.05)
    for path in (desk.place / token).rglob("*.json"):
        if path.name != folder.REPORT:
            assert "secret-word" not in path.read_text(encoding="utf-8")


def test_a_load_is_taken_back(office, desk, tmp_path):
    loaded(desk, as_csv(tmp_path / "a.csv", [row("A1")]), as_of=1_717_000_000)
    before = whole(office.engine)
    [report] = loaded(desk, as_csv(tmp_path / "b.csv", [done("A1"), row("B1")])).reports
    status = ended(desk, desk.withdraw(report.snapshot_id, "nhầm tệp"))
    assert (status.state, status.sentence) == (DONE, "")
    assert differing(whole(office.engine), before) == {}
    assert office.rows("SELECT path, reason, withdrawn_at FROM withdrawal") == [
        ("b.csv", "nhầm tệp", NOON)
    ]
    with pytest.raises(NotFoundError):
        desk.withdraw(report.snapshot_id, "nhầm tệp")
    with pytest.raises(UsageError, match="lý do"):
        desk.withdraw(1, " ")


def test_what_cannot_be_taken_back_is_said_by_status(desk, tmp_path):
    loaded(desk, as_csv(tmp_path / "a.csv", [row("A1")]), as_of=1_717_000_000)
    loaded(desk, as_csv(tmp_path / "b.csv", [row("B1")]))
    for path in (desk.settings.data_dir / "snapshots").rglob("*"):
        if path.is_file():
            path.unlink()
    status = ended(desk, desk.withdraw(1, "nhầm tệp"))
    assert status.state == FAILED
    assert "sao lưu" in status.sentence


def test_refused_rows_come_as_a_workbook_that_loads_and_in_which_nothing_is_a_formula(
    desk, tmp_path
):
    rows = [row("A1"), row("A2", received="=1+1"), row("A3", status="+nghỉ"), row("")]
    [report] = loaded(desk, as_csv(tmp_path / "a.csv", rows)).reports
    assert report.counts["rejected"] == 3
    book = openpyxl.load_workbook(io.BytesIO(desk.rejects_workbook(report.snapshot_id)))
    _, heads, *cells = book.active.iter_rows()
    assert heads[-1].value == "Lý do bị từ chối"
    at = next(cell.column for cell in heads if cell.value == "Ngày tiếp nhận")
    assert [line[at - 1].value for line in cells] == ["=1+1", "02/01/2024", "02/01/2024"]
    assert {cell.data_type for line in cells for cell in line} <= {"s", "n"}
    cells[0][at - 1].value = "03/01/2024"
    book.save(tmp_path / "sửa.xlsx")
    [again] = loaded(desk, str(tmp_path / "sửa.xlsx")).reports
    assert (again.counts["inserted"], again.counts["rejected"]) == (1, 2)
    assert again.as_of == report.as_of
    assert not list((desk.place).rglob("rejects-*"))
    good = [
        report.snapshot_id for report in loaded(desk, as_csv(tmp_path / "b.csv", rows[:1])).reports
    ]
    with pytest.raises(UsageError):
        desk.rejects_workbook(good[0])
    with pytest.raises(NotFoundError):
        desk.rejects_workbook(99)


def test_provisional_units_are_listed_and_named(office, desk, tmp_path):
    units = lines(tmp_path / "u.csv", "code,name,level", "H98.01,UBND xã An Thử,commune")
    office.run("catalogue", "units", units)
    rows = [row("A1", unit="Xã An Thử"), row("A2", unit="Xã Mới")]
    loaded(desk, as_csv(tmp_path / "a.csv", rows), as_of=1_719_766_799)
    told = {one.wording: one for one in desk.provisional()}
    assert told["Xã An Thử"].nearest[0].key == "H98.01"
    same = desk.name_same("units", told["Xã An Thử"].id, "H98.01")
    assert ended(desk, same).state == DONE
    new = {"name": "UBND xã Mới", "code": "H98.02", "level": "commune"}
    assert ended(desk, desk.name_new("units", told["Xã Mới"].id, **new)).state == DONE
    assert [one for one in desk.provisional() if one.kind == "units"] == []
    assert office.by("unit", "received", "--as-of", AS_OF) == {
        "UBND xã An Thử": 1,
        "UBND xã Mới": 1,
    }
    office.verify()


def test_a_wrong_name_is_said_at_once_or_by_status(desk, tmp_path):
    loaded(desk, as_csv(tmp_path / "a.csv", [row("A1")]))
    number = next(one.id for one in desk.provisional() if one.kind == "units")
    with pytest.raises(NotFoundError):
        desk.name_same("units", number, "H98.01")
    with pytest.raises(NotFoundError):
        desk.name_same("units", 99, "H98.01")
    with pytest.raises(NotFoundError):
        desk.name_new("làng", number, name="x")
    with pytest.raises(UsageError, match="is_admin"):
        desk.name_new("units", number, name="x", is_admin="1")
    status = ended(desk, desk.name_new("units", number, name="Xã", code="H1", level="làng"))
    assert status.state == FAILED
    assert "làng" in status.sentence
