"""Cells of a whole sheet become typed rows, and none is lost on the way."""

from __future__ import annotations

import calendar
from datetime import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.batch import Batch
from etl.parse import Parser
from etl.profile import Layout, Profile, Title
from onestop.domain.errors import DeclarationError
from tests.fixtures.told_cells import rows_from


COLUMNS = {
    "code": "Mã hồ sơ",
    "unit": "Cơ quan giải quyết",
    "channel": "Hình thức nộp",
    "received_at": "Ngày tiếp nhận",
    "due_at": "Ngày hẹn trả",
    "finished_at": "Ngày có kết quả",
    "status": "Trạng thái",
}
GOOD = (
    "H98.31.05-241111-0001",
    "UBND xã Phú Lộc",
    "Trực tuyến",
    "11/11/2024 08:00:00",
    "12/11/2024",
    "11/11/2024 16:00",
    "Đã trả kết quả",
)


def at(*parts: int) -> float:
    return float(calendar.timegm(datetime(*parts).timetuple()))


def parser_of(columns: dict[str, str], title: Title | None = None, **profile) -> Parser:
    fields: dict[str, tuple[int, ...]] = {}
    for place, name in enumerate(columns):
        field = name.split(".")[0]
        fields[field] = (*fields.get(field, ()), place)
    layout = Layout(
        Profile("p", "P", "p", **profile), "Hồ sơ", 1, fields, columns, title or Title()
    )
    return Parser(layout, "tệp.xlsx", keep_names="applicant_name" in profile.get("required", ()))


def feed(parser: Parser, *lines: tuple, first: int = 2) -> Batch:
    batch = parser.parse(rows_from(first, lines))
    assert batch.read == len(batch.code) + batch.rejected_rows + batch.skipped
    return batch


def typed(*lines: tuple, **profile) -> Batch:
    return feed(parser_of(COLUMNS, **profile), *lines)


def changed(**cells) -> tuple:
    places = list(COLUMNS)
    line = list(GOOD)
    for field, cell in cells.items():
        line[places.index(field)] = cell
    return tuple(line)


def one(field: str, *cells, profile: dict | None = None, kind: str = "dossiers") -> Batch:
    """A list of only codes and one field (in one or several columns)."""
    names = {"code": "Mã", **{f"{field}.{i}": field for i in range(len(cells))}}
    return feed(parser_of(names, kind=kind, **(profile or {})), ("A-001", *cells))


def names_of(batch: Batch, field: str) -> list[str]:
    column = batch.names[field]
    return [column.values[code] if code >= 0 else "" for code in column.codes]


def test_a_row_becomes_numbers_and_names():
    batch = typed(GOOD)
    assert batch.code.tolist() == ["H98.31.05-241111-0001"]
    assert names_of(batch, "unit") == ["UBND xã Phú Lộc"]
    assert {name: values.tolist() for name, values in batch.values.items()} == {
        "channel": [2],
        "received_at": [at(2024, 11, 11, 8)],
        "due_at": [at(2024, 11, 12, 23, 59, 59)],
        "finished_at": [at(2024, 11, 11, 16)],
        "status": [10],
    }


@pytest.mark.parametrize(
    ("cells", "column", "value", "reason"),
    [
        ({"code": ""}, "Mã hồ sơ", "", "thiếu mã hồ sơ"),
        ({"code": "-"}, "Mã hồ sơ", "-", "thiếu mã hồ sơ"),
        ({"received_at": "31/02/2024"}, "Ngày tiếp nhận", "31/02/2024", "không đọc được"),
        ({"due_at": "#REF!"}, "Ngày hẹn trả", "#REF!", "không đọc được"),
        ({"finished_at": "hôm qua"}, "Ngày có kết quả", "hôm qua", "không đọc được"),
        ({"status": "Chờ ký số"}, "Trạng thái", "Chờ ký số", "không hiểu trạng thái"),
        ({"status": "#N/A"}, "Trạng thái", "#N/A", "không hiểu trạng thái"),
        ({"status": ""}, "Trạng thái", "", "thiếu trạng thái"),
        ({"channel": "Bồ câu"}, "Hình thức nộp", "Bồ câu", "không hiểu hình thức nộp"),
        ({"finished_at": ""}, "Trạng thái", "Đã trả kết quả", "không có ngày kết thúc"),
        ({"finished_at": "-"}, "Trạng thái", "Đã trả kết quả", "không có ngày kết thúc"),
    ],
)
def test_a_row_is_kept_out_with_its_cell_and_the_reason(cells, column, value, reason):
    batch = typed(GOOD, changed(**cells), GOOD)
    assert len(batch.code) == 2
    (reject,) = batch.rejects
    assert (reject.row, reject.column, reject.value) == (3, column, value)
    assert reason in reject.reason


