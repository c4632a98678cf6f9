"""Signs that exports were prettied up: how many units a month, then each with its evidence.

Every sign leads to the dossiers behind it where a list can tell them.
"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.links import DOSSIERS
from dashboards.components.tables import Cell, Head, table
from dashboards.data.asked import Asked
from dashboards.data.integrity import Signs, Told, counts_by_itself, signs_of
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number, percent, spoken
from onestop.domain.integrity import BY_CODE, CHECKS, check_of
from onestop.domain.integrity_told import (
    BY_DAYS,
    MOST_DAYS,
    Sign,
    limit_text,
    part_text,
    said_text,
    sentence,
    usual_text,
)
from onestop.domain.period import Period, day_of


ASKED = "integrity"
"""The part of an address that names a check, or all."""

EVERY = "all"
MANY = 3
"""Units told of in a month from which on its cell is drawn deeper."""

MOST_UNITS = 30
"""Lines of the table over time; more would be another page."""


def integrity_part(asked: Asked) -> list[Component]:
    """The section of the page: by check and month, or the way to it where counting takes long."""
    if asked.is_empty:
        return []
    if not counts_by_itself(asked):
        inside = [html.P(_link(asked.view, EVERY, say("integrity_count_now")), className="actions")]
    else:
        inside = _overview(asked.view, signs_of(asked))
    hint = html.P(say("integrity_about"), className="hint")
    title = html.H2(say("integrity_title"))
    return [html.Section([title, hint, *inside], id="data-integrity")]


def integrity_page(asked: Asked, code: str) -> Component:
    """The signs of one check, or of all. Raises NotFoundError with the nearest check."""
    signs = signs_of(asked)
    back = html.P(html.A(f"← {say('data_back')}", href=asked.view.to("/data"), className="button"))
    if code == EVERY:
        listed = _listed(asked.view, signs.told, say("integrity_title"))
        return section(say("integrity_title"), back, *_overview(asked.view, signs), listed)
    check = check_of(code)
    told = signs.of(code)
    meaning = html.Dl(
        [
            part
            for name in ("measured", "means", "do", "why", "decided")
            for part in (
                html.Dt(say(f"integrity_{name}")),
                html.Dd(spoken(getattr(check, name))),
            )
        ],
        className="facts",
    )
    label = spoken(check.label)
    over_time = [_over_time(signs, code)] if told else []
    return section(label, back, meaning, *over_time, _listed(asked.view, told, label))


def _overview(view: View, signs: Signs) -> list[Component]:
    """Checks down, months across: units told of."""
    if not signs.told:
        return [html.P(say("integrity_none"), className="done")]
    heads = [Head(say("integrity_check")), *(Head(_short(m), numeric=True) for m in signs.months)]
    rows = [
        [
            _link(view, check.code, spoken(check.label)),
            *(_shade(signs.units_told(check.code, month)) for month in signs.months),
        ]
        for check in CHECKS
        if signs.of(check.code)
    ]
    more = html.P(_link(view, EVERY, say("integrity_all", count=number(len(signs.told)))))
    return [table(say("integrity_by_month"), heads, rows, className="signs over-time"), more]


def _shade(units: int) -> Cell:
    if not units:
        return ""
    return html.Span(number(units), className="told many" if units >= MANY else "told")


def _over_time(signs: Signs, code: str) -> Component:
    """Units down, months across: suspicious of looked at; what is told is marked."""
    heads = [Head(say("integrity_unit")), *(Head(_short(m), numeric=True) for m in signs.months)]
    names = {(o.sign.part, o.sign.unit): o for o in signs.of(code)}
    rows = []
    for (part, unit), one in list(names.items())[:MOST_UNITS]:
        cells = {cell.month: cell for cell in (signs.course or {})[code, part, unit]}
        rows.append([_named(one), *(_cell(cells.get(month)) for month in signs.months)])
    return table(say("integrity_over_time"), heads, rows, className="signs over-time")


def _named(one: Told) -> str:
    about = spoken(part_text(one.sign))
    return f"{one.unit} ({about})" if about else one.unit


def _cell(sign: Sign | None) -> Cell:
    if sign is None:
        return ""
    share = percent(sign.suspicious / sign.looked_at) if sign.looked_at else ""
    shown = f"{number(sign.suspicious)}/{number(sign.looked_at)}"
    told = "told" if sign.is_told else ""
    return html.Span(shown, className=told, title=share)


def _listed(view: View, told: tuple[Told, ...], caption: str) -> Component:
    keys = ("check", "unit", "month", "counted", "usual", "limit", "evidence")
    numeric = ("counted", "usual", "limit")
    heads = [Head(say(f"integrity_{key}"), numeric=key in numeric) for key in keys]
    return table(caption, heads, [_line(view, one) for one in told], className="signs listed")


def _line(view: View, one: Told) -> list[Cell]:
    sign = one.sign
    return [
        _link(view, sign.check, spoken(BY_CODE[sign.check].label)),
        one.unit,
        _short(sign.month),
        f"{number(sign.suspicious)}/{number(sign.looked_at)}",
        spoken(usual_text(sign)),
        spoken(limit_text(sign)),
        _evidence(view, one),
    ]


def _evidence(view: View, one: Told) -> Component:
    """The sentence; its days and codes as links to the dossiers."""
    parts: list[Cell] = [spoken(sentence(one.sign))]
    for shown in one.examples:
        parts += [html.Br(), html.A(shown.code, href=view.to(DOSSIERS, code=shown.code))]
        parts += [f" ({said_text(shown)})"] if shown.said else []
    for day, _ in one.sign.days[:MOST_DAYS] if one.sign.check in BY_DAYS else ():
        parts += [html.Br(), html.A(_closed_on(day), href=_of_day(view, one, day))]
    return html.Span(parts)


def _closed_on(day: int) -> str:
    return say("integrity_closed_on", day=_day(day))


def _of_day(view: View, one: Told, day: int) -> str:
    """The list of what a unit closed on one day."""
    when = day_of(day).isoformat()
    narrowed = {"measure": "resolved", "period": f"{when}..{when}", "unit": one.unit_key}
    return view.to(DOSSIERS, **narrowed)


def _day(number_of_day: int) -> str:
    return f"{day_of(number_of_day):%d/%m/%Y}"


def _short(month: Period) -> str:
    """An official month by the month in which it ends."""
    return f"{month.last:%m/%Y}"


def _link(view: View, code: str, text: str) -> Component:
    return html.A(text, href=view.to("/data", **{ASKED: code}))
