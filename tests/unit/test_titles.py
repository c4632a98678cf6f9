"""What the rows above the headings, and a file's name, say."""

from __future__ import annotations

import calendar
import unicodedata
from datetime import date, datetime

import pytest

from etl.titles import moment_in_name, read_title


def local(*parts: int) -> int:
    return calendar.timegm(datetime(*parts).timetuple())


FROM, TO = local(2023, 10, 1), local(2024, 12, 20, 23, 59, 59)


@pytest.mark.parametrize(
    "text",
    [
        "(Từ ngày 01/10/2023 đến ngày 20/12/2024)",
        "Từ 1/10/2023 - 20/12/2024",
        "từ ngày 1 tháng 10 năm 2023 đến ngày 20 tháng 12 năm 2024",
        "TỪ NGÀY 01-10-2023 ĐẾN HẾT NGÀY 20-12-2024",
        "Từ ngày: 01/10/2023 Đến ngày: 20/12/2024",
        "Kỳ báo cáo: năm 2024 (từ 01.10.2023 đến 20.12.2024)",
        "Tu ngay 01/10/2023 den ngay 20/12/2024",
        unicodedata.normalize("NFD", "(Từ ngày 01/10/2023 đến ngày 20/12/2024)"),
    ],
)
def test_a_period_is_read_in_any_spelling(text):
    title = read_title([["DANH SÁCH HỒ SƠ"], [text]])
    assert (title.covers_from, title.covers_to) == (FROM, TO)


def test_a_period_may_stand_in_cells_of_its_own():
    title = read_title([["Từ ngày", datetime(2023, 10, 1), "đến ngày", date(2024, 12, 20)]])
    assert (title.covers_from, title.covers_to) == (FROM, TO)


@pytest.mark.parametrize(
    "text",
    [
        "Từ ngày ... đến ngày ...",
        "Quý II năm 2024",
        "Tháng 5/2024",
        "Từ ngày 32/13/2024",
        "Số: 12/BC",
    ],
)
def test_what_is_no_period_says_nothing(text):
    title = read_title([[text]])
    assert (title.covers_from, title.covers_to, title.exported_at) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Ngày xuất: 20/12/2024 16:05:30", local(2024, 12, 20, 16, 5, 30)),
        ("Xuất lúc 16:05 ngày 20/12/2024", local(2024, 12, 20, 16, 5)),
        ("Thời điểm xuất: 2024-12-20 17:00", local(2024, 12, 20, 17)),
        ("Ngày in 20/12/2024", TO),
        ("Số liệu tính đến ngày 20/12/2024", TO),
        ("Số liệu tính đến 17 giờ 30 phút ngày 20/12/2024", local(2024, 12, 20, 17, 30)),
    ],
)
def test_the_moment_of_export_is_read(text, moment):
    title = read_title([[text]])
    assert title.exported_at == moment
    assert title.covers_to is None


def test_period_and_export_moment_are_kept_apart():
    title = read_title(
        [["Từ ngày 01/10/2023 đến ngày 20/12/2024"], ["Ngày xuất: 21/12/2024 08:00"]]
    )
    assert title.covers_to == TO
    assert title.exported_at == local(2024, 12, 21, 8)


@pytest.mark.parametrize(
    "row",
    [
        ["Đơn vị thống kê: UBND xã Bình Minh"],
        ["Đơn vị:", "UBND xã Bình Minh"],
        ["", "Cơ quan: UBND xã Bình Minh", "Ngày xuất: 20/12/2024"],
        [unicodedata.normalize("NFD", "Đơn vị: UBND xã Bình Minh")],
    ],
)
def test_the_office_that_is_named_with_a_label_wins(row):
    title = read_title([["UBND HUYỆN AN PHÚ", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], row])
    assert title.unit == "UBND xã Bình Minh"


def test_the_lower_office_at_the_head_of_the_page_is_taken_without_a_label():
    rows = [["UBND HUYỆN AN PHÚ", "CỘNG HÒA XÃ HỘI"], ["PHÒNG TƯ PHÁP"], ["DANH SÁCH HỒ SƠ"]]
    assert read_title(rows).unit == "PHÒNG TƯ PHÁP"


@pytest.mark.parametrize(
    "text",
    ["DANH SÁCH HỒ SƠ", "Đơn vị tính: hồ sơ", "Đơn vị: Tất cả", "Số liệu tính đến 20/12/2024", "…"],
)
def test_what_is_no_office_is_not_taken_for_one(text):
    assert read_title([[text]]).unit == ""


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("Danh sách hồ sơ 20_12_2024 17_0.xls", local(2024, 12, 20, 17)),
        ("Danh sách hồ sơ 5_9_2024 8_3.xls", local(2024, 9, 5, 8, 3)),
        ("ho-so-20241220_1700.csv", local(2024, 12, 20, 17)),
        ("20241220170000.json", local(2024, 12, 20, 17)),
        ("ho so 2024-12-20.xlsx", TO),
        ("hs 20122024.xlsx", TO),
        ("tu 01-10-2023 den 20-12-2024.xlsx", TO),
        ("H98.31.06-240410-0002.xlsx", None),
        ("mot-cua-2024.xlsx", None),
        ("99999999.csv", None),
    ],
)
def test_a_moment_in_a_file_name(name, moment):
    assert moment_in_name(name) == moment
