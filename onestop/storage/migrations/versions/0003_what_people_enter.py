"""What people enter: reported figures, marks on tasks, own tasks, closed periods, letters made."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the tables."""
    _reported_value()
    _tasks()
    _closed()
    _letter_made()
    for name in ("reported_value", "task_mark", "own_task", "closed_period"):
        op.create_index(f"ix_{name}_unit_id", name, ["unit_id"])


def _unit() -> sa.Column:
    return sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id"))


def _words(name: str) -> sa.Column:
    """A text that may be empty."""
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _reported_value() -> None:
    op.create_table(
        "reported_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        _unit(),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("cutoff", sa.String(16), nullable=False),
        sa.Column("value", sa.Text()),
        sa.Column("reported_by", sa.Text(), nullable=False),
        sa.Column("reported_at", sa.BigInteger(), nullable=False),
        _words("evidence"),
        sa.Column("superseded_by", sa.Integer(), sa.ForeignKey("reported_value.id")),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("reported_value_of", "reported_value", ["plan", "target", "period"])


def _tasks() -> None:
    op.create_table(
        "task_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        sa.Column("task", sa.String(64), nullable=False),
        sa.Column("product", sa.SmallInteger(), nullable=False),
        _unit(),
        sa.Column("period", sa.String(32), nullable=False, server_default=""),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("on_day", sa.Integer(), nullable=False),
        _words("evidence"),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("task_mark_plan", "task_mark", ["plan", "task"])
    op.create_table(
        "own_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan", sa.String(64), nullable=False),
        _unit(),
        sa.Column("content", sa.Text(), nullable=False),
        _words("product"),
        sa.Column("first_day", sa.Integer()),
        sa.Column("last_day", sa.Integer(), nullable=False),
        _words("lead"),
        _words("coordinators"),
        sa.Column("budget", sa.BigInteger()),
        _words("note"),
        sa.Column("registered_by", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_own_task_plan", "own_task", ["plan"])


def _closed() -> None:
    op.create_table(
        "closed_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(32), nullable=False),
        sa.Column("cutoff", sa.String(16), nullable=False),
        _unit(),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        _words("note"),
        sa.Column("as_of", sa.BigInteger(), nullable=False),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("closed_period_of", "closed_period", ["period", "cutoff"])
    op.create_table(
        "closed_figure",
        sa.Column(
            "closed_period_id", sa.Integer(), sa.ForeignKey("closed_period.id"), nullable=False
        ),
        sa.Column("by", sa.String(16), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(64), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        _words("code"),
        _words("label"),
        sa.PrimaryKeyConstraint("closed_period_id", "by", "key", "measure"),
    )


def _letter_made() -> None:
    op.create_table(
        "letter_made",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("namespace", sa.String(64), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("dossier_id", sa.BigInteger()),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("rescheduled_to", sa.BigInteger()),
        sa.Column("file", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_letter_made_dossier_id", "letter_made", ["dossier_id"])
    op.create_index("letter_made_code", "letter_made", ["code"])
