"""Lĩnh vực: which procedures hurt?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.charts import chart
from dashboards.components.columns import chips, columns, drawn
from dashboards.components.comparing import comparing
from dashboards.components.days_table import days_table
from dashboards.components.frame import page_head, section
from dashboards.components.links import to_dossiers
from dashboards.components.ranking import marks_explained, ranking_table
from dashboards.components.standing_charts import (
    days_chart,
    one_days_chart,
    ranking_chart,
    trend_chart,
)
from dashboards.components.states import no_figures
from dashboards.data import areas as data
from dashboards.data import units
from dashboards.data.asked import Asked
from dashboards.data.columns import charted, indicators_of
from dashboards.data.standings import board, lines_of, page_of
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken
from onestop.domain.indicators import Indicator


WIDE = 3
"""What a line of days weighs on a page, in columns of an indicator."""

OF = {data.AREAS: "area", data.PROCEDURES: "procedure"}


def body(asked: Asked) -> list[Component]:
    """Areas or procedures ranked, or the days they took; a picked procedure's own page."""
    head = page_head(asked, spoken(PAGE.name))
    if asked.measures() is None:
        return [head, no_figures()]
    if "procedure" in asked.ids:
        return [head, *_one(asked)]
    tab = data.one_of(asked.view, "tab", data.tabs_of(asked))
    shown = _days(asked) if tab == data.DAYS else _ranked(asked, tab)
    return [head, _tabs(asked, tab), *shown]


def _tabs(asked: Asked, tab: str) -> Component:
    """Another tab has other columns, so the order starts over."""
    offered = [(one, say(f"areas_tab_{one}")) for one in data.tabs_of(asked)]
    return chips(asked.view.without("sort", "order"), "tab", offered, tab)


def _ranked(asked: Asked, tab: str) -> list[Component]:
    of, view = OF[tab], asked.view
    lines = lines_of(asked, of)
    shown = board(asked, of, lines, units.targets_of_view(asked))
    chosen = charted(asked, shown.indicators)
    onward = view.without("tab", "sort", "order")
    return [
        section(
            say(f"areas_tab_{tab}"),
            columns(view, shown.indicators),
            *ranking_table(view, shown, lambda line: onward.here(**{of: line.key})),
            html.P(say("units_why"), className="note"),
            *([marks_explained()] if asked.here.in_force else []),
        ),
        section(
            say("areas_chart"),
            drawn(view, shown.indicators, chosen),
            chart("ranking", ranking_chart(asked, of, lines, chosen)),
        ),
        *(_area(asked, chosen) if "area" in asked.ids else []),
    ]


def _days(asked: Asked) -> list[Component]:
    lines, order = data.days_lines(asked), data.days_order(asked.view)
    shown, page = page_of(asked.view, data.in_order(lines, order), WIDE)
    return [
        section(
            say("areas_tab_days"),
            *days_table(asked.view, shown, order, page),
            html.P(say("areas_days_why"), className="note"),
        ),
        _days_drawn(asked, lines),
    ]


def _days_drawn(asked: Asked, lines: list[data.DaysLine]) -> Component:
    which = data.one_of(asked.view, "drawn", (data.SLOWEST, data.FREQUENT))
    shown = data.drawn(lines, which)
    count = number(len(shown))
    offered = [
        (one, say(f"areas_days_{one}", count=count)) for one in (data.SLOWEST, data.FREQUENT)
    ]
    table = asked.view.here(tab=data.DAYS, sort=None, order=None)
    link = html.A(say("areas_days_all", count=number(len(lines))), href=table)
    is_beside = asked.view.get("tab") == data.DAYS
    return section(
        say("areas_days"),
        *([chips(asked.view, "drawn", offered, which)] if len(lines) > len(shown) else []),
        chart("days", days_chart(shown)),
        *([] if is_beside else [html.P(link)]),
    )


def _area(asked: Asked, chosen: Indicator) -> list[Component]:
    """What one area adds: its course, and the days its procedures took."""
    return [_trend(asked, chosen), _days_drawn(asked, data.days_lines(asked))]


def _trend(asked: Asked, chosen: Indicator) -> Component:
    return section(say("areas_trend"), chart("trend", trend_chart(asked, chosen)))


def _one(asked: Asked) -> list[Component]:
    indicators, view = indicators_of(asked), asked.view
    chosen = charted(asked, indicators)
    return [
        _compared(asked, indicators, chosen),
        section(
            say("areas_trend"),
            drawn(view, indicators, chosen),
            chart("trend", trend_chart(asked, chosen)),
        ),
        section(say("areas_days"), chart("days", one_days_chart(data.days_lines(asked)))),
        _units(asked),
    ]


def _compared(asked: Asked, indicators: list[Indicator], chosen: Indicator) -> Component:
    others = lines_of(asked.narrowed(procedure=""), "procedure")
    links = [
        html.A(say("areas_to_all"), href=asked.view.here(procedure=None)),
        *to_dossiers(asked.view, "areas_to_dossiers"),
    ]
    return section(
        say("areas_one", count=number(len(others))),
        comparing(asked.view, units.compared(asked, indicators, others), chosen.code),
        columns(asked.view, indicators),
        html.P(links, className="actions"),
    )


def _units(asked: Asked) -> Component:
    shown = board(asked, "unit", units.unit_lines(asked), units.targets_by_unit(asked))
    onward = ranking_table(asked.view, shown, lambda line: asked.view.to("/units", unit=line.key))
    return section(say("areas_units"), *onward)


PAGE = Page(
    "/areas", ("Lĩnh vực", "Areas"), ("Thủ tục nào đang vướng?", "Which procedures hurt?"), body
)
