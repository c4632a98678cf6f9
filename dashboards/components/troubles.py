"""A notice that pulled sources are in trouble: which, since when, and for loaders also why."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.data.asked import Asked
from dashboards.data.troubles import troubles_of
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number
from onestop.accounts.gates import may
from onestop.domain.access import Act
from onestop.storage.connections import Trouble


MOST_TOLD = 5
"""A province has a hundred sources; on a bad night many fail at once."""


def troubles_notice(asked: Asked) -> list[Component]:
    """The notice; nothing where all is well."""
    found = troubles_of(asked)
    if not found:
        return []
    told = [html.Li(_line(one)) for one in found[:MOST_TOLD]]
    more = len(found) - MOST_TOLD
    if more > 0:
        told.append(html.Li(say("troubles_more", count=number(more))))
    title = html.Strong(say("troubles_title"))
    return [html.Div([title, html.Ul(told)], className="stale", role="status")]


def _line(one: Trouble) -> list[Component | str]:
    """The reason may name servers and folders: it is for those who can do something about it."""
    told = say(f"troubles_{one.kind}", name=one.connection, since=moment_text(one.since))
    return [told, html.Br(), html.Small(one.sentence)] if may(Act.LOAD) else [told]
