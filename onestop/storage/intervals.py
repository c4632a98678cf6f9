"""From when to when a dossier is in a state: open, overdue, waiting.

An interval (start, end] means: in the state at every moment T with start < T ≤ end, as
"received before T and not closed before T" says. It knows arrays; no ledger, no database.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from onestop.domain.facts import DAY, Facts


@dataclass(frozen=True)
class Pauses:
    """Waits: position of the dossier among the rows, from, to (NaN = still), how known."""

    row: np.ndarray
    from_at: np.ndarray
    to_at: np.ndarray
    implied: np.ndarray

    @staticmethod
    def none() -> Pauses:
        """No waits at all."""
        empty = np.zeros(0)
        return Pauses(empty.astype(np.int64), empty, empty, empty)

    def that_count(self, kinds: tuple[int, ...]) -> Pauses:
        """Those the policy knows; a wait since reception swallows the told ones."""
        counts = np.isin(self.implied, kinds)
        since_reception = np.unique(self.row[counts & (self.implied > 0)])
        counts &= (self.implied > 0) | ~np.isin(self.row, since_reception)
        counts &= _first_of_row(self.row, counts & (self.implied > 0)) | (self.implied == 0)
        return Pauses(
            self.row[counts], self.from_at[counts], self.to_at[counts], self.implied[counts]
        )


def _first_of_row(row: np.ndarray, marked: np.ndarray) -> np.ndarray:
    """The first marked entry of each dossier: two implied waits are the same wait."""
    first = np.zeros(len(row), dtype=bool)
    places = np.flatnonzero(marked)
    _, kept = np.unique(row[places], return_index=True)
    first[places[kept]] = True
    return first


@dataclass(frozen=True)
class Intervals:
    """Signed intervals: position of the dossier, start, end (inf = still), +1 or −1."""

    row: np.ndarray
    start: np.ndarray
    end: np.ndarray
    sign: np.ndarray

    def of(self, dossiers: np.ndarray) -> Intervals:
        """Those of some dossiers (a mask)."""
        kept = dossiers[self.row]
        return Intervals(self.row[kept], self.start[kept], self.end[kept], self.sign[kept])


def state_intervals(facts: Facts, pauses: Pauses) -> dict[str, Intervals]:
    """The intervals of each state measure, by its code."""
    everyone = np.arange(len(facts.row.status))
    end = np.where(np.isnan(facts.closed_at), np.inf, facts.closed_at)
    start = np.where(facts.inside, facts.row.received_at, np.inf)
    waits = pauses.that_count(facts.pauses_that_count)
    is_open = _intervals(everyone, start, end)
    overdue = _overdue(facts, waits, np.maximum(start, _overdue_event(facts)), end)
    return {
        "open": is_open,
        "open_overdue": overdue,
        "open_paused": _waiting(waits, start, end),
        "open_overdue_with_apology": overdue.of(facts.apology),
        "open_overdue_with_apology_in_time": overdue.of(facts.apology_in_time),
        "open_without_due_date": is_open.of(facts.no_due),
    }


def _overdue_event(facts: Facts) -> np.ndarray:
    """The last second before a dossier counts as past due; inf without a due date."""
    by_day = np.where(facts.by_day, (facts.due_day + 1) * DAY - 1, facts.due)
    return np.where(np.isnan(by_day), np.inf, by_day)


def _overdue(facts: Facts, waits: Pauses, start: np.ndarray, end: np.ndarray) -> Intervals:
    everyone = np.arange(len(start))
    overdue = _intervals(everyone, start, end)
    if facts.policy.paused_overdue == "overdue":
        return overdue
    hidden = _waiting(waits, start, end)
    return Intervals(
        np.concatenate([overdue.row, hidden.row]),
        np.concatenate([overdue.start, hidden.start]),
        np.concatenate([overdue.end, hidden.end]),
        np.concatenate([overdue.sign, -hidden.sign]),
    )


def _waiting(waits: Pauses, start: np.ndarray, end: np.ndarray) -> Intervals:
    """Waits within (start, end] of their dossiers; a wait [from, to) begins just before."""
    until = np.where(np.isnan(waits.to_at), np.inf, waits.to_at - 1)
    return _intervals(
        waits.row,
        np.maximum(start[waits.row], waits.from_at - 1),
        np.minimum(end[waits.row], until),
    )


def _intervals(rows: np.ndarray, start: np.ndarray, end: np.ndarray) -> Intervals:
    kept = start < end
    rows, start, end = rows[kept], start[kept], end[kept]
    return Intervals(rows, start, end, np.ones(len(rows)))
