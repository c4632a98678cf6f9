"""Periods, cut-offs, half-month buckets, and instants as text.

The only place that knows where a reporting period begins and ends, and how a person
writes one. It refuses to know the wall clock: every "now" is an argument.
Source: definitions.md section 4; NĐ 09/2019, TT 01/2020/TT-VPCP, 581/BNV-CCHC.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone

from onestop.domain.errors import UsageError


OFFICIAL = "official"
CALENDAR = "calendar"
CUTOFFS = (OFFICIAL, CALENDAR)

CUTOFF_DAY = 15
"""An official month M runs from day 15 of M−1 to day 14 of M (TT 01/2020/TT-VPCP)."""

YEARS = range(1900, 2201)
"""Outside these a year is a slip of the hand; also keeps date arithmetic in bounds."""

DAY_SECONDS = 86_400

LOCAL_OFFSET_SECONDS = 7 * 3600
"""Asia/Ho_Chi_Minh, since 1975 without summer time."""
LOCAL = timezone(timedelta(seconds=LOCAL_OFFSET_SECONDS))
"""Asia/Ho_Chi_Minh: +07:00 without summer time since 1975. A fixed offset, because
Windows brings no zone database."""

_END_OF_DAY = (23, 59, 59)
"""A day without a time of day means its end (definitions.md section 2)."""

_EPOCH = date(1970, 1, 1).toordinal()

_SPANS = {
    "": (1, 12),
    "H1": (1, 6),
    "H2": (7, 12),
    "Q1": (1, 3),
    "Q2": (4, 6),
    "Q3": (7, 9),
    "Q4": (10, 12),
    "9M": (1, 9),
}
"""First and last month of each named part of a year; a month is its own span."""

_BEFORE = {"H1": "H2", "H2": "H1", "Q1": "Q4", "Q2": "Q1", "Q3": "Q2", "Q4": "Q3"}
"""The part that ends where a part begins; H1 and Q1 follow one of the year before."""

_NAMES_VI = {
    "": "Năm",
    "H1": "6 tháng đầu năm",
    "H2": "6 tháng cuối năm",
    "Q1": "Quý I năm",
    "Q2": "Quý II năm",
    "Q3": "Quý III năm",
    "Q4": "Quý IV năm",
    "9M": "9 tháng năm",
}

_PERIOD = re.compile(r"(\d{4})(?:-(H[12]|Q[1-4]|9M|0?[1-9]|1[0-2]))?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?", re.ASCII
)


@dataclass(frozen=True)
class Period:
    """Whole local days [start, end), named by a code under a cut-off."""

    code: str
    cutoff: str
    start: date
    end: date

    @property
    def start_at(self) -> int:
        """The first local second."""
        return day_number(self.start) * DAY_SECONDS

    @property
    def end_at(self) -> int:
        """The first local second that is no longer inside."""
        return day_number(self.end) * DAY_SECONDS

    @property
    def last(self) -> date:
        """The last day inside, as people write it."""
        return self.end - timedelta(days=1)

    @property
    def label_vi(self) -> str:
        """`Quý III năm 2024 (15/6/2024–14/9/2024)`."""
        first, last = day_vi(self.start), day_vi(self.last)
        named = _year_and_part(self.code)
        if named is None:
            return f"Ngày {first}" if first == last else f"Từ {first} đến {last}"
        year, part = named
        name = _NAMES_VI.get(part) or f"Tháng {int(part)} năm"
        return f"{name} {year} ({first}–{last})"


def day_vi(day: date) -> str:
    """`5/1/2024`, as offices write a day."""
    return f"{day.day}/{day.month}/{day.year}"


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The inverse of `day_number`."""
    return date.fromordinal(number + _EPOCH)


