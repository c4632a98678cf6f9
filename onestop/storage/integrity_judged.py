"""Is it more than chance and habit? Robust statistics over [unit, month] arrays.

It knows medians, peaks, runs and the bound of a binomial tail; neither tables nor words.
All limits come from the unit's own other months, with what is common as a floor.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Judged:
    """One check on every unit and month.

    suspicious, looked_at: the counts; usual: what the unit usually has (NaN: not known);
    limit: from how many on it is told (NaN: silent); told: whether it is.
    """

    suspicious: np.ndarray
    looked_at: np.ndarray
    usual: np.ndarray
    limit: np.ndarray
    told: np.ndarray


@dataclass(frozen=True)
class Fairness:
    """How careful a share is judged; the thresholds of `onestop.domain.integrity`."""

    fewest: float
    fewest_months: float
    false_share: float
    leeway: float
    slack: float
    most_usual: float = 1.0
    silent_above: float = 1.0


def judge_shares(suspicious: np.ndarray, looked_at: np.ndarray, fair: Fairness) -> Judged:
    """Months whose share is far above the unit's other months and above what is common."""
    known = looked_at > 0
    shares = np.where(known, suspicious / np.maximum(looked_at, 1), np.nan)
    own, common = others_median(shares), _common(suspicious, looked_at)
    usual = np.fmax(np.fmin(own, fair.most_usual), min(common, fair.most_usual))
    base = np.clip(fair.leeway * usual + fair.slack, 1e-6, 0.999)
    heard = known & (_count_others(known) >= fair.fewest_months - 1) & (own <= fair.silent_above)
    weight = np.where(heard, _surprise(suspicious, looked_at, base), 0.0)
    cut = _cut(weight[heard & (looked_at >= fair.fewest)], fair.false_share)
    limit = np.where(heard, _least(looked_at, base, cut, fair.fewest), np.nan)
    told = heard & (suspicious >= limit)
    return Judged(suspicious, looked_at, usual, limit, told)


def _common(suspicious: np.ndarray, looked_at: np.ndarray) -> float:
    """The middle unit's share of all its months."""
    total = looked_at.sum(axis=1)
    shares = suspicious.sum(axis=1)[total > 0] / total[total > 0]
    return float(np.median(shares)) if len(shares) else 0.0


def others_median(values: np.ndarray) -> np.ndarray:
    """For each month the median of the unit's other months; NaN where there are none."""
    found = np.full(values.shape, np.nan)
    for place in range(values.shape[1]):
        others = np.delete(values, place, axis=1)
        some = ~np.isnan(others).all(axis=1)
        if some.any():
            found[some, place] = np.nanmedian(others[some], axis=1)
    return found


def _count_others(known: np.ndarray) -> np.ndarray:
    return known.sum(axis=1, keepdims=True) - known


