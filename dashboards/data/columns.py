"""Which columns an address asks for, in which order, and which indicator is drawn.

It understands `indicators`, `indicator`, `sort` and `order`, and says what it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from dashboards.data.asked import Asked
from dashboards.data.promises import promises
from dashboards.view import View
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.indicators import BY_CODE, INDICATORS, Indicator
from onestop.domain.measures import ELSEWHERE


USUAL = (
    "on_time_share",
    "online_share",
    "result_digitised_share",
    "apology_share",
    "overdue_share",
    "mean_processing_days",
)
"""What tells best who needs help, after whatever the plans in force promise."""

MOST_USUAL = 6
"""Columns of indicators that a screen of 1,280 pixels shows at once."""

MOST_SHOWN = 10
"""Columns that can be chosen at once: more nobody reads, nor does an address hold them."""

COUNTS = ("received", "resolved", "open", "open_overdue")
"""How much weighs on each, beside the indicators."""

NAME = "name"
ASCENDING, DESCENDING = "asc", "desc"

_ELSEWHERE = {measure.code for measure in ELSEWHERE}

COUNTED = tuple(
    one for one in INDICATORS if not _ELSEWHERE.intersection((*one.numerator, *one.denominator))
)
"""The indicators that dossiers can show."""

_COUNTED = {one.code: one for one in COUNTED}


@dataclass(frozen=True)
class Order:
    """The column a table is sorted by: an indicator, a count or the name."""

    column: str
    is_ascending: bool

    def flipped(self, column: str) -> str:
        """The order that pressing a column's heading asks for."""
        ascending = not self.is_ascending if column == self.column else _first(column)
        return ASCENDING if ascending else DESCENDING


def indicators_of(asked: Asked) -> list[Indicator]:
    """The columns of the address; without any, what plans promise, then the usual ones."""
    told = asked.view.get("indicators")
    if not told:
        promised = [code for code in promises(asked) if code in _COUNTED]
        return [BY_CODE[code] for code in dict.fromkeys((*promised, *USUAL))][:MOST_USUAL]
    codes = list(dict.fromkeys(told.split(",")))
    unknown = next((code for code in codes if code not in _COUNTED), None)
    if unknown is not None:
        near = get_close_matches(unknown, _COUNTED, 1, 0.4)
        hint = f" Gần nhất: {near[0]}." if near else ""
        raise UsageError(f"Không có chỉ số “{unknown}” tính từ hồ sơ.{hint}")
    if len(codes) > MOST_SHOWN:
        raise UsageError(f"Bảng chỉ hiện nhiều nhất {MOST_SHOWN} chỉ số; hãy bỏ bớt.")
    return [_COUNTED[code] for code in codes]


def charted(asked: Asked, indicators: Sequence[Indicator]) -> Indicator:
    """The indicator that is drawn: the address's, else the first column. NotFoundError."""
    code = asked.view.get("indicator") or indicators[0].code
    if code not in _COUNTED:
        nearest = get_close_matches(code, _COUNTED, 3, 0.4) or list(USUAL[:3])
        raise NotFoundError("chỉ số", code, tuple(nearest))
    return _COUNTED[code]


def order_of(view: View, indicators: Sequence[Indicator]) -> Order:
    """The order of the address; without one the first indicator, the worst first."""
    column = view.get("sort") or indicators[0].code
    if column not in (NAME, *COUNTS, *_COUNTED):
        known = ", ".join((NAME, *COUNTS, *(one.code for one in indicators)))
        raise UsageError(f"Không sắp xếp được theo “{column}”. Có: {known}.")
    told = view.get("order")
    if told not in ("", ASCENDING, DESCENDING):
        raise UsageError(f"Không có thứ tự “{told}”. Có: {ASCENDING} (tăng), {DESCENDING} (giảm).")
    return Order(column, told == ASCENDING if told else _first(column))


def _first(column: str) -> bool:
    """Whether a column begins with the lowest: names, and indicators better when high."""
    return column == NAME or (column in BY_CODE and BY_CODE[column].better == "up")
