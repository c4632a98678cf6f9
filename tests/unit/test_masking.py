"""Names leave the store masked."""

from __future__ import annotations

import unicodedata

import pytest

from onestop.domain.masking import masked


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Trần Văn Thử", "T••• V••• T•••"),
        ("  Ẩn   Danh ", "Ẩ••• D•••"),
        ("đỗ thị ê", "đ••• t••• ê•••"),
        ("Công ty TNHH Thử-Nghiệm", "C••• t••• T••• T•••"),
        ("A", "A•••"),
        ("079012345678", "•••"),
        ("(Bà) Thử", "••• T•••"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_only_the_first_letter_of_each_word_is_left(name, shown):
    assert masked(name) == shown


def test_letters_written_in_parts_are_one_letter():
    assert masked(unicodedata.normalize("NFD", "Ổn")) == "Ổ•••"


def test_names_of_any_length_look_alike():
    assert masked("Nguyên") == masked("Ng") == masked("N")
