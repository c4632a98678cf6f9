"""Names as pages may show them: enough to recognise one's own, too little to learn another's."""

from __future__ import annotations

import unicodedata


HIDDEN = "•••"


def masked(name: str) -> str:
    """The first letter of each word; "" for no name.

    >>> masked("Nguyễn Thị  Ẩn")
    'N••• T••• Ẩ•••'
    """
    words = unicodedata.normalize("NFC", name).split()
    return " ".join(_first_letter(word) + HIDDEN for word in words)


def _first_letter(word: str) -> str:
    """A letter or nothing: a word may begin with a digit of a number that nobody should see."""
    return word[0] if word[0].isalpha() else ""
