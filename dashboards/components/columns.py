"""Which indicators a page shows, and which of them it draws: links that change the address."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.data.columns import COUNTED, MOST_SHOWN
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import label
from onestop.domain.indicators import Indicator


def columns(view: View, shown: Sequence[Indicator]) -> Component:
    """A folded list of all indicators, those shown marked; one press adds or drops one."""
    codes = [one.code for one in shown]
    entries = [html.Li(_toggle(view, codes, one)) for one in COUNTED]
    usual = html.A(say("columns_usual"), href=view.here(indicators=None, sort=None, order=None))
    return html.Details(
        [html.Summary(say("columns_choose")), html.Ul(entries), html.P(usual)],
        className="columns",
        id="columns",
    )


def _toggle(view: View, codes: list[str], one: Indicator) -> Component:
    """The last one stays: a table without columns answers nothing; too many say no more."""
    is_shown = one.code in codes
    others = [code for code in codes if code != one.code]
    told = ("☑ " if is_shown else "☐ ") + label(one)
    if (is_shown and not others) or (not is_shown and len(codes) >= MOST_SHOWN):
        return html.Span(told)
    wanted = others if is_shown else [*codes, one.code]
    state = {"aria-current": "true"} if is_shown else {}
    return html.A(told, href=view.here(indicators=",".join(wanted)), **state)


def drawn(view: View, shown: Sequence[Indicator], chosen: Indicator) -> Component:
    """A row of links: which of the shown indicators the chart is about."""
    offered = list(dict.fromkeys([*shown, chosen]))
    links = [
        html.A(
            label(one),
            href=view.here(indicator=one.code),
            **({"aria-current": "true"} if one == chosen else {}),
        )
        for one in offered
    ]
    named = {"aria-label": say("columns_drawn")}
    return html.Div(links, className="chips", role="group", **named)


def chips(view: View, name: str, offered: Sequence[tuple[str, str]], chosen: str) -> Component:
    """A row of links that set one part of the address to (value, text); the first drops it."""
    links = [
        html.A(
            text,
            href=view.here(**{name: value if place else None}),
            **({"aria-current": "true"} if value == chosen else {}),
        )
        for place, (value, text) in enumerate(offered)
    ]
    return html.Div(links, className="chips", role="group")
