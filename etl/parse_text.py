"""Text of cells: tidied, folded for comparing, made into codes.

It knows Unicode and what spreadsheets do to text; it refuses to know fields and sources.
Work on a million distinct values is done on one joined string, not value by value.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

import numpy as np

from etl.table import Column


SEPARATOR = "\x00"
"""Joins values for work in bulk: no spreadsheet can hold it and it is not white space."""

EMPTY = frozenset(
    [
        "-",
        "--",
        "---",
        "–",
        "—",
        "_",
        ".",
        "..",
        "...",
        "…",
        "null",
        "(null)",
        "none",
        "nan",
        "nat",
        "undefined",
        "n/a",
    ]
)
"""Wordings that stand for an empty cell (exports.md section 4)."""

INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")
PROCEDURE_CODE = re.compile(r"'?(\d+[.,]\d{6})(?:\..*)?")
"""1.004946.000.00.00.H13 and 1.004946 are one procedure: two groups identify it."""
WAS_NUMBER = re.compile(r"\d[.,]\d{3,5}")
"""A procedure code that a spreadsheet took for a number and wrote without its last zeros."""
DASH = re.compile("[\u2010-\u2015\u2212]")
QUOTE = re.compile("=?['\"]")
"""What keeps a spreadsheet from reading a code as a number: '123 or ="123"."""
ERROR = re.compile(r"#(?:REF!|N/A|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|SPILL!|CALC!)", re.IGNORECASE)
"""What a spreadsheet shows where a formula failed."""
BROKEN_CODE = re.compile(
    rf"(?<![^\0])(?:{ERROR.pattern}|=(?!\"[^\"\0]*\"(?![^\0]))[^\0]*)(?![^\0])", re.IGNORECASE
)
"""A whole code, beside a separator, that is an error or a formula never calculated."""
GLUE = re.compile(r"\s*([-\u2010-\u2015./])\s*")
"""Spaces around the marks of a code."""


def cell_text(value: object) -> str:
    """What a cell says, as text: 10.0 is "10", a date is d/m/y as people write it.

    >>> cell_text(10.0), cell_text(True), cell_text(date(2024, 5, 2))
    ('10', 'true', '02/05/2024')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, tuple):
        return ", ".join(cell_text(item) for item in value if item is not None)
    return str(value)


def fold(text: str) -> str:
    """The form in which wordings are compared: NFC, one space, no case.

    >>> fold("  Đã  TRẢ kết quả ")
    'đã trả kết quả'
    """
    return " ".join(_visible(text).split()).casefold()


def bare(text: str) -> str:
    """As `fold`, without diacritics: some systems write none.

    >>> bare("Đã hoàn thành")
    'da hoan thanh'
    """
    apart = unicodedata.normalize("NFD", fold(text))
    return "".join(c for c in apart if not unicodedata.combining(c)).replace("đ", "d")


def is_empty(value: object) -> bool:
    """Whether a cell says that nothing is there: "-", "null", "…"."""
    if not isinstance(value, str):
        return value is None or (isinstance(value, float) and value != value)
    return len(value) < 12 and (fold(value) in EMPTY or not fold(value))


def is_broken(text: str) -> bool:
    """Whether a cell of codes says nothing because its formula failed or never ran.

    >>> is_broken("#REF!"), is_broken("=A1&B1"), is_broken("#12")
    (True, True, False)
    """
    return BROKEN_CODE.fullmatch("".join(text.split())) is not None


def is_error(text: str) -> bool:
    """Whether a cell is what a spreadsheet shows where a formula failed."""
    return text.startswith("#") and ERROR.fullmatch(text) is not None


def tidy(values: list) -> list[str]:
    """NFC, no invisible characters, trimmed, spaces collapsed; one text a value.

    >>> tidy(["  UBND   xã\\u00a0An Bình "])
    ['UBND xã An Bình']
    """
    return [" ".join(text.split()) for text in _in_bulk(texts_of(values), _visible)]


def codes(values: list) -> list[str]:
    """Dossier codes: NFC, no white space at all, upper case; "" where nothing is said.

    >>> codes([" h98.31.05 - 241111-0001", 123.0, "-"])
    ['H98.31.05-241111-0001', '123', '']
    """
    texts = _in_bulk(texts_of(values), _code_form)
    return [t if len(t) > 11 or t.casefold() not in EMPTY else "" for t in texts]


def procedure_codes(values: list) -> list[str]:
    """Procedure codes in their normal form; a number that Excel made is text again.

    >>> procedure_codes(["1.004946.000.00.00.H13", "2.002621.H13", 2.00098, "TTHC 7"])
    ['1.004946', '2.002621', '2.000980', 'TTHC 7']
    """
    return [_procedure_code(value) for value in values]


def name_column(column: Column, texts: list[str]) -> Column:
    """The column with other texts for its values: equal ones once, "" as empty."""
    places: dict[str, int] = {}
    moved = [places.setdefault(text, len(places)) if text else -1 for text in texts]
    if len(places) == len(texts):
        return Column(column.codes, texts)
    return Column(np.array([*moved, -1], dtype=np.int32)[column.codes], list(places))


def digits_and_words(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each text, how many digits and how many words it has."""
    joined = SEPARATOR.join([*texts, ""]).encode()
    buffer = np.frombuffer(joined, dtype=np.uint8)
    ends = np.flatnonzero(buffer == 0)
    if len(ends) != len(texts):
        return digits_and_words([text.replace(SEPARATOR, "") for text in texts])
    digits = np.cumsum((buffer - 48) < 10, dtype=np.int32)[ends]
    spaces = np.cumsum(buffer == 32, dtype=np.int32)[ends]
    return np.diff(digits, prepend=0), np.diff(spaces, prepend=0) + 1


