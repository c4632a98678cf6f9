"""Signs that exports were prettied up, by unit and month: counted, judged, with their evidence.

The entry: everything of one window is counted once and judged together. Which checks there
are stands in `onestop.domain.integrity`; a number suspicious never comes without the number
looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from sqlalchemy import Connection, func, select

from onestop.domain.facts import DAY
from onestop.domain.integrity import BY_CODE, CHECKS
from onestop.domain.integrity_files import Thresholds
from onestop.domain.integrity_told import Sign
from onestop.domain.period import Period
from onestop.domain.working_time import Calendar
from onestop.storage import integrity_counts as counts
from onestop.storage import integrity_noted as noted
from onestop.storage.integrity_judged import (
    Fairness,
    Judged,
    Peak,
    Runs,
    judge_days,
    judge_runs,
    judge_shares,
)
from onestop.storage.integrity_series import series
from onestop.storage.integrity_window import Window, window_months
from onestop.storage.moments import newest_of_all
from onestop.storage.tables import dossier, source


@dataclass(frozen=True)
class Looked:
    """What is looked at: a period, by which thresholds, with which days off.

    checks: codes; units: ids to show (None: all). Others still count as what is common.
    """

    period: Period
    thresholds: Thresholds
    calendar: Calendar
    checks: tuple[str, ...] = tuple(BY_CODE)
    units: frozenset[int] | None = None


@dataclass(frozen=True)
class Measure:
    """One check, of one flag or source where it has several (`part`), on the whole window."""

    check: str
    part: str
    judged: Judged
    days: np.ndarray | None = None


@dataclass(frozen=True)
class Found:
    """Everything counted: the window, a measure for each check and part, and the period."""

    window: Window
    measures: tuple[Measure, ...]
    period: Period
    units: frozenset[int] | None

    def signs(self) -> list[Sign]:
        """What is told, by check, unit and month."""
        return [sign for measure in self.measures for sign in self._cells(measure, all_=False)]

    def cells(self) -> list[Sign]:
        """Every unit and month that was looked at, told or not."""
        return [sign for measure in self.measures for sign in self._cells(measure, all_=True)]

    def _cells(self, measure: Measure, *, all_: bool) -> Iterator[Sign]:
        judged = measure.judged
        shown = judged.looked_at > 0 if all_ else judged.told
        for row, place in zip(*np.nonzero(shown), strict=True):
            month, unit = self.window.months[place], int(self.window.units[row])
            in_period = month.start < self.period.end and month.end > self.period.start
            if in_period and (self.units is None or unit in self.units):
                yield self._sign(measure, int(row), int(place))

    def _sign(self, measure: Measure, row: int, place: int) -> Sign:
        judged, window = measure.judged, self.window
        return Sign(
            measure.check,
            measure.part,
            int(window.units[row]),
            window.months[place],
            int(judged.suspicious[row, place]),
            int(judged.looked_at[row, place]),
            _number(judged.usual[row, place]),
            _number(judged.limit[row, place]),
            self._days(measure, row, place),
        )

    def _days(self, measure: Measure, row: int, place: int) -> tuple[tuple[int, int], ...]:
        if measure.days is None:
            return ()
        counted = np.where(self.window.month_of == place, measure.days[row], 0)
        return tuple((int(d) + self.window.first, int(counted[d])) for d in np.flatnonzero(counted))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def look(connection: Connection, asked: Looked) -> Found | None:
    """Counts and judges; None where nothing was loaded yet."""
    window = _window(connection, asked.period)
    if window is None:
        return None
    counted = _Counted(connection, window, asked)
    wanted = [check for check in CHECKS if check.code in asked.checks]
    measures = tuple(one for check in wanted for one in MEASURES[check.code](counted))
    return Found(window, measures, asked.period, asked.units)


def _window(connection: Connection, period: Period) -> Window | None:
    newest = newest_of_all(connection)
    oldest = connection.scalar(select(func.min(dossier.c.received_at)))
    if newest is None or oldest is None:
        return None
    found = window_months(period, oldest // DAY, newest // DAY)
    units = connection.scalars(select(dossier.c.unit_id).distinct().order_by(dossier.c.unit_id))
    ids = np.array([one for one in units if one is not None], dtype=np.int64)
    return Window(found, ids) if found and len(ids) else None


class _Counted:
    """The sums that several checks share, each counted when first asked for."""

    def __init__(self, connection: Connection, window: Window, asked: Looked) -> None:
        self.connection, self.window, self.asked = connection, window, asked

    def threshold(self, check: str, name: str) -> float:
        return self.asked.thresholds.of(check, name)

    def fair(self, check: str) -> Fairness:
        general = self.asked.thresholds.general
        own = {
            one.name: self.threshold(check, one.name)
            for one in BY_CODE[check].thresholds
            if one.name in ("most_usual", "silent_above")
        }
        names = ("fewest_months", "false_share", "leeway", "slack")
        told = {name: general(name) for name in names}
        return Fairness(fewest=self.threshold(check, "fewest"), **told, **own)

    def months(self, grid: np.ndarray) -> np.ndarray:
        return self.window.by_month(grid)

    @cached_property
    def closings(self) -> counts.Grids:
        names = ("first_hour", "last_hour")
        hours = tuple(int(self.threshold("closing_off_hours", name)) for name in names)
        return counts.closings(self.connection, self.window, hours)

    @cached_property
    def receipts(self) -> counts.Receipts:
        return counts.receipts(self.connection, self.window)

    @cached_property
    def missed(self) -> np.ndarray:
        return counts.missed_by_due_day(self.connection, self.window)

    @cached_property
    def steps(self) -> counts.Grids:
        fewest = int(self.threshold("no_steps", "fewest_steps"))
        return counts.step_facts(self.connection, self.window, fewest)

    @cached_property
    def days_off(self) -> np.ndarray:
        days = range(self.window.first, self.window.end)
        return np.array([not self.asked.calendar.is_working_day(day) for day in days])


def _burst(told: _Counted) -> Iterator[Measure]:
    yield _by_days(told, "closing_burst", told.closings["closed"])


def _off_hours(told: _Counted) -> Iterator[Measure]:
    off = np.where(told.days_off, told.closings["closed"], told.closings["off"])
    yield _by_days(told, "closing_off_hours", off)


def _by_days(told: _Counted, check: str, grid: np.ndarray) -> Measure:
    closed = told.months(told.closings["closed"])
    peak = Peak(told.threshold(check, "times_peak"), told.threshold(check, "deviations"))
    judged, days = judge_days(grid, told.window.third_of, closed, peak, told.fair(check))
    return Measure(check, "", judged, np.where(days, grid, 0))


def _no_steps(told: _Counted) -> Iterator[Measure]:
    recorded, closed = told.steps["recorded"], told.closings["closed"]
    looked = told.months(closed * recorded)
    without = looked - told.months(told.steps["stepped"] * recorded)
    yield _by_shares(told, "no_steps", without, looked)


def _due_moved(told: _Counted) -> Iterator[Measure]:
    moved = told.months(noted.due_moved(told.connection, told.window))
    yield _by_shares(told, "due_moved", moved, moved + told.months(told.missed))


def _received_moved(told: _Counted) -> Iterator[Measure]:
    moved = told.months(noted.received_moved(told.connection, told.window))
    begun = told.months(counts.begun_before(told.connection, told.window))
    # A dossier may be told by both; the larger is what is certain.
    looked = told.months(told.receipts.grids["received"])
    yield _by_shares(told, "received_moved", np.minimum(np.maximum(moved, begun), looked), looked)


def _result_after(told: _Counted) -> Iterator[Measure]:
    after = told.months(told.closings["after_return"])
    steps = told.months(told.steps["after_end"])
    looked = told.months(told.closings["closed"])
    found = np.minimum(np.maximum(after, steps), looked)
    yield _by_shares(told, "result_after_closing", found, looked)


def _constant(told: _Counted) -> Iterator[Measure]:
    surprise, fair = told.threshold("constant_flag", "surprise"), told.fair("constant_flag")
    facts = told.receipts.grids | told.closings
    for name in counts.FLAGS:
        known = told.months(facts[f"{name}:known"])
        others = known - told.months(facts[f"{name}:good"])
        yield Measure("constant_flag", name, judge_runs(Runs(others, known, known), surprise, fair))


def _never_waits(told: _Counted) -> Iterator[Measure]:
    surprise, fair = told.threshold("never_waits", "surprise"), told.fair("never_waits")
    waits = told.receipts
    names = dict(told.connection.execute(select(source.c.id, source.c.code)).all())
    received = sum(waits.told.values())
    waited = sum(waits.waited.values())
    for number, own in waits.told.items():
        mine = waits.waited[number]
        others, their_waits = received.sum(axis=0) - own, waited.sum(axis=0) - mine
        usual = np.where(others > 0, their_waits / np.maximum(others, 1), 0.0)
        judged = judge_runs(Runs(mine, own, own * usual), surprise, fair)
        yield Measure("never_waits", names.get(number, ""), judged)


def _open_lost(told: _Counted) -> Iterator[Measure]:
    lost = told.months(noted.lost(told.connection, told.window))
    before = counts.open_before(told.connection, told.window)
    looked = _most_open(told, told.receipts.grids["received"], told.closings["closed"], before)
    yield _by_shares(told, "open_lost", lost, np.maximum(looked, lost))


def _late_vanished(told: _Counted) -> Iterator[Measure]:
    gone = noted.gone_late(told.connection, told.window)
    looked = _most_open(told, told.missed, told.closings["late"] + gone)
    found = told.months(gone)
    yield _by_shares(told, "late_vanished", found, np.maximum(looked, found))


def _most_open(
    told: _Counted, begun: np.ndarray, ended: np.ndarray, before: np.ndarray | None = None
) -> np.ndarray:
    """[unit, month]: the most that were begun and not ended on any day of a month.

    before: [unit], those begun and not ended before the window; without it none.
    """
    standing = np.cumsum(begun - ended, axis=1) + ended
    if before is not None:
        standing += before[:, None]
    return np.maximum(np.maximum.reduceat(standing, told.window.month_starts, axis=1), 0)


def _missing(told: _Counted) -> Iterator[Measure]:
    found = series(told.connection, told.window)
    missing, highest = told.months(found.missing), told.months(found.highest)
    measure = _by_shares(told, "missing_numbers", missing, highest)
    yield replace(measure, days=found.missing)


def _by_shares(told: _Counted, check: str, found: np.ndarray, looked: np.ndarray) -> Measure:
    return Measure(check, "", judge_shares(found, looked, told.fair(check)))


MEASURES = {
    "closing_burst": _burst,
    "closing_off_hours": _off_hours,
    "no_steps": _no_steps,
    "due_moved": _due_moved,
    "received_moved": _received_moved,
    "result_after_closing": _result_after,
    "constant_flag": _constant,
    "never_waits": _never_waits,
    "open_lost": _open_lost,
    "late_vanished": _late_vanished,
    "missing_numbers": _missing,
}
"""How each check is measured, by its code."""
