"""Entries of catalogues by the code or name that a correction keeps, and back.

A correction names an entry, for ids may change; what it names may be re-keyed meanwhile, or
not be known any more. It enters nothing.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from onestop.domain.wording import name_key
from onestop.storage.tables import alias, area, desk, procedure, unit


TABLES = {"procedure": procedure, "area": area, "unit": unit, "desk": desk}


def entry_named(connection: Connection, kind: str, text: str) -> int | None:
    """The id of an entry by its code, its name or an alias; None if it is not known."""
    table = TABLES[kind]
    conditions = [table.c.name_key == name_key(text)]
    if "code" in table.c:
        conditions.insert(0, table.c.code == text)
    for condition in conditions:
        found = connection.scalar(select(table.c.id).where(condition).order_by(table.c.id))
        if found is not None:
            return found
    same = (alias.c.kind == kind) & (alias.c.wording_key == name_key(text))
    return connection.scalar(select(alias.c.target_id).where(same).order_by(alias.c.target_id))


def entry_key(connection: Connection, kind: str, number: int) -> str:
    """What a correction keeps of an entry: its code, else its name."""
    table = TABLES[kind]
    code = table.c.code if "code" in table.c else table.c.name
    told, name = connection.execute(select(code, table.c.name).where(table.c.id == number)).one()
    return told or name


def entry_name(connection: Connection, kind: str, number: int) -> str:
    """What an entry is called."""
    table = TABLES[kind]
    return connection.scalar(select(table.c.name).where(table.c.id == number)) or str(number)
