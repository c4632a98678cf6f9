"""The made-up district: reproducible, complete, and nobody in it is real."""

from __future__ import annotations

import csv
import json
import re
import unicodedata
from datetime import date, datetime

import pytest
from python_calamine import CalamineWorkbook

from onestop.sample import make_world, places, write_exports


FIRST, LAST = date(2023, 10, 1), datetime.fromisoformat("2024-12-20T17:00")

VOCABULARY = {
    "STT",
    "Mã hồ sơ",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Mức độ DVC",
    "Cơ quan giải quyết",
    "Hình thức nộp",
    "Chủ hồ sơ",
    "Ngày tiếp nhận",
    "Ngày hẹn trả KQ",
    "Ngày có kết quả",
    "Ngày trả kết quả",
    "Trạng thái",
    "Số hóa thành phần hồ sơ",
    "Số hóa kết quả",
    "Tổng phí, lệ phí (VNĐ)",
    "Thanh toán trực tuyến",
    "Đơn vị tiếp nhận",
    "Tên thủ tục hành chính",
    "Địa chỉ",
    "Người nộp",
    "Ngày nộp hồ sơ",
    "Ngày nhận",
    "Ngày hẹn trả",
    "Ngày kết thúc xử lý",
    "Tên hồ sơ / Chủ hồ sơ",
    "Thủ tục hành chính",
    "Phòng ban",
    "Cơ quan/đơn vị",
    "Người xử lý",
    "Hạn xử lý",
    "Ngày hoàn tất",
    "Mức độ hài lòng",
    "Ngày đánh giá",
    "Số phiếu",
    "Ngày hẹn trả cũ",
    "Ngày hẹn trả mới",
    "Ngày ký phiếu",
    "Lý do chậm",
    "Nội dung hồ sơ",
    "Số lượng (bộ)",
    "Họ tên chủ hồ sơ",
    "Địa chỉ chủ hồ sơ",
    "Hình thức tiếp nhận",
    "Ngày, tháng, năm",
    "Trả kết quả",
    "Nhận hồ sơ",
    "Hẹn trả kết quả",
    "Ngày nhận kết quả",
    "Người nhận hồ sơ",
    "Ghi chú",
}


@pytest.fixture(scope="module")
def world():
    return make_world(7, 1200, 8, FIRST, LAST)


@pytest.fixture(scope="module")
def exports(world, tmp_path_factory):
    return write_exports(world, tmp_path_factory.mktemp("sample"))


def rows_of(path, sheet=0):
    return CalamineWorkbook.from_path(path).get_sheet_by_index(sheet).to_python()


def test_the_same_seed_writes_the_same_bytes(world, exports, tmp_path):
    again = write_exports(make_world(7, 1200, 8, FIRST, LAST), tmp_path)
    for layout, path in exports.files.items():
        assert path.read_bytes() == again.files[layout].read_bytes(), layout


def test_another_seed_makes_another_district(world):
    other = make_world(8, 1200, 8, FIRST, LAST)
    assert not other.dossiers.equals(world.dossiers)


def test_every_dossier_has_a_code_of_its_own_and_stands_in_some_export(world):
    assert len(world.dossiers) == 1200
    assert world.dossiers["code"].is_unique
    layouts = ("one_stop", "portal", "tan_dan", "register", "desk")
    assert sum(len(world.of_layout(layout)) for layout in layouts) == 1200


@pytest.mark.parametrize("count", [4, 9])
def test_a_district_too_small_or_too_large_is_refused(count):
    with pytest.raises(ValueError, match="units"):
        make_world(7, 100, count, FIRST, LAST)


def test_nothing_happens_after_the_moment_the_exports_speak_for(world):
    past = ["received_at", "finished_at", "returned_at", "paused_from", "paused_to"]
    for name in [*past, "apology_sent_at", "rated_at"]:
        assert not (world.dossiers[name] > LAST).any(), name


def test_closed_dossiers_have_a_closing_date_and_open_ones_have_none(world):
    closed = world.dossiers["status"].isin([7, 9, 10])
    assert closed.any()
    assert not closed.all()
    assert (world.dossiers["finished_at"].notna() == closed).all()


