"""The parts of the page Tồn đọng: ages, the heat map, lists that begin here, desks, officers.

Every count in them leads to its list.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dash import html
from dash.development.base_component import Component

from dashboards.components.charts import chart
from dashboards.components.dossier_rows import dossier_table
from dashboards.components.links import DOSSIERS, count_link
from dashboards.components.pager import pager
from dashboards.components.tables import Cell, Head, table
from dashboards.data.allowed import sees_dossiers
from dashboards.data.backlog import CLOSED_NO_LETTER, SHOWN_DESKS, Beginning, Desk, Grid, Officer
from dashboards.data.heat import Place
from dashboards.figures.ages import ages
from dashboards.figures.chart import Chart
from dashboards.figures.heatmap import heatmap
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import number, percent
from onestop.accounts.gates import may
from onestop.domain.access import Act
from onestop.domain.dossier import FIELDS


HEATS = {"open": "open", "overdue": "open_overdue"}
"""What the heat map may count, as the address says it, and the list behind a cell."""

DESK_FIELD = next(field.label_vi for field in FIELDS if field.code == "current_desk")
"""The column of an export that tells the desk, as sources call it."""


def age_chart(view: View, bands: Sequence[tuple[str, str, int]]) -> list[Component]:
    """The bands as a chart, and below it each that holds anything as a link to its list."""
    drawn = ages(bands)
    rows = [
        [label, count_link(view, f"age:{code}", count), share]
        for (code, label, count), (_label, _count, share) in zip(bands, drawn.rows, strict=False)
    ]
    links = [
        html.Li([f"{label}: ", count_link(view, f"age:{code}", count)])
        for code, label, count in bands
        if count
    ]
    told = {"aria-label": say("backlog_age_links")}
    return [chart("ages", _with_rows(drawn, rows)), html.Ul(links, className="age-links", **told)]


def _with_rows(drawn: Chart, rows: Sequence[Sequence[Cell]]) -> Chart:
    """The same chart with a table whose counts are links."""
    return replace(drawn, rows=tuple(tuple(row) for row in rows))


TWIN_UNITS = 3
"""Three units by twenty-five areas, each cell a link, are an eighth of what a page may weigh."""


def heat_switch(view: View, shown: str) -> Component:
    """Which count the heat map shows: each an address."""
    links = [
        html.A(
            say(f"backlog_heat_{what}"),
            href=view.here(heat=None if what == "open" else what),
            **({"aria-current": "true"} if what == shown else {}),
        )
        for what in HEATS
    ]
    label = {"aria-label": say("backlog_heat_switch")}
    return html.Div(links, className="heat-switch", role="group", **label)


def heat_chart(view: View, grid: Grid, shown: str) -> list[Component]:
    """The heat map; its table has every cell as a link, some units a page, fullest first."""
    title = say(f"backlog_heat_{shown}")
    names = [[one.label for one in places] for places in (grid.units, grid.areas)]
    drawn = heatmap(names[0], names[1], grid.counts, title)
    pages = max(1, -(-len(grid.units) // TWIN_UNITS))
    page = min(view.number("page", 1), pages)
    first = (page - 1) * TWIN_UNITS
    places = range(first, min(first + TWIN_UNITS, len(grid.units)))
    rows = [_heat_row(view, grid, place, HEATS[shown]) for place in places]
    return [chart("heat", _with_rows(drawn, rows)), *pager(view, page, pages)]


def _heat_row(view: View, grid: Grid, place: int, measure: str) -> list[Cell]:
    unit, counts = grid.units[place], grid.counts[place]
    cells = [
        _place_link(view, measure, count, unit, area=area.key) if area.key else number(count)
        for area, count in zip(grid.areas, counts, strict=True)
    ]
    # The view's area, if one is picked, is the whole row's.
    return [unit.label, *cells, _place_link(view, measure, sum(counts), unit)]


def _place_link(view: View, measure: str, count: int, unit: Place, **narrowed: str) -> Cell:
    """A count of a unit's own dossiers; one that no address can ask for is a plain number."""
    if not unit.key:
        return number(count)
    return count_link(view, measure, count, unit=unit.key, own=unit.own, **narrowed)


