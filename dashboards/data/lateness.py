"""How late a listed dossier is, and how long it has been with the office, in working days.

Counted to its closing, else to the moment that its unit's figures speak for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dashboards.data.asked import Asked
from onestop.domain.dossier import WAITING
from onestop.domain.facts import DAY


Row = dict[str, Any]
"""A dossier as `onestop.storage.listing` gives it."""


@dataclass(frozen=True)
class Lateness:
    """How many working days a listed dossier is late, at its unit's own moment.

    latest: the moment of units whose data reaches it; None for the view's.
    """

    asked: Asked
    latest: int | None = None

    def told(self, row: Row) -> Row:
        """The row with `days_late` and `days_open`, None where there is nothing to tell."""
        return {**row, "days_late": self.days(row), "days_open": self._days_open(row)}

    def days(self, row: Row) -> int | None:
        """Working days after the due day up to the closing, else up to T.

        Nothing while the citizen is waited for, unless the policy counts that as overdue.
        """
        due, until = self._due(row), self._until(row)
        if due is None or self._waits(row):
            return None
        return self._between(due, until) or None

    def _days_open(self, row: Row) -> int | None:
        received = row["received_at"]
        return None if received is None else self._between(received, self._until(row))

    def _between(self, first: int, last: int) -> int:
        return self.asked.here.calendar.working_days_after(first // DAY, last // DAY)

    def _due(self, row: Row) -> int | None:
        if self.asked.here.policy.rescheduled == "original" and row["original_due_at"]:
            return row["original_due_at"]
        return row["due_at"]

    def _until(self, row: Row) -> int:
        closed, moment = row["closed_at"], self.moment_of(row)
        return moment if closed is None else min(closed, moment)

    def moment_of(self, row: Row) -> int:
        """T of the row's unit: how far its data goes, within what is asked about."""
        return self._moments.get(row["unit"], self._latest)

    @property
    def _latest(self) -> int:
        return self.asked.moment if self.latest is None else self.latest

    def _waits(self, row: Row) -> bool:
        is_waiting = row["closed_at"] is None and row["status"] in WAITING
        return is_waiting and self.asked.here.policy.paused_overdue == "in_time"

    @cached_property
    def _moments(self) -> dict[str, int]:
        """T of the units whose data ends before the others'."""
        if self.asked.as_of is not None:
            return {}
        names = self.asked.names("unit")
        return {
            names[unit].label: moment
            for unit, moment in self.asked.known.items()
            if moment < self._latest and unit in names
        }
