"""The tables of corrections by hand.

kept apart from the facts; rows are superseded, never changed.
"""

from __future__ import annotations

from onestop.storage.tables import metadata


__all__ = ["metadata"]
