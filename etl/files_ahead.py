"""A file that others read, as the load sees it: lists and batches in their order.

It knows answers and how parts make a whole; it refuses to know who gives them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import islice
from typing import Protocol

from etl.batch import Batch
from etl.orders import Carried, FileOrder, LostError, Told
from etl.parts import Split
from etl.reading import Lists, Opened
from onestop.domain.errors import InputError


class Work(Protocol):
    """An order that somebody carries out."""

    def answers(self) -> Iterator[object]:
        """What it brings, as it comes. Raises InputError."""

    def release(self) -> None:
        """Nobody wants the rest."""


class WholeAhead:
    """A file that is one order. Its promises are those of `Opened`."""

    def __init__(self, order: FileOrder, work: Work) -> None:
        self.snapshot, self._order, self._work = order.snapshot, order, work
        self._answers = work.answers()
        self._to_come: list[str] = []

    @cached_property
    def lists(self) -> list[Lists]:
        """The file's lists, once they are recognised. Raises InputError."""
        lists = next(self._answers)
        self._to_come = [one.profile.code for one in lists if self._order.wants(one)]
        self._note_end("")
        return lists

    def batches(self, profile: str) -> Iterator[tuple[int, Batch]]:
        """The typed rows of a profile's lists: number of the list, batch."""
        if profile not in self._to_come:
            yield from Opened(self.snapshot, self._order.asked).batches(profile)
            return
        for told in self._answers:
            if told.batch is None:
                self._note_end(told.profile)
            if told.profile != profile:  # the rest of a list that was given up
                continue
            if told.refusal is not None:
                raise told.refusal
            if told.batch is None:
                return
            yield told.number, told.batch

    def close(self) -> None:
        """Whatever is still read of the file is not wanted."""
        self._work.release()

    def _note_end(self, profile: str) -> None:
        """The work is done when its last word is heard, and that follows the last list."""
        self._to_come = [code for code in self._to_come if code != profile]
        if not self._to_come:
            deque(self._answers, maxlen=0)


class PartsAhead:
    """A csv whose parts are orders. Its promises are those of `Opened`.

    A part counts only if it was read from the state that the part before left; else, and
    where a part could not be read, the load itself reads the file whole, from there on.
    """

    def __init__(self, order: FileOrder, split: Split, next_work: Callable[[], Work]) -> None:
        """`next_work`: the works of the parts, one after another."""
        self.snapshot, self._asked = order.snapshot, order.asked
        self._next_work = next_work
        self._parts = split.parts if order.wants(split.lists) else []
        self.lists = [split.lists]

    def batches(self, profile: str) -> Iterator[tuple[int, Batch]]:
        """The typed rows of a profile's lists: number of the list, batch."""
        given, left, parts = 0, None, deque(self._parts)
        while parts and parts[0].carried == left:
            told = self._read()
            if not told:
                break
            *batches, carried = told
            for one in batches:
                yield one.number, one.batch
            given, left = given + len(batches), carried.state
            parts.popleft()
        if parts or not self._parts:
            yield from islice(Opened(self.snapshot, self._asked).batches(profile), given, None)

    def close(self) -> None:
        """Nothing is held between two parts."""

    def _read(self) -> list[Told | Carried]:
        """A part's answers; none if they may not stand. Raises LostError."""
        work = self._next_work()
        try:
            told = list(work.answers())
        except LostError:
            raise
        except InputError:
            return []  # read whole, the file says which row it is
        finally:
            work.release()
        return [] if told[-1].is_doubtful else told
