"""Tables of totals as systems print them: merged headings, groups, totals, numbers as text."""

from __future__ import annotations

import openpyxl
import pytest

from etl.aggregate_layouts import load_layouts
from etl.aggregate_lines import count_of, percent_of
from etl.aggregate_tables import read_tables
from onestop.domain.aggregate_checks import faults_of
from onestop.domain.aggregates import GROUP, ROW, TOTAL
from onestop.domain.errors import DeclarationError, UnreadableFileError
from onestop.domain.period import day_of
from onestop.settings import shipped_config


SHIPPED = shipped_config() / "aggregates"

EPAR = """<html><table border="1">
<tr><td colspan="13"><strong>BÁO CÁO<br>Từ ngày 15/12/2023 đến ngày 14/3/2024</strong></td></tr>
<tr><td rowspan="2">STT</td><td rowspan="2">Lĩnh vực</td><td rowspan="2">Tiếp nhận</td>
 <td colspan="2">Đang giải quyết</td><td colspan="4">Đã giải quyết</td>
 <td colspan="2">Tạm Dừng</td><td colspan="2">Hủy hồ sơ</td>
 <td rowspan="2">Tỷ lệ trả sớm và đúng hạn</td></tr>
<tr><td>Chưa đến hạn</td><td>Quá hạn</td><td>Chờ trả</td><td>Sớm hạn</td><td>Đúng hạn</td>
 <td>Quá hạn</td><td>Bổ sung HS</td><td>Thực hiện NVTC</td><td>Từ chối</td>
 <td>Công dân rút</td></tr>
<tr><td>1</td><td>Hộ tịch</td><td>1.234</td><td>10</td><td>2</td><td>5</td><td>1.000</td>
 <td>100</td><td>100</td><td>3</td><td>4</td><td>-</td><td>1</td><td>91,7%</td></tr>
<tr><td>2</td><td>Đất đai</td><td>20</td><td></td><td>1</td><td>0</td><td>9</td><td>10</td>
 <td>1</td><td></td><td>1</td><td>0</td><td>0</td><td>90%</td></tr>
<tr><td colspan="2">Tổng số</td><td>1.254</td><td>10</td><td>3</td><td>5</td><td>1.009</td>
 <td>110</td><td>101</td><td>3</td><td>5</td><td>0</td><td>1</td><td>91,7%</td></tr>
</table></html>"""

UNITS = [
    ["STT", "Đơn vị", "Tiếp nhận", "", "", "", "", "Đã xử lý", "", "", "", "Đang xử lý", ""],
    ["", "", "Tổng số", "Kỳ trước", "Trong kỳ", "Qua mạng", "Qua BCCI", "Trước hạn", "Đúng hạn",
     "Quá hạn", "Tỷ lệ đúng hạn (%)", "Trong hạn", "Quá hạn"],
    ["A", "B", *range(1, 12)],
    ["I", "Cấp huyện"],
    [1, "Phòng Một", 10, 2, 8, 1, 0, 5, 2, 1, 87.5, 1, 1],
    [2, "Phòng Hai", 4, 0, 4, 0, 0, 3, 1, 0, 100, 0, 0],
    ["", "Cộng", 14, 2, 12, 1, 0, 8, 3, 1, 91.67, 1, 1],
    ["II", "Cấp xã"],
    [1, "Xã Ba", 5, 1, 4, 2, 1, 2, 1, 1, "75,0", 1, 0],
    ["", "Cộng", 5, 1, 4, 2, 1, 2, 1, 1, "75,0", 1, 0],
    ["", "TỔNG CỘNG", 19, 3, 16, 3, 1, 10, 4, 2, "87,5 %", 2, 1],
    ["", "Ghi chú: số liệu lấy từ phần mềm"],
]  # fmt: skip


@pytest.fixture(scope="module")
def layouts():
    return load_layouts([SHIPPED])


def workbook(path, rows, merges=()):
    book = openpyxl.Workbook()
    for cells in rows:
        book.active.append([cell if cell != "" else None for cell in cells])
    for cells in merges:
        book.active.merge_cells(cells)
    book.save(path)
    return path