def test_a_row_with_two_bad_cells_is_one_row_and_two_rejects():
    batch = typed(GOOD, changed(received_at="?", status="?"))
    assert (len(batch.code), batch.rejected_rows, len(batch.rejects)) == (1, 1, 2)


def test_a_blank_channel_and_an_open_dossier_without_dates_are_kept():
    batch = typed(changed(channel="", status="Đang xử lý", finished_at="", due_at=""))
    assert np.isnan(batch.values["channel"]).all()
    assert np.isnan(batch.values["due_at"]).all()


def test_personal_fields_stay_out_unless_they_are_asked_for():
    columns = {"code": "Mã", "applicant_name": "Chủ hồ sơ"}
    line = ("A-001", "Trần  An")
    assert "applicant_name" not in feed(parser_of(columns), line).names
    asked = parser_of(columns, required=("applicant_name",))
    assert names_of(feed(asked, line), "applicant_name") == ["Trần An"]


@pytest.mark.parametrize(
    ("dates", "status"),
    [
        ({"returned_at": "3/5/2024", "finished_at": "2/5/2024"}, 10),
        ({"finished_at": "2/5/2024"}, 9),
        ({"received_at": "1/5/2024", "ended_at": "2/5/2024"}, 3),
        ({"received_at": "1/5/2024"}, 4),
        ({"submitted_at": "1/5/2024"}, 1),
    ],
)
def test_a_status_is_told_by_the_dates_where_the_profile_says_so(dates, status):
    parser = parser_of({"code": "Mã", **dates}, status_from_dates=True)
    assert feed(parser, ("A-001", *dates.values())).values["status"].tolist() == [status]


def test_what_an_ended_dossier_is_can_be_declared():
    profile = {"status_from_dates": True, "constants": {"ended_status": 7}}
    assert one("ended_at", "2/5/2024", profile=profile).values["status"].tolist() == [7]


def test_a_closing_date_wins_over_an_open_status_only_if_the_profile_says_so():
    line = changed(status="Đang xử lý")
    assert typed(line).values["status"].tolist() == [4]
    assert typed(line, closing_date_wins=True).values["status"].tolist() == [9]


def test_a_returned_date_wins_as_returned_and_a_withdrawal_stays():
    columns = {"code": "Mã", "returned_at": "Trả", "status": "TT"}
    lines = [("A-001", "2/5/2024", "Đang xử lý"), ("A-002", "2/5/2024", "Công dân rút")]
    batch = feed(parser_of(columns, closing_date_wins=True), *lines)
    assert batch.values["status"].tolist() == [10, 7]


def test_a_list_that_tells_no_status_gets_none():
    assert "status" not in one("received_at", "1/5/2024").values


def test_constants_fill_what_the_file_leaves_blank():
    constants = {"channel": "Trực tiếp", "unit": "UBND xã Phú Lộc", "due_at": "2/5/2024"}
    batch = typed(GOOD, changed(channel="", unit="", due_at=""), constants=constants)
    assert batch.values["channel"].tolist() == [2, 1]
    assert batch.values["due_at"].tolist()[1] == at(2024, 5, 2, 23, 59, 59)
    assert names_of(batch, "unit") == ["UBND xã Phú Lộc"] * 2
    number = one("received_at", "1/5/2024", profile={"constants": {"channel": 3}})
    assert number.values["channel"].tolist() == [3]


def test_a_constant_that_means_nothing_is_a_mistake_of_the_profile():
    with pytest.raises(DeclarationError, match=r"constants\.channel"):
        typed(GOOD, constants={"channel": "Bồ câu"})


def test_a_column_of_ticks_means_no_where_it_is_blank_in_every_chunk():
    parser = parser_of({"code": "Mã", "components_digitised": "Số hóa"})
    before = feed(parser, ("A-001", ""))
    assert np.isnan(before.values["components_digitised"]).all()
    for _ in range(2):
        batch = feed(parser, ("A-002", "x"), ("A-003", ""))
        assert batch.values["components_digitised"].tolist() == [1, 0]
    assert feed(parser, ("A-004", "")).values["components_digitised"].tolist() == [0]


def test_words_in_a_column_of_ticks_end_the_guess_with_one_finding():
    parser = parser_of({"code": "Mã", "components_digitised": "Số hóa"})
    feed(parser, ("A-001", "x"), ("A-002", ""))
    batch = feed(parser, ("A-003", "Không"), ("A-004", ""))
    assert np.isnan(batch.values["components_digitised"][1])
    assert [finding.kind for finding in batch.findings] == ["tick_column_contradicted"]
    assert feed(parser, ("A-005", "Không")).findings == []


def test_blank_beside_words_is_unknown():
    parser = parser_of({"code": "Mã", "components_digitised": "Số hóa"})
    batch = feed(parser, ("A-001", "Có"), ("A-002", ""), ("A-003", "x"))
    assert np.isnan(batch.values["components_digitised"][1])


