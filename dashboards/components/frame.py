"""The head of a page: its name, what it is about, and how far the figures reach."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.data.asked import Asked
from dashboards.data.choices import period_text
from dashboards.data.stamp import Stamp, stamp_of
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, until_text


MOST_NAMED = 5
"""Lagging units named beside the stamp; a province has two hundred."""


def page_head(asked: Asked, title: str, about: Sequence[str] = ()) -> Component:
    """The page's only h1, what is shown, and the stamp of its data."""
    return html.Div(
        [
            html.H1(title, tabIndex="-1"),
            html.P(" · ".join([*scope_words(asked), *about]), className="scope"),
            *stamp_lines(stamp_of(asked)),
        ],
        className="page-head",
    )


def scope_words(asked: Asked) -> list[str]:
    """Unit, area and period in words: what a printed page would need to be understood."""
    unit, area = asked.name_of("unit"), asked.name_of("area")
    procedure = asked.name_of("procedure")
    return [
        unit.label if unit else (asked.here.place or say("all_units")),
        *([area.label] if area else []),
        *([procedure.label] if procedure else []),
        period_text(asked.period),
    ]


def stamp_lines(stamp: Stamp) -> list[Component]:
    """How far the data reaches, loudly where it is old."""
    if stamp.moment is None:
        return [html.P(say("stamp_none"), className="stamp")]
    told = say("stamp", moment=until_text(stamp.moment), files=number(stamp.files))
    lines = [html.P(told, className="stamp")]
    if stamp.days_old:
        lines.append(
            html.P(say("stale", days=number(stamp.days_old)), className="stale", role="status")
        )
    if stamp.lagging:
        lines.append(html.P(say("lagging", units=_units(stamp.lagging)), className="stale"))
    return lines


def _units(names: Sequence[tuple[str, int]]) -> str:
    told = [f"{name} ({moment_text(moment)})" for name, moment in names[:MOST_NAMED]]
    more = len(names) - MOST_NAMED
    return ", ".join(told + ([say("and_more", count=number(more))] if more > 0 else []))


def section(title: str, *children: Component, **more: str) -> Component:
    """A part of a page with its heading. more: `className`."""
    return html.Section([html.H2(title), *children], className=more.get("className", ""))
