"""Whose figures a line of somebody else's table are: its units or areas, by the catalogue.

It matches names and remembers what it could not match; it counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from onestop.domain.aggregates import GROUP, ROW, TOTAL, UNIT, ToldLine, ToldTable
from onestop.domain.errors import NotFoundError
from onestop.domain.wording import name_key, without_marks
from onestop.storage import catalogue
from onestop.storage.reconcile_counts import WHOLE, Counts
from onestop.storage.tables import unit


OFFICE = re.compile(r"^(?:ubnd|uy ban nhan dan)\s+")
"""“UBND xã X” and “Xã X” are one office."""

PIECES = re.compile(r"\s+-\s+")
"""A group of e-par is written "mã - tên"."""


@dataclass(frozen=True)
class Line:
    """One line that is compared. told: as the file has it; None where it has no such line.

    scope: the part of everything that it lies in; ids: what it counts, None for all of it.
    """

    kind: str
    label: str
    scope: str
    ids: frozenset[int] | None
    told: ToldLine | None = None


@dataclass(frozen=True)
class Unmatched:
    """A line whose name the catalogue does not know, with the names most like it."""

    told: ToldLine
    nearest: tuple[str, ...]


@dataclass(frozen=True)
class Places:
    """What names stand for. levels: unit ids by the names of a level; merged: units of the past
    belong to the one that took over."""

    connection: Connection
    by: str
    levels: dict[str, frozenset[int]]
    merged: bool = False

    def named(self, dimension: str, name: str) -> int:
        """The id of a name, an alias, or a name told a little otherwise; else NotFoundError."""
        if name_key(name) == name_key(catalogue.UNKNOWN):
            return 0
        try:
            return catalogue.find(self.connection, dimension, name)
        except NotFoundError:
            found = self._alike(dimension, name)
            if found is None:
                raise
            return found

    def units_of(self, group: str) -> frozenset[int] | None:
        """The units that a group of lines is about: of a level, or one with all below it."""
        level = self.levels.get(_bare(group))
        if level is not None:
            return level
        for part in (group, *reversed(PIECES.split(group))):
            try:
                root = self.named(UNIT, part)
            except NotFoundError:
                continue
            return self.whole(catalogue.with_descendants(self.connection, root))
        return None

    def whole(self, ids: frozenset[int]) -> frozenset[int]:
        """Units with those that they took over from, where that is asked."""
        return catalogue.with_predecessors(self.connection, ids) if self.merged else ids

    def _alike(self, dimension: str, name: str) -> int | None:
        """The one entry that differs in accents or in “UBND” only."""
        names = catalogue.names_of(self.connection, dimension)
        wanted = {_bare(part) for part in (name, *PIECES.split(name))}
        found = [number for number, one in names.items() if number and _bare(one.label) in wanted]
        return found[0] if len(found) == 1 else None


def _bare(name: str) -> str:
    return OFFICE.sub("", " ".join(without_marks(name).split()))


def bare_levels(
    words: dict[str, tuple[str, ...]], units: dict[str, frozenset[int]]
) -> dict[str, frozenset[int]]:
    """Unit ids by every name of their level."""
    return {
        _bare(name): units.get(level, frozenset())
        for level, names in words.items()
        for name in names
    }


def is_above_all(connection: Connection, number: int) -> bool:
    """Whether a unit is the one that all other declared ones stand below."""
    roots = select(unit.c.id).where(unit.c.parent_id.is_(None), unit.c.is_provisional == 0)
    return connection.scalars(roots).all() == [number]


def scopes_of(table: ToldTable, places: Places) -> dict[str, frozenset[int]]:
    """The units of each group under which areas (or procedures) stand."""
    if table.by == UNIT:
        return {}
    names = {line.group for line in table.lines} | {
        line.name for line in table.lines if line.kind == GROUP
    }
    found = {name: places.units_of(name) for name in sorted(names) if name}
    return {name: ids for name, ids in found.items() if ids is not None}


def match(
    table: ToldTable, places: Places, ours: Counts, scopes: Iterable[str]
) -> tuple[list[Line], list[Unmatched]]:
    """The lines of a table as ids, then what we count that no line names."""
    scopes, lines, unknown = set(scopes), [], []
    for told in table.lines:
        found = _line(told, table, places, scopes)
        if isinstance(found, Unmatched):
            unknown.append(found)
        elif found is not None:
            _add(lines, found)
    if table.by == UNIT:
        lines = _with_those_below(lines, places, ours)
    lines = [_summed(one, lines) for one in lines]
    return [*lines, *_absent(table, places, lines, ours)], unknown


def _line(
    told: ToldLine, table: ToldTable, places: Places, scopes: set[str]
) -> Line | Unmatched | None:
    if told.kind == TOTAL and not told.group:
        return Line(TOTAL, told.name, WHOLE, None, told)
    if told.kind in (GROUP, TOTAL):
        return _group(told, table, places, scopes)
    if table.by != UNIT and told.group and told.group not in scopes:
        return Unmatched(told, ())
    try:
        number = places.named(table.by, told.name)
    except NotFoundError as error:
        return Unmatched(told, error.nearest)
    ids = frozenset({number})
    ids = places.whole(ids) if table.by == UNIT and number else ids
    return Line(ROW, told.name, told.group if told.group in scopes else WHOLE, ids, told)


def _group(
    told: ToldLine, table: ToldTable, places: Places, scopes: set[str]
) -> Line | Unmatched | None:
    """A group with figures: of lines under a scope all of it; of units those it names."""
    if not told.values:
        return None
    name = told.name if told.kind == GROUP else told.group
    if table.by != UNIT:
        return Line(GROUP, told.name, name, None, told) if name in scopes else Unmatched(told, ())
    units = places.units_of(name)
    # a group that names no unit is the sum of its lines: see `_summed`
    return Line(GROUP, told.name, WHOLE, frozenset() if units is None else units, told)


def _summed(line: Line, lines: list[Line]) -> Line:
    if line.kind != GROUP or line.ids is None or line.ids:
        return line
    name = line.told.name if line.told.kind == GROUP else line.told.group
    inside = [one.ids for one in lines if one.kind == ROW and one.told and one.told.group == name]
    return replace(line, ids=frozenset().union(*inside))


def _add(lines: list[Line], line: Line) -> None:
    """A name that stands twice becomes one line with both figures."""
    for place, one in enumerate(lines):
        if line.kind == ROW == one.kind and (one.scope, one.ids) == (line.scope, line.ids):
            codes = {*one.told.values, *line.told.values}
            both = [line.told.values, one.told.values]
            values = {code: sum(told.get(code, 0) for told in both) for code in codes}
            lines[place] = replace(one, told=replace(one.told, values=values))
            return
    lines.append(line)


def _with_those_below(lines: list[Line], places: Places, ours: Counts) -> list[Line]:
    """A unit's line counts also the units below it that have no line of their own."""
    own = {number: at for at, line in enumerate(lines) if line.kind == ROW for number in line.ids}
    above = dict(places.connection.execute(select(unit.c.id, unit.c.parent_id)).all())
    more: dict[int, set[int]] = {}
    for key in ours[WHOLE].keys() - own.keys():
        at, seen = above.get(key), {key}
        while at is not None and at not in own and at not in seen:
            seen.add(at)
            at = above.get(at)
        if at in own:
            more.setdefault(own[at], set()).add(key)
    return [
        replace(line, ids=line.ids | more[at]) if at in more else line
        for at, line in enumerate(lines)
    ]


def _absent(table: ToldTable, places: Places, lines: list[Line], ours: Counts) -> list[Line]:
    """What we count and the table has no line for."""
    names = catalogue.names_of(places.connection, table.by)
    scopes = [scope for scope in ours if scope] or [WHOLE]
    found = []
    for scope in scopes:
        named = [one.ids for one in lines if one.kind == ROW and one.scope == scope]
        keys = sorted(ours[scope].keys() - frozenset().union(*named))
        counted = [key for key in keys if any(ours[scope][key].values())]
        found += [Line(ROW, names[key].label, scope, frozenset({key})) for key in counted]
    return found