@pytest.mark.parametrize(
    ("field", "cell"),
    [("components_reused", "có lẽ"), ("service_level", "Mức 9"), ("submitted_at", "?")],
)
def test_other_cells_that_are_not_understood_are_unknown_with_one_finding(field, cell):
    columns = {"code": "Mã", field: "Tiêu đề"}
    batch = feed(parser_of(columns), ("A-001", cell), ("A-002", cell))
    assert np.isnan(batch.values[field]).all()
    (finding,) = batch.findings
    assert (finding.kind, finding.row, finding.code) == ("unreadable_cell", 2, "A-001")
    assert (finding.column, finding.value) == ("Tiêu đề", cell)


@pytest.mark.parametrize(
    ("field", "how", "cells", "number"),
    [
        ("received_at", "first", ("-", "2/1/1970"), 86400),
        ("received_at", "first", (("", "2/1/1970", "3/1/1970"),), 86400),
        ("fee_due", "positive", ("0", "20.000 đ"), 1),
        ("fee_due", "positive", ((0, "0"),), 0),
        ("components_digitised", "any_yes", ("0", ("0", "1")), 1),
        ("components_digitised", "any_yes", ("", ("0", None)), 0),
        ("result_digitised", "filled", ((), ("f.pdf",)), 1),
        ("supplement_count", "count", (("a", "b"),), 2),
        ("supplement_count", "count", ((),), 0),
        ("supplement_count", "first", ("3",), 3),
        ("original_due_at", "first_instant", (("19700103", "19700102"),), 86400 + 86399),
        ("paid_online", "paid_online", ("2",), 2),
        ("paid_online", "paid_online", ("3",), 0),
    ],
)
def test_several_cells_become_one_value(field, how, cells, number):
    profile = {"reduce": {field: how}, "form": "json"}
    assert one(field, *cells, profile=profile).values[field].tolist() == [number]


@pytest.mark.parametrize("cell", [(), ("",)])
def test_empty_lists_of_flags_and_amounts_are_unknown(cell):
    for field, how in (("components_reused", "any_yes"), ("fee_due", "positive")):
        batch = one(field, cell, profile={"reduce": {field: how}, "form": "json"})
        assert np.isnan(batch.values[field]).all()


def test_a_way_to_reduce_that_does_not_exist_is_told():
    with pytest.raises(DeclarationError, match="lottery"):
        one("fee_due", "1", profile={"reduce": {"fee_due": "lottery"}})


def test_no_result_of_an_open_dossier_is_unknown_and_of_a_closed_one_is_no():
    columns = {"code": "Mã", "status": "TT", "finished_at": "Xong", "result_digitised": "KQ"}
    parser = parser_of(columns, form="json", reduce={"result_digitised": "filled"})
    lines = [("A-001", "Đang xử lý", "", ()), ("A-002", "Đã xử lý xong", "2/5/2024", ())]
    told = feed(parser, *lines, ("A-003", "Đang xử lý", "", ("f",))).values["result_digitised"]
    assert np.isnan(told[0])
    assert told[1:].tolist() == [0, 1]
    bare = parser_of({"code": "Mã", "status": "TT"}, reduce={"result_digitised": "filled"})
    assert "result_digitised" not in feed(bare, ("A-001", "Đang xử lý")).values


def test_two_lists_become_pauses():
    columns = {"code": "Mã", "pauses.0": "Từ", "pauses.1": "Đến"}
    parser = parser_of(columns, form="json", reduce={"pauses": "intervals"})
    lines = [
        ("A-001", ("19700102", "19700104"), ("19700103", "")),
        ("A-002", (), ()),
        ("A-003", "", ""),
        ("A-004", ("?", "19700102"), ("19700103", "19700103")),
    ]
    batch = feed(parser, *lines)
    told = [batch.pauses.values[code] if code >= 0 else None for code in batch.pauses.codes]
    day = 86400
    assert told == [((day, 2 * day), (3 * day, None)), (), None, ((day, 2 * day),)]
    assert [finding.code for finding in batch.findings] == ["A-004"]


def test_pauses_with_only_a_beginning_go_on():
    batch = one("pauses", "2/1/1970", profile={"reduce": {"pauses": "intervals"}})
    assert batch.pauses.values == [((86400, None),)]


UNIT_CASES = [
    ({"unit": "A", "receiving_unit": "B"}, Title(unit="T"), "A"),
    ({"unit": "", "receiving_unit": "B"}, Title(unit="T"), "B"),
    ({"receiving_unit": "B"}, Title(unit="T"), "B"),
    ({"unit": "-"}, Title(unit="T"), "T"),
    ({}, Title(unit="T"), "T"),
    ({}, Title(), "H98.31.05"),
]


