"""Corrections by hand as a table: both values, who, when, why, and how each stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components.frame import section
from dashboards.components.links import DOSSIERS
from dashboards.components.tables import Head, table
from dashboards.data.corrections import Corrected
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import moment_text, number, spoken
from onestop.domain.corrected import CORRECTABLE, STATES, Words
from onestop.storage.corrections_shown import Shown


HEADS = ("field", "said", "value", "who", "at", "reason", "state")

MOMENT = re.compile(r"(\d\d/\d\d/\d{4}) (\d\d:\d\d)")
"""A moment as the store writes it; pages put the time of day first."""


def corrections(view: View, told: Corrected, *, links: bool) -> list[Component]:
    """The section of Dữ liệu; nothing where nothing was ever corrected.

    links: whether the reader sees dossiers.
    """
    if not told.total and not told.declared_rows:
        return []
    parts: list[Component] = [html.P(say("corrections_about"), className="hint")]
    if told.total and links:
        parts.append(_listed(view, told))
    elif told.total:
        count = number(told.total)
        parts.append(html.P(say("corrections_caption", count=count), className="note"))
    if told.declared_rows:
        facts = {"rows": number(told.declared_rows), "entries": number(told.declared_entries)}
        parts.append(html.P(say("corrections_declared", **facts), className="note"))
    return [
        html.Section(
            [html.H2(say("corrections_title")), *parts],
            id="data-corrections",
        )
    ]


def of_dossier(told: Sequence[Shown]) -> list[Component]:
    """The section of one dossier's story; nothing where nothing was corrected."""
    if not told:
        return []
    heads = [say(f"corrections_{name}") for name in HEADS]
    rows = [_cells(one) for one in told]
    listed = table(say("corrections_of_dossier"), heads, rows)
    return [section(say("corrections_title"), listed)]


def corrected_note(view: View, codes: Sequence[str]) -> list[Component]:
    """Below a list: which of its dossiers were corrected."""
    if not codes:
        return []
    links = [html.A(code, href=view.to(DOSSIERS, code=code)) for code in codes]
    parts = [part for link in links for part in (", ", link)][1:]
    return [html.P([say("corrections_mark"), *parts, "."], className="note")]


def _listed(view: View, told: Corrected) -> Component:
    shown, count = number(len(told.newest)), number(told.total)
    is_whole = len(told.newest) == told.total
    caption = (
        say("corrections_caption", count=count)
        if is_whole
        else say("corrections_first", shown=shown, count=count)
    )
    heads = [
        Head(say("corrections_number"), numeric=True),
        say("corrections_code"),
        *(say(f"corrections_{name}") for name in HEADS),
    ]
    rows = [[str(one.id), _code(view, one), *_cells(one)] for one in told.newest]
    return table(caption, heads, rows)


def _code(view: View, one: Shown) -> Component | str:
    if one.said is None:
        return one.code
    return html.A(one.code, href=view.to(DOSSIERS, code=one.code))


def _cells(one: Shown) -> list[str]:
    return [
        spoken((CORRECTABLE[one.field].label_vi, one.field)),
        say("corrections_unknown") if one.said is None else _shown(one.said),
        _shown(one.value),
        one.who,
        moment_text(one.at),
        one.reason,
        "" if one.state is None else spoken(STATES[one.state]),
    ]


def _shown(words: Words) -> str:
    return MOMENT.sub(r"\2 \1", spoken(words))
