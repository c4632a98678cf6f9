"""What became of the rows of a file: every row read stands in exactly one other count."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Counts:
    """What became of the rows of a file."""

    read: int = 0
    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    skipped: int = 0
    waiting: int = 0

    def add(self, other: Counts) -> None:
        """Adds another file's counts."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)
