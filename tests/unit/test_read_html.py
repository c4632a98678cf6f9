"""What is particular to HTML called .xls."""

from __future__ import annotations

import pytest

from etl.read_file import read
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import ROWS, as_html, cells_of, snapshot


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "Danh sách.xls"
    path.write_bytes(text.encode(encoding))
    return snapshot(path)


def table(*rows):
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
def test_a_page_without_charset_is_understood(tmp_path, encoding):
    (sheet,) = read(snapshot(as_html(tmp_path / "a", ROWS, encoding)))
    assert sheet.head[0] == ROWS[0]


def test_a_declared_charset_is_believed_where_the_bytes_are_not_utf8(tmp_path):
    text = '<meta charset="windows-1252">' + table("<td>é</td><td>b</td><td>c</td>")
    (sheet,) = read(written(tmp_path, text, "cp1252"))
    assert sheet.head == [["é", "b", "c"]]


def test_spans_leave_empty_cells_and_are_told_as_merges(tmp_path):
    text = table(
        "<td rowspan=2>Mã</td><td colspan=2>Ngày</td><td rowspan=2>Ghi chú</td>",
        "<td>Nhận</td><td>Trả</td>",
        "<td>H1</td><td>1</td><td>2</td><td>x</td>",
    )
    (sheet,) = read(written(tmp_path, text))
    assert sheet.head == [
        ["Mã", "Ngày", "", "Ghi chú"],
        ["", "Nhận", "Trả", ""],
        ["H1", "1", "2", "x"],
    ]
    assert sheet.merges == [(0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)]


def test_markup_entities_and_line_breaks_become_text(tmp_path):
    cells = (
        "<td> <strong>Ngày giờ</strong><br/>hẹn\n  trả </td><td>A &amp; B</td><td>&nbsp;</td><td>d"
    )
    (sheet,) = read(written(tmp_path, "\ufeff\n <!-- x --><html>" + table(cells)))
    assert sheet.head == [["Ngày giờ\nhẹn trả", "A & B", "", "d"]]


def test_layout_tables_around_and_beside_are_left_out(tmp_path):
    inner = table("<td>a</td><td>b</td><td>c</td>", "<td>1</td><td>2</td><td>3</td>")
    text = table("<td>menu</td><td>x</td>") + table(f"<td>{inner}</td>") + inner
    found = read(written(tmp_path, text))
    assert [sheet.name for sheet in found] == ["bảng 1", "bảng 2"]
    assert cells_of(found[0].read_body(1, 10)) == [(2, "1", "2", "3")]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html><body><form>Đăng nhập</form></body></html>", "không có bảng"),
        ("<html><table><tr><td>a</td><td>b</td><td>c</td></tr><tr><td>1", "cắt giữa chừng"),
    ],
)
def test_a_page_without_a_whole_table_is_refused(tmp_path, text, problem):
    with pytest.raises(UnreadableFileError, match=problem):
        read(written(tmp_path, text))