def parse_period(text: str, cutoff: str = OFFICIAL) -> Period:
    """`2024`, `2024-H1`, `2024-Q3`, `2024-9M`, `2024-05` and, leniently, `2024-5`, `2024-q3`.

    >>> parse_period("2024-q3").label_vi
    'Quý III năm 2024 (15/6/2024–14/9/2024)'
    """
    named = _year_and_part(text.strip().upper())
    if named is None:
        raise UsageError(
            f"Không hiểu kỳ báo cáo “{text}”. Hãy viết 2024, 2024-H1, 2024-H2, 2024-Q3,"
            " 2024-9M hoặc 2024-05; với khoảng ngày bất kỳ, dùng ngày đầu và ngày cuối."
        )
    _known_year(named[0])
    return _named_period(*named, _known_cutoff(cutoff))


def between(first: date, last: date, cutoff: str = OFFICIAL) -> Period:
    """Two days, both included; the cut-off only decides how its months are cut."""
    if last < first:
        raise UsageError(
            f"Ngày cuối {day_vi(last)} đứng trước ngày đầu {day_vi(first)}."
            " Hãy viết ngày đầu trước, ví dụ 2024-01-05 đến 2024-02-03."
        )
    _known_year(first.year)
    _known_year(last.year)
    code = f"{first.isoformat()}..{last.isoformat()}"
    return Period(code, _known_cutoff(cutoff), first, last + timedelta(days=1))


def months(period: Period) -> list[Period]:
    """The cut-off months of a period, in order; those at the ends are clipped to it.

    A whole month keeps its code (`2024-05`); a clipped one is named by its days.
    """
    found = []
    month = _month_holding(period.start, period.cutoff)
    while month.start < period.end:
        first, end = max(month.start, period.start), min(month.end, period.end)
        whole = (first, end) == (month.start, month.end)
        clipped = between(first, end - timedelta(days=1), period.cutoff)
        found.append(month if whole else clipped)
        month = _month_holding(month.end, period.cutoff)
    return found


def year_holding(day: date, cutoff: str = OFFICIAL) -> Period:
    """The reporting year a day falls into: 15/12/2024 opens the official 2025."""
    year = _cutoff_month(day, _known_cutoff(cutoff)) // 12
    return _named_period(year, "", cutoff)


