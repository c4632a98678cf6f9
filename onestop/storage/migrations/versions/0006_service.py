"""Pulled sources, alerts and subscriptions, and their state."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
    _pulled_source()
    _pulled_file()
    _subscription()
    _reduced_snapshot()


def _words(name: str) -> sa.Column:
    """A text that may be empty."""
    return sa.Column(name, sa.Text(), nullable=False, server_default="")


def _pulled_source() -> None:
    moments = ("tried_at", "succeeded_at", "news_at", "next_at", "silent_at")
    op.create_table(
        "pulled_source",
        sa.Column("connection", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False, server_default=""),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger()) for name in moments),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("failing_since", sa.BigInteger()),
        sa.Column("problem_kind", sa.String(16), nullable=False, server_default=""),
        _words("problem"),
        _words("marker"),
        sa.Column("last_read", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("last_rejected", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("connection"),
    )


def _pulled_file() -> None:
    op.create_table(
        "pulled_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("connection", sa.String(64), nullable=False),
        _words("name"),
        _words("mark"),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, server_default=""),
        sa.Column("profiles", sa.String(64), nullable=False, server_default=""),
        sa.Column("problem_kind", sa.String(16), nullable=False, server_default=""),
        _words("problem"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("connection", "name", name="pulled_file_name"),
    )


def _subscription() -> None:
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), sa.ForeignKey("account.id"), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("unit_id", sa.Integer(), sa.ForeignKey("unit.id")),
        _words("webhook"),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        _words("made_by"),
        sa.Column("ended_at", sa.BigInteger()),
        sa.Column("sent_at", sa.BigInteger()),
        sa.Column("failures", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("next_at", sa.BigInteger()),
        _words("problem"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_subscription_account_id", "subscription", ["account_id"])
    op.create_table(
        "told_item",
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscription.id"), nullable=False
        ),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "key"),
    )


def _reduced_snapshot() -> None:
    op.create_table(
        "reduced_snapshot",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("reduced_sha256", sa.String(64), nullable=False),
        sa.Column("reduced_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256"),
    )
