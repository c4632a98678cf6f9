"""What follows from merged facts: closing date, waits, working days, catalogue fill-ins.

Computed once a row when its facts change; nothing here depends on a policy.
Source: definitions.md sections 2 and 5; calendar.md for working days.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection, select

from etl.rows import TOLD_AREA, TOLD_LEVEL, TOLD_RECEIVING_UNIT, TOLD_UNIT
from onestop.domain.dossier import CLOSED, Status
from onestop.domain.facts import DAY, STOPPED_WITH_DATE, TOLD_PAUSE, WAITING_NOW
from onestop.domain.working_time import DEFAULT_HOURS, Calendar
from onestop.storage.array_facts import Rows
from onestop.storage.bulk import Columns
from onestop.storage.intervals import Pauses
from onestop.storage.tables import procedure


@dataclass(frozen=True)
class ProcedureFacts:
    """Area, service level and limit by procedure id; NaN where the catalogue is silent."""

    area: np.ndarray
    level: np.ndarray
    limit: np.ndarray

    @staticmethod
    def read(connection: Connection) -> ProcedureFacts:
        """What the catalogue says now."""
        columns = procedure.c
        found = connection.execute(
            select(columns.id, columns.area_id, columns.service_level, columns.limit_working_days)
        ).all()
        size = max((row[0] for row in found), default=0) + 1
        told = np.full((3, size), np.nan)
        for number, *facts in found:
            told[:, number] = [np.nan if fact is None else fact for fact in facts]
        return ProcedureFacts(*told)

    def of(self, facts: np.ndarray, procedures: np.ndarray) -> np.ndarray:
        """One of the three arrays, by row."""
        ids = np.nan_to_num(procedures).astype(np.int64)
        return np.where(np.isnan(procedures), np.nan, facts[ids])


def conclude(rows: Rows, known: ProcedureFacts, unknown_unit: np.ndarray | int) -> None:
    """Fills what the source did not tell itself: unit, receiving unit, area, level.

    unknown_unit: the entry for rows that tell no office, one for all or one a row.
    The area is the catalogue's where the procedure is known, else the file's.
    """
    unit, receiving = rows["unit_id"], rows["receiving_unit_id"]
    either = np.where(np.isnan(unit), receiving, unit)
    rows["unit_id"] = np.where(np.isnan(either), unknown_unit, either)
    rows["receiving_unit_id"] = np.where(np.isnan(receiving), rows["unit_id"], receiving)
    area = known.of(known.area, rows["procedure_id"])
    rows["area_id"] = np.where(np.isnan(area), rows["area_id"], area)
    level = known.of(known.level, rows["procedure_id"])
    rows["service_level"] = np.where(np.isnan(rows["service_level"]), level, rows["service_level"])


def as_told(rows: Columns) -> Columns:
    """The same rows with everything taken out that `conclude` put in."""
    bits = {
        "unit_id": TOLD_UNIT,
        "receiving_unit_id": TOLD_RECEIVING_UNIT,
        "area_id": TOLD_AREA,
        "service_level": TOLD_LEVEL,
    }
    told = rows["told"].astype(np.int64)
    own = {name: np.where(told & bit, rows[name], np.nan) for name, bit in bits.items()}
    return {**rows, **own}


def derive(rows: Rows, known: ProcedureFacts, calendar: WorkingDays) -> Pauses:
    """Adds the derived columns to merged rows; gives back their waits."""
    rows["closing_at"] = closing(rows)
    rows["computed_due_at"] = calendar.due(
        rows["received_at"], known.of(known.limit, rows["procedure_id"])
    )
    rows["processing_days"] = calendar.between(rows["received_at"], rows["closing_at"])
    waits = waits_of(rows)
    seconds, days = _waited(rows, waits, calendar)
    rows["paused_seconds"], rows["paused_days"] = seconds, days
    return waits


def closing(rows: Rows) -> np.ndarray:
    """When a dossier ended: finished, else returned, else the closing date of 7 and 8.

    Never before it was received; only under a status that ends (8 too: the policy decides
    later whether that counts).
    """
    at = rows["finished_at"]
    for other in ("returned_at", "ended_at"):
        at = np.where(np.isnan(at), rows[other], at)
    ends = np.isin(rows["status"], [int(s) for s in (*CLOSED, Status.STOPPED)])
    return np.where(ends, np.fmax(at, rows["received_at"]), np.nan) + 0 * at


def waits_of(rows: Rows) -> Pauses:
    """Told waits (joined where they overlap) and the implied ones of waiting statuses."""
    told = _told_waits(rows["pauses"])
    implied = _implied_waits(rows, told)
    order = [np.concatenate(pair) for pair in zip(told, implied, strict=True)]
    return Pauses(order[0].astype(np.int64), *order[1:])


def _told_waits(texts: np.ndarray) -> tuple[np.ndarray, ...]:
    found = [
        (row, start, end)
        for row in np.flatnonzero(np.not_equal(texts, None) & np.not_equal(texts, ""))
        for start, end in _joined(texts[row])
    ]
    row, start, end = zip(*found, strict=True) if found else ((), (), ())
    columns = [np.array(column, dtype=np.float64) for column in (row, start, end)]
    return (*columns, np.full(len(found), TOLD_PAUSE, dtype=np.float64))


def _joined(text: str) -> list[tuple[float, float]]:
    """The waits of a text, in order and disjoint; NaN = still waiting."""
    if not text:
        return []
    waits = sorted(
        (float(a), float(b) if b else np.inf)
        for a, b in (part.split("-") for part in text.split(";"))
    )
    joined = [waits[0]]
    for start, end in waits[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return [(start, np.nan if np.isinf(end) else end) for start, end in joined if start < end]


def _implied_waits(rows: Rows, told: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """Waiting now with no known start: since it was received."""
    status, closing_at = rows["status"], rows["closing_at"]
    stopped = status == int(Status.STOPPED)
    asked = np.isin(status, [int(Status.SUPPLEMENT_REQUESTED), int(Status.FEE_PENDING)])
    waits = (asked | stopped) & ~np.isnan(rows["received_at"])
    still = told[0][np.isnan(told[2])].astype(np.int64)
    waits[still] = False
    row = np.flatnonzero(waits)
    dated = stopped[row] & ~np.isnan(closing_at[row])
    implied = np.where(dated, STOPPED_WITH_DATE, WAITING_NOW).astype(np.float64)
    return row.astype(np.float64), rows["received_at"][row], np.full(len(row), np.nan), implied


def _waited(rows: Rows, waits: Pauses, calendar: WorkingDays) -> tuple[np.ndarray, np.ndarray]:
    """Seconds and working days of ended waits between reception and closing."""
    size = len(rows["status"])
    ended = ~np.isnan(waits.to_at) & (waits.implied == TOLD_PAUSE)
    row = waits.row[ended]
    start = np.fmax(waits.from_at[ended], rows["received_at"][row])
    end = np.fmin(waits.to_at[ended], rows["closing_at"][row])
    kept = start < end
    row, start, end = row[kept], start[kept], end[kept]
    seconds = np.bincount(row, weights=end - start, minlength=size)
    days = np.bincount(row, weights=calendar.between(start, end), minlength=size)
    return _none_if_zero(seconds), _none_if_zero(days)


def _none_if_zero(values: np.ndarray) -> np.ndarray:
    return np.where(values == 0, np.nan, values)


class WorkingDays:
    """The calendar as arrays: how many working days up to a day, and the n-th of them."""

    def __init__(self, calendar: Calendar) -> None:
        first, counts = calendar.cumulative()
        self.first = first
        self.counts = np.array(counts, dtype=np.int64)
        self.days = np.flatnonzero(np.diff(self.counts, prepend=0)) + first

    def until(self, day: np.ndarray) -> np.ndarray:
        """Working days up to and including a day; days outside the table count as its ends."""
        place = np.clip(day - self.first, 0, len(self.counts) - 1)
        return self.counts[place.astype(np.int64)]

    def between(self, start: np.ndarray, end: np.ndarray) -> np.ndarray:
        """Working days after the day of `start` up to the day of `end`; NaN if one is."""
        missing = np.isnan(start) | np.isnan(end)
        first, last = (np.nan_to_num(at) // DAY for at in (start, end))
        return np.where(missing, np.nan, np.maximum(self.until(last) - self.until(first), 0))

    def due(self, received: np.ndarray, limit: np.ndarray) -> np.ndarray:
        """The end of the last day of a limit in working days (first day not counted).

        Received after closing or on a day off counts as received on the next working day.
        """
        missing = np.isnan(received) | np.isnan(limit)
        at = np.nan_to_num(received)
        day = at // DAY
        day_off = self.until(day) == self.until(day - 1)
        moved = day_off | (at % DAY > DEFAULT_HOURS.closing)
        wanted = self.until(day) + np.nan_to_num(limit) + moved
        place = np.clip(wanted - 1, 0, len(self.days) - 1).astype(np.int64)
        return np.where(missing, np.nan, self.days[place] * DAY + DEFAULT_HOURS.closing)


def pause_columns(ids: np.ndarray, waits: Pauses) -> Columns:
    """Waits as rows of the table `pause`."""
    return {
        "dossier_id": ids[waits.row],
        "from_at": waits.from_at.astype(np.int64),
        "to_at": waits.to_at,
        "implied": waits.implied.astype(np.int64),
    }
