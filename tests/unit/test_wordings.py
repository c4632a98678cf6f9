"""The wordings of exports.md section 4, and that nothing is guessed."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest

from etl import wordings
from etl.profile import Profile
from etl.wordings import KINDS, Wordings, is_tick, rows
from onestop.domain.dossier import (
    ApplicantKind,
    Channel,
    Payment,
    ReturnChannel,
    Satisfaction,
    ServiceLevel,
    Status,
)
from onestop.domain.errors import DeclarationError


PLAIN = Wordings(Profile("p", "P", "p"))
NATIONAL = Wordings(Profile("p", "P", "p", numbers="national"))
STATUS = {
    1: "Mới đăng ký|Chờ tiếp nhận",
    2: "Được tiếp nhận|Mới tiếp nhận|receiving",
    3: "Không được tiếp nhận|Từ chối|denied",
    4: "Đang xử lý|Đang thụ lý|Đang trình ký|Chờ xử lý|Chờ phê duyệt|Chờ xác nhận kết quả"
    "|Đang xử lý liên thông|Sắp đến hạn|Quá hạn|processing|interoperating",
    5: "Yêu cầu bổ sung giấy tờ|Chờ bổ sung|Tạm dừng (Bổ sung HS)|waiting",
    6: "Yêu cầu thực hiện nghĩa vụ tài chính|Chờ thanh toán|Chờ thực hiện nghĩa vụ tài chính"
    "|Tạm dừng (Thực hiện NVTC)|paying",
    7: "Công dân yêu cầu rút hồ sơ|Công dân yêu cầu rút|Công dân rút|Rút hồ sơ|cancelled",
    8: "Dừng xử lý|Đã hủy|Dừng giải quyết",
    9: "Đã xử lý xong|Chờ trả|Đã hoàn thành|Da hoan thanh|Đã có kết quả|releasing|unresolved",
    10: "Đã trả kết quả|Đã trả|ĐÃ TRẢ  KẾT QUẢ|done",
}
OTHERS = [
    ("channel", 1, "Trực tiếp"),
    ("channel", 2, "Trực tuyến|Nộp trực tuyến|Qua mạng|Hồ sơ nộp trực tuyến"),
    ("channel", 3, "Qua bưu chính công ích|Qua BCCI|Bưu chính|Nộp qua bưu chính công ích"),
    ("level", 2, "Dịch vụ cung cấp thông tin trực tuyến|2|1|Mức độ 2"),
    ("level", 3, "Một phần|Dịch vụ công trực tuyến một phần|Mức độ 3|3"),
    ("level", 4, "Toàn trình|Dịch vụ công trực tuyến toàn trình|Mức độ 4|4"),
    ("flag", 1, "Có|1|True|Yes|x|X|✓|v|Đã số hóa|Đã số hoá|Được số hóa|Tái sử dụng"),
    ("flag", 0, "Không|0|False|No|Chưa số hóa"),
    ("payment", 0, "Không|Tiền mặt"),
    ("payment", 1, "Có|online|Qua cổng DVCQG"),
    ("payment", 2, "Cổng BNĐP"),
    ("satisfaction", 1, "Rất hài lòng"),
    ("satisfaction", 2, "Hài lòng"),
    ("satisfaction", 3, "Không hài lòng"),
    ("return_channel", 0, "Trực tiếp"),
    ("return_channel", 1, "Qua bưu chính công ích"),
    ("applicant_kind", 1, "Công dân"),
    ("applicant_kind", 2, "Doanh nghiệp"),
    ("applicant_kind", 3, "Cơ quan nhà nước"),
    ("applicant_kind", 4, "Khác"),
]
ENUMS = {
    "status": Status,
    "channel": Channel,
    "level": ServiceLevel,
    "payment": Payment,
    "satisfaction": Satisfaction,
    "return_channel": ReturnChannel,
    "applicant_kind": ApplicantKind,
}


@pytest.mark.parametrize("number", STATUS)
def test_every_status_wording_is_known(number):
    found, unknown = PLAIN.numbers("status", STATUS[number].split("|"))
    assert set(found) == {number}
    assert not unknown.any()


@pytest.mark.parametrize(("kind", "number", "words"), OTHERS)
def test_every_other_wording_is_known(kind, number, words):
    found, unknown = PLAIN.numbers(kind, words.split("|"))
    assert set(found) == {number}
    assert not unknown.any()


def test_a_wording_in_decomposed_text_is_the_same():
    apart = unicodedata.normalize("NFD", "Đã trả kết quả")
    assert PLAIN.numbers("status", [apart])[0].tolist() == [10]


@pytest.mark.parametrize(
    ("kind", "cell"),
    [
        ("status", "Chờ ký số lại lần hai"),
        ("status", "10"),
        ("status", 9.0),
        ("channel", "2"),
        ("satisfaction", "Bình thường"),
        ("satisfaction", 1),
        ("flag", "có lẽ"),
    ],
)
def test_what_no_table_holds_is_unknown(kind, cell):
    found, unknown = PLAIN.numbers(kind, [cell])
    assert np.isnan(found[0])
    assert unknown[0]


def test_bare_numbers_count_where_the_profile_says_that_they_are_national():
    cells = [str(number) for number in range(1, 11)]
    assert NATIONAL.numbers("status", cells)[0].tolist() == list(range(1, 11))
    assert NATIONAL.numbers("channel", [1, "2", 3.0])[0].tolist() == [1, 2, 3]
    assert NATIONAL.numbers("payment", ["0", "1", "2", "3"])[0].tolist() == [0, 1, 2, 0]


@pytest.mark.parametrize("cell", ["-", "null", "…"])
def test_an_empty_wording_is_not_told(cell):
    found, unknown = PLAIN.numbers("channel", [cell])
    assert np.isnan(found[0])
    assert not unknown[0]


def test_a_profile_s_own_wordings_come_first_and_a_field_s_before_its_kind_s():
    told = {"status": {"Chờ trả": 4, "-": 1}, "flag": {"2": 1}, "components_reused": {"1": 0}}
    own = Wordings(Profile("p", "P", "p", wordings=told))
    assert own.numbers("status", ["CHỜ TRẢ", "-", "Đã trả"])[0].tolist() == [4, 1, 10]
    assert own.numbers("flag", ["1", "2"], "components_digitised")[0].tolist() == [1, 1]
    assert own.numbers("flag", ["1", "2"], "components_reused")[0].tolist() == [0, 1]


def test_ticks_are_marks_and_words_are_not():
    assert is_tick("X")
    assert is_tick("✓")
    assert not is_tick("Có")


@pytest.mark.parametrize("kind", ENUMS)
def test_every_number_of_a_table_is_one_the_field_can_have(kind):
    assert {number for _, number, _ in rows(kind)} <= {*ENUMS[kind], 3 if kind == "payment" else 1}


@pytest.mark.parametrize("kind", KINDS)
def test_no_wording_of_a_table_means_two_things(kind):
    meanings: dict[str, set[int]] = {}
    for wording, number, _ in rows(kind):
        meanings.setdefault(wordings.bare(wording), set()).add(number)
    assert [w for w, numbers in meanings.items() if len(numbers) > 1] == []


def test_a_wording_that_is_two_things_without_diacritics_is_not_guessed():
    own = Wordings(Profile("p", "P", "p", wordings={"status": {"đá": 4, "đà": 5}}))
    assert own.numbers("status", ["đá", "đà"])[0].tolist() == [4, 5]
    assert own.numbers("status", ["da"])[1].tolist() == [True]


def test_a_broken_table_is_told(tmp_path, monkeypatch):
    (tmp_path / "odd.csv").write_text("wording,number,origin\nCó,một,x\n", encoding="utf-8")
    monkeypatch.setattr(wordings, "CODES", tmp_path)
    with pytest.raises(DeclarationError, match="Có"):
        rows("odd")
