"""Refused rows go out in the layout of their file, are mended in place, and load."""

from __future__ import annotations

import json

import pytest

from etl.mended import REASONS, SENTENCE
from tests.fixtures.mending import TITLE, marked, mend, mended, mixed, sent_back
from tests.fixtures.whole import whole
from tests.fixtures.worlds import (
    AS_OF,
    as_csv,
    as_xlsx,
    many,
    row,
    table,
)


def test_mended_in_place_the_rows_load_and_the_store_is_as_if_nothing_had_been_wrong(
    office, tmp_path
):
    rows = mixed()
    office.load(as_xlsx(tmp_path / "a.xlsx", rows, TITLE))
    target, again = sent_back(office, tmp_path)
    assert again == [str(target)]
    mend(target)
    told = office.load(*again)
    assert {n: c for n, c in told["totals"].items() if c} == {"read": 4, "inserted": 4}
    (file,) = told["files"]
    assert (file["profile"], file["as_of"][:10]) == ("one-stop-wide", "2024-06-30")
    state, found = office.state(), office.findings()
    assert "absent_from_newer" not in found
    office.verify()
    right = as_xlsx(tmp_path / "b.xlsx", mended(rows), TITLE)
    assert office.counts(right) == {"read": 24, "unchanged": 24}
    assert office.state() == state


def test_each_bad_cell_is_marked_with_its_reason_and_the_row_stands_as_it_stood(
    sqlite_office, tmp_path
):
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", mixed(), TITLE))
    target, _ = sent_back(sqlite_office, tmp_path)
    book, bad = marked(target)
    lines = [[cell.value for cell in line] for line in book["Danh sách"].iter_rows()]
    heads, *body = table(mixed())
    width = len(heads)
    assert lines[0][0].startswith(SENTENCE)
    assert [line[0] for line in lines[1:3]] == [line[0] for line in TITLE]
    assert lines[3] == [*heads, REASONS]
    assert [[cell or "" for cell in line[:width]] for line in lines[4:]] == body[-4:]
    told = [(cell.row, heads[cell.column - 1], cell.value, cell.comment.text) for cell in bad]
    assert told == [
        (5, "Ngày tiếp nhận", "khong ro", "không đọc được ngày tiếp nhận"),
        (6, "Ngày hẹn trả", "khong ro", "không đọc được ngày hẹn trả"),
        (6, "Trạng thái", "lạ lắm", "không hiểu trạng thái"),
        (7, "Mã hồ sơ", None, "thiếu mã hồ sơ"),
        (8, "Ngày tiếp nhận", "khong ro", "không đọc được ngày tiếp nhận"),
        (8, "Trạng thái", "lạ lắm", "không hiểu trạng thái"),
    ]
    assert "Trạng thái: không hiểu trạng thái (“lạ lắm”)" in lines[7][-1]


def test_what_is_still_wrong_is_refused_again_for_the_same_reasons(sqlite_office, tmp_path):
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", mixed(), TITLE))
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target, {"khong ro": "03/01/2024"})
    assert sqlite_office.counts(*again) == {"read": 4, "inserted": 1, "rejected": 3}
    rows = sqlite_office.run("rejects", "2", "--format", "json").json["rows"]
    assert {(one["column"], one["value"]) for one in rows} == {
        ("Trạng thái", "lạ lắm"),
        ("Mã hồ sơ", ""),
    }
    second, again = sent_back(sqlite_office, tmp_path, 2, "lần hai.xlsx")
    mend(second)
    assert sqlite_office.counts(*again) == {"read": 3, "inserted": 3}


def test_untouched_rows_do_not_pass_for_a_shifted_table(sqlite_office, tmp_path):
    rows = [*many(60), *(row(f"X{n}", received="khong ro") for n in range(6))]
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", rows, TITLE))
    _, again = sent_back(sqlite_office, tmp_path)
    assert sqlite_office.counts(*again) == {"read": 6, "rejected": 6}


MOMENTS = {
    "asked": (("--as-of", "2024-05-31T12:34:56"), TITLE),
    "stated": ((), TITLE),
    "period": ((), [["Từ ngày 01/01/2024 đến ngày 15/06/2024"]]),
    "newest date": ((), []),
}


