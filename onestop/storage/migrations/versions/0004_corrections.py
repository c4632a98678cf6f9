"""Corrections by hand, kept apart from the facts."""

from __future__ import annotations


revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables."""