def test_an_epar_table_is_read_from_html_called_xls(tmp_path, layouts):
    path = tmp_path / "bao cao.xls"
    path.write_text(EPAR, encoding="utf-8")
    table = read_tables(path, layouts)[0]
    assert (table.layout.code, table.by) == ("epar-1", "area")
    assert (str(day_of(table.first)), str(day_of(table.end))) == ("2023-12-15", "2024-03-15")
    first, second, total = table.lines
    assert [line.kind for line in table.lines] == [ROW, ROW, TOTAL]
    assert first.values == {
        "received": 1234, "open_in_time": 10, "open_overdue": 2, "waiting_to_return": 5,
        "early": 1000, "on_time": 100, "late": 100, "paused": 7, "refused": 0, "withdrawn": 1,
        "in_time_share": 91.7,
    }  # fmt: skip
    assert (second.values["open_in_time"], second.values["paused"]) == (0, 1)  # a blank is 0
    assert total.values["received"] == 1254
    told = {(one.kind, one.name, one.figure) for one in faults_of(table)}
    assert told == {("share", "Đất đai", "in_time_share")}  # 19 of 20 are 95 %


def test_a_table_by_unit_has_groups_sums_and_a_last_total(tmp_path, layouts):
    path = workbook(tmp_path / "t.xlsx", UNITS, ("A1:A2", "B1:B2", "C1:G1", "H1:K1", "L1:M1"))
    table = read_tables(path, layouts)[0]
    assert (table.layout.code, table.by) == ("tan-dan-units", "unit")
    lines = [(line.kind, line.name, line.group) for line in table.lines]
    assert lines == [
        (GROUP, "Cấp huyện", ""),
        (ROW, "Phòng Một", "Cấp huyện"),
        (ROW, "Phòng Hai", "Cấp huyện"),
        (TOTAL, "Cộng", "Cấp huyện"),
        (GROUP, "Cấp xã", ""),
        (ROW, "Xã Ba", "Cấp xã"),
        (TOTAL, "Cộng", "Cấp xã"),
        (TOTAL, "TỔNG CỘNG", ""),
    ]
    assert table.lines[1].values["late"] == 1
    assert table.lines[1].values["open_overdue"] == 1  # the other “Quá hạn”
    assert faults_of(table) == ()


def test_headings_without_merged_cells_are_understood_too(tmp_path, layouts):
    table = read_tables(workbook(tmp_path / "t.xlsx", UNITS), layouts)[0]
    assert (table.layout.code, len(table.figures)) == ("tan-dan-units", 11)


def test_sums_that_do_not_hold_are_told_with_their_parts(tmp_path, layouts):
    rows = [list(row) for row in UNITS]
    rows[4][2] = 11  # Phòng Một, Tổng số
    rows[10][5] = 4  # TỔNG CỘNG, Qua mạng
    table = read_tables(workbook(tmp_path / "t.xlsx", rows), layouts)[0]
    told = {(one.kind, one.name, one.figure, one.told, one.should) for one in faults_of(table)}
    assert told == {
        ("across", "Phòng Một", "in", 11, 10),
        ("down", "Cộng", "in", 14, 15),
        ("down", "TỔNG CỘNG", "in", 19, 20),
        ("down", "TỔNG CỘNG", "online", 4, 3),
    }


def test_a_cell_that_is_no_count_is_told_and_not_read_as_zero(tmp_path, layouts):
    rows = [list(row) for row in UNITS]
    rows[4][3], rows[5][4], rows[8][2] = 1.5, "bốn", "=SUM(D9:E9)"
    table = read_tables(workbook(tmp_path / "t.xlsx", rows), layouts)[0]
    values = {line.name: line.values for line in table.lines}
    assert "before" not in values["Phòng Một"]
    assert "received" not in values["Phòng Hai"]
    assert "in" not in values["Xã Ba"]  # a formula nobody has calculated
    assert [one.text for one in table.unread] == ["1.5", "bốn", "=SUM(D9:E9)"]
    assert {one.kind for one in faults_of(table)} >= {"unread"}


