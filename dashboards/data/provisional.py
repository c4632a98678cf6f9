"""Names that files use and no catalogue knows, as the upload desk lists them.

It lists; naming one changes the store and is the desk's matter. Where loading is off the
names are told without a count or a nearest: nobody could say there what they stand for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, select

from dashboards.data.allowed import loading_desk
from dashboards.data.asked import Asked
from dashboards.data.remembered import Remembered
from onestop.storage.scoped import units_of
from onestop.storage.tables import area, dossier, procedure, unit


TABLES: dict[str, Table] = {"units": unit, "procedures": procedure, "areas": area}

SHOWN = 20
"""Names of a kind on the page; as these are named, the next ones come up."""

_remembered = Remembered()


@dataclass(frozen=True)
class Known:
    """An entry of a catalogue: its code (its name where it has none), and its name."""

    key: str
    label: str


@dataclass(frozen=True)
class Provisional:
    """A name that files use. dossiers: how many say so, None where nobody counted."""

    kind: str
    id: int
    wording: str
    code: str
    dossiers: int | None
    nearest: tuple[Known, ...] = ()


@dataclass(frozen=True)
class Unnamed:
    """The provisional names of a kind (units, procedures, areas): the first, and how many."""

    kind: str
    shown: tuple[Provisional, ...]
    total: int


def unnamed(asked: Asked) -> tuple[Unnamed, ...]:
    """Every kind that has provisional names, those of most dossiers first."""
    has_desk = loading_desk(asked.here) is not None
    key = (str(asked.here.engine.url), asked.version, asked.seen, has_desk)
    return _remembered.get(key, lambda: _by_kind(_listed(asked)))


def known(asked: Asked, kind: str) -> tuple[Known, ...]:
    """Every declared entry of a kind by name, to choose from."""
    table = TABLES[kind]
    code = table.c.code if "code" in table.c else table.c.name
    query = select(code, table.c.name).where(table.c.is_provisional == 0)
    if table is unit and asked.seen is not None:
        query = query.where(unit.c.id.in_(sorted(asked.seen)))
    rows = asked.connection.execute(query.order_by(table.c.name)).all()
    return tuple(Known(own or name, name) for own, name in rows)


def _listed(asked: Asked) -> list[Provisional]:
    uploads = loading_desk(asked.here)
    if uploads is None:
        return [one for kind in TABLES for one in _names(asked.connection, kind)]
    return [_told(one) for one in uploads.provisional()]


def _told(one: Any) -> Provisional:
    """What the desk tells of a name, as this page keeps it."""
    near = tuple(Known(found.key, found.label) for found in one.nearest)
    return Provisional(one.kind, one.id, one.wording, one.code, one.dossiers, near)


def _names(connection: Connection, kind: str) -> list[Provisional]:
    table = TABLES[kind]
    query = select(table.c.id, table.c.name).where(table.c.is_provisional == 1)
    if units_of(connection) is not None:  # names that no dossier of theirs tells are others'
        query = query.where(table.c.id.in_(select(dossier.c[f"{table.name}_id"])))
    rows = connection.execute(query.order_by(table.c.name))
    return [Provisional(kind, number, name, "", None) for number, name in rows]


def _by_kind(found: Sequence[Provisional]) -> tuple[Unnamed, ...]:
    kinds = {kind: [one for one in found if one.kind == kind] for kind in TABLES}
    return tuple(
        Unnamed(kind, tuple(every[:SHOWN]), len(every)) for kind, every in kinds.items() if every
    )
