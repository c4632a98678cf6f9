"""What was corrected by hand, and how many rows declared corrections changed.

How a correction stands is `onestop.storage.corrections_shown`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Integer, cast, func, select

from dashboards.data.asked import Asked
from onestop.storage.corrections import count_in_force
from onestop.storage.corrections_shown import (
    Shown,
    corrected_codes,
    corrections_of,
    list_corrections,
)
from onestop.storage.tables import finding


MOST_SHOWN = 100
"""Corrections on the page; the command lists them all."""

DECLARED = "declared_correction"
"""The finding that counts what a declared correction changed."""


@dataclass(frozen=True)
class Corrected:
    """The newest corrections and how many there are; rows and entries of declared ones."""

    newest: tuple[Shown, ...]
    total: int
    declared_rows: int
    declared_entries: int


def corrected(asked: Asked) -> Corrected:
    """Everything that is corrected now, newest first."""
    total = count_in_force(asked.connection)
    newest = list_corrections(asked.connection, limit=MOST_SHOWN) if total else []
    query = select(
        func.coalesce(func.sum(cast(finding.c.value, Integer)), 0),
        func.count(func.distinct(finding.c.column)),
    ).where(finding.c.kind == DECLARED)
    rows, entries = asked.connection.execute(query).one()
    return Corrected(tuple(newest), total, rows, entries)


def corrected_fields(asked: Asked, namespace: str, code: str) -> tuple[Shown, ...]:
    """What was corrected of one dossier."""
    return tuple(corrections_of(asked.connection, namespace, code))


def corrected_among(asked: Asked, codes: Iterable[str]) -> list[str]:
    """Which of these dossiers somebody corrected, in order."""
    return sorted(corrected_codes(asked.connection) & set(codes))
