"""Offices and procedures as plain data, named as answers name them: by code, else by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from onestop.domain.period import day_of
from onestop.storage import catalogue
from onestop.storage.scoped import units_of
from onestop.storage.tables import area, procedure, unit, unit_successor


UNIT = (
    "code",
    "name",
    "level",
    "parent",
    "valid_from",
    "valid_to",
    "is_provisional",
    "successors",
)
PROCEDURE = ("code", "name", "area", "service_level", "limit_working_days", "is_provisional")


def units_told(connection: Connection) -> list[dict[str, Any]]:
    """Every office that the reader sees under `UNIT`, by name; days as ISO text."""
    seen = units_of(connection)
    names = catalogue.names_of(connection, "unit")
    after: dict[int, list[str]] = {}
    for old, new in connection.execute(select(unit_successor)):
        after.setdefault(old, []).append(names[new].key if new in names else str(new))
    rows = connection.execute(select(unit).order_by(unit.c.name_key, unit.c.id)).mappings()
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "level": row["level"],
            "parent": names[row["parent_id"]].key if row["parent_id"] in names else None,
            "valid_from": _day(row["valid_from"]),
            "valid_to": _day(row["valid_to"]),
            "is_provisional": bool(row["is_provisional"]),
            "successors": sorted(after.get(row["id"], [])),
        }
        for row in rows
        if seen is None or row["id"] in seen
    ]


def procedures_told(connection: Connection) -> list[dict[str, Any]]:
    """Every procedure under `PROCEDURE`, by name."""
    query = select(procedure, area.c.name.label("area")).outerjoin_from(
        procedure, area, area.c.id == procedure.c.area_id
    )
    rows = connection.execute(query.order_by(procedure.c.name_key, procedure.c.id)).mappings()
    return [
        {**{name: row[name] for name in PROCEDURE}, "is_provisional": bool(row["is_provisional"])}
        for row in rows
    ]


def _day(number: int | None) -> str | None:
    return None if number is None else day_of(number).isoformat()
