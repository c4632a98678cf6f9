"""How one dossier lives: promised, paused, closed, handed over, seen at one moment.

It works on arrays of local seconds, MISSING where nothing happened; it knows no files.
"""

from __future__ import annotations

import numpy as np

from onestop.sample.days import CLOSING_TIME, add_working_days, office_time


MISSING = np.iinfo(np.int64).min
"""Read as datetime64 this is NaT."""

DAY = 86_400
Lives = dict[str, np.ndarray]


def day_of(instants: np.ndarray) -> np.ndarray:
    """The day number of each instant."""
    return instants // DAY


def moments(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """A moment in the office hours of each day."""
    return days * DAY + office_time(rng.integers(0, 8 * 3600, len(days)))


def receive(rng: np.random.Generator, lives: Lives, days: np.ndarray) -> None:
    """Submitted and received; an online dossier waits a little for the counter."""
    lives["received_at"] = moments(rng, days)
    waited = np.where(lives["channel"] == 2, rng.integers(60, 7_200, len(days)), 0)
    lives["submitted_at"] = lives["received_at"] - waited


def promise(rng: np.random.Generator, lives: Lives, limit: np.ndarray) -> None:
    """The promised day by the limit, and the waits for supplements that moved it."""
    size, day = len(limit), day_of(lives["received_at"])
    waits = (limit >= 5) & (rng.random(size) < 0.12)
    asked = add_working_days(day, rng.integers(1, 4, size))
    length = rng.integers(1, 9, size)
    first = add_working_days(day, limit) * DAY + CLOSING_TIME
    moved = add_working_days(day, limit + length) * DAY + CLOSING_TIME
    answered = add_working_days(asked, length)
    lives["due_at"] = np.where(waits, moved, first)
    lives["original_due_at"] = np.where(waits, first, MISSING)
    lives["paused_from"] = np.where(waits, moments(rng, asked), MISSING)
    lives["paused_to"] = np.where(waits, moments(rng, answered), MISSING)
    lives["supplement_count"] = waits.astype(np.int64)
    lives["allowed_days"] = limit + np.where(waits, length, 0)


def close(rng: np.random.Generator, lives: Lives, late_share: np.ndarray) -> None:
    """Result and hand-over, as lateness of the office wants it, seen from far ahead."""
    size, day, allowed = len(late_share), day_of(lives["received_at"]), lives["allowed_days"]
    early = (rng.random(size) * allowed).astype(np.int64)
    worked = np.where(rng.random(size) < 0.3, allowed, early)
    late = rng.random(size) < late_share
    worked = np.where(late, allowed + rng.geometric(0.2, size), worked)
    finished = moments(rng, add_working_days(day, worked))
    after_pause = np.where(lives["paused_to"] == MISSING, 0, lives["paused_to"] + 1_800)
    finished = np.maximum(finished, np.maximum(lives["received_at"] + 1_200, after_pause))
    lives["finished_at"] = finished
    handed = add_working_days(day_of(finished), rng.integers(0, 3, size))
    lives["returned_at"] = np.maximum(moments(rng, handed), finished + 300)


def settle(rng: np.random.Generator, lives: Lives, as_of: int) -> None:
    """Status and dates as they are known at `as_of`."""
    size, chance = len(lives["due_at"]), rng.random(len(lives["due_at"]))
    waiting = rng.choice([2, 4, 6, 8], size, p=[0.15, 0.77, 0.06, 0.02])
    status = np.where(lives["finished_at"] > as_of, waiting, 10)
    status[(status == 10) & (lives["returned_at"] > as_of)] = 9
    status[(status == 10) & (chance < 0.02)] = 7
    status[chance > 0.993] = np.where(chance[chance > 0.993] > 0.998, 1, 3)
    paused_now = (lives["paused_from"] <= as_of) & (lives["paused_to"] > as_of)
    status[paused_now & ~np.isin(status, (1, 3))] = 5
    lives["status"] = status
    _forget(lives, as_of)


def _forget(lives: Lives, as_of: int) -> None:
    """Blanks what has not happened at `as_of`, or never happens under the status."""
    status = lives["status"]
    outside = np.isin(status, (1, 3))
    not_asked = outside | (lives["paused_from"] > as_of)
    still_waiting = status == 5
    lives["due_at"] = np.where(not_asked | still_waiting, _first_due(lives), lives["due_at"])
    lives["original_due_at"][not_asked | still_waiting] = MISSING
    lives["supplement_count"][not_asked] = 0
    lives["paused_to"][not_asked | still_waiting] = MISSING
    lives["paused_from"][not_asked] = MISSING
    lives["due_at"][outside] = MISSING
    lives["received_at"][status == 1] = MISSING
    lives["finished_at"][~np.isin(status, (7, 9, 10))] = MISSING
    lives["returned_at"][status != 10] = MISSING


def _first_due(lives: Lives) -> np.ndarray:
    moved = lives["original_due_at"] != MISSING
    return np.where(moved, lives["original_due_at"], lives["due_at"])


def is_late(lives: Lives, as_of: int) -> np.ndarray:
    """Closed after the due day, or still open after it."""
    promised = lives["due_at"] != MISSING
    closed = lives["finished_at"] != MISSING
    end = np.where(closed, lives["finished_at"], as_of)
    return promised & (day_of(end) > day_of(lives["due_at"]))


def apologise(rng: np.random.Generator, lives: Lives, as_of: int, share: np.ndarray) -> None:
    """Letters for a part of the late ones: most before the due day, some after it."""
    size, due = len(share), day_of(lives["due_at"])
    before = rng.random(size) < 0.75
    sent_on = due + np.where(before, -rng.integers(1, 3, size), rng.integers(0, 5, size))
    sent = is_late(lives, as_of) & (rng.random(size) < share)
    sent &= (sent_on * DAY <= as_of) & (sent_on >= day_of(lives["received_at"]))
    lives["apology_sent_at"] = np.where(sent, sent_on * DAY, MISSING)
    known = np.where(sent, due, 0)
    lives["rescheduled_to"] = np.where(
        sent, add_working_days(np.maximum(known, 18_000), 10) * DAY + CLOSING_TIME, MISSING
    )
    lives["apology_number"] = np.where(sent, np.cumsum(sent), 0)


def rate(rng: np.random.Generator, lives: Lives, as_of: int) -> None:
    """A third of those who got their result say how it went; the late ones less kindly."""
    size = len(lives["status"])
    rated_on = day_of(lives["returned_at"]) + rng.integers(0, 6, size)
    rated = (lives["status"] == 10) & (rng.random(size) < 0.35) & (rated_on * DAY <= as_of)
    pleased = rng.choice([1, 2, 3], size, p=[0.55, 0.41, 0.04])
    cross = rng.choice([1, 2, 3], size, p=[0.1, 0.5, 0.4])
    grade = np.where(is_late(lives, as_of), cross, pleased)
    lives["satisfaction"] = np.where(rated, grade, 0)
    lives["rated_at"] = np.where(rated, rated_on * DAY, MISSING)
