"""What some dossiers add to (or take from) the ledger, summed by grain.

Flows are placed by their date; a state is +1 on the day it begins and −1 on the day it
ends, so that running sums rebuild it for any midnight. Memory follows the number of
cells, not of dossiers. It knows arrays only; `ledger_writer` puts the sums away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from onestop.domain.errors import StoreError
from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import FLOWS, LEDGER_MEASURES
from onestop.domain.policy import Policy
from onestop.storage import grains
from onestop.storage.array_facts import Rows, array_facts
from onestop.storage.grains import BY_PROVINCE, CUTS, GRAINS, Grain, bucket_of
from onestop.storage.intervals import Pauses, state_intervals


RAW = (Grain(0, grains.DAY), Grain(1, grains.HALF), Grain(3, grains.DAY))
"""Summed from the dossiers; every other grain is rolled up from one of these."""

ROLLED_UP_FROM = {0: RAW[0], 1: RAW[1], 2: RAW[2], 3: RAW[2]}

COMPACT_AFTER = 200_000
"""Cells waiting before parts are merged: bounds memory on long loads."""

BUCKET_OFFSET = 1 << 17
"""Makes day numbers before 1970 positive inside a packed key: days of 1611 to 2328."""

BITS = {"province": 9, "unit": 21, "area": 15, "procedure": 21}
"""Room of each dimension in a packed key; with 18 bits of the bucket the widest has 63. A
province's number is its place among those met, as ids of units need more room."""

COLUMNS = {"province": 1, "unit": 1, "area": 2, "procedure": 3}
"""Where a dimension stands in a cell (bucket, unit, area, procedure)."""

LABELS = {
    "province": "tỉnh trong kho",
    "unit": "cơ quan",
    "area": "lĩnh vực",
    "procedure": "thủ tục",
}

FULL = (
    "Sổ tổng hợp không còn chỗ cho {of} số {number}. Thường là một cột của tệp bị hiểu nhầm"
    " thành tên gọi; hãy xem “onestop catalogue provisional”."
)
OUT_OF_TIME = "Có hồ sơ ghi ngày ngoài các năm 1612–2327, sổ tổng hợp không xếp được."


@dataclass(frozen=True)
class Placed:
    """Rows placed on days; `amounts` are masks, or numbers to be summed."""

    name: str
    days: np.ndarray
    rows: np.ndarray
    amounts: dict[str, np.ndarray]

    def some(self, kept: np.ndarray) -> Placed:
        """Some of them (a mask or places)."""
        amounts = {code: amount[kept] for code, amount in self.amounts.items()}
        return Placed(self.name, self.days[kept], self.rows[kept], amounts)

    def is_alike(self, other: Placed) -> np.ndarray:
        """Which of them are the same as another's in their place."""
        alike = (self.rows == other.rows) & (self.days == other.days)
        for code, amount in self.amounts.items():
            alike &= amount == other.amounts[code]
        return alike


class Tally:
    """Sums by grain and cell, filled chunk by chunk.

    misplaced: how many of them stand under another province than their unit, where somebody
    looked (a recount does).
    """

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.dossiers = self.misplaced = 0
        self._parts: dict[tuple[int, str], list] = {}
        self._provinces: list[int] = []

    def add(self, rows: Rows, pauses: Pauses, sign: int = 1) -> None:
        """Counts dossiers in (sign 1) or out (sign −1)."""
        if not len(rows["status"]):
            return
        self.dossiers += sign * len(rows["status"])
        ids = self._ids(rows)
        for placed in _placed(rows, pauses, self.policy):
            self._sum(placed, ids, sign)

    def move(self, old: Rows, waited: Pauses, new: Rows, waits: Pauses) -> None:
        """Counts the same dossiers, in the same order, out as they were and in as they are.

        What counts alike before and after is not counted at all: it would come to nothing.
        """
        if not len(old["status"]):
            return
        before, after = self._ids(old), self._ids(new)
        stays = np.logical_and.reduce([before[name] == after[name] for name in before])
        of_both = (_placed(old, waited, self.policy), _placed(new, waits, self.policy))
        for was, is_now in zip(*of_both, strict=True):
            was, is_now = _without_equals(was, is_now, stays)
            self._sum(was, before, -1)
            self._sum(is_now, after, 1)

    def _ids(self, rows: Rows) -> Rows:
        """Each dimension's ids as whole numbers that fit a key. Raises StoreError."""
        ids = {
            name: np.nan_to_num(rows[f"{name}_id"]).astype(np.int64)
            for name in BITS
            if name != "province"
        }
        told, place = np.unique(rows["province_id"], return_inverse=True)
        numbers = np.array([self._number(int(province)) for province in told], dtype=np.int64)
        ids["province"] = numbers[place]
        for name, values in ids.items():
            if values.max() >= 1 << BITS[name]:
                raise StoreError(FULL.format(number=int(values.max()), of=LABELS[name]))
        return ids

    def _number(self, province: int) -> int:
        """A province's place among those that this tally has met."""
        if province not in self._provinces:
            self._provinces.append(province)
        return self._provinces.index(province)

    def _sum(self, placed: Placed, ids: Rows, sign: int) -> None:
        if len(placed.days):
            for grain in RAW:
                self._sum_grain(grain, placed, ids, sign)

    def _sum_grain(self, grain: Grain, placed: Placed, ids: Rows, sign: int) -> None:
        keys = _keys(grain, placed, ids)
        distinct, where = _distinct(keys)
        sums = [_total(where, amount, len(distinct)) for amount in placed.amounts.values()]
        block = np.stack(sums).astype(np.int32) * np.int32(sign)
        parts = self._parts.setdefault((grain.number, placed.name), [])
        parts.append((distinct, block))
        if sum(len(keys) for keys, _ in parts[1:]) > max(COMPACT_AFTER, len(parts[0][0])):
            parts[:] = [_merged(parts)]

    def take_in(self, other: Tally) -> None:
        """Adds what another tally of the same policy has counted."""
        numbers = np.array([self._number(one) for one in other._provinces], dtype=np.int64)
        self.dossiers += other.dossiers
        self.misplaced += other.misplaced
        for name, parts in other._parts.items():
            mine = self._parts.setdefault(name, [])
            mine += [_numbered(name[0], part, numbers) for part in parts]
        self.compact()

    def compact(self) -> None:
        """Adds up what was summed in parts."""
        for parts in self._parts.values():
            parts[:] = [_merged(parts)]

    def size(self) -> int:
        """Bytes of the sums held."""
        return sum(
            keys.nbytes + sums.nbytes for parts in self._parts.values() for keys, sums in parts
        )

    def clear(self) -> None:
        """Forgets sums that have been put away."""
        self.dossiers = self.misplaced = 0
        self._parts = {}

    def cells(self) -> Iterator[tuple[Grain, np.ndarray, np.ndarray]]:
        """Each grain with (bucket, unit, area, procedure) and sums of its cells, in order."""
        provinces = np.array(sorted(self._provinces), dtype=np.int64)
        numbers = np.searchsorted(provinces, np.array(self._provinces, dtype=np.int64))
        for raw in RAW:
            whole = _numbered(raw.number, self._whole(raw), numbers)
            for grain in GRAINS:
                if ROLLED_UP_FROM[grain.cut] == raw:
                    keys, sums = _rolled_up(grain, *whole)
                    kept = sums.any(axis=0)
                    yield grain, _unpacked(grain, keys[kept], provinces), sums[:, kept].T

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


