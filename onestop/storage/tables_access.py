"""The tables of accounts, sessions, tokens and the record of who did what.

Secrets are kept as hashes alone.
"""

from __future__ import annotations

from onestop.storage.tables import metadata


__all__ = ["metadata"]
