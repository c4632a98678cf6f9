"""Every layout is recognised by its headings, whatever their order and spelling."""

from __future__ import annotations

import random
import re
import tomllib
import unicodedata
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from etl.describe import MASK, describe
from etl.headings import fold_bare
from etl.json_paths import recognise_keys, records_of
from etl.layouts import recognise_all
from etl.recognise import load_sources, recognise
from etl.table import Chunk, Column
from onestop.domain.errors import AggregateError, DeclarationError, UnknownLayoutError
from tests.fixtures.layouts_headers import (
    AGGREGATES,
    ANNEX_2,
    EPAR_7,
    JSON_KEYS,
    LAND_OFFICE,
    LETTERS,
    MONITORING,
    ONE_ROW,
    PAYMENTS,
    REGISTER,
    REGISTER_MERGES,
    TAN_DAN_LIST,
    WIDE,
    cells,
    sheet,
)


GUIDE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-source.md"
each_list = pytest.mark.parametrize(("code", "header"), ONE_ROW.items(), ids=ONE_ROW)


@pytest.fixture(scope="module")
def sources(config_dir):
    return load_sources([config_dir])


def read(sources, *rows, **kwargs):
    return recognise(sheet(*rows, **kwargs), sources, "f.xlsx")


def named(layout) -> dict:
    return layout.headings


@each_list
def test_a_whole_header_is_recognised(sources, code, header):
    layout = read(sources, header)
    assert layout.profile.code == code
    assert layout.unknown == ()


@each_list
@pytest.mark.parametrize(
    "spell",
    [
        str.upper,
        fold_bare,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: f"  {text.replace(' ', chr(10))} :",
        lambda text: "".join(word.capitalize() for word in fold_bare(text).split()),
    ],
    ids=["upper", "bare", "nfd", "breaks", "camel"],
)
def test_spelling_does_not_matter(sources, code, header, spell):
    layout = read(sources, [spell(heading) for heading in header])
    assert layout.profile.code == code
    assert layout.fields == read(sources, header).fields


@each_list
def test_the_order_of_columns_and_strange_columns_do_not_matter(sources, code, header):
    usual = named(read(sources, header))
    for seed in range(5):
        mixed = [*header, "Cột lạ", "Một cột khác", ""]
        random.Random(seed).shuffle(mixed)
        layout = read(sources, mixed)
        assert (layout.profile.code, named(layout)) == (code, usual)
        assert set(layout.unknown) == {"Cột lạ", "Một cột khác"}


@pytest.mark.parametrize("seed", range(150))
def test_any_headings_of_the_vocabulary_in_any_order_become_their_fields(sources, seed):
    chance = random.Random(seed)
    vocabulary = sources.vocabulary.fields["dossiers"]
    usual = ["code", "received_at", "due_at", "finished_at", "status"]
    others = sorted(set(vocabulary) - {*usual, "current_desk", "original_due_at"})
    fields = usual + chance.sample(others, 6)
    chance.shuffle(fields)
    header = [chance.choice(vocabulary[field]) for field in fields]
    layout = read(sources, header)
    assert [field for at, field in enumerate(fields) if at not in layout.fields[field]] == []


def test_the_other_annex_has_no_closing_date_and_no_person_as_unit(sources):
    layout = read(sources, ANNEX_2)
    assert layout.profile.code == "tan-dan-annex"
    assert layout.headings["unit"] == "Đơn vị giải quyết"
    assert "finished_at" not in layout.fields


def test_an_office_without_a_vendor_s_marks_is_read_as_the_general_list(sources):
    layout = read(sources, LAND_OFFICE)
    assert layout.profile.code == "one-stop-wide"
    assert layout.headings["returned_at"] == "Ngày Trả KQ"
    assert "unit" not in layout.fields


@pytest.mark.parametrize("merges", [REGISTER_MERGES, ()], ids=["merges told", "merges not told"])
def test_a_heading_of_two_rows_tells_received_due_and_returned(sources, merges):
    layout = read(sources, *REGISTER, merges=merges)
    assert layout.profile.code == "register"
    assert layout.headings["received_at"] == "Ngày, tháng, năm > Nhận hồ sơ"
    assert layout.headings["due_at"] == "Ngày, tháng, năm > Hẹn trả kết quả"
    assert layout.headings["returned_at"] == "Trả kết quả > Ngày nhận kết quả"
    assert layout.first_body_row == 2


def test_days_early_or_late_are_no_dates(sources):
    layout = read(sources, *EPAR_7)
    assert layout.profile.code == "epar-7"
    assert {"finished_at", "returned_at", "status"} & set(layout.fields) == set()


