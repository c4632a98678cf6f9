"""Positions and instants of a block as the texts that exports print."""

from __future__ import annotations

from datetime import date

import numpy as np

from benchmarks.dossiers import MISSING
from benchmarks.province import Province


DAY_ZERO = date(1970, 1, 1).toordinal()


def texts(values: list[str]) -> np.ndarray:
    """Texts to be looked up by position."""
    return np.array(values, dtype=object)


def lookup(wordings: dict[int, str]) -> np.ndarray:
    """Position -> wording; -1 stands last, where numpy looks for it."""
    words = np.full(max(wordings) + 2, "", dtype=object)
    for number, wording in wordings.items():
        words[number] = wording
    return words


def codes(block: dict, place: Province) -> np.ndarray:
    """H96.101-240517-0001: unit, day, running number."""
    days = np.unique(block["day"])
    stamp = texts([f"-{_day(day):%y%m%d}-" for day in days])
    serial = texts([f"{n:04d}" for n in range(int(block["serial"].max(initial=0)) + 1)])
    unit = texts(place.unit_codes)[block["unit"]]
    return unit + stamp[np.searchsorted(days, block["day"])] + serial[block["serial"]]


def stamped(instants: np.ndarray, pattern: str, clock: np.ndarray) -> np.ndarray:
    """Each instant's day in the pattern and its second from `clock`; nothing where missing."""
    told = instants != MISSING
    days, position = np.unique(instants[told] // 86_400, return_inverse=True)
    names = texts([_day(day).strftime(pattern) for day in days])
    found = np.full(len(instants), "", dtype=object)
    found[told] = names[position] + clock[instants[told] % 86_400]
    return found


def _day(day: int) -> date:
    return date.fromordinal(DAY_ZERO + int(day))
