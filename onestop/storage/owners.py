"""What people entered stays theirs when units and dossiers get new ids.

For whoever moves a unit to another (an alias) or makes all facts again (a rebuild): rows that
name a unit only provisionally known let it go and find it again by its name.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, func, insert, select, update

from onestop.storage.tables import dossier, namespace, pin, unit
from onestop.storage.tables_access import account, token
from onestop.storage.tables_kept import (
    closed_period,
    letter_made,
    own_task,
    reported_value,
    task_mark,
)


OWNED: tuple[Table, ...] = (
    pin,
    reported_value,
    task_mark,
    own_task,
    closed_period,
    account,
    token,
)
"""Tables whose `unit_id` people gave."""

Owners = dict[tuple[str, int], tuple[str, str]]
"""(table, row) to the name and name key of the unit that it belongs to."""


def moved(connection: Connection, old: int, new: int) -> None:
    """What belonged to one unit belongs to another."""
    for table in OWNED:
        rows = update(table).where(table.c.unit_id == old)
        connection.execute(rows.values(unit_id=new))


def let_go(connection: Connection, which: ColumnElement[bool]) -> Owners:
    """Rows of units that meet a condition belong to none for now; whose they were."""
    owners: Owners = {}
    for table in OWNED:
        query = select(table.c.id, unit.c.name, unit.c.name_key)
        query = query.join(unit, unit.c.id == table.c.unit_id).where(which)
        found = {row.id: (row.name, row.name_key) for row in connection.execute(query)}
        owners |= {(table.name, number): name for number, name in found.items()}
        rows = update(table).where(table.c.id.in_(found))
        connection.execute(rows.values(unit_id=None))
    return owners


def take_back(connection: Connection, owners: Owners) -> None:
    """The reverse; a unit that no file names any more stays for the sake of what it owns."""
    tables = {table.name: table for table in OWNED}
    for (name, number), (called, key) in owners.items():
        table = tables[name]
        owner = connection.scalar(select(unit.c.id).where(unit.c.name_key == key))
        if owner is None:
            owner = _added(connection, called, key)
        rows = update(table).where(table.c.id == number)
        connection.execute(rows.values(unit_id=owner))


def find_dossiers_again(connection: Connection) -> None:
    """Letters that were made point at their dossiers by namespace and code, whatever the ids."""
    same = (
        select(dossier.c.id)
        .join(namespace, namespace.c.id == dossier.c.namespace_id)
        .where(namespace.c.code == letter_made.c.namespace, dossier.c.code == letter_made.c.code)
    )
    connection.execute(update(letter_made).values(dossier_id=same.scalar_subquery()))


def _added(connection: Connection, called: str, key: str) -> int:
    number = (connection.scalar(select(func.max(unit.c.id))) or 0) + 1
    values = {"id": number, "name": called, "name_key": key, "is_provisional": 1}
    connection.execute(insert(unit).values(**values))
    return number
