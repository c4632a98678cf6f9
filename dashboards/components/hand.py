"""What needs a hand today: sentences in the order of urgency, each leading to its list."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import count_link
from dashboards.data.asked import Asked
from dashboards.data.overview import Card, Hand
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, label
from onestop.domain.targets import Outcome


def hand(asked: Asked, found: Hand, cards: list[Card]) -> Component:
    """A list of things to do; a calm sentence where there is nothing."""
    told = [
        html.Li([html.Strong(count_link(asked.view, measure, count)), " ", say(key)])
        for key, measure, count in found.counts
        if count
    ]
    told += [html.Li(_missed(asked, card)) for card in cards if _is_missed(card)]
    if found.worst:
        told.append(html.Li(_worst(asked, found)))
    return html.Ul(told, className="hand") if told else html.P(say("overview_nothing"))


def _is_missed(card: Card) -> bool:
    return card.judged is not None and card.judged.outcome == Outcome.MISSED


def _missed(asked: Asked, card: Card) -> Component:
    told = say(
        "overview_missed",
        label=label(card.indicator),
        figure=figure_of(card.value, card.indicator),
    )
    return html.A(told, href=asked.view.to("/units", indicator=card.indicator.code))


def _worst(asked: Asked, found: Hand) -> list[Component | str]:
    before, after = say("overview_worst_units", units="\0").split("\0")
    links: list[Component | str] = []
    for name, code, count in found.worst:
        href = asked.view.to("/backlog", unit=code)
        links += [", " if links else "", html.A(f"{name} ({count})", href=href)]
    return [before, *links, after]
