"""Where the files of a load are read, and how far ahead of the load: decided here alone.

It knows sizes, cores and the order of the files; it refuses to know how a file is read.
The load takes files and batches in their order, whoever read them.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from etl.ahead import Processes
from etl.files_ahead import PartsAhead, WholeAhead, Work
from etl.orders import FileOrder, Order
from etl.parts import Split, split
from etl.reading import Asked, Opened, Readable
from etl.snapshots import Snapshot
from onestop.domain.errors import InputError


WORTH_A_PROCESS = 4 << 20
"""Bytes from which a second process pays for its start: of one file, or of several small ones
that come together. Below, the load is over before it would help."""

WORTH_SPLITTING = 64 << 20
"""Bytes from which a csv is read in parts: finding their edges costs a tenth of reading it,
and fewer than two batches gain nothing."""

CORES_FOR_PARTS = 3
"""With two, the one reader and the load fill both cores already."""

MOST_READERS = 4
"""More would only wait for the one load, and hold what they read meanwhile."""

MOST_OF_A_TASK = 512 << 20
"""Bytes from which a file that cannot be split is read by the load itself, batch by batch:
the answer of a task holds all of a file, and must fit a worker and the load."""

LEAST_AHEAD = 8
"""Files looked at ahead: enough to see whether small ones are worth a process together."""


class Hands(Protocol):
    """Those who carry out orders. `room`: how many they can usefully have."""

    room: int

    def has_room(self) -> bool:
        """Whether one more order would be begun soon."""

    def start(self, order: Order) -> Work:
        """Gives an order away; answers are taken in the order of the starts."""

    def close(self) -> None:
        """Ends everything that is still under way."""


@dataclass(frozen=True)
class Choice:
    """Who reads, and what of it: `least` bytes together are worth it; with `splits` a large
    csv goes in parts; `most`: bytes of a whole file that may be one order.
    """

    hands: Hands | None
    least: int = WORTH_A_PROCESS
    splits: bool = False
    most: float = float("inf")


@dataclass(frozen=True)
class Refusal:
    """A file that is not to be loaded, as the user calls it, and why."""

    path: str
    error: InputError


def of_this_machine(asked: Asked) -> Choice:
    """One core reads while it loads; two: one process reads ahead; more: several, and parts."""
    cores = os.cpu_count() or 1
    if cores < 2:
        return Choice(None)
    hands = Processes(min(cores - 1, MOST_READERS), asked.sources)
    return Choice(hands, WORTH_A_PROCESS, splits=cores >= CORES_FOR_PARTS)


def of_cluster(hands: Hands) -> Choice:
    """Other machines read everything, a large csv in parts."""
    return Choice(hands, least=0, splits=True, most=MOST_OF_A_TASK)


@contextmanager
def reading(choice: Choice, orders: Iterable[FileOrder | Refusal]) -> Iterator[Iterator]:
    """The files of some orders, each to be loaded before the next is asked for."""
    with closing(Ahead(choice).files(orders)) as files:
        yield files


@contextmanager
def open_file(snapshot: Snapshot, asked: Asked, only: str = "") -> Iterator[Readable]:
    """One file, read here, or ahead where that pays. Raises InputError.

    `only`: the profile whose lists are wanted; "": every list that is no joined one.
    """
    orders = [FileOrder(snapshot, asked, only)]
    with at_work(of_this_machine(asked)) as choice, reading(choice, orders) as files:
        for one in files:
            if isinstance(one, Refusal):
                raise one.error
            yield one


@contextmanager
def at_work(choice: Choice) -> Iterator[Choice]:
    """A choice whose hands are let go in the end, whatever happens."""
    try:
        yield choice
    finally:
        if choice.hands is not None:
            choice.hands.close()


class Ahead:
    """Files in their order, those to come already in work."""

    def __init__(self, choice: Choice) -> None:
        self._choice, self._hands = choice, choice.hands
        self._next: deque[File | Refusal] = deque()

    def files(self, orders: Iterable[FileOrder | Refusal]) -> Iterator[Readable | Refusal]:
        """Each file, opened; it is closed when the next is asked for."""
        coming = iter(orders)
        while self._look_ahead(coming):
            one = self._next.popleft()
            if isinstance(one, Refusal):
                yield one
            else:
                yield from self._opened(one)

    def start_some(self, current: File | None = None) -> None:
        """Starts orders as long as there is room: of the current file, then of the next."""
        if self._hands is None:
            return
        for one in (*filter(None, [current]), *self._files()):
            while one.to_start and self._hands.has_room():
                one.start_one()
            if one.to_start:
                return

    def _opened(self, one: File) -> Iterator[Readable | Refusal]:
        try:
            with closing(one.opened()) as opened:
                yield opened
        except InputError as error:
            yield Refusal(one.order.snapshot.path_shown, error)
        finally:
            one.close()

    def _look_ahead(self, coming: Iterator[FileOrder | Refusal]) -> bool:
        """Learns of files to come, as many as could be begun; whether there is one."""
        wanted = 1 if self._hands is None else max(LEAST_AHEAD, self._hands.room)
        self.start_some()
        for one in islice(coming, max(0, wanted - len(self._next))):
            is_refused = isinstance(one, Refusal)
            self._next.append(one if is_refused else File(one, self, self._choice))
            self._give_away()
        return bool(self._next)

    def _give_away(self) -> None:
        """What is worth it; the first is in work while the last is not even looked at."""
        together = sum(one.order.snapshot.size for one in self._files())
        if self._hands is not None and together >= self._choice.least:
            for one in self._files():
                one.give_away()
            self.start_some()

    def _files(self) -> list[File]:
        return [one for one in self._next if isinstance(one, File)]


class File:
    """A file to come: what others are to do for it, and what they do already."""

    def __init__(self, order: FileOrder, ahead: Ahead, choice: Choice) -> None:
        self.order, self._ahead, self._choice = order, ahead, choice
        self._split: Split | None = None
        self.to_start: deque[Order] = deque()
        self._works: deque[Work] = deque()
        self._is_given_away = False

    def give_away(self) -> None:
        """Makes the orders that others will carry out; none if the load reads it itself."""
        if self._is_given_away:
            return
        self._is_given_away = True
        size = self.order.snapshot.size
        if self._choice.splits and size >= WORTH_SPLITTING:
            self._split = split(self.order.snapshot, self.order.asked)
        if self._split is None:
            self.to_start.extend([self.order] if size < self._choice.most else [])
        elif self.order.wants(self._split.lists):
            self.to_start.extend(self._split.parts)

    def opened(self) -> Readable:
        """The file, as its readers give it. Raises InputError."""
        if self._split is not None:
            return PartsAhead(self.order, self._split, self._next_work)
        if self._works or self.to_start:
            return WholeAhead(self.order, self._next_work())
        return Opened(self.order.snapshot, self.order.asked)

    def start_one(self) -> None:
        """Gives its next order away."""
        self._works.append(self._choice.hands.start(self.to_start.popleft()))

    def close(self) -> None:
        """Nobody wants what is still under way."""
        self.to_start.clear()
        while self._works:
            self._works.popleft().release()

    def _next_work(self) -> Work:
        self._ahead.start_some(self)
        if not self._works:
            self.start_one()
        return self._works.popleft()
