"""Lies, each planted by itself: in one office, over a stretch of months, on an honest district.

Each says which check must name it; how it is found is none of its business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from onestop.sample.days import add_working_days
from tests.agreement.lying_exports import MONTH_ENDS, District
from tests.agreement.lying_truth import DAY, Truth


@dataclass(frozen=True)
class Plot:
    """Who lies and when: an office by its place, and calendar months from 0 (January 2024)."""

    unit: int
    first: int
    months: int = 2

    @property
    def start(self) -> int:
        """The first second."""
        return 0 if self.first == 0 else MONTH_ENDS[self.first - 1] + 4 * 3_600

    @property
    def end(self) -> int:
        """The second after the last."""
        return MONTH_ENDS[self.first + self.months - 1] + 4 * 3_600

    def during(self, instants: pd.Series) -> pd.Series:
        """Which instants lie in the stretch."""
        return (instants >= self.start) & (instants < self.end)


@dataclass(frozen=True)
class Lie:
    """name: what is done; check: the one that must name it; smallest: the least office, by its
    place, whose figures can show it."""

    name: str
    check: str
    tell: Callable[[Truth, Plot], District]
    smallest: int = 4


def _with(truth: Truth, dossiers: pd.DataFrame, steps: pd.DataFrame | None = None) -> Truth:
    return replace(truth, dossiers=dossiers, steps=truth.steps if steps is None else steps)


def _chance(truth: Truth, share: float, salt: int) -> np.ndarray:
    rng = np.random.default_rng([truth.seed, salt])
    return rng.random(len(truth.dossiers)) < share


def _mine(truth: Truth, plot: Plot, at: str) -> pd.Series:
    frame = truth.dossiers
    return (frame["unit"] == plot.unit) & plot.during(frame[at])


def _closed_at(truth: Truth, chosen: pd.Series, moment: int, spread: int) -> District:
    """Some dossiers closed within a stretch of seconds of one day."""
    frame, rng = truth.dossiers.copy(), np.random.default_rng(truth.seed)
    at = moment + rng.integers(0, spread, int(chosen.sum()))
    for name, later in (
        ("finished_at", 0),
        ("shown_finished_at", 0),
        ("entered_at", 0),
        ("returned_at", 600),
    ):
        frame.loc[chosen, name] = at + later
    return District(_with(truth, frame))


def _middle(plot: Plot) -> int:
    """A working day in the middle of the stretch."""
    return int(add_working_days(np.array([(plot.start + plot.end) // 2 // DAY]), 1)[0])


def _around(truth: Truth, plot: Plot, day: int, days: tuple[int, int]) -> pd.Series:
    """Received before a day, and really done within so many days before and after it."""
    frame = truth.dossiers
    since, until = (day - days[0]) * DAY, (day + days[1]) * DAY
    near = (frame["finished_at"] >= since) & (frame["finished_at"] < until)
    return (frame["unit"] == plot.unit) & near & (frame["received_at"] < day * DAY)


def burst(truth: Truth, plot: Plot) -> District:
    """Nobody enters anything for two weeks; then that and what is open is clicked away."""
    day = _middle(plot)
    chosen = _around(truth, plot, day, (14, 28))
    return _closed_at(truth, chosen, day * DAY + 9 * 3_600, 6 * 3_600)


def sunday_night(truth: Truth, plot: Plot) -> District:
    """Closed on a Sunday night."""
    day = _middle(plot)
    sunday = day + (6 - (day + 3) % 7)
    chosen = _around(truth, plot, sunday, (4, 7))
    return _closed_at(truth, chosen, sunday * DAY + 22 * 3_600, 3_600)


def no_steps(truth: Truth, plot: Plot) -> District:
    """Two of three go straight to the end."""
    straight = _mine(truth, plot, "finished_at") & _chance(truth, 0.65, 1)
    kept = ~truth.steps["dossier"].isin(np.flatnonzero(straight))
    return District(_with(truth, truth.dossiers, truth.steps[kept]))


def due_moved(truth: Truth, plot: Plot) -> District:
    """What an export showed overdue has a new due date in the next."""
    share = _chance(truth, 0.7, 2)

    def change(frame: pd.DataFrame, as_of: int) -> pd.DataFrame:
        due = frame["due_at"]
        seen_late = (due < frame["finished_at"].fillna(np.inf)) & plot.during(due)
        known = pd.Series(share[frame.index], index=frame.index)
        shown_before = due < as_of - 32 * DAY
        moved = (frame["unit"] == plot.unit) & seen_late & known & shown_before
        frame.loc[moved, "due_at"] = due + 60 * DAY
        return frame

    return District(truth, change)


def received_moved(truth: Truth, plot: Plot) -> District:
    """The clock begins anew with the step that is open."""
    share = _chance(truth, 0.5, 3)
    last_step = truth.steps.groupby("dossier")["started_at"].nth(1)
    middle = truth.dossiers["received_at"] + 0.4 * (
        truth.dossiers["finished_at"] - truth.dossiers["received_at"]
    )
    middle = middle.where(~truth.dossiers.index.isin(last_step.index), middle)

    def change(frame: pd.DataFrame, as_of: int) -> pd.DataFrame:
        at = middle.loc[frame.index]
        long = (at // DAY > frame["received_at"] // DAY) & (at <= as_of)
        known = pd.Series(share[frame.index], index=frame.index)
        moved = (frame["unit"] == plot.unit) & plot.during(at) & long & known
        frame.loc[moved, "received_at"] = at
        return frame

    return District(truth, change)


def result_after(truth: Truth, plot: Plot) -> District:
    """Handed over on paper first, the result is signed later."""
    frame = truth.dossiers.copy()
    chosen = _mine(truth, plot, "finished_at") & _chance(truth, 0.3, 4)
    frame.loc[chosen, "returned_at"] = frame.loc[chosen, "finished_at"] - 4 * DAY
    return District(_with(truth, frame))


def all_digitised(truth: Truth, plot: Plot) -> District:
    """Every result says that it is digitised."""
    frame = truth.dossiers.copy()
    frame.loc[_mine(truth, plot, "finished_at"), "result_digitised"] = 1
    return District(_with(truth, frame))


def copied_dates(truth: Truth, plot: Plot) -> District:
    """The day handed in is a copy of the day received."""
    frame = truth.dossiers.copy()
    chosen = _mine(truth, plot, "received_at")
    frame.loc[chosen, "submitted_at"] = frame.loc[chosen, "received_at"]
    return District(_with(truth, frame))


def never_waits(truth: Truth, plot: Plot) -> District:
    """Asked for papers? Sent as finished, and nobody was ever asked."""
    frame = truth.dossiers.copy()
    chosen = _mine(truth, plot, "received_at") & frame["asked_at"].notna()
    for name in ("finished_at", "shown_finished_at", "entered_at"):
        frame.loc[chosen, name] = frame.loc[chosen, "asked_at"]
    frame.loc[chosen, ["asked_at", "brought_at", "moved_due_at"]] = np.nan
    return District(_with(truth, frame))


def open_lost(truth: Truth, plot: Plot) -> District:
    """A third of what one export shows open the next does not, half of it as never accepted."""
    frame, at = truth.dossiers.copy(), MONTH_ENDS[plot.first] + 3_600
    is_open = (frame["received_at"] < at) & (frame["entered_at"] > at)
    chosen = (frame["unit"] == plot.unit) & is_open & _chance(truth, 0.34, 5)
    half = _chance(truth, 0.5, 6)
    frame.loc[chosen & half, "gone_at"] = at
    frame.loc[chosen & ~half, "refused_at"] = at
    return District(_with(truth, frame))


def late_vanished(truth: Truth, plot: Plot) -> District:
    """What would count as late is deleted."""
    frame = truth.dossiers.copy()
    due = frame["moved_due_at"].fillna(frame["due_at"])
    at = plot.during(due) & (frame["finished_at"] // DAY > due // DAY + 2)
    chosen = (frame["unit"] == plot.unit) & at & _chance(truth, 0.8, 7)
    frame.loc[chosen, "gone_at"] = frame.loc[chosen, "finished_at"]
    frame.loc[chosen, "entered_at"] = np.inf
    return District(_with(truth, frame))


def left_out(truth: Truth, plot: Plot) -> District:
    """One dossier in six is never exported at all."""
    frame = truth.dossiers.copy()
    frame.loc[_mine(truth, plot, "received_at") & _chance(truth, 0.17, 8), "gone_at"] = 0.0
    return District(_with(truth, frame))


LIES = (
    Lie("two weeks and the backlog clicked away in a day", "closing_burst", burst),
    Lie("closed on a Sunday night", "closing_off_hours", sunday_night),
    Lie("two thirds closed without a step", "no_steps", no_steps),
    Lie("due dates moved once missed", "due_moved", due_moved, 6),
    Lie("received date moved to the open step", "received_moved", received_moved),
    Lie("result dated after the hand-over", "result_after_closing", result_after),
    Lie("every result digitised", "constant_flag", all_digitised),
    Lie("handed in = received", "constant_flag", copied_dates),
    Lie("5, 6, 8 sent as 9", "never_waits", never_waits, 7),
    Lie("a third of the open ones lost", "open_lost", open_lost, 6),
    Lie("late ones deleted", "late_vanished", late_vanished, 6),
    Lie("one in six never exported", "missing_numbers", left_out, 5),
)

LAST_FIRST = 10
"""The latest month in which a lie begins: what is moved must have been seen before."""


def plot_of(lie: Lie, seed: int) -> Plot:
    """Where and when, by chance."""
    rng = np.random.default_rng([seed, *lie.name.encode()])
    units = [unit for unit in range(lie.smallest, 12) if unit % 4 != 0 or lie.check != "no_steps"]
    months = 5 if lie.check == "never_waits" else 3 if lie.check == "constant_flag" else 2
    first = int(rng.integers(2, LAST_FIRST + 3 - months))
    return Plot(int(rng.choice(units)), first, months)


def together(honest: Truth, plots: dict[str, Plot]) -> District:
    """One district in which several lies are told, by name, each by its own plot."""
    district, changes = District(honest), []
    for lie in LIES:
        if lie.name in plots:
            told = lie.tell(district.truth, plots[lie.name])
            changes += [told.change] if told.change else []
            district = District(told.truth)

    def change(frame: pd.DataFrame, as_of: int) -> pd.DataFrame:
        for one in changes:
            frame = one(frame, as_of)
        return frame

    return District(district.truth, change)
