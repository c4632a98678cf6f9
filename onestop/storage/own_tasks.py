"""Tasks that a unit registers for itself, beside those of the plan.

Phước Long's form for it has: content, product, from and to, lead, coordinators, estimated
cost, note. A registration that is given again replaces what the unit registered before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, or_, select, update

from onestop.domain.period import day_number, day_of
from onestop.domain.plan_tasks import Product, Task, Timing
from onestop.storage.places import place_of
from onestop.storage.state import next_data_version
from onestop.storage.tables_kept import own_task as kept


PREFIX = "DK-"
"""Codes of registered tasks begin so (đăng ký); no plan numbers its tasks like that."""


@dataclass(frozen=True)
class OwnTask:
    """One registered task. first: None where no beginning is told; budget in đồng."""

    content: str
    last: date
    first: date | None = None
    product: str = ""
    lead: str = ""
    coordinators: str = ""
    budget: int | None = None
    note: str = ""
    unit: int | None = None
    number: int = 0

    @property
    def code(self) -> str:
        """How marks call it."""
        return f"{PREFIX}{self.number}"

    @property
    def task(self) -> Task:
        """The same as a task of the plan."""
        timing = Timing("by", self.last)
        return Task(
            code=self.code,
            group="",
            text=self.content,
            products=(Product(self.product, f"đến {self.last:%d/%m/%Y}", timing),),
            lead=self.lead,
            coordinators=self.coordinators,
            origin="own",
            note=self.note,
        )


@dataclass(frozen=True)
class Registration:
    """Who registers which tasks: a plan's code, a unit's id (None: the authority itself)."""

    plan: str
    unit: int | None
    tasks: Sequence[OwnTask]
    by: str


def register(connection: Connection, told: Registration, now: int) -> tuple[int, int]:
    """(new, gone): what was registered before and stands in the list again keeps its number.

    Nothing is erased: what is no longer in the list is marked as withdrawn.
    """
    place = place_of(connection, told.unit)
    known = {_facts(one): one.number for one in own_tasks(connection, told.plan, [place])}
    new = [one for one in told.tasks if known.pop(_facts(one), None) is None]
    gone = update(kept).where(kept.c.id.in_(known.values())).values(withdrawn_at=now)
    connection.execute(gone)
    common = {"plan": told.plan, "unit_id": place, "registered_by": told.by, "registered_at": now}
    for one in new:
        connection.execute(insert(kept).values(**common, **_columns(one)))
    next_data_version(connection)
    return len(new), len(known)


def own_tasks(
    connection: Connection, plan: str, units: Sequence[int | None] | None = None
) -> list[OwnTask]:
    """What stands registered, in the order it was; units: None for everybody's."""
    query = select(kept).where(kept.c.plan == plan, kept.c.withdrawn_at.is_(None))
    if units is not None:
        numbers = [one for one in units if one is not None]
        whose = [kept.c.unit_id.in_(numbers)]
        query = query.where(or_(*whose, *([kept.c.unit_id.is_(None)] if None in units else [])))
    return [
        OwnTask(
            content=row.content,
            last=day_of(row.last_day),
            first=None if row.first_day is None else day_of(row.first_day),
            product=row.product,
            lead=row.lead,
            coordinators=row.coordinators,
            budget=row.budget,
            note=row.note,
            unit=row.unit_id,
            number=row.id,
        )
        for row in connection.execute(query.order_by(kept.c.id))
    ]


def _columns(one: OwnTask) -> dict:
    names = ("content", "product", "lead", "coordinators", "budget", "note")
    return {
        **{name: getattr(one, name) for name in names},
        "first_day": None if one.first is None else day_number(one.first),
        "last_day": day_number(one.last),
    }


def _facts(one: OwnTask) -> tuple:
    """What makes two registrations the same."""
    return tuple(_columns(one).values())