@pytest.mark.parametrize(("cells", "title", "unit"), UNIT_CASES)
def test_the_unit_is_the_column_s_else_the_title_s_else_the_code_s(cells, title, unit):
    parser = parser_of({"code": "Mã", **cells, "received_at": "Nhận"}, title)
    line = ("H98.31.05-241111-0001", *cells.values(), "1/5/2024")
    assert names_of(feed(parser, line), "unit") == [unit]


def test_a_group_s_unit_stands_before_the_title_s_and_its_area_fills_blanks():
    parser = parser_of({"code": "Mã", "area": "Lĩnh vực", "due_at": "Hẹn"}, Title(unit="T"))
    lines = [("Phòng Tư pháp", "", ""), ("Lĩnh vực: Hộ tịch", "", ""), ("A-001", "", "1/5/2024")]
    batch = feed(parser, *lines, ("A-002", "Đất đai", "1/5/2024"))
    assert names_of(batch, "unit") == ["Phòng Tư pháp"] * 2
    assert names_of(batch, "area") == ["Hộ tịch", "Đất đai"]
    assert batch.names["unit"].values == ["Phòng Tư pháp"]


def test_a_unit_that_nothing_tells_is_not_there():
    assert "unit" not in feed(parser_of({"code": "Mã", "due_at": "Hẹn"}), ("A-001", "")).names


def test_a_pattern_of_the_profile_finds_the_unit_in_the_code():
    parser = parser_of({"code": "Mã"}, unit_code_pattern=r"([A-Z]+)\d", unit_from=("code",))
    assert names_of(feed(parser, ("XA7-1",), ("17-1",)), "unit") == ["XA", ""]


def test_values_of_rows_kept_out_leave_no_names_behind():
    batch = typed(GOOD, changed(unit="Đơn vị lạ", status="?"))
    assert batch.names["unit"].values == ["UBND xã Phú Lộc"]


def test_procedure_and_parent_codes_have_their_normal_forms():
    columns = {"code": "Mã", "procedure_code": "Mã TTHC", "parent_code": "Liên thông"}
    batch = feed(parser_of(columns), ("A-001", 1.00349, "h 98-1"), ("A-002", "1.003490.H13", "-"))
    assert names_of(batch, "procedure_code") == ["1.003490"] * 2
    assert names_of(batch, "parent_code") == ["H98-1", ""]


def test_ratings_keep_out_what_they_do_not_understand():
    columns = {"code": "Mã", "satisfaction": "Mức độ", "rated_at": "Ngày"}
    lines = [("A-001", "Hài lòng", "1/5/2024"), ("A-002", "Bình thường", "1/5/2024")]
    batch = feed(parser_of(columns, kind="ratings"), *lines)
    assert batch.values["satisfaction"].tolist() == [2]
    assert [reject.value for reject in batch.rejects] == ["Bình thường"]
    assert "unit" not in batch.names


def test_letters_promise_the_end_of_the_day_and_are_signed_at_its_beginning():
    columns = {"code": "Mã", "rescheduled_to": "Hẹn lại", "apology_sent_at": "Ký"}
    batch = feed(parser_of(columns, kind="letters"), ("A-001", "2/1/1970", "2/1/1970"))
    assert batch.values["rescheduled_to"].tolist() == [86400 + 86399]
    assert batch.values["apology_sent_at"].tolist() == [86400]


def test_a_chunk_narrower_than_its_heading_has_blanks():
    batch = feed(parser_of(COLUMNS), (*GOOD[:1], "UBND xã Phú Lộc", "Trực tuyến"))
    assert [reject.reason for reject in batch.rejects] == ["thiếu trạng thái"]


def test_a_chunk_of_only_skipped_rows_is_counted():
    batch = typed(("Tổng số", "", "", "", "", "", 5.0), ("Ghi chú gì đó", "", "", "", "", "", ""))
    assert (batch.read, batch.skipped, len(batch.code)) == (2, 2, 0)
    assert [finding.kind for finding in batch.findings] == ["group_row_ignored"]


CELLS = st.one_of(
    st.sampled_from(["", "-", "x", "Tổng số", "Lĩnh vực: A", "(1)", "1/5/2024", "Đã trả", "#REF!"]),
    st.sampled_from([*GOOD, 45000.5, 1, True, datetime(2024, 5, 1), ("a", ""), ()]),
    st.text(max_size=12),
)


@given(st.lists(st.tuples(*[CELLS] * len(COLUMNS)), min_size=1, max_size=12))
def test_no_row_is_ever_lost(lines):
    filler = [changed(code=f"H98.31.05-241111-{n:04d}") for n in range(200)]
    batch = typed(*filler, *lines)
    assert len(batch.code) >= 200
    assert len({reject.row for reject in batch.rejects}) == batch.rejected_rows
    assert all(len(values) == len(batch.code) for values in batch.values.values())
