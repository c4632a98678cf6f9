"""Whatever a list looks like, its refused rows come back in a workbook that loads."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import datetime

import openpyxl
import pytest

from tests.fixtures.files_tables import as_html, as_ods, as_xls
from tests.fixtures.mending import TITLE, marked, mend, mended, mixed, sent_back
from tests.fixtures.old_text import in_tcvn3
from tests.fixtures.worlds import (
    AS_OF,
    HEADS,
    as_csv,
    as_xlsx,
    many,
    portal,
    portal_dossier,
    row,
    table,
)


def write_csv(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


WRITERS = {"csv": write_csv, "html": as_html, "xls": as_xls, "ods": as_ods}


@pytest.mark.parametrize("kind", WRITERS)
def test_every_kind_of_file_comes_back_as_a_workbook_that_loads(sqlite_office, tmp_path, kind):
    path = tmp_path / f"a.{kind}"
    WRITERS[kind](path, table(mixed()))
    sqlite_office.load(str(path), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target)
    assert sqlite_office.counts(*again) == {"read": 4, "inserted": 4}
    (one, two) = sqlite_office.rows("SELECT as_of, profile FROM snapshot ORDER BY id")
    assert one == two


def test_elements_of_a_json_list_come_back_with_their_paths_and_lists(sqlite_office, tmp_path):
    fees = [{"TenPhiLePhi": "a", "Gia": 10}, {"TenPhiLePhi": "b", "Gia": 0}]
    rows = [portal_dossier(f"J{n}") for n in range(9)]
    rows.append(portal_dossier("B1", TrangThaiHoSo="99", DanhSachLePhi=fees))
    rows.append(portal_dossier("B2", NgayTiepNhan="hôm qua", DanhSachLePhi=fees[1:]))
    path = portal(tmp_path / "a.json", *rows)
    sqlite_office.load(path, "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    _, bad = marked(target)
    assert [cell.value for cell in bad] == ["99", "hôm qua"]
    mend(target, {"99": "4", "hôm qua": "20240103080000"})
    assert sqlite_office.counts(*again) == {"read": 2, "inserted": 2}
    state = sqlite_office.state()
    rows[-2]["TrangThaiHoSo"], rows[-1]["NgayTiepNhan"] = "4", "20240103080000"
    right = portal(tmp_path / "b.json", *rows)
    assert sqlite_office.counts(right, "--as-of", AS_OF) == {"read": 11, "unchanged": 11}
    assert sqlite_office.state() == state


def test_the_groups_above_a_row_go_out_with_it(sqlite_office, tmp_path):
    heads = [text for name, text in HEADS.items() if name not in ("unit", "area", "level")]
    used = [name for name in HEADS if name not in ("unit", "area", "level")]
    lines = [["Danh sách hồ sơ"], heads]
    for unit in ("UBND xã Thử Một", "UBND xã Thử Hai"):
        lines.append([f"Đơn vị: {unit}"])
        for area in ("Hộ tịch", "Đất đai"):
            lines.append([f"Lĩnh vực: {area}"])
            code = f"{unit[-3:]}-{area[:2]}".replace(" ", "")
            for number in range(3):
                one = row(f"{code}{number}1", received="khong ro" if number == 1 else "02/01/2024")
                lines.append([one[name] for name in used])
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    sqlite_office.load(str(tmp_path / "a.xlsx"), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target)
    assert sqlite_office.counts(*again)["inserted"] == 4
    assert sqlite_office.by("unit", "received") == {"UBND xã Thử Một": 6, "UBND xã Thử Hai": 6}
    assert sqlite_office.by("area", "received") == {"Hộ tịch": 6, "Đất đai": 6}


def test_merged_headings_of_two_rows_and_every_sheet_come_back(sqlite_office, tmp_path):
    book = openpyxl.Workbook()
    upper = ["Mã hồ sơ", "Tên TTHC", "Cơ quan giải quyết", "Ngày", None, "Trạng thái"]
    lower = [None, None, None, "tiếp nhận", "hẹn trả", None]
    for name in ("Xã: một", "Xã hai"):
        page = book.create_sheet(name.replace(":", " "))
        for line in (["Sổ theo dõi"], upper, lower):
            page.append(line)
        page.merge_cells("D2:E2")
        for at in "ABCF":
            page.merge_cells(f"{at}2:{at}3")
        for number in range(12):
            received = "khong ro" if number == 5 else "02/01/2024"
            unit, code = "UBND xã An Thử", f"{name[-3:]}-{number:03}"
            page.append([code, "Đăng ký thử", unit, received, "10/01/2024", "Đang xử lý"])
    book.remove(book.active)
    book.save(tmp_path / "a.xlsx")
    path = str(tmp_path / "a.xlsx")
    sqlite_office.load(path, "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    out = openpyxl.load_workbook(target)
    assert out.sheetnames == ["Xã  một", "Xã hai"]
    assert "D3:E3" in {str(one) for one in out["Xã hai"].merged_cells.ranges}
    mend(target)
    assert sqlite_office.counts(*again) == {"read": 2, "inserted": 2}


def test_a_row_that_numbers_the_columns_stays_one(sqlite_office, tmp_path):
    heads, *body = table(mixed())
    numbers = [f"({at})" for at in range(1, len(heads) + 1)]
    book = openpyxl.Workbook()
    for line in (["DANH SÁCH"], [], heads, numbers, *body):
        book.active.append(line)
    book.active.cell(1, 16_000).value = "lạc"
    book.save(tmp_path / "a.xlsx")
    sqlite_office.load(str(tmp_path / "a.xlsx"), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    assert again == [str(target)]
    mend(target)
    told = sqlite_office.load(*again)["totals"]
    assert (told["inserted"], told["rejected"]) == (4, 0)


def test_formula_like_text_and_odd_cells_stay_what_they_were(sqlite_office, tmp_path):
    strange = ["=1+1", "+84 90", "-", "@x", '=HYPERLINK("http://a")', "00123", "x\ny", "é<&>"]
    rows = [row(f"A{n}", status="lạ lắm", procedure=text) for n, text in enumerate(strange)]
    sqlite_office.load(as_csv(tmp_path / "a.csv", [*many(90), *rows]), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    book, _ = marked(target)
    cells = [line[2] for line in book.active.iter_rows(min_row=3)]
    assert [cell.value for cell in cells] == strange
    assert {cell.data_type for line in book.active.iter_rows() for cell in line} <= {"s", "n"}
    mend(target)
    assert sqlite_office.counts(*again)["inserted"] == len(strange)


def test_dates_and_numbers_stay_dates_and_numbers(sqlite_office, tmp_path):
    rows = [row(f"B{n}", received=datetime(2024, 1, 2, 8, 30), due=45301.5) for n in range(20)]
    rows.append(row("B99", received=datetime(2024, 1, 3), due=45302.25, status="lạ lắm"))
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", rows), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target)
    sqlite_office.load(*again)
    state = sqlite_office.state()
    right = as_xlsx(tmp_path / "b.xlsx", mended(rows))
    assert sqlite_office.counts(right, "--as-of", AS_OF) == {"read": 21, "unchanged": 21}
    assert sqlite_office.state() == state


def test_rows_in_an_old_code_come_back_in_unicode(sqlite_office, tmp_path):
    rows = [[in_tcvn3(cell) for cell in line] for line in table(mixed())]
    book = openpyxl.Workbook()
    for line in rows:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    sqlite_office.load(str(tmp_path / "a.xlsx"), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target)
    assert sqlite_office.counts(*again) == {"read": 4, "inserted": 4}


def test_a_profile_that_names_its_heading_rows_keeps_them(sqlite_office, tmp_path):
    profile = """
