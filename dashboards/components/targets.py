"""The table of a plan's promises: nothing left out, each with its source and its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import parts_links
from dashboards.components.marks import outcome_mark, promise_text
from dashboards.components.tables import Cell, Head, table
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import (
    day_of_moment,
    figure_of,
    number,
    parts_of,
    percent,
    spoken,
)
from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.judged import FROM_DOSSIERS, Judged
from onestop.domain.targets import Comparator, Origin, Target


COLUMNS = ("promise", "asked", "actual", "verdict", "left", "how", "source")


def target_table(view: View, caption: str, promises: Sequence[Judged]) -> Component:
    """One row a promise, in the order of the plan."""
    heads = [Head(say(f"targets_{name}"), numeric=name == "actual") for name in COLUMNS]
    return table(caption, heads, [_row(view, one) for one in promises], className="targets")


def _row(view: View, one: Judged) -> list[Cell]:
    return [
        _name(view, one.target),
        html.Span([html.Span(promise_text(one.target), className="whole"), _origin(one.target)]),
        _actual(view, one),
        outcome_mark(one.outcome),
        _left(one),
        _how(one),
        _source(one.target),
    ]


def _name(view: View, target: Target) -> Component | str:
    """What it is about; what dossiers show leads to its course."""
    told = spoken(target.label)
    if target.measured not in FROM_DOSSIERS:
        return told
    return html.A(told, href=view.here(indicator=target.indicator))


def _origin(target: Target) -> Component | None:
    """Whose number it is, where the plan did not state it."""
    if target.origin == Origin.STATED:
        return None
    return html.Small(f" ({say(f'targets_{target.origin.value}')})")


def _actual(view: View, one: Judged) -> Cell:
    """The figure with its parts, of dossiers each leading to its list; last year's beside it."""
    if one.value is None:
        return say("nothing")
    told: list = [figure_text(one.target, one.value)]
    if one.told is None:
        parts = (one.value.numerator, one.value.denominator)
        told += [" ", parts_links(view, one.target.indicator, parts)]
    elif one.value.denominator not in (0, 1) or one.target.measured == "tasks":
        told.append(f" ({parts_of(one.value)})")
    if one.previous is not None and one.previous.ratio is not None:
        before = figure_text(one.target, one.previous)
        told.append(html.Small(say("targets_last_year", figure=before)))
    return html.Span(told)


def figure_text(target: Target, value: Value) -> str:
    """`98,2 %`, `12 kỳ/tháng`, `có`; "–" where nothing counts."""
    if target.indicator in BY_CODE:
        return figure_of(value, BY_CODE[target.indicator])
    if value.ratio is None:
        return say("nothing")
    if target.is_share:
        return percent(float(value.ratio))
    if target.comparator == Comparator.DONE:
        return say("targets_yes" if value.ratio >= 1 else "targets_no")
    return f"{_exactly(value)} {spoken((target.noun_vi, target.noun_en))}".strip()


def _exactly(value: Value) -> str:
    """A told number with the decimals it was told with."""
    told = value.numerator
    decimals = max(0, -told.as_tuple().exponent) if isinstance(told, Decimal) else 0
    return number(float(value.ratio), decimals)


def _left(one: Judged) -> str:
    """The budget, the distance to a later year's promise, or why there is neither."""
    if one.distance is not None:
        scale, key = (100, "targets_distance") if one.target.is_share else (1, "targets_far")
        points = number(float(one.distance) * scale, 1)
        way = say(key, points=points) if one.distance else say("targets_reached")
        return f"{spoken((one.reason.vi, one.reason.en))}; {way}" if one.reason else way
    if one.reason is not None:
        return spoken((one.reason.vi, one.reason.en))
    return spoken(one.budget)


def _how(one: Judged) -> Cell:
    """How it is measured; of what a person told, who, when and what proves it."""
    told = one.told
    if told is None or not told.is_by_hand:
        return spoken(one.measured)
    who = say("targets_told", by=told.by, day=day_of_moment(told.at))
    return html.Span([say("targets_by_hand"), html.Small(who), html.Small(told.evidence)])


def _source(target: Target) -> Component:
    """The plan's own sentence and where it stands."""
    where = html.Small(say("targets_section", section=target.section))
    return html.Span([html.Q(target.wording) if target.wording else say("nothing"), " ", where])