def _placed(rows: Rows, pauses: Pauses, policy: Policy) -> Iterator[Placed]:
    """Whatever is counted of some dossiers, on its days."""
    facts = array_facts(rows, policy)
    yield from _flows(facts)
    yield from _states(facts, pauses)


def _without_equals(one: Placed, other: Placed, stays: np.ndarray) -> tuple[Placed, Placed]:
    """Both without what stands in both, looked for among the dossiers that stay in their cells
    (`stays`) and are placed as many times.
    """
    counts = [np.bincount(placed.rows, minlength=len(stays)) for placed in (one, other)]
    sought = stays & (counts[0] == counts[1])
    at, there = (_in_turn(placed, sought) for placed in (one, other))
    alike = one.some(at).is_alike(other.some(there))
    rest = [np.ones(len(placed.days), dtype=bool) for placed in (one, other)]
    rest[0][at[alike]] = rest[1][there[alike]] = False
    return one.some(rest[0]), other.some(rest[1])


def _in_turn(placed: Placed, sought: np.ndarray) -> np.ndarray:
    """Places of some dossiers' entries, by dossier."""
    places = np.flatnonzero(sought[placed.rows])
    return places[np.argsort(placed.rows[places], kind="stable")]


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


def _keys(grain: Grain, placed: Placed, ids: Rows) -> np.ndarray:
    """One whole number a placed row: bucket, then the dimensions of its cut."""
    keys = _buckets(grain.level, placed.days) + BUCKET_OFFSET
    for dimension in CUTS[grain.cut]:
        keys = (keys << BITS[dimension]) | ids[dimension][placed.rows]
    return keys


def _width(cut: int) -> int:
    """Bits of a cut's dimensions together."""
    return sum(BITS[dimension] for dimension in CUTS[cut])


def _numbered(grain: int, part: tuple, numbers: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Cells by province under other numbers, in order; every other cell as it is."""
    keys, sums = part
    if grain not in BY_PROVINCE or (numbers == np.arange(len(numbers))).all():
        return part
    below = _width(grain // 3) - BITS["province"]
    mask = ((1 << BITS["province"]) - 1) << below
    given = numbers[(keys & mask) >> below]
    return _grouped((keys & ~mask) | (given << below), sums)


def _buckets(level: int, days: np.ndarray) -> np.ndarray:
    first, last = days.min(), days.max()
    if first < -BUCKET_OFFSET or last >= BUCKET_OFFSET:
        raise StoreError(OUT_OF_TIME)
    if level == grains.DAY:
        return days
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
    width = _width(raw.cut)
    buckets = (keys >> width) - BUCKET_OFFSET
    ids = keys & ((1 << width) - 1)
    if grain.cut != raw.cut:
        ids, width = ids >> BITS["procedure"], _width(grain.cut)
    days = buckets if raw.level == grains.DAY else _half_starts(buckets)
    return _grouped(((_buckets(grain.level, days) + BUCKET_OFFSET) << width) | ids, sums)


def _half_starts(buckets: np.ndarray) -> np.ndarray:
    distinct, place = np.unique(buckets, return_inverse=True)
    starts = [grains.bucket_start(grains.HALF, int(bucket)) for bucket in distinct]
    return np.array(starts, dtype=np.int64)[place]


def _unpacked(grain: Grain, keys: np.ndarray, provinces: np.ndarray) -> np.ndarray:
    """(bucket, unit, area, procedure) of packed keys; 0 for what the cut does not tell."""
    cells = np.zeros((len(keys), 4), dtype=np.int64)
    rest = keys
    for dimension in reversed(CUTS[grain.cut]):
        ids = rest & ((1 << BITS[dimension]) - 1)
        cells[:, COLUMNS[dimension]] = provinces[ids] if dimension == "province" else ids
        rest = rest >> BITS[dimension]
    cells[:, 0] = rest - BUCKET_OFFSET
    return cells
