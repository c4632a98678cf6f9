"""What is particular to workbooks."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest

from etl.read_file import read
from tests.fixtures.files_tables import (
    ROWS,
    as_ods,
    as_xls,
    as_xlsb,
    as_xlsx,
    cells_of,
    snapshot,
)


def body(path, first_row=0):
    (sheet,) = read(snapshot(path))
    return cells_of(sheet.read_body(first_row, 1000))


def test_row_numbers_are_those_of_the_file_below_leading_blank_rows(tmp_path):
    blank = [["", "", ""]] * 4
    path = as_xlsx(tmp_path / "a", [*blank, ["", "Mã hồ sơ", "Lĩnh vực"], ["", "H1", "Đất đai"]])
    (sheet,) = read(snapshot(path))
    assert sheet.head == [*blank, ["", "Mã hồ sơ", "Lĩnh vực"], ["", "H1", "Đất đai"]]
    assert cells_of(sheet.read_body(5, 10)) == [(6, "", "H1", "Đất đai")]


def test_numbers_dates_and_bools_come_as_they_are_stored(tmp_path):
    day = dt.datetime(2024, 2, 15, 17, 0)
    path = as_xlsx(tmp_path / "a", [["a", "b", "c"], [45266.5, day, True]])
    assert body(path, 1) == [(2, 45266.5, day, True)]


def test_merged_ranges_are_told_and_filled_at_the_top_left_only(tmp_path):
    path = as_xlsx(tmp_path / "a", [["Tiêu đề", "", ""], *ROWS], merges=("A1:C1",))
    (sheet,) = read(snapshot(path))
    assert sheet.merges == [(0, 0, 0, 2)]
    assert sheet.head[0][:3] == ["Tiêu đề", "", ""]


@pytest.mark.parametrize("write", [as_xls, as_xlsb])
def test_an_error_cell_of_a_binary_workbook_keeps_its_text(tmp_path, write):
    path = write(tmp_path / "a", [["a", "b", "c"], ["H1", "#REF!", "x"], ["H2", "", "y"]])
    assert body(path, 1) == [(2, "H1", "#REF!", "x"), (3, "H2", "", "y")]


def test_an_error_cell_of_an_xlsx_keeps_its_text(tmp_path):
    path = as_xlsx(tmp_path / "a", [["a", "b", "c"], ["H1", "#N/A", "x"]])
    assert body(path, 1) == [(2, "H1", "#N/A", "x")]


def test_an_error_cell_of_an_ods_keeps_its_text(tmp_path):
    path = as_ods(tmp_path / "a", [["a", "b", "c"], ["H1", "ERR", "x"], ["H2", "y", "z"]])
    plain = b'office:value-type="string"><text:p>ERR'
    error = (
        b'office:value-type="string" office:string-value=""'
        b' calcext:value-type="error"><text:p>#REF!'
    )
    replace_in_zip(path, "content.xml", plain, error)
    assert body(path, 1) == [(2, "H1", "#REF!", "x"), (3, "H2", "y", "z")]


def test_a_formula_never_calculated_is_told_as_its_formula(tmp_path):
    path = as_xlsx(tmp_path / "a", [["a", "b", "c"], ["H1", "=A1&B1", "x"]])
    assert body(path, 1) == [(2, "H1", "=A1&B1", "x")]


def test_a_calculated_formula_gives_its_value(tmp_path):
    path = as_xlsx(tmp_path / "a", [["a", "b", "c"], ["H1", "=1+1", "x"]])
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</f><v/>", b"</f><v>2</v>")
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</f><v />", b"</f><v>2</v>")
    replace_in_zip(path, "xl/worksheets/sheet1.xml", b"</f><v></v>", b"</f><v>2</v>")
    assert body(path, 1) == [(2, "H1", 2.0, "x")]


def test_a_hidden_sheet_is_read_only_when_no_visible_one_holds_a_table(tmp_path):
    for visible, names in ((ROWS, ["Sheet"]), ([["Ghi chú"]], ["Sheet", "Ẩn"])):
        book = openpyxl.Workbook()
        hidden = book.create_sheet("Ẩn")
        hidden.sheet_state = "hidden"
        for row in visible:
            book.active.append(row)
        for row in ROWS:
            hidden.append(row)
        book.save(tmp_path / "a.xlsx")
        assert [sheet.name for sheet in read(snapshot(tmp_path / "a.xlsx"))] == names


def replace_in_zip(path, part, old, new):
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)