code = "fixed"
label = "Sổ có dòng tiêu đề cố định"
heading_rows = [3, 3]
required = ["code", "received_at", "status"]
[headings]
code = ["Số hiệu riêng"]
received_at = ["Bắt đầu riêng"]
status = ["Tình hình riêng"]
unit = ["Nơi làm riêng"]
"""
    folder = tmp_path / "own" / "sources"
    folder.mkdir(parents=True)
    (folder / "fixed.toml").write_text(profile, encoding="utf-8")
    lines = [["Sổ"], [], ["Số hiệu riêng", "Bắt đầu riêng", "Tình hình riêng", "Nơi làm riêng"]]
    for number in range(9):
        status = "lạ lắm" if number == 4 else "Đang xử lý"
        lines.append([f"S{number:03}", "02/01/2024", status, "UBND xã An Thử"])
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    book.save(tmp_path / "a.xlsx")
    told = {"ONESTOP_CONFIG_DIR": str(tmp_path / "own")}
    sqlite_office.settings |= told
    sqlite_office.load(str(tmp_path / "a.xlsx"), "--as-of", AS_OF)
    target, again = sent_back(sqlite_office, tmp_path)
    assert again == [str(target)]
    mend(target)
    assert sqlite_office.counts(*again) == {"read": 1, "inserted": 1}


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_an_office_program_may_save_it_as_it_likes(sqlite_office, tmp_path, kind):
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", mixed(), TITLE))
    target, _ = sent_back(sqlite_office, tmp_path)
    mend(target)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    told = [shutil.which("soffice"), home, "--headless", "--convert-to", kind]
    subprocess.run([*told, "--outdir", tmp_path / "saved", target], check=True, capture_output=True)
    saved = str(tmp_path / "saved" / f"sửa.{kind}")
    assert sqlite_office.counts(saved) == {"read": 4, "inserted": 4}
    (one, two) = sqlite_office.rows("SELECT as_of, profile FROM snapshot ORDER BY id")
    assert one == two
