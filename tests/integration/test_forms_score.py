"""The estimate of the score of QĐ 766: points to two decimals, and what is missing is named."""

from __future__ import annotations

from decimal import Decimal

import pytest

from onestop.domain.errors import DeclarationError
from onestop.domain.indicators import Value
from onestop.reports.score_parts import Part, load_score
from onestop.settings import shipped_config
from tests.fixtures import forms
from tests.fixtures.forms import load_feedback, read, written
from tests.fixtures.worlds import as_csv, done, lines, row


def shipped() -> dict[str, Part]:
    parts = load_score(shipped_config() / "forms" / "score-766.toml").parts
    return {part.code: part for part in parts}


def points(code: str, numerator: int, denominator: int) -> Decimal | None:
    return shipped()[code].points(Value(numerator, denominator))


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "expected"),
    [
        ("2.1", 2339, 2458, "19.03"),
        ("2.1", 1, 3, "6.67"),
        ("3.2", 7, 14, "2.00"),
        ("3.3", 1, 4, "3.00"),
        ("3.3", 1, 2, "6.00"),
        ("3.3", 9, 10, "6.00"),
        ("TT.1", 1, 8, "0.75"),
        ("TT.2", 4, 5, "2.00"),
        ("TT.2", 2, 5, "1.00"),
        ("4.1", 1, 16, "0.38"),
        ("4.2", 813, 1434, "2.27"),
        ("4.3", 170, 869, "0.49"),
        ("5.2", 0, 0, "6"),
        ("5.2", 1, 2, "3.00"),
        ("5.4", 9, 10, "6.00"),
        ("5.4", 45, 100, "3.00"),
        ("5.4", 0, 0, "0"),
    ],
)
def test_points_follow_the_formula_of_each_part(code, numerator, denominator, expected):
    """0,375 is rounded up to 0,38: half goes up, exactly, never by binary chance."""
    assert points(code, numerator, denominator) == Decimal(expected)


@pytest.mark.parametrize("code", ["2.1", "3.2", "3.3", "TT.1", "TT.2", "4.1", "4.2", "4.3"])
def test_without_anything_to_divide_most_parts_have_no_points(code):
    assert points(code, 0, 0) is None


def score(office, *args: str) -> dict[str, tuple]:
    rows = read(written(office, "score-766", *args)).values
    return {cells[0] or cells[1]: cells for cells in rows if cells[1]}


def test_a_score_is_an_estimate_of_the_parts_that_can_be_told(office, tmp_path):
    rows = [
        done("A1", channel="Trực tuyến", level="Toàn trình"),
        done("A2", finished="12/01/2024", level="Toàn trình"),
        row("A3", due="30/12/2024", level=""),
        row("A4", due="30/12/2024", level=""),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    told = score(office)
    assert told["2.1"][2:7] == (3, 4, 0.75, 20, 15)
    assert told["3.3"][2:7] == (1, 4, 0.25, 6, 3)
    assert told["5.4"][2:7] == (1, 2, 0.5, 6, pytest.approx(3.33))
    assert told["5.2"][2:7] == (0, 0, "–", 6, 6)
    assert told["4.1"][2:7] == (0, 0, "–", "–", "–")
    assert told["Tổng cộng"][5:7] == (20 + 6 + 6 + 6, pytest.approx(15 + 3 + 3.33 + 6))
    text = read(office.folder / "score-766.xlsx").text
    assert "ƯỚC TÍNH" in text
    assert "4.1 Cấp kết quả giải quyết điện tử (không có số liệu)" in text
    assert "nhóm công khai, minh bạch (18 điểm)" in text
    assert "công thức theo một nguồn" in text


def test_services_offered_are_those_of_the_catalogue(office, tmp_path):
    catalogue = lines(
        tmp_path / "p.csv",
        "code,name,area,service_level,limit_working_days",
        "1.000001,Thủ tục Một,Hộ tịch,4,3",
        "1.000002,Thủ tục Hai,Hộ tịch,3,3",
        "1.000003,Thủ tục Ba,Hộ tịch,2,3",
    )
    assert office.run("catalogue", "procedures", catalogue).code == 0
    rows = [
        done("A1", procedure_code="1.000001", channel="Trực tuyến"),
        done("A2", procedure_code="1.000003", channel="Trực tuyến"),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    load_feedback(office, "P1,Hộ tịch,UBND xã An Thử,08/01/2024,09/01/2024,,,")
    told = score(office)
    assert told["3.2"][2:7] == (1, 2, 0.5, 4, 2)
    assert told["5.2"][2:7] == (1, 1, 1, 6, 6)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ('ratio = "online_sharee"', "gần nhất: online_share"),
        ('ratio = "online_share"\nful_at = 1', "gần nhất: full_at"),
        ('ratio = "online_share"\nmost = 0', "điểm tối đa"),
        ('ratio = "online_share"\nmost = 6\nfull_at = 2', "full_at"),
        ('ratio = "online_share"\norigin = "sure"', "Được phép: certain"),
    ],
)
def test_a_part_that_makes_no_sense_is_named(tmp_path, wrong, told):
    file = tmp_path / "score-766.toml"
    head = 'valid_from = 2022-06-23\n[[part]]\ncode = "3.3"\ngroup = "G"\nlabel = "L"\n'
    file.write_text(head + wrong, encoding="utf-8")
    with pytest.raises(DeclarationError, match=r"part 3\.3") as error:
        load_score(file)
    assert told in str(error.value)


@pytest.mark.parametrize("text", ["missing = []", 'valid_from = "2022"', "valid_from = 2022-06-23"])
def test_weights_are_dated_and_there_are_some(tmp_path, text):
    file = tmp_path / "score-766.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DeclarationError):
        load_score(file)
