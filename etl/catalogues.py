"""Catalogues of units and procedures from csv, and what follows for dossiers already loaded.

A provisional entry of the same name becomes the real one; another wording declared as an
alias is re-keyed; both without reloading a file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from etl.agreed import flag_agreed
from etl.catalogue_rows import day, listed, rows_of, whole
from etl.corrections import STAYING, Corrections, Moves
from etl.derive import ProcedureFacts, WorkingDays, as_told, conclude, derive
from etl.names import UNKNOWN_UNIT
from etl.nowhere import nobody
from etl.province_moves import settle
from etl.same_province import beside, province_of_entry, tell_provinces
from etl.stored import replace
from onestop.domain.policy import Policy
from onestop.domain.unit import Unit, check_units
from onestop.domain.wording import name_key, procedure_key
from onestop.domain.working_time import Calendar
from onestop.storage import dossiers, ledger_writer, owners, state
from onestop.storage.tables import (
    alias,
    area,
    claim,
    dossier,
    feedback,
    procedure,
    unit,
    unit_source,
    unit_successor,
)
from onestop.storage.tables_corrections import uncorrected
from onestop.storage.tally import Tally


UNIT_COLUMNS = (
    "code",
    "name",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "successors",
    "aliases",
)
PROCEDURE_COLUMNS = ("code", "name", "area", "service_level", "limit_working_days", "aliases")


@dataclass
class CatalogueReport:
    """What a catalogue file changed."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    rekeyed_dossiers: int = 0


@dataclass
class Updating:
    """What updating a catalogue works with."""

    connection: Connection
    policy: Policy
    calendar: Calendar

    def __post_init__(self) -> None:
        self.tally = Tally(self.policy)
        self.report = CatalogueReport()

    def finish(self) -> CatalogueReport:
        """Puts the ledger right and tells what changed."""
        corrections = Corrections(self.connection, WorkingDays(self.calendar))
        corrections.settle(self.tally)
        flag_agreed(self.connection, corrections)
        ledger_writer.put_away(self.connection, self.tally)
        self.tally.clear()
        state.next_data_version(self.connection)
        return self.report


def load_units(updating: Updating, file: Path) -> CatalogueReport:
    """Loads or updates the unit tree. Raises InputError naming the row and column."""
    return put_units(updating, rows_of(file, UNIT_COLUMNS, ("code", "name")), file)


def put_units(updating: Updating, rows: list[dict], file: Path) -> CatalogueReport:
    """Enters units told as a catalogue file's rows; `file` names it in errors."""
    _check_tree(updating.connection, file, rows)
    tell_provinces(updating.connection, rows)
    ids = {row["code"]: _enter(updating, unit, row, _unit_values(file, row)) for row in rows}
    known = dict(updating.connection.execute(select(unit.c.code, unit.c.id)).all()) | ids
    for row in rows:
        parent = known.get(row["parent"])
        updating.connection.execute(
            update(unit).where(unit.c.id == ids[row["code"]]).values(parent_id=parent)
        )
        _successors(updating.connection, ids[row["code"]], row["successors"], known)
    settle(updating.connection, updating.tally)
    return updating.finish()


def load_procedures(updating: Updating, file: Path) -> CatalogueReport:
    """Loads or updates procedures with their area, level and limit."""
    return put_procedures(updating, rows_of(file, PROCEDURE_COLUMNS, ("code", "name")), file)


def put_procedures(updating: Updating, rows: list[dict], file: Path) -> CatalogueReport:
    """Enters procedures told as a catalogue file's rows; `file` names it in errors."""
    changed = []
    for row in rows:
        row["code"] = procedure_key(row["code"])
        values = _procedure_values(updating.connection, file, row)
        changed.append(_enter(updating, procedure, row, values))
    _rederive(updating, dossier.c.procedure_id.in_(changed))
    return updating.finish()


def add_alias(updating: Updating, table: Table, wording: str, target: int) -> None:
    """Declares another wording of an entry; provisional entries of that wording are re-keyed.

    A unit's is heard in its own province: in another it may stand for one there.
    """
    key = name_key(wording)
    province = province_of_entry(updating.connection, table, target)
    old = updating.connection.scalar(
        select(table.c.id).where(
            table.c.name_key == key, table.c.id != target, *beside(table, province)
        )
    )
    near = alias.c.target_id.in_(select(table.c.id).where(*beside(table, province)))
    updating.connection.execute(
        delete(alias).where(alias.c.kind == table.name, alias.c.wording_key == key, near)
    )
    values = {"kind": table.name, "wording_key": key, "wording": wording, "target_id": target}
    updating.connection.execute(insert(alias).values(**values))
    if old is not None and _is_provisional(updating.connection, table, old):
        _rekey(updating, table, old, target)


