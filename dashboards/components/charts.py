"""A chart as people meet it: the picture, its sentence, and its table beside it.

The one place where a figure becomes a graph.
"""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.tables import Cell, Head, table
from dashboards.figures.chart import Chart, graph_config
from dashboards.figures.colours import NEUTRAL
from dashboards.words.sentences import say


def chart(name: str, drawn: Chart) -> Component:
    """The chart under an id of its own (`name`, unique on the page), with its table twin."""
    graph = dcc.Graph(id=f"chart-{name}", figure=drawn.figure, config=graph_config())
    width = {"minWidth": f"{drawn.min_width}px"} if drawn.min_width else {}
    scrolls = {"tabIndex": "0"} if drawn.min_width else {}
    picture = html.Div(
        html.Div(graph, style=width),
        className="picture",
        role="img",
        **{"aria-label": f"{drawn.name}. {drawn.summary}"},
        **scrolls,
    )
    caption = html.Figcaption([html.P(drawn.summary), *(html.P(note) for note in drawn.notes)])
    return html.Figure([picture, *_key(drawn), caption, *_twin(name, drawn)])


def _key(drawn: Chart) -> list[Component]:
    """What the colours and signs mean; plotly's own key takes a phone's whole height."""
    if not drawn.key:
        return []
    signs = [
        html.Li(
            [
                html.Span(one.sign, style={"color": _inked(one.colour)}, **{"aria-hidden": "true"}),
                one.text,
            ]
        )
        for one in drawn.key
    ]
    return [html.Ul(signs, className="chart-key")]


def _inked(colour: str) -> str:
    """The grey of lines is too pale for a sign of text; that takes the colour of soft text."""
    return "var(--ink-soft)" if colour == NEUTRAL else colour


def _twin(name: str, drawn: Chart) -> list[Component]:
    if drawn.is_empty:
        return []
    heads = [Head(text, numeric=place > 0) for place, text in enumerate(drawn.heads)]
    twin = table(drawn.name, heads, [_row(drawn, place) for place in range(len(drawn.rows))])
    return [html.Details([html.Summary(say("as_table")), twin], id=f"twin-{name}")]


def _row(drawn: Chart, place: int) -> list[Cell]:
    """A row of the twin; its name leads where its mark leads."""
    first, *rest = drawn.rows[place]
    href = drawn.links[place] if place < len(drawn.links) else ""
    return [html.A(first, href=href) if href else first, *rest]
