"""Claims of two sources, in less room: none for a dossier's own source, the others in part.

Claims that stand in the store are whole (`same` 0), which they may be.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds two columns, takes the count of claims away; PostgreSQL leaves room on new pages."""
    op.add_column("dossier", sa.Column("lacking", sa.Integer(), nullable=True))
    op.drop_column("dossier", "claim_count")
    same = sa.Column("same", sa.Integer(), nullable=False, server_default="0")
    op.add_column("claim", same)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE dossier SET (fillfactor = 72)")
