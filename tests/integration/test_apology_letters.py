"""Apology letters on both engines: who needs one, which is in time, none written twice.

T is Wednesday 10/4/2024, 17:00. What is due on 9/4 is overdue, on 12/4 due within two days.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import docx
import pytest

from onestop.domain.period import parse_instant
from onestop.reports.letters_fields import FIELDS
from onestop.reports.letters_written import LetterTemplate
from onestop.settings import shipped_config
from onestop.storage.engine import reading, writing
from onestop.storage.letters_made import LetterMade, highest_number, keep_letters, letters_made
from tests.fixtures.worlds import as_csv, done, lines, row


AT = "2024-04-10T17:00"
LETTERS = "Mã hồ sơ,Số phiếu,Ngày ký phiếu,Ngày hẹn trả cũ,Ngày hẹn trả mới"

HOSTILE = 'Cấp giấy A & B <w:p> = "1+1" \U0001f600 {{ code }}'

LATE, SOON, LATER = "09/04/2024", "12/04/2024", "15/04/2024"

DOSSIERS = [
    row("QUA-HAN-1", due=LATE, procedure=HOSTILE, procedure_code="1.000009"),
    row("QUA-HAN-TRUOC-1", due=LATE),
    row("QUA-HAN-SAU-1", due=LATE),
    row("HEN-HAI-LAN-1", due=LATE),
    row("SAP-DEN-1", due=SOON),
    row("XA-KHAC-1", due=SOON, unit="UBND xã Bình Thử"),
    row("CON-LAU-1", due=LATER),
    row("TAM-DUNG-1", due=LATE, status="Yêu cầu bổ sung giấy tờ"),
    done("DA-XONG-1", due=LATE, finished="10/04/2024"),
]
KNOWN = (
    "QUA-HAN-TRUOC-1,01/PXL,08/04/2024,09/04/2024,20/04/2024",
    "QUA-HAN-SAU-1,02/PXL,09/04/2024,09/04/2024,20/04/2024",
    "HEN-HAI-LAN-1,03/PXL,01/04/2024,02/04/2024,09/04/2024",
    "HEN-HAI-LAN-1,04/PXL,08/04/2024,09/04/2024,20/04/2024",
)


@pytest.fixture
def filled(office, tmp_path):
    office.load(as_csv(tmp_path / "d.csv", DOSSIERS), "--as-of", AT)
    office.load(lines(tmp_path / "l.csv", LETTERS, *KNOWN), "--as-of", AT)
    return office


@pytest.fixture
def folder(tmp_path) -> Path:
    (tmp_path / "phieu").mkdir()
    return tmp_path / "phieu"


def listed(office, *more: str) -> dict[str, dict]:
    answer = office.run("apologies", "--as-of", AT, "--format", "json", *more)
    assert answer.code == 0, answer.err
    return {one["code"]: one for one in answer.json["rows"]}


def written(office, *more: str) -> list[dict]:
    answer = office.run("apologies", "--as-of", AT, "--format", "json", *more)
    assert answer.code == 0, answer.err
    return answer.json["written"]


def said(file: Path) -> str:
    paper = docx.Document(file)
    cells = [cell for table in paper.tables for row in table.rows for cell in row.cells]
    parts = [*paper.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return "\n".join(part.text for part in parts)


def test_open_dossiers_that_are_or_will_be_late_are_listed_with_their_letters(filled):
    found = listed(filled)
    assert {code: (one["is_late"], one["letter"]) for code, one in found.items()} == {
        "QUA-HAN-1": (True, "none"),
        "QUA-HAN-TRUOC-1": (True, "in_time"),
        "QUA-HAN-SAU-1": (True, "after"),
        "HEN-HAI-LAN-1": (True, "in_time"),
        "SAP-DEN-1": (False, "none"),
        "XA-KHAC-1": (False, "none"),
    }


def test_the_last_day_for_a_letter_is_the_day_before_the_due_day(filled):
    found = listed(filled)
    assert found["SAP-DEN-1"]["last_day"] == "2024-04-11"
    assert found["QUA-HAN-1"]["last_day"] is None


def test_a_date_moved_more_than_once_is_counted(filled):
    assert listed(filled)["HEN-HAI-LAN-1"]["reschedule_count"] == 2
    units = filled.run("apologies", "--as-of", AT, "--format", "json").json["units"]
    by_unit = {one.pop("unit"): one for one in units}
    assert by_unit["UBND xã An Thử"] == {
        "late": 4,
        "soon": 1,
        "in_time": 2,
        "after": 1,
        "none": 2,
        "made": 0,
        "moved_twice": 1,
    }


def test_how_far_ahead_is_asked_in_working_days(filled):
    """Saturday and Sunday lie between 12/4 and 15/4."""
    assert "SAP-DEN-1" not in listed(filled, "--due-within", "1")
    assert "CON-LAU-1" in listed(filled, "--due-within", "3")


def test_a_unit_is_asked_alone(filled):
    assert set(listed(filled, "--unit", "UBND xã Bình Thử")) == {"XA-KHAC-1"}


def test_letters_are_written_numbered_and_dated(filled, folder):
    made = written(filled, "--write", str(folder), "--first-number", "12")
    assert [one["number"] for one in made] == ["12/PXL", "13/PXL", "14/PXL"]
    assert [one["code"] for one in made] == ["QUA-HAN-1", "SAP-DEN-1", "XA-KHAC-1"]
    assert sorted(one.name for one in folder.iterdir()) == [one["file"] for one in made]
    letter = said(folder / made[0]["file"])
    for part in ("Số: 12/PXL", "QUA-HAN-1", "09/04/2024", "Kính gửi: ……", "XÃ AN THỬ", HOSTILE):
        assert part in letter


def test_the_new_date_lies_so_many_working_days_after_the_due_day_or_today(filled, folder):
    """18/4/2024 (10/3 lunar) is a holiday."""
    made = {one["code"]: one for one in written(filled, "--write", str(folder), "--postpone", "3")}
    assert made["QUA-HAN-1"]["rescheduled_to"] == parse_instant("2024-04-15T17:00")
    assert made["SAP-DEN-1"]["rescheduled_to"] == parse_instant("2024-04-17T17:00")
    assert "17/04/2024" in said(folder / made["SAP-DEN-1"]["file"])


def test_no_letter_is_written_twice_unless_asked_for(filled, folder):
    assert len(written(filled, "--write", str(folder))) == 3
    assert written(filled, "--write", str(folder)) == []
    told = filled.run("apologies", "--as-of", AT, "--write", str(folder))
    assert "3 hồ sơ đã lập phiếu trước đó" in told.out
    again = written(filled, "--write", str(folder), "--again")
    assert [one["number"] for one in again] == ["4/PXL", "5/PXL", "6/PXL"]


def test_what_was_made_is_shown_and_counted(filled, folder):
    written(filled, "--write", str(folder))
    assert listed(filled)["QUA-HAN-1"]["made_number"] == "1/PXL"
    assert "Đã lập" in filled.run("apologies", "--as-of", AT).out


def test_a_letter_that_is_known_as_sent_is_no_longer_only_made(filled, folder, tmp_path):
    written(filled, "--write", str(folder))
    sent = lines(tmp_path / "s.csv", LETTERS, "SAP-DEN-1,2/PXL,10/04/2024,12/04/2024,19/04/2024")
    filled.load(sent, "--as-of", AT)
    assert listed(filled)["SAP-DEN-1"]["letter"] == "in_time"
    units = filled.run("apologies", "--as-of", AT, "--format", "json").json["units"]
    assert sum(one["made"] for one in units) == 2


def test_letters_made_outlive_a_rebuild(filled, folder):
    written(filled, "--write", str(folder))
    assert filled.run("rebuild").code == 0
    assert listed(filled)["QUA-HAN-1"]["made_number"] == "1/PXL"
    assert written(filled, "--write", str(folder)) == []


def test_letters_come_as_one_file_too_each_on_a_page_of_its_own(filled, tmp_path):
    merged = tmp_path / "gop.docx"
    assert len(written(filled, "--merged", str(merged))) == 3
    paper = docx.Document(merged)
    assert len(paper.sections) == 3
    text = said(merged)
    assert [text.count(f"Số: {n}/PXL") for n in (1, 2, 3)] == [1, 1, 1]
    assert HOSTILE in text


def test_a_file_that_is_there_is_not_overwritten(filled, folder):
    (folder / "0001-PXL-QUA-HAN-1.docx").write_text("của người khác", encoding="utf-8")
    refused = filled.run("apologies", "--as-of", AT, "--write", str(folder))
    assert refused.code == 2
    assert "0001-PXL-QUA-HAN-1.docx" in refused.err
    assert listed(filled)["QUA-HAN-1"]["made_number"] is None


@pytest.mark.parametrize(
    "more",
    [
        ("--write", "khong-co"),
        ("--merged", "khong-co/a.docx"),
        ("--merged", "a.doc"),
        ("--again",),
        ("--first-number", "3"),
        ("--unit", "UBND xã Ann Thử"),
        ("--due-within", "-1"),
    ],
)
def test_a_place_or_number_that_makes_no_sense_is_refused(filled, more):
    refused = filled.run("apologies", "--as-of", AT, *more)
    assert refused.code == 2
    assert refused.err.strip()


def test_an_empty_store_says_what_to_do(office):
    refused = office.run("apologies")
    assert refused.code == 2
    assert "onestop import" in refused.err


def own_template(folder: Path, body: str, foot: str = "") -> str:
    (folder / "config" / "templates").mkdir(parents=True)
    paper = docx.Document()
    paper.add_paragraph(body)
    paper.sections[0].footer.paragraphs[0].text = foot
    paper.save(folder / "config" / "templates" / "apology.docx")
    return str(folder / "config")


def test_the_offices_own_letter_is_the_one_that_is_filled(filled, folder, tmp_path):
    config = own_template(tmp_path, "PHIẾU ĐỀ NGHỊ GIA HẠN: {{ code }}", "Trang 1")
    arguments = ("apologies", "--as-of", AT, "--write", str(folder))
    assert filled.run(*arguments, ONESTOP_CONFIG_DIR=config).code == 0
    assert said(folder / "0001-PXL-QUA-HAN-1.docx") == "PHIẾU ĐỀ NGHỊ GIA HẠN: QUA-HAN-1"


@pytest.mark.parametrize(
    ("body", "foot", "told"),
    [("{{ codee }}", "", "gần nhất: code"), ("{{ code }}", "{{ number }}", "chân trang")],
)
def test_a_field_that_cannot_be_filled_is_refused_before_anything_is_written(
    filled, folder, tmp_path, body, foot, told
):
    config = own_template(tmp_path, body, foot)
    arguments = ("apologies", "--as-of", AT, "--write", str(folder))
    refused = filled.run(*arguments, ONESTOP_CONFIG_DIR=config)
    assert refused.code == 2
    assert told in refused.err
    assert list(folder.iterdir()) == []


def made(number: str, at: str, dossier_id: int = 1) -> LetterMade:
    return LetterMade(dossier_id, "quoc-gia", "A", number, parse_instant(at), None, "a.docx")


def test_the_newest_letter_of_a_dossier_is_the_one_that_is_known(office):
    with writing(office.engine) as connection:
        first, second = made("1/PXL", "2024-01-05"), made("9/PXL", "2024-02-05")
        assert keep_letters(connection, [first, second, made("3/PXL", "2024-03-05", 2)]) == 3
    with reading(office.engine) as connection:
        assert letters_made(connection, [1]) == {1: second}
        assert letters_made(connection, range(3000)).keys() == {1, 2}


def test_numbers_begin_anew_with_the_year(office):
    with writing(office.engine) as connection:
        keep_letters(connection, [made("41/PXL", "2023-12-30"), made("7/PXL", "2024-01-05")])
    with reading(office.engine) as connection:
        assert highest_number(connection, parse_instant("2024-01-01T00:00")) == 7
        assert highest_number(connection, parse_instant("2025-01-01T00:00")) == 0


@pytest.mark.needs("lowriter")
def test_libreoffice_prints_each_letter_on_a_page(tmp_path):
    template = LetterTemplate(shipped_config() / "templates" / "apology.docx")
    values = [{**dict.fromkeys(FIELDS, "x"), "number": f"{n}/PXL"} for n in range(5)]
    (tmp_path / "gop.docx").write_bytes(template.letters(values))
    profile = f"-env:UserInstallation=file://{(tmp_path / 'profile').as_posix()}"
    command = ["lowriter", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    place = str(tmp_path / "gop.docx")
    subprocess.run([*command, place], env=environment, capture_output=True, check=True)
    pages = re.findall(rb"/Type\s*/Page\b", (tmp_path / "gop.pdf").read_bytes())
    assert len(pages) == 5


def test_the_json_of_letters_can_be_read_back(filled):
    answer = filled.run("apologies", "--as-of", AT, "--format", "json")
    assert json.loads(answer.out)["due_within"] == 2
    table = filled.run("apologies", "--as-of", AT, "--format", "csv")
    assert table.out.splitlines()[0].startswith("code,unit,procedure")
