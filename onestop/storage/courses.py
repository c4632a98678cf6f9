"""One slice over many periods at once: the ledger is read once and added up for each.

The numbers are those of `indicator_values.answer`, which answers whatever this cannot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection

from onestop.domain.facts import DAY
from onestop.domain.measures import FLOWS, OPENING, STATES, Measure
from onestop.storage import provinces, scan
from onestop.storage.grains import LEVELS, Span, cut_for, spans
from onestop.storage.indicator_values import (
    BEGINNING,
    OPEN,
    Answer,
    Question,
    Row,
    answer,
    complete,
    due_soon,
    is_kept,
    ledger_stands,
)
from onestop.storage.ledger import add, bucket_sums
from onestop.storage.moments import Moments
from onestop.storage.slices import Slice


Buckets = dict[tuple[int, int], Counter]


def answers(connection: Connection, questions: Sequence[Question]) -> list[Answer]:
    """The answer of each question; they differ in their period and `counts_due_soon` only."""
    if len(questions) < 2 or questions[0].asked.by:
        return [answer(connection, one) for one in questions]
    moments = Moments.of_all(connection, questions)
    parts = [_only_part(one) for one in zip(questions, moments, strict=True)]
    told = next((part for part in parts if part), None)
    if told is None or not ledger_stands(connection, questions[0].policy):
        return [answer(connection, one) for one in questions]
    asked = provinces.whole(connection, told.asked)
    alike = [part if part and part.asked == told.asked else None for part in parts]
    found = _read(connection, asked, [part for part in alike if part])
    return [
        answer(connection, question) if part is None or found is None else found[id(part)]
        for question, part in zip(questions, alike, strict=True)
    ]


@dataclass(frozen=True)
class _Part:
    """A question of which every unit has the same T, within its period."""

    question: Question
    moments: Moments
    moment: int
    asked: Slice

    @property
    def days(self) -> list[Span]:
        """The whole days of the period up to T."""
        return spans(self.question.period.start_at // DAY, self.moment // DAY)

    def before(self, moment: int) -> list[Span]:
        """All days before a moment."""
        return spans(BEGINNING, moment // DAY)

    @property
    def needed(self) -> Iterator[Span]:
        """Every span that its answer is made of."""
        yield from self.days
        yield from self.before(self.moment)
        yield from self.before(self.question.period.start_at)


def _only_part(asked: tuple[Question, Moments]) -> _Part | None:
    question, moments = asked
    found = list(moments.slices(question.asked))
    if len(found) != 1 or found[0][0] <= question.period.start_at:
        return None
    return _Part(question, moments, *found[0])


def _read(connection: Connection, asked: Slice, parts: list[_Part]) -> dict[int, Answer] | None:
    """Answers by part; None where the ledger does not keep what they need."""
    if not is_kept(asked):
        return None
    cut = cut_for(asked.in_ledger.dimensions)
    needed = {(span.level, n) for p in parts for span in p.needed for n in _buckets(span)}
    if any(level not in LEVELS[cut] for level, _ in needed):
        return None
    buckets = bucket_sums(connection, cut, _spans(needed), (*FLOWS, *STATES), asked.in_ledger)
    return {id(part): _answer(connection, asked, part, buckets) for part in parts}


def _buckets(span: Span) -> range:
    return range(span.first, span.end)


def _spans(needed: set[tuple[int, int]]) -> list[Span]:
    """The same buckets as spans, as few as there are gaps."""
    found = []
    for (level, _), run in groupby(
        enumerate(sorted(needed)), key=lambda one: (one[1][0], one[1][1] - one[0])
    ):
        numbers = [bucket for _, (_, bucket) in run]
        found.append(Span(level, numbers[0], numbers[-1] + 1))
    return found


def _answer(connection: Connection, asked: Slice, part: _Part, buckets: Buckets) -> Answer:
    question, moment = part.question, part.moment
    start, sums = question.period.start_at, {}
    _add(sums, buckets, part.days, FLOWS)
    _add(sums, buckets, part.before(moment), STATES)
    opening: dict[int, Counter] = {}
    _add(opening, buckets, part.before(start), (OPEN,))
    add(sums, {key: Counter({OPENING.code: counts[OPEN.code]}) for key, counts in opening.items()})
    midnight = moment // DAY * DAY
    if moment > midnight:
        edge, policy = (midnight, moment), question.policy
        add(sums, scan.flow_sums(connection, policy, edge, FLOWS, asked))
        add(sums, scan.state_changes(connection, policy, edge, STATES, asked))
    if question.counts_due_soon:
        add(sums, due_soon(connection, question, asked, moment))
    rows = [Row(key, complete(counts, question)) for key, counts in sums.items()]
    return Answer(rows, part.moments.newest, part.moments.lagging, from_ledger=True)


def _add(
    sums: dict[int, Counter],
    buckets: Buckets,
    whole: list[Span],
    measures: tuple[Measure, ...],
) -> None:
    for span in whole:
        for number in _buckets(span):
            counts = buckets.get((span.level, number))
            if counts is not None:
                add(sums, {0: Counter({m.code: counts[m.code] for m in measures})})
