"""What is particular to delimited text."""

from __future__ import annotations

import unicodedata

import pytest

from etl.profile import Profile
from etl.read_file import read
from onestop.domain.errors import UnreadableFileError
from tests.fixtures.files_tables import ROWS, as_csv, cells_of, snapshot


ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]


def written(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    return snapshot(path)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_are_found(tmp_path, encoding, delimiter):
    rows = [ROWS[0], *([ROWS[1]] * 70)]
    (sheet,) = read(snapshot(as_csv(tmp_path / "a", rows, encoding, delimiter)))
    assert sheet.head[0] == ROWS[0]
    assert cells_of(sheet.read_body(70, 1000)) == [(71, *ROWS[1])]


def test_a_file_in_the_vietnamese_windows_table_is_read(tmp_path):
    text = "mã,tên,cột\nH1,Hộ tịch,Đất đai\n"
    for letter, parts in {"ã": "a\u0303", "ộ": "ô\u0323", "ị": "i\u0323", "ấ": "â\u0301"}.items():
        text = text.replace(letter, parts)
    (sheet,) = read(written(tmp_path, text, "cp1258"))
    cells = [unicodedata.normalize("NFC", cell) for cell in sheet.head[1]]
    assert cells == ["H1", "Hộ tịch", "Đất đai"]


def test_the_profile_forces_encoding_and_delimiter(tmp_path):
    source = written(tmp_path, "a,b^c^d\n1^2^3\n", "cp1252")
    hint = Profile(code="x", label="x", source="x", encoding="cp1252", delimiter="^")
    (sheet,) = read(source, hint)
    assert sheet.head == [["a,b", "c", "d"], ["1", "2", "3"]]


def test_a_sep_line_names_the_delimiter_and_counts_as_a_row(tmp_path):
    (sheet,) = read(written(tmp_path, "sep=;\na;b,1,1;c\n1;2;3\n"))
    assert sheet.head == [["", "", ""], ["a", "b,1,1", "c"], ["1", "2", "3"]]
    assert cells_of(sheet.read_body(2, 10)) == [(3, "1", "2", "3")]


def test_title_rows_may_be_narrower_than_the_heading(tmp_path):
    (sheet,) = read(written(tmp_path, "DANH SÁCH\n\n(Từ ngày 1/1)\na,b,c\n1,2,3\n,,\n4,5,\n"))
    assert sheet.head[3] == ["a", "b", "c"]
    assert cells_of(sheet.read_body(4, 10)) == [(5, "1", "2", "3"), (7, "4", "5", "")]


def test_words_that_pandas_calls_missing_are_kept(tmp_path):
    (sheet,) = read(written(tmp_path, "a,b,c\nNA,null,nan\n"))
    assert cells_of(sheet.read_body(1, 10)) == [(2, "NA", "null", "nan")]


def test_a_quoted_line_break_makes_one_record(tmp_path):
    (sheet,) = read(written(tmp_path, 'a,b,c\n"x\ny",2,3\n4,5,6\n'))
    assert cells_of(sheet.read_body(1, 10)) == [(2, "x\ny", "2", "3"), (3, "4", "5", "6")]


@pytest.mark.parametrize("filler", [0, 200])
def test_a_line_with_too_many_cells_is_named(tmp_path, filler):
    text = "a,b,c\n" + "1,2,3\n" * filler + "1,2,3,4\n" + "1,2,3\n" * 3
    with pytest.raises(UnreadableFileError, match=f"a.csv, dòng {filler + 2}: .*3 cột"):
        read_all(written(tmp_path, text))


@pytest.mark.parametrize("end", ["4,5", "4", '4,5,"6', '"4'])
@pytest.mark.parametrize("filler", [2, 200])
def test_a_torn_last_line_refuses_the_file(tmp_path, end, filler):
    with pytest.raises(UnreadableFileError, match="cắt giữa chừng"):
        read_all(written(tmp_path, "a,b,c\n" + "1,2,3\n" * filler + end))


@pytest.mark.parametrize("end", ["4,5,6", "4,5,6\n", '4,5,"x\ny"', "4,5,"])
def test_a_whole_last_line_is_kept_with_or_without_its_end(tmp_path, end):
    assert len(read_all(written(tmp_path, "a,b,c\n1,2,3\n" + end))) == 3


def test_a_nul_byte_is_told_with_its_line(tmp_path):
    with pytest.raises(UnreadableFileError, match="dòng 2: có byte NUL"):
        read_all(written(tmp_path, "a,b,c\n1,\0,3\n"))


def test_letters_of_another_encoding_late_in_the_file_refuse_it(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("a,b,ư\n".encode() + b"1,2,3\n" * 200_000 + b"1,\xff\xfe,3\n")
    (sheet,) = read(snapshot(path))
    with pytest.raises(UnreadableFileError, match="bảng mã utf-8"):
        list(sheet.read_body(1, 50_000))


def read_all(source):
    (sheet,) = read(source)
    return cells_of(sheet.read_body(0, 50))
