"""Does a column hold what its heading says? A shifted table is refused, never loaded.

It knows shares of cells over the first chunk of a sheet; one bad cell, or two, is a
reject and not a shifted table (exports.md section 6, trap 9).
"""

from __future__ import annotations

import numpy as np

from etl.parse_dates import parse_instants
from etl.parse_fields import Reading
from etl.parse_text import digits_and_pieces, is_empty, texts_of
from etl.profile import Layout
from etl.table import Column
from onestop.domain.errors import ShiftedTableError


LEAST_SHARE = 0.9
"""Of filled cells: dates that parse, codes that look like codes (definitions.md 9)."""
LEAST_IN_ORDER = 0.7
"""Of rows with both moments: due ≥ received. Real lists break it in a few rows in a
hundred; a table shifted by a column breaks it wherever work ends before the due day."""
FEWEST, MANY = 3, 5
"""So many cells must disagree before a table is doubted: many, or a few if they are most.
Three bad rows among a dozen are typing mistakes; three of three are another column."""


def check_content(layout: Layout, file: str, code: Column, instants: dict[str, Reading]) -> None:
    """Raises ShiftedTableError for the first column that holds something else.

    `code`: the code column of the body rows, `instants`: field -> what was read of it.
    """
    strange = [name for name, reading in instants.items() if _none_good(reading)]
    _check_codes(layout, file, code, dates_fail=bool(strange))
    for name, reading in instants.items():
        bad = int(reading.bad.sum())
        good = int((~np.isnan(reading.numbers)).sum())
        if _too_many(bad, good + bad):
            problem = f"chỉ {good}/{good + bad} ô đọc được là ngày"
            raise ShiftedTableError(file, layout.sheet, layout.headings.get(name, name), problem)
    _check_order(layout, file, instants)


def _none_good(reading: Reading) -> bool:
    return bool(reading.bad.any()) and bool(np.isnan(reading.numbers).all())


def _check_codes(layout: Layout, file: str, code: Column, *, dates_fail: bool) -> None:
    """Few rows are enough when no date of theirs can be read either."""
    bad_value = np.append(~looks_like_codes(code.values), False)
    bad = int(bad_value[code.codes].sum())
    filled = int((code.codes >= 0).sum())
    if _too_many(bad, filled) or (dates_fail and filled and bad == filled):
        heading = layout.headings.get("code", "code")
        problem = f"chỉ {filled - bad}/{filled} ô giống mã hồ sơ"
        raise ShiftedTableError(file, layout.sheet, heading, problem)


def _check_order(layout: Layout, file: str, instants: dict[str, Reading]) -> None:
    if not {"due_at", "received_at"} <= instants.keys():
        return
    gap = instants["due_at"].numbers - instants["received_at"].numbers
    both, wrong = int((~np.isnan(gap)).sum()), int((gap < 0).sum())
    if wrong >= FEWEST and both - wrong < LEAST_IN_ORDER * both:
        heading = layout.headings.get("due_at", "due_at")
        problem = f"{wrong}/{both} dòng có ngày hẹn trả trước ngày tiếp nhận"
        raise ShiftedTableError(file, layout.sheet, heading, problem)


def looks_like_codes(values: list) -> np.ndarray:
    """A digit, at most two words, and not a date; empty wordings are let through."""
    texts = texts_of(values)
    digits, words = digits_and_pieces(texts)
    good = (digits > 0) & (words <= 2)
    dated = [i for i, text in enumerate(texts) if "/" in text or ":" in text]
    if dated:
        read = ~np.isnan(parse_instants([texts[i] for i in dated])[0])
        good[np.array(dated)[read]] = False
    doubtful = np.flatnonzero(~good)
    good[[i for i in doubtful if is_empty(texts[i])]] = True
    return good


def _too_many(bad: int, filled: int) -> bool:
    few = filled - bad < LEAST_SHARE * filled
    return few and (bad >= MANY or (bad >= FEWEST and 2 * bad > filled))
