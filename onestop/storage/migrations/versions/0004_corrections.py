"""Corrections by hand, kept apart from the facts, and what the sources say of those dossiers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"

INTEGERS = ("procedure_id", "area_id", "unit_id", "receiving_unit_id", "desk_id")
INSTANTS = (
    "submitted_at",
    "received_at",
    "due_at",
    "original_due_at",
    "finished_at",
    "returned_at",
    "ended_at",
    "step_due_at",
)
SMALL = (
    "channel",
    "service_level",
    "return_channel",
    "status",
    "supplement_count",
    "components_digitised",
    "components_reused",
    "result_digitised",
    "fee_due",
    "paid_online",
    "applicant_kind",
    "precision",
)
TEXTS = ("parent_code", "pauses")


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace", sa.String(64), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("corrected_by", sa.Text(), nullable=False),
        sa.Column("corrected_at", sa.BigInteger(), nullable=False),
        sa.Column("is_withdrawal", sa.SmallInteger(), nullable=False, server_default="0"),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("correction.id")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("correction_of", "correction", ["code", "namespace"])
    key = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "uncorrected",
        sa.Column("dossier_id", key, nullable=False),
        *[sa.Column(name, sa.Integer()) for name in INTEGERS],
        *[sa.Column(name, sa.BigInteger()) for name in INSTANTS],
        *[sa.Column(name, sa.SmallInteger()) for name in SMALL],
        *[sa.Column(name, sa.Text()) for name in TEXTS],
        sa.PrimaryKeyConstraint("dossier_id"),
    )
