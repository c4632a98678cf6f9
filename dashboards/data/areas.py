"""Which procedures hurt: how long each took against how long it may, and how many were late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dashboards.data.asked import Asked
from dashboards.data.columns import ASCENDING, DESCENDING, Order
from dashboards.data.kept import kept
from dashboards.data.standings import lines_of
from dashboards.view import View
from onestop.domain.errors import UsageError
from onestop.domain.indicators import BY_CODE, Value
from onestop.storage.durations import Days, days_taken


AREAS, PROCEDURES, DAYS = "areas", "procedures", "days"
"""What the page shows; the address says which by `tab`."""

SLOWEST, FREQUENT = "slowest", "frequent"
"""Which procedures are drawn; the address says which by `drawn`."""

MOST_DRAWN = 20
"""A person compares no more days at a glance; the table has all."""

LATE = BY_CODE["late_share"]


@dataclass(frozen=True)
class DaysLine:
    """Working days of one procedure: its limit (None: none), median, 90th percentile.

    count: dossiers resolved and not withdrawn. late: those resolved late over those with
    an outcome, which is judged by each dossier's own due date, not by the limit.
    """

    key: str
    label: str
    count: int
    allowed: int | None
    median: int
    p90: int
    late: Value

    @property
    def over(self) -> int | None:
        """By how many days nine in ten miss the limit; negative where they keep it."""
        return None if self.allowed is None else self.p90 - self.allowed


COLUMNS: dict[str, Callable[[DaysLine], str | float | None]] = {
    "name": lambda line: line.label,
    "count": lambda line: line.count,
    "allowed": lambda line: line.allowed,
    "median": lambda line: line.median,
    "p90": lambda line: line.p90,
    "over": lambda line: line.over,
    "late": lambda line: line.late.ratio,
}
"""What the table of days can be sorted by."""


def days_lines(asked: Asked) -> list[DaysLine]:
    """Every procedure of the view that anything was processed of."""
    lines = {line.number: line for line in lines_of(asked, "procedure")}
    names, policy = asked.names("procedure"), asked.here.policy
    found = []
    for one in _taken(asked):
        late = lines[one.key].value(LATE, policy) if one.key in lines else Value(0, 0)
        found.append(_line(one, names[one.key].key, names[one.key].label, late))
    return found


def _taken(asked: Asked) -> list[Days]:
    """Counted from the dossiers, which takes a second for a million: once a load."""
    return kept(asked, "taken", lambda: days_taken(asked.connection, asked.question(), "procedure"))


def _line(one: Days, key: str, label: str, late: Value) -> DaysLine:
    return DaysLine(key, label, one.count, one.allowed, one.median, one.p90, late)


def tabs_of(asked: Asked) -> tuple[str, ...]:
    """What can be shown, the usual first; one area has no areas to compare."""
    return (PROCEDURES, DAYS) if "area" in asked.ids else (AREAS, PROCEDURES, DAYS)


def one_of(view: View, name: str, known: Sequence[str]) -> str:
    """A part of the address that must be one of some words; the first if not told."""
    told = view.get(name) or known[0]
    if told not in known:
        raise UsageError(f"Không có “{name}={told}”. Có: {', '.join(known)}.")
    return told


def days_order(view: View) -> Order:
    """The order of the address; without one those furthest over their limit first."""
    column = one_of(view, "sort", ("over", *COLUMNS))
    told = view.get("order")
    if told not in ("", ASCENDING, DESCENDING):
        raise UsageError(f"Không có thứ tự “{told}”. Có: {ASCENDING} (tăng), {DESCENDING} (giảm).")
    return Order(column, told == ASCENDING if told else column == "name")


def in_order(lines: Sequence[DaysLine], order: Order) -> list[DaysLine]:
    """Lines by a column; those without a value last, the more frequent of equals first."""
    value = COLUMNS[order.column]
    known = sorted((line for line in lines if value(line) is not None), key=lambda x: -x.count)
    known.sort(key=value, reverse=not order.is_ascending)
    return known + [line for line in lines if value(line) is None]


def drawn(lines: Sequence[DaysLine], which: str) -> list[DaysLine]:
    """The slowest against their limit, or the most frequent."""
    order = Order("over" if which == SLOWEST else "count", is_ascending=False)
    return in_order(lines, order)[:MOST_DRAWN]
