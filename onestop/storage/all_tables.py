"""Every table of a store, in one metadata: for who makes or copies a whole store.

Whoever asks a question needs few of them, and does not wait for the others to be declared.
"""

from __future__ import annotations

from onestop.storage import tables_access, tables_corrections, tables_kept, tables_service
from onestop.storage.tables import derived, metadata


DECLARED_IN = (tables_kept, tables_corrections, tables_access, tables_service)
"""Modules whose tables stand in the same metadata once they are imported."""

__all__ = ["DECLARED_IN", "derived", "metadata"]
