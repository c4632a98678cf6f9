"""Open dossiers that are or will be late, and what became of their apology letters.

A letter is in time when it is sent at least one day before the due date (NĐ 61/2018/NĐ-CP
Đ.19.9, NĐ 118/2025/NĐ-CP Đ.19.6); a due date may be moved once. It refuses to write any.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, case, or_, select
from sqlalchemy.sql import Select

from onestop.domain.facts import DAY
from onestop.domain.period import OFFICIAL, between, day_of
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage.behind import At, once, open_at, parts_of
from onestop.storage.indicator_values import Question
from onestop.storage.letters_made import LetterMade, letters_made
from onestop.storage.slices import Slice
from onestop.storage.tables import area, dossier, namespace, procedure, unit


NONE, AFTER, IN_TIME = "none", "after", "in_time"
"""The state of a dossier's letter: none known, sent too late, sent in time."""

STATES = {0: NONE, 1: AFTER, 2: IN_TIME}

BEGINNING = date(1900, 1, 1)
"""Before any dossier: what is open is asked whatever the period."""


@dataclass(frozen=True)
class LettersAsked:
    """Which dossiers are asked about: in a slice, late or due within so many working days.

    as_of: local seconds; None takes each unit's own newest snapshot. newest: the newest of all.
    """

    policy: Policy
    calendar: Calendar
    newest: int
    chosen: dict[str, frozenset[int]]
    as_of: int | None = None
    due_within: int = 2

    @property
    def question(self) -> Question:
        """The same as a question to the store."""
        last = day_of(self.newest // DAY + 1)
        period = between(BEGINNING, last, OFFICIAL)
        asked, add = Slice(self.chosen), self.calendar.add_working_days
        return Question(period, asked, self.policy, self.as_of, add)


@dataclass(frozen=True)
class LateOne:
    """A dossier that is or will be late. moment: T of its unit; days in local seconds.

    reschedule_count: letters with a new date that are known. made: the letter written here.
    """

    id: int
    namespace: str
    code: str
    procedure: str
    area: str
    unit_id: int
    unit: str
    level: str
    above: str
    received_at: int
    due: int
    moment: int
    is_late: bool
    letter: str
    sent_at: int | None
    rescheduled_to: int | None
    reschedule_count: int
    made: LetterMade | None = None

    @property
    def is_moved_twice(self) -> bool:
        """Moved more than once: the law allows it once."""
        return self.reschedule_count > 1

    @property
    def last_day(self) -> int | None:
        """The last day on which a letter is still in time, as a day number; None when over."""
        last = self.due // DAY - 1
        return last if self.letter == NONE and last >= self.moment // DAY else None


def late_ones(connection: Connection, asked: LettersAsked) -> list[LateOne]:
    """The dossiers asked about, by unit, then by due date."""
    found = []
    for at in parts_of(connection, asked.question):
        found += [(at.moment, row) for row in connection.execute(_query(at, asked.due_within))]
    made = letters_made(connection, [row.id for _, row in found])
    told = [_late_one(moment, row, made.get(row.id)) for moment, row in found]
    return sorted(told, key=lambda one: (one.unit, one.due, one.code))


def _query(at: At, due_within: int) -> Select:
    facts = at.facts
    last = at.question.add_working_days(at.moment // DAY, due_within)
    late = facts.overdue_at(at.moment)
    above = unit.alias("above")
    query = select(
        dossier.c.id,
        namespace.c.code.label("namespace"),
        dossier.c.code,
        procedure.c.name.label("procedure"),
        area.c.name.label("area"),
        dossier.c.unit_id,
        unit.c.name.label("unit"),
        unit.c.level,
        above.c.name.label("above"),
        dossier.c.received_at,
        facts.due.label("due"),
        case((late, 1), else_=0).label("is_late"),
        case((facts.apology_in_time, 2), (facts.apology, 1), else_=0).label("letter"),
        dossier.c.apology_sent_at,
        dossier.c.rescheduled_to,
        dossier.c.reschedule_count,
    ).select_from(dossier)
    query = query.join(namespace, namespace.c.id == dossier.c.namespace_id)
    for table in (procedure, area, unit):
        query = query.outerjoin_from(dossier, table, table.c.id == dossier.c[f"{table.name}_id"])
    query = query.outerjoin_from(unit, above, above.c.id == unit.c.parent_id)
    wanted = or_(late, facts.due_within(at.moment, last))
    query = query.where(open_at(at, at.moment), wanted, *at.mine)
    return once(query, at.question.policy, at.asked)


def _late_one(moment: int, row, made: LetterMade | None) -> LateOne:
    return LateOne(
        id=row.id,
        namespace=row.namespace,
        code=row.code,
        procedure=row.procedure or "",
        area=row.area or "",
        unit_id=row.unit_id or 0,
        unit=row.unit or "",
        level=row.level or "",
        above=row.above or "",
        received_at=row.received_at,
        due=row.due,
        moment=moment,
        is_late=bool(row.is_late),
        letter=STATES[row.letter],
        sent_at=row.apology_sent_at,
        rescheduled_to=row.rescheduled_to,
        reschedule_count=row.reschedule_count or 0,
        made=made,
    )


COUNTS = ("late", "soon", IN_TIME, AFTER, NONE, "made", "moved_twice")
"""What is counted of each unit: dossiers late, due soon; letters by state; written here and
not yet known as sent; due dates moved more than once."""


def counted(found: list[LateOne]) -> dict[str, Counter]:
    """The counts by unit, in the order of the dossiers; late + soon = the three states."""
    counts: dict[str, Counter] = {}
    for one in found:
        mine = counts.setdefault(one.unit, Counter())
        mine["late" if one.is_late else "soon"] += 1
        mine[one.letter] += 1
        mine["made"] += one.made is not None and one.letter == NONE
        mine["moved_twice"] += one.is_moved_twice
    return counts
