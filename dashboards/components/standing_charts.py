"""Charts that the pages of units and of areas share, drawn from a view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dashboards.components.links import DOSSIERS
from dashboards.data.allowed import sees_dossiers
from dashboards.data.areas import DaysLine
from dashboards.data.asked import Asked
from dashboards.data.compared import middle
from dashboards.data.months import points
from dashboards.data.promises import promises
from dashboards.data.standings import Line
from dashboards.data.units import ages_of
from dashboards.figures.ages import ages
from dashboards.figures.chart import Chart
from dashboards.figures.days import DaysRow, days
from dashboards.figures.ranking import Ranked, ranking
from dashboards.figures.trend import trend
from dashboards.words.sentences import say
from dashboards.words.speech import number, spoken
from onestop.domain.indicators import Indicator
from onestop.domain.lists import AGE


MOST_TWINS = 30
"""Rows of a chart's own table, where the page has a table of all beside it."""


def ranking_chart(asked: Asked, of: str, lines: Sequence[Line], indicator: Indicator) -> Chart:
    """Lines by one indicator, the worst first, with the promise and the median."""
    policy = asked.here.policy
    rows = [
        Ranked(
            line.label,
            line.value(indicator, policy),
            asked.view.here(**{of: line.key}) if line.key else "",
        )
        for line in lines
    ]
    median = middle(row.value for row in rows) if len(rows) > 1 else None
    target = promises(asked).get(indicator.code)
    drawn = ranking(rows, indicator, target, median, of)
    return replace(drawn, rows=drawn.rows[:MOST_TWINS], links=drawn.links[:MOST_TWINS])


def trend_chart(asked: Asked, indicator: Indicator) -> Chart:
    """Thirteen months of one indicator with its promise."""
    return trend(points(asked, indicator), indicator, promises(asked).get(indicator.code))


def ages_chart(asked: Asked) -> Chart:
    """The open dossiers by age band; each row of its table leads to its list."""
    bands, is_led = ages_of(asked), sees_dossiers()
    drawn = ages([(one.code, spoken((one.label, one.label_en)), one.count) for one in bands])
    return replace(
        drawn,
        links=tuple(
            asked.view.to(DOSSIERS, measure=AGE + one.code) if one.count and is_led else ""
            for one in bands
        ),
    )


def days_chart(lines: Sequence[DaysLine]) -> Chart:
    """Days taken against days allowed, by procedure."""
    return days([DaysRow(one.label, one.count, one.allowed, one.median, one.p90) for one in lines])


def one_days_chart(lines: Sequence[DaysLine]) -> Chart:
    """The same of a single procedure, whose sentence compares it with nobody."""
    drawn = days_chart(lines)
    if len(lines) != 1:
        return drawn
    one = lines[0]
    told = {"median": number(one.median), "p90": number(one.p90), "count": number(one.count)}
    if one.allowed is None:
        return replace(drawn, summary=say("areas_days_one_unlimited", **told))
    return replace(drawn, summary=say("areas_days_one", allowed=number(one.allowed), **told))
