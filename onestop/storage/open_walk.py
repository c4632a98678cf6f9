"""All that a page tells of the open dossiers, gathered in one walk over them.

How old they are, at which desks they lie, and which come first in three lists: asked one by one,
each would look for the same dossiers anew. The conditions are the measures' own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Connection,
    and_,
    case,
    func,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql import CompoundSelect, Select

from onestop.domain import lists
from onestop.storage import ages, listing
from onestop.storage.behind import At, once, open_at, parts_of
from onestop.storage.indicator_values import Question
from onestop.storage.tables import desk, dossier, pause


OVERDUE = tuple(ages.PLACES[code] for code in lists.BANDS if code.startswith("overdue"))
"""The bands (their places) of what is overdue: no other holds any of it."""

WAITING = ages.PLACES["paused"]

COUNTED, IN_HAND, LETTERLESS, PAUSED = range(4)
"""What a row of the answer is: the counts of a group, or a dossier that a list begins with."""

NOTHING = literal_column("0")

Row = dict[str, Any]
"""A dossier as `onestop.storage.listing` gives it."""


@dataclass(frozen=True)
class DeskLoad:
    """Open dossiers at one desk of a unit; desk "" where no file told it.

    step_overdue: the desk's own step was due before T; a waiting dossier counts only if the
    policy lets it be overdue.
    """

    unit_id: int
    desk: str
    open: int
    overdue: int
    step_overdue: int


@dataclass(frozen=True)
class Beginning:
    """The first dossiers of a list, and how many it has."""

    rows: list[Row]
    total: int


@dataclass(frozen=True)
class Walked:
    """The open dossiers of a question, each unit's at its own T.

    bands: how many by the code of an age band; desks: the fullest first. in_hand: those that
    wait for nobody, by received date; letterless: the overdue ones without a letter, by due
    date; paused: those that have waited for the citizen longest, each with `paused_since`:
    when the present wait began, where no start is known, when it was received.
    """

    bands: Counter[str]
    desks: list[DeskLoad]
    in_hand: Beginning
    letterless: Beginning
    paused: Beginning


class _Told(NamedTuple):
    """A row of the answer; of a list's dossier `first` is its id, `second` what orders it.

    band: its place in `ages.CODES`.
    """

    part: int
    first: int
    second: int | None
    band: int
    count: int
    paused: int
    letterless: int
    step_passed: int


def walk(connection: Connection, question: Question, limit: int) -> Walked:
    """The open dossiers of a question; limit: rows of each list's beginning."""
    told: dict[int, list[_Told]] = defaultdict(list)
    for at in parts_of(connection, question):
        for row in connection.execute(_statement(at, limit)).all():
            told[row[0]].append(_Told(*row))
    groups, bands = told[COUNTED], Counter()
    for one in groups:
        bands[ages.CODES[one.band]] += one.count
    first = {part: _first(told[part], limit) for part in (IN_HAND, LETTERLESS, PAUSED)}
    rows = _rows(connection, [one.first for begun in first.values() for one in begun])
    paused = sum(one.paused for one in groups)
    letterless = sum(one.letterless for one in groups)
    return Walked(
        bands,
        _desks(connection, groups),
        Beginning([rows[one.first] for one in first[IN_HAND]], bands.total() - paused),
        Beginning([rows[one.first] for one in first[LETTERLESS]], letterless),
        Beginning(
            [{**rows[one.first], "paused_since": one.second} for one in first[PAUSED]], paused
        ),
    )


def _first(told: Iterable[_Told], limit: int) -> list[_Told]:
    """The beginning of a list out of those of each T; what has no date comes last."""
    in_order = sorted(told, key=lambda one: (one.second is None, one.second or 0, one.first))
    return in_order[:limit]


def _rows(connection: Connection, ids: list[int]) -> dict[int, Row]:
    wide = listing.described(select(dossier.c.id).where(dossier.c.id.in_(ids)))
    rows = listing.read(connection, wide.add_columns(dossier.c.id.label("id")))
    return {row.pop("id"): row for row in rows}


