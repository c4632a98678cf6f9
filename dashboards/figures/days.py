"""Days taken against days allowed: half of the dossiers, nine in ten, and the limit."""

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
from dashboards.figures.colours import NEUTRAL, OUTCOME_COLOURS, OUTCOME_MARKERS, OUTCOME_SIGNS
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.domain.targets import Outcome


MOST_ROWS = 40
AROUND = 60

WORDS = {
    Outcome.MET: "days_within",
    Outcome.NEAR: "days_some",
    Outcome.MISSED: "days_most",
    Outcome.UNKNOWN: "days_unlimited",
}
"""Not a plan's target: what most dossiers of a row did, in the colours of outcomes."""


SIGNS = OUTCOME_SIGNS | {Outcome.UNKNOWN: "■"}


@dataclass(frozen=True)
class DaysRow:
    """Working days of what was resolved: the limit (None: none), median, 90th percentile."""

    label: str
    count: int
    allowed: float | None
    median: float
    p90: float

    @property
    def outcome(self) -> Outcome:
        """In time for nine in ten, for half, for fewer; unknown without a limit."""
        if self.allowed is None:
            return Outcome.UNKNOWN
        if self.p90 <= self.allowed:
            return Outcome.MET
        return Outcome.NEAR if self.median <= self.allowed else Outcome.MISSED


def days(rows: Sequence[DaysRow], of: str = "procedure") -> Chart:
    """A dot (median), a line to the 90th percentile and a tick (limit) a row.

    The slowest against its limit comes first, rows without a limit last. of: what a row
    is, `unit`, `area` or `procedure`.
    """
    ordered = sorted(rows, key=_slowest_first)
    name, heads = say(f"days_name_{of}"), _heads(of)
    if not rows:
        return empty_chart(name, heads, say("days_empty"))
    drawn = ordered[:MOST_ROWS]
    figure = {"data": _traces(drawn), "layout": _layout(drawn)}
    hidden = len(ordered) - len(drawn)
    more = say(f"more_{of}", count=number(hidden)) if hidden else ""
    summary = _summary(ordered) + more
    return Chart(figure, heads, tuple(map(_row, ordered)), name, summary, key=_key(drawn))


def _slowest_first(row: DaysRow) -> tuple[bool, float, float, str]:
    over = 0.0 if row.allowed is None else row.p90 - row.allowed
    return (row.allowed is None, -over, -row.p90, row.label)


def _heads(of: str) -> tuple[str, ...]:
    told = ("chart_count", "days_allowed", "days_median", "days_p90", "chart_result")
    return (say(f"chart_{of}"), *(say(key) for key in told))


def _traces(rows: Sequence[DaysRow]) -> list[Figure]:
    return [_whiskers(rows), _limits(rows), _medians(rows)]


def _key(rows: Sequence[DaysRow]) -> tuple[Key, ...]:
    drawn = {row.outcome for row in rows}
    outcomes = [
        Key(SIGNS[outcome], OUTCOME_COLOURS[outcome], say(word))
        for outcome, word in WORDS.items()
        if outcome in drawn
    ]
    line = Key("●—|", NEUTRAL, say("days_whisker"))
    limits = [] if drawn == {Outcome.UNKNOWN} else [Key("|", NEUTRAL, say("days_allowed"))]
    return (line, *limits, *outcomes)


def _medians(rows: Sequence[DaysRow]) -> Figure:
    colours = [OUTCOME_COLOURS[row.outcome] for row in rows]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": say("days_median"),
        "y": list(range(len(rows))),
        "x": [row.median for row in rows],
        "cliponaxis": False,
        "marker": {
            "size": 11,
            "color": colours,
            "symbol": [OUTCOME_MARKERS[row.outcome] for row in rows],
            "line": {"width": 1, "color": colours},
        },
        "hovertext": [_hover(row) for row in rows],
        "hoverinfo": "text",
    }


def _whiskers(rows: Sequence[DaysRow]) -> Figure:
    """One line broken between rows: from the median to the 90th percentile, end marked."""
    across, down, sizes = [], [], []
    for place, row in enumerate(rows):
        across += [row.median, row.p90, None]
        down += [place, place, None]
        sizes += [0, 12, 0]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": say("days_whisker"),
        "x": across,
        "y": down,
        "cliponaxis": False,
        "line": {"color": NEUTRAL, "width": 3},
        "marker": {
            "symbol": "line-ns",
            "size": sizes,
            "opacity": 1,
            "color": NEUTRAL,
            "line": {"width": 3, "color": NEUTRAL},
        },
        "hovertext": [text for row in rows for text in ("", _hover(row), "")],
        "hoverinfo": ["skip", "text", "skip"] * len(rows),
    }


def _limits(rows: Sequence[DaysRow]) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": say("days_allowed"),
        "y": list(range(len(rows))),
        "x": [row.allowed for row in rows],
        "cliponaxis": False,
        "marker": {
            "symbol": "line-ns",
            "size": 22,
            "color": NEUTRAL,
            "line": {"width": 2.5, "color": NEUTRAL},
        },
        "hovertext": [_hover(row) for row in rows],
        "hoverinfo": "text",
    }


def _layout(rows: Sequence[DaysRow]) -> Figure:
    most = max(max(row.p90, row.median, row.allowed or 0) for row in rows)
    names = [row.label for row in rows]
    return base_layout(rows_height(names, AROUND)) | {
        "margin": {"l": 8, "r": 16, "t": 8, "b": 8},
        "xaxis": axis(
            title={"text": say("chart_axis_days"), "font": {"size": SMALL}, "standoff": 6},
            range=[0, round_up(most * 1.02)],
            nticks=6,
        ),
        "yaxis": name_axis(names) | {"showgrid": True},
    }


def _hover(row: DaysRow) -> str:
    taken = say("days_hover", median=number(row.median, 1), p90=number(row.p90, 1))
    lines = [f"<b>{plain(row.label)}</b>", taken]
    if row.allowed is not None:
        lines.append(say("days_hover_allowed", allowed=number(row.allowed, 1)))
    lines.append(f"{say(WORDS[row.outcome])}, {say('chart_dossiers', count=number(row.count))}")
    return "<br>".join(lines)


def _row(row: DaysRow) -> tuple[str, ...]:
    figures = (row.allowed, row.median, row.p90)
    return (
        row.label,
        number(row.count),
        *(number(figure, 1) for figure in figures),
        say(WORDS[row.outcome]),
    )


def _summary(ordered: Sequence[DaysRow]) -> str:
    limited = [row for row in ordered if row.allowed is not None]
    worst = ordered[0]
    if not limited:
        return say("days_summary_unlimited", worst=worst.label, p90=number(worst.p90, 1))
    met = [row for row in limited if row.outcome == Outcome.MET]
    return say(
        "days_summary",
        met=number(len(met)),
        count=number(len(limited)),
        worst=worst.label,
        p90=number(worst.p90, 1),
        allowed=number(worst.allowed, 1),
    )
