"""The shared pickers: each a list of links that opens, with a field to narrow it.

Links, so that a choice is an address: it can be opened in another tab, kept, sent; the
back button undoes it, and nothing has to be kept in step with the address. shell.js makes the
links when a list is opened: hundreds that nobody opens would come before the first number.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.data import choices
from dashboards.data.asked import RANGE, Asked
from dashboards.data.choices import Choice
from dashboards.view import View
from dashboards.words.sentences import say
from onestop.domain.period import CALENDAR, OFFICIAL


WORTH_NARROWING = 8
"""Longer lists get a field to type into."""


ALL_UNITS = "all_units"


def pickers(asked: Asked, wanted: Sequence[str]) -> list[Component]:
    """The pickers a page heeds."""
    made = {"unit": _unit, "period": _period, "area": _area}
    return [made[name](asked) for name in wanted]


def _unit(asked: Asked) -> Component:
    """Who sees some units only picks among them; without a choice their own is shown."""
    every = [] if asked.seen is not None and "unit" in asked.ids else [ALL_UNITS]
    offered = [Choice("", say(one)) for one in every] + choices.units(asked)
    name = asked.name_of("unit")
    return _picker(asked.view, "unit", offered, chosen=name.key if name else "")


def _area(asked: Asked) -> Component:
    offered = [Choice("", say("all_areas")), *choices.areas(asked)]
    return _picker(asked.view.without("procedure"), "area", offered)


def _period(asked: Asked) -> Component:
    shown = asked.view.get("period") or asked.period.code
    offered = choices.periods(asked)
    extra = [_cutoffs(asked.view), _range(asked)]
    return _picker(
        asked.view,
        "period",
        offered,
        chosen=shown,
        extra=extra,
        now=choices.period_text(asked.period),
    )


def _picker(view: View, name: str, offered: Sequence[Choice], **more: object) -> Component:
    """more: `chosen` (default: what the address says), `extra` components, `now` (text shown)."""
    chosen = more.get("chosen", view.get(name))
    now = more.get("now") or next((c.text for c in offered if c.value == chosen), chosen)
    find = dcc.Input(
        id=f"pick-{name}",
        type="search",
        placeholder=say("type_to_find"),
        autoComplete="off",
    )
    label = html.Label(say("type_to_find"), htmlFor=f"pick-{name}", className="unseen")
    return html.Details(
        [
            html.Summary([html.Span(say(name), className="picker-name"), html.Span(now)]),
            html.Div(
                [
                    *([label, find] if len(offered) > WORTH_NARROWING else []),
                    *more.get("extra", ()),
                    html.Div(className="entries", **_told(name, offered, chosen)),
                    html.P(say("none_found"), className="none-found", hidden=True),
                ],
                className="picker-list",
            ),
        ],
        className="picker",
        id=f"picker-{name}",
    )


def _told(name: str, offered: Sequence[Choice], chosen: str) -> dict[str, str]:
    """Each entry as its value, its text and how deep it stands; only what it changes."""
    entries = [[one.value, one.text, one.depth] for one in offered]
    return {
        "data-name": name,
        "data-chosen": chosen,
        "data-entries": json.dumps(entries, ensure_ascii=False, separators=(",", ":")),
    }


def _cutoffs(view: View) -> Component:
    chosen = view.get("cutoff", OFFICIAL)
    links = [
        html.A(
            say(f"cutoff_{one}"),
            href=view.here(cutoff=None if one == OFFICIAL else one),
            **({"aria-current": "true"} if one == chosen else {}),
        )
        for one in (OFFICIAL, CALENDAR)
    ]
    return html.Div(links, className="cutoffs", role="group", **{"aria-label": say("cutoff")})


def _range(asked: Asked) -> Component:
    """Any two days; shell.js joins them into the address."""
    first, last = asked.period.start.isoformat(), asked.period.last.isoformat()
    return html.Form(
        [
            html.Label([say("from_day"), _day("first", first)]),
            html.Label([say("to_day"), _day("last", last)]),
            html.Button(say("show"), type="submit"),
        ],
        className="range",
        action=asked.view.here(period=None),
        **{"data-joined": "period", "data-joint": RANGE},
    )


def _day(name: str, value: str) -> Component:
    return dcc.Input(id=f"range-{name}", name=name, type="date", value=value)
