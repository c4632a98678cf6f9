"""The tables of what runs by itself.

pulled sources, alerts, subscriptions:Nothing here can be made again from files.
"""

from __future__ import annotations

from onestop.storage.tables import metadata


__all__ = ["metadata"]