def _enter(updating: Updating, table: Table, row: dict, values: dict) -> int:
    """The id of a catalogue entry, made or updated; its provisional twin becomes it."""
    connection = updating.connection
    by_code = connection.scalar(select(table.c.id).where(table.c.code == row["code"]))
    twin = _provisional_twin(connection, table, row, row.get("province", 0))
    values = {**values, "code": row["code"], "is_provisional": 0}
    number = by_code if by_code is not None else twin
    updating.report.rows += 1
    if number is None:
        number = (connection.scalar(select(func.max(table.c.id))) or 0) + 1
        own = {"province_id": row["province"]} if table is unit else {}
        connection.execute(insert(table).values(id=number, **values, **own))
        updating.report.new += 1
    else:
        _remember_old_name(updating, table, number, row)
        connection.execute(update(table).where(table.c.id == number).values(**values))
        updating.report.changed += 1
        if twin is not None and twin != number:
            _rekey(updating, table, twin, number)
    _let_name_win(connection, table, number, values["name_key"])
    for wording in listed(row["aliases"]):
        add_alias(updating, table, wording, number)
    return number


def _remember_old_name(updating: Updating, table: Table, number: int, row: dict) -> None:
    """A renamed entry keeps its earlier name as an alias: files and snapshots go on using it."""
    query = select(table.c.name, table.c.name_key)
    name, key = updating.connection.execute(query.where(table.c.id == number)).one()
    if key in (name_key(row["name"]), name_key(row["code"])):
        return
    near = beside(table, province_of_entry(updating.connection, table, number))
    shared = select(table.c.id).where(table.c.name_key == key, table.c.id != number, *near)
    if updating.connection.scalar(shared) is None:
        add_alias(updating, table, name, number)


def _let_name_win(connection: Connection, table: Table, number: int, key: str) -> None:
    """A declared name is nobody else's alias any more."""
    elsewhere = (alias.c.wording_key == key) & (alias.c.target_id != number)
    province = province_of_entry(connection, table, number)
    near = alias.c.target_id.in_(select(table.c.id).where(*beside(table, province)))
    connection.execute(delete(alias).where(alias.c.kind == table.name, elsewhere, near))


def _provisional_twin(connection: Connection, table: Table, row: dict, province: int) -> int | None:
    wordings = (name_key(row["name"]), name_key(row["code"]))
    query = select(table.c.id).where(
        table.c.name_key.in_(wordings), table.c.is_provisional == 1, table.c.name != UNKNOWN_UNIT
    )
    query = query.where(*beside(table, province))
    order = table.c.province_id.desc() if table is unit else table.c.id
    return connection.scalar(query.order_by(order).limit(1))


def _is_provisional(connection: Connection, table: Table, number: int) -> bool:
    return bool(connection.scalar(select(table.c.is_provisional).where(table.c.id == number)))


_KEYED = {
    "unit": ("unit_id", "receiving_unit_id"),
    "procedure": ("procedure_id",),
    "area": ("area_id",),
}


def _rekey(updating: Updating, table: Table, old: int, new: int) -> None:
    """Moves everything keyed to a provisional entry to the real one, then drops it."""
    columns, connection = _KEYED[table.name], updating.connection
    _rederive(updating, or_(*(dossier.c[c] == old for c in columns)), Moves(columns, old, new))
    for column in columns:
        for told in (claim, uncorrected):
            rows = update(told).where(told.c[column] == old)
            connection.execute(rows.values({column: new}))
        if column in feedback.c:
            rows = feedback.c[column] == old
            connection.execute(update(feedback).where(rows).values({column: new}))
    if table is unit:
        _move_unit_sources(connection, old, new)
        owners.moved(connection, old, new)
    if table is area:
        connection.execute(update(procedure).where(procedure.c.area_id == old).values(area_id=new))
    _move_aliases(connection, table, old, new)
    connection.execute(delete(table).where(table.c.id == old))


def _move_aliases(connection: Connection, table: Table, old: int, new: int) -> None:
    """What stood for the one stands for the other, unless it did already."""
    of_old, of_new = (
        (alias.c.kind == table.name) & (alias.c.target_id == number) for number in (old, new)
    )
    known = connection.scalars(select(alias.c.wording_key).where(of_new)).all()
    connection.execute(delete(alias).where(of_old, alias.c.wording_key.in_(known)))
    connection.execute(update(alias).where(of_old).values(target_id=new))


