"""How a heading is compared, and what the shipped vocabulary says of it."""

from __future__ import annotations

import unicodedata

import pytest

from etl.headings import Heading, Index, fold, fold_bare, fold_tight, load_vocabulary
from onestop.domain.errors import DeclarationError


@pytest.fixture(scope="module")
def vocabulary(config_dir):
    return load_vocabulary(config_dir / "codes" / "headings.toml")


@pytest.mark.parametrize(
    "spelling",
    [
        "Ngày hẹn trả",
        unicodedata.normalize("NFD", "Ngày hẹn trả"),
        "  NGÀY  HẸN\u00a0TRẢ ",
        "Ngày hẹn\r\ntrả",
        "Ngày hẹn[br]trả:",
        "Ngày hẹn trả (*)",
        "Ngày hẹn trả *",
        "Ngày hẹn trả (dd/mm/yyyy)",
    ],
)
def test_spellings_of_one_heading_fold_to_one_text(spelling):
    assert fold(spelling) == "ngày hẹn trả"


@pytest.mark.parametrize(
    ("heading", "folded"),
    [
        ("Phí (VNĐ)", "phí"),
        ("Trả kết quả(đv: ngày)", "trả kết quả"),
        ("Số lượng (bộ)", "số lượng"),
        ("Đơn vị/ cá nhân giải quyết", "đơn vị/cá nhân giải quyết"),
    ],
)
def test_units_in_brackets_and_spaces_at_slashes_do_not_count(heading, folded):
    assert fold(heading) == folded


def test_d_with_a_stroke_loses_it_without_diacritics():
    assert fold_bare("ĐƠN VỊ ĐANG GIẢI QUYẾT") == "don vi dang giai quyet"


@pytest.mark.parametrize("key", ["MaHoSo", "ma_ho_so", "MAHOSO", "Ma ho so", "Mã hồ sơ"])
def test_keys_in_camel_case_meet_their_words(key):
    assert fold_tight(key) == "mahoso"


def test_the_exact_spelling_wins_over_the_one_without_diacritics():
    index = Index()
    index.add("Hạn trả", "limit")
    index.add("Hân trá", "other")
    assert index.find(["Hân trá"]) == ["other"]
    assert index.find(["han tra"]) == ["limit", "other"]


def test_a_lower_heading_is_joined_with_the_upper_one_before_it_stands_alone():
    spellings = Heading(3, ("Tiếp nhận", "Ngày")).spellings
    assert spellings.index("Ngày Tiếp nhận") < spellings.index("Ngày")


def test_no_heading_means_two_fields_of_one_list(vocabulary):
    shared = {"Phòng ban", "Ngày hẹn trả cũ"}
    for kind, fields in vocabulary.fields.items():
        seen: dict[str, str] = {}
        for field, headings in fields.items():
            for heading in headings:
                earlier = seen.setdefault(fold_tight(heading), field)
                assert earlier == field or heading in shared, (kind, heading, earlier, field)


def test_a_personal_heading_is_no_field_but_the_applicant(vocabulary):
    personal = {fold_tight(heading) for heading in vocabulary.personal}
    for fields in vocabulary.fields.values():
        for field, headings in fields.items():
            clash = personal & {fold_tight(heading) for heading in headings}
            assert not clash or field == "applicant_name", (field, clash)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Ngày trả kết quả", "returned_at"),
        ("Ngày hẹn trả kết quả", "due_at"),
        ("C_RETURN_DATE", "due_at"),
        ("C_CLEAR_DATE", "returned_at"),
        ("C_BIZ_DONE_DATE", "finished_at"),
        ("Ngayxulyxong", "finished_at"),
        ("soHoSo", "code"),
        ("SoBienNhan", "code"),
        ("TrichYeuHoSo", "procedure_name"),
        ("Nội dung yêu cầu giải quyết", "procedure_name"),
        ("MaLinhVuc", "area"),
        ("Đơn vị tiếp nhận", "receiving_unit"),
        ("Cơ quan giải quyết", "unit"),
        ("Hình thức nộp (hồ sơ)", "channel"),
        ("KenhThucHien", "channel"),
        ("MucDo", "service_level"),
        ("Có số hóa TPHS", "components_digitised"),
        ("Lệ phí (VNĐ)", "fee_due"),
    ],
)
def test_a_heading_of_the_field_is_known(vocabulary, heading, field):
    found = vocabulary.known().find(Heading(0, (heading,)).spellings)
    assert ("dossiers", field) in found


@pytest.mark.parametrize(
    "heading", ["Người xử lý", "Cán bộ đang xử lý", "NV Xử Lý", "Địa chỉ", "Số điện thoại", "CCCD"]
)
def test_a_person_is_never_a_field(vocabulary, heading):
    found = vocabulary.known().find([heading])
    assert {kind for kind, _ in found} == {""}


def test_a_vocabulary_with_an_unknown_field_names_it(tmp_path):
    file = tmp_path / "headings.toml"
    file.write_text('[dossiers]\ncolour = ["Màu"]\n', encoding="utf-8")
    with pytest.raises(DeclarationError, match="colour"):
        load_vocabulary(file)
