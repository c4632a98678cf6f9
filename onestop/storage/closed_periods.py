"""Closed periods as they are kept: who closed which, what was published, on which files.

It only reads; `onestop.storage.closing` closes. Ids may be given anew when facts are made again,
so a kept figure says what its unit or area was called then.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, fields

from sqlalchemy import Connection, RowMapping, select

from onestop.domain.errors import NotFoundError
from onestop.domain.period import Period, parse_period
from onestop.domain.policy import Policy
from onestop.storage import catalogue
from onestop.storage.catalogue import Name
from onestop.storage.moments import newest_by_unit
from onestop.storage.places import place_of
from onestop.storage.tables import unit
from onestop.storage.tables_kept import closed_figure, closed_period


TOTAL, UNIT, AREA = "", "unit", "area"
WAYS = (TOTAL, UNIT, AREA)
"""How figures are kept: all together, by unit, by area."""

OF_UNIT = "area@"
"""Followed by a unit's id: its areas, so that any unit's form can be written from them."""

MEMBERS, LOAD = "members", "load"
"""Kept beside the figures: which dossiers they counted, and which files they rested on."""


@dataclass(frozen=True)
class Closed:
    """One closed period as it is kept; closed_at, as_of: local seconds."""

    id: int
    period: Period
    unit: int | None
    unit_name: str
    closed_at: int
    closed_by: str
    note: str
    as_of: int
    policy: Policy

    @property
    def is_provisional(self) -> bool:
        """Whether its data ended before the period did."""
        return not is_over(self.period, self.as_of)


def lagging_units(connection: Connection, found: Closed) -> dict[str, int]:
    """Units of a closed period whose data, even now, ends before the figures do, by name."""
    mine = units_below(connection, found.unit).get(UNIT)
    names = catalogue.names_of(connection, UNIT)
    return {
        names[number].label: newest
        for number, newest in sorted(newest_by_unit(connection).items())
        if newest + 1 < found.as_of and (mine is None or number in mine) and number in names
    }


def closings(connection: Connection) -> list[Closed]:
    """Every closed period, the newest first."""
    rows = connection.execute(_listed().order_by(closed_period.c.id.desc())).mappings()
    return [_closed(row) for row in rows]


def closed(connection: Connection, number: int) -> Closed:
    """One closed period. NotFoundError, with the last, for a number that there is not."""
    row = connection.execute(_listed().where(closed_period.c.id == number)).mappings().first()
    if row is None:
        known = connection.scalars(select(closed_period.c.id).order_by(closed_period.c.id)).all()
        raise NotFoundError("kỳ đã chốt", str(number), tuple(str(one) for one in known[-3:]))
    return _closed(row)


def closing_that_counts(
    connection: Connection, period: Period, number: int | None
) -> Closed | None:
    """The closing whose figures hold for a period and unit: the newest of the unit itself, else
    of the nearest above it; None where the period was never closed for any of them."""
    same = (closed_period.c.period == period.code, closed_period.c.cutoff == period.cutoff)
    query = _listed().where(*same).order_by(closed_period.c.id)
    newest = {row["unit_id"]: row for row in connection.execute(query).mappings()}
    for place in _upwards(connection, place_of(connection, number)):
        if place in newest:
            return _closed(newest[place])
    return None


def scope_of(connection: Connection, found: Closed) -> dict[str, frozenset[int]]:
    """The units that a closed period is about, as a slice chooses them."""
    return units_below(connection, found.unit)


def figures_of(connection: Connection, found: Closed, by: str) -> dict[int, Counter]:
    """Kept measures of one way by the id that their group had then; what is missing is 0."""
    query = select(closed_figure.c.key, closed_figure.c.measure, closed_figure.c.value)
    kept: dict[int, Counter] = {}
    for key, measure, value in connection.execute(query.where(*_of(found, by))):
        kept.setdefault(key, Counter())[measure] = value
    return kept


def names_then(connection: Connection, found: Closed, by: str) -> dict[int, Name]:
    """What the groups of one way were called when the period was closed."""
    query = select(closed_figure.c.key, closed_figure.c.code, closed_figure.c.label).distinct()
    rows = connection.execute(query.where(*_of(found, by)))
    return {key: Name(code, label) for key, code, label in rows}


def packed_members(connection: Connection, found: Closed) -> str:
    """The dossiers that the figures counted, as `closed_members.packed` wrote them."""
    query = select(closed_figure.c.label).where(*_of(found, MEMBERS))
    return connection.scalar(query) or ""


def loads_then(connection: Connection, found: Closed) -> set[tuple[str, str]]:
    """Hash and profile of every file that the figures rested on."""
    query = select(closed_figure.c.code, closed_figure.c.measure).where(*_of(found, LOAD))
    return {(row.code, row.measure) for row in connection.execute(query)}


def is_over(period: Period, as_of: int) -> bool:
    """Data until 23:59:59 of the last day is data until its end."""
    return as_of + 1 >= period.end_at


def units_below(connection: Connection, place: int | None) -> dict[str, frozenset[int]]:
    """A slice's choice: a unit with all below it; everything for None."""
    return {} if place is None else {UNIT: catalogue.with_descendants(connection, place)}


def _of(found: Closed, by: str) -> tuple:
    return closed_figure.c.closed_period_id == found.id, closed_figure.c.by == by


def _listed():
    query = select(closed_period, unit.c.name.label("unit_name"))
    return query.outerjoin(unit, unit.c.id == closed_period.c.unit_id)


def _closed(row: RowMapping) -> Closed:
    known = {one.name for one in fields(Policy)}
    policy = {name: told for name, told in json.loads(row["policy"]).items() if name in known}
    return Closed(
        id=row["id"],
        period=parse_period(row["period"], row["cutoff"]),
        unit=row["unit_id"],
        unit_name=row["unit_name"] or "",
        closed_at=row["closed_at"],
        closed_by=row["closed_by"],
        note=row["note"],
        as_of=row["as_of"],
        policy=Policy(**policy),
    )


def _upwards(connection: Connection, place: int | None) -> list[int | None]:
    """A unit and those above it, and the whole place at last."""
    parents = dict(connection.execute(select(unit.c.id, unit.c.parent_id)).all())
    path: list[int | None] = []
    while place is not None and place not in path:
        path.append(place)
        place = parents.get(place)
    return [*path, None]
