"""What was asked, in words, as a question to the store: units found, a period chosen.

It knows names and defaults; it refuses to know options, addresses and forms of answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from onestop.domain.errors import UsageError
from onestop.domain.period import (
    OFFICIAL,
    Period,
    between,
    day_of,
    parse_day,
    parse_instant,
    parse_period,
    year_holding,
)
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import catalogue
from onestop.storage.indicator_values import Question
from onestop.storage.moments import newest_of_all
from onestop.storage.scope import within
from onestop.storage.slices import Slice


CHOSEN = ("unit", "area", "procedure", "channel")
"""What dossiers can be chosen by."""

UNGROUPED = ("total", "month", "age")
"""Ways to split an answer that are no dimension of the store."""

NOW = "now"
"""`units_as`: ended units stand with the one that took over."""


@dataclass(frozen=True)
class Answering:
    """What every answer is made with. total, empty: words of whoever reads it."""

    policy: Policy
    calendar: Calendar
    total: str = "Toàn bộ"
    empty: str = "Chưa có hồ sơ nào. Hãy nạp tệp kết xuất đầu tiên."


def question_of(
    how: Answering, connection: Connection, by: str, asked: Mapping[str, str]
) -> Question:
    """The question behind `asked`: period, first, last, cutoff, as_of, units_as and `CHOSEN`.

    Raises NotFoundError with the nearest names, UsageError for dates that make no sense.
    """
    as_of = moment_asked(asked)
    chosen = {
        dimension: _chosen(connection, dimension, asked[dimension], asked.get("units_as", ""))
        for dimension in CHOSEN
        if asked.get(dimension)
    }
    return Question(
        period=_period(how, connection, asked, as_of),
        asked=Slice(within(connection, chosen), "" if by in UNGROUPED else by),
        policy=how.policy,
        as_of=as_of,
        add_working_days=how.calendar.add_working_days,
    )


def moment_asked(asked: Mapping[str, str]) -> int | None:
    """The asked moment in local seconds; None where the data's own is meant."""
    return parse_instant(asked["as_of"]) if asked.get("as_of") else None


def _chosen(connection: Connection, dimension: str, wanted: str, units_as: str) -> frozenset[int]:
    found = catalogue.find(connection, dimension, wanted)
    if dimension != "unit":
        return frozenset({found})
    units = catalogue.with_descendants(connection, found)
    return catalogue.with_predecessors(connection, units) if units_as == NOW else units


def _period(
    how: Answering, connection: Connection, asked: Mapping[str, str], as_of: int | None
) -> Period:
    """The asked period; without one, the official year that holds the newest data."""
    cutoff = asked.get("cutoff") or OFFICIAL
    first, last = asked.get("first"), asked.get("last")
    if asked.get("period") and (first or last):
        raise UsageError("Chỉ dùng --period, hoặc --from với --to, không cả hai.")
    if asked.get("period"):
        return parse_period(asked["period"], cutoff)
    if first or last:
        if not (first and last):
            raise UsageError(
                "--from và --to đi cùng nhau, ví dụ --from 2024-01-01 --to 2024-01-31."
            )
        return between(parse_day(first), parse_day(last))
    moment = as_of if as_of is not None else newest_of_all(connection)
    if moment is None:
        raise UsageError(how.empty)
    return year_holding(day_of(moment // 86_400), cutoff)
