"""The tasks of a plan on a page: how each stands, and what is chosen of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dash import html
from dash.development.base_component import Component

from dashboards.components.tables import Cell, Head, table
from dashboards.data.targets import ALL, OPEN, PRESSING
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import day_text, number, percent, spoken
from onestop.domain.indicators import Value
from onestop.domain.task_choice import Line
from onestop.domain.task_status import STATUSES, Status, Step


SIGNS = {
    Status.DONE: ("●", "met"),
    Status.DUE: ("◆", "near"),
    Status.LATE: ("▼", "missed"),
}
"""The sign and colour of a status; any other has a dash, as a promise without a figure."""

COLUMNS = ("code", "text", "time", "status", "done", "next", "lead")


def task_choices(view: View, found: Sequence[Line], chosen: str) -> Component:
    """What is late or due, those of one status, or all; each with how many there are."""
    counts = Counter(one.status for one in found)
    offered = [(OPEN, say("tasks_open"), sum(counts[one] for one in PRESSING))]
    offered += [(one.value, spoken(STATUSES[one]), counts[one]) for one in Status if counts[one]]
    offered.append((ALL, say("tasks_all"), len(found)))
    links = [
        html.A(
            f"{text} ({number(count)})",
            href=view.here(status=None if value == OPEN else value),
            **({"aria-current": "true"} if value == chosen else {}),
        )
        for value, text, count in offered
    ]
    return html.Nav(links, className="choices", **{"aria-label": say("tasks_status")})


def completion_text(value: Value) -> str:
    """How many of the tasks whose time has passed are done."""
    parts = {"done": number(value.numerator), "due": number(value.denominator)}
    return say("tasks_completion", share=percent(value.ratio), **parts)


def task_table(caption: str, found: Sequence[Line]) -> Component:
    """One row a product of a task, in the order of the plan."""
    heads = [Head(say(f"tasks_{name}"), numeric=name == "done") for name in COLUMNS]
    return table(caption, heads, [_row(one) for one in found], className="tasks")


def _row(line: Line) -> list[Cell]:
    return [
        line.task.code,
        html.Span([line.task.text, *(html.Small(text) for text in _more(line))]),
        line.product.written,
        _mark(line.status),
        _done(line),
        "" if line.next is None else _due(line.next),
        line.task.lead,
    ]


def _more(line: Line) -> list[str]:
    """What it consists in, what it leaves behind, what is odd about it: where told."""
    product = line.product.text and say("tasks_product", text=line.product.text)
    return [text for text in (line.task.activity, product, line.task.note) if text]


def _mark(status: Status) -> Component:
    sign, look = SIGNS.get(status, ("–", "unknown"))
    return html.Span(f"{sign} {spoken(STATUSES[status])}", className=f"mark {look}")


def _done(line: Line) -> Cell:
    """How many times of those it is owed, and what proves the last."""
    if not line.done:
        return f"0/{number(len(line.steps))}" if len(line.steps) > 1 else ""
    last = [step.done for step in line.steps if step.done is not None][-1]
    when = say("tasks_done_on", day=day_text(last.on_day), who=last.who)
    counted = f"{number(line.done)}/{number(len(line.steps))}"
    return html.Span([counted, html.Small(when), html.Small(last.evidence)])


def _due(step: Step) -> str:
    """The next time: its period where it has one, and its last day."""
    day = "" if step.due is None else day_text(step.due)
    if not step.has_limit:
        return say("tasks_since", day=day)
    return ", ".join(part for part in (step.period, day) if part)
