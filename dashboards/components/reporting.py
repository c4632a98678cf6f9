"""The forms of the page of targets: reporting a figure, marking a task as done.

They are sent as plain forms and work without any script; the answer leads back to the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dash import dcc, html
from dash.development.base_component import Component

from dashboards.data.allowed import may_change
from dashboards.data.asked import Asked
from dashboards.words.sentences import say
from dashboards.words.speech import day_text, spoken
from onestop.domain.access import Act
from onestop.domain.plan import Plan
from onestop.domain.reported import LONGEST_EVIDENCE, LONGEST_NAME
from onestop.domain.targets import Target
from onestop.domain.task_choice import Line
from onestop.domain.task_status import EVENT, Status, Step


SHORT = 70
"""Letters of a task's text in a list to choose from."""

AT_ONCE = 4
"""Open times of one task that are offered: the latest that are due, and the next."""

OPEN = (Status.LATE, Status.DUE)


def report_form(asked: Asked, plan: Plan, offered: Sequence[Target]) -> Component:
    """A figure of this view's unit and period; what was told before stays in the history."""
    if not may_change(asked.here, Act.ENTER):
        return html.P(say("targets_report_off"), className="note")
    if not offered:
        return html.P(say("targets_report_none"), className="note")
    unit = asked.name_of("unit")
    told = {"period": asked.period.code, "unit": unit.label if unit else say("all_units")}
    options = [html.Option(spoken(one.label), value=one.code) for one in offered]
    fields = [
        html.Label([say("targets_promise"), html.Select(options, name="target")]),
        _field("report", "value", say("targets_value"), placeholder="98 %", maxLength=40),
        *_who("report", required=False),
    ]
    hidden = {"period": asked.period.code, "cutoff": asked.period.cutoff}
    form = _form("report", fields, {**_common(asked, plan), **hidden}, say("targets_report_do"))
    about = html.P(say("targets_report_about", **told), className="note")
    return html.Details([html.Summary(say("targets_report")), about, form], id="report")


def mark_form(asked: Asked, plan: Plan, found: Sequence[Line], today: date) -> Component | None:
    """One of the open tasks is done, or the event has come that it waits for."""
    if not may_change(asked.here, Act.ENTER):
        return None
    options = [_option(asked, step) for line in found for step in _offered(line)]
    if not options:
        return None
    fields = [
        html.Label([say("tasks_which"), html.Select(options, name="step")]),
        _field("mark", "day", say("tasks_day"), type="date", value=today.isoformat()),
        *_who("mark", required=True),
    ]
    form = _form("done", fields, _common(asked, plan), say("tasks_mark_do"))
    about = html.P(say("tasks_mark_about"), className="note")
    return html.Details([html.Summary(say("tasks_mark")), about, form], id="mark")


def _offered(line: Line) -> list[Step]:
    """Steps that may be marked now: what waits, what is late or due, and the next to come."""
    if line.status == Status.WAITING:
        return [line.steps[0]]
    pressing = [step for step in line.steps if step.status in OPEN]
    coming = [step for step in line.steps if step.status == Status.NOT_DUE]
    return [*pressing[-AT_ONCE:], *coming[:1]]


def _option(asked: Asked, step: Step) -> Component:
    unit = asked.names("unit").get(step.unit) if step.task.per_unit else None
    parts = [
        step.period,
        unit.label if unit else "",
        step.product.text[:SHORT],
        f"{say('tasks_due')} {day_text(step.due)}" if step.due else step.product.written[:SHORT],
    ]
    text = f"{step.task.code} {step.task.text[:SHORT]} · {' · '.join(one for one in parts if one)}"
    if step.status == Status.WAITING:
        return html.Option(say("tasks_event", task=text), value=step_key(step, EVENT))
    return html.Option(text, value=step_key(step))


def step_key(step: Step, kind: str = "done") -> str:
    """A step as a form sends it: kind, task, product, unit's id, period."""
    unit = "" if step.unit is None else str(step.unit)
    return "|".join((kind, step.task.code, str(step.number), unit, step.period))


def _who(form: str, *, required: bool) -> list[Component]:
    return [
        _field(form, "who", say("targets_who"), maxLength=LONGEST_NAME),
        _field(
            form,
            "evidence",
            say("targets_evidence"),
            maxLength=LONGEST_EVIDENCE,
            required=required,
        ),
    ]


def _field(form: str, name: str, label: str, **more: object) -> Component:
    told = {"type": "text", "required": True, **more}
    return html.Label([label, dcc.Input(id=f"{form}-{name}", name=name, **told)])


def _common(asked: Asked, plan: Plan) -> dict[str, str]:
    view = asked.view
    return {"plan": plan.code, "unit": view.get("unit"), "back": view.path + view.query()}


def _form(name: str, fields: list[Component], hidden: dict[str, str], do: str) -> Component:
    told = [
        dcc.Input(id=f"{name}-hidden-{key}", name=key, type="hidden", value=value)
        for key, value in hidden.items()
    ]
    return html.Form(
        [*fields, *told, html.Button(do, type="submit")],
        action=f"/targets/{name}",
        method="post",
        className="filters",
        **{"data-sent": "1"},
    )
