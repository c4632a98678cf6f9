"""Which dossiers a snapshot stated: remembered compactly, so that snapshots can be compared.

An unchanged dossier is not written again, so its row alone cannot say which snapshot
stated it last; the snapshot's member list does.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from onestop.storage.array_facts import Rows
from onestop.storage.imports import newer_snapshots


BLOCK = 200_000
"""Ids squeezed at once: a snapshot of millions must not be copied whole."""


def pack(ids: np.ndarray) -> bytes:
    """Sorted ids as compressed steps: about a byte a dossier."""
    ids = np.sort(ids).astype(np.int64, copy=False)
    return _squeezed(ids[start : start + BLOCK] for start in range(0, len(ids), BLOCK))


def _squeezed(blocks: Iterable[np.ndarray]) -> bytes:
    squeeze, last, packed = zlib.compressobj(1), 0, []
    for block in blocks:
        packed.append(squeeze.compress(np.diff(block, prepend=last).tobytes()))
        last = block[-1]
    return b"".join([*packed, squeeze.flush()])


def unpack(packed: bytes | None) -> np.ndarray:
    """The ids of a packed list."""
    if not packed:
        return np.zeros(0, dtype=np.int64)
    return np.cumsum(np.frombuffer(zlib.decompress(packed), dtype=np.int64))


@dataclass
class Seen:
    """The dossiers, units and span of received dates that a load has met so far."""

    units: set[int] = field(default_factory=set)
    first: float = np.inf
    last: float = -np.inf

    def __post_init__(self) -> None:
        self._marks = np.zeros(1 << 16, dtype=bool)

    def note(self, rows: Rows) -> None:
        """Notes whose dossiers these are, and when they were received."""
        unit = np.where(np.isnan(rows["unit_id"]), rows["receiving_unit_id"], rows["unit_id"])
        self.units |= {int(one) for one in np.unique(unit[~np.isnan(unit)])}
        received = rows["received_at"][~np.isnan(rows["received_at"])]
        if len(received):
            self.first = min(self.first, received.min())
            self.last = max(self.last, received.max())

    def add(self, ids: np.ndarray) -> None:
        """Marks dossiers as stated by this snapshot."""
        if len(ids) and ids.max() >= len(self._marks):
            grown = np.zeros(int(ids.max()) * 2, dtype=bool)
            grown[: len(self._marks)] = self._marks
            self._marks = grown
        self._marks[ids] = True

    def again(self, ids: np.ndarray) -> np.ndarray:
        """Which of these were stated earlier in the same snapshot."""
        inside = ids < len(self._marks)
        marked = np.zeros(len(ids), dtype=bool)
        marked[inside] = self._marks[ids[inside]]
        return marked

    def packed(self) -> bytes:
        """All dossiers stated, as `pack` packs them; never all of them as numbers at once."""
        starts = range(0, len(self._marks), BLOCK)
        blocks = (np.flatnonzero(self._marks[at : at + BLOCK]) + at for at in starts)
        return _squeezed(block for block in blocks if len(block))

    def ids(self) -> np.ndarray:
        """All dossiers stated, in order."""
        return np.flatnonzero(self._marks)


def older_than(
    connection: Connection, source_id: int, as_of: int
) -> Callable[[np.ndarray], np.ndarray]:
    """Tells which dossiers a later snapshot of the same source has already stated."""
    later = [unpack(packed) for packed in newer_snapshots(connection, source_id, as_of)]
    stated = np.unique(np.concatenate(later)) if later else np.zeros(0, dtype=np.int64)
    return lambda ids: np.isin(ids, stated)
