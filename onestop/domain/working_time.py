"""Working days, days off, and the moments at which limits end.

The only place that knows which days count. The days themselves are config
(`config/calendar/2024.csv`), because the Prime Minister decides them each year.
It refuses to guess silently: `unknown_years` names the years nobody has declared.
Source: calendar.md; BLLĐ 2019 Đ.112; BLDS 2015 Đ.147–148 (the first day is not counted).
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from onestop.domain.errors import DeclarationError
from onestop.domain.period import DAY_SECONDS, day_number, day_of


FIRST_DAY = day_number(date(2000, 1, 1))
LAST_DAY = day_number(date(2050, 12, 31))
"""What `cumulative` spans: old registers begin before 2010, limits end after 2040.
Outside it counts stay right, one day at a time."""

FIXED_HOLIDAYS = ((1, 1), (4, 30), (5, 1), (9, 2))
"""BLLĐ 2019 Đ.112, those with a solar date (month, day)."""

CULTURE_DAY = (11, 24)
CULTURE_DAY_SINCE = 2026
"""24/11 is a day off since 2026."""

COLUMNS = ("date", "kind", "name", "origin")

_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Hours:
    """When an office is open, as (from, to) seconds of the day, in order."""

    spans: tuple[tuple[int, int], ...]

    @property
    def closing(self) -> int:
        """The second of the day at which a limit ends."""
        return self.spans[-1][1]

    def hold(self, instant: int) -> bool:
        """Whether the time of day of a local instant lies inside, both ends included."""
        second = instant % DAY_SECONDS
        return any(start <= second <= end for start, end in self.spans)


DEFAULT_HOURS = Hours(((27_000, 41_400), (48_600, 61_200)))
"""7:30–11:30 and 13:30–17:00, unless a unit has its own."""


@dataclass(frozen=True)
class Calendar:
    """Declared days off and worked weekly days off, as day numbers, and the declared years.

    A year that is not declared has its weekends and its fixed-date holidays off;
    Tết, 10/3 lunar, the day beside 2/9 and swaps are then missing.
    """

    days_off: frozenset[int] = frozenset()
    working_saturdays: frozenset[int] = frozenset()
    known_years: frozenset[int] = frozenset()

    def is_working_day(self, day: int) -> bool:
        """Whether a day number counts toward limits."""
        if FIRST_DAY <= day <= LAST_DAY:
            return day not in self._all_days_off and self._is_week_day(day)
        return day not in self._holidays_of(day_of(day).year) and self._is_week_day(day)

    def cumulative(self) -> tuple[int, list[int]]:
        """(first day number, counts): `counts[d - first]` working days up to and with d.

        For vectorised code: `processing_days = counts[closed - first] - counts[received
        - first]`. Days before or after the list belong to `working_days_after`.
        """
        return FIRST_DAY, self._counts

    def working_days_after(self, first_day: int, last_day: int) -> int:
        """Working days after the first day up to and with the last: `processing_days`."""
        if last_day <= first_day:
            return 0
        if first_day >= FIRST_DAY and last_day <= LAST_DAY:
            return self._counts[last_day - FIRST_DAY] - self._counts[first_day - FIRST_DAY]
        return sum(map(self.is_working_day, range(first_day + 1, last_day + 1)))

    def add_working_days(self, day: int, count: int) -> int:
        """The count-th working day after a day; the day itself for 0."""
        if count < 0:
            raise ValueError(f"a limit cannot run backwards: {count} working days")
        if count == 0:
            return day
        if FIRST_DAY <= day <= LAST_DAY:
            wanted = self._counts[day - FIRST_DAY] + count
            if wanted <= self._counts[-1]:
                return FIRST_DAY + bisect_left(self._counts, wanted)
        while count:
            day += 1
            count -= self.is_working_day(day)
        return day

    def working_day_from(self, day: int) -> int:
        """The day itself if it is a working day, else the next one."""
        return self.add_working_days(day - 1, 1)

    def due_in_working_days(
        self, received_at: int, limit: int, hours: Hours = DEFAULT_HOURS
    ) -> int:
        """The instant at which a limit in working days ends: closing time of its last day.

        The first day is not counted. Received after closing, or on a day off, is
        received on the next working day.
        """
        day, second = divmod(received_at, DAY_SECONDS)
        first = self.working_day_from(day + 1 if second > hours.closing else day)
        return self.add_working_days(first, limit) * DAY_SECONDS + hours.closing

    def due_in_calendar_days(
        self, received_at: int, limit: int, hours: Hours = DEFAULT_HOURS
    ) -> int:
        """The instant at which a limit in days ends; on a day off, the next working day's end.

        Weekends count, and the hour of receipt does not matter: only the day is left out.
        """
        last = self.working_day_from(received_at // DAY_SECONDS + limit)
        return last * DAY_SECONDS + hours.closing

    def is_working_instant(self, instant: int, hours: Hours = DEFAULT_HOURS) -> bool:
        """Whether an office is open at a local instant."""
        return hours.hold(instant) and self.is_working_day(instant // DAY_SECONDS)

    def unknown_years(self, first_day: int, last_day: int) -> tuple[int, ...]:
        """Years touched whose holidays nobody has declared (a finding, never silence)."""
        touched = range(day_of(first_day).year, day_of(last_day).year + 1)
        return tuple(year for year in touched if year not in self.known_years)

    def _is_week_day(self, day: int) -> bool:
        return _weekday(day) < 5 or day in self.working_saturdays

    def _holidays_of(self, year: int) -> frozenset[int]:
        return self.days_off if year in self.known_years else fixed_holidays(year)

    @cached_property
    def _all_days_off(self) -> frozenset[int]:
        years = range(day_of(FIRST_DAY).year, day_of(LAST_DAY).year + 1)
        return self.days_off.union(*map(self._holidays_of, years))

    @cached_property
    def _counts(self) -> list[int]:
        return list(accumulate(map(self.is_working_day, range(FIRST_DAY, LAST_DAY + 1))))


def fixed_holidays(year: int) -> frozenset[int]:
    """Days off of a year nobody has declared: its solar holidays.

    One on a weekly day off moves to the next day that is neither a weekly day off nor a
    holiday, so that 30/4/2022 (Saturday) and 1/5/2022 (Sunday) become 2/5 and 3/5.
    """
    solar = FIXED_HOLIDAYS + ((CULTURE_DAY,) if year >= CULTURE_DAY_SINCE else ())
    holidays = [day_number(date(year, month, day)) for month, day in solar]
    off = {day for day in holidays if _weekday(day) < 5}
    for day in sorted(set(holidays) - off):
        while _weekday(day) >= 5 or day in off:
            day += 1
        off.add(day)
    return frozenset(off)


def parse_hours(text: str) -> Hours:
    """`7:30–11:30, 13:30–17:00` → Hours; DeclarationError if it is not in order."""
    spans = tuple(
        (int(h1) * 3600 + int(m1) * 60, int(h2) * 3600 + int(m2) * 60)
        for h1, m1, h2, m2 in _SPAN.findall(text)
    )
    moments = [moment for span in spans for moment in span]
    leftover = _SPAN.sub("", text).strip(" ,;")
    if not spans or leftover or moments != sorted(set(moments)) or moments[-1] >= DAY_SECONDS:
        problem = f"không hiểu giờ làm việc “{text}”. Viết ví dụ 7:30–11:30, 13:30–17:00."
        raise DeclarationError("config", "giờ làm việc", problem)
    return Hours(spans)


def load_calendar(folder: Path) -> Calendar:
    """Read every `<year>.csv` of a folder; a file makes its year known.

    Columns date, kind (off | work), name, origin. Raises DeclarationError with file and line.
    """
    off, worked, years = set(), set(), set()
    for file in sorted(folder.glob("*.csv")):
        years.add(_year_of(file))
        for day, kind in _declared_days(file):
            (off if kind == "off" else worked).add(day)
    return Calendar(frozenset(off), frozenset(worked), frozenset(years))


def _year_of(file: Path) -> int:
    if not re.fullmatch(r"(19|20|21)\d\d", file.stem, re.ASCII):
        problem = "tên tệp phải là năm, ví dụ 2027.csv: một tệp công bố đủ ngày nghỉ của một năm"
        raise DeclarationError(file.name, "tên tệp", problem)
    return int(file.stem)


def _declared_days(file: Path) -> Iterator[tuple[int, str]]:
    """(day number, kind) of each line of a year's file."""
    rows = csv.DictReader(_utf8_lines(file))
    if tuple(rows.fieldnames or ()) != COLUMNS:
        raise DeclarationError(file.name, "dòng 1", f"các cột phải là {','.join(COLUMNS)}")
    seen: set[int] = set()
    for row in rows:
        day, problem = _declared_day(row, int(file.stem), seen)
        if problem:
            raise DeclarationError(file.name, f"dòng {rows.line_num}", problem)
        seen.add(day)
        yield day, row["kind"]