def test_the_same_name_twice_is_told(tmp_path, layouts):
    rows = [*UNITS[:6], [3, "Phòng Hai", *UNITS[5][2:]], *UNITS[6:]]
    table = read_tables(workbook(tmp_path / "t.xlsx", rows), layouts)[0]
    assert [(one.name, one.told) for one in faults_of(table) if one.kind == "twice"] == [
        ("Phòng Hai", 2)
    ]


@pytest.mark.parametrize(
    ("cell", "count"),
    [("1.234", 1234), ("1,234", 1234), ("1 234", 1234), ("1.234.567", 1234567), ("-", 0),
     ("–", 0), (7.0, 7), ("12 hồ sơ", 12), ("-3", -3), ("", None), (None, None), ("  ", None)],
)  # fmt: skip
def test_a_count_is_read_as_people_write_it(cell, count, layouts):
    assert count_of(cell, layouts.words.zeros) == count


@pytest.mark.parametrize("cell", ["1.5", "12,34", 1.5, "abc", True, "1.23.456"])
def test_what_is_no_count_is_not_guessed(cell, layouts):
    with pytest.raises(ValueError, match="no number"):
        count_of(cell, layouts.words.zeros)


def test_a_share_knows_how_many_decimals_it_was_told_with():
    assert percent_of("98,2 %", ()) == (98.2, 1)
    assert percent_of("100%", ()) == (100.0, 0)
    assert percent_of(0.982, ()) == (98.2, 1)
    assert percent_of(98.25, ()) == (98.25, 2)
    assert percent_of("", ()) is None


OWN = """
title = "bảng riêng"
at_least = 2
[names]
unit = ["Tên cơ quan"]
[[figure]]
code = "all"
headings = ["Hồ sơ > Nhận"]
counts = ["received"]
[[figure]]
code = "done"
headings = ["Hồ sơ > Xong"]
counts = ["resolved"]
"""


def test_a_layout_of_ones_own_needs_no_code(tmp_path):
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    layouts = load_layouts([SHIPPED, tmp_path])
    rows = [["Tên cơ quan", "Hồ sơ", ""], ["", "Nhận", "Xong"], ["Xã Một", 3, 2], ["Xã Hai", 1, 1]]
    table = read_tables(workbook(tmp_path / "t.xlsx", rows), layouts)[0]
    assert table.layout.title == "bảng riêng"
    assert [line.values for line in table.lines] == [{"all": 3, "done": 2}, {"all": 1, "done": 1}]


@pytest.mark.parametrize(
    ("slip", "told"),
    [
        (('"received"', '"recieved"'), "received"),
        (("[names]", "[name]"), "names"),
        (("unit =", "units ="), "unit"),
        (('code = "done"', 'code = "all"'), "hai lần"),
        (("at_least = 2", "at_least = 9"), "at_least"),
        (('counts = ["resolved"]', 'sums = ["al"]'), "all"),
        (('headings = ["Hồ sơ > Xong"]', "headings = []"), "headings"),
        (('counts = ["resolved"]', 'share = ["all"]'), "share"),
    ],
)
def test_a_slip_in_a_layout_is_told_with_file_and_key(tmp_path, slip, told):
    (tmp_path / "own.toml").write_text(OWN.replace(*slip, 1), encoding="utf-8")
    with pytest.raises(DeclarationError) as error:
        load_layouts([SHIPPED, tmp_path])
    assert "own.toml" in str(error.value)
    assert told in str(error.value)


def test_every_shipped_layout_says_what_its_figures_count(layouts):
    assert {one.code for one in layouts.layouts} == {
        "ii06a", "07a", "766-progress", "epar-1", "tan-dan-units"
    }  # fmt: skip
    for layout in layouts.layouts:
        assert sum(bool(one.counts) for one in layout.figures) >= layout.at_least


def test_an_unknown_table_is_refused_with_its_headings(tmp_path, layouts):
    path = workbook(tmp_path / "t.xlsx", [["Đơn vị", "Cột lạ", "Cột khác"], ["Xã Một", 1, 2]])
    with pytest.raises(UnreadableFileError, match=r"Cột lạ.*config/aggregates"):
        read_tables(path, layouts)