def test_no_dossier_is_closed_before_it_was_received(world):
    known = world.dossiers.dropna(subset=["finished_at", "received_at"])
    assert (known["finished_at"] > known["received_at"]).all()


def test_offices_differ_in_lateness(world):
    known = world.dossiers.dropna(subset=["finished_at", "due_at"])
    late = known["finished_at"].dt.normalize() > known["due_at"].dt.normalize()
    by_unit = late.groupby(known["unit"]).mean()
    assert by_unit.max() > 2 * by_unit.min()


def test_the_one_stop_list_holds_its_dossiers_the_spoilt_rows_and_a_total(world, exports):
    rows = rows_of(exports.files["one_stop"])
    heading = next(i for i, row in enumerate(rows) if row[0] == "STT")
    numbered = [row for row in rows[heading + 1 :] if isinstance(row[0], float)]
    assert set(rows[heading]) <= VOCABULARY
    assert len(numbered) == len(world.of_layout("one_stop")) + 3
    assert ["Tổng cộng", len(numbered)] in [row[1:3] for row in rows]


def test_one_sheet_mixes_true_dates_texts_and_serial_numbers(exports):
    rows = rows_of(exports.files["one_stop"])[7:40]
    assert {type(row[9]) for row in rows} >= {str, float, datetime}


def test_the_register_restarts_its_numbers_in_each_area(world, exports):
    rows = rows_of(exports.files["register"])
    areas = [row[0] for row in rows if str(row[0]).startswith("Lĩnh vực: ")]
    assert set(rows[7] + rows[8]) - {""} <= VOCABULARY
    assert [row[0] for row in rows].count(1.0) == len(areas) > 1
    codes = [row[1] for row in rows if str(row[1]).startswith("H97.")]
    assert sorted(codes) == sorted(world.of_layout("register")["code"])


def test_the_html_list_says_no_charset_and_repeats_one_row(world, exports):
    text = exports.files["tan_dan"].read_text(encoding="utf-8")
    headings = re.findall(r"<td><strong>(.*?)</strong></td>", text)
    codes = re.findall(r"<td>(H97\.[^<]+)</td>", text)
    assert set(headings) <= VOCABULARY
    assert "charset" not in text
    assert len(codes) == len(world.of_layout("tan_dan")) + 1 == len(set(codes)) + 1


def test_the_desk_csv_is_quoted_and_begins_with_a_bom(world, exports):
    raw = exports.files["desk"].read_bytes()
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    assert raw.startswith(b'\xef\xbb\xbf"')
    assert set(rows[0]) <= VOCABULARY
    assert len(rows) == 1 + len(world.of_layout("desk")) + 1


def test_the_portal_repeats_online_dossiers_of_other_offices(world, exports):
    envelope = json.loads(exports.files["portal"].read_text(encoding="utf-8"))
    codes = {one["MaHoSo"] for one in envelope["data"]}
    own = set(world.of_layout("portal")["code"])
    assert own < codes
    assert codes - own <= set(world.dossiers.query("channel == 2")["code"])


def test_ratings_and_letters_join_on_known_codes(world, exports):
    known = set(world.dossiers["code"])
    text = unicodedata.normalize("NFC", exports.files["ratings"].read_text(encoding="utf-8"))
    ratings = [line.split(";") for line in text.splitlines()]
    letters = rows_of(exports.files["letters"])[3:]
    assert set(ratings[0] + letters[0]) <= VOCABULARY
    assert {row[0] for row in ratings[1:]} <= known
    assert {row[2] for row in letters[1:]} <= known
    assert len(ratings) > 50
    assert len(letters) > 5


def test_people_are_put_together_from_the_invented_lists(world):
    family, given = places.FAMILY_NAMES, places.GIVEN_NAMES
    for name in world.dossiers["applicant"].unique():
        assert name.startswith(family)
        assert name.endswith(given)


def test_no_export_holds_an_identity_or_telephone_number(exports):
    for layout in ("portal", "tan_dan", "desk", "ratings"):
        text = exports.files[layout].read_text(encoding="utf-8")
        long_numbers = set(re.findall(r"(?<![\d.])\d{9,13}(?!\d)", text))
        assert not long_numbers, layout
