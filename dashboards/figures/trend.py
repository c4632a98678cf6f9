"""The course of one indicator over months, against its target."""

from __future__ import annotations

from collections.abc import Sequence

from dashboards.figures.axes import month_ticks, value_title
from dashboards.figures.chart import SMALL, Chart, Figure, axis, base_layout, empty_chart
from dashboards.figures.colours import (
    ACCENT,
    NEUTRAL,
    OUTCOME_COLOURS,
    OUTCOME_MARKERS,
    faint,
)
from dashboards.figures.course import (
    Course,
    Point,
    heads_of,
    hover_of,
    key_of,
    name_of,
    rows_of,
    summary_of,
)
from dashboards.figures.judging import NEAR, Line, layers, shown, target_key, target_of
from dashboards.figures.pins import PinMark, flags, pins_of, room_above
from dashboards.words.sentences import say
from dashboards.words.speech import label
from onestop.domain.indicators import Indicator
from onestop.domain.targets import Outcome


PLOT_HEIGHT = 300
FAINT = 0.10

MARKER_SIZES = {Outcome.NEAR: 11, Outcome.MISSED: 12}
"""Pixels: a triangle and a diamond look smaller than a circle of their width."""


def trend(
    points: Sequence[Point],
    indicator: Indicator,
    target_line: Line = None,
    near: float = NEAR,
    pins: Sequence[PinMark] = (),
) -> Chart:
    """A line over months in order; a month without a ratio is a gap, a running one open.

    target_line: a plan's target, or a bare ratio (0.98) that the indicator's direction
    completes. pins: notes on the time line; a note outside the months is left out.
    """
    course = Course(points, indicator, target_of(indicator, target_line), near, pins)
    name = name_of(course)
    if not course.known:
        return empty_chart(name, heads_of(indicator), say("trend_empty"))
    figure = {"data": _traces(course), "layout": _layout(course)}
    inside = pins_of(points, pins)
    told_beside = {"key": key_of(course), "notes": tuple(pin.note for pin in inside)}
    return Chart(
        figure, heads_of(indicator), rows_of(course), name, summary_of(course), **told_beside
    )


def _traces(course: Course) -> list[Figure]:
    traces = [_line(course), *_running(course)]
    if course.target:
        traces.append(_target_line(course))
    return traces


def _line(course: Course) -> Figure:
    outcomes = [course.outcome(point) for point in course.points]
    return {
        "type": "scatter",
        "mode": "lines+markers",
        "name": label(course.indicator),
        "x": list(range(len(course.points))),
        "y": [None if point.is_partial else course.height(point) for point in course.points],
        "connectgaps": False,
        "cliponaxis": False,
        "line": {"color": ACCENT, "width": 2},
        "marker": {
            "size": [MARKER_SIZES.get(outcome, 9) for outcome in outcomes],
            "opacity": 1,
            "line": {"width": 0},
            "color": [_colour(outcome) for outcome in outcomes],
            "symbol": [_symbol(outcome) for outcome in outcomes],
        },
        "hovertext": [hover_of(course, point) for point in course.points],
        "hoverinfo": "text",
    }


def _running(course: Course) -> list[Figure]:
    """The month that is not over: open, and joined to the month before by dots."""
    found = []
    for place, point in enumerate(course.points):
        if not point.is_partial or point.value.ratio is None:
            continue
        colour = _colour(course.outcome(point))
        before = course.points[place - 1] if place else None
        start = course.height(before) if before else None
        found.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": say("chart_partial"),
                "x": [place - 1, place],
                "y": [start, course.height(point)],
                "cliponaxis": False,
                "line": {"color": ACCENT, "width": 2, "dash": "dot"},
                "marker": {
                    "size": [0, 11],
                    "opacity": 1,
                    "color": colour,
                    "symbol": f"{_symbol(course.outcome(point))}-open",
                    "line": {"width": 2, "color": colour},
                },
                "hovertext": ["", hover_of(course, point)],
                "hoverinfo": ["skip", "text"],
            }
        )
    return found


def _target_line(course: Course) -> Figure:
    height = shown(float(course.target.value), course.indicator)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": target_key(course.target).text,
        "x": [-0.5, len(course.points) - 0.5],
        "y": [height, height],
        "line": {"color": NEUTRAL, "width": 2, "dash": "dash"},
        "hoverinfo": "skip",
    }


def _layout(course: Course) -> Figure:
    low, high = course.ends
    above = room_above(pins_of(course.points, course.pins))
    return base_layout(PLOT_HEIGHT + above) | {
        "margin": {"l": 8, "r": 12, "t": 14 + above, "b": 8},
        "hovermode": "x" if len(course.points) > 1 else "closest",
        "xaxis": axis(
            tickmode="array",
            tickvals=list(range(len(course.points))),
            ticktext=month_ticks([point.label for point in course.points]),
            range=[-0.5, len(course.points) - 0.5],
            showgrid=False,
        ),
        "yaxis": axis(
            title={
                "text": value_title(low, course.indicator),
                "font": {"size": SMALL},
                "standoff": 6,
            },
            range=[low, high],
            nticks=6,
            ticksuffix=" %" if course.indicator.form == "share" else "",
        ),
        **flags(pins_of(course.points, course.pins), _stretches(course)),
    }


def _stretches(course: Course) -> list[Figure]:
    if course.target is None:
        return []
    found = layers(course.target, course.indicator, course.ends, course.near)
    return [
        {
            "type": "rect",
            "name": say(f"outcome_{outcome}"),
            "xref": "paper",
            "x0": 0,
            "x1": 1,
            "y0": start,
            "y1": end,
            "line": {"width": 0},
            "fillcolor": faint(OUTCOME_COLOURS[outcome], FAINT),
            "layer": "below",
        }
        for outcome, start, end in found
    ]


def _colour(outcome: Outcome) -> str:
    return ACCENT if outcome == Outcome.UNKNOWN else OUTCOME_COLOURS[outcome]


def _symbol(outcome: Outcome) -> str:
    return "circle" if outcome == Outcome.UNKNOWN else OUTCOME_MARKERS[outcome]
