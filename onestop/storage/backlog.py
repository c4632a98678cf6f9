"""Open dossiers at a moment: how many, how old, how far from their due dates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, case, func, literal_column, select

from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import STATES
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import scan
from onestop.storage.ledger import Sums
from onestop.storage.slices import Slice, conditions
from onestop.storage.sql_facts import sql_facts
from onestop.storage.tables import dossier


AHEAD = ((0, "today"), (2, "within_2"), (5, "within_5"))
BEHIND = ((5, "overdue_1_5"), (10, "overdue_6_10"), (30, "overdue_11_30"))

BANDS = {
    "later": "Còn trên 5 ngày",
    "within_5": "Còn 3–5 ngày",
    "within_2": "Còn 1–2 ngày",
    "today": "Đến hạn hôm nay",
    "overdue_1_5": "Quá hạn 1–5 ngày",
    "overdue_6_10": "Quá hạn 6–10 ngày",
    "overdue_11_30": "Quá hạn 11–30 ngày",
    "overdue_over_30": "Quá hạn trên 30 ngày",
    "paused": "Tạm dừng",
    "without_due_date": "Không có hạn trả",
}
"""Age bands in working days (ux.md, Tồn đọng), from the most to the least comfortable."""


@dataclass(frozen=True)
class Band:
    """One age band and the open dossiers in it."""

    code: str
    label: str
    count: int


def backlog_sums(connection: Connection, policy: Policy, moment: int, asked: Slice) -> Sums:
    """Every state at a moment, by group."""
    return scan.state_sums(connection, policy, moment, STATES, asked)


def by_age(
    connection: Connection, policy: Policy, calendar: Calendar, at: tuple[int, Slice]
) -> list[Band]:
    """Open dossiers by how many working days they are from their due date."""
    moment, asked = at
    facts = sql_facts(policy)
    band = _band(facts, calendar, moment)
    query = (
        select(band, func.count())
        .where(facts.open_at(moment), *conditions(dossier, asked.chosen))
        .group_by(band)
    )
    counts = dict(connection.execute(query).all())
    return [Band(code, label, counts.get(code, 0)) for code, label in BANDS.items()]


def _band(facts: Facts, calendar: Calendar, moment: int) -> ColumnElement:
    overdue, waiting = facts.overdue_at(moment), facts.paused_at(moment)
    cases = [
        *(
            (and_(overdue, facts.due_day >= first), code)
            for first, code in _behind(calendar, moment)
        ),
        (overdue, "overdue_over_30"),
        (waiting, "paused"),
        (facts.no_due, "without_due_date"),
        *((facts.due_day <= last, code) for last, code in _ahead(calendar, moment)),
    ]
    written = [(condition, literal_column(f"'{code}'")) for condition, code in cases]
    return case(*written, else_=literal_column("'later'"))


def _ahead(calendar: Calendar, moment: int) -> Iterator[tuple[int, str]]:
    today = moment // DAY
    for days, code in AHEAD:
        yield calendar.add_working_days(today, days), code


def _behind(calendar: Calendar, moment: int) -> Iterator[tuple[int, str]]:
    """The first due day from which no more than so many working days have passed."""
    today = moment // DAY
    for days, code in BEHIND:
        first = today
        while calendar.working_days_after(first - 1, today) <= days:
            first -= 1
        yield first, code
