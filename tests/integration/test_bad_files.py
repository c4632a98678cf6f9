"""Every bad file of the brief gets a sentence: which file, where, what to do."""

from __future__ import annotations

import os
import struct
import zipfile
from multiprocessing import Pipe

import openpyxl
import pytest

from etl.ahead import Processes
from etl.files_ahead import WholeAhead
from etl.orders import FileOrder
from etl.read_file import read
from etl.reading import Asked
from etl.recognise import load_sources
from etl.snapshots import expand, snapshot_of
from onestop.domain.errors import UnreadableFileError
from tests.fixtures import worlds
from tests.fixtures.files_tables import ROWS, as_csv, as_xls, as_xlsx
from tests.fixtures.worlds import AS_OF, row


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


def unending_xlsx(path):
    """Blanks that compress no better than a bomb may, and that no reader should gather."""
    cell = b"<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row>"
    sheet_xml(path, cell + b" " * (20 << 20) + b"</sheetData></worksheet>")


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
    "unending xlsx": (unending_xlsx, "hỏng"),
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


@pytest.fixture
def ahead(tmp_path, config_dir):
    """A file that a reader's own process reads: a thousand batches, more than a line holds."""
    path = tmp_path / "lớn.csv"
    worlds.as_csv(path, worlds.many(1_000))
    asked = Asked(load_sources([config_dir]), chunk_rows=1)
    processes = Processes(1, asked.sources)
    order = FileOrder(snapshot_of(path, path.name), asked)
    yield WholeAhead(order, processes.start(order))
    processes.close()


def problem_told_by(opened) -> str:
    with pytest.raises(UnreadableFileError) as caught:
        told_by(opened)
    return str(caught.value)


def test_a_reader_that_is_killed_leaves_a_sentence(ahead):
    assert ahead.lists[0].profile.code == "one-stop-wide"
    ahead._work.reader.process.kill()
    ahead._work.reader.process.join()
    assert problem_told_by(ahead).startswith("lớn.csv: việc đọc tệp bị ngắt giữa chừng")


def test_a_reader_that_is_killed_takes_no_other_file_with_it(ahead):
    order, processes = ahead._order, ahead._work._processes
    behind = WholeAhead(order, processes.start(order))
    ahead._work.reader.process.kill()
    assert problem_told_by(ahead).startswith("lớn.csv: việc đọc tệp bị ngắt giữa chừng")
    assert sum(batch.read for _, batch in told_by(behind)) == 1_000


def told_by(opened) -> list:
    assert opened.lists
    return list(opened.batches("one-stop-wide"))


def test_a_reader_that_is_killed_in_the_middle_of_a_word_leaves_a_sentence(ahead):
    reader = ahead._work.reader
    reader.here.close()
    reader.here, there = Pipe()
    os.write(there.fileno(), struct.pack("!i", 100) + b"half")
    there.close()
    with pytest.raises(UnreadableFileError, match="ngắt giữa chừng"):
        ahead.lists  # noqa: B018


def test_a_profile_that_is_not_there_is_a_usage_error_for_a_large_file_too(
    sqlite_office, tmp_path, monkeypatch, capfd
):
    monkeypatch.setattr("etl.readers.WORTH_A_PROCESS", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    answer = sqlite_office.run(
        "import", worlds.as_csv(tmp_path / "a.csv", [row("A1")]), "--profile", "no"
    )
    assert (answer.code, capfd.readouterr().err) == (2, "")
    assert "không có “no”" in answer.err


def test_a_code_that_is_an_error_or_an_uncalculated_formula_keeps_its_row_out(
    sqlite_office, tmp_path
):
    rows = [row("A1"), row("#REF!"), row("=B2&C2"), row('="A4"'), row("#5-2024")]
    path = worlds.as_csv(tmp_path / "a.csv", rows)
    assert sqlite_office.counts(path, "--as-of", AS_OF) == {"read": 5, "inserted": 3, "rejected": 2}
    assert set(sqlite_office.dossiers()) == {"A1", "A4", "#5-2024"}
    told = sqlite_office.run("rejects", "--format", "json").json["rows"]
    assert [(one["row"], one["value"]) for one in told] == [(3, "#REF!"), (4, "=B2&C2")]
    assert {one["reason"] for one in told} == {"mã hồ sơ là ô báo lỗi hoặc công thức chưa tính"}


def test_a_unit_that_is_an_error_is_unknown_with_a_finding(sqlite_office, tmp_path):
    path = worlds.as_csv(tmp_path / "a.csv", [row("A1", unit="#N/A"), row("A2")])
    assert sqlite_office.counts(path, "--as-of", AS_OF) == {"read": 2, "inserted": 2}
    assert ("#N/A",) not in sqlite_office.rows("SELECT name FROM unit")
    assert sqlite_office.findings()["unreadable_cell"] == 1


def test_a_list_without_a_row_says_so(sqlite_office, tmp_path):
    path = worlds.lines(tmp_path / "a.csv", ",".join(worlds.HEADS.values()))
    answer = sqlite_office.run("import", path)
    assert answer.code == 4
    assert "không có dòng hồ sơ nào" in answer.err
    assert sqlite_office.run("import", path, "--as-of", AS_OF).code == 0


def test_a_json_list_without_an_element_says_so(sqlite_office, tmp_path):
    answer = sqlite_office.run("import", worlds.lines(tmp_path / "a.json", '{"data": []}'))
    assert (answer.code, "không có phần tử nào" in answer.err) == (4, True)


def test_letters_lost_in_saving_are_told_with_how_to_save(sqlite_office, tmp_path):
    heads = "M? h? so;Ngày ti?p nh?n;Ngày h?n tr?;Tr?ng thái"
    answer = sqlite_office.run("import", worlds.lines(tmp_path / "a.csv", heads, "A1;1;2;x"))
    assert (answer.code, "CSV UTF-8" in answer.err) == (4, True)


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    as_csv(tmp_path / "a.csv", ROWS)
    (tmp_path / "kín").mkdir()
    scan = os.scandir

    def guarded(path):
        if str(path).endswith("kín"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", guarded)
    good, bad = expand([str(tmp_path)], tmp_path / "kept")
    assert len(read(good)) == 1
    assert "kín: không mở được thư mục (không có quyền đọc). Hãy" in str(bad)
