"""What some dossiers add to (or take from) the ledger, summed by grain.

Flows are placed by their date; a state is +1 on the day it begins and −1 on the day it
ends, so that running sums rebuild it for any midnight. Memory follows the number of
cells, not of dossiers. It knows arrays only; `ledger_writer` puts the sums away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import FLOWS, LEDGER_MEASURES
from onestop.domain.policy import Policy
from onestop.storage import grains
from onestop.storage.array_facts import Rows, array_facts
from onestop.storage.grains import CUTS, GRAINS, Grain, bucket_of
from onestop.storage.intervals import Pauses, state_intervals


RAW = (Grain(0, grains.DAY), Grain(1, grains.HALF), Grain(3, grains.DAY))
"""Summed from the dossiers; every other grain is rolled up from one of these."""

ROLLED_UP_FROM = {0: RAW[0], 1: RAW[1], 2: RAW[2], 3: RAW[2]}

COMPACT_AFTER = 200_000
"""Cells waiting before parts are merged: bounds memory on long loads."""

BUCKET_OFFSET = 1 << 18
"""Makes day numbers before 1970 positive inside a packed key."""


@dataclass(frozen=True)
class Placed:
    """Rows placed on days; `amounts` are masks, or numbers to be summed."""

    name: str
    days: np.ndarray
    rows: np.ndarray
    amounts: dict[str, np.ndarray]


class Tally:
    """Sums by grain and cell, filled chunk by chunk."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self._parts: dict[tuple[int, str], list] = {}

    def add(self, rows: Rows, pauses: Pauses, sign: int = 1) -> None:
        """Counts dossiers in (sign 1) or out (sign −1)."""
        if not len(rows["status"]):
            return
        facts = array_facts(rows, self.policy)
        for placed in (*_flows(facts), *_states(facts, pauses)):
            if len(placed.days):
                for grain in RAW:
                    self._sum(grain, placed, rows, sign)

    def _sum(self, grain: Grain, placed: Placed, rows: Rows, sign: int) -> None:
        keys = _keys(grain, placed, rows)
        distinct, where = _distinct(keys)
        sums = [_total(where, amount, len(distinct)) for amount in placed.amounts.values()]
        block = np.stack(sums).astype(np.int32) * np.int32(sign)
        parts = self._parts.setdefault((grain.number, placed.name), [])
        parts.append((distinct, block))
        if sum(len(keys) for keys, _ in parts[1:]) > max(COMPACT_AFTER, len(parts[0][0])):
            parts[:] = [_merged(parts)]

    def take_in(self, other: Tally) -> None:
        """Adds what another tally of the same policy has counted."""
        for name, parts in other._parts.items():
            mine = self._parts.setdefault(name, [])
            mine += parts
            mine[:] = [_merged(mine)]

    def size(self) -> int:
        """Bytes of the sums held."""
        return sum(
            keys.nbytes + sums.nbytes for parts in self._parts.values() for keys, sums in parts
        )

    def clear(self) -> None:
        """Forgets sums that have been put away."""
        self._parts = {}

    def cells(self) -> Iterator[tuple[Grain, np.ndarray, np.ndarray]]:
        """Each grain with (bucket, unit, area, procedure) and sums of its cells."""
        for raw in RAW:
            whole = self._whole(raw)
            for grain in GRAINS:
                if ROLLED_UP_FROM[grain.cut] == raw:
                    keys, sums = _rolled_up(grain, *whole)
                    kept = sums.any(axis=0)
                    yield grain, _unpacked(grain, keys[kept]), sums[:, kept].T

    def _whole(self, raw: Grain) -> tuple[np.ndarray, np.ndarray]:
        """A raw grain's cells with all measures, a measure a row: they sum fastest so."""
        blocks = [
            (name, _merged(parts))
            for (number, name), parts in self._parts.items()
            if number == raw.number
        ]
        every = [keys for _, (keys, _) in blocks] or [np.zeros(0, dtype=np.int64)]
        keys = np.unique(np.concatenate(every))
        sums = np.zeros((len(LEDGER_MEASURES), len(keys)), dtype=np.int32)
        for name, (own, block) in blocks:
            sums[np.ix_(MEASURES_OF[name], np.searchsorted(keys, own))] += block
        return keys, sums


