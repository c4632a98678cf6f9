"""Which pulled sources are in trouble, as far as the reader's units go."""

from __future__ import annotations

from dashboards.data.asked import Asked
from onestop.storage.connections import Trouble, troubles


def troubles_of(asked: Asked) -> list[Trouble]:
    """What is wrong with any source now, by source."""
    return troubles(asked.connection, asked.here.clock())
