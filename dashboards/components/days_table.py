"""Working days by procedure as a table: limit, median, nine in ten, how many were late."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import count_link
from dashboards.components.pager import pager
from dashboards.components.ranking import parts
from dashboards.components.tables import Cell, Head, table
from dashboards.data.areas import COLUMNS, LATE, DaysLine
from dashboards.data.columns import Order
from dashboards.data.standings import Page
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, number, parts_of


def days_table(view: View, lines: Sequence[DaysLine], order: Order, page: Page) -> list[Component]:
    """One page of the table, and the links through its pages."""
    caption = say(
        "areas_days_caption",
        count=number(page.count),
        column=say(f"areas_days_{order.column}"),
        order=say("board_ascending" if order.is_ascending else "board_descending"),
    )
    heads = [_head(view, order, column) for column in COLUMNS]
    rows = [_row(view, line) for line in lines]
    return [table(caption, heads, rows, className="board"), *pager(view, page.at, page.pages)]


def _head(view: View, order: Order, column: str) -> Head:
    href = view.here(sort=column, order=order.flipped(column))
    told = ""
    if column == order.column:
        told = "ascending" if order.is_ascending else "descending"
    return Head(say(f"areas_days_{column}"), numeric=column != "name", href=href, sorted=told)


def _row(view: View, line: DaysLine) -> list[Cell]:
    narrowed = {"procedure": line.key}
    onward = view.without("tab", "sort", "order").here(procedure=line.key)
    name = html.A(line.label, href=onward) if line.key else line.label
    count = (
        count_link(view, "processed", line.count, **narrowed) if line.key else number(line.count)
    )
    days = [number(one) for one in (line.allowed, line.median, line.p90)]
    return [name, count, *days, _over(line), _late(view, line)]


def _over(line: DaysLine) -> str:
    """`+3` over the limit, `−2` under it."""
    return f"+{number(line.over)}" if line.over and line.over > 0 else number(line.over)


def _late(view: View, line: DaysLine) -> list[Component | str]:
    below = (
        parts(view, LATE, line.late, {"procedure": line.key})
        if line.key
        else html.Span(parts_of(line.late), className="parts")
    )
    return [figure_of(line.late, LATE), below]
