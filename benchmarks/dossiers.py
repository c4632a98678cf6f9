"""The dossiers of the made-up province, block by block, as arrays.

It knows realistic skew (Zipf procedures, holidays, lateness by unit); the same order gives the
same blocks. Memory does not grow with the number of rows; wordings and files it refuses to know.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from benchmarks.province import APPLICANTS, PROCEDURES, SEED, UNITS, Province
from onestop.sample.days import CLOSING_TIME, add_working_days, is_working_day, office_time


DATES = ("received", "due", "finished", "returned")
BLOCK_ROWS = 50_000
MISSING = np.iinfo(np.int64).min


@dataclass(frozen=True)
class Order:
    """What to make. `variant`: first, again (same rows, other bytes), changed (1 in 1,000),
    day (only the next working day's news)."""

    rows: int
    first_year: int = 2024
    last_year: int = 2024
    variant: str = "first"
    seed: int = SEED

    def days(self) -> np.ndarray:
        """The day numbers of the official years asked for."""
        first = date(self.first_year - 1, 12, 15).toordinal() - date(1970, 1, 1).toordinal()
        end = date(self.last_year, 12, 15).toordinal() - date(1970, 1, 1).toordinal()
        return np.arange(first, end)

    def as_of(self) -> int:
        """The moment the export speaks for: closing time of the last day."""
        return int(self.days()[-1]) * 86_400 + CLOSING_TIME


def _day_sizes(order: Order) -> tuple[np.ndarray, np.ndarray]:
    """Days with dossiers and how many each: full working days, thin Saturdays."""
    days = order.days()
    weekday = (days + 3) % 7
    weight = np.where(is_working_day(days), 1.25 - 0.1 * weekday, np.where(weekday == 5, 0.05, 0))
    edges = np.round(np.cumsum(weight) / weight.sum() * order.rows).astype(np.int64)
    sizes = np.diff(edges, prepend=0)
    return days[sizes > 0], sizes[sizes > 0]


def _day_groups(sizes: np.ndarray) -> list[np.ndarray]:
    block = (np.cumsum(sizes) - 1) // BLOCK_ROWS
    return np.split(np.arange(len(sizes)), np.flatnonzero(np.diff(block)) + 1)


def _skewed(rng: np.random.Generator, count: int, exponent: float, size: int) -> np.ndarray:
    weight = np.cumsum(1 / np.arange(1, count + 1) ** exponent)
    return np.searchsorted(weight, rng.random(size) * weight[-1])


def _serial(unit: np.ndarray, day: np.ndarray) -> np.ndarray:
    """1, 2, 3 … within each unit and day."""
    key = day * UNITS + unit
    order = np.argsort(key, kind="stable")
    in_order = key[order]
    starts = np.flatnonzero(np.diff(in_order, prepend=in_order[0] - 1))
    serial = np.arange(len(key)) - np.repeat(starts, np.diff(starts, append=len(key)))
    ranks = np.empty_like(serial)
    ranks[order] = serial + 1
    return ranks


def _moments(rng: np.random.Generator, days: np.ndarray) -> np.ndarray:
    return days * 86_400 + office_time(rng.integers(0, 28_800, len(days)))


def _close(rng: np.random.Generator, block: dict, place: Province) -> None:
    """When each dossier was finished and handed over, as if the export came much later."""
    limit, size = place.limit[block["procedure"]], len(block["unit"])
    late = rng.random(size) < place.late_share[block["unit"]]
    spread = (rng.random(size) * limit).astype(np.int64)
    worked = np.where(rng.random(size) < 0.25, limit, spread)
    worked = np.where(late, limit + rng.geometric(0.25, size), worked)
    day = add_working_days(block["day"], worked)
    finished = np.maximum(_moments(rng, day), block["received"] + 900)
    block["finished"] = finished
    later = add_working_days(finished // 86_400, rng.integers(0, 4, size))
    block["returned"] = np.maximum(_moments(rng, later), finished + 300)


def _settle(rng: np.random.Generator, block: dict, as_of: int) -> None:
    """Status and dates as an export at `as_of` would show them."""
    size, chance = len(block["unit"]), rng.random(len(block["unit"]))
    waiting = rng.choice([4, 5, 6, 2, 8], size, p=[0.84, 0.08, 0.03, 0.04, 0.01])
    status = np.where(block["finished"] > as_of, waiting, 10)
    status[(status == 10) & (block["returned"] > as_of)] = 9
    status[(status == 10) & (chance < 0.015)] = 7
    status[chance > 0.996] = np.where(chance[chance > 0.996] > 0.999, 1, 3)
    block["status"] = status
    block["finished"][(status < 7) | (status == 8)] = MISSING
    block["returned"][status != 10] = MISSING
    block["due"][(status == 1) | (status == 3)] = MISSING


def _habits(rng: np.random.Generator, block: dict, place: Province) -> None:
    """Channel, digitisation, fee and payment."""
    unit, procedure, size = block["unit"], block["procedure"], len(block["unit"])
    wish = place.online_share[unit] * np.array([0, 0, 0, 0.7, 1.1])[place.level[procedure]]
    online, postal = rng.random(size) < wish, rng.random(size) < 0.02
    block["channel"] = np.where(online, 2, np.where(postal, 3, 1))
    digitised = rng.random((2, size)) < place.digitised_share[unit]
    block["components"] = digitised[0].astype(np.int64)
    closed = (block["status"] == 9) | (block["status"] == 10)
    block["result"] = np.where(closed, digitised[1], -1)
    block["fee"] = place.fee[procedure]
    paid = (block["fee"] > 0) & online & (rng.random(size) < 0.6)
    block["payment"] = np.where(paid, 1 + (rng.random(size) < 0.3), 0)


def block_of(key: tuple[int, ...], place: Province, days: np.ndarray, as_of: int) -> dict:
    """One dossier for each of the days, in ascending order, as known at `as_of`.

    key: the whole seed of the block's draws; MISSING stands for what has not happened.
    """
    rng = np.random.default_rng(list(key))
    unit = _skewed(rng, UNITS, 0.4, len(days))
    procedure = _skewed(rng, PROCEDURES, 0.8, len(days))
    block = {"unit": unit, "procedure": procedure, "day": days, "serial": _serial(unit, days)}
    block["received"] = _moments(rng, days)
    block["due"] = add_working_days(days, place.limit[procedure]) * 86_400 + CLOSING_TIME
    _close(rng, block, place)
    _settle(rng, block, as_of)
    _habits(rng, block, place)
    block["applicant"] = rng.integers(0, len(APPLICANTS), len(days))
    return block


def _change(block: dict, first_row: int, as_of: int) -> None:
    """One row in a thousand tells something new: just finished, or scanned after all."""
    rows = np.flatnonzero((first_row + np.arange(len(block["unit"]))) % 1000 == 500)
    is_open = np.isin(block["status"][rows], (2, 4, 5, 6))
    done, other = rows[is_open], rows[~is_open]
    block["status"][done] = 9
    block["finished"][done] = as_of
    block["components"][other] = 1 - block["components"][other]


@dataclass(frozen=True)
class Group:
    """Some whole days of an order: what one block is made of. A day is never cut."""

    number: int
    first_row: int
    days: np.ndarray
    sizes: np.ndarray

    def block(self, order: Order, place: Province) -> dict:
        """Its dossiers as the order's first export shows them."""
        days = np.repeat(self.days, self.sizes)
        return block_of((order.seed, 1, self.number), place, days, order.as_of())


def groups(order: Order) -> list[Group]:
    """Every block of an order, not yet made."""
    days, sizes = _day_sizes(order)
    first_rows = np.concatenate(([0], np.cumsum(sizes)))
    cut = enumerate(_day_groups(sizes))
    return [Group(number, int(first_rows[at[0]]), days[at], sizes[at]) for number, at in cut]


def blocks(order: Order, place: Province) -> Iterator[dict]:
    """The dossiers, about fifty thousand at a time, in the order of the variant."""
    made = groups(order)
    for group in reversed(made) if order.variant == "again" else made:
        block = group.block(order, place)
        if order.variant == "changed":
            _change(block, group.first_row, order.as_of())
        if order.variant == "again":
            block = {field: values[::-1] for field, values in block.items()}
        yield block
