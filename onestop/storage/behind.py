"""Which dossiers stand behind a number: each list's condition, as SQL.

The one place that turns the code of a list (`onestop.domain.lists`) into a condition; the
conditions themselves are the measures'. It refuses to know columns, pages and joins.

A condition has two halves: where an index finds the few dossiers that may be meant (written
on the columns themselves), and which of them are (written on `_NoIndex`). Left the choice,
planners walk all of history by `received_at`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, Connection, and_, or_, select, true
from sqlalchemy.sql import Select

from onestop.domain import lists
from onestop.domain.dossier import Status
from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import DUE_SOON, DUE_SOON_DAYS, OPENING, Measure
from onestop.domain.policy import Policy
from onestop.storage import ages, scan
from onestop.storage.indicator_values import Question
from onestop.storage.moments import Moments
from onestop.storage.slices import Slice, conditions, conditions_beside
from onestop.storage.sql_facts import SqlOps, sql_facts
from onestop.storage.tables import NOT_RECEIVED, dossier


INDEXED = ("received_at", "closing_at", "due_at")


class _NoIndex:
    """The columns of `dossier`, the indexed dates as sums that no index serves."""

    def __getattr__(self, name: str) -> ColumnElement:
        return dossier.c[name] + 0 if name in INDEXED else dossier.c[name]


def facts_without_index(policy: Policy) -> Facts:
    """What can be said of each row of `dossier`, in words that tempt no planner."""
    return Facts(_NoIndex(), SqlOps(), policy)


@dataclass(frozen=True)
class At:
    """A question at one of its moments, T, for the part of its slice that has this T."""

    question: Question
    moment: int
    asked: Slice

    @cached_property
    def facts(self) -> Facts:
        """What can be said of a dossier under the question's policy; no index serves it."""
        return facts_without_index(self.question.policy)

    @property
    def start(self) -> int:
        """The first second of the period."""
        return self.question.period.start_at

    @property
    def mine(self) -> list[ColumnElement]:
        """The dossiers of this part of the slice."""
        return conditions(dossier, self.asked.chosen)


def parts_of(connection: Connection, question: Question) -> Iterator[At]:
    """Each T that lies in the period, with the units that have it."""
    for moment, asked in Moments.of(connection, question).slices(question.asked):
        if moment > question.period.start_at:
            yield At(question, moment, asked)


def ids_behind(connection: Connection, question: Question, code: str) -> Select | None:
    """`select` of the ids behind a number, to be narrowed and ordered; None for no dossiers.

    UsageError for a code that is no list.
    """
    lists.label_of(code)
    query = select(dossier.c.id).select_from(dossier)
    if code in lists.OUTSIDE:
        return query.where(_OUTSIDE[code], *conditions(dossier, question.asked.chosen))
    parts = [and_(behind(at, code), *_mine(at, code)) for at in parts_of(connection, question)]
    if not parts:
        return None
    return once(query.where(or_(*parts)), question.policy, question.asked)


def _mine(at: At, code: str) -> list[ColumnElement]:
    """The slice's conditions: for an index to serve, unless what is open finds the rows."""
    terms = [term for term in lists.terms_of(code, at.question.policy) or () if term[0] != "-"]
    placed = {lists.measure_of(term).placed_by for term in terms}
    if code.startswith(lists.AGE) or (placed and placed <= {"state", OPENING.placed_by}):
        return conditions_beside(dossier, at.asked.chosen)
    return at.mine


def once(query: Select, policy: Policy, asked: Slice) -> Select:
    """Leaves out children that are counted with their parent, where the policy says so."""
    return scan.without_children(query, asked) if policy.interlinked == "once" else query


def behind(at: At, code: str) -> ColumnElement:
    """The condition under which a number counts a dossier between the start and T."""
    if code == "due_today":
        return _due_within(at, 0)
    if code.startswith(lists.AGE):
        return _of_age(at, code.removeprefix(lists.AGE))
    terms = lists.terms_of(code, at.question.policy)
    added = [lists.measure_of(term) for term in terms if term[0] != "-"]
    taken = [lists.measure_of(term) for term in terms if term[0] == "-"]
    # "is not true": what is unknown of a dossier does not take it out
    left = [_taken(at, measure).is_not(true()) for measure in taken]
    return and_(or_(*_placed(at, added)), *left)


def open_at(at: At, moment: int) -> ColumnElement:
    """Open at a moment in this part of the slice, found by the index of what has not closed."""
    mine = conditions_beside(dossier, at.asked.chosen)
    return and_(scan.may_be_open(moment, at.asked), at.facts.open_at(moment), *mine)


def _placed(at: At, measures: list[Measure]) -> Iterator[ColumnElement]:
    """The dossiers of some measures: looked for once where several have the same date."""
    for placed_by in dict.fromkeys(measure.placed_by for measure in measures):
        counted = [_holds(at, one) for one in measures if one.placed_by == placed_by]
        yield and_(_place(at, placed_by), or_(*counted))


def _place(at: At, placed_by: str) -> ColumnElement:
    """What an index can tell of when a measure counts."""
    if placed_by == OPENING.placed_by:
        return scan.may_be_open(at.start, at.asked)
    if placed_by == "state":
        return scan.may_be_open(at.moment, at.asked)
    if placed_by == DUE_SOON.placed_by:
        return true()  # told with the condition: it depends on working days
    facts = sql_facts(at.question.policy)
    return scan.placed_between(facts, placed_by, (at.start, at.moment))


def _holds(at: At, measure: Measure) -> ColumnElement:
    """A measure's condition; of a flow, whenever it happened."""
    if measure is DUE_SOON:
        return _due_within(at, DUE_SOON_DAYS)
    if measure is OPENING:
        return at.facts.open_at(at.start)
    is_state = measure.placed_by == "state"
    return measure.condition(at.facts, at.moment) if is_state else measure.condition(at.facts)


def _taken(at: At, measure: Measure) -> ColumnElement:
    """Whether a measure that is taken away counts a dossier."""
    if measure.placed_by == "state":
        return _holds(at, measure)
    return and_(_place(at, measure.placed_by), _holds(at, measure))


def _due_within(at: At, days: int) -> ColumnElement:
    """Open and in time, due up to the so-manyth working day; the due date's index serves."""
    today = at.moment // DAY
    last = at.question.add_working_days(today, days)
    due = sql_facts(at.question.policy).due
    reach = and_(due >= today * DAY, due < (last + 1) * DAY)
    return and_(reach, at.facts.due_within(at.moment, last))


def _of_age(at: At, code: str) -> ColumnElement:
    of_band = ages.band(at.facts, at.question.add_working_days, at.moment)
    return and_(open_at(at, at.moment), of_band == ages.PLACES[code])


_UNDATED = and_(
    dossier.c.received_at.is_(None),
    dossier.c.status.not_in((int(Status.REGISTERED), int(Status.NOT_ACCEPTED))),
)

_OUTSIDE = {
    "waiting_for_acceptance": or_(
        and_(NOT_RECEIVED, dossier.c.status == int(Status.REGISTERED)), _UNDATED
    ),
    "not_accepted": and_(NOT_RECEIVED, dossier.c.status == int(Status.NOT_ACCEPTED)),
}
"""The dossiers of `onestop.storage.listing.outside`, each part with an index of its own."""