@pytest.mark.parametrize(
    "numbers",
    ["(1) | (2) | (3)", "1 | 2 | 3", "[1] | [2] | [3]", "A | 1 | 2", "(1) | (2) | (3)=(1)+(2)"],
)
def test_a_row_of_column_numbers_is_no_dossier(sources, numbers):
    header = cells("Mã hồ sơ | Mức độ hài lòng | Ngày đánh giá")
    assert read(sources, header, cells(numbers), ["A1", "Hài lòng", ""]).first_body_row == 2
    assert read(sources, header, ["A1", 1, 45000.0]).first_body_row == 1


def test_titles_above_are_read_and_are_no_headings(sources):
    layout = read(
        sources,
        ["UBND HUYỆN AN PHÚ", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH HỒ SƠ"],
        ["(Từ ngày 01/10/2023 đến ngày 20/12/2024)"],
        [],
        WIDE,
        merges=((1, 0, 1, 17), (2, 0, 2, 17)),
    )
    assert layout.profile.code == "one-stop-wide"
    assert layout.first_body_row == 5
    assert layout.headings["code"] == "Mã hồ sơ"
    assert layout.title.unit == "UBND HUYỆN AN PHÚ"
    assert layout.title.covers_to is not None


def test_a_title_directly_above_is_no_part_of_the_headings(sources):
    layout = read(sources, ["Ngày, tháng, năm", "", ""], WIDE, merges=((0, 0, 0, 17),))
    assert layout.headings["received_at"] == "Ngày tiếp nhận"


def test_the_promise_to_the_citizen_wins_over_the_internal_limit(sources):
    header = cells("Hạn xử lý | Mã hồ sơ | Ngày tiếp nhận | Ngày hẹn trả | Trạng thái")
    assert read(sources, header).headings["due_at"] == "Ngày hẹn trả"
    alone = [heading for heading in header if heading != "Ngày hẹn trả"]
    assert read(sources, alone).headings["due_at"] == "Hạn xử lý"


def test_owner_and_submitter_stay_apart(sources):
    assert read(sources, TAN_DAN_LIST).headings["applicant_name"] == "Chủ hồ sơ"


def test_the_office_is_the_unit_and_the_room_the_desk(sources):
    layout = read(sources, MONITORING)
    assert layout.headings["unit"] == "Cơ quan/đơn vị"
    assert layout.headings["current_desk"] == "Phòng ban"


def test_a_room_is_the_unit_where_no_office_is_told(sources):
    header = [heading for heading in MONITORING if heading != "Cơ quan/đơn vị"]
    assert read(sources, header).headings["unit"] == "Phòng ban"


def test_all_columns_of_fees_make_one_answer(sources):
    header = cells("Mã hồ sơ | Ngày nhận | Trạng thái | Phí (VNĐ) | Lệ phí (VNĐ)")
    layout = read(sources, header)
    assert sorted(layout.fields["fee_due"]) == [3, 4]
    assert layout.profile.reduce["fee_due"] == "positive"


def test_a_citizen_s_number_is_not_taken_for_an_office(sources):
    header = cells("Mã hồ sơ | Ngày nhận | Trạng thái | Mã định danh")
    office = read(sources, header, ["A1", "", "", "H98.31.01"])
    person = read(sources, header, ["A1", "", "", "001099000001"])
    assert "receiving_unit" in office.fields
    assert "receiving_unit" not in person.fields


@pytest.mark.parametrize(("word", "rows"), AGGREGATES.items(), ids=AGGREGATES)
def test_a_table_of_totals_is_refused_by_the_name_of_its_form(sources, word, rows):
    with pytest.raises(AggregateError) as raised:
        read(sources, *rows, ["1", "Hộ tịch", 12, 10, 1])
    assert word in raised.value.form


def test_an_unknown_list_is_told_with_its_headings_and_what_is_missing(sources):
    with pytest.raises(UnknownLayoutError) as raised:
        read(sources, PAYMENTS)
    assert "Số biên lai" in raised.value.headings
    assert any(key.startswith("thiếu") for key in raised.value.nearest)


def test_an_unknown_heading_is_shown_with_the_nearest_field(sources):
    with pytest.raises(UnknownLayoutError) as raised:
        read(sources, cells("Mã hồ sơ | Lĩnh vực | Ngày tiếp nhậm hs"))
    assert raised.value.nearest["Ngày tiếp nhậm hs"] == "Ngày tiếp nhận"


def test_a_chosen_profile_wins_without_a_contest_but_needs_its_fields(sources):
    rows = sheet(WIDE)
    assert recognise(rows, sources, "f", "register").profile.code == "register"
    with pytest.raises(UnknownLayoutError, match="thiếu: Mức độ hài lòng"):
        recognise(rows, sources, "f", "satisfaction-list")
    with pytest.raises(DeclarationError, match="register"):
        recognise(rows, sources, "f", "registr")


def test_the_name_of_the_file_decides_nothing(sources):
    for name in ("epar-7.xlsx", "phieu-xin-loi.xlsx", "x"):
        assert recognise(sheet(WIDE, name=name), sources, name).profile.code == "one-stop-wide"


def test_a_sheet_of_notes_is_left_out_and_both_lists_are_kept(sources):
    notes = sheet(["Ghi chú chung"], ["Liên hệ phòng Nội vụ"], name="Ghi chú")
    found = recognise_all([notes, sheet(WIDE), sheet(LETTERS)], sources, "f.xlsx")
    codes = [layout.profile.code for _, layout in found.lists]
    assert codes == ["one-stop-wide", "apology-list"]
    assert [error.sheet for error in found.left_out] == ["Ghi chú"]


def test_a_file_without_any_list_is_refused_for_its_fullest_sheet(sources):
    notes = sheet(["Ghi chú chung"], name="Ghi chú")
    with pytest.raises(UnknownLayoutError) as raised:
        recognise_all([notes, sheet(PAYMENTS, name="Thu phí")], sources, "f.xlsx")
    assert raised.value.sheet == "Thu phí"


@pytest.mark.parametrize(("code", "keys"), JSON_KEYS.items(), ids=JSON_KEYS)
def test_json_is_recognised_by_its_keys_in_any_order_and_case(sources, code, keys):
    for seen in (keys, keys[::-1], [key.upper() for key in keys]):
        profile, paths = recognise_keys(seen, sources, "f.json")
        assert profile.code == code
        layout = recognise(sheet(paths, kind="json"), sources, "f.json", profile.code)
        assert layout.first_body_row == 0
        assert {"code"} <= set(layout.fields)


def test_lists_that_come_late_in_a_json_file_are_asked_for(sources):
    _, paths = recognise_keys(JSON_KEYS["national-portal"], sources, "f.json")
    assert "DanhSachHoSoBoSung[].NgayTiepNhanBoSung" in paths
    assert "NgayTuChoi" in paths


def test_names_by_language_are_asked_for_in_vietnamese_and_never_as_a_list(sources):
    profile, paths = recognise_keys(JSON_KEYS["igate"], sources, "f.json")
    layout = recognise(sheet(paths, kind="json"), sources, "f.json", profile.code)
    units = [paths[at] for at in layout.fields["unit"]]
    assert units == ["agency.name[languageId=228].name", "agency.name[].name"]
    assert "data" in records_of(sources)


def test_a_check_shows_every_column_and_hides_people(sources):
    header = cells("Mã hồ sơ | Ngày nhận | Ngày hẹn trả | Hạn xử lý | Trạng thái | Địa chỉ | Lạ")
    body = [Column(np.array([0, 1], np.int32), [f"cell {at}", 2.0]) for at in range(len(header))]
    shown = replace(sheet(header), read_body=lambda *_: iter([Chunk(np.array([2, 3]), body)]))
    rows = {row.heading: row for row in describe(read(sources, header), shown, sources)}
    assert list(rows) == header
    assert rows["Mã hồ sơ"].place == "A"
    assert rows["Mã hồ sơ"].samples == ("cell 0", "2")
    assert rows["Địa chỉ"].samples == (MASK,)
    assert "Ngày hẹn trả" in rows["Hạn xử lý"].becomes
    assert rows["Lạ"].becomes.startswith("không hiểu")


def test_one_strange_heading_of_a_known_vendor_is_enough_to_win(tmp_path, config_dir):
    (tmp_path / "sources").mkdir()
    text = 'code = "ours"\nlabel = "Ours"\n[headings]\ndue_at = ["Hẹn công dân"]\n'
    (tmp_path / "sources" / "ours.toml").write_text(text, encoding="utf-8")
    ours = load_sources([config_dir, tmp_path])
    header = ["Hẹn công dân" if h == "Ngày hẹn trả" else h for h in TAN_DAN_LIST]
    layout = read(ours, header)
    assert layout.profile.code == "ours"
    assert layout.headings["due_at"] == "Hẹn công dân"
    assert read(ours, TAN_DAN_LIST).profile.code == "tan-dan-list"


@pytest.fixture
def guide_sources(tmp_path, config_dir):
    """The shipped config and, as a user's own, the profile that the guide shows."""
    text = re.search(r"```toml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)[1]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "city-311.toml").write_text(text, encoding="utf-8")
    assert tomllib.loads(text)["code"] == "city-311"
    return load_sources([config_dir, tmp_path])


def test_the_profile_of_the_guide_reads_the_register_of_the_guide(guide_sources):
    line = re.search(r"^service_request_id.*$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)[0]
    layout = recognise(sheet(line.split(",")), guide_sources, "requests.csv")
    assert layout.profile.code == "city-311"
    assert layout.headings["due_at"] == "expected_datetime"
    assert layout.headings["unit"] == "agency"
    assert layout.unknown == ()


def test_the_guide_tells_every_key_of_a_profile(sources):
    guide = GUIDE.read_text(encoding="utf-8")
    keys = set(vars(sources.profiles[0])) - {"headings", "reduce", "constants", "wordings"}
    assert [key for key in sorted(keys) if f"| `{key}` |" not in guide] == []
