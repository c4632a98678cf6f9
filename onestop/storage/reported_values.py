"""Figures that people report: kept with who and when, corrected without being erased.

It knows plans, units and periods by their codes; whether a figure makes sense is decided in
`onestop.domain.reported`, who may report by whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, insert, select, update

from onestop.domain.period import Period
from onestop.domain.plan import Plan
from onestop.domain.reported import Told, value_of
from onestop.storage.places import place_of
from onestop.storage.state import next_data_version
from onestop.storage.tables import unit
from onestop.storage.tables_kept import reported_value as kept


@dataclass(frozen=True)
class Report:
    """One figure as it is reported. value: exact text (`exact_text`); None takes it back.

    unit: an id, None for the whole place.
    """

    plan: str
    target: str
    unit: int | None
    period: Period
    value: str | None
    by: str
    evidence: str = ""


def report(connection: Connection, told: Report, now: int) -> int:
    """Keeps a figure and gives back its number; the one it corrects stays in the history."""
    place = place_of(connection, told.unit)
    current = _about(select(kept.c.id), told.plan, place, told.period)
    before = list(connection.scalars(current.where(kept.c.target == told.target)))
    added = insert(kept).values(
        plan=told.plan,
        target=told.target,
        unit_id=place,
        period=told.period.code,
        cutoff=told.period.cutoff,
        value=told.value,
        reported_by=told.by,
        reported_at=now,
        evidence=told.evidence,
    )
    number = connection.execute(added).inserted_primary_key[0]
    connection.execute(update(kept).where(kept.c.id.in_(before)).values(superseded_by=number))
    next_data_version(connection)
    return number


def reported(
    connection: Connection, plan: Plan, number: int | None, period: Period
) -> dict[str, Told]:
    """What holds now of a unit and period, by the code of the promise."""
    columns = (kept.c.target, kept.c.value, kept.c.reported_by, kept.c.reported_at, kept.c.evidence)
    query = _about(select(*columns), plan.code, place_of(connection, number), period)
    rows = connection.execute(query.where(kept.c.value.is_not(None)).order_by(kept.c.id))
    return {
        row.target: Told(value_of(row.value), row.reported_by, row.reported_at, row.evidence)
        for row in rows
    }


def history(connection: Connection, plan: str = "", target: str = "") -> list[dict[str, Any]]:
    """Everything that was ever reported, oldest first; `superseded_by` is None where it holds."""
    columns = [one for one in kept.c if one.name != "unit_id"]
    query = select(*columns, kept.c.unit_id, unit.c.name.label("unit"))
    query = query.outerjoin(unit, unit.c.id == kept.c.unit_id).order_by(kept.c.id)
    if plan:
        query = query.where(kept.c.plan == plan)
    if target:
        query = query.where(kept.c.target == target)
    return [dict(row) for row in connection.execute(query).mappings()]


def _about(query: Select, plan: str, place: int | None, period: Period) -> Select:
    """Only what holds, of one plan, unit and period."""
    same_unit = kept.c.unit_id.is_(None) if place is None else kept.c.unit_id == place
    return query.where(
        kept.c.plan == plan,
        same_unit,
        kept.c.period == period.code,
        kept.c.cutoff == period.cutoff,
        kept.c.superseded_by.is_(None),
    )
