"""Every bad file of the brief gets a sentence: which file, where, what to do."""

from __future__ import annotations

import struct
import zipfile

import openpyxl
import pytest

from etl.read_file import read
from etl.snapshots import expand
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import ROWS, as_csv, as_xls, as_xlsx


def problem_of(path):
    """The sentence for a file, wherever on the way through the readers it comes."""
    (found,) = expand([str(path)], path.parent / "kept")
    if isinstance(found, UnreadableFileError):
        return str(found)
    with pytest.raises(UnreadableFileError) as caught:
        [list(sheet.read_body(0, 1000)) for sheet in read(found, paths=("a",))]
    return str(caught.value)


def protected_xls(path):
    data = bytearray(as_xls(path, ROWS).read_bytes())
    first = data.index(b"\x09\x08")
    after = first + 4 + struct.unpack_from("<H", data, first + 2)[0]
    data[after : after + 2] = b"\x2f\x00"
    path.write_bytes(data)


def protected_xlsx(path):
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + name)


def cut_xlsx(path):
    data = as_xlsx(path, ROWS).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def damaged_xlsx(path):
    sheet_xml(path, b"<worksheet><sheetData><row r='1'><c")


def bomb_xlsx(path):
    sheet_xml(path, b"<worksheet>" + b" " * (60 << 20))


def endless_xlsx(path):
    first = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    last = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    sheet_xml(path, b"<worksheet><sheetData>" + first + last + b"</sheetData></worksheet>")


def image_only(path):
    openpyxl.Workbook().save(path)


def blank_cells(path):
    as_xlsx(path, [[" ", "\u00a0", " "]] * 3)


def sheet_xml(path, content):
    with zipfile.ZipFile(as_xlsx(path, ROWS)) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    parts["xl/worksheets/sheet1.xml"] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            target.writestr(name, data)


def bytes_of(data):
    return lambda path: path.write_bytes(data)


BAD = {
    "protected xls": (protected_xls, "mật khẩu"),
    "protected xlsx": (protected_xlsx, "mật khẩu"),
    "cut xlsx": (cut_xlsx, "hỏng"),
    "damaged xlsx": (damaged_xlsx, "hỏng|không trang tính"),
    "bomb xlsx": (bomb_xlsx, "bom nén"),
    "endless xlsx": (endless_xlsx, "vùng ô quá lớn"),
    "image only": (image_only, "không trang tính nào"),
    "blank cells": (blank_cells, "không trang tính nào"),
    "empty": (bytes_of(b""), "rỗng"),
    "pdf": (bytes_of(b"%PDF-1.7 ..."), "PDF"),
    "picture": (bytes_of(b"\x89PNG\r\n\x1a\n"), "ảnh"),
    "program": (bytes_of(b"MZ\x90\0\x03\0"), "chương trình"),
    "torn csv": (bytes_of(b"a,b,c\n1,2,3\n4,"), "cắt giữa chừng"),
    "bad json": (bytes_of(b'[{"a": 1}, {"a": }]'), "phần tử thứ 2"),
    "prose": (bytes_of(b"hello world\n"), "không nhận ra"),
    "xml": (bytes_of(b"<?xml version='1.0'?><a/>"), "XML"),
}


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_file_gets_a_sentence_with_its_name_and_what_to_do(tmp_path, bad):
    make, expected = BAD[bad]
    path = tmp_path / "tệp.xlsx"
    make(path)
    sentence = problem_of(path)
    assert sentence.startswith(str(path))
    assert any(word in sentence for word in expected.split("|")), sentence
    assert "Hãy" in sentence


def test_a_declared_area_of_a_whole_sheet_with_few_cells_is_read(tmp_path):
    path = tmp_path / "a.xlsx"
    cells = b'<dimension ref="A1:XFD1048576"/><sheetData><row r="2"><c r="B2"><v>7</v></c></row>'
    blank = b'<row r="1048576"><c r="XFD1048576" s="0"/></row></sheetData></worksheet>'
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet_xml(path, b"<worksheet " + space + b">" + cells + blank)
    (found,) = expand([str(path)], tmp_path / "kept")
    (sheet,) = read(found)
    (chunk,) = sheet.read_body(0, 10)
    assert (chunk.rows.tolist(), chunk.columns[1].values) == ([2], [7.0])


def test_the_other_files_are_still_read_beside_a_bad_one(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    as_csv(tmp_path / "b.csv", ROWS)
    bad, good = expand([str(tmp_path)], tmp_path / "kept")
    assert isinstance(bad, UnreadableFileError)
    assert len(read(good)) == 1
