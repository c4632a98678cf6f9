"""Giving provisional entries their names: "this is X", or "this is new, and called so".

Dossiers, claims and the ledger follow within the caller's transaction, without reloading;
the wording becomes an alias, so that the next file and a rebuild understand it too.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Table, and_, select, update

from etl.catalogues import (
    CatalogueReport,
    Updating,
    add_alias,
    put_procedures,
    put_units,
)
from etl.provisional import KINDS, TABLES, must_wait_for_a_name
from etl.same_province import beside, province_of_entry
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.wording import name_key, procedure_key
from onestop.storage import catalogue
from onestop.storage.tables import area, unit


ON_A_PAGE = Path("danh mục")
"""What errors name in place of a catalogue's file."""


@dataclass(frozen=True)
class NewEntry:
    """What is told of an entry that no catalogue has yet.

    parent: a unit's, by code; area: a procedure's, by name. An area has only its name.
    """

    name: str
    code: str = ""
    level: str = ""
    parent: str = ""
    area: str = ""


def declare_alias(updating: Updating, kind: str, wording: str, asked: str) -> CatalogueReport:
    """Lets a wording stand for a known entry (code, name or alias), and re-keys what it named.

    Raises NotFoundError for an entry that is not known, UsageError for a wording that is a
    declared entry's own name, or nothing.
    """
    table = table_of(kind)
    wording = _tidy(wording)
    target = catalogue.find(updating.connection, table.name, asked)
    if not wording:
        raise UsageError("Hãy ghi cách viết cần nhận ra.")
    _must_be_free(updating, kind, wording, target)
    add_alias(updating, table, wording, target)
    return updating.finish()


def same_as(updating: Updating, kind: str, number: int, asked: str) -> CatalogueReport:
    """A provisional entry is a known one: it goes, and its wording becomes an alias."""
    row = must_wait_for_a_name(updating.connection, kind, number)
    target = catalogue.find(updating.connection, table_of(kind).name, asked)
    if target == number:
        raise UsageError(f"“{row['name']}” không thể là tên gọi khác của chính nó.")
    return declare_alias(updating, kind, row["name"], asked)


def is_new(updating: Updating, kind: str, number: int, told: NewEntry) -> CatalogueReport:
    """A provisional entry becomes a declared one, under the name it is given.

    Raises UsageError for a code or name that is taken or missing, DeclarationError for a
    level or parent that does not exist.
    """
    row = must_wait_for_a_name(updating.connection, kind, number)
    _must_be_new(updating, kind, told, number)
    if kind == "areas":
        return _new_area(updating, number, row["name"], _tidy(told.name))
    columns = {"code": told.code.strip(), "name": _tidy(told.name), "aliases": "", "line": 0}
    if kind == "units":
        more = {"level": told.level, "parent": told.parent.strip()}
        dates = dict.fromkeys(("valid_from", "valid_to", "successors"), "")
        put_units(updating, [{**columns, **more, **dates}], ON_A_PAGE)
    else:
        facts = {"area": _tidy(told.area), "service_level": "", "limit_working_days": ""}
        put_procedures(updating, [{**columns, **facts}], ON_A_PAGE)
    return _also_called(updating, kind, row["name"], columns["code"])


def table_of(kind: str) -> Table:
    """The table of a kind. Raises NotFoundError for any other word."""
    if kind not in TABLES:
        raise NotFoundError("loại danh mục", kind, tuple(TABLES))
    return TABLES[kind]


def _must_be_free(updating: Updating, kind: str, wording: str, target: int) -> None:
    table = table_of(kind)
    province = province_of_entry(updating.connection, table, target)
    owner = updating.connection.scalar(
        select(table.c.name).where(
            table.c.name_key == name_key(wording),
            table.c.id != target,
            table.c.is_provisional == 0,
            *beside(table, province),
        )
    )
    if owner is not None:
        raise UsageError(f"“{wording}” là tên của một {KINDS[kind]} khác trong danh mục.")


def _must_be_new(updating: Updating, kind: str, told: NewEntry, number: int) -> None:
    table, name = table_of(kind), _tidy(told.name)
    code = procedure_key(told.code.strip()) if kind == "procedures" else told.code.strip()
    if not name or (kind != "areas" and not code):
        raise UsageError(f"Hãy ghi đủ mã và tên của {KINDS[kind]} mới.")
    near = beside(table, _province_of_parent(updating.connection, told))
    known = [and_(table.c.name_key == name_key(name), *near)]
    if "code" in table.c:
        known.append(table.c.code == code)
    for condition in known:
        others = select(table.c.name).where(condition, table.c.id != number)
        taken = updating.connection.scalar(others.where(table.c.is_provisional == 0))
        if taken is not None:
            raise UsageError(
                f"Danh mục đã có {KINDS[kind]} “{taken}”; nếu là một, hãy chọn “chính là”."
            )


def _province_of_parent(connection: Connection, told: NewEntry) -> int:
    """The province that a new unit is put into, 0 for none."""
    of_parent = select(unit.c.province_id).where(unit.c.code == told.parent.strip())
    return connection.scalar(of_parent) or 0


def _new_area(updating: Updating, number: int, wording: str, name: str) -> CatalogueReport:
    add_alias(updating, area, name, number)  # another provisional area may be called so
    values = {"name": name, "name_key": name_key(name), "is_provisional": 0}
    updating.connection.execute(update(area).where(area.c.id == number).values(**values))
    return _also_called(updating, "areas", wording, name)


def _also_called(updating: Updating, kind: str, wording: str, asked: str) -> CatalogueReport:
    """The wording of the files leads to the entry, whatever name it was given."""
    table = table_of(kind)
    target = catalogue.find(updating.connection, table.name, asked)
    own = updating.connection.scalar(select(table.c.name_key).where(table.c.id == target))
    if own != name_key(wording):
        add_alias(updating, table, wording, target)
    return updating.finish()


def _tidy(text: str) -> str:
    return " ".join(text.split())
