"""The tasks of a plan: how each stands, and what is late or falls due soon."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable
from datetime import timedelta

import click

from onestop.commands.context import context
from onestop.commands.plan_asked import (
    AS_OF,
    FORMAT,
    PLAN,
    UNIT,
    Plans,
    moment_of,
    unit_of,
    with_options,
)
from onestop.commands.plan_words import tell, until
from onestop.commands.tables import echo_csv, print_table, text_of
from onestop.commands.task_marking import done, event, form_, load, undone
from onestop.commands.words import spoken
from onestop.domain.period import DAY_SECONDS, day_of, instant_text, parse_instant
from onestop.domain.plan import Plan
from onestop.domain.task_choice import Line, lines, pressing
from onestop.domain.task_status import (
    SOON,
    STATUSES,
    Step,
    completion,
)
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.task_marks import steps_of


LISTED = (
    "plan",
    "task",
    "product",
    "period",
    "unit",
    "due",
    "status",
    "done_on",
    "days_late",
    "evidence",
    "who",
    "time",
    "group",
    "text",
    "product_text",
    "lead",
    "coordinators",
    "note",
)
"""Columns of the csv and keys of the JSON, a line for each step."""

MOST_LETTERS = 90
"""Of a task's text in a terminal."""


@click.group(invoke_without_command=True)
@with_options(PLAN, UNIT, AS_OF)
@click.option(
    "--due-within",
    type=click.IntRange(0, 3660),
    default=None,
    help="Chỉ việc trễ hoặc đến hạn trong số ngày này / only late or due within these days.",
)
@FORMAT
@click.pass_context
def tasks(ctx: click.Context, plan_code: str, due_within: int | None, **told: str) -> None:
    """The tasks of a plan and how they stand (nhiệm vụ của kế hoạch)."""
    if ctx.invoked_subcommand is not None:
        return
    here = context()
    moment_told = parse_instant(told["as_of"]) if told["as_of"] else None
    with reading(here.engine) as connection:
        number, unit = unit_of(connection, told["unit"])
        moment = moment_of(connection, moment_told)
        names = catalogue.names_of(connection, "unit")
        soon = SOON if due_within is None else due_within
        answers = [
            (plan, steps_of(connection, plan, number, moment, soon))
            for plan in Plans.of(here).chosen(plan_code)
        ]
    last = None if due_within is None else day_of(moment // DAY_SECONDS) + timedelta(due_within)
    shown = [(plan, steps if last is None else pressing(steps, last)) for plan, steps in answers]
    if told["form"] != "text":
        parts = {plan.code: vars(completion(steps, moment)) for plan, steps in answers}
        more = {"as_of": instant_text(moment), "completion": parts}
        _show_steps(told["form"], [_flat(p, one, names) for p, some in shown for one in some], more)
        return
    for (plan, steps), (_, every) in zip(shown, answers, strict=True):
        click.echo(_heading(plan, unit, every, moment))
        if last is None:
            _print_lines(lines(steps))
        else:
            _print_reminders(steps, names, due_within)


def shorten(text: str) -> str:
    """A task's text as a terminal has room for it; csv and JSON have it whole.

    >>> shorten("Ban hành Kế hoạch")
    'Ban hành Kế hoạch'
    """
    return textwrap.shorten(text, MOST_LETTERS, placeholder=" …")


def _heading(plan: Plan, unit: str, steps: list[Step], moment: int) -> str:
    value = completion(steps, moment)
    share = "" if value.ratio is None else f" ({text_of(round(value.ratio * 100, 1))} %)"
    facts = {"title": plan.title, "unit": unit, "at": until(moment)}
    parts = {"done": value.numerator, "due": value.denominator, "share": share}
    return tell("tasks_heading", **facts, **parts)


def _print_lines(found: list[Line]) -> None:
    names = ("code", "task", "time", "status", "done_of", "next", "lead")
    print_table([tell(name) for name in names], [_line(one) for one in found])


def _line(one: Line) -> list[str]:
    text = " – ".join(part for part in (shorten(one.task.text), one.product.text) if part)
    upcoming = one.next
    due = "" if upcoming is None or upcoming.due is None else f"{upcoming.due:%d/%m/%Y}"
    following = " ".join(part for part in (upcoming.period if upcoming else "", due) if part)
    done = f"{one.done}/{len(one.steps)}" if len(one.steps) > 1 or one.done else ""
    told = [one.product.written, spoken(STATUSES[one.status]), done, following]
    return [one.task.code, text, *told, one.task.lead]


def _print_reminders(steps: list[Step], names: dict, days: int | None) -> None:
    if not steps:
        click.echo(tell("no_reminders", days=days))
        return
    heads = [tell(name) for name in ("due", "status", "code", "task", "period", "unit", "lead")]
    print_table(heads, [_reminder(one, names) for one in steps])


def _reminder(one: Step, names: dict) -> list[str]:
    unit = names[one.unit].label if one.unit in names else ""
    when = [f"{one.due:%d/%m/%Y}", spoken(STATUSES[one.status])]
    return [*when, one.task.code, shorten(one.task.text), one.period, unit, one.task.lead]


def _show_steps(form: str, rows: list[dict], more: dict) -> None:
    if form == "csv":
        echo_csv(LISTED, [[row[name] for name in LISTED] for row in rows])
    else:
        click.echo(json.dumps({**more, "rows": rows}, ensure_ascii=False))


def _flat(plan: Plan, step: Step, names: dict) -> dict:
    task, done = step.task, step.done
    return {
        "plan": plan.code,
        "task": task.code,
        "product": step.number,
        "period": step.period,
        "unit": names[step.unit].key if step.unit in names else None,
        "due": None if step.due is None else step.due.isoformat(),
        "status": step.status.value,
        "done_on": None if done is None else done.on_day.isoformat(),
        "days_late": step.days_late,
        "evidence": done.evidence if done else "",
        "who": done.who if done else "",
        "time": step.product.written,
        "product_text": step.product.text,
        **{name: getattr(task, name) for name in ("group", "text", "lead", "coordinators", "note")},
    }


for _command in (done, undone, event, form_, load):
    tasks.add_command(_command)

COMMANDS: dict[str, Callable] = {"tasks": tasks}
