"""A screen on a wall: which unit it turns to next, and when.

shell.js follows the link after its seconds; without scripts it is still a link.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.data.asked import Asked
from dashboards.words.sentences import say


USUAL_SECONDS = 300
MOST_SECONDS = 86_400


def next_screen(asked: Asked) -> Component:
    """The link to the next unit that has figures; after the last comes the whole again."""
    seconds = asked.view.number("refresh", USUAL_SECONDS, MOST_SECONDS)
    code, name = _next(asked)
    told = say("kiosk_next", name=name or say("all_units"))
    return html.A(
        told,
        href=asked.view.here(unit=code or None),
        className="next-screen",
        **{"data-seconds": str(seconds)},
    )


def _next(asked: Asked) -> tuple[str, str]:
    names = asked.names("unit")
    whole = asked.narrowed(unit="")
    cycle = sorted(
        (names[row.key].label, names[row.key].key)
        for row in whole.answer("unit").rows
        if row.key and row.measures["received"] + row.measures["open"]
    )
    codes = ["", *(code for _name, code in cycle)]
    labels = {code: name for name, code in cycle}
    now = asked.name_of("unit")
    place = codes.index(now.key) if now and now.key in codes else 0
    code = codes[(place + 1) % len(codes)]
    return code, labels.get(code, "")
