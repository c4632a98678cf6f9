"""Indexes that tell who was open at any moment, however long ago."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0009"
down_revision = "0008"

LONG_IN_HAND = sa.text("closing_at - received_at > 5184000")
UNCLOSED = sa.text("closing_at IS NULL AND status NOT IN (1, 3)")


def upgrade() -> None:
    """The closing dates with the received ones beside; two small indexes of what is rare."""
    for name, first in (("dossier_closing_at", []), ("dossier_unit_closing", ["unit_id"])):
        op.drop_index(name, "dossier")
        op.create_index(name, "dossier", [*first, "closing_at", "received_at"])
    columns = ["closing_at", "unit_id", "received_at"]
    _partial("dossier_unclosed", columns, UNCLOSED)
    _partial("dossier_long_in_hand", ["closing_at", "received_at"], LONG_IN_HAND)


def _partial(name: str, columns: list[str], where: sa.TextClause) -> None:
    op.create_index(name, "dossier", columns, sqlite_where=where, postgresql_where=where)
