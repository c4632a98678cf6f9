"""A table that everybody can read: caption, headings, numbers to the right, links in cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash import html
from dash.development.base_component import Component

from dashboards.words.sentences import say


Cell = Component | str | None


@dataclass(frozen=True)
class Head:
    """A column's heading. numeric: cells to the right; href: a link that sorts by it.

    sorted: "", "ascending" or "descending", told to screen readers too. named: its cells carry
    the heading along as `data-name`, for where the stylesheet makes cards of rows.
    """

    text: str
    numeric: bool = False
    href: str = ""
    sorted: str = ""
    named: bool = False


ARROWS = {"": "", "ascending": " ▲", "descending": " ▼"}


def table(
    caption: str, heads: Sequence[Head | str], rows: Sequence[Sequence[Cell]], **more: str
) -> Component:
    """A table in a frame that scrolls by itself on a narrow screen.

    The first cell of a row is its heading. more: `className` of the frame.
    """
    columns = [head if isinstance(head, Head) else Head(head) for head in heads]
    body = [_row(columns, row) for row in rows] or [_nothing(len(columns))]
    whole = html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([_head(one) for one in columns])),
            html.Tbody(body),
        ]
    )
    classes = f"table {more.get('className', '')}".strip()
    named = {"role": "region", "tabIndex": "0", "aria-label": caption}
    return html.Div(whole, className=classes, **named)


def _head(head: Head) -> Component:
    text = head.text + ARROWS[head.sorted]
    told = html.A(text, href=head.href) if head.href else text
    sort = {"aria-sort": head.sorted} if head.sorted else {}
    return html.Th(told, scope="col", className="number" if head.numeric else "", **sort)


def _row(columns: Sequence[Head], row: Sequence[Cell]) -> Component:
    first, *rest = row
    cells = [html.Th(first, scope="row")]
    for head, cell in zip(columns[1:], rest, strict=True):
        named = {"data-name": head.text} if head.named and cell else {}
        cells.append(html.Td(cell, className="number" if head.numeric else "", **named))
    return html.Tr(cells)


def _nothing(width: int) -> Component:
    return html.Tr(html.Td(say("no_rows"), colSpan=width, className="nothing"))
