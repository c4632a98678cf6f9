"""The province that a load is said to be of, and a wording for a unit of each province.

Equal bytes of two provinces are two loads; one wording may stand for a unit in each of them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"

TOLD = "province_told:"
"""Followed by a load's id: where the province was kept until now."""

ONCE = "snapshot_once"
BYTES = ("sha256", "profile", "province")

POINTING = ("letter", "rating", "progress", "feedback")
"""Tables that point at loads without an index by which SQLite could look."""


def upgrade() -> None:
    """Loads get their province, told until now in the store's state; aliases a longer key."""
    if op.get_bind().dialect.name == "sqlite":
        _snapshots_anew()
    else:
        op.add_column("snapshot", _province())
        op.drop_constraint("snapshot_sha256_profile_key", "snapshot")
        op.create_unique_constraint(ONCE, "snapshot", list(BYTES))
    _told_until_now()
    _aliases_anew()


def _province() -> sa.Column:
    return sa.Column("province", sa.String(64), server_default="", nullable=False)


def _snapshots_anew() -> None:
    """SQLite drops no constraint: the table is made again under its name, and what points at
    its rows is looked at when all is done."""
    op.execute("PRAGMA defer_foreign_keys = ON")
    for table in POINTING:
        op.create_index(f"pointing_{table}", table, ["snapshot_id"])
    op.execute("CREATE TABLE snapshot_before AS SELECT * FROM snapshot")
    op.drop_table("snapshot")
    _make_snapshot()
    found = sa.inspect(op.get_bind()).get_columns("snapshot_before")
    names = [one["name"] for one in found]
    before, after = (
        sa.table(table, *(sa.column(name) for name in names))
        for table in ("snapshot_before", "snapshot")
    )
    op.execute(sa.insert(after).from_select(names, sa.select(before)))
    op.drop_table("snapshot_before")
    for table in POINTING:
        op.drop_index(f"pointing_{table}", table)


def _make_snapshot() -> None:
    counts = ("read", "inserted", "updated", "unchanged", "rejected", "skipped", "waiting")
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.String(64), nullable=False),
        sa.Column("source_id", sa.Integer(), sa.ForeignKey("source.id")),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("as_of_origin", sa.String(16), nullable=False),
        sa.Column("covers_from", sa.BigInteger()),
        sa.Column("covers_to", sa.BigInteger()),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.Column("sheets", sa.Text(), server_default="[]", nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in counts),
        sa.Column("members", sa.LargeBinary()),
        _province(),
        sa.UniqueConstraint(*BYTES, name=ONCE),
    )


def _told_until_now() -> None:
    connection = op.get_bind()
    state = sa.table("store_state", sa.column("key"), sa.column("value"))
    snapshot = sa.table("snapshot", sa.column("id"), sa.column("province"))
    mine = state.c.key.startswith(TOLD, autoescape=True)
    for key, code in connection.execute(sa.select(state.c.key, state.c.value).where(mine)).all():
        load = snapshot.c.id == int(key.removeprefix(TOLD))
        connection.execute(sa.update(snapshot).where(load).values(province=code))
    connection.execute(sa.delete(state).where(mine))


def _aliases_anew() -> None:
    """There are few: held here while their table is made again, alike on both engines."""
    connection = op.get_bind()
    names = ("kind", "wording_key", "wording", "target_id")
    alias = sa.table("alias", *(sa.column(name) for name in names))
    rows = [dict(row) for row in connection.execute(sa.select(alias)).mappings()]
    op.drop_table("alias")
    op.create_table(
        "alias",
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("wording_key", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "wording_key", "target_id"),
    )
    if rows:
        connection.execute(sa.insert(alias), rows)
