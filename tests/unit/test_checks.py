"""A shifted table is refused; a few bad cells are not a shifted table."""

from __future__ import annotations

import pytest

from etl.checks import looks_like_codes
from etl.parse import Parser
from etl.profile import Layout, Profile, Title
from onestop.domain.errors import ShiftedTableError
from tests.fixtures.told_cells import rows_from


TAN_DAN = (
    "STT|Đơn vị tiếp nhận|Tên thủ tục hành chính|Mã hồ sơ|Trạng thái|Địa chỉ|Người nộp|Chủ hồ sơ"
    "|Ngày nộp hồ sơ|Ngày nhận|Ngày hẹn trả|Ngày kết thúc xử lý"
).split("|")
PLACES = {
    "receiving_unit": (1,),
    "procedure_name": (2,),
    "code": (3,),
    "status": (4,),
    "submitted_at": (8,),
    "received_at": (9,),
    "due_at": (10,),
    "finished_at": (11,),
}
UNSHIFTED = (
    "{n}|UBND xã Tân Hòa|Khai sinh|H98.31.04-2411{n:02d}-0003|Đã trả kết quả|Thôn 3|Trần An"
    "|Trần An|04/11/2024 10:00:00|04/11/2024 10:00:00|{n:02d}/12/2024 17:00:00"
    "|05/11/2024 09:00:00"
)


def parse(lines: list[list[str]], places: dict = PLACES):
    headings = {field: TAN_DAN[at[0]] for field, at in places.items()}
    layout = Layout(Profile("p", "P", "p"), "DS", 3, places, headings, Title())
    return Parser(layout, "danh sách.xls").parse(rows_from(4, lines))


def lines_of(count: int) -> list[list[str]]:
    return [UNSHIFTED.format(n=n).split("|") for n in range(1, count + 1)]


def shifted_left(line: list[str]) -> list[str]:
    """Twelve headings over eleven cells: everything after the unit moves left by one."""
    return [*line[:2], *line[3:], ""]


@pytest.mark.parametrize("count", [1, 2, 3, 20])
def test_a_table_as_it_should_be_is_read(count):
    assert len(parse(lines_of(count)).code) == count


@pytest.mark.parametrize("count", [3, 20])
def test_the_shifted_table_of_an_older_template_is_refused(count):
    with pytest.raises(ShiftedTableError, match="Mã hồ sơ") as refused:
        parse([shifted_left(line) for line in lines_of(count)])
    assert "danh sách.xls" in str(refused.value)


def test_one_row_with_neither_a_code_nor_a_date_in_place_is_refused():
    line = lines_of(1)[0]
    with pytest.raises(ShiftedTableError):
        parse([[*line[:1], "", *line[1:11]]])


def test_names_under_a_date_heading_are_refused():
    lines = [[*line[:9], "Trần An", *line[10:]] for line in lines_of(4)]
    with pytest.raises(ShiftedTableError, match=r"Ngày nhận.*0/4"):
        parse(lines)


def test_due_before_received_in_most_rows_is_refused():
    swapped = [[*line[:9], line[10], line[9], line[11]] for line in lines_of(5)]
    with pytest.raises(ShiftedTableError, match=r"Ngày hẹn trả.*5/5"):
        parse(swapped)


def test_one_due_date_before_its_reception_is_no_shifted_table():
    lines = lines_of(5)
    lines[0][9], lines[0][10] = lines[0][10], lines[0][9]
    assert len(parse(lines).code) == 5


@pytest.mark.parametrize("count", [1, 2, 6, 20])
def test_a_lone_bad_date_is_a_reject(count):
    lines = lines_of(count)
    lines[0][9] = "hôm qua"
    batch = parse(lines)
    assert len(batch.code) == count - 1
    assert [reject.value for reject in batch.rejects] == ["hôm qua"]


def test_a_list_without_due_dates_has_no_order_to_check():
    places = {field: at for field, at in PLACES.items() if field != "due_at"}
    assert len(parse(lines_of(4), places).code) == 4


@pytest.mark.parametrize(
    ("value", "good"),
    [
        ("H56.14-240823-0001", True),
        ("03706/2026/07906", True),
        ("TP01-CX-U0QVZU", True),
        (12, True),
        ("-", True),
        ("Trần An Bình", False),
        ("Đã trả kết quả", False),
        ("Thôn 3 xã Phú An", False),
        ("04/11/2024 10:00:00", False),
    ],
)
def test_what_looks_like_a_code(value, good):
    assert looks_like_codes([value]).tolist() == [good]


@pytest.mark.parametrize(("bad", "refused"), [(1, False), (3, False), (4, False), (5, True)])
def test_a_few_typing_mistakes_in_a_short_list_are_rejects(bad, refused):
    lines = lines_of(12)
    for line in lines[:bad]:
        line[9] = "hôm qua"
    if refused:
        with pytest.raises(ShiftedTableError, match="7/12"):
            parse(lines)
    else:
        assert parse(lines).rejected_rows == bad


def test_five_bad_dates_among_a_hundred_are_rejects():
    lines = [list(line) for line in lines_of(20) * 5]
    for line in lines[:5]:
        line[10] = "#REF!"
    assert parse(lines).rejected_rows == 5
