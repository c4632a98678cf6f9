"""A dossier corrected by hand: every figure follows, every reload keeps it, taking it back
leaves what the sources say."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from sqlalchemy import insert

from etl.rebuild import rebuild
from etl.withdraw import withdraw
from onestop.storage.engine import reading, writing
from onestop.storage.tables import namespace
from tests.fixtures.desks import job_of
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, lines, portal, portal_dossier, row
from tests.integration.test_crash import settled


WHY = ("--reason", "Nhập nhầm ngày", "--who", "Trần Thị Thử")
LATE = ("resolved_late", "resolved_on_time", "resolved_early")


@pytest.fixture
def file(tmp_path) -> str:
    """One open and one late dossier."""
    return as_csv(tmp_path / "1.csv", [row("A1"), done("A2", finished="15/01/2024")])


def corrected(office: Office, *told: str, code: int = 0) -> str:
    answer = office.run("correct", *told, *WHY)
    assert answer.code == code, answer
    return answer.out + answer.err


def listed(office: Office, *more: str) -> list[dict]:
    return office.run("corrections", "--format", "json", *more).json["rows"]


def judged(office: Office) -> list[int]:
    told = office.measures("--as-of", AS_OF)
    return [told[name] for name in LATE]


def test_figures_lists_and_the_ledger_follow(office, file):
    office.load(file, "--as-of", AS_OF)
    assert judged(office) == [1, 0, 0]
    corrected(office, "A2", "finished_at=09/01/2024")
    assert judged(office) == [0, 0, 1]
    assert office.dossiers()["A2"]["finished_at"].startswith("2024-01-09")
    office.verify()
    assert "A2" in office.run("dossiers", "--from", "2024-01-01", "--to", "2024-12-31").out


def test_a_correction_says_both_values_who_when_and_why(office, file):
    office.load(file, "--as-of", AS_OF)
    corrected(office, "A2", "Ngày có kết quả=09/01/2024 10:30", "status=Đã trả kết quả")
    [status, finished] = listed(office)
    assert (status["field"], status["said"], status["value"]) == (
        "status",
        "Đã xử lý xong",
        "Đã trả kết quả",
    )
    assert finished["said"], finished["value"] == ("15/01/2024 00:00", "09/01/2024 10:30")
    assert (finished["who"], finished["reason"]) == ("Trần Thị Thử", "Nhập nhầm ngày")
    assert finished["state"] == "holds"


def test_a_blank_erases_what_a_source_says_wrongly(office, file):
    office.load(file, "--as-of", AS_OF)
    corrected(office, "A2", "finished_at=", "status=Đang xử lý")
    assert office.dossiers()["A2"]["finished_at"] is None
    assert office.measures("--as-of", AS_OF)["open"] == 2
    office.recount()


def test_it_survives_a_reload_and_newer_and_older_files(office, tmp_path, file):
    office.load(file, "--as-of", "2024-03-31")
    corrected(office, "A2", "finished_at=09/01/2024", "unit=UBND xã An Thử", code=0)
    again = as_csv(tmp_path / "2.csv", [done("A2", finished="15/01/2024"), row("A1"), row("B1")])
    assert office.counts(again, "--as-of", AS_OF) == {"read": 3, "inserted": 1, "unchanged": 2}
    newer = as_csv(tmp_path / "3.csv", [done("A2", finished="16/01/2024", channel="Trực tuyến")])
    assert office.counts(newer, "--as-of", "2024-07-31") == {"read": 1, "updated": 1}
    older = as_csv(tmp_path / "0.csv", [done("A2", finished="01/01/2024")])
    office.load(older, "--as-of", "2024-01-31")
    told = office.dossiers()["A2"]
    assert told["finished_at"].startswith("2024-01-09")
    assert told["channel"] == 2
    assert listed(office)[0]["said"] == "16/01/2024 00:00"
    office.recount()


def test_counts_and_findings_of_a_load_are_those_without_the_correction(office, other, tmp_path):
    first = as_csv(tmp_path / "1.csv", [done("A2", finished="15/01/2024")])
    newer = as_csv(tmp_path / "2.csv", [done("A2", finished="09/01/2024")])
    for one in (office, other):
        one.load(first, "--as-of", "2024-03-31")
    corrected(office, "A2", "finished_at=09/01/2024")
    assert office.counts(newer, "--as-of", AS_OF) == other.counts(newer, "--as-of", AS_OF)


def test_once_the_source_agrees_it_is_flagged(office, tmp_path, file):
    office.load(file, "--as-of", "2024-03-31")
    corrected(office, "A2", "finished_at=09/01/2024")
    assert office.findings().get("correction_agreed") is None
    newer = as_csv(tmp_path / "2.csv", [done("A2", finished="09/01/2024")])
    office.load(newer, "--as-of", AS_OF)
    assert office.findings()["correction_agreed"] == 1
    assert listed(office)[0]["state"] == "agreed"
    [number] = [one["id"] for one in listed(office)]
    assert office.run("corrections", "withdraw", str(number), "--reason", "Thừa").code == 0
    assert office.findings().get("correction_agreed") is None


def test_taken_back_leaves_exactly_what_the_sources_say(office, other, tmp_path, file):
    speaks = portal(tmp_path / "p.json", portal_dossier("A2", KenhThucHien="1", TrangThaiHoSo="4"))
    for one in (office, other):
        one.load(file, "--as-of", "2024-03-31")
    corrected(office, "A2", "finished_at=", "status=4", "channel=2", "area=Đất đai", code=2)
    corrected(office, "A2", "finished_at=", "status=4", "channel=2", "parent_code=a1")
    for one in (office, other):
        one.load(speaks, "--as-of", AS_OF)
    numbers = [str(one["id"]) for one in listed(office)]
    assert office.run("corrections", "withdraw", *numbers, "--reason", "Thôi").code == 0
    assert differing(whole(office.engine), whole(other.engine)) == {}
    assert listed(office) == []
    history = listed(office, "--history")
    assert len(history) == 8
    assert [one["state"] for one in history] == [None] * 8


def test_a_correction_replaces_the_one_before(office, file):
    office.load(file, "--as-of", AS_OF)
    corrected(office, "A2", "finished_at=09/01/2024")
    corrected(office, "A2", "finished_at=11/01/2024")
    [one] = listed(office)
    assert one["value"] == "11/01/2024 00:00"
    assert office.run("corrections", "withdraw", "1", "--reason", "x").code == 2


def test_a_correction_of_an_unknown_code_waits(office, file):
    told = corrected(office, "a2", "finished_at=09/01/2024")
    assert "chờ" in told
    assert listed(office)[0]["state"] == "waiting"
    office.load(file, "--as-of", AS_OF)
    assert listed(office)[0]["state"] == "holds"
    assert judged(office) == [0, 0, 1]
    office.recount()
    withdraw(job_of(office), 1, "Nhầm tệp")
    assert listed(office)[0]["state"] == "waiting"
    office.load(file, "--as-of", AS_OF)
    assert judged(office) == [0, 0, 1]


def test_a_slip_of_the_code_is_offered_the_nearest(office, file):
    office.load(file, "--as-of", AS_OF)
    assert "A2" in corrected(office, "A22", "finished_at=09/01/2024")


def test_rebuilding_keeps_it(office, tmp_path, file):
    office.load(file, "--as-of", "2024-03-31")
    speaks = portal(tmp_path / "p.json", portal_dossier("A1", TrangThaiHoSo="5"))
    office.load(speaks, "--as-of", AS_OF)
    corrected(office, "A1", "status=9", "returned_at=12/01/2024", "due_at=")
    before = whole(office.engine)
    rebuild(job_of(office))
    assert differing(whole(office.engine), before) == {}
    assert {one["state"] for one in listed(office)} == {"holds"}


def test_a_correction_made_while_rebuilding_is_not_lost(office, file):
    office.load(file, "--as-of", AS_OF)
    done_once: list[str] = []

    def correct_once(path: str, _rows: int) -> None:
        if not done_once:
            done_once.append(path)
            corrected(office, "A2", "finished_at=09/01/2024")

    rebuild(job_of(office, progress=correct_once))
    assert judged(office) == [0, 0, 1]
    assert listed(office)[0]["state"] == "holds"
    office.recount()


REFUSED = {
    ("dueat=1",): "Gần nhất: due_at",
    ("code=B1",): "không sửa tay được",
    ("applicant_name=Ai",): "không sửa tay được",
    ("due_at=31/02/2024",): "không hiểu “31/02/2024”",
    ("status=xong",): "9 (Đã xử lý xong)",
    ("unit=UBND xã An Thu",): "UBND xã An Thử",
    ("unit=",): "không thể để trống",
    ("area=Hộ tich",): "Hộ tịch",
    ("supplement_count=-1",): "số nguyên",
    ("pauses=mai",): "từ - đến",
    ("finished_at=",): "không có ngày kết thúc nào",
    ("finished_at",): "trường=giá trị",
    ("finished_at=1/1/2024", "finished_at=2/1/2024"): "hai lần",
    ("finished_at=15/01/2024",): "nguồn đã ghi đúng như vậy",
    ("current_desk=Phòng Không Có",): "bộ phận",
}


@pytest.mark.parametrize(("told", "sentence"), REFUSED.items(), ids=lambda one: str(one)[:30])
def test_what_makes_no_sense_is_refused_in_a_sentence(sqlite_office, file, told, sentence):
    sqlite_office.load(file, "--as-of", AS_OF)
    before = whole(sqlite_office.engine)
    answer = sqlite_office.run("correct", "A2", *told, *WHY)
    assert (answer.code, answer.out) == (2, "")
    assert sentence in answer.err
    assert whole(sqlite_office.engine) == before
    assert listed(sqlite_office) == []


def test_a_reason_must_be_given(sqlite_office, file):
    sqlite_office.load(file, "--as-of", AS_OF)
    answer = sqlite_office.run("correct", "A2", "due_at=", "--reason", " ")
    assert answer.code == 2
    assert "lý do" in answer.err


def test_a_code_of_several_namespaces_must_be_told_apart(sqlite_office, file):
    sqlite_office.load(file, "--as-of", AS_OF)
    with writing(sqlite_office.engine) as connection:
        added = connection.execute(insert(namespace).values(code="riêng")).inserted_primary_key[0]
    sqlite_office.rows(
        "INSERT INTO dossier (id, namespace_id, code, source_id, snapshot_id,"
        " fingerprint, told, unit_id, receiving_unit_id, status, received_at)"
        f" SELECT 99, {added}, code, 1, 1, 1, 3, unit_id, receiving_unit_id, status,"
        " received_at FROM dossier WHERE code = 'A1'"
    )
    answer = sqlite_office.run("correct", "A1", "due_at=", *WHY)
    assert answer.code == 2
    assert "--namespace" in answer.err
    assert sqlite_office.run("correct", "A1", "due_at=", *WHY, "--namespace", "riêng").code == 2
    assert sqlite_office.run("correct", "A1", "due_at=", *WHY, "--namespace", "national").code == 0


def test_what_a_source_makes_impossible_later_is_suspended_not_lost(office, tmp_path):
    def load(name: str, at: str, **told: str) -> None:
        office.load(as_csv(tmp_path / name, [row("A1", **told)]), "--as-of", at)

    load("1.csv", "2024-02-29", finished="09/01/2024")
    corrected(office, "A1", "finished_at=")
    load("2.csv", "2024-03-31", finished="09/01/2024", status="Đã xử lý xong")
    assert listed(office)[0]["state"] == "suspended"
    assert office.dossiers()["A1"]["finished_at"].startswith("2024-01-09")
    office.recount()
    load("3.csv", "2024-04-30", finished="09/01/2024", status="Được tiếp nhận")
    assert listed(office)[0]["state"] == "holds"
    assert office.dossiers()["A1"]["finished_at"] is None


def test_taking_back_one_that_others_rest_on_is_refused(office, tmp_path):
    office.load(as_csv(tmp_path / "1.csv", [done("A1")]), "--as-of", "2024-03-31")
    corrected(office, "A1", "finished_at=", "returned_at=10/01/2024")
    numbers = {one["field"]: str(one["id"]) for one in listed(office)}
    answer = office.run("corrections", "withdraw", numbers["returned_at"], "--reason", "x")
    assert answer.code == 2
    assert "không kỳ nào đếm" in answer.err
    assert len(listed(office)) == 2
    both = office.run("corrections", "withdraw", *numbers.values(), "--reason", "x")
    assert both.code == 0


def test_other_wordings_lead_a_correction_to_its_entry(office, tmp_path):
    units = "code,name,level,parent,valid_from,valid_to,successors,aliases"
    rows = [row("A1"), row("A2", unit="UBND xã Bình Thử"), row("A3", unit="Bình Thử xã")]
    office.load(as_csv(tmp_path / "1.csv", rows), "--as-of", AS_OF)
    corrected(office, "A1", "unit=UBND xã Bình Thử")
    corrected(office, "A2", "unit=UBND xã An Thử", "receiving_unit=Bình Thử xã")
    catalogue = lines(tmp_path / "u.csv", units, "H98.02,UBND xã Bình Thử Mới,commune,,,,,")
    assert office.run("catalogue", "units", catalogue).code == 0
    for wording in ("UBND xã Bình Thử", "Bình Thử xã"):
        answer = office.run("catalogue", "alias", "units", wording, "H98.02")
        assert answer.code == 0, answer.err
    told = office.by("unit", "received", "--as-of", AS_OF)
    assert told == {"UBND xã Bình Thử Mới": 2, "UBND xã An Thử": 1}
    assert {one["said"] for one in listed(office)} == {"UBND xã An Thử", "UBND xã Bình Thử Mới"}
    office.recount()
    before = whole(office.engine)
    rebuild(job_of(office))
    now = whole(office.engine)
    before.pop("finding"), now.pop("finding")  # wordings that are known by now are none
    assert differing(now, before) == {}


def test_a_unit_that_no_file_speaks_of_is_counted_once_a_dossier_is_its_own(office, tmp_path):
    units = "code,name,level,parent,valid_from,valid_to,successors,aliases"
    catalogue = lines(tmp_path / "u.csv", units, "H98.09,UBND xã Không Tệp,commune,,,,,")
    assert office.run("catalogue", "units", catalogue).code == 0
    for name, day in (("Bình Thử", "01"), ("Cam Thử", "15"), ("An Thử", "20")):
        rows = [row(f"{name[0]}{number}", unit=f"UBND xã {name}") for number in range(2)]
        office.load(as_csv(tmp_path / f"{day}.csv", rows), "--as-of", f"2024-02-{day}")
    corrected(office, "C0", "unit=H98.09")
    assert office.measures()["open"] == 6
    assert office.by("unit", "open")["UBND xã Không Tệp"] == 1
    office.verify()


def test_a_procedures_new_limit_reaches_corrected_dossiers(office, tmp_path, file):
    procedures = "code,name,area,service_level,limit_working_days,aliases"
    office.load(file, "--as-of", AS_OF)
    corrected(office, "A1", "received_at=03/01/2024", "area=")
    catalogue = lines(tmp_path / "p.csv", procedures, "1.000001,Đăng ký thử,Tư pháp,4,3,")
    assert office.run("catalogue", "procedures", catalogue).code == 0
    office.recount()
    before = whole(office.engine)
    rebuild(job_of(office))
    now = whole(office.engine)
    before.pop("finding"), now.pop("finding")
    assert differing(now, before) == {}


def test_lists_joined_on_the_code_leave_a_correction_alone(office, other, tmp_path, file):
    letters = "Mã hồ sơ,Số phiếu,Ngày ký phiếu,Ngày hẹn trả cũ,Ngày hẹn trả mới"
    said = lines(tmp_path / "l.csv", letters, "A2,01/PXL,08/01/2024,,20/01/2024")
    for one in (office, other):
        one.load(file, "--as-of", AS_OF)
    corrected(office, "A2", "finished_at=20/01/2024", "step_due_at=12/01/2024")
    for one in (office, other):
        one.load(said, "--as-of", AS_OF)
    assert office.dossiers()["A2"]["step_due_at"].startswith("2024-01-12")
    assert office.measures("--as-of", AS_OF)["late_with_apology"] == 1
    office.recount()
    for one in listed(office):
        office.run("corrections", "withdraw", str(one["id"]), "--reason", "x")
    assert differing(whole(office.engine), whole(other.engine)) == {}


KILLED_AT = ("ledger_writer.put_away", "kept.add", "state.next_data_version")

DIES = """
import os, signal, sys
from etl import correcting
from onestop import cli
where, _, step = {step!r}.partition(".")
setattr(getattr(correcting, where), step, lambda *_: os.kill(os.getpid(), signal.SIGKILL))
sys.argv = ["onestop", "correct", "A2", "finished_at=09/01/2024", "--reason", "x"]
cli.run()
"""


@pytest.mark.parametrize("step", KILLED_AT)
def test_whoever_is_killed_while_correcting_leaves_the_store_as_it_was(office, file, step):
    office.load(file, "--as-of", AS_OF)
    before = whole(office.engine)
    process = subprocess.run(
        [sys.executable, "-c", DIES.format(step=step)],
        env={**os.environ, **office.settings},
        capture_output=True,
    )
    assert process.returncode == -signal.SIGKILL, process.stderr
    settled(office)
    assert differing(whole(office.engine), before) == {}
    assert listed(office) == []
    corrected(office, "A2", "finished_at=09/01/2024")
    office.recount()


def test_who_corrected_stands_in_the_record(office, file):
    office.load(file, "--as-of", AS_OF)
    corrected(office, "A2", "finished_at=09/01/2024")
    with reading(office.engine):
        told = office.rows("SELECT act, what FROM audit_record ORDER BY id")
    assert ("correct", "A2") in told
