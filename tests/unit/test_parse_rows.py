"""Which rows of a body are dossiers: the layout habits of exports.md section 6."""

from __future__ import annotations

import pytest

from etl.parse_rows import BODY, NO_CODE, SKIP, Rows
from etl.parse_text import codes
from etl.profile import Layout, Profile, Title
from tests.fixtures.told_cells import rows_from


FIELDS = {"code": (1,), "procedure_name": (2,), "received_at": (3,), "due_at": (4,)}
HEADINGS = {
    "code": "Mã hồ sơ",
    "procedure_name": "Nội dung hồ sơ",
    "received_at": "Ngày, tháng, năm > Nhận hồ sơ",
    "due_at": "Ngày, tháng, năm > Hẹn trả kết quả",
}
DOSSIER = (1.0, "H98.31.05-241111-0001", "Khai sinh", "11/11/2024", "12/11/2024")


def rows_of(group: str = "", form: str = "sheet") -> Rows:
    profile = Profile("p", "P", "p", group=group, form=form)
    return Rows(Layout(profile, "Sổ", 1, FIELDS, HEADINGS, Title()))


def sort(rows: Rows, *lines: tuple):
    wide = [(*line, *[""] * (5 - len(line))) for line in lines]
    chunk = rows_from(1, wide)
    return rows.sort(chunk, chunk.columns[1], codes(chunk.columns[1].values))


def group_names(found, name: str) -> list[str]:
    column = found.groups[name]
    return [column.values[at] if at >= 0 else "" for at in column.codes]


@pytest.mark.parametrize(
    "line",
    [
        ("Tổng số", "", "", 54.0),
        ("", "Tổng cộng", 1122.0),
        ("TỔNG CỘNG: 54 hồ sơ",),
        ("Cộng", "", "12"),
        ("", "Tổng:", "12"),
        ("Tổng số hồ sơ", "54"),
        ("", "Tổng:1122", "", "9"),
        ("Tổng", "", "", "", "3"),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("1", "2", "3", "4", "5"),
        (1.0, 2.0, 3.0, 4.0, 5.0),
        ("A", "B", "1", "2", "3"),
        ("STT", "Mã hồ sơ", "Nội dung hồ sơ", "Ngày, tháng, năm", ""),
        ("", "", "", "Nhận hồ sơ", "Hẹn trả kết quả"),
        ("", "NGƯỜI LẬP BIỂU", "", "", "THỦ TRƯỞNG ĐƠN VỊ"),
        ("", "(Ký, ghi rõ họ tên)"),
        ("", "", "", "Phú An, ngày 20 tháng 12 năm 2024"),
        ("", "", "", "........, ngày ... tháng ... năm ..."),
        (12.0,),
        ("Một dòng chú thích",),
    ],
    ids=repr,
)
def test_totals_numbers_headings_and_signatures_are_no_dossiers(line):
    assert sort(rows_of(), DOSSIER, line, DOSSIER).kinds.tolist() == [BODY, SKIP, BODY]


@pytest.mark.parametrize(
    "line",
    [
        DOSSIER,
        (1.0, "H98 31 05 - 241111 - 0001", "Khai sinh", "11/11/2024"),
        (1.0, "03706/2026/07906", "Tổng hợp"),
        (1.0, 12, "Khai sinh", "11/11/2024"),
        ("", "20241100015"),
        ("", "TP01-CX-U0QVZU123"),
        ("", "XA7-1"),
        (1.0, "Nguyễn An Khang", "Khai sinh", "11/11/2024"),
    ],
    ids=repr,
)
def test_rows_with_a_code_are_dossiers(line):
    assert sort(rows_of(), line).kinds.tolist() == [BODY]


