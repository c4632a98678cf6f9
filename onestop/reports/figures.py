"""The figures of a form: measures by area or unit, with what only a form asks for.

Forms take most from `answer`; here are the few counts that are no measure of the store:
waiting dossiers past their due date, and how late the late ones are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from onestop.domain.facts import DAY
from onestop.domain.measures import Measure
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage import scan
from onestop.storage.behind import At, behind, once, parts_of
from onestop.storage.feedback_counts import feedback_counts
from onestop.storage.indicator_values import Question, answer
from onestop.storage.ledger import Sums, add
from onestop.storage.slices import dossier_column
from onestop.storage.tables import dossier


LATE_ONES = "apology_share:denominator"
"""The list of what was resolved late and what is open and overdue."""

BANDS = {"late_up_to_5": 5, "late_up_to_10": 10, "late_up_to_30": 30}
"""Working days late, at most; what is over stands in `late_over_30`."""

PAUSED_OVERDUE = Measure(
    "paused_overdue",
    "state",
    "Tạm dừng, quá hạn",
    "Waiting, past the due date",
    lambda d, at: d.paused_at(at) & d.past_due_at(at),
)


@dataclass(frozen=True)
class Figures:
    """Measures by id, the newest moment they speak for, and the units that lag behind."""

    rows: dict[int, dict[str, int]]
    as_of: int | None
    lagging: dict[int, int]


Count = Callable[[Connection, Question, Calendar], Figures]


def of_dossiers(connection: Connection, question: Question, _: Calendar) -> Figures:
    """Every measure, by group of the question."""
    found = answer(connection, question)
    rows = {row.key: _classed(row.measures, question.policy) for row in found.rows}
    return Figures(rows, found.as_of, found.lagging)


def _classed(measures: dict[str, int], policy: Policy) -> dict[str, int]:
    """With what the policy sets aside, so that a form's sums can be written out."""
    excluded = measures["resolved_without_due_date"] if policy.no_due_date == "exclude" else 0
    withdrawn = measures["withdrawn"] if policy.withdrawn == "separate" else 0
    return {
        **measures,
        "resolved_classed": measures["resolved"] - excluded,
        "set_aside": excluded + withdrawn,
    }


def of_progress(connection: Connection, question: Question, calendar: Calendar) -> Figures:
    """With the waiting dossiers told apart by their due date, whatever the policy."""
    found = of_dossiers(connection, question, calendar)
    paused: Sums = {}
    for at in parts_of(connection, question):
        part = scan.state_sums(connection, question.policy, at.moment, (PAUSED_OVERDUE,), at.asked)
        add(paused, part)
    counts_paused = question.policy.paused_overdue == "overdue"
    for key, measures in found.rows.items():
        overdue = int(paused.get(key, Counter())[PAUSED_OVERDUE.code])
        measures["paused_overdue"] = overdue
        measures["active_overdue"] = measures["open_overdue"] - (overdue if counts_paused else 0)
    return found


def of_late(connection: Connection, question: Question, calendar: Calendar) -> Figures:
    """With how many working days the late dossiers are late."""
    found = of_dossiers(connection, question, calendar)
    bands: dict[int, Counter] = {}
    for at in parts_of(connection, question):
        for key, due_day, last_day, count in connection.execute(_late_days(at)):
            days = calendar.working_days_after(due_day, last_day)
            bands.setdefault(key, Counter())[band_of(days)] += count
            bands[key]["late_longest"] = max(bands[key]["late_longest"], days)
    for key, measures in found.rows.items():
        told = bands.get(key, Counter())
        measures.update({name: told[name] for name in (*BANDS, "late_over_30", "late_longest")})
    return found


def band_of(days: int) -> str:
    """The band of a number of working days late."""
    return next((name for name, most in BANDS.items() if days <= most), "late_over_30")


def _late_days(at: At):
    key = dossier_column(at.asked.by) if at.asked.by else 0 * dossier.c.id
    due_day, last_day = at.facts.due_day, late_until(at) // DAY
    query = select(key, due_day, last_day, func.count()).select_from(dossier)
    query = query.where(behind(at, LATE_ONES), *at.mine)
    return once(query, at.question.policy, at.asked).group_by(key, due_day, last_day)


def late_until(at: At):
    """When a late dossier was closed; T while it is open."""
    closed = at.facts.closed_at
    return case((closed < at.moment, closed), else_=at.moment)


def of_feedback(connection: Connection, question: Question, _: Calendar) -> Figures:
    """Feedback and petitions, by group of the question."""
    found = feedback_counts(connection, question)
    return Figures(found.rows, found.as_of, {})


COUNTS: dict[str, Count] = {
    "dossiers": of_dossiers,
    "progress": of_progress,
    "late": of_late,
    "feedback": of_feedback,
}
"""Where a form's figures come from (`Form.counts`)."""
