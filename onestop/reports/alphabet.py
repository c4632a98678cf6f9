"""Names in the order of the Vietnamese alphabet: đ after d, tones only between equals."""

from __future__ import annotations

import unicodedata


LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng: the order of dictionaries."""


def alphabetical(text: str) -> tuple:
    """What names are sorted by.

    >>> sorted(["Đất đai", "Giáo dục", "Hộ tịch", "Dân số", "Ấp"], key=alphabetical)
    ['Ấp', 'Dân số', 'Đất đai', 'Giáo dục', 'Hộ tịch']
    """
    marked = unicodedata.normalize("NFD", text.casefold())
    tones = tuple(TONES.find(letter) for letter in marked if letter in TONES)
    bare = unicodedata.normalize("NFC", "".join(one for one in marked if one not in TONES))
    return tuple(_place(letter) for letter in bare), tones, text


def _place(letter: str) -> tuple[int, str]:
    """What is no letter comes first: spaces, digits, signs."""
    return LETTERS.find(letter), letter
