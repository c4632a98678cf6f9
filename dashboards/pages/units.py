"""Đơn vị: who needs help?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.charts import chart
from dashboards.components.columns import columns, drawn
from dashboards.components.comparing import comparing
from dashboards.components.frame import page_head, section
from dashboards.components.links import to_dossiers
from dashboards.components.ranking import marks_explained, ranking_table
from dashboards.components.standing_charts import ages_chart, ranking_chart, trend_chart
from dashboards.components.states import no_figures
from dashboards.data import units as data
from dashboards.data.asked import Asked
from dashboards.data.columns import charted, indicators_of
from dashboards.data.standings import board, lines_of
from dashboards.pages.page import Page
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken


def body(asked: Asked) -> list[Component]:
    """The units of the view ranked; one unit's own page where none stands below it."""
    head = page_head(asked, spoken(PAGE.name))
    if asked.measures() is None:
        return [head, no_figures()]
    return [head, *(_one(asked) if data.is_one_unit(asked) else _many(asked))]


def _many(asked: Asked) -> list[Component]:
    shown, lines = data.ranked(asked)
    chosen = charted(asked, shown.indicators)
    return [
        section(
            say("units_table"),
            columns(asked.view, shown.indicators),
            *ranking_table(asked.view, shown, lambda line: asked.view.here(unit=line.key)),
            html.P(say("units_why"), className="note"),
            *([marks_explained()] if asked.here.in_force else []),
        ),
        section(
            say("units_chart"),
            drawn(asked.view, shown.indicators, chosen),
            chart("ranking", ranking_chart(asked, "unit", lines, chosen)),
        ),
    ]


def _one(asked: Asked) -> list[Component]:
    indicators = indicators_of(asked)
    chosen = charted(asked, indicators)
    return [
        _compared(asked, indicators, chosen),
        section(
            say("units_trend"),
            drawn(asked.view, indicators, chosen),
            chart("trend", trend_chart(asked, chosen)),
        ),
        _areas(asked),
        _backlog(asked),
    ]


def _compared(asked: Asked, indicators: list, chosen: object) -> Component:
    others = data.unit_lines(data.circle(asked))
    shown = data.compared(asked, indicators, others)
    title = say("units_compared", count=number(len(others)))
    return section(
        title if len(others) > 1 else say("units_alone"),
        comparing(asked.view, shown, chosen.code),
        columns(asked.view, indicators),
        html.P(html.A(say("units_to_all"), href=asked.view.here(unit=None))),
    )


def _areas(asked: Asked) -> Component:
    lines = lines_of(asked, "area")
    shown = board(asked, "area", lines, data.targets_of_view(asked))
    leads_to = lambda line: asked.view.to("/areas", area=line.key)  # noqa: E731
    return section(say("units_areas"), *ranking_table(asked.view, shown, leads_to))


def _backlog(asked: Asked) -> Component:
    links = [
        html.A(say("units_to_backlog"), href=asked.view.to("/backlog")),
        *to_dossiers(asked.view, "units_to_dossiers"),
    ]
    return section(
        say("units_backlog"),
        chart("ages", ages_chart(asked)),
        html.P(links, className="actions"),
    )


PAGE = Page("/units", ("Đơn vị", "Units"), ("Ai cần giúp?", "Who needs help?"), body)
