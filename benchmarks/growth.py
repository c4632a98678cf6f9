"""How the seconds of a job grow with its rows, told as an exponent."""

from __future__ import annotations

import math


def exponent(small: float | None, large: float | None, factor: float = 10) -> float | None:
    """1 where ten times the rows take ten times the seconds, 0 where they take the same.

    small, large: seconds at the smaller and at the `factor` times larger size; None if one of
    them is not known.
    """
    if not small or not large:
        return None
    return math.log(large / small) / math.log(factor)
