"""Notes on the time line, as a chart and as a list show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dashboards.data.asked import Asked
from onestop.domain.period import day_number, day_of
from onestop.storage.pins import pins_between


@dataclass(frozen=True)
class Note:
    """A pinned note: its number, its day, its text."""

    number: int
    day: date
    text: str


def notes(asked: Asked, first: date, end: date) -> list[Note]:
    """Notes of the days [first, end): everybody's and those of the units in question."""
    span = (day_number(first), day_number(end))
    found = pins_between(asked.connection, *span, asked.chosen.get("unit"))
    return [Note(one.id, day_of(one.day), one.text) for one in found]
