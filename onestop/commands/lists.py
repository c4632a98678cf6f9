"""A dossier as a reader's table shows it: eight columns, words, and how late it is.

csv and JSON show every column of `onestop.storage.listing.SHOWN` instead.
"""

from __future__ import annotations

from typing import Any

from onestop.commands.words import status_words
from onestop.domain.dossier import WAITING
from onestop.domain.facts import DAY
from onestop.domain.period import instant_text
from onestop.domain.working_time import Calendar


READABLE = (
    "code",
    "procedure",
    "unit",
    "received_at",
    "due_at",
    "closed_at",
    "status",
    "days_late",
)


def readable(row: dict[str, Any], moment: int, calendar: Calendar) -> dict[str, Any]:
    """A listed dossier, its lateness counted up to its closing, else to a moment."""
    told = {**row, "status": status_words(row["status"])}
    told |= {n: instant_text(row[n]) for n in READABLE if n.endswith("_at") and row[n] is not None}
    return {name: told.get(name, _days_late(row, moment, calendar)) for name in READABLE}


def _days_late(row: dict[str, Any], moment: int, calendar: Calendar) -> int | None:
    """Working days after the due day; nothing while the citizen is waited for."""
    due, closed = row["due_at"], row["closed_at"]
    if due is None or (closed is None and row["status"] in WAITING):
        return None
    until = moment if closed is None else closed
    return calendar.working_days_after(due // DAY, until // DAY) or None
