"""The tasks of a plan: what is to be done, by whom, and when, as published and as a rule.

It knows how offices write a time ("Đầu quý II/2021", "trước ngày 25 của tháng giữa quý")
and what day or rhythm that means; it refuses to know what has been done.
Source: the annexes of the plans; a day that something is due "before" is itself too late.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta


GROUPS = {
    "institutions": ("Cải cách thể chế", "Institutions"),
    "procedures": ("Cải cách thủ tục hành chính", "Administrative procedures"),
    "organisation": ("Cải cách tổ chức bộ máy", "Organisation"),
    "civil-service": ("Cải cách công vụ", "Civil service"),
    "finance": ("Cải cách tài chính công", "Public finance"),
    "e-government": ("Xây dựng chính quyền điện tử", "E-government"),
    "direction": ("Công tác chỉ đạo, điều hành", "Direction"),
}
"""The seven groups of every plan, in its order: NQ 76/NQ-CP of 15/7/2021 and before."""

RHYTHMS = {
    "week": r"tuần",
    "month": r"(?<!6 )tháng\b(?! \d)",
    "quarter": r"quý",
    "half": r"6 tháng|sáu tháng",
    "year": r"năm\b(?! \d)",
}
"""How often a periodic task comes due, and the words that say so."""

ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True)
class Timing:
    """When something is due.

    kind: `by` (`due` is the last day in time) · `every` (once in each of `every`; within a
    quarter on `day` of its month number `month`, where told) · `continuous` (never late) ·
    `event` (due when someone enters the event) · `with_report` (told inside the CCHC report).
    """

    kind: str
    due: date | None = None
    every: tuple[str, ...] = ()
    month: int | None = None
    day: int | None = None


@dataclass(frozen=True)
class Product:
    """What a task leaves behind, its time as written and as a rule."""

    text: str
    written: str
    timing: Timing


@dataclass(frozen=True)
class Task:
    """One task as published. `text` is the task, `activity` what it consists in, where told.

    origin: `annex` (a row of the plan's table) or `text` (read from its sentences).
    per_unit: each unit owes it. note: what is odd about it, in Vietnamese.
    """

    code: str
    group: str
    text: str
    products: tuple[Product, ...]
    objective: str = ""
    activity: str = ""
    lead: str = ""
    coordinators: str = ""
    origin: str = "annex"
    section: str = ""
    per_unit: bool = False
    note: str = ""


def parse_timing(written: str, year: int) -> Timing | None:
    """The rule behind a time as offices write it; None where none is understood.

    year: the plan's first, for a time that names none.

    >>> parse_timing("Đầu quý II/2021", 2021).due
    datetime.date(2021, 4, 30)
    >>> parse_timing("Trước ngày 31/12/2023", 2024).due
    datetime.date(2023, 12, 30)
    """
    text = _plain(written)
    for read in _READERS:
        try:
            found = read(text, year)
        except ValueError:  # 31/02: looks like a day, but is none
            return None
        if found:
            return found
    return None


def _plain(written: str) -> str:
    text = unicodedata.normalize("NFC", written).casefold()
    return " ".join(text.replace("qúy", "quý").replace("hằng", "hàng").split())


def _continuous(text: str, _: int) -> Timing | None:
    return Timing("continuous") if "thường xuyên" in text else None


def _with_report(text: str, _: int) -> Timing | None:
    return Timing("with_report") if "lồng ghép" in text else None


def _before_mid_quarter(text: str, _: int) -> Timing | None:
    found = re.search(r"trước ngày (\d{1,2}) của tháng giữa quý", text)
    if not found:
        return None
    return Timing("every", every=("quarter",), month=2, day=int(found[1]) - 1)


def _before(text: str, _: int) -> Timing | None:
    if found := re.search(r"trước (?:ngày )?(\d{1,2})/(\d{1,2})/(\d{4})", text):
        day, month, year = map(int, found.groups())
        return Timing("by", date(year, month, day) - timedelta(days=1))
    if found := re.search(r"trước tháng (\d{1,2})/(\d{4})", text):
        return Timing("by", date(int(found[2]), int(found[1]), 1) - timedelta(days=1))
    return None


def _event(text: str, _: int) -> Timing | None:
    """What waits for something else, or for a rhythm that someone else sets."""
    by = r"khi|sau khi|theo(?! định kỳ)"
    told = re.search(rf"^(?:(?:ban hành|báo cáo) )?(?:định kỳ )?(?:{by})\b", text)
    return Timing("event") if told or text == "định kỳ" else None


def _every(text: str, _: int) -> Timing | None:
    said = re.search(r"định kỳ|hàng (?:tuần|tháng|quý|năm)", text)
    listed = re.fullmatch(r"(?:(?:tuần|tháng|quý|6 tháng|(?:cuối )?năm)(?:, | và )?){2,}", text)
    if not (said or listed):
        return None
    words = tuple(name for name, word in RHYTHMS.items() if re.search(word, text))
    return Timing("every", every=words) if words else None


def _early_quarter(text: str, year: int) -> Timing | None:
    return _quarter(text, year, r"đầu quý", month=1)


def _in_quarter(text: str, year: int) -> Timing | None:
    return _quarter(text, year, r"quý", month=3)


def _quarter(text: str, year: int, word: str, month: int) -> Timing | None:
    found = re.search(rf"{word} (iv|i{{1,3}})\b(?:[/ ]*(?:năm )?(\d{{4}}))?", text)
    if not found:
        return None
    quarter, told = ROMAN[found[1]], int(found[2] or year)
    return Timing("by", _last_day(told, quarter * 3 - 3 + month))


def _in_month(text: str, _: int) -> Timing | None:
    found = re.search(r"tháng (\d{1,2})(?:/| năm )(\d{4})", text)
    return Timing("by", _last_day(int(found[2]), int(found[1]))) if found else None


def _in_year(text: str, year: int) -> Timing | None:
    words = r"(?:trong |đến |đến hết |cuối )?(?:năm ?)?(\d{4})?( và các năm tiếp theo)?"
    found = re.fullmatch(words, text)
    if not found or not ("năm" in text or found[1]):
        return None
    if found[2]:
        return Timing("every", every=("year",))
    return Timing("by", date(int(found[1] or year), 12, 31))


def _last_day(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


_READERS: tuple[Callable[[str, int], Timing | None], ...] = (
    _continuous,
    _with_report,
    _before_mid_quarter,
    _before,
    _event,
    _every,
    _early_quarter,
    _in_quarter,
    _in_month,
    _in_year,
)
"""The most particular wording first."""