@pytest.mark.parametrize(
    "line",
    [
        (5.0, "", "Khai sinh", "11/11/2024", "12/11/2024"),
        (5.0, "-", "Khai sinh"),
        ("", "", "", "11/11/2024", "12/11/2024"),
    ],
    ids=repr,
)
def test_a_dossier_without_its_code_is_not_dropped(line):
    assert sort(rows_of(), line).kinds.tolist() == [NO_CODE]


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("Lĩnh vực: Đất đai", "Đất đai"),
        ("LĨNH VỰC ĐẤT ĐAI (12 hồ sơ)", "ĐẤT ĐAI"),
        ("II. Lĩnh vực: Đất đai", "Đất đai"),
        ("--- LV01 - Đất đai", "Đất đai"),
        ("--- Đất đai", "Đất đai"),
    ],
)
def test_an_area_row_names_the_area_of_the_rows_below(text, area):
    found = sort(rows_of(), DOSSIER, (text,), DOSSIER, DOSSIER)
    assert found.kinds.tolist() == [BODY, SKIP, BODY, BODY]
    assert group_names(found, "area") == ["", area, area, area]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("UBND xã Phú Lộc", "UBND xã Phú Lộc"),
        ("Đơn vị: UBND xã Phú Lộc", "UBND xã Phú Lộc"),
        ("Phòng Tư pháp", "Phòng Tư pháp"),
        ("Sở Xây dựng", "Sở Xây dựng"),
    ],
)
def test_a_unit_row_names_the_unit_and_ends_the_area(text, unit):
    found = sort(rows_of(), ("Lĩnh vực: Đất đai",), DOSSIER, (text,), DOSSIER)
    assert group_names(found, "unit") == ["", "", unit, unit]
    assert group_names(found, "area") == ["Đất đai", "Đất đai", "", ""]


def test_a_group_without_a_known_word_is_what_the_profile_declares():
    found = sort(rows_of("area"), ("I", "Phòng, chống tệ nạn xã hội"), DOSSIER)
    assert group_names(found, "area")[1] == "Phòng, chống tệ nạn xã hội"
    found = sort(rows_of("unit"), ("Một cửa Phú An",), DOSSIER)
    assert group_names(found, "unit")[1] == "Một cửa Phú An"


def test_text_that_could_be_any_group_is_left_out_and_named():
    found = sort(rows_of(), DOSSIER, ("Phòng, chống tệ nạn xã hội",), DOSSIER)
    assert found.ignored == [(1, "Phòng, chống tệ nạn xã hội")]
    assert group_names(found, "unit") == ["", "", ""]


def test_groups_carry_over_to_the_next_chunk():
    rows = rows_of()
    sort(rows, ("Lĩnh vực: Đất đai",), DOSSIER)
    assert group_names(sort(rows, DOSSIER), "area") == ["Đất đai"]


def test_the_name_under_a_signature_is_no_group_and_no_dossier():
    rows = rows_of("area")
    signed = [("", "NGƯỜI LẬP BIỂU"), ("", "Trần An Bình"), ("", "Trần An", "", "Lê Bình")]
    found = sort(rows, DOSSIER, *signed)
    assert found.kinds.tolist() == [BODY, SKIP, SKIP, SKIP]
    assert group_names(found, "area") == [""] * 4


def test_after_a_page_s_signature_dossiers_go_on():
    found = sort(rows_of("area"), ("", "NGƯỜI LẬP BIỂU"), DOSSIER, ("Đất đai",), DOSSIER)
    assert found.kinds.tolist() == [SKIP, BODY, SKIP, BODY]
    assert group_names(found, "area")[3] == "Đất đai"


def test_elements_of_json_are_never_totals_or_groups():
    found = sort(rows_of(form="json"), ("", "Tổng số"), ("", "", "", "20241111"))
    assert found.kinds.tolist() == [BODY, NO_CODE]


def test_a_next_chunk_of_plain_dossiers_ends_the_signature_too():
    rows = rows_of("area")
    sort(rows, DOSSIER, ("", "NGƯỜI LẬP BIỂU"))
    sort(rows, DOSSIER, DOSSIER)
    assert sort(rows, ("Đất đai",), DOSSIER).kinds.tolist() == [SKIP, BODY]
    assert rows.under["area"] == "Đất đai"
