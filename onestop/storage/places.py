"""Which unit a plan's tasks and told figures belong to: the authority itself, or one below it.

The only root of a catalogue and "all units" are one place, so that what is told of either is
found from both. It knows the tree of units; it refuses to know tasks or figures.
"""

from __future__ import annotations

from sqlalchemy import Connection, Row, select

from onestop.domain.period import day_of
from onestop.domain.plan import Plan
from onestop.domain.task_status import Scope
from onestop.storage.scoped import units_of
from onestop.storage.tables import unit


COLUMNS = (
    unit.c.id,
    unit.c.parent_id,
    unit.c.level,
    unit.c.valid_from,
    unit.c.valid_to,
    unit.c.is_provisional,
)


def place_of(connection: Connection, number: int | None) -> int | None:
    """The unit under which something is kept: None for the whole place and its only root.

    Who sees some units only keeps nothing of the whole place, though their root is the only one.
    """
    return number if units_of(connection) is not None else _place(_units(connection), number)


def scope_of(connection: Connection, plan: Plan, number: int | None) -> Scope:
    """Whose tasks of a plan are asked about when a unit is (None: all units).

    A unit below the plan's authority owes what the plan asks of every unit, and nothing else.
    """
    units = _units(connection)
    place, years = place_of(connection, number), (plan.first_year, plan.last_year)
    if place is not None and _is_below(units, place, plan.level):
        return Scope(*years, unit=place, owing=(place,), only_owed=True)
    below = _below(units, place, plan)
    return Scope(*years, unit=place, owing=tuple(below) or (place,))


def _units(connection: Connection) -> dict[int, Row]:
    rows = connection.execute(select(*COLUMNS).order_by(unit.c.id))
    return {row.id: row for row in rows}


def _place(units: dict[int, Row], number: int | None) -> int | None:
    roots = [one.id for one in units.values() if one.parent_id is None and not one.is_provisional]
    return None if roots == [number] else number


def _is_below(units: dict[int, Row], number: int, level: str) -> bool:
    """Whether a unit of the plan's level stands above, and it is none itself."""
    row, passed = units.get(number), {number}
    if row is None or row.level == level:
        return False
    while row is not None and row.parent_id not in passed:
        row = units.get(row.parent_id)
        if row is None:
            return False
        if row.level == level:
            return True
        passed.add(row.id)
    return False


def _below(units: dict[int, Row], place: int | None, plan: Plan) -> list[int]:
    """The declared units under a place that there were in the plan's years."""
    return [
        one.id
        for one in units.values()
        if not one.is_provisional and one.id != place and _has_above(units, one, place)
        if _lived(one, plan)
    ]


def _has_above(units: dict[int, Row], row: Row, place: int | None) -> bool:
    if place is None:
        return row.parent_id is not None
    passed: set[int] = set()
    while row is not None and row.parent_id not in passed:
        if row.parent_id == place:
            return True
        passed.add(row.id)
        row = units.get(row.parent_id)
    return False


def _lived(row: Row, plan: Plan) -> bool:
    ended = row.valid_to is not None and day_of(row.valid_to).year < plan.first_year
    begun = row.valid_from is None or day_of(row.valid_from).year <= plan.last_year
    return begun and not ended
