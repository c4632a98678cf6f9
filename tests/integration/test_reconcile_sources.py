"""One source beside another: what each alone would count, and the dossiers on which they differ."""

from __future__ import annotations

import openpyxl
import pytest

from etl.sources_alone import FIGURES
from tests.fixtures.worlds import as_csv, done, portal, portal_dossier, row


AS_OF = ("--as-of", "2024-06-30")
ASKED = ("reconcile", "--sources", "one-stop", "portal", "--period", "2024-Q1")
ONE, TWO, THREE = "UBND xã Thử Một", "UBND xã Thử Hai", "UBND xã Thử Ba"


@pytest.fixture
def told(office):
    """Two sources of three communes: some dossiers both know, some only one."""
    shared = {"unit": ONE, "received": "02/01/2024 08:00", "due": "10/01/2024 17:00"}
    mine = [
        done("A.01", **shared, finished="09/01/2024 08:00", channel="Trực tuyến"),
        done("A.02", **shared, finished="09/01/2024 08:00", channel="Trực tuyến"),
        row("A.03", **shared, channel="Trực tuyến"),
        done("A.04", **shared, finished="09/01/2024 08:00", channel="Trực tuyến"),
        done("A.05", **shared, finished="11/01/2024 08:00"),
        done("B.01", unit=TWO),
    ]
    theirs = [
        _finished("A.01", ONE),
        _finished("A.02", ONE, NgayHenTra="20240108170000"),
        _finished("A.03", ONE),
        _finished("A.04", TWO),
        _finished("A.06", ONE, KenhThucHien="1"),
        _finished("C.01", THREE),
    ]
    loaded = office.load(as_csv(office.folder / "mine.csv", mine), *AS_OF)
    assert loaded["totals"]["inserted"] == len(mine), loaded
    office.load(portal(office.folder / "portal.json", *theirs), *AS_OF)
    return office


def _finished(code: str, unit: str, **more: str) -> dict:
    closed = {"TrangThaiHoSo": "9", "NgayKetThucXuLy": "20240109080000"}
    return portal_dossier(code, DonViXuLy=unit, **{**closed, **more})


def compared(office, *args: str) -> dict:
    answer = office.run(*ASKED, *args, "--format", "json")
    assert answer.code == 0, answer.err
    return answer.json


def test_each_source_counts_what_it_says_itself(told):
    units = {one["unit"]: one["figures"] for one in compared(told)["units"]}
    assert list(units) == [TWO, ONE]  # in the order of names
    assert units[ONE]["received"] == [5, 4]
    assert units[ONE]["resolved"] == [4, 4]
    assert units[ONE]["resolved_early"] == [3, 3]
    assert units[ONE]["resolved_late"] == [1, 1]
    assert units[ONE]["open"] == [1, 0]
    assert units[ONE]["received_direct"] == [1, 1]
    assert units[TWO]["received"] == [1, 1]


def test_a_difference_is_told_by_who_knows_what_and_which_facts_differ(told):
    found = compared(told)
    units = {one["unit"]: one for one in found["units"]}
    assert units[ONE]["only"][0] == {
        "received": 1, "received_direct": 1, "resolved": 1, "resolved_late": 1
    }  # fmt: skip
    assert units[ONE]["fields"]["resolved_late"] == {"due_at": 1}
    assert units[ONE]["fields"]["open"]["status"] == 1
    listed = {one["code"]: one for one in found["dossiers"]}
    assert set(listed) == {"A.02", "A.03", "A.04"}
    assert listed["A.02"]["fields"] == {"due_at": ["10/01/2024 17:00", "08/01/2024 17:00"]}
    assert listed["A.02"]["figures"] == [["resolved_early"], ["resolved_late"]]
    assert listed["A.04"]["fields"] == {"unit_id": [ONE, TWO]}
    assert listed["A.03"]["fields"]["status"] == ["Đang xử lý", "Đã xử lý xong"]
    assert (found["only_first"], found["only_second"]) == (
        ["A.05", "B.01"], ["A.06", "C.01"]
    )  # fmt: skip
    assert (found["both"], found["differing"], found["fields"]["due_at"]) == (4, 3, 1)


def test_units_of_one_source_only_are_named_not_compared(told):
    found = compared(told)
    assert found["lone"] == [[], [THREE]]
    assert THREE in told.run(*ASKED).out


def test_a_channel_leaves_out_what_the_other_never_tells(told):
    found = compared(told, "--channel", "online")
    units = {one["unit"]: one["figures"] for one in found["units"]}
    assert units[ONE]["received"] == [4, 3]
    assert "A.05" not in found["only_first"]


def test_one_source_alone_says_what_the_store_says_while_it_is_alone(office):
    """The same road for claims as for dossiers: without a second source both must agree."""
    rows = [
        *(done(f"N.{n}", f"{n % 9 + 8:02}/01/2024", unit=(ONE, TWO)[n % 2]) for n in range(30)),
        *(row(f"O.{n}", unit=ONE, status="Yêu cầu bổ sung giấy tờ") for n in range(3)),
        *(row(f"P.{n}", unit=TWO) for n in range(4)),
        *(row(f"W.{n}", unit=TWO, status="Công dân yêu cầu rút", finished="15/01/2024")
          for n in range(2)),
    ]  # fmt: skip
    office.load(as_csv(office.folder / "mine.csv", rows), *AS_OF)
    asked = ("indicators", "--period", "2024-Q1", "--by", "unit", "--format", "json")
    alone = {one["label"]: one["measures"] for one in office.run(*asked).json["rows"]}
    echo = [_finished(one["code"], one["unit"]) for one in rows]
    office.load(portal(office.folder / "portal.json", *echo), *AS_OF)
    for unit in compared(office)["units"]:
        first = {code: both[0] for code, both in unit["figures"].items()}
        assert first == {code: alone[unit["unit"]][code] for code in FIGURES}


def test_what_people_corrected_is_not_taken_for_what_a_source_says(told):
    before = compared(told)
    for code in ("A.05", "B.01"):
        corrected = told.run("correct", code, "finished_at=05/02/2024", "--reason", "Ghi nhầm ngày")
        assert corrected.code == 0, corrected.err
    after = compared(told)
    assert after["units"] == before["units"]


def test_a_workbook_holds_figures_and_dossiers(told, tmp_path):
    out = tmp_path / "sources.xlsx"
    compared(told, "--xlsx", str(out))
    book = openpyxl.load_workbook(out)
    texts = {
        cell for sheet in book for cells in sheet.iter_rows(values_only=True) for cell in cells
    }
    assert {"A.02", "A.05", "C.01", "10/01/2024 17:00"} <= texts
    assert len(book.sheetnames) == 5


def test_wrong_questions_are_refused_with_what_there_is(told):
    unknown = told.run("reconcile", "--sources", "one-stop", "hộp thư", "--period", "2024-Q1")
    assert (unknown.code, "national-portal" in unknown.err) == (2, True)
    same = told.run("reconcile", "--sources", "one-stop", "one-stop", "--period", "2024-Q1")
    assert (same.code, "khác nhau" in same.err) == (2, True)
    assert told.run("reconcile", "--sources", "one-stop", "portal").code == 2
    assert told.run("reconcile").code == 2
