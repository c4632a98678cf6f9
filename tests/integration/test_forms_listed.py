"""Reports that name dossiers: the register, and who is late."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.fixtures import forms
from tests.fixtures.forms import LETTERS_HEAD, Table, load_district, load_units, read, written
from tests.fixtures.worlds import as_csv, done, lines, row


NAME = "Nguyễn Thị Kín"


@pytest.fixture
def district(office):
    load_district(office)
    return office


def listed(table: Table) -> list[tuple]:
    """The rows of a list: those with a number."""
    return [cells for cells in table.values[table.top :] if str(cells[0] or "").isdigit()]


def count(office, measure: str) -> int:
    told = office.run("indicators", "--period", "2024", "--format", "json").json
    return told["rows"][0]["measures"][measure]


def test_the_register_holds_what_was_received_numbered_through(district):
    rows = listed(read(written(district, "register")))
    assert [int(cells[0]) for cells in rows] == list(range(1, count(district, "received") + 1))
    assert len({cells[1] for cells in rows}) == len(rows)


def test_the_register_goes_by_area_and_by_the_day_received(district):
    table = read(written(district, "register"))
    titles = [cells[0] for cells in table.values[table.top :] if cells[0] in forms.AREAS]
    assert sorted(titles) == sorted(forms.AREAS)
    under, days = "", {}
    for cells in table.values[table.top :]:
        if cells[0] in forms.AREAS:
            under = cells[0]
        elif str(cells[0] or "").isdigit():
            assert cells[2] == f"Thủ tục {under}"
            days.setdefault(under, []).append(cells[6])
    assert all(isinstance(day, datetime) for found in days.values() for day in found)
    assert all(found == sorted(found) for found in days.values())


def test_names_addresses_and_signatures_are_left_to_be_written_by_hand(office, tmp_path):
    rows = [done("A1", name=NAME, finished="09/01/2024")]
    path = as_csv(tmp_path / "a.csv", rows)
    office.load(path, "--as-of", forms.AS_OF, ONESTOP_KEEP_NAMES="1")
    table = read(written(office, "register"))
    (cells,) = listed(table)
    assert cells[:6] == ("1", "A1", "Đăng ký thử", None, None, "UBND xã An Thử")
    assert [day.strftime("%d/%m/%Y") for day in cells[6:9]] == [
        "02/01/2024",
        "10/01/2024",
        "09/01/2024",
    ]
    assert cells[10] is None
    assert NAME not in table.text
    assert "dữ liệu cá nhân" in table.text


def test_what_was_closed_after_the_moment_asked_for_is_still_open_then(office, tmp_path):
    rows = [done("A1", finished="09/01/2024"), row("A2")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    then = listed(read(written(office, "register", "--as-of", "2024-01-05")))
    assert [cells[8] for cells in then] == [None, None]
    later = listed(read(written(office, "register", "--as-of", "2024-01-31")))
    assert [bool(cells[8]) for cells in later] == [True, False]


def test_a_register_of_nothing_says_so_by_being_empty(office):
    table = read(written(office, "register"))
    assert listed(table) == []
    assert "SỔ THEO DÕI HỒ SƠ" in table.text


@pytest.fixture
def late_ones(office, tmp_path):
    """Five late dossiers and one in time, with and without letters; days of the 2024 calendar."""
    load_units(office)
    rows = [
        done("A1", unit="UBND xã Một", due="10/01/2024", finished="12/01/2024"),
        done("A2", unit="UBND xã Một", due="10/01/2024", finished="22/01/2024"),
        done("A3", unit="UBND xã Một", due="10/01/2024", finished="10/01/2024"),
        done("A4", unit="UBND xã Hai", due="05/01/2024", finished="06/01/2024"),
        row("A5", unit="UBND xã Hai", due="18/06/2024", received="03/06/2024"),
        row("A6", unit="Phòng Thử", due="10/01/2024"),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-06-28")
    letters = ("A2,02/PXL,09/01/2024,,", "A4,04/PXL,05/01/2024,,")
    office.load(lines(tmp_path / "l.csv", LETTERS_HEAD, *letters), "--as-of", "2024-06-28")
    return office


def test_the_cover_counts_the_late_by_unit_by_days_and_by_letter(late_ones):
    cover = read(written(late_ones, "late"))
    assert cover.total == (5, 3, 2, 2, 2, 0, 1, 2, 1, 3, pytest.approx(2 / 5))
    assert cover.rows["Cấp xã/UBND xã Một"] == (2, 2, 0, 1, 1, 0, 0, 1, 1, 1, 0.5)
    assert cover.rows["Cấp huyện/Phòng Thử"] == (1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 0)
    assert [one for one in cover.sums() if one[1] != one[2]] == []


def test_the_list_says_who_is_late_by_how_much_and_whether_there_is_a_letter(late_ones):
    rows = {cells[1]: cells for cells in listed(read(written(late_ones, "late"), sheet=1))}
    told = {code: (cells[7], cells[8], cells[9], cells[10]) for code, cells in rows.items()}
    assert told == {
        "A1": ("Đã trả quá hạn", 2, "Chưa có", None),
        "A2": ("Đã trả quá hạn", 8, "Có, gửi trước hạn", "02/PXL"),
        "A4": ("Đã trả quá hạn", 0, "Có, gửi sau hạn", "04/PXL"),
        "A5": ("Đang quá hạn", 8, "Chưa có", None),
        "A6": ("Đang quá hạn", told["A6"][1], "Chưa có", None),
    }
    longest = f"Hồ sơ trễ lâu nhất: {told['A6'][1]} ngày làm việc"
    assert told["A6"][1] > 100
    assert longest in read(written(late_ones, "late")).text
    assert rows["A5"][6] is None
    assert rows["A1"][6].strftime("%d/%m/%Y") == "12/01/2024"


def test_the_list_is_as_long_as_the_cover_says(district):
    path = written(district, "late")
    assert len(listed(read(path, sheet=1))) == read(path).total[0] > 5
    narrowed = written(district, "late", "--unit", "UBND xã Một")
    assert len(listed(read(narrowed, sheet=1))) == read(narrowed).total[0]
