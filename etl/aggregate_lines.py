"""One line of a table of totals: what kind it is, and the numbers in its cells.

It knows how people write numbers, none, totals and groups; it refuses to know figures.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from etl.aggregate_layouts import LineWords
from etl.headings import fold_bare
from onestop.domain.aggregates import GROUP, ROW, TOTAL, Number


ROMAN = re.compile(r"(?:[IVX]{1,5}|[A-H])[.)]?$")
"""The running number of a group: I, II, IV., A."""

DIGITS = re.compile(r"\d{1,4}(?:\.0)?[.)]?$")
THOUSANDS = re.compile(r"-?\d{1,3}(?:[.,\s]\d{3})+$")
"""1.234, 1,234, 1 234: in a count, three digits after a mark are thousands."""

WHOLE = re.compile(r"-?\d+$")
DECIMAL = re.compile(r"-?\d+[.,]\d+$")
COUNTED = re.compile(r"\s*(?:hồ sơ|hs|tthc)\.?$", re.IGNORECASE)
NOT_A_NUMBER = "no number"
DASHES = re.compile(r"^\s*-{2,}\s*")
"""e-par begins the heading of a group with "---"."""


def count_of(cell: object, zeros: tuple[str, ...]) -> int | None:
    """A count; None for a blank. ValueError for what is no count.

    >>> count_of("1.234", ()), count_of("–", ("–",)), count_of(7.0, ()), count_of(" ", ())
    (1234, 0, 7, None)
    """
    if isinstance(cell, bool | datetime | date | time | timedelta | tuple):
        raise ValueError(NOT_A_NUMBER)
    if isinstance(cell, int | float):
        if cell != int(cell):
            raise ValueError(NOT_A_NUMBER)
        return int(cell)
    text = COUNTED.sub("", text_of(cell))
    if not text:
        return None
    if text.casefold() in zeros:
        return 0
    if THOUSANDS.match(text):
        return int(re.sub(r"[.,\s]", "", text))
    if not WHOLE.match(text):
        raise ValueError(NOT_A_NUMBER)
    return int(text)


def percent_of(cell: object, zeros: tuple[str, ...]) -> tuple[float, int] | None:
    """A share in percent and how many decimals it was told with; None for a blank or a dash.

    >>> percent_of("98,2 %", ()), percent_of("100%", ())
    ((98.2, 1), (100.0, 0))
    """
    if isinstance(cell, bool | datetime | date | time | timedelta | tuple):
        raise ValueError(NOT_A_NUMBER)
    if isinstance(cell, int | float):
        return _percent(float(cell))
    text = text_of(cell).removesuffix("%").strip()
    if not text or text.casefold() in zeros:
        return None
    if not (WHOLE.match(text) or DECIMAL.match(text)):
        raise ValueError(NOT_A_NUMBER)
    return float(text.replace(",", ".")), len(re.sub(r"^-?\d+[.,]?", "", text))


def _percent(value: float) -> tuple[float, int]:
    """A number cell: up to 1 it is a share of one, as workbooks keep percentages."""
    share = 0 < value <= 1
    scaled = 100 * value if share else value
    decimals = len(f"{scaled:.6f}".rstrip("0").partition(".")[2])
    return scaled, min(decimals, 4)


def text_of(cell: object) -> str:
    """A cell as one line of text."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else " ".join(str(cell).split())


def named(number: str, name: str, words: LineWords) -> tuple[str, str]:
    """What a line is called, and its kind; ("", "") for a line without a name.

    number: what stands under STT. A merged "Tổng cộng" may stand there instead of a name.
    """
    shown = name or ("" if DIGITS.match(number) or ROMAN.match(number) else number)
    shown = DASHES.sub("", shown).strip()
    if not shown:
        return "", ""
    if fold_bare(shown) in {fold_bare(word) for word in words.totals}:
        return shown, TOTAL
    return shown, GROUP if number and ROMAN.match(number) else ROW


def is_number_of_row(text: str) -> bool:
    """Whether a cell under STT counts lines."""
    return bool(DIGITS.match(text))


Values = dict[str, Number]
