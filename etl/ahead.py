"""Reading in processes of this machine, ahead of the load.

Reading is half of a load and needs no database: on another core it costs no time of its own.
Only typed batches cross over, few of them waiting. A reader that dies takes no load with it.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import Full, Queue
from threading import Thread

from etl.orders import LostError, Order, with_sources, worded


MOST_WAITING = 2
"""Batches that may wait for the loader: bounds a reader's memory."""

MOST_ORDERS = 2
"""Orders that a reader may have: the one it works at, and what it goes on with."""

END = None
"""The last word on an order."""

BROKEN_OFF = object()
"""The last word of a reader that failed: nothing the loader could take for the end."""

GONE = (EOFError, BrokenPipeError, ConnectionResetError)
"""The loader does not listen any more: nothing is left to do."""

START = "fork" if sys.platform == "linux" and sys.version_info < (3, 12) else "spawn"
"""A fork needs no second import; since Python 3.12 it warns where libraries keep threads."""


class Processes:
    """Some readers of one load; each starts with the first order that is for it."""

    def __init__(self, count: int, sources: object) -> None:
        """`sources`: what is declared, the same for every order."""
        self._sources = sources
        self._readers: list[Reader | None] = [None] * count

    @property
    def room(self) -> int:
        """How many files may usefully be known ahead."""
        return MOST_ORDERS * len(self._readers)

    def has_room(self) -> bool:
        """Whether one more order would be begun soon."""
        return min(map(_busy, self._readers)) < MOST_ORDERS

    def start(self, order: Order) -> Work:
        """Gives an order to the reader with the least to do. Answers must be taken in the
        order of the starts.
        """
        at = min(range(len(self._readers)), key=lambda at: _busy(self._readers[at]))
        reader = self._readers[at]
        if reader is None or reader.is_over:
            reader = self._readers[at] = Reader(self._sources)
        return Work(self, order, reader)

    def lost(self, reader: Reader) -> None:
        """Ends a reader; what waited behind the order it failed at goes to another, in turn."""
        reader.end()
        waiting = [work for work in reader.waiting if not work.is_done]
        if waiting and reader in self._readers:
            other = Reader(self._sources)
            self._readers[self._readers.index(reader)] = other
            for work in waiting:
                work.reader = other
                other.take(work)

    def close(self) -> None:
        """Ends every reader, whatever it is doing."""
        for reader in filter(None, self._readers):
            reader.end()


def _busy(reader: Reader | None) -> int:
    return 0 if reader is None or reader.is_over else len(reader.waiting)


class Work:
    """One order in the hands of a reader."""

    def __init__(self, processes: Processes, order: Order, reader: Reader) -> None:
        self.order, self.reader, self._processes = order, reader, processes
        self.is_done = False
        reader.take(self)

    def answers(self) -> Iterator[object]:
        """What the order brings, as it comes. Raises the refusal of the file."""
        while (told := self._next()) is not END:
            if isinstance(told, Exception):
                self._finish()
                raise told
            yield told
        self._finish()

    def release(self) -> None:
        """Nobody wants the rest: whoever still reads it is ended."""
        if not self.is_done:
            self.is_done = True
            self._processes.lost(self.reader)

    def _finish(self) -> None:
        self.is_done = True
        self.reader.waiting.popleft()

    def _next(self) -> object:
        try:
            return self.reader.here.recv()
        except (EOFError, OSError):  # OSError: killed in the middle of a word
            self.release()
            raise interrupted(self.order.snapshot.path_shown) from None


def interrupted(shown: str) -> LostError:
    """The refusal of a file whose reader was killed."""
    problem = "việc đọc tệp bị ngắt giữa chừng (có thể thiếu bộ nhớ)."
    remedy = "Hãy nạp lại; nếu vẫn bị ngắt, hãy chia nhỏ tệp."
    return LostError(shown, problem, remedy)


class Reader:
    """The loader's side of one process."""

    def __init__(self, sources: object) -> None:
        start = multiprocessing.get_context(START)
        self.here, there = start.Pipe()
        self.waiting: deque[Work] = deque()
        self.is_over = False
        told = (there, self.here, sources)
        self.process = start.Process(target=_live, args=told, daemon=True)
        self.process.start()
        there.close()

    def take(self, work: Work) -> None:
        """One more order; a reader that is gone tells so when it is asked for answers."""
        self.waiting.append(work)
        with suppress(OSError):
            self.here.send(with_sources(work.order, None))

    def end(self) -> None:
        """Ends the process, whatever it is doing."""
        self.is_over = True
        self.here.close()
        self.process.terminate()
        self.process.join()


def _live(to_loader: Connection, loaders_end: Connection, sources: object) -> None:
    """The reader's whole life; whatever ends it is the loader's to tell, not standard error's.

    A copy of the loader's own end is let go first: it would keep the line open, and the
    reader alive, after the loader was killed.
    """
    loaders_end.close()
    _hush()
    orders: Queue = Queue()
    # Orders are taken off the line at once: else both ends could wait for the other to listen.
    Thread(target=_listen, args=(to_loader, orders), daemon=True).start()
    with suppress(*GONE):
        while (order := orders.get()) is not END:
            _send_ahead(to_loader, with_sources(order, sources))


def _hush() -> None:
    """Libraries in Rust write their panics past Python; the loader has its sentence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _listen(to_loader: Connection, orders: Queue) -> None:
    with suppress(*GONE, OSError):
        while True:
            orders.put(to_loader.recv())
    orders.put(END)


def _send_ahead(to_loader: Connection, order: Order) -> None:
    """Sends answers while the next are made; a thread waits on the pipe meanwhile."""
    ready: Queue = Queue(maxsize=MOST_WAITING)
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(_send_all, to_loader, ready)
        last: object = BROKEN_OFF
        try:
            last = _put_answers(order, ready, sent)
        finally:
            _put(ready, last, sent)
        sent.result()


def _put_answers(order: Order, ready: Queue, sent: Future) -> object:
    """Puts each answer; gives back the last word."""
    with ThreadPoolExecutor(1) as answering:
        failed = answering.submit(_answer, order, ready, sent).exception()
    return END if failed is None else worded(failed, order.snapshot.path_shown)


def _answer(order: Order, ready: Queue, sent: Future) -> None:
    for told in order.carry_out():
        _put(ready, told, sent)
        if sent.done():
            return


def _send_all(to_loader: Connection, ready: Queue) -> None:
    while (told := ready.get()) is not BROKEN_OFF:
        to_loader.send(told)
        if told is END or isinstance(told, Exception):
            return


def _put(ready: Queue, told: object, sent: Future) -> None:
    """Puts without waiting for ever on a sender that has failed."""
    while not sent.done():
        try:
            return ready.put(told, timeout=1)
        except Full:
            continue
    return None
