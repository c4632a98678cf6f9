"""Pulled sources, alerts and subscriptions, and their state."""

from __future__ import annotations


revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Makes the tables."""