def _flows(facts: Facts) -> Iterator[Placed]:
    dates = {"received": facts.row.received_at, "closed": facts.closed_at, "due": facts.due}
    for name, at in dates.items():
        rows = np.flatnonzero(~np.isnan(at))
        days = (at[rows] // DAY).astype(np.int64)
        amounts = {m.code: _amount(m, facts)[rows] for m in FLOWS if m.placed_by == name}
        yield Placed(name, days, rows, amounts)


def _amount(measure, facts: Facts) -> np.ndarray:
    counted = measure.condition(facts)
    return counted if measure.amount is None else np.where(counted, measure.amount(facts), 0)


def _states(facts: Facts, pauses: Pauses) -> Iterator[Placed]:
    for code, spell in state_intervals(facts, pauses).items():
        ends = np.isfinite(spell.end)
        days = np.concatenate([spell.start, spell.end[ends]]) // DAY
        steps = np.concatenate([spell.sign, -spell.sign[ends]])
        rows = np.concatenate([spell.row, spell.row[ends]])
        yield Placed(code, days.astype(np.int64), rows, {code: steps})


MEASURES_OF = {
    **{
        name: [i for i, m in enumerate(LEDGER_MEASURES) if m.placed_by == name]
        for name in ("received", "closed", "due")
    },
    **{m.code: [i] for i, m in enumerate(LEDGER_MEASURES) if m.placed_by == "state"},
}
"""Places in the ledger's row of the measures that are summed together."""


def _keys(grain: Grain, placed: Placed, rows: Rows) -> np.ndarray:
    """One whole number a placed row: bucket, then up to two dimensions of 21 bits."""
    keys = _buckets(grain.level, placed.days) + BUCKET_OFFSET
    for dimension in CUTS[grain.cut]:
        ids = np.nan_to_num(rows[f"{dimension}_id"])[placed.rows].astype(np.int64)
        keys = (keys << 21) | ids
    return keys


def _buckets(level: int, days: np.ndarray) -> np.ndarray:
    if level == grains.DAY:
        return days
    first, last = days.min(), days.max()
    if last - first > 40 * len(days) + 4000:
        distinct, place = np.unique(days, return_inverse=True)
        return np.array([bucket_of(level, int(day)) for day in distinct], dtype=np.int64)[place]
    table = np.array([bucket_of(level, int(day)) for day in range(first, last + 1)])
    return table[days - first]


def _distinct(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct keys in order, and each row's place among them."""
    return np.unique(keys, return_inverse=True)


def _total(where: np.ndarray, amount: np.ndarray, cells: int) -> np.ndarray:
    if amount.dtype == bool:
        return np.bincount(where[amount], minlength=cells)
    return np.bincount(where, weights=amount, minlength=cells)


def _merged(parts: list) -> tuple[np.ndarray, np.ndarray]:
    """Several parts as one, cells that stand in more than one added up."""
    if len(parts) == 1:
        return parts[0]
    return _grouped(
        np.concatenate([keys for keys, _ in parts]),
        np.concatenate([sums for _, sums in parts], axis=1),
    )


def _grouped(keys: np.ndarray, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(keys):
        return keys, sums
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]])
    return keys[starts], np.add.reduceat(np.take(sums, order, axis=1), starts, axis=1)


def _rolled_up(grain: Grain, keys: np.ndarray, sums: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells of a raw grain summed to a coarser one."""
    raw = ROLLED_UP_FROM[grain.cut]
    if grain == raw or not len(keys):
        return keys, sums
    width = 21 * len(CUTS[raw.cut])
    buckets = (keys >> width) - BUCKET_OFFSET
    ids = keys & ((1 << width) - 1)
    if grain.cut != raw.cut:
        ids, width = ids >> 21, 21
    days = buckets if raw.level == grains.DAY else _half_starts(buckets)
    return _grouped(((_buckets(grain.level, days) + BUCKET_OFFSET) << width) | ids, sums)


def _half_starts(buckets: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(buckets, return_inverse=True)
    starts = [grains.bucket_start(grains.HALF, int(bucket)) for bucket in distinct]
    return np.array(starts, dtype=np.int64)[place]


def _unpacked(grain: Grain, keys: np.ndarray) -> np.ndarray:
    """(bucket, unit, area, procedure) of packed keys; 0 for what the cut does not tell."""
    cut = CUTS[grain.cut]
    cells = np.zeros((len(keys), 4), dtype=np.int64)
    rest = keys
    for dimension in reversed(cut):
        cells[:, 1 + ("unit", "area", "procedure").index(dimension)] = rest & ((1 << 21) - 1)
        rest = rest >> 21
    cells[:, 0] = rest - BUCKET_OFFSET
    return cells
