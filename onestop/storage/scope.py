"""What "all units" means to whoever reads: their own unit, with all below it.

The SQL of every read is narrowed anyway (`scoped`); this turns a question that names no unit
into one about the reader's own, so that its answer comes from sums by unit and is right.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Connection, or_, select

from onestop.storage import catalogue
from onestop.storage.scoped import units_of
from onestop.storage.tables import unit


UNIT = "unit"


def own_unit(connection: Connection) -> int | None:
    """The unit above all others that the reader sees; None for readers of the whole place, and
    where there are several. What a unit took over from stands beside it, not above."""
    units = units_of(connection)
    if units is None:
        return None
    rows = connection.execute(select(unit.c.id, unit.c.parent_id)).all()
    gone = catalogue.successors(connection)
    tops = [
        row.id
        for row in rows
        if row.id in units and row.parent_id not in units and gone.get(row.id) not in units
    ]
    return tops[0] if len(tops) == 1 else None


def own_and_whole(connection: Connection, unit_id: ColumnElement) -> list[ColumnElement]:
    """What narrows rows to those of the reader's units and of the whole store, by their column
    of units; nothing for readers of the whole place."""
    units = units_of(connection)
    return [] if units is None else [or_(unit_id.is_(None), unit_id.in_(sorted(units)))]


def sees_a_province(connection: Connection) -> bool:
    """Whether the reader sees the whole place, or all of a province: what is said of loads and
    pulled sources is for them."""
    units, own = units_of(connection), own_unit(connection)
    if units is None or own is None:
        return units is None
    below = connection.scalars(select(unit.c.id).where(unit.c.province_id == own)).all()
    return bool(below) and units.issuperset(below)


def within(
    connection: Connection, chosen: Mapping[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    """The ids of a question by dimension, as its reader may ask: no unit that they do not see,
    and their own with all below it where none is chosen. The whole place is asked as it is."""
    units = units_of(connection)
    if units is None:
        return dict(chosen)
    if UNIT in chosen:
        return {**chosen, UNIT: chosen[UNIT] & units}
    own = own_unit(connection)
    mine = units if own is None else catalogue.with_descendants(connection, own) & units
    return {**chosen, UNIT: mine}


def unit_told(connection: Connection, text: str) -> int | None:
    """The unit that a form names; without a name the reader's own, None for the whole place.

    Raises NotFoundError for a unit that there is not, or that the reader does not see.
    """
    return catalogue.find(connection, UNIT, text) if text else own_unit(connection)