def code_pieces(text: str) -> int:
    """In how many words a code is written; blanks between its parts make none.

    >>> code_pieces(" H98.31 - 240101 - 0001 "), code_pieces("Cấp giấy phép 1")
    (1, 4)
    """
    words = GLUE.sub(r"\1", text).split()
    return 1 if all(any(map(str.isdigit, word)) for word in words) else len(words)


def digits_and_pieces(texts: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """As `digits_and_words`, a code with blanks inside being one word."""
    digits, words = digits_and_words(texts)
    for i in np.flatnonzero(words > 1):
        words[i] = code_pieces(texts[i])
    return digits, words


def _procedure_code(value: object) -> str:
    if isinstance(value, float) and not value.is_integer() and round(value, 6) == value:
        return f"{value:.6f}"
    text = fold(cell_text(value))
    plain = text.replace(" ", "")
    match = PROCEDURE_CODE.fullmatch(plain)
    if match:
        return match.group(1).replace(",", ".")
    if WAS_NUMBER.fullmatch(plain):
        return plain.replace(",", ".").ljust(8, "0")
    return "" if text in EMPTY else " ".join(_visible(cell_text(value)).split())


def texts_of(values: list) -> list[str]:
    """What cells say; a list that is all text is given back as it is."""
    if set(map(type, values)) <= {str}:
        return values
    return [cell_text(value) for value in values]


def _in_bulk(texts: list[str], change: Callable[[str], str]) -> list[str]:
    """The change made once on all texts; a text that holds the separator costs more."""
    changed = change(SEPARATOR.join(texts)).split(SEPARATOR)
    if len(changed) == len(texts):
        return changed
    return [change(text.replace(SEPARATOR, "")) for text in texts]


def _visible(text: str) -> str:
    if text.isascii():
        return text
    return INVISIBLE.sub("", unicodedata.normalize("NFC", text))


def _code_form(text: str) -> str:
    plain = "".join(_visible(text).split()).upper()
    if not plain.isascii():
        plain = DASH.sub("-", plain)
    if "=" in plain or "#" in plain:
        plain = BROKEN_CODE.sub("", plain)
    return QUOTE.sub("", plain) if "'" in plain or '"' in plain else plain
