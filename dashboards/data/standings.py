"""Units, areas or procedures side by side: their counts, sorted, page by page.

It adds nothing up and draws nothing; which columns there are is `columns`' matter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from dashboards.data.asked import Asked
from dashboards.data.columns import COUNTS, NAME, Order, indicators_of, order_of
from dashboards.data.compared import middle
from dashboards.view import View
from onestop.domain.indicators import BY_CODE, Indicator, Value
from onestop.domain.measures import BY_CODE as MEASURE
from onestop.domain.measures import Measure
from onestop.domain.policy import Policy
from onestop.domain.targets import Target


MOST_LINES = 60
MOST_VALUES = 144
"""Rows of a page, and rows times columns: each indicator brings two links, and what a page
sends must stay under 200 KB with the pickers and a chart beside the table."""

PLAIN_COLUMNS = 2
"""What the name and the counts weigh, in columns of an indicator."""


@dataclass(frozen=True)
class Line:
    """One unit, area or procedure and its measures.

    key: what an address calls it; "" where none can (what no file told; a unit's own
    dossiers, for an address takes those below it along).
    """

    number: int
    key: str
    label: str
    measures: Mapping[str, int]

    def value(self, indicator: Indicator, policy: Policy) -> Value:
        """An indicator's numerator and denominator."""
        return indicator.value(self.measures, policy)


@dataclass(frozen=True)
class Page:
    """Which part of how many is shown, and how many lines there are in all."""

    at: int
    pages: int
    count: int


Targets = Callable[[Line], Mapping[str, Target]]
"""The promises that hold for a line, by indicator."""


@dataclass(frozen=True)
class Board:
    """A table of lines × indicators: the lines of one page, their sum and their median.

    of: what a line is, `unit`, `area` or `procedure`. medians: a ratio by indicator, over
    the lines of all pages.
    """

    of: str
    lines: Sequence[Line]
    indicators: Sequence[Indicator]
    total: Line
    medians: Mapping[str, float | None]
    order: Order
    page: Page
    targets: Targets
    policy: Policy

    @property
    def counts(self) -> list[Measure]:
        """The plain counts beside the indicators."""
        return [MEASURE[code] for code in COUNTS]


def lines_of(asked: Asked, dimension: str) -> list[Line]:
    """The areas or procedures of a view that anything was counted of."""
    names = asked.names(dimension)
    return [
        Line(row.key, names[row.key].key, names[row.key].label, row.measures)
        for row in asked.answer(dimension).rows
        if any(row.measures.values())
    ]


def board(asked: Asked, of: str, lines: Sequence[Line], targets: Targets) -> Board:
    """The table that the address asks for. UsageError for an unknown column or page."""
    indicators, policy = indicators_of(asked), asked.here.policy
    order = order_of(asked.view, indicators)
    shown, page = page_of(
        asked.view, in_order(lines, order, policy), len(indicators) + PLAIN_COLUMNS
    )
    medians = {one.code: middle([line.value(one, policy) for line in lines]) for one in indicators}
    total = Line(asked.ids.get("unit", 0), "", "", asked.measures() or {})
    return Board(of, shown, indicators, total, medians, order, page, targets, policy)


def in_order(lines: Sequence[Line], order: Order, policy: Policy) -> list[Line]:
    """Lines by a column; those without a value last, whichever the order."""
    known = [line for line in lines if _sorted_by(line, order.column, policy) is not None]
    unknown = [line for line in lines if _sorted_by(line, order.column, policy) is None]
    by_name = sorted(known, key=lambda line: line.label)
    placed = sorted(
        by_name,
        key=lambda line: _sorted_by(line, order.column, policy),
        reverse=not order.is_ascending,
    )
    return [*placed, *sorted(unknown, key=lambda line: line.label)]


def _sorted_by(line: Line, column: str, policy: Policy) -> str | float | None:
    if column == NAME:
        return line.label
    if column in BY_CODE:
        return line.value(BY_CODE[column], policy).ratio
    return line.measures.get(column, 0)


def page_of(
    view: View, found: Sequence, wide: int = 1, name: str = "page"
) -> tuple[Sequence, Page]:
    """The part of a list that the address asks for; past the end, the last one."""
    size = min(MOST_LINES, max(1, MOST_VALUES // wide))
    pages = max(1, -(-len(found) // size))
    at = min(view.number(name, 1), pages)
    return found[(at - 1) * size : at * size], Page(at, pages, len(found))
