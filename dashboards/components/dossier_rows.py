"""Dossiers as rows: the columns people read, each cell named again where rows become cards.

It takes rows of `onestop.storage.listing` and writes them; it refuses to ask for more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import DOSSIERS
from dashboards.components.tables import Cell, Head, table
from dashboards.data.dossiers import DOWN
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import day_of_moment, number, spoken
from onestop.domain.labels import STATUSES
from onestop.storage.listing import SORTABLE


COLUMNS = (
    "code",
    "procedure",
    "unit",
    "received_at",
    "due_at",
    "closed_at",
    "status",
    "days_late",
    "current_desk",
)
"""What a list shows; a column in which no row of the page has anything is left out."""

NUMERIC = ("days_late", "days_open")


def dossier_table(
    view: View,
    caption: str,
    rows: Sequence[dict[str, Any]],
    columns: Sequence[str] = COLUMNS,
    sort: str = "",
) -> Component:
    """A table of dossiers. sort: the column in order now (`-due_at`: greatest first), whose
    headings then are links that sort; "" for a table of one order."""
    shown = [name for name in columns if name == "code" or any(row[name] for row in rows)]
    heads = [_head(view, name, sort) for name in shown]
    cells = [[_cell(view, row, name) for name in shown] for row in rows]
    return table(caption, heads, cells, className="dossier-rows")


def heading(name: str) -> str:
    """What stands over a column."""
    return say(f"dossiers_col_{name}")


def status_words(status: int | None) -> str:
    """A national status in words."""
    return "" if status is None else spoken(STATUSES[status])


def code_link(view: View, code: str) -> Component:
    """A dossier's code, leading to its story."""
    return html.A(code, href=view.to(DOSSIERS, code=code), className="dossier-code")


def _head(view: View, name: str, sort: str) -> Head:
    head = Head(heading(name), name in NUMERIC, named=True)
    if not sort or name not in SORTABLE:
        return head
    if sort.removeprefix(DOWN) != name:
        return replace(head, href=view.here(sort=name))
    if sort.startswith(DOWN):
        return replace(head, href=view.here(sort=name), sorted="descending")
    return replace(head, href=view.here(sort=DOWN + name), sorted="ascending")


def _cell(view: View, row: dict[str, Any], name: str) -> Cell:
    return code_link(view, row["code"]) if name == "code" else cell_text(row, name)


def cell_text(row: dict[str, Any], name: str) -> str:
    """A cell in words; nothing as an empty cell."""
    value = row[name]
    if value is None:
        return ""
    if name == "status":
        return status_words(value)
    if name in NUMERIC:
        return number(value)
    if name.endswith(("_at", "_since")):
        return day_of_moment(value)
    return str(value)
