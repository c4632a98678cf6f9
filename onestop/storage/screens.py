"""What a wall screen shows first: the page of its token's unit."""

from __future__ import annotations

from urllib.parse import urlencode

from sqlalchemy import Connection, select

from onestop.domain.access import Role
from onestop.storage import tokens
from onestop.storage.tables import unit


TURNS = "300"
"""Seconds until the screen turns to the next unit that it may show."""


def address_of(connection: Connection, secret_hash: str, now: int) -> str | None:
    """Where a screen's token leads to; None for a token that is no screen's, or is over."""
    found = tokens.find(connection, secret_hash, now)
    if found is None or found.role != Role.KIOSK:
        return None
    asked = {"kiosk": "1", "refresh": TURNS}
    if found.unit is not None:
        row = connection.execute(select(unit.c.code, unit.c.name).where(unit.c.id == found.unit))
        code, name = row.one()
        asked = {"unit": code or name, **asked}
    return f"/?{urlencode(asked)}"
