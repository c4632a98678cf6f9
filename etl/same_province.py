"""Which units of a catalogue may be one: two provinces have communes of the same name.

It knows names within provinces; what becomes of two entries that are one is `catalogues`'.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, Table, select

from onestop.domain.unit import provinces
from onestop.storage.tables import unit


def beside(table: Table, province: int) -> list[ColumnElement]:
    """Which entries one may be taken for: of units those of its province, or of none yet."""
    return [unit.c.province_id.in_((0, province))] if table is unit else []


def province_of_entry(connection: Connection, table: Table, number: int) -> int:
    """The province of a unit, 0 for none and for any other entry."""
    if table is not unit:
        return 0
    return connection.scalar(select(unit.c.province_id).where(unit.c.id == number)) or 0


def tell_provinces(connection: Connection, rows: list[dict]) -> None:
    """Gives each row of a catalogue of units its `province`: the id of the one that the file
    puts it in, 0 for none and for one that is not entered yet."""
    above = unit.alias("above")
    known = connection.execute(
        select(unit.c.code, above.c.code.label("parent"), unit.c.level)
        .outerjoin_from(unit, above, above.c.id == unit.c.parent_id)
        .where(unit.c.code.is_not(None))
    ).all()
    every = [(row.code, row.parent, row.level) for row in known]
    every += [(row["code"], row["parent"] or None, row["level"]) for row in rows]
    parents = {code: parent for code, parent, _ in every}
    roots = provinces(parents, {code: level for code, _, level in every})
    ids = dict(connection.execute(select(unit.c.code, unit.c.id)).all())
    for row in rows:
        row["province"] = ids.get(roots.get(row["code"], ""), 0)