def _move_unit_sources(connection: Connection, old: int, new: int) -> None:
    told = connection.execute(select(unit_source).where(unit_source.c.unit_id.in_((old, new))))
    newest: dict[int, int] = {}
    for _, source, as_of in told:
        newest[source] = max(as_of, newest.get(source, as_of))
    connection.execute(delete(unit_source).where(unit_source.c.unit_id.in_((old, new))))
    rows = [{"unit_id": new, "source_id": s, "as_of": at} for s, at in newest.items()]
    if rows:
        connection.execute(insert(unit_source), rows)


def _rederive(updating: Updating, which, moves: Moves = STAYING) -> None:
    """Concludes and derives some dossiers again, and moves the ledger with them."""
    connection = updating.connection
    ids = np.array(connection.scalars(select(dossier.c.id).where(which)).all(), dtype=np.int64)
    known, days = ProcedureFacts.read(connection), WorkingDays(updating.calendar)
    corrections = Corrections(connection, days)
    for start in range(0, len(ids), dossiers.AT_ONCE):
        old = dossiers.read(connection, ids[start : start + dossiers.AT_ONCE])
        said = corrections.told(old)
        rows = moves.made(as_told(said))
        for column in moves.columns:
            rows[column] = np.where(said[column] == moves.before, moves.after, rows[column])
        conclude(rows, known, nobody(connection, rows))
        waits = derive(rows, known, days)
        replace(connection, updating.tally, old, corrections.over(rows, waits, moves))
        updating.report.rekeyed_dossiers += len(old["id"])


def unknown_unit(connection: Connection) -> int | None:
    """The entry for dossiers whose file tells no office, if there are such."""
    query = select(unit.c.id).where(unit.c.name_key == name_key(UNKNOWN_UNIT))
    return connection.scalar(query)


def _unit_values(file: Path, row: dict) -> dict:
    return {
        "name": row["name"],
        "name_key": name_key(row["name"]),
        "level": row["level"],
        "valid_from": day(file, row, "valid_from"),
        "valid_to": day(file, row, "valid_to"),
    }


def _procedure_values(connection: Connection, file: Path, row: dict) -> dict:
    return {
        "name": row["name"],
        "name_key": name_key(row["name"]),
        "area_id": _area(connection, row["area"]),
        "service_level": whole(file, row, "service_level"),
        "limit_working_days": whole(file, row, "limit_working_days"),
    }


def _area(connection: Connection, name: str) -> int | None:
    if not name:
        return None
    key = name_key(name)
    number = connection.scalar(select(area.c.id).where(area.c.name_key == key))
    if number is None:
        number = (connection.scalar(select(func.max(area.c.id))) or 0) + 1
        connection.execute(insert(area).values(id=number, name=name, name_key=key))
    else:
        connection.execute(update(area).where(area.c.id == number).values(is_provisional=0))
    return number


def _successors(connection: Connection, number: int, text: str, known: dict[str, int]) -> None:
    connection.execute(delete(unit_successor).where(unit_successor.c.unit_id == number))
    for code in listed(text):
        connection.execute(insert(unit_successor).values(unit_id=number, successor_id=known[code]))


def _check_tree(connection: Connection, file: Path, rows: list[dict]) -> None:
    """Parents and successors that exist, no circles. Raises DeclarationError."""
    told = [
        Unit(
            row["code"],
            row["name"],
            row["level"],
            row["parent"] or None,
            _date(day(file, row, "valid_from")),
            _date(day(file, row, "valid_to")),
            tuple(listed(row["successors"])),
        )
        for row in rows
    ]
    codes = {one.code for one in told}
    check_units([*told, *(one for one in _known_units(connection) if one.code not in codes)])


def _known_units(connection: Connection) -> list[Unit]:
    """The units of earlier catalogue files: a file may add to them."""
    above = unit.alias("above")
    query = (
        select(unit.c.code, unit.c.name, unit.c.level, above.c.code)
        .outerjoin_from(unit, above, above.c.id == unit.c.parent_id)
        .where(unit.c.code.is_not(None))
    )
    return [Unit(*told) for told in connection.execute(query)]


def _date(day: int | None) -> date | None:
    return None if day is None else date.fromordinal(day + date(1970, 1, 1).toordinal())
