"""Who answers for which area."""

from __future__ import annotations

import pytest

from onestop.domain.errors import DeclarationError
from onestop.domain.officers import Officer, load_officers, officer_of


@pytest.fixture(scope="session")
def shipped(config_dir):
    """The example that comes with the product."""
    return load_officers(config_dir / "officers.toml")


@pytest.mark.parametrize(
    ("area", "officer"),
    [
        ("Hộ tịch", "Tư pháp"),
        ("Hành chính tư pháp", "Tư pháp"),
        ("Đất đai", "Địa chính"),
        ("Lĩnh vực  ĐẤT ĐAI", "Địa chính"),
        ("Đường thủy nội địa", "Địa chính"),
        ("Đường bộ", "Địa chính"),
        ("Văn hóa", "Văn hóa – Thông tin"),
        ("Văn hoá cơ sở", "Văn hóa – Thông tin"),
        ("Giáo dục và Đào tạo", "Văn hóa – Thông tin"),
        ("Trẻ em", "Chính sách xã hội"),
        ("Lao động, việc làm", "Chính sách xã hội"),
        ("Bảo trợ xã hội", "Chính sách xã hội"),
        ("Đăng ký, quản lý cư trú", "Công an"),
        ("Nghĩa vụ quân sự", "Quân sự"),
        ("Tôn giáo Chính phủ", "Văn phòng"),
        ("Giải quyết đơn thư", "Văn phòng"),
    ],
)
def test_the_shipped_officers_answer_for_the_areas_of_a_commune(shipped, area, officer):
    assert officer_of(shipped, area).name == officer


@pytest.mark.parametrize("area", ["", "Thi đua khen thưởng", "Chứng thực", "Dat dai"])
def test_an_area_nobody_declared_belongs_to_nobody(shipped, area):
    assert officer_of(shipped, area) is None


def test_the_longest_wording_decides():
    one, other = Officer("Một", ("đất",)), Officer("Hai", ("đất quốc phòng",))
    assert officer_of((one, other), "Đất quốc phòng, an ninh") is other
    assert officer_of((other, one), "Đất ở") is one


def written(tmp_path, text):
    path = tmp_path / "officers.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_commune_writes_its_own(tmp_path):
    path = written(tmp_path, '\ufeff[[officer]]\nname = "Tư pháp"\nareas = ["hộ tịch"]\n')
    assert load_officers(path) == (Officer("Tư pháp", ("hộ tịch",)),)


def test_a_file_may_declare_nobody(tmp_path):
    assert load_officers(written(tmp_path, "")) == ()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[officer]\n", "cú pháp"),
        ("[[person]]\n", "person"),
        ("officer = 1\n", "officer"),
        ("officer = [1]\n", "officer"),
        ('[[officer]]\nname = "A"\n', "officer 1"),
        ('[[officer]]\nname = " "\nareas = ["x"]\n', "officer 1"),
        ('[[officer]]\nname = 5\nareas = ["x"]\n', "officer 1"),
        ('[[officer]]\nname = "A"\nareas = []\n', "A"),
        ('[[officer]]\nname = "A"\nareas = [""]\n', "A"),
        ('[[officer]]\nname = "A"\nareas = "x"\n', "A"),
        ('[[officer]]\nname = "A"\nareas = ["x"]\nphone = "1"\n', "officer 1"),
        ('[[officer]]\nname = "A"\nareas = ["X"]\n[[officer]]\nname = "B"\nareas = ["x"]\n', "B"),
    ],
)
def test_a_declaration_that_makes_no_sense_says_where(tmp_path, text, told):
    with pytest.raises(DeclarationError, match=told):
        load_officers(written(tmp_path, text))
