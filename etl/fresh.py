"""Which codes a load into an empty store may have met before: so that new ones are not sought.

It knows one bit a code and forgets nothing; by chance it takes a few in a hundred for known,
which costs a search and nothing else.
"""

from __future__ import annotations

import numpy as np
import pandas as pd


BITS = 27
"""2^27 marks are 16 megabytes however long the file: 10 million codes fill 7 in a hundred."""


class Fresh:
    """Spares looking for codes in a store that was empty when the load began."""

    def __init__(self, was_empty: bool) -> None:  # noqa: FBT001
        self.was_empty = was_empty
        self._marks = np.zeros(1 << (BITS - 3) if was_empty else 0, dtype=np.uint8)

    def maybe_known(self, codes: np.ndarray) -> np.ndarray:
        """Places of codes that may be known already; every code is remembered.

        Codes that stand twice among these are told of as one (`etl.merge.rounds`).
        """
        if not self.was_empty:
            return np.arange(len(codes))
        hashes = pd.util.hash_array(codes.astype(object), categorize=False)
        place = (hashes >> np.uint64(64 - BITS)).astype(np.int64)
        byte, bit = place >> 3, np.left_shift(np.uint8(1), (place & 7).astype(np.uint8))
        known = (self._marks[byte] & bit) > 0
        np.bitwise_or.at(self._marks, byte, bit)
        return np.flatnonzero(known)
