"""A made-up district over fourteen months as it really went: twelve offices of many sizes.

Seeded; as untidy as honest offices are: Tết and other days off, peaks at month's end, growth,
overtime, late entries, slips of the hand, cancelled numbers. It knows no lies and no files.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from onestop.domain.period import day_number
from onestop.sample.days import CLOSING_TIME, WORKING_DAYS, add_working_days, office_time


DAY = 86_400
FIRST, LAST = day_number(date(2024, 1, 2)), day_number(date(2025, 2, 28))
A_DAY = (0.8, 1.2, 1.8, 2.5, 3.5, 4.5, 6, 8, 10, 13, 18, 28)
"""Dossiers on a usual working day of each office: from a hamlet's to a district's."""

UNITS = tuple(f"Xã Thật {number}" for number in range(1, len(A_DAY) + 1))
LIMITS = np.array([1, 3, 5, 10, 15, 20])
NEVER = np.nan


@dataclass(frozen=True)
class Truth:
    """What really happened: one row a dossier, instants as local seconds, NaN: never.

    entered_at: when the clerk told the system that it was closed; gone_at: when a mistaken
    entry was deleted; refused_at: when it was taken back as not accepted. steps: dossier row,
    started_at, one row a step.
    """

    dossiers: pd.DataFrame
    steps: pd.DataFrame
    seed: int


def truth(seed: int, scale: float = 1.0) -> Truth:
    """An honest district; scale: times as many dossiers."""
    rng = np.random.default_rng(seed)
    frame = _received(rng, scale)
    _promise(rng, frame)
    _wait(rng, frame)
    _close(rng, frame)
    _slip(rng, frame)
    _flags(rng, frame)
    return Truth(frame, _steps(rng, frame), seed)


def _received(rng: np.random.Generator, scale: float) -> pd.DataFrame:
    days = WORKING_DAYS[(WORKING_DAYS >= FIRST) & (WORKING_DAYS <= LAST)]
    weekday = (days + 3) % 7
    after_rest = np.r_[False, np.diff(days) > 4]
    usual = (1.25 - 0.12 * weekday) * np.where(after_rest, 2.0, 1.0)
    parts = []
    for unit, per_day in enumerate(A_DAY):
        growth = np.linspace(1, rng.uniform(0.7, 1.5), len(days))
        whim = rng.gamma(8, 1 / 8, len(days))
        count = rng.poisson(per_day * scale * usual * growth * whim)
        parts.append(pd.DataFrame({"unit": unit, "day": np.repeat(days, count)}))
    frame = pd.concat(parts, ignore_index=True)
    serial = frame.groupby(["unit", "day"]).cumcount() + 1
    stamp = pd.to_datetime(frame["day"], unit="D").dt.strftime("%y%m%d")
    head = (frame["unit"] + 1).map("H99.{:02d}-".format)
    frame["code"] = head + stamp + serial.map("-{:04d}".format)
    # Numbers given to entries that were cancelled at once are in no export.
    frame = frame[rng.random(len(frame)) >= 0.012].reset_index(drop=True)
    frame["received_at"] = _moments(rng, frame["day"].to_numpy())
    return frame


def _moments(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    return (days * DAY + office_time(rng.integers(0, 28_800, len(days)))).astype(float)


def _habit(rng: np.random.Generator, frame: pd.DataFrame, low: float, high: float) -> np.ndarray:
    """A share of each office's own, row by row."""
    return rng.uniform(low, high, len(UNITS))[frame["unit"].to_numpy()]


