"""States that are drawn, not left blank: a problem, an empty store, no figures."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.view import View
from dashboards.words.sentences import say
from onestop.domain.errors import NotFoundError


DATA = "/data"

PARTS = {
    "cơ quan": "unit",
    "lĩnh vực": "area",
    "thủ tục": "procedure",
    "kênh": "channel",
    "chỉ số": "indicator",
    "kế hoạch": "plan",
    "số đo": "measure",
    "hồ sơ": "code",
}
"""Which part of an address a NotFoundError is about."""


def problem(view: View, error: Exception, title: str = "problem") -> list[Component]:
    """A page that says what was not understood and offers the nearest."""
    return [
        html.H1(say(title)),
        html.P(str(error), className="problem", role="alert"),
        *_offers(view, error),
        html.P(html.A(say("to_overview"), href="/")),
    ]


def _offers(view: View, error: Exception) -> list[Component]:
    part = PARTS.get(error.kind) if isinstance(error, NotFoundError) else None
    if part is None:
        return []
    links = [html.Li(html.A(text, href=view.here(**{part: text}))) for text in error.nearest]
    drop = html.Li(html.A(say("drop_choice"), href=view.here(**{part: None})))
    return [html.P(say("nearest")), html.Ul([*links, drop])]


def empty_store() -> list[Component]:
    """What a page shows before the first load: how to load."""
    return [
        html.H1(say("empty_title")),
        html.Div(
            [
                html.P([say("empty_first"), " ", html.Code("onestop import TỆP"), "."]),
                html.P(say("empty_then")),
                html.P(html.A(say("open_data_page"), href=DATA, className="button")),
            ],
            className="empty",
        ),
    ]


def no_figures() -> Component:
    """Where a period starts after the data ends."""
    return html.P(say("no_figures"), className="empty")
