"""Open dossiers at a moment: how many, how far from due, and who answers for them.

What takes a question asks each unit at its own T; what takes (policy, moment, slice) asks
all units at that one moment. All of a page at once is `onestop.storage.open_walk`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace

from sqlalchemy import Connection, func, select

from onestop.domain import lists
from onestop.domain.measures import BY_CODE
from onestop.domain.officers import Officer, officer_of
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import ages, listing, scan
from onestop.storage.behind import facts_without_index, once, parts_of
from onestop.storage.indicator_values import Question, answer
from onestop.storage.slices import Slice, conditions_beside
from onestop.storage.tables import area, dossier


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
    counts = connection.execute(once(query, policy, asked).group_by(band)).all()
    return Counter({ages.CODES[place]: count for place, count in counts})


def _bands(counts: Counter) -> list[Band]:
    return [Band(code, vi, counts[code], en) for code, (vi, en) in lists.BANDS.items()]


def due_today(connection: Connection, question: Question) -> int:
    """Open dossiers, not waiting and not overdue, due on T's day."""
    return listing.count_behind(connection, question, "due_today")


def by_officer(
    connection: Connection, question: Question, officers: tuple[Officer, ...]
) -> list[OfficerLoad]:
    """Open dossiers by who answers for their area, in the officers' order, nobody's last."""
    names = dict(connection.execute(select(area.c.id, area.c.name)).all())
    asked = replace(question.asked, by="area")
    by_area = replace(question, asked=asked, counts_due_soon=False)
    sums: dict[Officer | None, Counter] = defaultdict(Counter)
    areas: dict[Officer | None, list[int]] = defaultdict(list)
    for row in answer(connection, by_area, frozenset((OPEN.code, OVERDUE.code))).rows:
        officer = officer_of(officers, names.get(row.key, ""))
        sums[officer].update(row.measures)
        areas[officer].append(row.key)
    return [
        OfficerLoad(one, tuple(areas[one]), sums[one][OPEN.code], sums[one][OVERDUE.code])
        for one in (*officers, None)
    ]
