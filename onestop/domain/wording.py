"""What names and codes are compared by; standard library only."""

from __future__ import annotations

import re
import unicodedata


def name_key(text: str) -> str:
    """What names are compared by: NFC, case-fold, white space collapsed.

    >>> name_key("UBND  Xã An Bình ")
    'ubnd xã an bình'
    """
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def without_marks(text: str) -> str:
    """A text in small letters without diacritics, as people type who are in a hurry.

    >>> without_marks("Đất đai, hộ tịch")
    'dat dai, ho tich'
    """
    apart = unicodedata.normalize("NFD", text).casefold().replace("đ", "d")
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def procedure_key(code: str) -> str:
    """The first two groups of a procedure's code identify it.

    >>> procedure_key("1.004946.000.00.00.H13")
    '1.004946'
    """
    found = re.match(r"\d+\.\d{6}(?=\.|$)", code)
    return found.group() if found else code
