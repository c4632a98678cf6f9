"""Báo cáo: give me the report."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.closed import changes_part, close_form, closed_table
from dashboards.components.frame import page_head, section
from dashboards.components.pager import pager
from dashboards.components.reports import choices, form_preview
from dashboards.components.states import no_figures
from dashboards.data import reports as data
from dashboards.data.allowed import may_change
from dashboards.data.asked import Asked
from dashboards.data.choices import period_text
from dashboards.data.recorded import looked
from dashboards.data.reports import CLOSINGS_A_PAGE, LISTING, Choice
from dashboards.data.wishes import Preview
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import label, spoken
from onestop.domain.access import Act
from onestop.domain.errors import OnestopError


NOT_HEEDED = ("area", "procedure", "channel")
"""A form covers units and a period whole; what another page chose besides is let go."""


def body(asked: Asked) -> list[Component]:
    """What to choose, the report as it will be written, and the periods that were closed."""
    asked = asked.narrowed(**dict.fromkeys(NOT_HEEDED, ""))
    head = page_head(asked, spoken(PAGE.name))
    if asked.here.reports is None:
        return [head, html.P(say("reports_off"), className="empty")]
    choice = data.choice_of(asked)
    return [
        head,
        section(label(choice.offer), *choices(asked.view, choice), className="no-print"),
        section(say("reports_preview"), *_preview(asked, choice)),
        *_changes(asked),
        _closed(asked),
        _close(asked),
    ]


def _preview(asked: Asked, choice: Choice) -> list[Component]:
    """A form that cannot be written says why; the others can still be chosen."""
    try:
        found = data.preview(asked, choice.wish)
    except OnestopError as error:
        return [html.P(str(error), className="problem", role="alert")]
    if choice.offer.code in LISTING:
        looked(asked.view, "see_dossier", choice.offer.code, rows=lambda: _lines(found))
    return [*([no_figures()] if found.as_of is None else []), *form_preview(found)]


def _lines(found: Preview) -> int:
    return sum(len(getattr(part, "lines", ())) for part in found.parts)


def _changes(asked: Asked) -> list[Component]:
    opened = data.opened(asked)
    if opened is None:
        return []
    found, changes = opened
    if changes.moved:
        looked(asked.view, "see_dossier", found.period.code, rows=lambda: len(changes.moved))
    told = {"period": found.period.label_vi, "unit": found.unit_name or _whole(asked)}
    part = html.Div(changes_part(asked.view, found, changes), id="reports-changes")
    return [section(say("reports_changes", **told), part)]


def _closed(asked: Asked) -> Component:
    page = asked.view.number("page", 1)
    shown, count = data.listed(asked, page)
    rows = closed_table(asked.view, shown, count, _whole(asked))
    pages = -(-count // CLOSINGS_A_PAGE)
    return section(say("reports_closed"), rows, *pager(asked.view, page, pages))


def _close(asked: Asked) -> Component:
    """The form to close the period shown, where pages may change anything."""
    unit = asked.name_of("unit")
    told = {"period": period_text(asked.period), "unit": unit.label if unit else _whole(asked)}
    if not may_change(asked.here, Act.CLOSE_PERIOD):
        part: Component = html.P(say("reports_close_off"), className="note")
    elif not data.can_close(asked):
        part = html.P(say("reports_close_range"), className="note")
    else:
        until = asked.moment if data.ends_before_period(asked) else None
        part = close_form(asked.view, asked.period, unit.key if unit else "", until)
    return section(say("reports_close", **told), part, className="no-print")


def _whole(asked: Asked) -> str:
    return asked.here.place or say("all_units")


PAGE = Page(
    "/reports",
    ("Báo cáo", "Reports"),
    ("Cho tôi bản báo cáo", "Give me the report"),
    body,
    pickers=("unit", "period"),
)
