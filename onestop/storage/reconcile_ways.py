"""The other ways in which a table may have been counted: policies, cut-offs, days, channels.

It only lists them; each is tried by `reconcile_tried` through the same `answer`.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Connection

from onestop.domain.dossier import Channel
from onestop.domain.errors import UsageError
from onestop.domain.period import (
    CALENDAR,
    DAY_SECONDS,
    OFFICIAL,
    Period,
    between,
    day_of,
    day_vi,
    parse_period,
    previous,
)
from onestop.domain.policy import CHOICES
from onestop.storage.moments import newest_of_all
from onestop.storage.reconcile_counts import Counting, Way


ONE_DAY = timedelta(days=1)

CHANNELS = {
    Channel.ONLINE: ("không kể hồ sơ trực tuyến", "without online dossiers"),
    Channel.DIRECT: ("không kể hồ sơ trực tiếp", "without dossiers from the counter"),
    Channel.POSTAL: ("không kể hồ sơ bưu chính", "without postal dossiers"),
}


def single_ways(
    connection: Connection, counting: Counting, exported_at: int | None = None
) -> list[Way]:
    """Every way that differs in one thing. exported_at: the moment the table says it was made."""
    newest = newest_of_all(connection)
    return [
        *_policies(counting),
        *_periods(counting.period),
        *_moments(counting, {one for one in (newest, exported_at) if one is not None}),
        *_channels(),
        *_receiving(counting),
    ]


def _policies(counting: Counting) -> Iterator[Way]:
    for name, now in counting.policy.as_dict().items():
        for choice, words in CHOICES[name].items():
            if choice != now:
                shown = f"{name} = {choice}"
                yield Way(f"{shown} ({words})", shown, ((name, choice),))


def _periods(period: Period) -> Iterator[Way]:
    """The other cut-off, the neighbours, and a day more or less at either end."""
    seen = {(period.start, period.end)}
    for vi, en, other in _other_periods(period):
        if (other.start, other.end) not in seen and other.start < other.end:
            seen.add((other.start, other.end))
            days = f"{day_vi(other.start)}–{day_vi(other.last)}"
            yield Way(f"{vi} ({days})", f"{en} ({days})", (("period", other),))


def _other_periods(period: Period) -> Iterator[tuple[str, str, Period]]:
    yield from _other_cutoff(period)
    yield "bỏ ngày cuối kỳ", "without the last day", _days(period, 0, -1)
    yield "bỏ ngày đầu kỳ", "without the first day", _days(period, 1, 0)
    yield "thêm một ngày ở cuối kỳ", "with a day more at the end", _days(period, 0, 1)
    yield "thêm một ngày ở đầu kỳ", "with a day more at the start", _days(period, -1, 0)
    yield "kỳ liền trước", "the period before", previous(period)
    yield "kỳ liền sau", "the period after", _following(period)
    yield "lùi một tháng", "a month earlier", _shifted(period, -1)
    yield "chậm một tháng", "a month later", _shifted(period, 1)
    yield "từ đầu năm báo cáo", "from the start of the year", _from_new_year(period)


def _other_cutoff(period: Period) -> Iterator[tuple[str, str, Period]]:
    try:
        if period.cutoff == OFFICIAL:
            yield "kỳ dương lịch", "calendar period", parse_period(period.code, CALENDAR)
        else:
            yield "kỳ 15–14", "period from the 15th to the 14th", parse_period(period.code)
    except UsageError:
        return  # a range of days has no other cut-off


def _days(period: Period, first: int, last: int) -> Period:
    start, end = period.start + first * ONE_DAY, period.end + last * ONE_DAY
    return Period(f"{start}..{end}", period.cutoff, start, end)


def _following(period: Period) -> Period:
    """The period that this one is the previous of, else as many days after it."""
    for months in (1, 3, 6, 12):
        later = _shifted(period, months)
        if later.start == period.end:
            return later
    return between(period.end, period.end + (period.end - period.start) - ONE_DAY, period.cutoff)


def _shifted(period: Period, months: int) -> Period:
    start, end = _month_later(period.start, months), _month_later(period.end, months)
    return Period(f"{start}..{end}", period.cutoff, start, end)


def _month_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _from_new_year(period: Period) -> Period:
    opens = (12, 15) if period.cutoff == OFFICIAL else (1, 1)
    year = period.last.year
    start = max(date(y, *opens) for y in (year - 1, year) if date(y, *opens) <= period.last)
    return Period(f"{start}..{period.end}", period.cutoff, start, period.end)


def _moments(counting: Counting, told: set[int]) -> Iterator[Way]:
    """States of another moment: of the data's, of the table's, of the period's very end."""
    end = counting.period.end_at
    for moment in sorted(told):
        shown = _moment_text(moment)
        if moment > end:
            vi = f"số đang giải quyết lấy lúc {shown}, không phải cuối kỳ"
            en = f"open dossiers taken at {shown}, not at the period's end"
            yield Way(vi, en, (("states_at", moment),))
        elif moment not in (end, counting.as_of):
            yield Way(f"số liệu đến {shown}", f"figures up to {shown}", (("as_of", moment),))
    if counting.as_of is not None:
        yield Way("đến hết kỳ", "up to the period's end", (("as_of", end),))


def _moment_text(moment: int) -> str:
    """ "17:00 20/12/2024"."""
    day, second = divmod(moment, DAY_SECONDS)
    return f"{second // 3600:02}:{second // 60 % 60:02} {day_vi(day_of(day))}"


def _channels() -> Iterator[Way]:
    everyone = frozenset(int(one) for one in Channel)
    for channel, (vi, en) in CHANNELS.items():
        yield Way(vi, en, (("channels", everyone - {int(channel)}),))


def _receiving(counting: Counting) -> Iterator[Way]:
    if counting.by == "unit" or counting.chosen or counting.scopes:
        yield Way(
            "theo cơ quan tiếp nhận, không phải cơ quan giải quyết",
            "by receiving unit, not by resolving unit",
            (("receiving", True),),
        )


def pairs_of(ways: list[Way], most: int) -> list[Way]:
    """Ways that differ in two things, the first ways first; never two of one kind."""
    found = []
    for at, one in enumerate(ways):
        others = (other for other in ways[at + 1 :] if not _clash(one, other))
        found += [one.with_also(other) for other in others]
    return found[:most]


TIMES = frozenset({"period", "as_of", "states_at"})
"""Two changes of when make a third that nobody would think of."""


def _clash(one: Way, other: Way) -> bool:
    return bool(one.kinds & other.kinds) or bool(one.kinds & TIMES and other.kinds & TIMES)
