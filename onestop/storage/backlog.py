"""Open dossiers at a moment: how many, how old, how far from due, and where they lie.

What takes a question asks each unit at its own T; what takes (policy, moment, slice) asks
all units at that one moment. Where a dossier lies now is all a store knows of desks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from onestop.domain import lists
from onestop.domain.measures import BY_CODE
from onestop.domain.officers import Officer, officer_of
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import ages, listing, scan
from onestop.storage.behind import At, facts_without_index, once, open_at, parts_of
from onestop.storage.indicator_values import Question, answer
from onestop.storage.slices import Slice, conditions_beside
from onestop.storage.tables import area, desk, dossier, pause


OPEN, OVERDUE = BY_CODE["open"], BY_CODE["open_overdue"]

BANDS = {code: label_vi for code, (label_vi, _) in lists.BANDS.items()}
"""Age bands in working days (ux.md, Tồn đọng), from the most to the least comfortable."""


@dataclass(frozen=True)
class Band:
    """One age band and the open dossiers in it; the list behind it is `age:<code>`."""

    code: str
    label: str
    count: int
    label_en: str = ""


@dataclass(frozen=True)
class DeskLoad:
    """Open dossiers at one desk of a unit; desk "" where no file told it."""

    unit_id: int
    desk: str
    open: int
    overdue: int
    step_overdue: int


@dataclass(frozen=True)
class OfficerLoad:
    """Open dossiers of one officer's areas (their ids); None for areas without an officer."""

    officer: Officer | None
    areas: tuple[int, ...]
    open: int
    overdue: int


def by_age(
    connection: Connection, policy: Policy, calendar: Calendar, at: tuple[int, Slice]
) -> list[Band]:
    """Open dossiers at one moment by how many working days they are from their due date."""
    return _bands(_ages(connection, policy, calendar.add_working_days, at))


def open_by_age(connection: Connection, question: Question) -> list[Band]:
    """Open dossiers by age band, each unit at its own T; the bands add up to `open`."""
    counts: Counter = Counter()
    for at in parts_of(connection, question):
        add_working_days = question.add_working_days
        counts += _ages(connection, question.policy, add_working_days, (at.moment, at.asked))
    return _bands(counts)


def _ages(
    connection: Connection,
    policy: Policy,
    add_working_days: ages.AddWorkingDays,
    at: tuple[int, Slice],
) -> Counter:
    moment, asked = at
    facts = facts_without_index(policy)
    band = ages.band(facts, add_working_days, moment)
    query = select(band, func.count()).select_from(dossier)
    query = query.where(
        scan.may_be_open(moment, asked),
        facts.open_at(moment),
        *conditions_beside(dossier, asked.chosen),
    )
    return Counter(dict(connection.execute(once(query, policy, asked).group_by(band)).all()))


def _bands(counts: Counter) -> list[Band]:
    return [Band(code, vi, counts[code], en) for code, (vi, en) in lists.BANDS.items()]


def due_today(connection: Connection, question: Question) -> int:
    """Open dossiers, not waiting and not overdue, due on T's day."""
    return listing.count_behind(connection, question, "due_today")


def longest_waiting(
    connection: Connection, question: Question, limit: int = 20
) -> list[dict[str, Any]]:
    """The dossiers the office has had in hand longest: open, not waiting for the citizen.

    Rows as `listing.SHOWN`, by received date; the list behind them is `open_in_hand`.
    """
    return listing.page_of(connection, question, "open_in_hand", listing.Wanted(limit=limit)).rows


def longest_paused(
    connection: Connection, question: Question, limit: int = 20
) -> list[dict[str, Any]]:
    """The dossiers that have waited for the citizen longest, rows as `listing.SHOWN`.

    `paused_since`: when the present wait began; where no start is known, when it was received.
    The list behind them is `open_paused`.
    """
    since: list[tuple[int, int]] = []
    for at in parts_of(connection, question):
        since += [(began, number) for number, began in _paused_since(connection, at, limit)]
    first = {number: began for began, number in sorted(since)[:limit]}
    ids = select(dossier.c.id).where(dossier.c.id.in_(first))
    query = listing.described(ids).add_columns(dossier.c.id.label("id"))
    rows = {row.pop("id"): row for row in listing.read(connection, query)}
    return [{**rows[number], "paused_since": began} for number, began in first.items()]


def _paused_since(connection: Connection, at: At, limit: int) -> Iterable[tuple[int, int]]:
    began = func.min(pause.c.from_at)
    covers = and_(
        pause.c.dossier_id == dossier.c.id,
        pause.c.implied.in_(at.facts.pauses_that_count),
        pause.c.from_at <= at.moment,
        or_(pause.c.to_at.is_(None), pause.c.to_at > at.moment),
    )
    query = select(dossier.c.id, began).select_from(dossier).join(pause, covers)
    query = query.where(open_at(at, at.moment))
    query = once(query, at.question.policy, at.asked).group_by(dossier.c.id)
    return connection.execute(query.order_by(began, dossier.c.id).limit(limit))


def by_desk(connection: Connection, question: Question) -> list[DeskLoad]:
    """Open dossiers by unit and by the desk that holds them now, the fullest desk first.

    step_overdue: the desk's own step was due before T; a waiting dossier counts only if the
    policy lets it be overdue.
    """
    found: list[DeskLoad] = []
    for at in parts_of(connection, question):
        found += _desks(connection, at)
    return sorted(found, key=lambda one: (-one.open, one.unit_id, one.desk))


def _desks(connection: Connection, at: At) -> list[DeskLoad]:
    keys = func.coalesce(dossier.c.unit_id, 0), func.coalesce(desk.c.name, "")
    step_passed = dossier.c.step_due_at < at.moment
    if at.question.policy.paused_overdue == "in_time":
        step_passed &= ~at.facts.ops.paused_at(at.moment, at.facts.pauses_that_count)
    amounts = _count(), _count(at.facts.overdue_at(at.moment)), _count(step_passed)
    query = select(*keys, *amounts).select_from(dossier)
    query = query.outerjoin_from(dossier, desk, desk.c.id == dossier.c.desk_id)
    query = query.where(open_at(at, at.moment))
    query = once(query, at.question.policy, at.asked).group_by(*keys)
    return [DeskLoad(*row) for row in connection.execute(query)]


def _count(condition: Any = None) -> Any:
    return func.count() if condition is None else func.count(case((condition, 1)))


def by_officer(
    connection: Connection, question: Question, officers: tuple[Officer, ...]
) -> list[OfficerLoad]:
    """Open dossiers by who answers for their area, in the officers' order, nobody's last."""
    names = dict(connection.execute(select(area.c.id, area.c.name)).all())
    by_area = replace(question, asked=replace(question.asked, by="area"))
    sums: dict[Officer | None, Counter] = defaultdict(Counter)
    areas: dict[Officer | None, list[int]] = defaultdict(list)
    for row in answer(connection, by_area).rows:
        officer = officer_of(officers, names.get(row.key, ""))
        sums[officer].update(row.measures)
        areas[officer].append(row.key)
    return [
        OfficerLoad(one, tuple(areas[one]), sums[one][OPEN.code], sums[one][OVERDUE.code])
        for one in (*officers, None)
    ]
