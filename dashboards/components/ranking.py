"""A table of units, areas or procedures by indicators: coloured, marked, linked, sortable."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dash import html
from dash.development.base_component import Component

from dashboards.components.links import count_link, parts_links
from dashboards.components.marks import outcome_mark
from dashboards.components.pager import pager
from dashboards.components.tables import Cell, Head, table
from dashboards.data.columns import NAME
from dashboards.data.promises import outcome_of
from dashboards.data.standings import Board, Line
from dashboards.figures.colours import OUTCOME_SIGNS
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, label, number, parts_of, percent
from onestop.domain.indicators import Indicator, Value
from onestop.domain.measures import Measure
from onestop.domain.targets import Outcome, Target


Address = Callable[[Line], str]
"""Where the name of a line leads."""


def ranking_table(view: View, shown: Board, leads_to: Address) -> list[Component]:
    """The table with its sum and median on top, and the links through its pages."""
    rows = [_total(view, shown), *([_medians(shown)] if shown.page.count > 1 else [])]
    rows += [_row(view, shown, line, leads_to) for line in shown.lines]
    if not shown.lines:
        rows = []
    caption = say(
        f"board_caption_{shown.of}",
        count=number(shown.page.count),
        column=_name_of(shown, shown.order.column),
        order=say("board_ascending" if shown.order.is_ascending else "board_descending"),
    )
    return [
        table(caption, _heads(view, shown), rows, className="board"),
        *pager(view, shown.page.at, shown.page.pages),
    ]


def _name_of(shown: Board, column: str) -> str:
    named = {one.code: label(one) for one in (*shown.indicators, *shown.counts)}
    return named.get(column) or say(f"board_{shown.of}")


def _heads(view: View, shown: Board) -> list[Head]:
    columns = [(NAME, say(f"board_{shown.of}"))]
    columns += [(one.code, indicator_label(one)) for one in shown.indicators]
    columns += [(one.code, label(one)) for one in shown.counts]
    return [_head(view, shown, code, text) for code, text in columns]


def indicator_label(indicator: Indicator) -> str:
    """An indicator's name; days are told to be days."""
    named = label(indicator)
    return say("board_days", label=named) if indicator.form == "days" else named


def _head(view: View, shown: Board, code: str, text: str) -> Head:
    """A heading that sorts by its column; pressed again it turns the order round."""
    href = view.here(sort=code, order=shown.order.flipped(code))
    told = ""
    if code == shown.order.column:
        told = "ascending" if shown.order.is_ascending else "descending"
    return Head(text, numeric=code != NAME, href=href, sorted=told)


def _row(view: View, shown: Board, line: Line, leads_to: Address) -> list[Cell]:
    held, narrowed = shown.targets(line), {shown.of: line.key}
    cells: list[Cell] = [_name(shown, line, leads_to)]
    for one in shown.indicators:
        value = line.value(one, shown.policy)
        links = parts(view, one, value, narrowed) if line.key else _plain_parts(value)
        cells.append(_judged(one, value, held.get(one.code), links))
    counts = [line.measures.get(one.code, 0) for one in shown.counts]
    return cells + [
        count_link(view, one.code, count, **narrowed) if line.key else number(count)
        for one, count in zip(shown.counts, counts, strict=True)
    ]


def _name(shown: Board, line: Line, leads_to: Address) -> Cell:
    if line.key:
        return html.A(line.label, href=leads_to(line))
    is_own = line.number and shown.of == "unit"
    return f"{line.label} ({say('board_own')})" if is_own else line.label


def _judged(
    indicator: Indicator, value: Value, target: Target | None, links: Component
) -> list[Component | str]:
    """The figure with its mark, and what it is made of (the stylesheet puts it below)."""
    written, outcome = figure_of(value, indicator), outcome_of(value, target)
    marked = [] if outcome is None else [mark(outcome), " "]
    return [*marked, written, links]


def mark(outcome: Outcome) -> Component:
    """The shape of an outcome alone, with its word for who cannot see it."""
    word = say(f"outcome_{outcome}")
    said = html.Span(f" {word}", className="unseen")
    return html.Span([OUTCOME_SIGNS[outcome], said], className=f"mark {outcome}", title=word)


def marks_explained() -> Component:
    """What the signs in the cells mean."""
    judged = (Outcome.MET, Outcome.NEAR, Outcome.MISSED)
    told = [part for one in judged for part in (outcome_mark(one), " ")]
    return html.P([*told, say("board_marks")], className="note")


def parts(view: View, indicator: Indicator, value: Value, narrowed: Mapping[str, str]) -> Component:
    """`491/500`, both leading to their lists; a sum of days has no list of its own."""
    if indicator.form == "share":
        return parts_links(view, indicator.code, (value.numerator, value.denominator), **narrowed)
    below = count_link(view, f"{indicator.code}:denominator", value.denominator, **narrowed)
    return html.Span([number(value.numerator), "/", below], className="parts")


def _plain_parts(value: Value) -> Component:
    return html.Span(parts_of(value), className="parts")


def _total(view: View, shown: Board) -> list[Cell]:
    """All lines together, and whatever of the view stands in none of them."""
    cells: list[Cell] = [html.Strong(say("board_total"), className="fixed-row")]
    held = shown.targets(shown.total)
    for one in shown.indicators:
        value = shown.total.value(one, shown.policy)
        cells.append(_judged(one, value, held.get(one.code), parts(view, one, value, {})))
    return cells + [_count(view, shown, one) for one in shown.counts]


def _count(view: View, shown: Board, measure: Measure) -> Cell:
    return count_link(view, measure.code, shown.total.measures.get(measure.code, 0))


def _medians(shown: Board) -> list[Cell]:
    """The usual value of an indicator; counts have none worth comparing with."""
    told = [
        percent(shown.medians[one.code])
        if one.form == "share"
        else number(shown.medians[one.code], 1)
        for one in shown.indicators
    ]
    first = html.Strong(say("board_median"), className="fixed-row")
    return [first, *told, *("" for _ in shown.counts)]
