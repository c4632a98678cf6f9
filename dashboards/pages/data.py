"""Dữ liệu: can I trust the numbers? And loading more of them without a command line."""

from __future__ import annotations

from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboards.components import uploads_lists as lists
from dashboards.components.corrections import corrections
from dashboards.components.frame import stamp_lines
from dashboards.components.integrity import ASKED as SIGNS
from dashboards.components.integrity import integrity_page, integrity_part
from dashboards.components.troubles import troubles_notice
from dashboards.components.uploads_desk import desk
from dashboards.components.uploads_names import names
from dashboards.components.uploads_result import undo
from dashboards.components.uploads_trust import checks, trust
from dashboards.data import imports
from dashboards.data.allowed import sees_dossiers, sees_whole_place
from dashboards.data.asked import Asked
from dashboards.data.checked import last_check
from dashboards.data.corrections import corrected
from dashboards.data.desk import desk_of
from dashboards.data.provisional import unnamed
from dashboards.data.recorded import looked, noted
from dashboards.data.stamp import stamp_of
from dashboards.pages.page import Page
from dashboards.view import SHARED
from dashboards.words.sentences import say
from dashboards.words.speech import spoken
from onestop.accounts.gates import must
from onestop.domain.access import Act


MOST_LOADS = 10**9


def body(asked: Asked) -> list[Component]:
    """The whole page, or one list of it where the address names a load or a kind.

    Loads speak of every unit: who sees some units only is told how far their figures reach.
    """
    if not sees_whole_place():
        return [_head(asked), html.P(say("data_whole_only"), className="note")]
    return [_head(asked), *troubles_notice(asked), *_parts(asked)]


def _parts(asked: Asked) -> list[Component]:
    view, page = asked.view, asked.view.number("page", 1)
    if number := view.number("rejects", 0, MOST_LOADS):
        must(Act.SEE_FILES)
        load, shown = imports.load_of(asked, number), imports.rejects(asked, number, page)
        noted("read_rejects", number, rows=len(shown.rows))
        return [lists.rejects(asked, load, shown)]
    if kind := view.get("findings"):
        must(Act.SEE_DOSSIERS)
        found = imports.findings(asked, kind, view.get("field"), page)
        looked(view, "see_dossier", kind, rows=lambda: len(found.rows))
        return [lists.findings(asked, kind, found)]
    if code := view.get(SIGNS):
        must(Act.SEE_DOSSIERS)
        looked(view, "see_dossier", f"{SIGNS} {code}")
        return [integrity_page(asked, code)]
    if number := view.number("undo", 0, MOST_LOADS):
        must(Act.LOAD)
        if asked.here.province:
            return [html.P(say("data_whole_store"), className="note")]
        return [undo(asked, imports.load_of(asked, number))]
    return _whole(asked, page)


def _whole(asked: Asked, page: int) -> list[Component]:
    told, checked, new = imports.totals(asked), last_check(asked.connection), unnamed(asked)
    counts, differ = imports.finding_counts(asked)
    many = (sum(differ.values()), sum(one.total for one in new))
    return [
        *([trust(told, *many, checked, asked.version)] if told.loads else []),
        desk(asked, desk_of(asked)),
        *([lists.loads(asked, imports.loads(asked, page))] if told.loads else []),
        *lists.withdrawn(asked, imports.withdrawn(asked)),
        *([lists.finding_kinds(asked.view, counts)] if counts and sees_dossiers() else []),
        *([lists.differing(asked.view, differ)] if differ and sees_dossiers() else []),
        *(integrity_part(asked) if sees_dossiers() else []),
        *corrections(asked.view, corrected(asked), links=sees_dossiers()),
        *names(asked, new),
        *([checks(asked, checked)] if told.loads else []),
    ]


def _head(asked: Asked) -> Component:
    """The stamp is of everything that was loaded: this page heeds no picker."""
    whole = replace(asked, view=asked.view.without(*SHARED))
    return html.Div(
        [html.H1(spoken(PAGE.name), tabIndex="-1"), *stamp_lines(stamp_of(whole))],
        className="page-head",
    )


PAGE = Page(
    "/data",
    ("Dữ liệu", "Data"),
    ("Số liệu có tin được không?", "Can I trust the numbers?"),
    body,
    pickers=(),
    needs_data=False,
)
