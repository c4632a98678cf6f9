"""When a source is visited again, and from when on it is silent.

It knows clocks of other time zones and the working days of the calendar; it never reads a
clock. Instants are local seconds since 1970-01-01 00:00 in Asia/Ho_Chi_Minh.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from onestop.domain.period import DAY_SECONDS
from onestop.domain.working_time import Calendar


LOCAL_OFFSET = 7 * 3600
"""Asia/Ho_Chi_Minh has been seven hours ahead of UTC since 1975."""

FIRST_WAIT, LONGEST_WAIT = 60, 3600
"""Seconds between two attempts after failures: a minute, doubled up to an hour."""

LONGEST_HOLIDAY = 60
"""Days searched for the next working day; no calendar has so many days off in a row."""

UNITS = {"s": 1, "m": 60, "h": 3600, "d": DAY_SECONDS}
_SPAN = re.compile(r"(\d{1,6})\s*([smhd])", re.ASCII)
_TIME = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


@dataclass(frozen=True)
class Schedule:
    """Every so many seconds, or at times of the day (seconds) as a zone's clocks show them.

    working_days: days off neither see a visit nor count toward silence.
    """

    every: int = 0
    at: tuple[int, ...] = ()
    working_days: bool = False
    time_zone: str = "Asia/Ho_Chi_Minh"


def parse_span(text: str) -> int:
    """Seconds of "90s", "15m", "26h", "30d". Raises ValueError for any other text.

    >>> parse_span("26h")
    93600
    """
    found = _SPAN.fullmatch(text.strip())
    if not found or not int(found[1]):
        raise ValueError(text)
    return int(found[1]) * UNITS[found[2]]


def parse_time(text: str) -> int:
    """Seconds of the day of "06:30". Raises ValueError for any other text.

    >>> parse_time("06:30")
    23400
    """
    found = _TIME.fullmatch(text.strip())
    if not found or int(found[1]) > 23 or int(found[2]) > 59:
        raise ValueError(text)
    return int(found[1]) * 3600 + int(found[2]) * 60


def next_after(schedule: Schedule, now: int, calendar: Calendar) -> int:
    """The first moment after `now` at which the schedule asks for a visit."""
    if schedule.every:
        return _working(schedule, now + schedule.every, calendar)
    ahead = [moment for moment in _times(schedule, now) if moment > now]
    for moment in ahead:
        if not schedule.working_days or calendar.is_working_day(moment // DAY_SECONDS):
            return moment
    return ahead[-1]


def is_due(schedule: Schedule, next_at: int | None, now: int, calendar: Calendar) -> bool:
    """Whether the moment has come, or is one that only a clock put right since can have set."""
    if next_at is None or now >= next_at:
        return True
    return next_at > max(next_after(schedule, now, calendar), now + LONGEST_WAIT)


def wait_after(failures: int) -> int:
    """Seconds until the next attempt after so many failures in a row.

    >>> [wait_after(count) for count in (1, 2, 3, 20)]
    [60, 120, 240, 3600]
    """
    return min(LONGEST_WAIT, FIRST_WAIT << min(failures - 1, 10))


def silent_from(schedule: Schedule, last: int, span: int, calendar: Calendar) -> int:
    """The moment at which `span` seconds without news are over."""
    if not schedule.working_days:
        return last + span
    moment, left = _working(schedule, last, calendar), span
    while (rest := DAY_SECONDS - moment % DAY_SECONDS) <= left:
        left -= rest
        moment = _working(schedule, moment + rest, calendar)
    return moment + left


def _working(schedule: Schedule, moment: int, calendar: Calendar) -> int:
    """The moment itself, or the beginning of the next working day."""
    if not schedule.working_days:
        return moment
    first = moment // DAY_SECONDS
    for day in range(first, first + LONGEST_HOLIDAY):
        if calendar.is_working_day(day):
            return max(moment, day * DAY_SECONDS)
    return moment


def _times(schedule: Schedule, now: int) -> Iterator[int]:
    """The times of the days around and after `now`, in order."""
    zone = ZoneInfo(schedule.time_zone)
    today = datetime.fromtimestamp(now - LOCAL_OFFSET, UTC).astimezone(zone).date()
    for ahead in range(-1, LONGEST_HOLIDAY):
        day = today + timedelta(days=ahead)
        yield from sorted(_moment(day, second, zone) for second in schedule.at)


def _moment(day: date, second: int, zone: ZoneInfo) -> int:
    clock = time(second // 3600, second % 3600 // 60)
    return int(datetime.combine(day, clock, zone).timestamp()) + LOCAL_OFFSET
