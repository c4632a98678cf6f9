"""What stands in for a cell that goes: empty of meaning, yet sorted and refused as it was.

A row's kind follows from how many cells are filled and from the look of some; so a cell that
goes leaves its type and look behind, never its content.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from etl.claims import DESKS, IDENTITY_NUMBER
from etl.headings import fold_bare
from etl.parse_text import cell_text, fold, is_error


GONE, GONE_WITH_DIGIT = "(đã bỏ)", "(đã bỏ 0)"
ENUMERATOR = re.compile(r"(?:[ivxlc]+|[a-zđ]|\d{1,3})[.)]?")
"""As `etl.parse_rows` knows a running number: it is no word of its row."""

LONGEST_ENUMERATOR, LONGEST_DESK = 16, 24
"""So much of a cell is looked at, with the spaces around it."""

MARK = "[đã xóa]"
"""In place of a cell that could not be understood: nobody can say that it held no name."""

ORDINARY = re.compile(
    r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?:[ T,]+\d{1,2}:\d{1,2}(?::\d{1,2})?)?|\d{1,7}|"
)
"""A wrong date, a short number or nothing: no name, no phone and no identity number."""

MOMENT = datetime(2000, 1, 1)


def stand_in(value: object) -> object:
    """What is left of a cell of a column that goes.

    >>> stand_in("Nguyễn Văn A"), stand_in("001085012345"), stand_in(12.5), stand_in("7.")
    ('(đã bỏ)', '000000000', -1, '1')
    """
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return _other(value)
    return 100_000_000 if IDENTITY_NUMBER.match(str(value).removesuffix(".0")) else -1


def _text(value: str) -> str:
    if IDENTITY_NUMBER.match(value.strip()):
        return "000000000"
    if len(value) < LONGEST_ENUMERATOR and ENUMERATOR.fullmatch(fold(value)):
        return "1"
    if fold_bare(value[:LONGEST_DESK]).startswith(DESKS):
        return "Bộ phận"
    return GONE_WITH_DIGIT if any(letter.isdigit() for letter in value) else GONE


def _other(value: object) -> object:
    if isinstance(value, bool):
        return False
    if isinstance(value, datetime):
        return MOMENT
    if isinstance(value, date):
        return MOMENT.date()
    if isinstance(value, time):
        return MOMENT.time()
    return timedelta(0) if isinstance(value, timedelta) else GONE


def may_stay(value: object) -> bool:
    """Whether a cell that could not be understood is plainly nobody's name or number.

    >>> may_stay("31/02/2024"), may_stay("#N/A"), may_stay("Nguyễn Văn A"), may_stay("0912345678")
    (True, True, False, False)
    """
    text = cell_text(value).strip()
    return ORDINARY.fullmatch(text) is not None or is_error(text)


def mark(number: int) -> str:
    """The mark of a column's first such cell, second, …: different cells stay different.

    >>> mark(0), mark(1), mark(27)
    ('[đã xóa]', '[đã xóa b]', '[đã xóa bb]')
    """
    letters = ""
    while number:
        number, digit = divmod(number, 26)
        letters = chr(ord("a") + digit) + letters
    return MARK.replace("]", f" {letters}]") if letters else MARK


def is_mark(text: str) -> bool:
    """Whether a text stands for something erased."""
    return text.startswith(MARK[:-1])
