"""Where files are dropped or chosen, and the way out of an upload.

The field for files itself is made by data.js: Dash has none that keeps files out of memory.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number


MOST_MIB = 512


def drop_zone(text: str, token: str) -> Component:
    """Where files are dropped or chosen; data.js puts the file field into its slot.

    token: the upload that they are added to, "" for a new one.
    """
    sentences = {
        "data-sending": say("data_sending"),
        "data-taken": say("data_sent"),
        "data-large": say("data_too_large", file="FILE", most=number(MOST_MIB)),
        "data-most": str(MOST_MIB << 20),
        "data-token": token,
    }
    return html.Label(
        [
            html.Strong(text),
            html.Span(say("data_drop_kinds", most=number(MOST_MIB))),
            html.Span(className="slot", **{"data-slot": "files"}),
        ],
        id="data-drop",
        className="drop-zone",
        **sentences,
    )


def sending() -> list[Component]:
    """How far a file has been sent, and the files that were not taken; both filled by data.js."""
    bar = html.Progress(
        id="data-sent", max="100", value="0", **{"aria-label": say("data_progress")}
    )
    return [
        html.Div(
            [html.P(id="data-sending", role="status"), bar],
            id="data-sending-box",
            hidden=True,
        ),
        html.Div(
            [html.P(say("data_refused_files")), html.Ul(id="data-refused")],
            id="data-refused-box",
            className="problem",
            role="alert",
            hidden=True,
        ),
    ]


def leave(view: View, key: str = "data_leave") -> Component:
    """Back to the first step."""
    return html.A(say(key), href=view.to("/data"), className="button")
