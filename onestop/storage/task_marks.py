"""Marks on tasks: done with a day and its evidence, not done after all, the event has come.

Marks are added, never changed: the newest of the same product, unit and period holds, and the
others tell the story. What a mark makes of a task is decided in `onestop.domain.task_status`.
"""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from onestop.domain.period import day_number, day_of
from onestop.domain.plan import Plan
from onestop.domain.task_status import SOON, Mark, Scope, Step, steps
from onestop.storage import catalogue
from onestop.storage.own_tasks import OwnTask, own_tasks
from onestop.storage.places import scope_of
from onestop.storage.state import next_data_version
from onestop.storage.tables_kept import task_mark as kept


def add_mark(connection: Connection, plan: str, mark: Mark, now: int) -> int:
    """Keeps a mark and gives back its number. now: local seconds."""
    told = insert(kept).values(
        plan=plan,
        task=mark.task,
        product=mark.product,
        unit_id=mark.unit,
        period=mark.period,
        kind=mark.kind,
        on_day=day_number(mark.on_day),
        evidence=mark.evidence,
        who=mark.who,
        at=now,
    )
    number = connection.execute(told).inserted_primary_key[0]
    next_data_version(connection)
    return number


def marks_of(connection: Connection, plan: str) -> list[Mark]:
    """Every mark of a plan, in the order they were made."""
    rows = connection.execute(select(kept).where(kept.c.plan == plan).order_by(kept.c.id))
    return [
        Mark(
            task=row.task,
            product=row.product,
            unit=row.unit_id,
            period=row.period,
            kind=row.kind,
            on_day=day_of(row.on_day),
            evidence=row.evidence,
            who=row.who,
            at=row.at,
        )
        for row in rows
    ]


def steps_of(
    connection: Connection, plan: Plan, number: int | None, moment: int, soon: int = SOON
) -> list[Step]:
    """Every step of a plan's tasks for a unit (None: all) at a moment, then registered ones.

    A unit below the authority has what the plan asks of each unit, and its own tasks; whoever
    stands above sees the own tasks of all below.
    """
    marks, scope = marks_of(connection, plan.code), scope_of(connection, plan, number)
    found = steps(plan.tasks, marks, scope, moment, soon)
    for own in _own(connection, plan, scope):
        whose = Scope(scope.first_year, scope.last_year, own.unit)
        found += steps([own.task], marks, whose, moment, soon)
    return found


def _own(connection: Connection, plan: Plan, scope: Scope) -> list[OwnTask]:
    if scope.unit is None:
        return own_tasks(connection, plan.code)
    below = catalogue.with_descendants(connection, scope.unit)
    return own_tasks(connection, plan.code, sorted(below))
