"""The identities, checked on request and remembered with the data version they hold for.

A check compares every year, unit and area with a recount: seconds on a small store, minutes
on a large one. So it never runs with a page; the store keeps what the last one found.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

from sqlalchemy import Connection

from onestop.installation import Installation
from onestop.storage import identities, state
from onestop.storage.engine import reading, still, writing


KEPT = "identities"
"""Where the store keeps the last check."""

MOST_TOLD = 50
"""Differences kept word by word; one already means that somebody must look."""


@dataclass(frozen=True)
class Check:
    """What a check found. version: the data version it saw; at: local seconds."""

    version: int
    at: int
    checks: int
    count: int
    differences: tuple[str, ...] = ()


def last_check(connection: Connection) -> Check | None:
    """The last check, of whatever data version; None before the first."""
    told = state.read(connection, KEPT)
    if not told:
        return None
    kept = json.loads(told)
    return Check(**{**kept, "differences": tuple(kept["differences"])})


def check_now(here: Installation) -> Check:
    """Checks every identity on one consistent view of the store, and remembers the outcome."""
    with reading(still(here.engine)) as connection:
        version = int(state.read(connection, state.DATA_VERSION, "0"))
        found = identities.check(connection, here.policy)
    told = found.differences or []
    made = Check(version, here.clock(), found.checks, len(told), tuple(told[:MOST_TOLD]))
    with writing(here.engine) as connection:
        state.write(connection, KEPT, json.dumps(asdict(made), ensure_ascii=False))
    return made
