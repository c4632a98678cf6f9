"""One visit to one source: load what waits, look, fetch, load, tell the source.

Every step can be the last one before a kill: what was fetched waits in the spool, what was
loaded is known by its bytes, and it is noted in the store before the source is told.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Engine

from onestop.domain.connections import API, FOLDER, HTTP, MAIL, SFTP, Connection, Secret
from onestop.domain.errors import OnestopError, StoreError
from onestop.domain.period import DAY_SECONDS
from onestop.storage import connections as store
from onestop.storage.engine import reading, writing
from onestop.watch.api import api
from onestop.watch.choosing import ACKNOWLEDGE, WAIT, choose, is_known, settled_state
from onestop.watch.download import download
from onestop.watch.found import (
    FetchError,
    Found,
    GrowingError,
    Outside,
    RefusedError,
    Source,
    Taken,
)
from onestop.watch.loading import Loader, Outcome
from onestop.watch.mail import mail
from onestop.watch.marker import as_text, marker_of
from onestop.watch.sftp import sftp
from onestop.watch.spool import Draft, Item, Spool
from onestop.watch.tree import local


OPENERS: dict[str, Callable[[Connection, Outside], AbstractContextManager[Source]]] = {
    FOLDER: local,
    SFTP: sftp,
    HTTP: download,
    API: api,
    MAIL: mail,
}

MOST_STUMBLES = 3
"""Files that fail in one visit before it ends: the server is the trouble then."""

REMEMBERED = 30 * DAY_SECONDS
"""How long a file that is no longer at its source is remembered."""


@dataclass(frozen=True)
class Desk:
    """What every visit works with.

    profiles: a hash of all that decides how a file is read. clock: local seconds now. stopping:
    whether to end before the next file.
    """

    engine: Engine
    spool_of: Callable[[Connection], Spool]
    loader: Loader
    secret: Callable[[Connection, Secret], str]
    profiles: Callable[[Connection], str]
    clock: Callable[[], int]
    stopping: Callable[[], bool] = lambda: False
    sleep: Callable[[float], object] = time.sleep


@dataclass
class Seen:
    """What a visit came to. growing: files to look at again soon. news: something was loaded
    that the store had not. problem: why the visit failed, "" if it did not."""

    fetched: int = 0
    loaded: int = 0
    refused: int = 0
    growing: int = 0
    read: int = 0
    rejected: int = 0
    news: bool = False
    problem: str = ""
    problem_kind: str = ""
    stopped: bool = False
    _stumbles: int = field(default=0, repr=False)


class Visit:
    """One visit, for which the caller holds the connection."""

    def __init__(self, desk: Desk, connection: Connection) -> None:
        self.desk, self.connection = desk, connection
        self.spool, self.seen = desk.spool_of(connection), Seen()
        self.profiles = desk.profiles(connection)
        with reading(desk.engine) as line:
            self.files = store.files_of(line, connection.name)
            self.marker = marker_of(store.state_of(line, connection.name))

    def run(self) -> Seen:
        """The whole visit; what goes wrong with the source is in the result.

        Raises StoreError where the store itself is out of reach.
        """
        try:
            self._work()
        except StoreError:
            raise
        except OnestopError as error:
            self._note_problem(error)
        except OSError as error:
            told = f"Không ghi được bản lấy về ({error.strerror}); hãy kiểm tra chỗ trống."
            self._note_problem(FetchError(told))
        except Exception as error:  # noqa: BLE001 - one source's surprise must not stop the others
            # Its own words may quote what a file holds.
            told = f"Lỗi ngoài dự kiến ({type(error).__name__}). Hãy báo người quản trị."
            self._note_problem(FetchError(told))
        return self.seen

    def _work(self) -> None:
        for item in self.spool.waiting():
            if self._must_stop():
                return
            self._load(item)
        self.spool.sweep(self.desk.clock())
        outside = Outside(self.desk.clock(), self.marker, self._secret, self.desk.sleep)
        with OPENERS[self.connection.kind](self.connection, outside) as source:
            found = source.look()
            for one in found:
                if self._must_stop():
                    return
                self._take(source, one)
            self._forget_gone({one.name for one in found})

    def _take(self, source: Source, found: Found) -> None:
        row, now = self.files.get(found.name), self.desk.clock()
        settle = self.connection.tree.settle if self.connection.tree else 0
        choice = choose(found, row, self.profiles, now - settle)
        if choice == WAIT:
            self._wait_for(found, now)
        elif choice == ACKNOWLEDGE:
            source.settle(found, loaded=row["state"] == store.DONE)
        else:
            self._fetch_bravely(source, found)

    def _wait_for(self, found: Found, now: int) -> None:
        """Notes how it looks now; what became of it before is kept, it may be the same again."""
        self.seen.growing += 1
        row = self.files.get(found.name)
        if row is None or row["mark"] != found.mark:
            kept = ("sha256", "profiles", "problem_kind", "problem")
            before = {name: row[name] for name in kept} if row else {}
            self._note_file(found, state=store.GROWING, at=now, **before)

    def _fetch_bravely(self, source: Source, found: Found) -> None:
        """One file's trouble is not the others', unless it is the server's."""
        try:
            self._fetch(source, found)
        except GrowingError:
            self._wait_for(replace(found, mark=""), self.desk.clock())
        except RefusedError as error:
            if found.asks:
                raise
            self._note_refused(found, "", Outcome(problem=str(error), problem_kind=error.kind))
        except FetchError as error:
            self._note_problem(error)
            self.seen._stumbles += 1
            if found.asks or self.seen._stumbles >= MOST_STUMBLES:
                raise

    def _fetch(self, source: Source, found: Found) -> None:
        draft = self.spool.draft(self.desk.clock())
        try:
            taken = source.fetch(found, draft.basket)
            item = draft.finish(found, taken) if draft.basket.names else None
        except BaseException:
            draft.drop()
            raise
        if item is None:
            self._nothing(draft, found, taken)
        elif is_known(self.files.get(found.name), item.sha256, self.profiles):
            self._same_again(source, item)
        else:
            self.seen.fetched += 1
            source.settle(found, loaded=self._load(item))

    def _nothing(self, draft: Draft, found: Found, taken: Taken) -> None:
        draft.drop()
        if found.asks:
            self._note(marker=as_text(taken.marker))
        else:
            self._note_file(found, state=store.DONE, at=self.desk.clock())

    def _same_again(self, source: Source, item: Item) -> None:
        """The bytes are known: only the mark moves on, and the marker if they were loaded."""
        row = self.files[item.found.name]
        state = settled_state(row)
        kept = {name: row[name] for name in ("at", "sha256", "profiles", "problem_kind", "problem")}
        marker = {"marker": as_text(item.taken.marker)} if state == store.DONE else {}
        self._note_file(item.found, marker, state=state, **kept)
        self.spool.drop(item)
        source.settle(item.found, loaded=state == store.DONE)

    def _load(self, item: Item) -> bool:
        """Loads a fetch and notes it; whether nothing of it was refused."""
        outcome = self.desk.loader.load(self.connection, item)
        self.seen.read += outcome.read
        self.seen.rejected += outcome.rejected
        self.seen.news |= outcome.news
        if outcome.problem:
            self._note_refused(item.found, item.sha256, outcome)
        else:
            self._note_loaded(item, outcome)
        self.spool.put_by(item, self.desk.clock())
        return not outcome.problem

    def _note_loaded(self, item: Item, outcome: Outcome) -> None:
        self.seen.loaded += 1
        facts = {"marker": as_text(item.taken.marker)}
        if outcome.news:
            facts |= {"news_at": self.desk.clock()}
            facts |= {"last_read": outcome.read, "last_rejected": outcome.rejected}
        told = {"sha256": item.sha256, "profiles": self.profiles}
        self._note_file(item.found, facts, state=store.DONE, at=self.desk.clock(), **told)

    def _note_refused(self, found: Found, sha256: str, outcome: Outcome) -> None:
        """It is not tried again as it is; the trouble began when it was first refused."""
        self.seen.refused += 1
        row = self.files.get(found.name)
        began = row["at"] if row and row["problem"] else self.desk.clock()
        told = {"problem_kind": outcome.problem_kind, "problem": outcome.problem}
        told |= {"sha256": sha256, "profiles": self.profiles}
        self._note_file(found, state=store.FAILED, at=began, **told)

    def _note_file(self, found: Found, facts: dict | None = None, **told: Any) -> None:
        name = self.connection.name
        row = {**store.BLANK, **told, "mark": found.mark}
        with writing(self.desk.engine) as line:
            store.note_file(line, name, found.name, **row)
            if facts:
                store.note(line, name, **facts)
        self.files[found.name] = row

    def _note(self, **facts: Any) -> None:
        with writing(self.desk.engine) as line:
            store.note(line, self.connection.name, **facts)

    def _note_problem(self, error: OnestopError) -> None:
        self.seen.problem = str(error)
        self.seen.problem_kind = getattr(error, "kind", store.FAILING)

    def _forget_gone(self, there: set[str]) -> None:
        """A refused file that somebody took away is no trouble any more; one that we moved is."""
        moved = bool(self.connection.tree and self.connection.tree.failed)
        old = self.desk.clock() - REMEMBERED
        gone = [
            name
            for name, row in self.files.items()
            if name not in there
            if row["at"] < old or (row["state"] != store.DONE and not moved)
        ]
        if gone:
            with writing(self.desk.engine) as line:
                store.forget_files(line, self.connection.name, gone)

    def _secret(self, secret: Secret) -> str:
        return self.desk.secret(self.connection, secret)

    def _must_stop(self) -> bool:
        self.seen.stopped = self.desk.stopping()
        return self.seen.stopped


def as_facts(seen: Seen) -> dict[str, Any]:
    """What is logged of a visit: counts, and why it failed; never a file's name or content."""
    told = asdict(seen)
    return {name: told[name] for name in LOGGED if told[name]}


LOGGED = (
    "fetched",
    "loaded",
    "refused",
    "growing",
    "read",
    "rejected",
    "problem_kind",
    "problem",
    "stopped",
)
