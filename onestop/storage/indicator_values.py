"""The only place where a question becomes numbers.

Whole years, half-months and days come from the ledger; what the ledger does not tell
apart (a part of a day, a channel, a policy it was not made for) comes from the dossiers.
Needs no arrays: its start-up is part of its speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from onestop.domain.facts import DAY
from onestop.domain.indicators import INDICATORS, Value
from onestop.domain.measures import (
    DUE_SOON,
    DUE_SOON_DAYS,
    FLOWS,
    MEASURES,
    OPENING,
    STATES,
    Measure,
)
from onestop.domain.period import Period
from onestop.domain.policy import Policy
from onestop.storage import provinces, scan
from onestop.storage.grains import LEVELS, cut_for, spans
from onestop.storage.ledger import Sums, add, ledger_sums
from onestop.storage.moments import Moments
from onestop.storage.slices import CELL_DIMENSIONS, Slice
from onestop.storage.state import ledger_serves


BEGINNING = -25_567
"""Day number of 1/1/1900: before any dossier, and the start of a year bucket."""

OPEN = STATES[0]


@dataclass(frozen=True)
class Question:
    """What is asked: a span of days, a slice, the policy, and the moment of the states.

    as_of: local seconds; None takes each unit's own newest snapshot.
    counts_due_soon: False leaves `due_within_2` out of the answer: it alone is read from the
    dossiers, and of a period that is only compared with nobody asks it.
    newest: what `moments.newest_by_unit` says of the store, where the asker knows it already.
    """

    period: Period
    asked: Slice
    policy: Policy
    as_of: int | None = None
    add_working_days: object = None
    counts_due_soon: bool = True
    newest: Mapping[int, int] | None = None


@dataclass(frozen=True)
class Row:
    """One group of an answer: its id (0 = all) and its counts."""

    key: int
    measures: dict[str, int]

    def indicators(self, policy: Policy) -> dict[str, Value]:
        """Every indicator's numerator and denominator."""
        return {one.code: one.value(self.measures, policy) for one in INDICATORS}


@dataclass(frozen=True)
class Answer:
    """Rows by group, the newest moment they speak for, and the units that lag behind."""

    rows: list[Row]
    as_of: int | None
    lagging: dict[int, int]
    from_ledger: bool


Counted = Callable[[Measure], bool]
"""Whether a measure is asked for."""


def answer(
    connection: Connection, question: Question, only: frozenset[str] = frozenset()
) -> Answer:
    """Every measure of a question, by group; `only`: of these codes alone.

    Without any load, or for a period that starts after T, there are no rows ("–").
    """
    moments = Moments.of(connection, question)
    start, sums = question.period.start_at, {}
    counted = lambda measure: not only or measure.code in only  # noqa: E731
    stands = ledger_stands(connection, question.policy)
    served = stands and is_kept(question.asked)
    for moment, asked in moments.slices(question.asked):
        if moment > start:
            # narrowed to the units of one moment, a slice may ask more than the ledger keeps
            asked = provinces.whole(connection, asked) if stands else asked
            served = stands and is_kept(asked)
            road = LEDGER if served else DOSSIERS
            told = (connection, question.policy, asked)
            for part in road.sums(told, (start, moment), counted):
                add(sums, part)
            if question.counts_due_soon and counted(DUE_SOON):
                add(sums, due_soon(connection, question, asked, moment))
    rows = [Row(key, complete(counts, question, counted)) for key, counts in sorted(sums.items())]
    return Answer(rows, moments.newest, moments.lagging, served)


def complete(counts: Counter, question: Question, counted: Counted = bool) -> dict[str, int]:
    """Every measure that the question asks for, 0 where nothing was counted."""
    measures = (one for one in MEASURES if question.counts_due_soon or one is not DUE_SOON)
    return {one.code: int(counts.get(one.code, 0)) for one in measures if counted(one)}


def ledger_stands(connection: Connection, policy: Policy) -> bool:
    """Whether the ledger was made for these policies."""
    return policy.interlinked == "each" and ledger_serves(connection, policy)


def is_kept(asked: Slice) -> bool:
    """Whether the ledger tells all dimensions of a slice apart."""
    asked_for = asked.in_ledger.dimensions
    return asked_for <= CELL_DIMENSIONS and cut_for(asked_for) is not None


@dataclass(frozen=True)
class _Road:
    """One way of counting: flows within [from, to) seconds, and states at a moment."""

    flows: Callable[..., list[Sums]]
    states: Callable[..., list[Sums]]

    def sums(self, asked: tuple, between: tuple[int, int], counted: Counted) -> Iterator[Sums]:
        """What was asked (connection, policy, slice) of the measures that count."""
        start, end = between
        if flows := tuple(filter(counted, FLOWS)):
            yield from self.flows(*asked, between, flows)
        if states := tuple(filter(counted, STATES)):
            yield from self.states(*asked, end, states)
        if counted(OPENING):
            yield from map(_renamed, self.states(*asked, start, (OPEN,)))


def _scanned_flows(
    connection: Connection,
    policy: Policy,
    asked: Slice,
    between: tuple[int, int],
    measures: tuple[Measure, ...],
) -> list[Sums]:
    return [scan.flow_sums(connection, policy, between, measures, asked)]


def _scanned_states(
    connection: Connection,
    policy: Policy,
    asked: Slice,
    moment: int,
    measures: tuple[Measure, ...],
) -> list[Sums]:
    return [scan.state_sums(connection, policy, moment, measures, asked)]


def _flows(
    connection: Connection,
    policy: Policy,
    asked: Slice,
    between: tuple[int, int],
    measures: tuple[Measure, ...],
) -> list[Sums]:
    cut = cut_for(asked.in_ledger.dimensions)
    start, end = between
    whole = spans(start // DAY, end // DAY)
    kept = [span for span in whole if span.level in LEVELS[cut]]
    edges = [span.days() for span in whole if span.level not in LEVELS[cut]]
    pieces = _joined([*((a * DAY, b * DAY) for a, b in edges), (end // DAY * DAY, end)])
    return [
        ledger_sums(connection, cut, kept, measures, asked.in_ledger),
        *(scan.flow_sums(connection, policy, piece, measures, asked) for piece in pieces),
    ]


def _joined(pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Neighbouring stretches of time as one: each costs three questions."""
    joined: list[tuple[int, int]] = []
    for start, end in pieces:
        if joined and joined[-1][1] == start:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _states(
    connection: Connection, policy: Policy, asked: Slice, moment: int, measures: tuple
) -> list[Sums]:
    cut = cut_for(asked.in_ledger.dimensions)
    whole = spans(BEGINNING, moment // DAY)
    if any(span.level not in LEVELS[cut] for span in whole):
        return [scan.state_sums(connection, policy, moment, measures, asked)]
    sums = [ledger_sums(connection, cut, whole, measures, asked.in_ledger)]
    if moment % DAY:
        midnight = moment // DAY * DAY
        between = (midnight, moment)
        sums.append(scan.state_changes(connection, policy, between, measures, asked))
    return sums


def _renamed(sums: Sums) -> Sums:
    return {key: Counter({OPENING.code: counts[OPEN.code]}) for key, counts in sums.items()}


def due_soon(connection: Connection, question: Question, asked: Slice, moment: int) -> Sums:
    """`due_within_2` at a moment, by group, from the dossiers."""
    until = question.add_working_days(moment // DAY, DUE_SOON_DAYS)
    reach = (moment, until)
    return scan.due_soon_sums(connection, question.policy, reach, asked, DUE_SOON.code)


LEDGER = _Road(_flows, _states)
DOSSIERS = _Road(_scanned_flows, _scanned_states)