def _surprise(found: np.ndarray, of: np.ndarray, base: np.ndarray) -> np.ndarray:
    """n·KL(k/n ‖ p): a tail of so much or more has at most the chance exp of minus this."""
    share = found / np.maximum(of, 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        yes = np.where(share > 0, share * np.log(share / base), 0.0)
        no = np.where(share < 1, (1 - share) * np.log((1 - share) / (1 - base)), 0.0)
    return np.where(share > base, of * (yes + no), 0.0)


def _cut(weights: np.ndarray, false_share: float) -> float:
    """Benjamini–Hochberg: the least surprise that is told, given all that was looked at."""
    if not len(weights):
        return float("inf")
    chance = np.sort(np.exp(-weights))
    bars = false_share * np.arange(1, len(chance) + 1) / len(chance)
    passed = np.flatnonzero(chance <= bars)
    return float(-np.log(bars[passed[-1]] if len(passed) else bars[0]))


def _least(of: np.ndarray, base: np.ndarray, cut: float, fewest: float) -> np.ndarray:
    """The least count of each cell that is told; above `of` where none could be."""
    low, high = np.zeros(of.shape), of + 1.0
    for _ in range(32):
        middle = np.floor((low + high) / 2)
        enough = (middle / np.maximum(of, 1) > base) & (_surprise(middle, of, base) >= cut)
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.maximum(high, fewest)


THIRDS = 3
"""Parts of a month that are compared with the same part of others: the peak of a month's end
must not hide a burst in its middle."""


@dataclass(frozen=True)
class Peak:
    """How far above a usual month's highest day a burst is: so many times, and so many
    deviations, as counts of that height have them by chance (few dossiers leap more)."""

    times: float
    deviations: float


def judge_days(
    counts: np.ndarray, third_of: np.ndarray, closed: np.ndarray, peak: Peak, fair: Fairness
) -> tuple[Judged, np.ndarray]:
    """Days far above the highest day of the same part of other months; which days, [unit, day].

    counts: [unit, day] of what is counted; third_of: the third of a month that each day lies
    in, numbered through; closed: [unit, month] of all that was closed.
    """
    has = closed > 0
    starts = np.searchsorted(third_of, np.arange(closed.shape[1] * THIRDS))
    peaks = np.maximum.reduceat(counts, starts, axis=1).reshape(*closed.shape, THIRDS)
    known = np.where(has[:, :, None], peaks, np.nan)
    usual = np.stack([others_median(known[:, :, part]) for part in range(THIRDS)], axis=2)
    heard = has & (_count_others(has) >= fair.fewest_months - 1)
    far = np.maximum(peak.times * usual, usual + peak.deviations * np.sqrt(np.maximum(usual, 1)))
    least = np.maximum(np.ceil(far), fair.fewest)
    limit = np.where(heard[:, :, None], least, np.nan)
    days = counts >= np.nan_to_num(limit, nan=np.inf).reshape(len(counts), -1)[:, third_of]
    burst = np.add.reduceat(np.where(days, counts, 0), starts[::THIRDS], axis=1)
    shown = _lowest(limit, peaks >= np.nan_to_num(limit, nan=np.inf))
    parts = [np.take_along_axis(one, shown, axis=2)[:, :, 0] for one in (usual, limit)]
    return Judged(burst, closed, *parts, burst > 0), days


def _lowest(limit: np.ndarray, passed: np.ndarray) -> np.ndarray:
    """The part of each month whose limit is shown: the lowest that was passed, else any."""
    ranked = np.where(passed, limit, np.nan_to_num(limit, nan=0.0) + 1e9)
    return np.argmin(ranked, axis=2)[:, :, None]


@dataclass(frozen=True)
class Runs:
    """What a run of months without a single other value is held against.

    others, looked_at: [unit, month]; expected: how many others each month should have had if
    this unit were as the rest, scaled by `rate` of its own.
    """

    others: np.ndarray
    looked_at: np.ndarray
    expected: np.ndarray


def judge_runs(runs: Runs, surprise: float, fair: Fairness) -> Judged:
    """Months in runs without any other value where chance would have given many."""
    told = np.zeros(runs.others.shape, dtype=bool)
    usual = np.full(runs.others.shape, np.nan)
    ratios = _ratios(runs.others.sum(axis=1), runs.expected.sum(axis=1))
    for row in range(len(told)):
        peers = np.delete(ratios, row)
        peers = peers[~np.isnan(peers) & (peers > 0)]
        for first, end in _zero_runs(runs.others[row], runs.looked_at[row]):
            rate = _rate(runs, row, (first, end), peers)
            missing = rate * runs.expected[row, first:end].sum() / fair.leeway
            many = runs.looked_at[row, first:end].sum() >= fair.fewest
            usual[row, first:end] = rate * _share(runs, row, first, end)
            told[row, first:end] = many and missing >= surprise
    told &= runs.looked_at > 0
    good = runs.looked_at - runs.others
    return Judged(good, runs.looked_at, usual, np.where(told, surprise, np.nan), told)


def _ratios(found: np.ndarray, expected: np.ndarray) -> np.ndarray:
    return np.where(expected > 0, found / np.maximum(expected, 1e-9), np.nan)


def _share(runs: Runs, row: int, first: int, end: int) -> float:
    of = runs.looked_at[row, first:end].sum()
    return float(runs.expected[row, first:end].sum() / of) if of else 0.0


def _zero_runs(others: np.ndarray, looked_at: np.ndarray) -> list[tuple[int, int]]:
    """Stretches [first, end) of months without any other value; empty months do not end one."""
    found, first = [], None
    for place, (count, of) in enumerate(zip(others, looked_at, strict=True)):
        if count == 0 and of and first is None:
            first = place
        if count and first is not None:
            found.append((first, place))
            first = None
    return [*found, *([(first, len(others))] if first is not None else [])]


AROUND = 2
"""Months beside a run that must already look as the unit does: a habit that grew into 100 %
did not begin overnight."""

FEWEST_OTHERS = 3
"""Other values outside a run from which on the unit's own rate is known."""


def _rate(runs: Runs, row: int, run: tuple[int, int], peers: np.ndarray) -> float:
    """The unit's own rate outside the run, no more than right beside it; else a low peer's."""
    outside = np.ones(runs.others.shape[1], dtype=bool)
    outside[run[0] : run[1]] = False
    if runs.others[row, outside].sum() < FEWEST_OTHERS:
        return float(np.quantile(peers, 0.25)) if len(peers) else 0.0
    beside = outside.copy()
    beside[: max(run[0] - AROUND, 0)] = beside[run[1] + AROUND :] = False
    own, near = (
        _ratios(runs.others[row, part].sum(), runs.expected[row, part].sum())
        for part in (outside, beside)
    )
    return float(np.nanmin([own, near, 1.0 if np.isnan(own) else own]))
