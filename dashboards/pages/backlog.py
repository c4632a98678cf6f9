"""Tồn đọng: where is the backlog and how old is it?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components import backlog_parts as parts
from dashboards.components.cards import count_card
from dashboards.components.frame import page_head, section
from dashboards.components.states import no_figures
from dashboards.data import backlog as data
from dashboards.data.allowed import sees_dossiers
from dashboards.data.asked import Asked
from dashboards.data.backlog import IN_HAND, NO_LETTER, Heads
from dashboards.data.heat import open_cells
from dashboards.data.nearest import nearest
from dashboards.data.recorded import looked
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import spoken
from onestop.domain.errors import UsageError


HEADS = {
    "open": "backlog_open",
    "open_overdue": "backlog_overdue",
    "due_today": "backlog_today",
    "due_within_2": "backlog_soon",
    "open_paused": "backlog_paused",
    NO_LETTER: "backlog_without_letter",
}
"""The counts at the top, by the list behind each, and what they are called here."""

WAITING = ("code", "procedure", "unit", "received_at", "days_open", "due_at", "days_late")
PAUSED = ("code", "procedure", "unit", "paused_since", "received_at", "status")
LETTERLESS = ("code", "procedure", "unit", "due_at", "days_late", "current_desk")


def body(asked: Asked) -> list[Component]:
    """How much, how old, where, which ones, in whose hands."""
    head, counted = page_head(asked, spoken(PAGE.name)), data.heads_of(asked)
    if counted is None:
        return [head, no_figures()]
    if asked.view.is_kiosk:
        return [head, _heads(asked, counted), _ages(asked), _heat(asked)]
    return [
        head,
        _heads(asked, counted),
        html.Div([_ages(asked), _hands(asked)], className="two backlog-two"),
        _heat(asked),
        *(_listed(asked) if sees_dossiers() else []),
        _exports(asked),
    ]


def _listed(asked: Asked) -> list[Component]:
    """The parts that name dossiers."""
    looked(asked.view, "see_dossier", "backlog")
    return [_waiting(asked), _letterless(asked), _paused(asked)]


def _heads(asked: Asked, counted: Heads) -> Component:
    cards = [
        count_card(asked.view, say(key), code, counted.counts[code]) for code, key in HEADS.items()
    ]
    return section(say("backlog_now"), html.Div(cards, className="counts"))


def _ages(asked: Asked) -> Component:
    return section(say("backlog_ages"), *parts.age_chart(asked.view, data.bands_of(asked)))


def _heat(asked: Asked) -> Component:
    shown = asked.view.get("heat", "open")
    if shown not in parts.HEATS:
        close = nearest(shown, {one: one for one in parts.HEATS}) or tuple(parts.HEATS)
        raise UsageError(say("backlog_heat_unknown", asked=shown, near=", ".join(close)))
    grid = data.grid_of(open_cells(asked), shown)
    switch = parts.heat_switch(asked.view, shown)
    return section(say("backlog_heat"), switch, *parts.heat_chart(asked.view, grid, shown))


def _waiting(asked: Asked) -> Component:
    begun, about = data.beginning_of(asked, IN_HAND), say("backlog_waiting_about")
    return section(say("backlog_waiting"), parts.beginning(asked.view, begun, about, WAITING))


def _letterless(asked: Asked) -> Component:
    title, begun = say("backlog_letterless"), data.beginning_of(asked, NO_LETTER)
    listed = parts.beginning(asked.view, begun, say("backlog_letterless_about"), LETTERLESS)
    shown = listed if begun.rows else html.P(say("backlog_letterless_none"), className="note")
    return section(title, shown, *parts.closed_late(asked.view, data.without_letter_closed(asked)))


def _paused(asked: Asked) -> Component:
    begun = data.beginning_of(asked, data.PAUSED)
    listed = parts.beginning(asked.view, begun, say("backlog_paused_about"), PAUSED)
    return section(say("backlog_paused_longest"), listed)


def _hands(asked: Asked) -> Component:
    return html.Div([_desks(asked), _officers(asked)])


def _desks(asked: Asked) -> Component:
    return section(say("backlog_desks"), *parts.desks(asked.view, data.desks_of(asked)))


def _officers(asked: Asked) -> Component:
    loads, problem = data.officers_loads(asked)
    return section(say("backlog_officers"), parts.officers(asked.view, loads, problem))


def _exports(asked: Asked) -> Component:
    return html.Div(parts.exports(asked.view), className="actions")


PAGE = Page(
    "/backlog",
    ("Tồn đọng", "Backlog"),
    ("Hồ sơ tồn ở đâu, đã bao lâu?", "Where is the backlog and how old is it?"),
    body,
)
