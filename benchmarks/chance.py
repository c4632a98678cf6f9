"""Draws that belong to a dossier, not to its place in a file: the same in any order of rows."""

from __future__ import annotations

import zlib

import numpy as np

from benchmarks.province import UNITS


MOST_A_DAY = 1_000_000
"""More dossiers than one unit takes in a day."""


def chance(block: dict, seed: int, what: str) -> np.ndarray:
    """A number of [0, 1) for each dossier of a block and each thing asked, by splitmix64."""
    with np.errstate(over="ignore"):
        key = (block["day"] * UNITS + block["unit"]) * MOST_A_DAY + block["serial"]
        salt = np.uint64(zlib.crc32(what.encode()) << 32 | seed & 0xFFFFFFFF)
        mixed = key.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + salt
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(11)) / 2.0**53
