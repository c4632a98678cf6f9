"""Feedback and petitions (PAKN) counted from their list, and the share answered in time.

Limits are working days after the day received, in days of the calendar (definitions.md
section 6): refuse 2, ask for more 5, answer 15; publish 2 after the answer. What was refused
is answered nowhere, so it stands outside both parts of the share. A list of feedback speaks
for its own moment: the dossiers' may be newer, and would make old lists look late.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Row, and_, func, or_, select
from sqlalchemy.sql import Select

from onestop.domain.errors import UsageError
from onestop.domain.facts import DAY
from onestop.domain.indicators import BY_CODE, Value
from onestop.storage.indicator_values import Question
from onestop.storage.slices import conditions
from onestop.storage.tables import feedback, snapshot


REFUSE_DAYS, ASK_DAYS, ANSWER_DAYS, PUBLISH_DAYS = 2, 5, 15, 2

MEASURES = (
    "feedback_opening",
    "feedback_received",
    "feedback_answered",
    "feedback_answered_in_time",
    "feedback_refused",
    "feedback_refused_in_time",
    "feedback_asked",
    "feedback_asked_in_time",
    "feedback_published",
    "feedback_published_in_time",
    "feedback_open",
    "feedback_open_overdue",
    "feedback_judged",
    "feedback_on_time",
)
"""What is counted. opening + received = answered + refused + open, for every slice and period;
judged and on_time are of what was received in the period."""

DATES = ("received_at", "answered_at", "refused_at", "asked_at", "published_at")

TOLD_OF = ("unit", "area")
"""The dimensions that a list of feedback tells."""

AddWorkingDays = Callable[[int, int], int]


@dataclass(frozen=True)
class FeedbackCounts:
    """Counts by group (0 = all, or not told) and the moment they speak for; None: no list."""

    rows: dict[int, dict[str, int]]
    as_of: int | None


def feedback_counts(connection: Connection, question: Question) -> FeedbackCounts:
    """Every count of a question, by unit, by area, or in total.

    Flows lie in [start, T), T being the earliest of the period's end, the asked as_of and the
    newest list. UsageError for a slice that no list of feedback tells.
    """
    _check(question)
    newest = connection.scalar(select(func.max(snapshot.c.as_of)).where(_is_list()))
    if newest is None:
        return FeedbackCounts({}, None)
    asked = newest if question.as_of is None else question.as_of
    moment = min(question.period.end_at, asked)
    sums: dict[int, Counter] = {}
    if moment > question.period.start_at:
        span = (question.period.start_at, moment)
        for row in connection.execute(_query(question, span)):
            counted = sums.setdefault(row.key or 0, Counter())
            counted.update(_counts(row, span, question.add_working_days))
    rows = {key: {name: counts[name] for name in MEASURES} for key, counts in sorted(sums.items())}
    return FeedbackCounts(rows, moment)


def feedback_on_time(connection: Connection, question: Question) -> Value:
    """feedback_on_time_share of a question's whole slice (QĐ 766/QĐ-TTg, 5.2)."""
    total: Counter = Counter()
    for counts in feedback_counts(connection, question).rows.values():
        total.update(counts)
    return BY_CODE["feedback_on_time_share"].value(total, question.policy)


def _check(question: Question) -> None:
    told = question.asked.dimensions - set(TOLD_OF)
    if told:
        raise UsageError(
            "Danh sách phản ánh, kiến nghị chỉ có cơ quan và lĩnh vực, không xem được theo"
            f" {', '.join(sorted(told))}."
        )


def _is_list():
    return snapshot.c.kind == "feedback"


def _query(question: Question, span: tuple[int, int]) -> Select:
    """What may count in a span: received before its end, and not done with before its start."""
    start, end = span
    by = question.asked.by
    key = feedback.c[f"{by}_id"] if by else feedback.c.id * 0
    waiting = and_(feedback.c.answered_at.is_(None), feedback.c.refused_at.is_(None))
    return select(key.label("key"), feedback).where(
        feedback.c.received_at < end,
        or_(waiting, *(feedback.c[name] >= start for name in DATES)),
        *conditions(feedback, question.asked.chosen),
    )


def _counts(row: Row, span: tuple[int, int], add_working_days: AddWorkingDays) -> Iterator[str]:
    """The names of the counts in which one piece of feedback stands."""
    start, end = span
    ended_at = _ended_at(row)
    if row.received_at >= start:
        yield "feedback_received"
        yield from _judged(row, ended_at, end, add_working_days)
    elif ended_at is None or ended_at >= start:
        yield "feedback_opening"
    yield from _steps(row, ended_at, span, add_working_days)
    if ended_at is None or ended_at >= end:
        yield "feedback_open"
        if _limit(row.received_at, ANSWER_DAYS, add_working_days) < end // DAY:
            yield "feedback_open_overdue"


def _steps(
    row: Row, ended_at: int | None, span: tuple[int, int], add_working_days: AddWorkingDays
) -> Iterator[str]:
    """What was done in the span, each step against its own limit."""
    is_refused = _is_refused(row)
    answered_at = None if is_refused else ended_at
    refused_at = ended_at if is_refused else None
    steps = (
        ("feedback_answered", row.received_at, answered_at, ANSWER_DAYS),
        ("feedback_refused", row.received_at, refused_at, REFUSE_DAYS),
        ("feedback_asked", row.received_at, row.asked_at, ASK_DAYS),
        ("feedback_published", row.answered_at or row.received_at, row.published_at, PUBLISH_DAYS),
    )
    for name, since, done_at, days in steps:
        if done_at is not None and span[0] <= done_at < span[1]:
            yield name
            if done_at // DAY <= _limit(since, days, add_working_days):
                yield f"{name}_in_time"


def _judged(
    row: Row, ended_at: int | None, end: int, add_working_days: AddWorkingDays
) -> Iterator[str]:
    """Whether its answer is due or given by T, and given in time."""
    is_done = ended_at is not None and ended_at < end
    if is_done and _is_refused(row):
        return
    limit = _limit(row.received_at, ANSWER_DAYS, add_working_days)
    if is_done or limit < end // DAY:
        yield "feedback_judged"
    if is_done and ended_at // DAY <= limit:
        yield "feedback_on_time"


def _is_refused(row: Row) -> bool:
    """Refused, and not answered before that."""
    if row.refused_at is None:
        return False
    return row.answered_at is None or row.refused_at < row.answered_at


def _ended_at(row: Row) -> int | None:
    """When it was answered or refused, whichever came first; never before it was received."""
    told = [moment for moment in (row.answered_at, row.refused_at) if moment is not None]
    return max(min(told), row.received_at) if told else None


def _limit(since: int, days: int, add_working_days: AddWorkingDays) -> int:
    """The last day of a limit; the day it begins on is not counted."""
    return add_working_days(since // DAY, days)
