"""The moment states are taken at, T: for each unit, as far as its data goes.

T is the earliest of the period's end, the asked `as_of`, and the newest snapshot of the
unit's main source; an asked `as_of` sets T for all units (definitions.md section 1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, exists, func, select

from onestop.storage.scoped import units_of
from onestop.storage.slices import Slice
from onestop.storage.tables import dossier, source, unit_source
from onestop.storage.tables_corrections import uncorrected


@dataclass(frozen=True)
class Moments:
    """T by unit; `groups` maps a T to the units that have it, None for "all".

    seen: the units of the reader, None for the whole place; no slice reaches beyond them.
    """

    groups: dict[int, frozenset[int] | None]
    newest: int | None
    lagging: dict[int, int]
    seen: frozenset[int] | None = None

    @staticmethod
    def of(connection: Connection, question: Any) -> Moments:
        """The moments of a question (`period`, `as_of`, `newest`)."""
        return Moments.of_all(connection, [question])[0]

    @staticmethod
    def of_all(connection: Connection, questions: Sequence[Any]) -> list[Moments]:
        """The moments of several questions with one `as_of` (and `newest`), asked for together."""
        seen, as_of = units_of(connection), questions[0].as_of
        ends = [question.period.end_at for question in questions]
        if as_of is not None:
            told = (min(end, as_of) for end in ends)
            return [Moments({moment: None}, moment, {}, seen) for moment in told]
        newest = questions[0].newest
        if newest is None:
            newest = newest_by_unit(connection)
        return [replace(_by_unit(newest, end), seen=seen) for end in ends]

    def slices(self, asked: Slice) -> Iterator[tuple[int, Slice]]:
        """Each T with the part of the slice it is for."""
        chosen = asked.chosen.get("unit")
        if self.seen is not None and (chosen is None or not chosen <= self.seen):
            asked = asked.within("unit", self.seen)
        for moment, units in self.groups.items():
            narrowed = asked if units is None else asked.within("unit", units)
            if narrowed.chosen.get("unit") != frozenset():
                yield moment, narrowed


def newest_by_unit(connection: Connection) -> dict[int, int]:
    """Unit id to the as-of of the newest snapshot of its main source.

    A unit that no file speaks of, but to which somebody corrected a dossier, is known as far
    as the unit that the sources name for it.
    """
    query = (
        select(unit_source.c.unit_id, unit_source.c.as_of)
        .join(source, source.c.id == unit_source.c.source_id)
        .order_by(source.c.case_priority, unit_source.c.as_of)
    )
    newest = dict(connection.execute(query).all())
    return _of_corrected(connection, newest) | newest if newest else newest


def _of_corrected(connection: Connection, newest: dict[int, int]) -> dict[int, int]:
    told = func.coalesce(uncorrected.c.unit_id, uncorrected.c.receiving_unit_id)
    itself = dossier.c.id == uncorrected.c.dossier_id
    # not a join: SQLite would walk all dossiers to look for the few corrected ones
    shown = select(dossier.c.unit_id).where(itself).scalar_subquery()
    query = select(shown, told).where(exists(select(dossier.c.id).where(itself)))
    found: dict[int, int] = {}
    for unit, source_says in connection.execute(query.distinct()):
        as_of = newest.get(source_says, max(newest.values()))
        found[unit] = max(as_of, found.get(unit, as_of))
    return found


def newest_of_all(connection: Connection) -> int | None:
    """The newest moment any unit's main source speaks for."""
    newest = newest_by_unit(connection)
    return max(newest.values()) if newest else None


def _by_unit(newest: dict[int, int], end: int) -> Moments:
    if not newest:
        return Moments({}, None, {})
    latest = min(end, max(newest.values()))
    lagging = {unit: as_of for unit, as_of in newest.items() if as_of < latest}
    if not lagging:
        return Moments({latest: None}, latest, {})
    groups = defaultdict(set)
    for unit, as_of in newest.items():
        groups[min(end, as_of)].add(unit)
    frozen = {moment: frozenset(units) for moment, units in groups.items()}
    return Moments(frozen, latest, lagging)
