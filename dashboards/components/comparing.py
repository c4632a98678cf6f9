"""One unit or procedure beside the others: a small card for each indicator."""

from __future__ import annotations

from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components.marks import outcome_mark, promise_text
from dashboards.components.ranking import indicator_label, parts
from dashboards.data.promises import outcome_of
from dashboards.data.units import Compared
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, number, percent


def comparing(view: View, shown: Sequence[Compared], chosen: str) -> Component:
    """The cards; the one whose indicator is drawn below is marked."""
    cards = [_card(view, one, is_chosen=one.indicator.code == chosen) for one in shown]
    return html.Div(cards, className="compared")


def _card(view: View, one: Compared, *, is_chosen: bool) -> Component:
    current = {"aria-current": "true"} if is_chosen else {}
    name = html.A(
        indicator_label(one.indicator), href=view.here(indicator=one.indicator.code), **current
    )
    figure = html.Strong(figure_of(one.value, one.indicator), className="figure")
    below = [_against_target(one), _against_others(one)]
    return html.Article(
        [
            html.H3(name),
            html.P([figure, " ", parts(view, one.indicator, one.value, {})]),
            *(html.P(line) for line in below if line),
        ],
        className=f"compared-card {outcome_of(one.value, one.target) or ''}".strip(),
    )


def _against_target(one: Compared) -> list[Component | str]:
    if one.target is None:
        return []
    outcome = outcome_of(one.value, one.target)
    told = say("compared_target", promise=promise_text(one.target))
    return [*([outcome_mark(outcome), " "] if outcome else []), told]


def _against_others(one: Compared) -> str:
    """`hạng 3/8 · trung vị 97,1 %`; nothing without anybody to compare with."""
    if one.median is None:
        return ""
    is_share = one.indicator.form == "share"
    usual = percent(one.median) if is_share else number(one.median, 1)
    if one.place is None:
        return say("compared_median", median=usual)
    at, among = number(one.place.at), number(one.place.among)
    return say("compared_place", at=at, among=among, median=usual)
