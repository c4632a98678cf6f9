"""Reading on the machines of an existing Dask cluster.

It knows how orders travel, come back and are asked for again when a machine is lost; the
scheduling is Dask's. The store is not told of here: the load alone writes, as always.
"""

from __future__ import annotations

import pickle
import time
import uuid
from collections import deque
from collections.abc import Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor, wait
from pathlib import Path
from typing import TYPE_CHECKING

from etl.cluster_address import connected, threads_of
from etl.cluster_task import Outcome, carry_out, sealed, version
from etl.orders import FileOrder, LostError, Order
from onestop.domain.errors import InputError, UnreadableFileError


if TYPE_CHECKING:
    from distributed import Future


WORKERS_SECONDS = 60
"""Without any worker for so long, the cluster is given up; machines that restart are back."""

LOOK_SECONDS = 1
"""How often an answer that does not come is a reason to look for workers."""

ORDERS_A_THREAD = 2
"""One in work and one waiting: no worker idles, and few answers wait for the load."""

MOST_ORDERS = 32
"""Bounds the answers that wait for the load, however large the cluster."""

MOST_TIMES = 2
"""An order whose workers died, each time as many as the scheduler allows (three by default),
is given once more: it may only have stood beside the one that killed them."""

LARGE = {"distributed.admin.large-graph-warning-threshold": "4 GiB"}
"""The bytes of a file may go with an order."""


class Cluster:
    """The workers of a cluster: `etl.readers.Hands`."""

    def __init__(self, address: str, sources: object) -> None:
        """`address`: tcp://…, tls://… or a scheduler's file. Raises UsageError."""
        self._version = version()
        self._client = connected(address, self._version)
        self._asking = ThreadPoolExecutor(1)
        self._under_way: set[Task] = set()
        self._unseen: set[Path] = set()
        self._is_lost = False
        packed = pickle.dumps(sources, pickle.HIGHEST_PROTOCOL)
        self._sources = self._submit(pickle.loads, packed)
        self.room = _room_of(threads_of(self._client))

    def has_room(self) -> bool:
        """Whether one more order would be begun soon."""
        return len(self._under_way) < self.room

    def start(self, order: Order) -> Task:
        """Gives an order to the cluster."""
        task = Task(self, order)
        self._under_way.add(task)
        return task

    def close(self) -> None:
        """Lets the cluster forget every order, those in work too."""
        for task in list(self._under_way):
            task.release()
        self._sources.release()
        self._client.close()
        self._asking.shutdown()

    def send(self, order: Order) -> Future:
        """An order on its way; its bytes go with it where workers do not see its folder.

        Raises LostError without a cluster, UnreadableFileError without the bytes.
        """
        if self._is_lost:
            raise _no_workers(order.snapshot.path_shown)
        is_unseen = order.snapshot.location.parent in self._unseen
        try:
            told = sealed(order, self._version, with_bytes=is_unseen)
        except OSError as error:
            raise _gone(order.snapshot.path_shown) from error
        return self._submit(carry_out, told, *self._needed(order))

    def must_send_bytes_of(self, order: Order) -> None:
        """Notes that workers do not see the folder of an order's file."""
        self._unseen.add(order.snapshot.location.parent)

    def forget(self, task: Task) -> None:
        """An order that is over."""
        self._under_way.discard(task)

    def outcome_of(self, future: Future, shown: str) -> Outcome:
        """What a task brings. Raises LostError without workers, KilledWorker for dead ones."""
        asked, seen = self._asking.submit(future.result), time.monotonic()
        while not wait([asked], timeout=LOOK_SECONDS).done and not self._is_lost:
            threads = threads_of(self._client)
            self.room = max(self.room, _room_of(threads))
            seen = time.monotonic() if threads else seen
            self._is_lost = time.monotonic() - seen > WORKERS_SECONDS
        if self._is_lost:
            raise _no_workers(shown)
        return asked.result()

    def give_up(self) -> None:
        """The scheduler is gone: no order will come back."""
        self._is_lost = True

    def _needed(self, order: Order) -> tuple:
        """A part knows its layout; a file is recognised by what is declared."""
        return (self._sources,) if isinstance(order, FileOrder) else ()

    def _submit(self, *call: object) -> Future:
        """A task under a name that says nothing."""
        import dask

        with dask.config.set(LARGE):
            return self._client.submit(*call, key=f"onestop-{uuid.uuid4().hex}", pure=False)


class Task:
    """One order on the cluster."""

    def __init__(self, cluster: Cluster, order: Order) -> None:
        self.order, self._cluster = order, cluster
        self._future: Future | None = None
        self._unsent: InputError | None = None
        try:
            self._future = cluster.send(order)
        except InputError as error:
            self._unsent = error

    def answers(self) -> Iterator[object]:
        """What the order brings, once all of it is there. Raises the refusal of the file."""
        try:
            outcome = self._outcome()
        finally:
            self.release()
        answers = deque(outcome.answers)
        outcome.answers.clear()
        while answers:
            yield answers.popleft()
        if outcome.refusal is not None:
            raise outcome.refusal

    def release(self) -> None:
        """The cluster may forget it."""
        self._cluster.forget(self)
        future, self._future = self._future, None
        if future is not None:
            future.cancel()

    def _outcome(self) -> Outcome:
        shown = self.order.snapshot.path_shown
        if self._unsent is not None:
            raise self._unsent
        for _ in range(MOST_TIMES):
            try:
                outcome = self._seen()
            except CancelledError:
                self._cluster.give_up()
                raise _no_workers(shown) from None
            except Exception as error:
                if type(error).__name__ != "KilledWorker":
                    raise
                self._send_again()
            else:
                if outcome.other:
                    raise _another_version(shown, outcome.other)
                return outcome
        raise _killed(shown)

    def _seen(self) -> Outcome:
        """The outcome; the bytes are sent after an order whose file was not seen."""
        shown = self.order.snapshot.path_shown
        outcome = self._cluster.outcome_of(self._future, shown)
        if not outcome.is_unseen:
            return outcome
        self._cluster.must_send_bytes_of(self.order)
        self._send_again()
        return self._cluster.outcome_of(self._future, shown)

    def _send_again(self) -> None:
        self._future.release()
        self._future = self._cluster.send(self.order)


def _room_of(threads: int) -> int:
    return min(MOST_ORDERS, ORDERS_A_THREAD * threads)


def _gone(shown: str) -> UnreadableFileError:
    return UnreadableFileError(shown, "tệp không còn ở chỗ cũ.", "Hãy kiểm tra rồi nạp lại.")


def _no_workers(shown: str) -> LostError:
    problem = "không còn máy nào trong cụm để đọc tệp; tệp này chưa nạp gì."
    return LostError(shown, problem, "Hãy xem lại các máy của cụm rồi nạp lại.")


def _another_version(shown: str, other: str) -> LostError:
    problem = f"một máy mới vào cụm chạy onestop {other}, không giống máy này."
    return LostError(shown, problem, "Hãy cài cùng một bản ở mọi máy rồi nạp lại.")


def _killed(shown: str) -> LostError:
    problem = "các máy của cụm lần lượt bị ngắt khi đọc tệp này (có thể thiếu bộ nhớ)."
    remedy = "Hãy nạp riêng tệp này không qua cụm, hoặc chia nhỏ tệp."
    return LostError(shown, problem, remedy)
