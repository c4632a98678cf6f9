"""Digests: an office's day, a leader's week, the form of a month that ended.

A digest is told once for each state of the data: without newer data there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection

from onestop.alerts.asking import Asking
from onestop.alerts.found import _n, month_ended
from onestop.domain.alerts import Item
from onestop.domain.indicators import BY_CODE
from onestop.domain.period import DAY_SECONDS, Period, between, day_of
from onestop.storage import catalogue


MOST_UNITS = 15
"""Units of a weekly table; those with most overdue dossiers first."""


def office_daily(asking: Asking) -> Iterator[Item]:
    """What came in and went out on the newest day, what is due, what is late."""
    day = day_of(asking.newest // DAY_SECONDS)
    today, states = asking.measures(between(day, day)), asking.measures(asking.year)
    told = [today.get(name, 0) for name in ("received", "resolved")]
    told += [states.get(name, 0) for name in ("open", "due_within_2", "open_overdue")]
    if not any(told):
        return
    received, done, waiting, soon, late = map(_n, told)
    key, shown = f"{asking.newest}", f"{day:%d/%m/%Y}"
    yield Item(
        f"{key}:flow",
        f"Ngày {shown}: tiếp nhận {received}, giải quyết {done}.",
        f"On {shown}: {received} received, {done} resolved.",
        f"/?period={day.isoformat()}..{day.isoformat()}",
    )
    yield Item(
        f"{key}:open",
        f"Đang giải quyết {waiting}: đến hạn trong 2 ngày làm việc {soon}, quá hạn {late}.",
        f"Open {waiting}: {soon} due in 2 working days, {late} overdue.",
        "/backlog",
    )
    yield from _share(asking, key, states, "on_time_share")


def leader_weekly(asking: Asking) -> Iterator[Item]:
    """The last seven days and the year so far, then each unit with overdue dossiers."""
    last = day_of(asking.newest // DAY_SECONDS)
    week = between(last - timedelta(days=6), last)
    flows, states = asking.measures(week), asking.measures(asking.year)
    if not any(states.get(name, 0) for name in ("received", "resolved", "open")):
        return
    key = f"{asking.newest}"
    received, done = _n(flows.get("received", 0)), _n(flows.get("resolved", 0))
    yield Item(
        f"{key}:flow",
        f"Bảy ngày đến {_day(last)}: tiếp nhận {received}, giải quyết {done}.",
        f"Seven days until {_day(last)}: {received} received, {done} resolved.",
        "/",
    )
    for code in ("on_time_share", "online_share", "overdue_share"):
        yield from _share(asking, key, states, code)
    yield from _units(asking, key)


def period_report(asking: Asking) -> Iterator[Item]:
    """Form II.06a of the month that ended last; the workbook comes with the message."""
    month = month_ended(asking)
    if month is not None and asking.measures(month).get("resolved", 0):
        yield Item(
            f"ii06a:{month.code}",
            f"Biểu II.06a, {month.label_vi}.",
            f"Form II.06a, {month.code} ({_day(month.start)}–{_day(month.last)}).",
            f"/reports?form=ii06a&period={month.code}",
        )


def _share(asking: Asking, key: str, measures: dict, code: str) -> Iterator[Item]:
    indicator, year = BY_CODE[code], asking.year
    value = indicator.value(measures, asking.office.policy)
    if not value.denominator:
        return
    parts = f"{_n(value.numerator)}/{_n(value.denominator)}"
    told = f"{value.ratio * 100:.1f}".replace(".", ",")
    yield Item(
        f"{key}:{code}",
        f"{indicator.label_vi}, {year.label_vi}: {told} % ({parts}).",
        f"{indicator.label_en}, {year.code}: {told} % ({parts}).",
        "/",
    )


def _units(asking: Asking, key: str) -> Iterator[Item]:
    rows = asking.rows(asking.year, "unit")
    names = catalogue.names_of(asking.connection, "unit")
    late = sorted(rows, key=lambda number: -rows[number].get("open_overdue", 0))
    for number in late[:MOST_UNITS]:
        overdue, waiting = (rows[number].get(name, 0) for name in ("open_overdue", "open"))
        if overdue:
            name = names[number]
            yield Item(
                f"{key}:{name.key}",
                f"{name.label}: quá hạn {_n(overdue)} trong {_n(waiting)} đang giải quyết.",
                f"{name.label}: {_n(overdue)} overdue of {_n(waiting)} open.",
                f"/backlog?unit={name.key}",
            )


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


DIGESTS = {one.__name__: one for one in (office_daily, leader_weekly, period_report)}
"""By the code of the digest."""

REPORT = "period_report"

Write = Callable[[Connection, Period, int | None, Path], object]
"""Writes form II.06a of a period and unit to a file."""


def attachment(asking: Asking, write: Write, folder: Path) -> Path | None:
    """The workbook of the month that ended, written with the recipient's own rights."""
    month = month_ended(asking)
    if month is None:
        return None
    out = folder / f"ii06a-{month.code}.xlsx"
    write(asking.connection, month, asking.own_unit, out)
    return out
