"""Marking a plan's tasks as done, events as come, and registering tasks by the form."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy import Connection

from onestop.commands.context import context, now
from onestop.commands.plan_asked import (
    PLAN,
    UNIT,
    WHO,
    Plans,
    unit_of,
    with_options,
)
from onestop.commands.plan_words import tell
from onestop.commands.task_form import Form, write_form
from onestop.commands.task_form_read import read_form
from onestop.domain.errors import UsageError
from onestop.domain.period import DAY_SECONDS, day_of, parse_day
from onestop.domain.plan import Plan
from onestop.domain.reported import evidence_of, name_of
from onestop.domain.task_choice import step_meant
from onestop.domain.task_status import (
    DONE,
    EVENT,
    UNDONE,
    WHOLE_TASK,
    Mark,
    Step,
)
from onestop.storage import catalogue
from onestop.storage.engine import reading, writing
from onestop.storage.own_tasks import Registration, own_tasks, register
from onestop.storage.places import place_of
from onestop.storage.task_marks import add_mark, steps_of


CODE = click.argument("code")
ON = click.option("--on", "day", default="", help="Ngày, mặc định hôm nay / day, else today.")
PRODUCT = click.option("--product", type=int, default=None, help="Sản phẩm thứ mấy / product.")
STEP = click.option("--period", default="", help="Kỳ: 2024-Q1, 2024-05 / which period of it.")


@click.command()
@CODE
@with_options(ON, PRODUCT, STEP, PLAN, UNIT, WHO)
@click.option("--evidence", required=True, help="Minh chứng: số văn bản / what proves it.")
def done(code: str, **told: str) -> None:
    """CODE is done (đánh dấu đã xong)."""
    step, day = _mark(code, told, DONE)
    late = 0 if step.due is None or not step.has_limit else max(0, (day - step.due).days)
    key = "marked_late" if late else "marked_done"
    click.echo(tell(key, code=step.task.code, day=f"{day:%d/%m/%Y}", days=late))


@click.command()
@CODE
@with_options(PRODUCT, STEP, PLAN, UNIT, WHO)
@click.option("--evidence", default="", help="Vì sao / why.")
def undone(code: str, **told: str) -> None:
    """CODE is not done after all, and never was (bỏ đánh dấu đã xong)."""
    step, _ = _mark(code, told, UNDONE)
    click.echo(tell("marked_undone", code=step.task.code))


def _mark(code: str, told: dict[str, str], kind: str) -> tuple[Step, date]:
    """Finds the step that is meant, and keeps the mark; what is taken back keeps its day."""
    here, day = context(), _day(told.get("day", ""))
    plan = Plans.of(here).the_one(told["plan_code"])
    with writing(here.engine) as connection:
        found = _steps(connection, plan, told["unit"])
        step = step_meant(found, code, told["product"], told["period"])
        if kind == UNDONE:
            day = _day_done(step)
        where = (step.task.code, step.number, step.unit, step.period)
        made = Mark(*where, kind, day, evidence_of(told["evidence"]), name_of(told["who"]))
        add_mark(connection, plan.code, made, now())
    return step, day


def _day_done(step: Step) -> date:
    if step.done is None:
        raise UsageError(f"Nhiệm vụ {step.task.code} chưa được đánh dấu xong.")
    return step.done.on_day


def _steps(connection: Connection, plan: Plan, unit: str) -> list[Step]:
    """Every step with every mark there is: what is marked ahead can be taken back too."""
    number, _ = unit_of(connection, unit)
    return steps_of(connection, plan, number, now() + DAY_SECONDS)


def _day(told: str) -> date:
    """The told day, not in the future; today where none is told."""
    today = day_of(now() // DAY_SECONDS)
    day = parse_day(told) if told else today
    if day > today:
        raise UsageError(f"Ngày {day:%d/%m/%Y} chưa tới.")
    return day


@click.command()
@CODE
@with_options(ON, PLAN, UNIT, WHO)
@click.option("--evidence", default="", help="Văn bản nào / which document.")
@click.option("--undo", is_flag=True, help="Bỏ sự kiện đã ghi nhầm / take the event away.")
def event(code: str, *, undo: bool, **told: str) -> None:
    """The event that CODE waits for has come (sự kiện mà nhiệm vụ chờ đã đến)."""
    here, day = context(), _day(told["day"])
    plan = Plans.of(here).the_one(told["plan_code"])
    with writing(here.engine) as connection:
        waits = [
            step
            for step in _steps(connection, plan, told["unit"])
            if step.product.timing.kind == "event"
        ]
        mine = _waiting(waits, code, plan)
        if undo and day.isoformat() not in {step.period for step in mine}:
            raise UsageError(f"Nhiệm vụ {code} không có sự kiện ngày {day:%d/%m/%Y}.")
        where = (mine[0].task.code, WHOLE_TASK, mine[0].unit, day.isoformat())
        kind, by = UNDONE if undo else EVENT, name_of(told["who"])
        add_mark(connection, plan.code, Mark(*where, kind, day, told["evidence"], by), now())
    key = "event_gone" if undo else "marked_event"
    click.echo(tell(key, code=mine[0].task.code, day=f"{day:%d/%m/%Y}"))


def _waiting(waits: list[Step], code: str, plan: Plan) -> list[Step]:
    mine = [step for step in waits if step.task.code.casefold() == code.strip().casefold()]
    if mine:
        return mine
    known = ", ".join(dict.fromkeys(step.task.code for step in waits)) or tell("none")
    raise UsageError(
        f"Nhiệm vụ “{code}” của {plan.title} không chờ sự kiện nào. Chờ sự kiện: {known}."
    )


@click.command("form")
@with_options(PLAN, UNIT)
@click.option(
    "--out",
    "file",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp .xlsx / file.",
)
def form_(plan_code: str, unit: str, file: Path) -> None:
    """Write the registration form of a unit (mẫu đăng ký nhiệm vụ)."""
    here = context()
    plan = Plans.of(here).the_one(plan_code)
    with reading(here.engine) as connection:
        number, name = unit_of(connection, unit)
        known = own_tasks(connection, plan.code, [place_of(connection, number)])
        names = catalogue.names_of(connection, "unit")
    key = "" if number is None else names[number].key
    write_form(Form(plan, key, name if key else plan.authority, known), file)
    click.echo(tell("form_made", file=str(file)))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_options(PLAN, UNIT)
@click.option("--who", default="", help="Người nạp / who loads it.")
def load(file: Path, plan_code: str, unit: str, who: str) -> None:
    """Load a filled registration form (nạp mẫu đăng ký); it replaces the unit's earlier one.

    The form says itself for which plan and unit it is; options go before that.
    """
    here, filled = context(), read_form(file)
    plan = Plans.of(here).the_one(plan_code or filled.plan)
    with writing(here.engine) as connection:
        number, name = unit_of(connection, unit or filled.unit)
        told = Registration(plan.code, number, filled.tasks, name_of(who or file.name))
        new, gone = register(connection, told, now())
    total = len(filled.tasks)
    click.echo(tell("registered", unit=name, new=new, gone=gone, total=total))
