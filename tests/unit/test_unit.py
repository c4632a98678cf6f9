"""The tree of units, their dates and their successors."""

from __future__ import annotations

from datetime import date

import pytest

from onestop.domain.errors import DeclarationError, NotFoundError
from onestop.domain.unit import (
    DISTRICT_LEVEL_ENDED,
    Unit,
    check_units,
    descendants,
    provinces,
    successor_of,
    valid_on,
)


REFORM = date(2025, 7, 1)
OLD = {"level": "commune", "parent": "H2", "valid_to": DISTRICT_LEVEL_ENDED}
UNITS = check_units(
    [
        Unit("H1", "Tỉnh Sông Lam", "province"),
        Unit("H2", "Huyện Phú An", "district", "H1", valid_to=DISTRICT_LEVEL_ENDED),
        Unit("A", "Xã An Bình", successors=("N",), **OLD),
        Unit("B", "Xã Phú Lộc", successors=("N",), **OLD),
        Unit("C", "Xã Đông Sơn", successors=("N", "M"), **OLD),
        Unit("N", "Xã An Phú", "commune", "H1", REFORM, date(2026, 12, 31), ("P",)),
        Unit("M", "Xã Sơn Hạ", "commune", "H1", REFORM),
        Unit("P", "Phường An Phú", "commune", "H1", date(2027, 1, 1)),
    ]
)


def test_a_unit_exists_on_its_first_and_last_day():
    unit = UNITS["N"]
    days = [date(2025, 6, 30), REFORM, date(2026, 12, 31), date(2027, 1, 1)]
    assert [valid_on(unit, day) for day in days] == [False, True, True, False]


def test_a_unit_without_dates_always_exists():
    assert valid_on(UNITS["H1"], date.min)
    assert valid_on(UNITS["H1"], date.max)


def test_the_district_level_ended_with_june_2025():
    assert valid_on(UNITS["H2"], date(2025, 6, 30))
    assert not valid_on(UNITS["H2"], REFORM)


def test_below_a_unit_stand_itself_and_all_levels_under_it():
    assert descendants(UNITS, "H1") == set(UNITS)
    assert descendants(UNITS, "H2") == {"H2", "A", "B", "C"}
    assert descendants(UNITS, "M") == {"M"}


def test_a_unit_belongs_to_the_province_at_the_root_of_its_tree():
    parents = {"P": None, "D": "P", "C": "D", "M": None, "N": "M", "X": "lost"}
    assert provinces(parents, {"P": "province", "M": "department"}) == dict.fromkeys("PDC", "P")


def test_a_province_below_another_unit_is_none_and_a_circle_belongs_to_nothing():
    parents = {"P": "M", "M": None, "C": "P", "A": "B", "B": "A", "T": "A"}
    assert provinces(parents, {"P": "province", "M": "department", "A": "province"}) == {}


def test_an_unknown_unit_is_answered_with_the_nearest():
    with pytest.raises(NotFoundError, match="Gần nhất: H2"):
        descendants({"H2": UNITS["H2"]}, "H22")


@pytest.mark.parametrize(
    ("code", "day", "answers"),
    [
        ("A", date(2025, 6, 30), "A"),
        ("A", REFORM, "N"),
        ("A", date(2027, 1, 1), "P"),
        ("B", REFORM, "N"),
        ("M", date(2024, 1, 1), "M"),
        ("H1", REFORM, "H1"),
    ],
)
def test_a_single_successor_answers_after_a_units_end(code, day, answers):
    assert successor_of(UNITS[code], UNITS, day).code == answers


def test_a_split_unit_stays_itself():
    assert successor_of(UNITS["C"], UNITS, REFORM).code == "C"


def test_a_unit_that_ended_without_successor_stays_itself():
    assert successor_of(UNITS["H2"], UNITS, REFORM).code == "H2"


def test_a_chain_that_meets_a_split_stays_at_the_split():
    first = Unit("F", "Xã cũ", valid_to=date(2024, 12, 31), successors=("C",))
    assert successor_of(first, UNITS, REFORM).code == "C"


def ended(code: str, successor: str) -> Unit:
    return Unit(code, code, valid_to=DISTRICT_LEVEL_ENDED, successors=(successor,))


@pytest.mark.parametrize(
    ("units", "problem"),
    [
        ([ended("A", "B"), ended("B", "A")], "đơn vị kế thừa khai vòng tròn"),
        ([ended("A", "A")], "đơn vị kế thừa khai vòng tròn"),
        ([ended("A", "Z")], "“Z” không có trong danh mục"),
        ([Unit("A", "A", parent="B"), Unit("B", "B", parent="A")], "cấp trên khai vòng tròn"),
        ([Unit("A", "A", parent="Z")], "“Z” không có trong danh mục"),
        ([Unit("A", "A"), Unit("A", "A")], "khai hai lần"),
        ([Unit("A", "A", "xã")], "không có cấp “xã”"),
        ([Unit("A", "A", valid_from=REFORM, valid_to=DISTRICT_LEVEL_ENDED)], "hết hiệu lực trước"),
    ],
)
def test_units_that_form_no_tree_are_refused(units, problem):
    with pytest.raises(DeclarationError, match=problem):
        check_units(units)


def test_a_circle_of_parents_is_refused_when_descending():
    units = {"A": Unit("A", "A", parent="B"), "B": Unit("B", "B", parent="A")}
    with pytest.raises(DeclarationError, match="cấp trên khai vòng tròn"):
        descendants(units, "A")


def test_a_successor_that_nobody_declared_is_refused_when_followed():
    with pytest.raises(DeclarationError, match="“Z” không có trong danh mục"):
        successor_of(ended("A", "Z"), {}, REFORM)