def beginning(view: View, begun: Beginning, caption: str, columns: Sequence[str]) -> Component:
    """The first rows of a list and the way to all of it."""
    if not begun.rows:
        return html.P(say("backlog_none"), className="note")
    rows = dossier_table(view, caption, begun.rows, columns)
    if begun.total <= len(begun.rows):
        return rows
    text = say("backlog_all", count=number(begun.total))
    whole = html.A(text, href=view.to(DOSSIERS, measure=begun.code))
    return html.Div([rows, html.P(whole)])


def desks(view: View, loads: Sequence[Desk]) -> list[Component]:
    """Open dossiers by unit and desk, or which column of an export would tell."""
    total = sum(one.open for one in loads)
    untold = sum(one.open for one in loads if not one.name)
    if total and untold == total:
        return [html.P(say("backlog_desk_untold", column=DESK_FIELD), className="note")]
    told = [one for one in loads if one.name]
    shown = told if view.get("desks") == "all" else told[:SHOWN_DESKS]
    heads = [
        say("backlog_desk"),
        say("dossiers_col_unit"),
        Head(say("backlog_open"), numeric=True),
        Head(say("backlog_overdue"), numeric=True),
    ]
    parts = [
        table(
            say("backlog_desks_about"),
            heads,
            [_desk(view, one) for one in shown],
            className="backlog-loads",
        )
    ]
    if len(shown) < len(told):
        text = say("backlog_desks_more", count=number(len(told)))
        parts.append(html.P(html.A(text, href=view.here(desks="all"))))
    if untold:
        facts = {"count": number(untold), "total": number(total), "column": DESK_FIELD}
        parts.append(html.P(say("backlog_desk_some", **facts), className="note"))
    return parts


def _desk(view: View, load: Desk) -> list[Cell]:
    return [
        load.name,
        load.unit.label,
        _place_link(view, "open", load.open, load.unit, desk=load.name),
        _place_link(view, "open_overdue", load.overdue, load.unit, desk=load.name),
    ]


def officers(view: View, loads: Sequence[Officer], problem: str) -> Component:
    """Open dossiers by who answers for their area, or what is missing to tell."""
    if problem:
        return html.P(say("backlog_officers_broken", problem=problem), className="problem")
    if not loads:
        return html.P(say("backlog_officers_untold"), className="note")
    heads = [
        say("backlog_officer"),
        Head(say("backlog_open"), numeric=True),
        Head(say("backlog_overdue"), numeric=True),
        Head(say("backlog_overdue_share"), numeric=True),
    ]
    return table(
        say("backlog_officers_about"),
        heads,
        [_officer(view, one) for one in loads],
        className="backlog-loads",
    )


def _officer(view: View, load: Officer) -> list[Cell]:
    name = say("backlog_officer_other") if load.is_other else load.name
    share = percent(load.overdue / load.open)
    if not load.is_listed:
        return [name, number(load.open), number(load.overdue), share]
    return [
        name,
        count_link(view, "open", load.open, officer=load.name),
        count_link(view, "open_overdue", load.overdue, officer=load.name),
        share,
    ]


def closed_late(view: View, count: int) -> list[Component]:
    """How many of the period's late ones are closed and still without a letter."""
    if not count:
        return []
    before, after = say("backlog_letterless_closed", count="|").split("|")
    return [html.P([before, count_link(view, CLOSED_NO_LETTER, count), after], className="note")]


def exports(view: View) -> list[Component]:
    """What can be taken away: the backlog by unit and area, the list of what is open."""
    files = [("backlog_export", "/download/backlog", None)] if may(Act.EXPORT) else []
    if files and sees_dossiers():
        files.append(("backlog_export_open", "/download/dossiers", "open"))
    return [
        html.A(
            f"{say(key)} ({form})",
            href=view.to(f"{path}.{form}", measure=measure),
            className="button",
        )
        for key, path, measure in files
        for form in ("xlsx", "csv")
    ]
