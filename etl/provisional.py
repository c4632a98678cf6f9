"""Units, procedures and areas that files named and no catalogue knows: which, how many, nearest.

It only reads, and imports little: a page asks it. Giving them their names is `naming`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, RowMapping, Table, func, or_, select

from etl.headings import NOT_WORD, fold_bare
from etl.names import UNKNOWN_UNIT
from onestop.domain.errors import NotFoundError
from onestop.domain.wording import name_key
from onestop.storage.scoped import units_of
from onestop.storage.tables import area, dossier, procedure, unit


TABLES = {"units": unit, "procedures": procedure, "areas": area}
"""Kind, as the command line writes it, to its table."""

KINDS = {"units": "cơ quan", "procedures": "thủ tục", "areas": "lĩnh vực"}
"""Kind, as a sentence calls it."""

NEAREST = 3
LIKE_ENOUGH = 60
"""The least likeness (0–100) at which a known name is offered."""


@dataclass(frozen=True)
class Known:
    """A catalogue entry that may be meant: its code (its name where it has none) and name."""

    key: str
    label: str


@dataclass(frozen=True)
class Provisional:
    """One wording without an entry: kind (units, procedures, areas), id, code if files told one.

    dossiers: how many name it, as resolving or receiving unit. nearest: most likely first.
    """

    kind: str
    id: int
    wording: str
    code: str
    dossiers: int
    nearest: tuple[Known, ...]


def list_provisional(connection: Connection) -> list[Provisional]:
    """Every provisional entry, units first, within a kind those of most dossiers first.

    A reader of some units is shown those that their dossiers name.
    """
    found = [one for kind in TABLES for one in _of_kind(connection, kind)]
    return found if units_of(connection) is None else [one for one in found if one.dossiers]


def _of_kind(connection: Connection, kind: str) -> list[Provisional]:
    table = TABLES[kind]
    rows = connection.execute(select(table).where(waits_for_a_name(table))).mappings().all()
    if not rows:
        return []
    counts, known = _counts(connection, table), _known(connection, table)
    found = [
        Provisional(
            kind,
            row["id"],
            row["name"],
            row.get("code") or "",
            counts.get(row["id"], 0),
            _nearest(row["name"], known),
        )
        for row in rows
    ]
    return sorted(found, key=lambda one: (-one.dossiers, one.wording))


def waits_for_a_name(table: Table) -> ColumnElement[bool]:
    """Entries to be named; the one for dossiers of no unit at all names nothing."""
    return (table.c.is_provisional == 1) & (table.c.name_key != name_key(UNKNOWN_UNIT))


def must_wait_for_a_name(connection: Connection, kind: str, number: int) -> RowMapping:
    """The provisional entry of an id. Raises NotFoundError for any other kind or id."""
    if kind not in TABLES:
        raise NotFoundError("loại danh mục", kind, tuple(TABLES))
    table = TABLES[kind]
    query = select(table).where(table.c.id == number, waits_for_a_name(table))
    if table is unit and (seen := units_of(connection)) is not None:
        query = query.where(table.c.id.in_(sorted(seen)))
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFoundError(f"{KINDS[kind]} tạm ghi", str(number))
    return row


def _counts(connection: Connection, table: Table) -> dict[int, int]:
    """Dossiers by provisional entry; a dossier names a unit once, as whichever of the two."""
    waiting = select(table.c.id).where(waits_for_a_name(table))
    own = dossier.c[f"{table.name}_id"]
    counts = _grouped(connection, own, own.in_(waiting))
    if table is unit:
        other = dossier.c.receiving_unit_id
        apart = or_(own != other, own.is_(None))
        for number, more in _grouped(connection, other, other.in_(waiting) & apart).items():
            counts[number] = counts.get(number, 0) + more
    return counts


def _grouped(connection: Connection, key: ColumnElement, which: ColumnElement) -> dict[int, int]:
    query = select(key, func.count()).where(which).group_by(key)
    return dict(connection.execute(query).all())


def _known(connection: Connection, table: Table) -> dict[Known, str]:
    """Declared entries, with their names as they are compared."""
    code = table.c.code if "code" in table.c else table.c.name
    query = select(code, table.c.name).where(table.c.is_provisional == 0).order_by(table.c.id)
    if table is unit and (seen := units_of(connection)) is not None:
        query = query.where(unit.c.id.in_(sorted(seen)))
    return {Known(key or name, name): _compared(name) for key, name in connection.execute(query)}


def _nearest(wording: str, known: dict[Known, str]) -> tuple[Known, ...]:
    found = process.extract(
        _compared(wording),
        known,
        scorer=fuzz.token_sort_ratio,
        limit=NEAREST,
        score_cutoff=LIKE_ENOUGH,
    )
    return tuple(key for _, _, key in found)


def _compared(name: str) -> str:
    return NOT_WORD.sub(" ", fold_bare(name)).strip()
