"""Money, counts and lists in cells."""

from __future__ import annotations

import numpy as np
import pytest

from etl.parse_values import (
    amounts,
    earliest,
    filled,
    intervals,
    item_by_item,
    items,
    length,
    positive,
)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("1.234.567", 1234567),
        ("1,234,567", 1234567),
        ("20.000 đ", 20000),
        ("20.000đồng", 20000),
        ("1.500.000 VNĐ", 1500000),
        ("20000", 20000),
        (20000.0, 20000),
        (0, 0),
        ("0", 0),
        ("20,5", 20.5),
        ("0.500", 0.5),
        ("1,234,567.50", 1234567.5),
        ("1.234.567,50", 1234567.5),
        ("-5.000", -5000),
    ],
)
def test_money_with_either_separator(cell, number):
    assert amounts([cell])[0].tolist() == [number]


@pytest.mark.parametrize("cell", ["Miễn phí", "Không thu phí", "Đối tượng miễn phí"])
def test_nothing_to_pay_is_told_in_words_too(cell):
    numbers, unreadable = amounts([cell])
    assert numbers.tolist() == [0.0]
    assert not unreadable[0]


@pytest.mark.parametrize(("cell", "bad"), [("tùy hồ sơ", True), ("1.2.3", True), ("-", False)])
def test_what_is_no_amount_is_unknown(cell, bad):
    numbers, unreadable = amounts([cell])
    assert np.isnan(numbers[0])
    assert unreadable.tolist() == [bad]


def test_items_of_a_list_are_its_filled_elements():
    assert items(("a", "", None, "-")) == ("a",)
    assert items("a") == ("a",)
    assert items(()) == ()


def test_any_amount_above_zero_is_a_fee_and_none_known_is_unknown():
    found, _ = item_by_item([("0", "20.000"), ("0",), (), ("?",)], amounts)
    assert positive(found)[:2].tolist() == [1, 0]
    assert np.isnan(positive(found)[2:]).all()


def test_the_earliest_of_a_list():
    assert earliest([np.array([5.0, 3.0])]).tolist() == [3]


def test_a_cell_with_one_unreadable_item_is_named():
    _, bad = item_by_item([("1", "?"), ("2",)], amounts)
    assert bad.tolist() == [True, False]


def test_a_list_of_empty_things_is_told_to_be_empty_and_a_blank_tells_nothing():
    told = filled([("",), (), ("f.pdf",), "f.pdf", "-"])
    assert told[:4].tolist() == [0, 0, 1, 1]
    assert np.isnan(told[4])


def test_a_count_is_a_list_s_length_or_the_number_itself():
    assert length([("a", "b"), (), 3, "2"]).tolist() == [2, 0, 3, 2]


def test_a_pause_without_an_end_goes_on_and_an_unreadable_one_is_left_out():
    instants = {"a": 1.0, "b": 5.0, "c": 3.0, "?": np.nan}
    assert intervals(("a", "b"), ("c",), instants) == (((1, 3), (5, None)), False)
    assert intervals(("a", "?"), ("c", ""), instants) == (((1, 3),), True)
    assert intervals(("a",), ("?",), instants) == ((), True)
    assert intervals(("", "b"), None, instants) == (((5, None),), False)
    assert intervals("a", "c", instants) == (((1, 3),), False)
