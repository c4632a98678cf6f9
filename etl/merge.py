"""What several statements about one dossier come to.

Within one source the newer statement wins and blanks never erase; an older one only
fills blanks. Across sources the higher declared priority that states a field wins,
whatever its age. Arrays only; it knows no database.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from onestop.storage.array_facts import Rows
from onestop.storage.bulk import Columns
from onestop.storage.dossiers import FACTS, TRACE


SERVICE_FACTS = frozenset(
    {
        "channel",
        "service_level",
        "return_channel",
        "paid_online",
        "fee_due",
        "components_digitised",
        "components_reused",
        "result_digitised",
        "pauses",
        "supplement_count",
    }
)
"""Where the national portal leads; everything else is the one-stop system's."""


def told(values: np.ndarray) -> np.ndarray:
    """Whether a value is stated."""
    return np.not_equal(values, None) if values.dtype == object else ~np.isnan(values)


def first_told(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """The first value where stated, else the second."""
    return np.where(told(first), first, second)


def same(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Equal, or both not stated."""
    if one.dtype == object:
        return np.equal(one, other).astype(bool)
    return (one == other) | (np.isnan(one) & np.isnan(other))


def overlaid(newer: Rows, older: Rows) -> Rows:
    """One source's statement after a newer one; `told` bits add up."""
    facts = {name: first_told(newer[name], older[name]) for name in FACTS}
    return {**newer, **facts, "told": newer["told"] | older["told"].astype(np.int64)}


def filled(older: Rows, newer: Rows) -> Rows:
    """A standing newer statement, its blanks filled from an older one; its trace stays."""
    facts = {name: first_told(newer[name], older[name]) for name in FACTS}
    bits = older["told"] | newer["told"].astype(np.int64)
    kept = {name: newer[name] for name in TRACE}
    return {**older, **facts, **kept, "told": bits}


def changed(one: Rows, other: Rows) -> np.ndarray:
    """Rows of which any fact differs."""
    differs = np.zeros(len(one["status"]), dtype=bool)
    for name in FACTS:
        differs |= ~same(one[name], other[name])
    return differs


def by_priority(size: int, claims: list[tuple[np.ndarray, Columns, int, int]]) -> Rows:
    """Several sources' claims as one row a dossier.

    claims: (place of each claim's dossier, its columns, case priority, service priority).
    """
    merged: Rows = {}
    for name in FACTS:
        rank = 3 if name in SERVICE_FACTS else 2
        merged[name] = _blank(name, size)
        for place, columns, *_ in sorted(claims, key=lambda c: -c[rank]):
            merged[name][place] = first_told(merged[name][place], columns[name])
    merged["told"] = np.zeros(size, dtype=np.int64)
    for place, columns, *_ in claims:
        merged["told"][place] |= columns["told"].astype(np.int64)
    return merged | _leading_trace(size, claims)


def _leading_trace(size: int, claims: list) -> Rows:
    trace = {name: np.zeros(size, dtype=np.int64) for name in TRACE if name != "told"}
    for place, columns, *_ in sorted(claims, key=lambda c: c[2]):
        for name, array in trace.items():
            array[place] = columns[name].astype(np.int64)
    return trace


def _blank(name: str, size: int) -> np.ndarray:
    if name in ("parent_code", "pauses"):
        return np.full(size, None, dtype=object)
    return np.full(size, np.nan)


def disagreements(one: Columns, other: Columns) -> Iterator[tuple[str, np.ndarray]]:
    """Facts that both state and state differently, with the rows where they do."""
    for name in FACTS:
        both = told(one[name]) & told(other[name])
        differ = np.flatnonzero(both & ~same(one[name], other[name]))
        if len(differ):
            yield name, differ


def take(rows: Rows, kept: np.ndarray) -> Rows:
    """Some of the rows (a mask or places). Where all are kept, as they stand, the arrays are the
    same ones: nobody may write into them.
    """
    if _keeps_all(kept, len(next(iter(rows.values()), ()))):
        return dict(rows)
    return {name: array[kept] for name, array in rows.items()}


def _keeps_all(kept: np.ndarray, size: int) -> bool:
    if len(kept) != size:
        return False
    return bool(kept.all() if kept.dtype == bool else (kept == np.arange(size)).all())


def rounds(codes: np.ndarray) -> Iterator[np.ndarray]:
    """Places of each code's first standing, then of each second, and so on.

    A file that repeats a code is merged in its own order: the last row wins.
    """
    place, distinct = pd.factorize(codes)
    if len(distinct) == len(codes):
        yield np.arange(len(codes))
        return
    order = np.argsort(place, kind="stable")
    starts = np.r_[0, np.flatnonzero(np.diff(place[order])) + 1]
    length = np.diff(np.r_[starts, len(order)])
    nth = np.empty(len(order), dtype=np.int64)
    nth[order] = np.arange(len(order)) - np.repeat(starts, length)
    for number in range(int(nth.max(initial=-1)) + 1):
        yield np.flatnonzero(nth == number)
