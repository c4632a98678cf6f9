"""A day's news to a store of the first file: new dossiers, and known ones that went on.

It knows who is still open near the end of an order; it writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from benchmarks.chance import chance
from benchmarks.dossiers import MISSING, Order, block_of, groups
from benchmarks.province import Province
from onestop.sample.days import CLOSING_TIME, add_working_days, office_time


SHARE, MOST_ROWS = 500, 20_000
"""Twenty thousand rows for ten million, as the product was asked; fewer in proportion."""

NEW_SHARE = 0.6
"""Of a day's rows; the others are known dossiers that were finished or handed over."""

LOOK_BACK_DAYS = 120
"""Whoever is open at the end was received within these days; a rare one may be older."""

OPEN, WAITING_AT_DESK = (2, 4, 5, 6), 9
HANDED_OVER_AT_ONCE = 0.4


def next_day(order: Order) -> int:
    """The working day after the order's last, as days since 1970."""
    return int(add_working_days(order.days()[-1:], 1)[0])


def day_blocks(order: Order, place: Province) -> Iterator[dict]:
    """Two blocks: what came in on the next working day, and what changed on it."""
    size = min(max(order.rows // SHARE, 5), MOST_ROWS)
    new = round(size * NEW_SHARE)
    day = next_day(order)
    closing = day * 86_400 + CLOSING_TIME
    yield block_of((order.seed, 2, day), place, np.repeat(day, new), closing)
    yield _changed(order, place, size - new)


def _changed(order: Order, place: Province, wanted: int) -> dict:
    """Known dossiers that are finished or handed over on the next working day.

    Fewer than wanted where fewer are open.
    """
    pending = [_pending(block) for block in _last_blocks(order, place)]
    block = {field: np.concatenate([one[field] for one in pending]) for field in pending[0]}
    drawn = np.sort(np.argsort(chance(block, order.seed, "drawn"), kind="stable")[:wanted])
    block = {field: values[drawn] for field, values in block.items()}
    return _went_on(block, order.seed, next_day(order))


def _last_blocks(order: Order, place: Province) -> Iterator[dict]:
    """The first file's own blocks that hold its last days."""
    first = int(order.days()[-1]) - LOOK_BACK_DAYS
    return (group.block(order, place) for group in groups(order) if group.days[-1] >= first)


def _pending(block: dict) -> dict:
    rows = np.isin(block["status"], (*OPEN, WAITING_AT_DESK))
    return {field: values[rows] for field, values in block.items()}


def _went_on(block: dict, seed: int, day: int) -> dict:
    """The dossiers a step further: open ones finished, finished ones handed over."""
    was_open = block["status"] != WAITING_AT_DESK
    at_once = chance(block, seed, "at once") < HANDED_OVER_AT_ONCE
    worked = (chance(block, seed, "worked") * 28_800).astype(np.int64)
    moment = day * 86_400 + office_time(worked)
    closed = np.where(was_open & ~at_once, 9, 10)
    finished = np.where(was_open, moment, block["finished"])
    returned = np.where(was_open, moment + 300, moment)
    told = {"status": closed, "finished": finished, "result": _results(block, seed)}
    return {**block, **told, "returned": np.where(closed == 10, returned, MISSING)}


def _results(block: dict, seed: int) -> np.ndarray:
    """Whether the result was scanned: known of those already finished, drawn for the others."""
    drawn = (chance(block, seed, "scanned") < 0.75).astype(np.int64)
    return np.where(block["result"] < 0, drawn, block["result"])
