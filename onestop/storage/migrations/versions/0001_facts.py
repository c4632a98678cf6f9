"""The facts: catalogues, snapshots, dossiers, claims, joined lists.

The ledger is not here: it is derived, and made anew when its declarations change.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes every table of the facts."""
    op.create_table(
        "alias",
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("wording_key", sa.Text(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "wording_key"),
    )
    op.create_table(
        "applicant",
        sa.Column(
            "dossier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("dossier_id"),
    )
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("is_provisional", sa.SmallInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "claim",
        sa.Column(
            "dossier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("source_id", sa.SmallInteger(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("sheet_no", sa.SmallInteger(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("receiving_unit_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.SmallInteger(), nullable=True),
        sa.Column("service_level", sa.SmallInteger(), nullable=True),
        sa.Column("return_channel", sa.SmallInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("original_due_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("supplement_count", sa.SmallInteger(), nullable=True),
        sa.Column("components_digitised", sa.SmallInteger(), nullable=True),
        sa.Column("components_reused", sa.SmallInteger(), nullable=True),
        sa.Column("result_digitised", sa.SmallInteger(), nullable=True),
        sa.Column("fee_due", sa.SmallInteger(), nullable=True),
        sa.Column("paid_online", sa.SmallInteger(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("step_due_at", sa.BigInteger(), nullable=True),
        sa.Column("applicant_kind", sa.SmallInteger(), nullable=True),
        sa.Column("precision", sa.SmallInteger(), nullable=True),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("pauses", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "source_id"),
    )
    op.create_table(
        "desk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name_key"),
    )
    op.create_table(
        "dossier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("namespace_id", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("claim_count", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("source_id", sa.SmallInteger(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("sheet_no", sa.SmallInteger(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=True),
        sa.Column("told", sa.Integer(), nullable=True),
        sa.Column("procedure_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("receiving_unit_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.SmallInteger(), nullable=True),
        sa.Column("service_level", sa.SmallInteger(), nullable=True),
        sa.Column("return_channel", sa.SmallInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("original_due_at", sa.BigInteger(), nullable=True),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.Column("returned_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.SmallInteger(), nullable=True),
        sa.Column("supplement_count", sa.SmallInteger(), nullable=True),
        sa.Column("components_digitised", sa.SmallInteger(), nullable=True),
        sa.Column("components_reused", sa.SmallInteger(), nullable=True),
        sa.Column("result_digitised", sa.SmallInteger(), nullable=True),
        sa.Column("fee_due", sa.SmallInteger(), nullable=True),
        sa.Column("paid_online", sa.SmallInteger(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("step_due_at", sa.BigInteger(), nullable=True),
        sa.Column("applicant_kind", sa.SmallInteger(), nullable=True),
        sa.Column("precision", sa.SmallInteger(), nullable=True),
        sa.Column("parent_code", sa.Text(), nullable=True),
        sa.Column("pauses", sa.Text(), nullable=True),
        sa.Column("letter_count", sa.SmallInteger(), nullable=True),
        sa.Column("reschedule_count", sa.SmallInteger(), nullable=True),
        sa.Column("apology_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("rescheduled_to", sa.BigInteger(), nullable=True),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("closing_at", sa.BigInteger(), nullable=True),
        sa.Column("computed_due_at", sa.BigInteger(), nullable=True),
        sa.Column("processing_days", sa.Integer(), nullable=True),
        sa.Column("paused_seconds", sa.Integer(), nullable=True),
        sa.Column("paused_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("namespace_id", "code"),
    )
    op.create_index("dossier_closing_at", "dossier", ["closing_at"], unique=False)
    op.create_index("dossier_due_at", "dossier", ["due_at"], unique=False)
    op.create_index(
        "dossier_not_received",
        "dossier",
        ["status", "unit_id"],
        unique=False,
        sqlite_where=sa.text("status IN (1, 3)"),
        postgresql_where=sa.text("status IN (1, 3)"),
    )
    op.create_index("dossier_received_at", "dossier", ["received_at"], unique=False)
    op.create_index(
        "dossier_stopped",
        "dossier",
        ["status", "unit_id"],
        unique=False,
        sqlite_where=sa.text("status = 8"),
        postgresql_where=sa.text("status = 8"),
    )
    op.create_index("dossier_unit_closing", "dossier", ["unit_id", "closing_at"], unique=False)
    op.create_index("dossier_unit_due", "dossier", ["unit_id", "due_at"], unique=False)
    op.create_index("dossier_unit_received", "dossier", ["unit_id", "received_at"], unique=False)
    op.create_table(
        "namespace",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "pause",
        sa.Column(
            "dossier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("implied", sa.SmallInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("dossier_id", "from_at", "implied"),
    )
    op.create_index("pause_from_at", "pause", ["from_at"], unique=False)
    op.create_index("pause_to_at", "pause", ["to_at"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("case_priority", sa.Integer(), nullable=False),
        sa.Column("service_priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_table(
        "store_state",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("level", sa.String(length=32), server_default="", nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Integer(), nullable=True),
        sa.Column("valid_to", sa.Integer(), nullable=True),
        sa.Column("is_provisional", sa.SmallInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_unit_name_key"), "unit", ["name_key"], unique=False)
    op.create_table(
        "unit_source",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "source_id"),
    )
    op.create_table(
        "procedure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_key", sa.Text(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("service_level", sa.SmallInteger(), nullable=True),
        sa.Column("limit_working_days", sa.Integer(), nullable=True),
        sa.Column("is_provisional", sa.SmallInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["area_id"],
            ["area.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code"),
    )
    op.create_index(op.f("ix_procedure_name_key"), "procedure", ["name_key"], unique=False)
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("profile", sa.String(length=64), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("as_of_origin", sa.String(length=16), nullable=False),
        sa.Column("covers_from", sa.BigInteger(), nullable=True),
        sa.Column("covers_to", sa.BigInteger(), nullable=True),
        sa.Column("loaded_at", sa.BigInteger(), nullable=False),
        sa.Column("sheets", sa.Text(), server_default="[]", nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("skipped", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("members", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["source.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sha256", "profile"),
    )
    op.create_table(
        "unit_successor",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["successor_id"],
            ["unit.id"],
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"],
            ["unit.id"],
        ),
        sa.PrimaryKeyConstraint("unit_id", "successor_id"),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace_id", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("refused_at", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("published_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("namespace_id", "code"),
    )
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("code", sa.Text(), server_default="", nullable=False),
        sa.Column("sheet", sa.Text(), server_default="", nullable=False),
        sa.Column("row", sa.Integer(), nullable=True),
        sa.Column("column", sa.Text(), server_default="", nullable=False),
        sa.Column("value", sa.Text(), server_default="", nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_finding_snapshot_id"), "finding", ["snapshot_id"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace_id", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.SmallInteger(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.Column("previous_due_at", sa.BigInteger(), nullable=True),
        sa.Column("rescheduled_to", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("namespace_id", "code", "part"),
    )
    op.create_index(op.f("ix_letter_code"), "letter", ["code"], unique=False)
    op.create_index(op.f("ix_letter_dossier_id"), "letter", ["dossier_id"], unique=False)
    op.create_table(
        "progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace_id", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.SmallInteger(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("step_due_at", sa.BigInteger(), nullable=True),
        sa.Column("step_started_at", sa.BigInteger(), nullable=True),
        sa.Column("step_done_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("namespace_id", "code", "part"),
    )
    op.create_index(op.f("ix_progress_code"), "progress", ["code"], unique=False)
    op.create_index(op.f("ix_progress_dossier_id"), "progress", ["dossier_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace_id", sa.SmallInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger(), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("sheet_no", sa.SmallInteger(), nullable=True),
        sa.Column("row_no", sa.Integer(), nullable=True),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=True),
        sa.Column("rated_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("namespace_id", "code", "part"),
    )
    op.create_index(op.f("ix_rating_code"), "rating", ["code"], unique=False)
    op.create_index(op.f("ix_rating_dossier_id"), "rating", ["dossier_id"], unique=False)
    op.create_table(
        "reject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["snapshot_id"],
            ["snapshot.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_reject_snapshot_id"), "reject", ["snapshot_id"], unique=False)


def downgrade() -> None:
    """Drops them."""
    op.drop_index(op.f("ix_reject_snapshot_id"), table_name="reject")
    op.drop_table("reject")
    op.drop_index(op.f("ix_rating_dossier_id"), table_name="rating")
    op.drop_index(op.f("ix_rating_code"), table_name="rating")
    op.drop_table("rating")
    op.drop_index(op.f("ix_progress_dossier_id"), table_name="progress")
    op.drop_index(op.f("ix_progress_code"), table_name="progress")
    op.drop_table("progress")
    op.drop_index(op.f("ix_letter_dossier_id"), table_name="letter")
    op.drop_index(op.f("ix_letter_code"), table_name="letter")
    op.drop_table("letter")
    op.drop_index(op.f("ix_finding_snapshot_id"), table_name="finding")
    op.drop_table("finding")
    op.drop_table("feedback")
    op.drop_table("unit_successor")
    op.drop_table("snapshot")
    op.drop_index(op.f("ix_procedure_name_key"), table_name="procedure")
    op.drop_table("procedure")
    op.drop_table("unit_source")
    op.drop_index(op.f("ix_unit_name_key"), table_name="unit")
    op.drop_table("unit")
    op.drop_table("store_state")
    op.drop_table("source")
    op.drop_index("pause_to_at", table_name="pause")
    op.drop_index("pause_from_at", table_name="pause")
    op.drop_table("pause")
    op.drop_table("namespace")
    op.drop_index("dossier_unit_received", table_name="dossier")
    op.drop_index("dossier_unit_due", table_name="dossier")
    op.drop_index("dossier_unit_closing", table_name="dossier")
    op.drop_index(
        "dossier_stopped",
        table_name="dossier",
        sqlite_where=sa.text("status = 8"),
        postgresql_where=sa.text("status = 8"),
    )
    op.drop_index("dossier_received_at", table_name="dossier")
    op.drop_index(
        "dossier_not_received",
        table_name="dossier",
        sqlite_where=sa.text("status IN (1, 3)"),
        postgresql_where=sa.text("status IN (1, 3)"),
    )
    op.drop_index("dossier_due_at", table_name="dossier")
    op.drop_index("dossier_closing_at", table_name="dossier")
    op.drop_table("dossier")
    op.drop_table("desk")
    op.drop_table("claim")
    op.drop_table("area")
    op.drop_table("applicant")
    op.drop_table("alias")
