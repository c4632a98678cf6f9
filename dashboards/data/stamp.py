"""How far the figures reach: the moment, the files, how old they are, which units lag."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from dashboards.data.asked import Asked
from onestop.domain.facts import DAY
from onestop.storage.tables import snapshot


STALE_AFTER_DAYS = 7
"""An office exports at least weekly; older figures are said to be old, loudly."""


@dataclass(frozen=True)
class Stamp:
    """Moment (local seconds), files it rests on, days of age worth telling (0 = fresh)."""

    moment: int | None
    files: int
    days_old: int
    lagging: list[tuple[str, int]]


def stamp_of(asked: Asked) -> Stamp:
    """The stamp of a view; age is told only of the newest data, not of a chosen past."""
    if asked.is_empty:
        return Stamp(None, 0, 0, [])
    files = asked.connection.scalar(
        select(func.count()).select_from(snapshot).where(snapshot.c.kind == "dossiers")
    )
    age = max(0, asked.here.clock() - asked.newest) // DAY
    is_current = asked.as_of is None
    old = age if is_current and age > STALE_AFTER_DAYS else 0
    return Stamp(asked.moment, files or 0, old, _lagging(asked) if is_current else [])


def _lagging(asked: Asked) -> list[tuple[str, int]]:
    """Units in question whose newest data is older than the moment of the figures."""
    mine = asked.chosen.get("unit")
    late = [
        (asked.names("unit")[number].label, newest)
        for number, newest in asked.known.items()
        if newest < asked.moment
        if mine is None or number in mine
        if number in asked.names("unit")
    ]
    return sorted(late, key=lambda one: (one[1], one[0]))
