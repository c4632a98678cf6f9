"""Amounts, counts and lists inside one cell, as numbers.

It knows how money is written and how a JSON list becomes one value; it refuses to know
fields and sources. Every function takes distinct cells and gives one entry for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from etl.parse_text import cell_text, fold, is_empty


_CURRENCY = re.compile(r"(?:vnđ|vnd|đồng|đ|₫|\s)+")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*")

FREE = frozenset(("miễn phí", "không thu phí", "không thu", "đối tượng miễn phí", "không"))
"""Nothing to pay, or nothing at all, in a word (exports.md section 4)."""

Reader = Callable[[list], tuple[np.ndarray, np.ndarray]]
"""Distinct cells -> numbers (NaN = none) and which cells are unreadable."""


def amounts(values: list) -> tuple[np.ndarray, np.ndarray]:
    """Money and counts with either separator.

    >>> amounts(["1.234.567", "1,234,567", "20.000 đ", "20,5", "-"])[0].tolist()
    [1234567.0, 1234567.0, 20000.0, 20.5, nan]
    """
    numbers = np.array([_amount(value) for value in values], dtype=float)
    bad = [bool(np.isnan(n)) and not is_empty(v) for n, v in zip(numbers, values, strict=True)]
    return numbers, np.array(bad, dtype=bool)


def items(value: object) -> tuple:
    """The filled things in a cell: of a list its filled elements, else the cell itself."""
    found = value if isinstance(value, tuple) else (value,)
    return tuple(item for item in found if not is_empty(item))


def item_by_item(values: list, read: Reader) -> tuple[list[np.ndarray], np.ndarray]:
    """Each cell's readable items as numbers, and which cells hold an unreadable one.

    All items of all cells are read at once, each distinct one once.
    """
    lists = [items(value) for value in values]
    distinct = list(dict.fromkeys(item for found in lists for item in found))
    places = {item: i for i, item in enumerate(distinct)}
    numbers, unread = read(distinct)
    chosen = [np.array([places[item] for item in found], dtype=int) for found in lists]
    bad = np.array([bool(unread[at].any()) for at in chosen], dtype=bool)
    return [numbers[at][~np.isnan(numbers[at])] for at in chosen], bad


def positive(found: Sequence[np.ndarray]) -> np.ndarray:
    """1 if an amount is above zero, 0 if amounts are known and none is."""
    return _each(found, lambda numbers: float((numbers > 0).any()))


def earliest(found: Sequence[np.ndarray]) -> np.ndarray:
    """The smallest of each cell's numbers."""
    return _each(found, lambda numbers: float(numbers.min()))


def filled(values: list) -> np.ndarray:
    """1 if a list holds something, 0 if it is there and holds nothing; else NaN."""
    told = [1.0 if items(v) else 0.0 if isinstance(v, tuple) else np.nan for v in values]
    return np.array(told, dtype=float)


def length(values: list) -> np.ndarray:
    """How many elements a list has; of a cell that is no list, the number it says."""
    told = [float(len(v)) if isinstance(v, tuple) else _amount(v) for v in values]
    return np.array(told, dtype=float)


def intervals(starts: object, ends: object, instants: dict) -> tuple[tuple, bool]:
    """Two lists side by side -> pauses (from, to), and whether one was left out.

    `instants`: cell -> seconds, NaN if unreadable. Without an end the wait goes on.

    >>> intervals(("a", "b"), ("c", ""), {"a": 1.0, "b": 5.0, "c": 3.0})
    (((1, 3), (5, None)), False)
    """
    begun = starts if isinstance(starts, tuple) else (starts,)
    done = ends if isinstance(ends, tuple) else (ends,)
    done = (*done, *([None] * (len(begun) - len(done))))
    pauses, lost = [], False
    for start, end in zip(begun, done, strict=False):
        if is_empty(start):
            continue
        since = instants[start]
        until = None if is_empty(end) else instants[end]
        if np.isnan(since) or (until is not None and np.isnan(until)):
            lost = True
            continue
        pauses.append((int(since), None if until is None else int(until)))
    return tuple(pauses), lost


def _each(found: Sequence[np.ndarray], one: Callable[[np.ndarray], float]) -> np.ndarray:
    return np.array([one(numbers) if len(numbers) else np.nan for numbers in found], dtype=float)


def _amount(value: object) -> float:
    if isinstance(value, int | float):
        return float(value)
    folded = fold(cell_text(value))
    if folded in FREE:
        return 0.0
    text = _CURRENCY.sub("", folded)
    if _THOUSANDS.fullmatch(text):
        return float(re.sub("[.,]", "", text))
    if "." in text and "," in text:
        decimal = "." if text.rfind(".") > text.rfind(",") else ","
        text = text.replace("," if decimal == "." else ".", "")
    text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"[+-]?\d+(?:\.\d+)?", text) else np.nan
