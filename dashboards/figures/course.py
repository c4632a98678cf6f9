"""One indicator over months: its points, and what is said of them.

How it is drawn is `trend`'s; here are the words: name, key, hover, table, summary.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dashboards.figures.axes import value_ends
from dashboards.figures.chart import Key, plain
from dashboards.figures.colours import ACCENT
from dashboards.figures.judging import (
    DOTS,
    outcome_key,
    outcome_of,
    outcome_text,
    shown,
    target_key,
    told,
)
from dashboards.figures.pins import PinMark, pins_of
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, label, number, parts_of, spoken
from onestop.domain.indicators import Indicator, Value
from onestop.domain.targets import Outcome, Target


@dataclass(frozen=True)
class Point:
    """One month: its short label (`05/2024`), first day, value; partial while it runs."""

    label: str
    first_day: date
    value: Value
    is_partial: bool = False


@dataclass(frozen=True)
class Course:
    """What the parts of one trend are drawn from."""

    points: Sequence[Point]
    indicator: Indicator
    target: Target | None
    near: float
    pins: Sequence[PinMark]

    def outcome(self, point: Point) -> Outcome:
        return outcome_of(point.value, self.target, self.near)

    def height(self, point: Point) -> float | None:
        return shown(point.value.ratio, self.indicator)

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.value.ratio is not None]

    @property
    def ends(self) -> tuple[float, float]:
        drawn = [shown(point.value.ratio, self.indicator) for point in self.known]
        line = [shown(float(self.target.value), self.indicator)] if self.target else []
        return value_ends([*drawn, *line], self.indicator)


def name_of(course: Course) -> str:
    """`Tỷ lệ quá hạn, 13 tháng, 12/2023–12/2024`."""
    if not course.points:
        return label(course.indicator)
    first, last = course.points[0].label, course.points[-1].label
    count = number(len(course.points))
    return say("trend_name", label=label(course.indicator), count=count, first=first, last=last)


def key_of(course: Course) -> tuple[Key, ...]:
    """What is drawn: target, outcomes, the month that is not over."""
    outcomes = outcome_key({course.outcome(point) for point in course.known})
    target = [target_key(course.target)] if course.target else []
    is_running = any(point.is_partial for point in course.known)
    running = [Key(f"{DOTS}○", ACCENT, say("chart_partial"))] if is_running else []
    return (*target, *outcomes, *running)


def hover_of(course: Course, point: Point) -> str:
    """A month's value and what it is made of; "" without one."""
    if point.value.ratio is None:
        return ""
    parts = say(
        "chart_part_of",
        numerator=number(point.value.numerator),
        denominator=number(point.value.denominator),
    )
    lines = [
        f"<b>{plain(point.label)}</b>",
        f"{told(point.value, course.indicator)} ({parts})",
    ]
    if course.target:
        lines.append(outcome_text(course.outcome(point)))
    if point.is_partial:
        lines.append(say("chart_partial"))
    return "<br>".join(lines)


def heads_of(indicator: Indicator) -> tuple[str, ...]:
    """The heads of the table that stands for the chart."""
    keys = ("chart_parts", "chart_result", "chart_note")
    return (say("chart_month"), label(indicator), *(say(key) for key in keys))


def rows_of(course: Course) -> tuple[tuple[str, ...], ...]:
    """A row a month, the notes of the month in its last cell."""
    inside = pins_of(course.points, course.pins)
    rows = []
    for place, point in enumerate(course.points):
        noted = [pin.note for pin in inside if pin.month == place]
        running = [say("chart_partial")] if point.is_partial else []
        outcome = course.outcome(point)
        rows.append(
            (
                point.label,
                figure_of(point.value, course.indicator),
                parts_of(point.value),
                outcome_text(outcome) if course.target else "",
                "; ".join(running + noted),
            )
        )
    return tuple(rows)


def summary_of(course: Course) -> str:
    """The last whole month, the best and the worst, and what is not over."""
    over = [point for point in course.known if not point.is_partial] or course.known
    last, ordered = over[-1], sorted(over, key=lambda point: point.value.ratio)
    if course.indicator.better == "down":
        ordered.reverse()
    sentence = say(
        "trend_last",
        month=last.label,
        value=told(last.value, course.indicator),
        parts=parts_of(last.value),
    )
    if course.target:
        sentence += say(
            "trend_judged",
            outcome=say(f"outcome_{course.outcome(last)}"),
            target=spoken(course.target.promise),
        )
    return sentence + "." + _best_and_worst(course, ordered) + _not_over(course)


def _best_and_worst(course: Course, ordered: list[Point]) -> str:
    worst, best = ordered[0], ordered[-1]
    if worst.value.ratio == best.value.ratio:
        return ""
    return say(
        "trend_range",
        best=told(best.value, course.indicator),
        best_month=best.label,
        worst=told(worst.value, course.indicator),
        worst_month=worst.label,
    )


def _not_over(course: Course) -> str:
    running = [point for point in course.known if point.is_partial]
    return say("trend_not_over", month=running[-1].label) if running else ""
