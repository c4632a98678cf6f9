"""A fetch on its way into the store: one errand of a process of its own, the same as an upload.

A watcher that is killed leaves the errand alive; the next one finds it at work and waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Engine

from onestop.domain.connections import Connection
from onestop.domain.deeds import Deed
from onestop.domain.errors import (
    AggregateError,
    ShiftedTableError,
    StoreError,
    UnknownLayoutError,
)
from onestop.storage import audit, provinces
from onestop.storage.connections import LAYOUT, REJECTED
from onestop.uploads.errand import LOAD, Sender, is_working
from onestop.uploads.folder import REPORT
from onestop.uploads.told import FileTold
from onestop.watch.found import FetchError
from onestop.watch.spool import Item


WATCHER = "watch"
"""Whom the record of acts names for what the watcher does."""

LOOK_EVERY = 0.1
"""Seconds between two looks at an errand that another watcher sent."""

OF_LAYOUT = frozenset(
    error.__name__ for error in (UnknownLayoutError, ShiftedTableError, AggregateError)
)
"""Refusals that mean: the source writes its files otherwise than before."""

BROKEN_OFF = "Việc nạp bị ngắt giữa chừng (máy tắt, thiếu bộ nhớ hoặc bị dừng); sẽ nạp lại."


GIVEN_UP = (
    "Việc nạp bị ngắt {} lần (thường vì thiếu bộ nhớ); tệp không được nạp. Hãy chia nhỏ tệp, hoặc"
    " thêm bộ nhớ rồi chạy “onestop connections retry”."
)
ATTEMPTS, MOST_ATTEMPTS = "attempts.json", 5
"""How often an errand may be killed over one fetch before the others get their turn."""


@dataclass(frozen=True)
class Outcome:
    """What became of a fetch. problem: why a file of it was refused, "" if none was.

    news: whether anything was loaded that the store had not loaded before.
    """

    read: int = 0
    rejected: int = 0
    news: bool = False
    problem: str = ""
    problem_kind: str = ""


@dataclass
class Loader:
    """Sends fetches on their errand, one after the other."""

    engine: Engine
    sender: Sender
    clock: Callable[[], int]
    sleep: Callable[[float], object] = time.sleep

    def load(self, connection: Connection, item: Item) -> Outcome:
        """Loads a fetch, or learns what became of it when it was loaded before a kill.

        Raises FetchError where the load itself failed: it is tried again.
        """
        self._let_finish(item)
        told = item.folder.note(REPORT)
        if told is None or told["error"]:
            told = self._sent(connection, item)
        if told is None:
            return self._given_up(item)
        if told["error"]:
            raise FetchError(told["error"])
        outcome = _outcome([FileTold.of(one) for one in told["reports"]])
        if outcome.news:
            self._record(connection, outcome)
        return outcome

    def _record(self, connection: Connection, outcome: Outcome) -> None:
        """Leaves a deed; the load itself is done, and stands in the list of loads."""
        told = {"connection": connection.name, "read": outcome.read, "rejected": outcome.rejected}
        with suppress(StoreError):
            audit.note(self.engine, Deed(WATCHER, "load", connection.name, told), self.clock())

    def _given_up(self, item: Item) -> Outcome:
        """An errand that ended without a word: again and again, the file itself is why."""
        count = (item.folder.note(ATTEMPTS) or {"count": 0})["count"] + 1
        item.folder.write(ATTEMPTS, {"count": count})
        if count < MOST_ATTEMPTS:
            raise FetchError(BROKEN_OFF)
        return Outcome(problem=GIVEN_UP.format(count), problem_kind=REJECTED)

    def _sent(self, connection: Connection, item: Item) -> dict | None:
        (item.folder.path / REPORT).unlink(missing_ok=True)
        facts = {"profile": connection.profile, "province": connection.province}
        facts["unit"] = provinces.unit_key(self.engine, connection.unit, connection.province)
        self.sender.send(item.folder, LOAD, self.clock(), as_of=item.taken.as_of, **facts)
        while not self.sender.has_ended(item.folder.token):
            self.sleep(LOOK_EVERY)
        return item.folder.note(REPORT)

    def _let_finish(self, item: Item) -> None:
        while is_working(item.folder):
            self.sleep(LOOK_EVERY)


def _outcome(reports: list[FileTold]) -> Outcome:
    refused = [one for one in reports if one.error]
    layout = [one for one in refused if one.refusal in OF_LAYOUT]
    return Outcome(
        read=sum(one.counts.get("read", 0) for one in reports),
        rejected=sum(one.counts.get("rejected", 0) for one in reports),
        news=any(not one.error and not one.note for one in reports),
        problem=" ".join(one.error for one in refused) or ("" if reports else NOTHING),
        problem_kind=LAYOUT if layout else REJECTED if refused or not reports else "",
    )


NOTHING = "Không có tệp nào để nạp trong những gì nhận được."
