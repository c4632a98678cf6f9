"""The dossiers that a figure counts, as `select`s of ids: for lists and for what-ifs.

It turns a figure's terms into the lists of `behind`; it knows no table of anybody else's.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, Connection, and_, false, func, or_, select
from sqlalchemy.sql import Select

from onestop.domain.aggregates import Figure
from onestop.domain.measures import STATES
from onestop.storage.behind import ids_behind
from onestop.storage.indicator_values import Question
from onestop.storage.reconcile_counts import Counting, Way
from onestop.storage.reconcile_lines import Line
from onestop.storage.slices import Slice
from onestop.storage.tables import dossier


STATE_CODES = frozenset(one.code for one in STATES)


@dataclass(frozen=True)
class Term:
    """One list that a figure adds or takes away."""

    sign: int
    question: Question
    code: str


def terms_of(counting: Counting, way: Way, line: Line, figure: Figure) -> list[Term]:
    """The lists of a figure of a line, counted some way."""
    found = []
    for term in figure.counts:
        sign, code = (-1, term[1:]) if term[0] == "-" else (1, term)
        asked = counting.question_of_states if _is_state(code) else counting.question
        found += _lists(sign, code, _narrowed(asked(way, line.scope), line))
    return found


def _is_state(code: str) -> bool:
    return code in STATE_CODES or code in ("active_overdue", "paused_overdue")


def _lists(sign: int, code: str, asked: Question) -> list[Term]:
    """A count of forms in lists of the store."""
    if code == "resolved_classed":
        undated = Term(-sign, asked, "resolved_without_due_date")
        excludes = asked.policy.no_due_date == "exclude"
        return [Term(sign, asked, "resolved"), *([undated] if excludes else [])]
    if code in ("active_overdue", "paused_overdue"):
        active, every = (
            replace(asked, policy=replace(asked.policy, paused_overdue=choice))
            for choice in ("in_time", "overdue")
        )
        taken = Term(-sign, active, "open_overdue")
        if code == "active_overdue":
            return [replace(taken, sign=sign)]
        return [Term(sign, every, "open_overdue"), taken]
    return [Term(sign, asked, code)]


def _narrowed(asked: Question, line: Line) -> Question:
    """To the units or areas of a line."""
    if line.ids is None:
        return replace(asked, asked=Slice(asked.asked.chosen, ""))
    by, chosen = asked.asked.by, asked.asked.chosen
    ids = line.ids & chosen[by] if by in chosen else line.ids
    return replace(asked, asked=Slice({**chosen, by: ids}, "", chosen))


def counts_in(connection: Connection, terms: list[Term]) -> ColumnElement:
    """Whether a dossier is counted by a figure."""
    lists = [(term.sign, _ids(connection, term)) for term in terms]
    added = [dossier.c.id.in_(ids) for sign, ids in lists if sign > 0 and ids is not None]
    taken = [dossier.c.id.not_in(ids) for sign, ids in lists if sign < 0 and ids is not None]
    return and_(or_(*added) if added else false(), *taken)


def _ids(connection: Connection, term: Term) -> Select | None:
    return ids_behind(connection, term.question, term.code)


def count_with(connection: Connection, terms: list[Term], condition: ColumnElement) -> int:
    """How many of a figure's dossiers satisfy something: as its terms add and take away."""
    total = 0
    for term in terms:
        ids = _ids(connection, term)
        if ids is not None:
            query = select(func.count()).where(dossier.c.id.in_(ids), condition)
            total += term.sign * connection.scalar(query)
    return total
