"""Answers that were given already, kept until the data changes.

Keyed by the store, its data version, and the whole question: a page that is refreshed by
fifty screens asks the ledger once. Bounded by rows, so that memory stays flat.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any


MOST_ROWS = 6_000
"""About 20 MB of measures by unit or area: a screenful of questions of a province."""


class Remembered:
    """The newest answers; a size tells how many rows one holds."""

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._kept: OrderedDict[Hashable, tuple[int, Any]] = OrderedDict()
        self._lock, self._most, self._rows = Lock(), most_rows, 0

    def __contains__(self, key: Hashable) -> bool:
        """Whether the answer of a key is known."""
        with self._lock:
            return key in self._kept

    def get(
        self, key: Hashable, ask: Callable[[], Any], size: Callable[[Any], int] | None = None
    ) -> Any:
        """The answer of a key, asked for only if it is not known; `size`: its rows."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key][1]
        given = ask()
        self._keep(key, given, max(1, size(given)) if size else 1)
        return given

    def _keep(self, key: Hashable, given: Any, rows: int) -> None:
        with self._lock:
            self._rows += rows - self._kept.pop(key, (0, None))[0]
            self._kept[key] = (rows, given)
            while self._rows > self._most and len(self._kept) > 1:
                self._rows -= self._kept.popitem(last=False)[1][0]
