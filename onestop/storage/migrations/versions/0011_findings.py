"""An index by which findings are counted, and found, by kind and field."""

from __future__ import annotations

from alembic import op


revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Without it a page of a province's store reads every finding three times."""
    op.create_index("finding_kind", "finding", ["kind", "column"])
