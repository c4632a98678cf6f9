"""Which units make up which province: what follows from the unit tree.

It knows `unit.province_id` and the questions asked of it; what a province is, is
`onestop.domain.unit`'s, and moving dossiers from one to another `etl.province_moves`'.
Dossiers by the thousand are `province_of_rows`': a question needs no arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches

from sqlalchemy import Connection, Engine, select, update

from onestop.domain.errors import NotFoundError, StoreError
from onestop.domain.unit import provinces
from onestop.storage import catalogue, imports, partitions
from onestop.storage.engine import reading
from onestop.storage.grains import YEAR, Grain
from onestop.storage.scoped import kept_within, seeing, units_of
from onestop.storage.slices import Slice
from onestop.storage.tables import ledger, unit


@dataclass(frozen=True)
class Province:
    """A province of the store."""

    id: int
    code: str


def find(connection: Connection, code: str) -> Province:
    """The province of a code. Raises NotFoundError with the provinces there are."""
    rows = connection.execute(
        select(unit.c.code, unit.c.id).where(unit.c.province_id == unit.c.id).order_by(unit.c.code)
    )
    known = {row.code: row.id for row in rows}
    if code not in known:
        raise NotFoundError("tỉnh", code, tuple(get_close_matches(code, known, 3, 0.5)))
    return Province(known[code], code)


def units_of_province(connection: Connection, province: int) -> frozenset[int]:
    """A province's units, and those elsewhere that one of them took over from."""
    mine = connection.scalars(select(unit.c.id).where(unit.c.province_id == province))
    return catalogue.with_predecessors(connection, frozenset(mine))


def units_told(connection: Connection, code: str) -> frozenset[int] | None:
    """The units of the province of a code; None, for all there are, where none is told."""
    return units_of_province(connection, find(connection, code).id) if code else None


def unit_key(engine: Engine, asked: str, province: str) -> str:
    """How the catalogue writes a unit, of the province of a code where one is told; "" for "".

    Raises NotFoundError with the nearest.
    """
    if not asked:
        return ""
    with reading(engine) as connection:
        units = units_told(connection, province)
    with seeing(units), reading(engine) as connection:
        return catalogue.written(connection, "unit", asked)


def serving_only(engine: Engine, code: str) -> Engine:
    """The same engine, which shows one province of a shared store, and nothing else of it.

    Reading raises StoreError as long as the store has no such province.
    """
    return kept_within(engine, lambda connection: _units_served(connection, code))


def _units_served(connection: Connection, code: str) -> frozenset[int]:
    try:
        return units_of_province(connection, find(connection, code).id)
    except NotFoundError as error:
        raise StoreError(f"ONESTOP_PROVINCE: {error}") from error


def note_load(connection: Connection, number: int, units: Iterable[int]) -> None:
    """Remembers whose a load is, if all its units are of one province."""
    query = select(unit.c.province_id).where(unit.c.id.in_(sorted(units))).distinct()
    found = connection.scalars(query).all()
    if len(found) == 1 and found[0]:
        imports.note_province(connection, number, found[0])


def settle_units(connection: Connection) -> list[int]:
    """Gives each unit the province that the tree says; the units that had another.

    A province that appears has its partition then, before its dossiers are written.
    """
    rows, told = _told_and_meant(connection)
    moved: dict[int, list[int]] = defaultdict(list)
    for number, province in told.items():
        if rows[number] != province:
            moved[province].append(number)
    for province, numbers in moved.items():
        mine = update(unit).where(unit.c.id.in_(numbers))
        connection.execute(mine.values(province_id=province))
    partitions.settle(connection, partitions.provinces_of(connection))
    return sorted(number for numbers in moved.values() for number in numbers)


def _told_and_meant(connection: Connection) -> tuple[dict[int, int], dict[int, int]]:
    """Province by unit id: as it is kept, and as the tree says."""
    columns = (unit.c.id, unit.c.parent_id, unit.c.level, unit.c.province_id)
    rows = connection.execute(select(*columns)).all()
    parents = {row.id: row.parent_id for row in rows}
    found = provinces(parents, {row.id: row.level for row in rows})
    kept = {row.id: row.province_id for row in rows}
    return kept, {number: found.get(number, 0) for number in kept}


def differences(connection: Connection) -> Iterator[str]:
    """Units that are kept under another province than the tree says, as sentences."""
    kept, meant = _told_and_meant(connection)
    for number, province in meant.items():
        if kept[number] != province:
            yield f"đơn vị {number}: tỉnh {kept[number]} ≠ {province} theo cây đơn vị"


def whole(connection: Connection, asked: Slice) -> Slice:
    """The same slice, told the provinces that its units make up, if they make up whole ones.

    Whole: no other unit of theirs has a dossier, and no unit of none is chosen that has one.
    A reader who sees only a part of a province never has it whole.
    """
    chosen = asked.chosen.get("unit")
    if not chosen or asked.by == "unit":
        return asked
    if len(chosen) == 1 and asked.dimensions == {"unit"}:
        return asked  # a commune's totals: its own cells are as few
    touched = select(unit.c.province_id).where(
        unit.c.id.in_(sorted(chosen)), unit.c.province_id > 0
    )
    rows = connection.execute(
        select(unit.c.id, unit.c.province_id).where(unit.c.province_id.in_(touched))
    ).all()
    theirs = frozenset(row.id for row in rows)
    seen = units_of(connection)
    if not theirs or not (seen is None or theirs <= seen):
        return asked
    if _any_has_cells(connection, theirs ^ chosen):
        return asked
    return replace(asked, provinces=frozenset(row.province_id for row in rows))


def _any_has_cells(connection: Connection, units: frozenset[int]) -> bool:
    """Whether a dossier of any of some units is counted: whatever is, is in some year."""
    if not units:
        return False
    of_years = (ledger.c.grain == Grain(0, YEAR).number, ledger.c.unit_id.in_(sorted(units)))
    return connection.scalar(select(ledger.c.unit_id).where(*of_years).limit(1)) is not None
