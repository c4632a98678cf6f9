"""Links through the pages of a long list, each an address of its own."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number


def pager(view: View, page: int, pages: int) -> list[Component]:
    """First, previous, where one is, next, last; nothing for a list of one page."""
    if pages <= 1:
        return []
    told = say("dossiers_page_of", page=number(page), pages=number(pages))
    entries = [
        _step(view, "dossiers_first", 1, leads=page > 1),
        _step(view, "dossiers_previous", page - 1, leads=page > 1),
        html.Span(told, **{"aria-current": "page"}),
        _step(view, "dossiers_next", page + 1, leads=page < pages),
        _step(view, "dossiers_last", pages, leads=page < pages),
    ]
    return [html.Nav(entries, className="pager", **{"aria-label": say("dossiers_pages")})]


def _step(view: View, key: str, page: int, *, leads: bool) -> Component:
    if not leads:
        return html.Span(say(key), className="no-step", **{"aria-hidden": "true"})
    return html.A(say(key), href=view.here(page=None if page == 1 else page), className="button")
