"""A view made sure of: its unit, area, procedure and period exist, and can be asked about.

The only place where the texts of an address become ids and a period. NotFoundError and
UsageError say what was not understood, with the nearest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial

from sqlalchemy import Connection

from dashboards.data.remembered import Remembered
from dashboards.view import View
from onestop.domain.period import (
    OFFICIAL,
    Period,
    between,
    day_of,
    parse_day,
    parse_instant,
    parse_period,
    year_holding,
)
from onestop.installation import Installation
from onestop.storage import catalogue, scope, state
from onestop.storage.catalogue import Name
from onestop.storage.courses import answers
from onestop.storage.engine import reading
from onestop.storage.indicator_values import Answer, Question, answer
from onestop.storage.moments import newest_by_unit
from onestop.storage.scoped import units_of
from onestop.storage.slices import Slice


PICKED = ("unit", "area", "procedure", "channel")
RANGE = ".."
"""Between the two days of a period that has no name: `2024-01-05..2024-02-03`."""

_remembered = Remembered()


@dataclass(frozen=True)
class Asked:
    """A view, the connection that answers it, and what its texts stand for.

    known: up to when each unit is known, as this transaction sees it.
    """

    here: Installation
    connection: Connection
    view: View
    known: Mapping[int, int]

    @cached_property
    def newest(self) -> int | None:
        """The newest moment that any unit is known up to; None before the first load."""
        return max(self.known.values(), default=None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was loaded yet."""
        return self.newest is None

    @cached_property
    def version(self) -> int:
        """The data version that this transaction sees."""
        return int(state.read(self.connection, state.DATA_VERSION, "0"))

    @cached_property
    def as_of(self) -> int | None:
        """The moment asked for; None takes each unit's own newest."""
        text = self.view.get("as_of")
        return parse_instant(text) if text else None

    @cached_property
    def moment(self) -> int:
        """The newest moment that figures of this view speak for."""
        newest = self.newest if self.as_of is None else self.as_of
        return min(self.period.end_at, newest)

    @cached_property
    def period(self) -> Period:
        """The period asked for; without one the reporting year that holds the newest data."""
        cutoff, text = self.view.get("cutoff", OFFICIAL), self.view.get("period")
        if RANGE in text:
            first, last = text.split(RANGE, 1)
            return between(parse_day(first), parse_day(last), cutoff)
        if text:
            return parse_period(text, cutoff)
        newest = self.as_of if self.as_of is not None else self.newest
        return year_holding(day_of((newest or 0) // 86_400), cutoff)

    @cached_property
    def ids(self) -> dict[str, int]:
        """The id of each picked unit, area, procedure, channel. Raises NotFoundError.

        Whoever sees some units only has always one picked: else their own, all they see.
        """
        told = {name: self.view.get(name) for name in PICKED if self.view.get(name)}
        ids = {n: catalogue.find(self.connection, n, text) for n, text in told.items()}
        own = None if "unit" in ids else self._own_unit
        return ids if own is None else {**ids, "unit": own}

    @cached_property
    def chosen(self) -> dict[str, frozenset[int]]:
        """The ids in question by dimension; a unit stands with everything below it."""
        chosen = {name: frozenset({number}) for name, number in self.ids.items()}
        if "unit" in self.ids:
            below = catalogue.with_descendants(self.connection, self.ids["unit"])
            chosen["unit"] = below
        return scope.within(self.connection, chosen)

    @property
    def _own_unit(self) -> int | None:
        key = (*self._key, "own unit")
        return _remembered.get(key, lambda: scope.own_unit(self.connection))

    def names(self, dimension: str) -> dict[int, Name]:
        """Code and label by id."""
        key = (*self._key, "names", dimension)
        return _remembered.get(key, lambda: catalogue.names_of(self.connection, dimension))

    def name_of(self, dimension: str) -> Name | None:
        """What the picked unit, area or procedure is called."""
        number = self.ids.get(dimension)
        return None if number is None else self.names(dimension).get(number)

    def question(self, by: str = "", period: Period | None = None, **narrowed: int) -> Question:
        """The question of this view, grouped, at another period or narrowed to an id.

        Groups and other periods are only compared: what is due soon in them is not asked.
        """
        chosen = self.chosen | {name: frozenset({key}) for name, key in narrowed.items()}
        return Question(
            period=period or self.period,
            asked=Slice(chosen, by),
            policy=self.here.policy,
            as_of=self.as_of,
            add_working_days=self.here.calendar.add_working_days,
            counts_due_soon=not by and period in (None, self.period),
            newest=self.known,
        )

    def answer(self, by: str = "", period: Period | None = None, **narrowed: int) -> Answer:
        """The answer to `question`, remembered while the data stays."""
        asked = self.question(by, period, **narrowed)
        ask = partial(answer, self.connection, asked)
        return _remembered.get(self._key_of(asked), ask, size=_rows)

    def course(self, periods: Sequence[Period], **narrowed: int) -> list[Answer]:
        """The answer of each period, asked for together and remembered one by one."""
        asked = {self._key_of(one): one for one in self._questions(periods, narrowed)}
        unknown = [key for key in asked if key not in _remembered]
        found = answers(self.connection, [asked[key] for key in unknown]) if unknown else []
        told = dict(zip(unknown, found, strict=True))
        ask = {key: partial(told.get, key) for key in told}
        return [
            _remembered.get(key, ask.get(key, partial(answer, self.connection, one)), size=_rows)
            for key, one in asked.items()
        ]

    def _questions(self, periods: Sequence[Period], narrowed: dict[str, int]) -> list[Question]:
        return [self.question("", period, **narrowed) for period in dict.fromkeys(periods)]

    def _key_of(self, asked: Question) -> tuple:
        return (*self._key, _written(asked))

    def measures(self, period: Period | None = None, **narrowed: int) -> dict[str, int] | None:
        """Every measure of the whole view; None where nothing can be said of the period."""
        rows = self.answer("", period, **narrowed).rows
        return rows[0].measures if rows else None

    def narrowed(self, **changes: str) -> Asked:
        """The same, asked about another unit, area or period."""
        kept = self.view.without(*changes)
        told = {**kept.chosen, **{n: text for n, text in changes.items() if text}}
        return replace(self, view=replace(kept, chosen=told))

    @property
    def _key(self) -> tuple:
        return (str(self.here.engine.url), self.version, self.seen)

    @property
    def seen(self) -> frozenset[int] | None:
        """The units that the reader sees; None for the whole place. Part of every key."""
        return units_of(self.connection)


def _rows(given: Answer) -> int:
    return len(given.rows)


def _written(question: Question) -> tuple:
    """A question as a key: everything that its answer depends on besides the data."""
    asked = question.asked
    chosen = tuple((name, tuple(sorted(ids))) for name, ids in sorted(asked.chosen.items()))
    policy = tuple(question.policy.as_dict().values())
    more = (question.as_of, question.counts_due_soon)
    return (question.period, asked.by, chosen, policy, *more)


@contextmanager
def asking(here: Installation, view: View) -> Iterator[Asked]:
    """A view with an open, consistent reading of the store."""
    with reading(here.engine) as connection:
        yield Asked(here, connection, view, newest_by_unit(connection))
