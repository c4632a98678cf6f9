"""Forms that change something: sent by data.js as JSON to a route, which then leads on.

The form says where it goes and where to go after; a refusal is shown inside it.
"""

from __future__ import annotations

from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.words.sentences import say


def sent_form(action: str, then: str, children: Sequence[Component], **more: str) -> Component:
    """A form sent to `action`; `then`: the address that follows, `TOKEN` filled in.

    more: `working`, said while it is under way; `className`.
    """
    return html.Form(
        [
            *children,
            html.P(more.get("working", ""), className="working", hidden=True, role="status"),
            html.P(className="problem", hidden=True, role="alert"),
        ],
        className=more.get("className", "sent"),
        **{"data-sent": "json", "data-action": action, "data-then": then},
    )


def field(name: str, label: str, **more: object) -> Component:
    """A labelled line to type into. more: `id`, and what `dcc.Input` takes."""
    typed = dcc.Input(name=name, type="text", autoComplete="off", **more)
    return html.Label([html.Span(label), typed], className="field")


def hidden(name: str, value: str, **more: object) -> Component:
    """A field that is sent as it stands. more: `id`."""
    return dcc.Input(name=name, type="hidden", value=value, **more)


def submit(text: str, **more: str) -> Component:
    """The button that sends a form."""
    return html.Button(text, type="submit", **{"className": "primary", **more})


def silent() -> dict[str, str]:
    """What data.js says where the server does not answer."""
    return {"data-silent": say("data_server_silent")}
