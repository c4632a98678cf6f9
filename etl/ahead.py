"""Reading in a process of its own, one batch ahead of the load.

Reading is half of a load and needs no database: on two cores it costs no time of its own.
The same `Opened` runs there; only typed batches cross over, few of them waiting.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cached_property
from multiprocessing.connection import Connection
from queue import Full, Queue

from etl.batch import Batch
from etl.reading import Asked, Lists, Opened
from etl.snapshots import Snapshot
from onestop.domain.errors import InputError, UnreadableFileError


WORTH_A_PROCESS = 4 << 20
"""Bytes from which a second process pays for its start."""

MOST_WAITING = 2
"""Batches that may wait for the loader: bounds the reader's memory."""

BROKEN_OFF = object()
"""The last word of a reader that failed: nothing the loader could take for the end."""

START = "fork" if sys.platform == "linux" and sys.version_info < (3, 12) else "spawn"
"""A fork needs no second import; since Python 3.12 it warns where libraries keep threads."""


def open_file(snapshot: Snapshot, asked: Asked) -> Opened | OpenedAhead:
    """The file, read here, or ahead in its own process where that pays."""
    if snapshot.size < WORTH_A_PROCESS or (os.cpu_count() or 1) < 2:
        return Opened(snapshot, asked)
    return OpenedAhead(snapshot, asked)


class OpenedAhead:
    """A recognised file in another process; the same promises as `Opened`."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self.snapshot = snapshot
        start = multiprocessing.get_context(START)
        self._here, there = start.Pipe()
        ends = (there, self._here)
        self._reader = start.Process(target=_read, args=(*ends, snapshot, asked), daemon=True)
        self._reader.start()
        there.close()

    @cached_property
    def lists(self) -> list[Lists]:
        """The file's lists, once the reader has recognised them."""
        return self._next()

    def batches(self, profile: str) -> Iterator[tuple[int, Batch]]:
        """The typed rows of a profile's lists: number of the list, batch."""
        self._here.send(profile)
        while (told := self._next()) is not None:
            yield told

    def close(self) -> None:
        """Ends the other process, whatever it is doing."""
        self._here.close()
        self._reader.terminate()
        self._reader.join()

    def _next(self) -> object:
        """What the reader says next; its refusal is raised here."""
        try:
            told = self._here.recv()
        except EOFError:
            self.close()
            problem = "việc đọc tệp bị ngắt giữa chừng (có thể thiếu bộ nhớ)."
            raise UnreadableFileError(
                self.snapshot.path_shown, problem, "Hãy chia nhỏ tệp rồi nạp lại."
            ) from None
        if isinstance(told, InputError):
            self.close()
            raise told
        return told


def _read(to_loader: Connection, loaders_end: Connection, *what: object) -> None:
    """The reader's whole life: recognise, then each asked list, until nobody listens.

    A copy of the loader's own end is let go first: it would keep the line open, and the
    reader alive, after the loader was killed.
    """
    loaders_end.close()
    try:
        opened = Opened(*what)
        to_loader.send(opened.lists)
        while True:
            _send_ahead(to_loader, opened.batches(to_loader.recv()))
    except InputError as refusal:
        to_loader.send(refusal)
    except (EOFError, BrokenPipeError, ConnectionResetError):
        return  # the loader has gone: nothing is left to do


def _send_ahead(to_loader: Connection, batches: Iterator[tuple[int, Batch]]) -> None:
    """Sends batches while the next are typed; a thread waits on the pipe meanwhile."""
    ready: Queue = Queue(maxsize=MOST_WAITING)
    with ThreadPoolExecutor(1) as sender:
        sent = sender.submit(_send_all, to_loader, ready)
        last: object = BROKEN_OFF
        try:
            for told in batches:
                _put(ready, told, sent)
            last = None
        except InputError as refusal:
            last = refusal
        finally:
            _put(ready, last, sent)
        sent.result()


def _send_all(to_loader: Connection, ready: Queue) -> None:
    while (told := ready.get()) is not BROKEN_OFF:
        to_loader.send(told)
        if told is None or isinstance(told, InputError):
            return


def _put(ready: Queue, told: object, sent: Future) -> None:
    """Puts without waiting for ever on a sender that has failed."""
    while not sent.done():
        try:
            return ready.put(told, timeout=1)
        except Full:
            continue
    return None
