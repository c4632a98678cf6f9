"""Texts, codes and wordings in bulk are what they are one by one."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.parse_text import (
    cell_text,
    codes,
    digits_and_words,
    is_empty,
    name_column,
    procedure_codes,
    tidy,
)
from etl.table import Column


def test_decomposed_and_composed_names_are_one():
    name = "Ủy ban nhân dân xã Ia Kring"
    apart = unicodedata.normalize("NFD", name)
    assert tidy([apart, f" {name}\u200b ", name.replace(" ", "\u00a0 ")]) == [name] * 3


def test_a_code_loses_every_space_and_is_upper_case():
    assert codes([" h56.14 -240823\u00a0- 0001\n", 123.0, 7]) == ["H56.14-240823-0001", "123", "7"]


@pytest.mark.parametrize("cell", ["-", "null", "NULL", "…", " "])
def test_a_wording_of_nothing_is_no_code(cell):
    assert codes([cell]) == [""]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.004946.000.00.00.H13", "1.004946"),
        ("2.002621.H13", "2.002621"),
        ("2.000986", "2.000986"),
        (2.000986, "2.000986"),
        (1.00349, "1.003490"),
        (" 1.004946 ", "1.004946"),
        ("TTHC  số 7", "TTHC số 7"),
        ("Hộ tịch", "Hộ tịch"),
        ("-", ""),
    ],
)
def test_a_procedure_code_is_its_first_two_groups(cell, code):
    assert procedure_codes([cell]) == [code]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (12.5, "12.5"),
        (False, "false"),
        (datetime(2024, 5, 2, 8, 5), "02/05/2024 08:05:00"),
        (date(2024, 5, 2), "02/05/2024"),
        (("a", None, 1.0), "a, 1"),
    ],
)
def test_any_cell_can_be_shown(cell, text):
    assert cell_text(cell) == text


def test_nothing_is_empty_and_zero_is_not():
    assert is_empty(None)
    assert is_empty(float("nan"))
    assert not is_empty(0)
    assert not is_empty("một chữ dài hơn")


def test_names_that_become_equal_are_one_value():
    column = Column(np.array([0, 1, 2, -1], dtype=np.int32), ["a", "A", "-"])
    named = name_column(column, ["a", "a", ""])
    assert named.values == ["a"]
    assert named.codes.tolist() == [0, 0, -1, -1]


@given(st.lists(st.text(max_size=20), max_size=20))
def test_in_bulk_is_as_one_by_one(texts):
    assert tidy(texts) == [tidy([text])[0] for text in texts]
    assert codes(texts) == [codes([text])[0] for text in texts]
    assert len(tidy(texts)) == len(texts)


@given(st.lists(st.text(max_size=20), max_size=20))
def test_digits_and_words_are_counted_by_text(texts):
    digits, words = digits_and_words(texts)
    assert digits.tolist() == [sum(c in "0123456789" for c in text) for text in texts]
    assert words.tolist() == [text.count(" ") + 1 for text in texts]