@pytest.mark.parametrize("origin", MOMENTS)
def test_the_rows_speak_for_the_moment_of_the_original(sqlite_office, tmp_path, origin):
    told, title = MOMENTS[origin]
    sqlite_office.load(as_xlsx(tmp_path / "a.xlsx", mixed(), title), *told)
    target, again = sent_back(sqlite_office, tmp_path)
    assert again == [str(target)]
    mend(target)
    sqlite_office.load(*again)
    (one, two) = sqlite_office.rows("SELECT as_of, as_of_origin FROM snapshot ORDER BY id")
    assert (one[0], one[1], two[1]) == (two[0], origin, "stated")


def test_a_few_mended_rows_are_no_whole_export(sqlite_office, tmp_path):
    before = [*many(20), row("A1"), row("A2"), row("A9"), row("A4")]
    sqlite_office.load(as_xlsx(tmp_path / "1.xlsx", before), "--as-of", "2024-05-31")
    sqlite_office.load(as_xlsx(tmp_path / "2.xlsx", mixed(), TITLE))
    gone = sqlite_office.findings().get("absent_from_newer", 0)
    target, again = sent_back(sqlite_office, tmp_path, 2)
    mend(target)
    sqlite_office.load(*again)
    assert sqlite_office.findings().get("absent_from_newer", 0) == gone


def test_mended_rows_do_not_hide_what_the_next_export_lacks(sqlite_office, tmp_path):
    sqlite_office.load(as_xlsx(tmp_path / "1.xlsx", mixed(), TITLE))
    target, again = sent_back(sqlite_office, tmp_path)
    mend(target)
    sqlite_office.load(*again)
    newer = [one for one in mended(mixed()) if one["code"] not in ("M000003", "A2")]
    sqlite_office.load(as_xlsx(tmp_path / "2.xlsx", newer), "--as-of", "2024-07-31")
    found = sqlite_office.run("findings", "--kind", "absent_from_newer", "--format", "json")
    assert {one["code"] for one in found.json["rows"]} == {"M000003", "A2"}


def test_the_unit_that_somebody_vouched_for_is_told_again(office, tmp_path):
    (tmp_path / "units.csv").write_text("code,name,level\nX1,UBND xã An Thử,commune\n", "utf-8")
    assert office.run("catalogue", "units", str(tmp_path / "units.csv")).code == 0
    rows = [{n: c for n, c in one.items() if n != "unit"} for one in mixed()]
    office.load(as_xlsx(tmp_path / "a.xlsx", rows, TITLE), "--unit", "X1")
    target, again = sent_back(office, tmp_path)
    assert "--unit" in again
    mend(target)
    office.load(*again)
    assert office.by("unit", "received") == {"UBND xã An Thử": 24}
    before = whole(office.engine)
    assert office.run("rebuild").code == 0
    assert whole(office.engine) == before


def test_what_cannot_be_written_is_told(sqlite_office, tmp_path):
    sqlite_office.load(as_csv(tmp_path / "a.csv", many(5)), "--as-of", AS_OF)
    sqlite_office.load(as_csv(tmp_path / "b.csv", mixed()), "--as-of", AS_OF)
    (tmp_path / "đã có.xlsx").write_text("đang sửa dở")

    def refused(*args):
        answer = sqlite_office.run("rejects", *args)
        assert answer.code in (1, 2), answer
        return answer.err

    assert "không có dòng nào bị từ chối" in refused("1", "--xlsx", str(tmp_path / "x.xlsx"))
    assert "9" in refused("9", "--xlsx", str(tmp_path / "x.xlsx"))
    assert "Đã có tệp" in refused("2", "--xlsx", str(tmp_path / "đã có.xlsx"))
    assert (tmp_path / "đã có.xlsx").read_text() == "đang sửa dở"
    assert "Không ghi được" in refused("2", "--xlsx", str(tmp_path / "không có" / "x.xlsx"))
    assert "Hãy nêu số lần nạp" in refused("--xlsx", str(tmp_path / "x.xlsx"))
    for kept in (sqlite_office.folder / "var" / "snapshots").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert "sao lưu" in refused("2", "--xlsx", str(tmp_path / "x.xlsx"))
    assert not (tmp_path / "x.xlsx").exists()
    assert json.loads(sqlite_office.run("rejects", "2", "--format", "json").out)["rows"]
