"""The watcher: which source is visited when, one at a time, and never by two watchers.

It reads no clock but the desk's; it ends between two files when it is asked to.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import structlog

from onestop.domain.connections import Connection
from onestop.domain.errors import NotFoundError, StoreError
from onestop.domain.schedule import is_due, next_after, silent_from, wait_after
from onestop.domain.working_time import Calendar
from onestop.storage import connections as store
from onestop.storage import provinces
from onestop.storage.engine import reading, writing
from onestop.storage.hold import held, is_held
from onestop.watch.visit import Desk, Seen, Visit, as_facts


log = structlog.get_logger()

HOLD = "visit.hold"
LOOK_EVERY = 0.5
"""Seconds between two looks at whether to end."""

LONGEST_SLEEP = 30
"""Seconds after which what is due is looked up anew, whatever was due before: clocks are
put right, and another watcher may have died."""

MOST_LOOKS = 5
"""How often a growing file is waited for where only one round was asked for."""


@dataclass
class Watcher:
    """Visits some connections of an installation. afterwards: what else each round does."""

    desk: Desk
    connections: tuple[Connection, ...]
    calendar: Calendar
    stopping: bool = False
    afterwards: Callable[[], object] = lambda: None

    def __post_init__(self) -> None:
        self.desk = replace(self.desk, stopping=lambda: self.stopping)

    def stop(self, *_: object) -> None:
        """Asks to end before the next file; also a handler of signals."""
        self.stopping = True

    def once(self) -> dict[str, Seen | None]:
        """Visits every connection, due or not; None for one that another watcher visits."""
        told = {one.name: self.visit(one) for one in self.connections if not self.stopping}
        for _ in range(MOST_LOOKS):
            growing = [one for one in self.connections if _is_growing(told.get(one.name))]
            if not growing or self.stopping:
                break
            self.desk.sleep(max(one.tree.settle for one in growing))
            told |= {one.name: _both(told[one.name], self.visit(one)) for one in growing}
        return told

    def round(self) -> dict[str, Seen | None]:
        """Visits the connections that are due."""
        return {
            one.name: self.visit(one, due=True) for one in self.connections if self._is_due(one)
        }

    def run(self) -> None:
        """Visits what is due, for ever, until `stop`."""
        log.info("watching", connections=[one.name for one in self.connections])
        while not self.stopping:
            try:
                self.round()
                self.afterwards()
                self._sleep_until(self._next())
            except StoreError as error:
                log.error("store_unreachable", problem=str(error))
                self._sleep_until(self.desk.clock() + LONGEST_SLEEP)
        log.info("watching_ended")

    def visit(self, connection: Connection, *, due: bool = False) -> Seen | None:
        """One visit; None where it is another watcher's, or (due) was made meanwhile."""
        with self._alone_with(connection) as mine:
            if not mine or self.stopping or (due and not self._is_due(connection)):
                return None
            began, now = time.monotonic(), self.desk.clock()
            whose = self._whose(connection)
            with writing(self.desk.engine) as line:
                told = (connection.name, connection.kind, whose)
                store.enter(line, *told, now)
            seen = Visit(self.desk, connection).run()
            facts = self._note(connection, seen, now)
        seconds = round(time.monotonic() - began, 2)
        level = log.warning if seen.problem else log.info
        told = {"kind": connection.kind, "seconds": seconds, "failures": facts["failures"]}
        level("visited", connection=connection.name, **told, **as_facts(seen))
        return seen

    def _whose(self, connection: Connection) -> str:
        """The unit that a source is of, else its province: as the catalogue writes it, for
        another province may have a unit of the same name."""
        told = connection.unit, connection.province
        try:
            return provinces.unit_key(self.desk.engine, *told) or connection.province
        except NotFoundError:  # which the visit will say
            return connection.province or connection.unit

    def _note(self, connection: Connection, seen: Seen, began: int) -> dict[str, Any]:
        """Notes how the source stands after a visit."""
        now = self.desk.clock()
        with writing(self.desk.engine) as line:
            state = store.state_of(line, connection.name)
            facts = {"tried_at": began, **self._ended(connection, seen, state, now)}
            last = state["first_at"] if state["news_at"] is None else state["news_at"]
            span, last = connection.silent_after, min(last, now)
            silent = silent_from(connection.schedule, last, span, self.calendar) if span else None
            store.note(line, connection.name, silent_at=silent, **facts)
        return facts

    def _ended(self, connection: Connection, seen: Seen, state: dict, now: int) -> dict[str, Any]:
        if seen.problem:
            failures = state["failures"] + 1
            return {
                "failures": failures,
                "failing_since": state["failing_since"] if state["failures"] else now,
                "problem": seen.problem,
                "problem_kind": seen.problem_kind,
                "next_at": now + wait_after(failures),
            }
        if seen.stopped:
            return {"failures": state["failures"], "next_at": None}
        settle = now + connection.tree.settle if seen.growing else None
        return {
            "failures": 0,
            "failing_since": None,
            "problem": "",
            "problem_kind": "",
            "succeeded_at": now,
            "next_at": settle or next_after(connection.schedule, now, self.calendar),
        }

    def _is_due(self, connection: Connection) -> bool:
        now = self.desk.clock()
        return is_due(connection.schedule, self._next_of(connection), now, self.calendar)

    def _next_of(self, connection: Connection) -> int | None:
        with reading(self.desk.engine) as line:
            state = store.state_of(line, connection.name)
        return None if state is None else state["next_at"]

    def _next(self) -> int:
        """When anything is due, but soon at the latest."""
        now = self.desk.clock()
        told = [self._next_of(one) for one in self.connections]
        soon = now + LONGEST_SLEEP
        return min([soon, *(max(moment or now, now + 1) for moment in told)])

    def _sleep_until(self, moment: int) -> None:
        while not self.stopping and 0 < moment - self.desk.clock() <= LONGEST_SLEEP:
            self.desk.sleep(LOOK_EVERY)

    @contextmanager
    def _alone_with(self, connection: Connection) -> Iterator[bool]:
        """Whether this watcher has the connection for itself, here and among all machines."""
        place = self.desk.spool_of(connection).place
        place.mkdir(parents=True, exist_ok=True, mode=0o700)
        if is_held(place / HOLD):
            yield False
            return
        with (
            held(place / HOLD) as here,
            store.leased(self.desk.engine, connection.name) as everywhere,
        ):
            yield here and everywhere


def _is_growing(seen: Seen | None) -> bool:
    return seen is not None and seen.growing > 0


def _both(first: Seen, second: Seen | None) -> Seen:
    """Two visits of one round as one: counts together, the rest as it is now."""
    if second is None:
        return first
    names = ("fetched", "loaded", "refused", "read", "rejected")
    sums = {name: getattr(first, name) + getattr(second, name) for name in names}
    return replace(second, news=first.news or second.news, **sums)
