"""JSON elements as columns: each path looked up in many elements at once.

It knows how a column grows from block to block; what a path answers is `read_json_path`'s. Of
the two ways to look, a block takes the quick one where all its elements are plain enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import chain, count, islice
from operator import methodcaller

import numpy as np

from etl.read_cells import of_any
from etl.read_json_path import getter, inner_of_list, is_key, plain
from etl.table import Column


BLOCK = 100
"""Elements looked at together: they are gone again before Python looks for cycles among them. With
2,000 reading takes a third longer, with a whole chunk twice as long and three times the memory."""


class Columns:
    """One column a path, over the elements of a chunk."""

    def __init__(self, paths: tuple[str, ...]) -> None:
        self._paths = paths
        self._grown = [_Grown() for _ in paths]

    def take(self, elements: Iterator[dict]) -> int:
        """Takes in elements to the last, few of them at hand at any time; how many they were."""
        taken = 0
        while block := list(islice(elements, BLOCK)):
            self._add(block)
            taken += len(block)
        return taken

    def _add(self, elements: list[dict]) -> None:
        lists: dict[str, _Lists] = {}
        for path, grown in zip(self._paths, self._grown, strict=True):
            if is_key(path):
                grown.add_told(list(map(methodcaller("get", path), elements)))
                continue
            outer, inner = inner_of_list(path) or ("", "")
            if outer and outer not in lists:
                lists[outer] = _Lists(elements, outer)
            cells = lists[outer].of_each(inner) if outer else None
            grown.add(list(map(getter(path), elements)) if cells is None else cells)

    def told(self) -> list[Column]:
        """The columns of all elements taken in."""
        return [grown.column() for grown in self._grown]


class _Grown:
    """Distinct cells in the order in which they come, and each row's place among them."""

    def __init__(self) -> None:
        self._places: defaultdict = defaultdict(count().__next__)
        self._codes: list[np.ndarray] = []

    def add_told(self, cells: list) -> None:
        """Cells as the element has them: "" is none, a list or an object becomes its text."""
        try:
            self.add(cells)
        except TypeError:  # a list or an object: nothing to look up
            self.add(list(map(plain, cells)))

    def add(self, cells: list) -> None:
        """Text, numbers or tuples; None where nothing is told."""
        places = map(self._places.__getitem__, cells)
        self._codes.append(np.fromiter(places, np.int32, len(cells)))

    def column(self) -> Column:
        codes = np.concatenate([np.zeros(0, np.int32), *self._codes])
        return of_any(codes, list(self._places))


class _Lists:
    """The lists under one key of some elements."""

    def __init__(self, elements: list[dict], key: str) -> None:
        self._lists = list(map(methodcaller("get", key), elements))
        self._items: list = []
        self.are_plain = set(map(type, self._lists)) <= {list, type(None)}
        if self.are_plain:
            self._items = list(chain.from_iterable(filter(None, self._lists)))
            self.are_plain = set(map(type, self._items)) <= {dict}

    def of_each(self, key: str) -> list | None:
        """What each item of each list has under a key, as tuples; None if any is no such list."""
        if not self.are_plain:
            return None
        told = iter(_plain_all(list(map(methodcaller("get", key), self._items))))
        return [
            None if one is None else tuple(islice(told, len(one))) if one else ()
            for one in self._lists
        ]


def _plain_all(cells: list) -> list:
    try:
        is_plain = "" not in set(cells)
    except TypeError:
        is_plain = False
    return cells if is_plain else list(map(plain, cells))
