"""Notes pinned on the time line: a form to pin one, and the list of those shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.components.tables import table
from dashboards.data.pins import Note
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import day_text


def notes(view: View, shown: Sequence[Note], today: date, *, may_pin: bool) -> Component:
    """Folded away: most days nobody pins anything."""
    rows = [
        [day_text(note.day), note.text, _remove(view, note) if may_pin else ""] for note in shown
    ]
    heads = [say("pin_day"), say("pin_text"), ""] if may_pin else [say("pin_day"), say("pin_text")]
    cells = rows if may_pin else [row[:2] for row in rows]
    listed = table(say("pins_caption"), heads, cells) if rows else html.P(say("pin_none"))
    form = _form(view, today) if may_pin else html.P(say("pins_off"))
    return html.Details([html.Summary(say("pin_title")), listed, form], id="notes")


def _form(view: View, today: date) -> Component:
    """Sent as a plain form: it works without any script, and comes back to this page."""
    return html.Form(
        [
            html.Label([say("pin_day"), _field("day", "date", today.isoformat())]),
            html.Label([say("pin_text"), _field("text", "text", "")]),
            *_hidden(view),
            html.Button(say("pin_add"), type="submit"),
        ],
        action="/pins",
        method="post",
        className="filters",
        **{"data-sent": "1"},
    )


def _field(name: str, kind: str, value: str) -> Component:
    return dcc.Input(
        id=f"pin-{name}", name=name, type=kind, value=value, required=True, maxLength=200
    )


def _hidden(view: View) -> list[Component]:
    told = {"unit": view.get("unit"), "back": view.path + view.query()}
    return [
        dcc.Input(id=f"pin-{name}", name=name, type="hidden", value=value)
        for name, value in told.items()
    ]


def _remove(view: View, note: Note) -> Component:
    back = dcc.Input(
        id=f"unpin-{note.number}", name="back", type="hidden", value=view.path + view.query()
    )
    told = say("pin_remove_one", text=note.text)
    return html.Form(
        [back, html.Button(say("pin_remove"), type="submit", **{"aria-label": told})],
        action=f"/pins/{note.number}/remove",
        method="post",
        **{"data-sent": "1"},
    )
