"""Units (or areas, or procedures) side by side by one indicator, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboards.figures.axes import name_axis, round_up, rows_height
from dashboards.figures.chart import (
    SMALL,
    Chart,
    Figure,
    Key,
    axis,
    base_layout,
    empty_chart,
    plain,
)
from dashboards.figures.colours import ACCENT, NEUTRAL, OUTCOME_COLOURS, OUTCOME_SIGNS
from dashboards.figures.judging import (
    DOTS,
    Line,
    outcome_key,
    outcome_of,
    outcome_text,
    shown,
    target_key,
    target_of,
    told,
)
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, label, number, parts_of, percent, spoken
from onestop.domain.indicators import Indicator, Value
from onestop.domain.targets import Outcome, Target


MOST_ROWS = 40
"""Rows that are drawn; a person compares no more, and the table has them all."""

AROUND = 60
VALUE_WIDTH = 76


@dataclass(frozen=True)
class Ranked:
    """One row: its name, value, and the address of the page behind it."""

    label: str
    value: Value
    href: str = ""


@dataclass(frozen=True)
class Standing:
    """What the parts of one ranking are drawn from; `rows` the worst first, unknown last."""

    rows: Sequence[Ranked]
    indicator: Indicator
    target: Target | None
    median: float | None
    of: str

    @property
    def known(self) -> list[Ranked]:
        return [row for row in self.rows if row.value.ratio is not None]

    @property
    def drawn(self) -> list[Ranked]:
        return self.known[:MOST_ROWS]

    def outcome(self, row: Ranked) -> Outcome:
        return outcome_of(row.value, self.target)

    @property
    def end(self) -> float:
        lines = [self.median, float(self.target.value) if self.target else None]
        ratios = [row.value.ratio for row in self.known] + lines
        highest = max(shown(ratio, self.indicator) for ratio in ratios if ratio is not None)
        is_share = self.indicator.form == "share"
        return 100.0 if is_share and highest > 50 else round_up(highest)


def ranking(
    rows: Sequence[Ranked],
    indicator: Indicator,
    target_line: Line = None,
    median: float | None = None,
    of: str = "unit",
) -> Chart:
    """Bars from 0, the worst at the top; the worst 40, everything in the table.

    median: a ratio, drawn as a line. of: what a row is, `unit`, `area` or `procedure`.
    """
    ordered = sorted(rows, key=_worst_first(indicator))
    standing = Standing(ordered, indicator, target_of(indicator, target_line), median, of)
    name = say(f"ranking_name_{of}", label=label(indicator))
    heads = (
        say(f"chart_{of}"),
        label(indicator),
        *(say(key) for key in ("chart_parts", "chart_result")),
    )
    if not standing.known:
        return empty_chart(name, heads, say("ranking_empty"))
    figure = {"data": _traces(standing), "layout": _layout(standing)}
    told_beside = {"key": _key(standing), "links": tuple(row.href for row in ordered)}
    return Chart(figure, heads, _rows(standing), name, _summary(standing), **told_beside)


def _worst_first(indicator: Indicator):
    """By ratio, then by how much weighs on it; rows without a ratio at the end."""
    sign = 1 if indicator.better == "up" else -1

    def key(row: Ranked) -> tuple[bool, float, int, str]:
        ratio = row.value.ratio
        is_unknown = ratio is None
        return (is_unknown, sign * (ratio or 0.0), -row.value.denominator, row.label)

    return key


def _traces(standing: Standing) -> list[Figure]:
    traces = [_bars(standing), _values(standing)]
    if standing.target:
        name = target_key(standing.target).text
        traces.append(_upright(standing, float(standing.target.value), name, "dash"))
    if standing.median is not None:
        traces.append(_upright(standing, standing.median, _median_text(standing), "dot"))
    return traces


def _key(standing: Standing) -> tuple[Key, ...]:
    found = [target_key(standing.target)] if standing.target else []
    if standing.median is not None:
        found.append(Key(DOTS, NEUTRAL, _median_text(standing)))
    return (*found, *outcome_key({standing.outcome(row) for row in standing.drawn}))


def _median_text(standing: Standing) -> str:
    is_share = standing.indicator.form == "share"
    days = say("days_number", days=number(standing.median, 1))
    return say("chart_median", value=percent(standing.median) if is_share else days)


def _bars(standing: Standing) -> Figure:
    return {
        "type": "bar",
        "orientation": "h",
        "name": label(standing.indicator),
        "y": list(range(len(standing.drawn))),
        "x": [shown(row.value.ratio, standing.indicator) for row in standing.drawn],
        "marker": {"color": [_colour(standing.outcome(row)) for row in standing.drawn]},
        "customdata": [row.href for row in standing.drawn],
        "hovertext": [_hover(standing, row) for row in standing.drawn],
        "hoverinfo": "text",
    }


def _values(standing: Standing) -> Figure:
    """The values as a column at the right, each with its sign."""
    return {
        "type": "scatter",
        "mode": "text",
        "y": list(range(len(standing.drawn))),
        "x": [standing.end] * len(standing.drawn),
        "text": [_value_text(standing, row) for row in standing.drawn],
        "textposition": "middle right",
        "textfont": {"size": SMALL},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def _upright(standing: Standing, ratio: float, name: str, dash: str) -> Figure:
    across = shown(ratio, standing.indicator)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": [across, across],
        "y": [-0.5, len(standing.drawn) - 0.5],
        "line": {"color": NEUTRAL, "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }


def _layout(standing: Standing) -> Figure:
    is_share = standing.indicator.form == "share"
    title = say("chart_axis_share" if is_share else "chart_axis_days")
    names = [row.label for row in standing.drawn]
    return base_layout(rows_height(names, AROUND)) | {
        "margin": {"l": 8, "r": VALUE_WIDTH, "t": 8, "b": 8},
        "bargap": 0.35,
        "xaxis": axis(
            title={"text": title, "font": {"size": SMALL}, "standoff": 6},
            range=[0, standing.end],
            nticks=5,
        ),
        "yaxis": name_axis(names),
    }


def _colour(outcome: Outcome) -> str:
    return ACCENT if outcome == Outcome.UNKNOWN else OUTCOME_COLOURS[outcome]


def _value_text(standing: Standing, row: Ranked) -> str:
    written = figure_of(row.value, standing.indicator)
    if standing.target is None:
        return f"  {written}"
    return f"  {OUTCOME_SIGNS[standing.outcome(row)]} {written}"


def _hover(standing: Standing, row: Ranked) -> str:
    parts = say(
        "chart_part_of",
        numerator=number(row.value.numerator),
        denominator=number(row.value.denominator),
    )
    lines = [
        f"<b>{plain(row.label)}</b>",
        f"{told(row.value, standing.indicator)} ({parts})",
    ]
    if standing.target:
        lines.append(outcome_text(standing.outcome(row)))
    return "<br>".join(lines)


def _rows(standing: Standing) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            row.label,
            figure_of(row.value, standing.indicator),
            parts_of(row.value),
            outcome_text(standing.outcome(row)) if standing.target else "",
        )
        for row in standing.rows
    )


def _summary(standing: Standing) -> str:
    worst, best = standing.known[0], standing.known[-1]
    sentence = say(
        "ranking_ends" if len(standing.known) > 1 else "ranking_one",
        worst=worst.label,
        worst_value=told(worst.value, standing.indicator),
        best=best.label,
        best_value=told(best.value, standing.indicator),
    )
    if standing.target:
        met = [row for row in standing.known if standing.outcome(row) == Outcome.MET]
        sentence += say(
            "ranking_met",
            met=number(len(met)),
            count=number(len(standing.known)),
            target=spoken(standing.target.promise),
        )
    hidden = len(standing.rows) - len(standing.drawn)
    return sentence + (say(f"more_{standing.of}", count=number(hidden)) if hidden else "")