def previous(period: Period) -> Period:
    """The period just before.

    Nine months are counted from each new year and follow nothing: theirs is the nine
    months of the year before. A range is followed back by a range of the same length.
    """
    named = _year_and_part(period.code)
    if named is None:
        length = period.end - period.start
        return between(period.start - length, period.last - length, period.cutoff)
    year, part = named
    if part.isdigit():
        index = year * 12 + int(part) - 2
        return _named_period(index // 12, f"{index % 12 + 1:02d}", period.cutoff)
    inside_its_year = part in ("H2", "Q2", "Q3", "Q4")
    year_before = year if inside_its_year else year - 1
    return _named_period(year_before, _BEFORE.get(part, part), period.cutoff)


def same_last_year(period: Period) -> Period:
    """The same period a year earlier; a range keeps its dates.

    A range that begins on 29/2 begins on 28/2; the day after a range is what moves at
    its end, so that 1/2–28/2/2025 is compared with the whole of February 2024.
    """
    named = _year_and_part(period.code)
    if named is not None:
        return _named_period(named[0] - 1, named[1], period.cutoff)
    start = _year_before(period.start, leap_day=(2, 28))
    end = _year_before(period.end, leap_day=(3, 1))
    return between(start, end - timedelta(days=1), period.cutoff)


def half_month_of(number: int) -> int:
    """The ledger bucket of a day number: (year·12 + month − 1)·2 + (day ≥ 15).

    Days 1 and 15 open a bucket, so a period of either cut-off is a run of whole buckets.
    """
    day = day_of(number)
    return (day.year * 12 + day.month - 1) * 2 + (day.day >= CUTOFF_DAY)


def half_month_start(index: int) -> int:
    """The day number a ledger bucket begins with."""
    month, second_half = divmod(index, 2)
    return day_number(date(month // 12, month % 12 + 1, CUTOFF_DAY if second_half else 1))


def instant_text(seconds: int) -> str:
    """Local seconds as ISO with the offset: `2024-12-20T17:00:00+07:00`."""
    local = datetime(1970, 1, 1, tzinfo=LOCAL) + timedelta(seconds=seconds)
    return local.isoformat()


def parse_instant(text: str) -> int:
    """A moment written by a person, as local seconds.

    ISO with or without an offset, `20/12/2024 17:00`, or a day alone: its last second.

    >>> instant_text(parse_instant("2024-12-20T10:00:00Z"))
    '2024-12-20T17:00:00+07:00'
    """
    cleaned = text.strip()
    found = _DAY_FIRST.fullmatch(cleaned)
    try:
        return _seconds(_day_first_moment(found) if found else _iso_moment(cleaned))
    except ValueError as error:
        raise UsageError(
            f"Không hiểu thời điểm “{text}”. Hãy viết 2024-12-20T17:00,"
            " 2024-12-20T17:00:00+07:00, 20/12/2024 17:00, hoặc chỉ ngày: 20/12/2024."
        ) from error


def parse_day(text: str) -> date:
    """A day written by a person: `2024-12-20` or `20/12/2024`."""
    cleaned = text.strip()
    found = _DAY_FIRST.fullmatch(cleaned)
    try:
        if found and not found[4]:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(cleaned)
    except ValueError as error:
        raise UsageError(
            f"Không hiểu ngày “{text}”. Hãy viết 2024-12-20 hoặc 20/12/2024."
        ) from error


def _day_first_moment(found: re.Match[str]) -> datetime:
    day, month, year, hour, minute, second = (part and int(part) for part in found.groups())
    if hour is None:
        hour, minute, second = _END_OF_DAY
    return datetime(year, month, day, hour, minute, second or 0, tzinfo=LOCAL)


def _iso_moment(text: str) -> datetime:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else moment.replace(tzinfo=LOCAL)
    hour, minute, second = _END_OF_DAY
    return datetime(day.year, day.month, day.day, hour, minute, second, tzinfo=LOCAL)


def _seconds(moment: datetime) -> int:
    _known_year(moment.year)
    return calendar.timegm(moment.astimezone(LOCAL).timetuple())


def _year_and_part(code: str) -> tuple[int, str] | None:
    """`2024-5` → (2024, "05"); None for what names no period, such as a range."""
    found = _PERIOD.fullmatch(code)
    if not found:
        return None
    part = found[2] or ""
    return int(found[1]), part.zfill(2) if part.isdigit() else part


def _named_period(year: int, part: str, cutoff: str) -> Period:
    first, last = (int(part), int(part)) if part.isdigit() else _SPANS[part]
    start = _month_start(year * 12 + first - 1, cutoff)
    end = _month_start(year * 12 + last, cutoff)
    code = f"{year}-{part}" if part else f"{year}"
    return Period(code, cutoff, start, end)


def _month_start(index: int, cutoff: str) -> date:
    """The first day of month `year·12 + month − 1` under a cut-off."""
    if cutoff == OFFICIAL:
        index -= 1
    return date(index // 12, index % 12 + 1, CUTOFF_DAY if cutoff == OFFICIAL else 1)


def _cutoff_month(day: date, cutoff: str) -> int:
    return day.year * 12 + day.month - 1 + (cutoff == OFFICIAL and day.day >= CUTOFF_DAY)


def _month_holding(day: date, cutoff: str) -> Period:
    year, month = divmod(_cutoff_month(day, cutoff), 12)
    return _named_period(year, f"{month + 1:02d}", cutoff)


def _year_before(day: date, leap_day: tuple[int, int]) -> date:
    month, day_of_month = leap_day if (day.month, day.day) == (2, 29) else (day.month, day.day)
    return date(day.year - 1, month, day_of_month)


def _known_cutoff(cutoff: str) -> str:
    if cutoff not in CUTOFFS:
        raise UsageError(
            f"Không có cách chốt kỳ “{cutoff}”. Hãy dùng official (15 đến 14) hoặc"
            " calendar (theo tháng dương lịch)."
        )
    return cutoff


def _known_year(year: int) -> None:
    if year not in YEARS:
        raise UsageError(
            f"Năm {year} nằm ngoài khoảng {YEARS[0]}–{YEARS[-1]}. Hãy viết đủ bốn chữ số,"
            " ví dụ 2024."
        )