def _utf8_lines(file: Path) -> list[str]:
    try:
        return file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        problem = "tệp không phải UTF-8; trong Excel hãy lưu dạng “CSV UTF-8”"
        raise DeclarationError(file.name, "mã chữ", problem) from error


def _declared_day(row: dict[str, str], year: int, seen: set[int]) -> tuple[int, str]:
    """The day number of a line, and what is wrong with the line ("" if nothing)."""
    try:
        declared = date.fromisoformat(row["date"])
    except (TypeError, ValueError):
        return 0, f"“{row['date']}” không phải là ngày dạng 2024-04-30"
    day = day_number(declared)
    if declared.year != year:
        return day, f"{declared} không thuộc năm {year}"
    if day in seen:
        return day, f"{declared} được khai hai lần"
    if row["kind"] not in ("off", "work"):
        return day, f"kind là off (nghỉ) hoặc work (làm bù), không phải “{row['kind']}”"
    if row["kind"] == "work" and _weekday(day) < 5:
        return day, f"{declared} vốn là ngày làm việc; work chỉ dành cho thứ Bảy, Chủ nhật làm bù"
    return day, ""


def _weekday(day: int) -> int:
    """Monday 0 … Sunday 6; 1970-01-01 was a Thursday."""
    return (day + 3) % 7
