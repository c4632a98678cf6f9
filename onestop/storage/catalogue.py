"""Units, procedures and areas: finding what a question names, and what an answer is called.

It reads and updates the catalogues; wordings in exports are `etl.names`' matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import ColumnElement, Connection, Table, select

from onestop.domain.dossier import Channel
from onestop.domain.errors import NotFoundError
from onestop.domain.wording import name_key, procedure_key, without_marks
from onestop.storage.scoped import units_of
from onestop.storage.tables import alias, area, procedure, unit, unit_successor


CHANNELS = {
    "direct": (int(Channel.DIRECT), "Trực tiếp"),
    "online": (int(Channel.ONLINE), "Trực tuyến"),
    "postal": (int(Channel.POSTAL), "Bưu chính công ích"),
}

UNKNOWN = "(chưa rõ)"
"""The label of dossiers whose area or procedure no file told."""


@dataclass(frozen=True)
class Name:
    """What an id is called: its code (or its name where it has none) and its label."""

    key: str
    label: str


def names_of(connection: Connection, dimension: str) -> dict[int, Name]:
    """Code and label by id, of one dimension."""
    if dimension == "channel":
        return {number: Name(code, label) for code, (number, label) in CHANNELS.items()}
    table = {"unit": unit, "receiving_unit": unit, "area": area, "procedure": procedure}[dimension]
    code = table.c.code if "code" in table.c else table.c.name
    rows = connection.execute(select(table.c.id, code, table.c.name))
    return {number: Name(own or name, name) for number, own, name in rows} | {0: Name("", UNKNOWN)}


def find(connection: Connection, dimension: str, asked: str) -> int:
    """The id behind a code, a name or an alias. Raises NotFoundError with the nearest.

    A unit that the reader does not see is as unknown to them as one that there is not.
    """
    if dimension == "channel":
        return _channel(asked)
    table = {"unit": unit, "area": area, "procedure": procedure}[dimension]
    code = procedure_key(asked) if dimension == "procedure" else asked
    conditions = [table.c.name_key == name_key(asked)]
    if "code" in table.c:
        conditions.insert(0, table.c.code == code)
    seen = _seen(connection, table)
    for condition in conditions:
        asked_for = select(table.c.id).where(condition, *seen).order_by(table.c.id)
        found = connection.scalar(asked_for.limit(1))
        if found is not None:
            return found
    return _by_alias(connection, table, asked)


def written(connection: Connection, dimension: str, asked: str) -> str:
    """The key by which the catalogue knows what is asked for. Raises NotFoundError as `find`."""
    return names_of(connection, dimension)[find(connection, dimension, asked)].key


def _seen(connection: Connection, table: Table) -> list[ColumnElement]:
    """What the reader may name: of units their own."""
    units = units_of(connection)
    return [] if table is not unit or units is None else [unit.c.id.in_(sorted(units))]


def _channel(asked: str) -> int:
    if asked in CHANNELS:
        return CHANNELS[asked][0]
    raise NotFoundError("kênh", asked, tuple(CHANNELS))


_KINDS = {"unit": "cơ quan", "area": "lĩnh vực", "procedure": "thủ tục"}


def _by_alias(connection: Connection, table: Table, asked: str) -> int:
    seen = _seen(connection, table)
    meant = select(alias.c.target_id).where(
        alias.c.kind == table.name, alias.c.wording_key == name_key(asked)
    )
    named_so = select(table.c.id).where(table.c.id.in_(meant), *seen).order_by(table.c.id)
    found = connection.scalar(named_so.limit(1))
    if found is not None:
        return found
    known = list(connection.scalars(select(table.c.name).where(*seen)))
    if "code" in table.c:
        codes = connection.scalars(select(table.c.code).where(*seen))
        known += [code for code in codes if code]
    raise NotFoundError(_KINDS[table.name], asked, _nearest(asked, known))


def _nearest(asked: str, known: list[str]) -> tuple[str, ...]:
    """Names most like the asked one, which may have been typed without diacritics."""
    plain: dict[str, str] = {}
    for name in known:
        plain.setdefault(without_marks(name), name)
    return tuple(plain[key] for key in get_close_matches(without_marks(asked), plain, 3, 0.5))


def with_descendants(connection: Connection, root: int) -> frozenset[int]:
    """A unit and every unit below it."""
    parents = connection.execute(select(unit.c.id, unit.c.parent_id)).all()
    chosen, size = {root}, 0
    while size != len(chosen):
        size = len(chosen)
        chosen |= {number for number, parent in parents if parent in chosen}
    return frozenset(chosen)


def successors(connection: Connection) -> dict[int, int]:
    """Unit id to the one unit that took over from it, followed to the end.

    A unit that was split has several successors and stays itself: its dossiers cannot be
    told apart.
    """
    rows = connection.execute(select(unit_successor)).all()
    several: dict[int, list[int]] = {}
    for old, new in rows:
        several.setdefault(old, []).append(new)
    single = {old: new[0] for old, new in several.items() if len(new) == 1}
    return {old: _end(single, old) for old in single}


def with_predecessors(connection: Connection, units: frozenset[int]) -> frozenset[int]:
    """Units, and those that one of them took over from."""
    return units | {old for old, new in successors(connection).items() if new in units}


def _end(single: dict[int, int], start: int) -> int:
    seen, at = {start}, single[start]
    while at in single and at not in seen:
        seen.add(at)
        at = single[at]
    return at
