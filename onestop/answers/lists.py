"""Lists as plain data: dossiers, loads, loads taken back, refused rows, findings.

It knows which columns programs see, and writes moments as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from onestop.domain.period import instant_text
from onestop.storage import imports, listing


LOADED = ("id", "path", "profile", "source", "as_of", "as_of_origin", *imports.COUNTS)
TAKEN_BACK = ("path", "profile", "as_of", "loaded_at", "withdrawn_at", "reason")
REFUSED = ("path", "sheet", "row", "column", "value", "reason")
NOTICED = ("kind", "path", "sheet", "row", "code", "column", "value", "detail")
DOSSIER = tuple(listing.SHOWN)

INSTANTS = frozenset(
    {name for name in listing.SHOWN if name.endswith("_at") or name == "rescheduled_to"}
)
"""Columns of a dossier that are local seconds in the store."""

OF_LOADS = frozenset({"as_of", "loaded_at", "withdrawn_at"})


def dossier_told(row: Mapping[str, Any]) -> dict[str, Any]:
    """A listed dossier, its moments as ISO text."""
    return {name: _told(row[name]) if name in INSTANTS else row[name] for name in DOSSIER}


def load_told(row: Mapping[str, Any], columns: tuple[str, ...] = LOADED) -> dict[str, Any]:
    """A load, or one that was taken back."""
    return {name: _told(row[name]) if name in OF_LOADS else row[name] for name in columns}


def picked(row: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    """Some columns of a row, in their order."""
    return {name: row[name] for name in columns}


def _told(moment: int | None) -> str | None:
    return None if moment is None else instant_text(moment)