def _promise(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    frame["limit"] = rng.choice(LIMITS, len(frame), p=[0.25, 0.2, 0.2, 0.15, 0.12, 0.08])
    due = add_working_days(frame["day"].to_numpy(), frame["limit"].to_numpy())
    frame["due_at"] = due * DAY + float(CLOSING_TIME)


def _wait(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Papers asked for and brought; the due date moves by rule."""
    size, limit = len(frame), frame["limit"].to_numpy()
    asks = (rng.random(size) < _habit(rng, frame, 0.05, 0.14)) & (limit >= 3)
    asked = add_working_days(frame["day"].to_numpy(), rng.integers(1, 3, size))
    length = rng.integers(1, 12, size)
    frame["asked_at"] = np.where(asks, _moments(rng, asked), NEVER)
    frame["brought_at"] = np.where(asks, _moments(rng, add_working_days(asked, length)), NEVER)
    moved = add_working_days(frame["due_at"].to_numpy().astype(np.int64) // DAY, length)
    frame["moved_due_at"] = np.where(asks, moved * DAY + float(CLOSING_TIME), NEVER)


def _close(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    size, limit = len(frame), frame["limit"].to_numpy()
    late = rng.random(size) < _habit(rng, frame, 0.03, 0.15)
    worked = np.where(late, limit + rng.geometric(0.12, size), (rng.random(size) * limit))
    base = np.fmax(frame["day"], np.nan_to_num(frame["brought_at"] // DAY)).astype(np.int64)
    days = _month_end(rng, add_working_days(base, worked.astype(np.int64)))
    finished = _moments(rng, days)
    finished = _off_hours(rng, finished, _habit(rng, frame, 0.003, 0.02))
    start = np.fmax(frame["received_at"], frame["brought_at"].fillna(0)) + 1_200
    frame["finished_at"] = np.maximum(finished, start)
    handed = add_working_days(
        frame["finished_at"].to_numpy().astype(np.int64) // DAY, rng.integers(0, 4, size)
    )
    frame["returned_at"] = np.maximum(_moments(rng, handed), frame["finished_at"] + 300)


def _month_end(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    """Four in ten of what would be done in the week after is done before the month ends."""
    place = np.searchsorted(WORKING_DAYS, days)
    month = pd.to_datetime(WORKING_DAYS, unit="D").month.to_numpy()
    last = np.flatnonzero(np.diff(month, append=month[-1] + 1) != 0)
    before = last[np.maximum(np.searchsorted(last, place) - 1, 0)]
    pulled = (place - before <= 4) & (rng.random(len(days)) < 0.4)
    back = before - rng.integers(0, 2, len(days))
    return np.where(pulled, WORKING_DAYS[np.maximum(back, 0)], days)


def _off_hours(rng: np.random.Generator, at: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Overtime: an evening, and now and then a Saturday."""
    chance = rng.random(len(at))
    evening = at // DAY * DAY + rng.integers(19 * 3_600, 22 * 3_600, len(at))
    to_saturday = (5 - (at // DAY + 3) % 7) * DAY
    moved = np.where(chance < share * 0.7, evening, at + to_saturday)
    return np.where(chance < share, moved, at)


def _slip(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """What honest clerks do: enter late, mistype, delete, promise anew."""
    size, rare = len(frame), rng.random((6, len(frame)))
    lag = np.where(rare[0] < 0.012, rng.integers(4, 25, size), rng.integers(0, 2, size)) * DAY
    frame["entered_at"] = frame["finished_at"] + lag
    life = frame["finished_at"] - frame["received_at"]
    some = frame["received_at"] + rng.random(size) * life
    frame["gone_at"] = np.where(rare[1] < 0.002, some, NEVER)
    frame["refused_at"] = np.where(rare[2] < 0.002, some, NEVER)
    typed = frame["finished_at"] + rng.integers(1, 9, size) * DAY
    mistyped = (rare[3] < 0.004) & (frame["returned_at"] // DAY < typed // DAY)
    frame["shown_finished_at"] = np.where(mistyped, typed, frame["finished_at"])
    slow = frame["finished_at"] > frame["due_at"] + 25 * DAY
    frame["redated_at"] = np.where(slow & (rare[4] < 0.02), frame["due_at"] + 20 * DAY, NEVER)
    fixed = frame["received_at"] + DAY
    frame["fixed_received_at"] = np.where(rare[5] < 0.001, fixed, NEVER)


def _flags(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    size = len(frame)
    for name, low, high in (
        ("components_digitised", 0.6, 0.97),
        ("components_reused", 0.05, 0.4),
        ("result_digitised", 0.55, 0.96),
        ("online", 0.2, 0.8),
    ):
        frame[name] = (rng.random(size) < _habit(rng, frame, low, high)).astype(int)
    waited = np.where(frame["online"] == 1, rng.integers(120, 9_000, size), 0)
    frame["submitted_at"] = frame["received_at"] - waited


def _steps(rng: np.random.Generator, frame: pd.DataFrame) -> pd.DataFrame:
    """What nine of the offices record of their desks: receipt, work, signature, hand-over."""
    recorded = (frame["unit"] % 4 != 0) & (rng.random(len(frame)) < _habit(rng, frame, 0.9, 0.99))
    rows = np.flatnonzero(recorded)
    start, end = (frame[name].to_numpy()[rows] for name in ("received_at", "finished_at"))
    moments = [start, start + 0.4 * (end - start), end - 60, frame["returned_at"].to_numpy()[rows]]
    return pd.DataFrame({"dossier": np.tile(rows, 4), "started_at": np.concatenate(moments)})