def _desks(connection: Connection, groups: Iterable[_Told]) -> list[DeskLoad]:
    names = dict(connection.execute(select(desk.c.id, desk.c.name)).all())
    sums: dict[tuple[int, str], Counter] = defaultdict(Counter)
    for one in groups:
        overdue = one.count if one.band in OVERDUE else 0
        told = {"open": one.count, "overdue": overdue, "step_overdue": one.step_passed}
        sums[one.first, names.get(one.second, "")].update(told)
    loads = (DeskLoad(*key, **counts) for key, counts in sums.items())
    return sorted(loads, key=lambda one: (-one.open, one.unit_id, one.desk))


def _statement(at: At, limit: int) -> CompoundSelect:
    """The walk, and what is read off it: the database goes over the rows once."""
    walked = _walked(at).cte("walked")
    column = walked.c
    is_letterless = and_(column.band.in_(OVERDUE), column.letter == NOTHING)
    keys = column.unit_id, column.desk_id, column.band
    flags = _is_paused(at, walked), is_letterless, _step_passed(at, walked)
    sums = [func.count(case((flag, literal_column("1")))) for flag in flags]
    counts = select(_part(COUNTED), *keys, func.count(), *sums).group_by(*keys)
    beginnings = (
        (IN_HAND, column.received_at, ~_is_paused(at, walked)),
        (LETTERLESS, column.due_at, is_letterless),
        (PAUSED, _paused_since(at, walked), _is_paused(at, walked)),
    )
    return union_all(counts, *(_beginning(walked, limit, *one) for one in beginnings))


def _walked(at: At) -> Select:
    """Each open dossier with all that is told of it."""
    facts = at.facts
    told = {
        "unit_id": func.coalesce(dossier.c.unit_id, NOTHING),
        "desk_id": func.coalesce(dossier.c.desk_id, NOTHING),
        "band": ages.band(facts, at.question.add_working_days, at.moment),
        "letter": _flag(facts.apology),
        "step_passed": _flag(dossier.c.step_due_at < at.moment),
    }
    if _waits_apart(at):
        told["paused"] = _flag(facts.waits_at(at.moment))
    columns = [expression.label(name) for name, expression in told.items()]
    query = select(dossier.c.id, dossier.c.received_at, dossier.c.due_at, *columns)
    query = query.select_from(dossier).where(open_at(at, at.moment))
    return once(query, at.question.policy, at.asked)


def _waits_apart(at: At) -> bool:
    """Whether what waits may be overdue: else its band alone says that it waits."""
    return at.question.policy.paused_overdue == "overdue"


def _is_paused(at: At, walked: CTE) -> ColumnElement:
    return walked.c.paused != NOTHING if _waits_apart(at) else walked.c.band == WAITING


def _step_passed(at: At, walked: CTE) -> ColumnElement:
    passed = walked.c.step_passed != NOTHING
    return passed if _waits_apart(at) else and_(passed, ~_is_paused(at, walked))


def _paused_since(at: At, walked: CTE) -> ColumnElement:
    began = select(func.min(pause.c.from_at)).where(
        pause.c.dossier_id == walked.c.id,
        pause.c.implied.in_(at.facts.pauses_that_count),
        pause.c.from_at <= at.moment,
        or_(pause.c.to_at.is_(None), pause.c.to_at > at.moment),
    )
    return began.scalar_subquery()


def _beginning(
    walked: CTE, limit: int, part: int, order: ColumnElement, condition: ColumnElement
) -> Select:
    """The first rows in an order, shaped as a group's."""
    ordered = order.label("ordered")
    first = select(walked.c.id, ordered).where(condition)
    first = first.order_by(ordered.nulls_last(), walked.c.id).limit(limit).subquery()
    return select(_part(part), first.c.id, first.c.ordered, *(NOTHING,) * 5)


def _part(part: int) -> ColumnElement:
    return literal_column(str(part))


def _flag(condition: ColumnElement) -> ColumnElement:
    return case((condition, literal_column("1")), else_=NOTHING)
