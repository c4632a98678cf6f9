"""The province of each unit and dossier: the root of its unit's tree, where that is one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"

UNIT = sa.table(
    "unit",
    sa.column("id"),
    sa.column("parent_id"),
    sa.column("level"),
    sa.column("province_id"),
)
DOSSIER = sa.table("dossier", sa.column("unit_id"), sa.column("province_id"))


def upgrade() -> None:
    """Adds the columns and fills them; the ledger is made anew by itself."""
    for table in ("unit", "dossier"):
        column = sa.Column("province_id", sa.Integer(), nullable=False, server_default="0")
        op.add_column(table, column)
    connection = op.get_bind()
    found = _provinces(connection)
    for province in sorted(set(found.values())):
        units = [number for number, root in found.items() if root == province]
        for table, key in ((UNIT, UNIT.c.id), (DOSSIER, DOSSIER.c.unit_id)):
            mine = sa.update(table).where(key.in_(units))
            connection.execute(mine.values(province_id=province))


def _provinces(connection: sa.Connection) -> dict[int, int]:
    """Province by unit, of the units that have one."""
    rows = connection.execute(sa.select(UNIT.c.id, UNIT.c.parent_id, UNIT.c.level)).all()
    parents = {row.id: row.parent_id for row in rows}
    levels = {row.id: row.level for row in rows}
    found = {}
    for start in parents:
        root, passed = start, set()
        while parents.get(root) is not None and root not in passed:
            passed.add(root)
            root = parents[root]
        if parents.get(root) is None and levels.get(root) == "province":
            found[start] = root
    return found
