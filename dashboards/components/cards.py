"""A card says one figure: its value, its promise, how it moved, what is left."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import count_link, parts_links
from dashboards.components.marks import outcome_mark, promise_text
from dashboards.data.overview import Card, Change
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, figure_of_ratio, label, number, spoken


POINTS = 100
"""A share moves by percentage points."""

STEADY = 0.0005
"""Less than this rounds to 0,0 points: neither up nor down."""


def card(view: View, shown: Card) -> Component:
    """One indicator: the figure large, its parts linked, promise, budget, two comparisons."""
    parts = (shown.value.numerator, shown.value.denominator)
    return html.Article(
        [
            html.H3(_name(view, shown)),
            html.P(
                [
                    html.Strong(figure_of(shown.value, shown.indicator), className="figure"),
                    " ",
                    parts_links(view, shown.indicator.code, parts),
                ]
            ),
            *_promise(shown),
            html.Ul(_changes(shown), className="changes"),
        ],
        className=f"card {shown.judged.outcome.value if shown.judged else ''}".strip(),
    )


def _name(view: View, shown: Card) -> Component:
    return html.A(label(shown.indicator), href=view.here(indicator=shown.indicator.code))


def _promise(shown: Card) -> list[Component]:
    """The promise with its mark, and the budget in words."""
    judged = shown.judged
    if judged is None:
        return []
    said = [outcome_mark(judged.outcome), " ", promise_text(judged.target)]
    lines = [html.P(said, className="promise")]
    told = spoken(judged.budget)
    if not told and judged.reason is not None:
        told = spoken((judged.reason.vi, judged.reason.en))
    return [*lines, *([html.P(told, className="budget")] if told else [])]


def _changes(shown: Card) -> list[Component]:
    """The period before, the same one last year (of a whole year they are one), the median."""
    told = [("card_before", shown.before), ("card_last_year", shown.last_year)]
    if shown.before == shown.last_year:
        told = told[1:]
    lines = [html.Li(_change(shown, key, change)) for key, change in told]
    if shown.median is not None:
        written = figure_of_ratio(shown.median, shown.indicator)
        lines.append(html.Li(say("card_median", median=written)))
    return lines


def _change(shown: Card, key: str, change: Change | None) -> list[Component | str]:
    """`▲ 1,2 điểm so với 2023 (97,0 %)`; without the other figure it says so."""
    if change is None or change.difference is None:
        return [say(f"{key}_none")]
    then = figure_of(change.value, shown.indicator)
    moved = _moved(shown, change.difference)
    return [moved, " ", say(key, period=change.period.code, then=then)]


def _moved(shown: Card, difference: float) -> Component:
    """The arrow shows the way, the colour whether it is the better one."""
    is_share = shown.indicator.form == "share"
    size = abs(difference) * (POINTS if is_share else 1)
    unit = say("card_points") if is_share else say("card_days")
    if abs(difference) < STEADY:
        return html.Span(say("card_steady"), className="steady")
    rises = difference > 0
    better = rises == (shown.indicator.better == "up")
    arrow = "▲" if rises else "▼"
    word = say("card_better") if better else say("card_worse")
    told = f"{arrow} {number(size, 1)} {unit}"
    return html.Span(
        [told, html.Span(f" ({word})", className="unseen")],
        className="better" if better else "worse",
    )


def count_card(view: View, name: str, measure: str, count: int) -> Component:
    """A plain count, large, leading to its list."""
    return html.Div(
        [
            html.Span(name),
            html.Strong(count_link(view, measure, count), className="figure"),
        ],
        className="count-card",
    )
