"""Reading in a process of its own, one batch ahead of the load.

Reading is half of a load and needs no database: on two cores it costs no time of its own.
The same `Opened` runs there; only typed batches cross over, few of them waiting.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from multiprocessing.connection import Connection
from queue import Full, Queue

from etl.batch import Batch
from etl.reading import Asked, Lists, Opened
from etl.snapshots import Snapshot
from onestop.domain.errors import InputError, OnestopError, UnreadableFileError


WORTH_A_PROCESS = 4 << 20
"""Bytes from which a second process pays for its start."""

MOST_WAITING = 2
"""Batches that may wait for the loader: bounds the reader's memory."""

BROKEN_OFF = object()
"""The last word of a reader that failed: nothing the loader could take for the end."""

GONE = (EOFError, BrokenPipeError, ConnectionResetError)
"""The loader does not listen any more: nothing is left to do."""

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
        self._ask(profile)
        while (told := self._next()) is not None:
            yield told

    def close(self) -> None:
        """Ends the other process, whatever it is doing."""
        self._here.close()
        self._reader.terminate()
        self._reader.join()

    def _ask(self, profile: str) -> None:
        try:
            self._here.send(profile)
        except OSError:
            raise self._interrupted() from None

    def _interrupted(self) -> UnreadableFileError:
        """The refusal of a file whose reader was killed."""
        self.close()
        problem = "việc đọc tệp bị ngắt giữa chừng (có thể thiếu bộ nhớ)."
        remedy = "Hãy nạp lại; nếu vẫn bị ngắt, hãy chia nhỏ tệp."
        return UnreadableFileError(self.snapshot.path_shown, problem, remedy)

    def _next(self) -> object:
        """What the reader says next; its refusal is raised here."""
        try:
            told = self._here.recv()
        except (EOFError, OSError):  # OSError: killed in the middle of a word
            raise self._interrupted() from None
        if isinstance(told, Exception):
            self.close()
            raise told
        return told


def _read(to_loader: Connection, loaders_end: Connection, *what: object) -> None:
    """The reader's whole life; whatever ends it is the loader's to tell, not standard error's.

    A copy of the loader's own end is let go first: it would keep the line open, and the
    reader alive, after the loader was killed.
    """
    loaders_end.close()
    _hush()
    with ThreadPoolExecutor(1) as answering:
        failed = answering.submit(_answer, to_loader, *what).exception()
    if failed is not None and not isinstance(failed, GONE):
        with suppress(*GONE):
            to_loader.send(_worded(failed, what[0]))


def _hush() -> None:
    """Libraries in Rust write their panics past Python; the loader has its sentence."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def _answer(to_loader: Connection, snapshot: Snapshot, asked: Asked) -> None:
    """Recognise, then each asked list, until nobody listens."""
    opened = Opened(snapshot, asked)
    to_loader.send(opened.lists)
    while True:
        _send_ahead(to_loader, opened.batches(to_loader.recv()))


def _worded(failed: BaseException, snapshot: Snapshot) -> Exception:
    """A failure as the loader can raise it: a fault of ours keeps its traceback as text."""
    if isinstance(failed, OnestopError):
        return failed
    if isinstance(failed, MemoryError):
        remedy = "Hãy chia nhỏ tệp rồi nạp lại."
        return UnreadableFileError(snapshot.path_shown, "không đủ bộ nhớ để đọc tệp.", remedy)
    return RuntimeError("".join(traceback.format_exception(failed)))


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
