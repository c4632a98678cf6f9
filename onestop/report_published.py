"""Closing a period so that its forms can be written again, and writing them from what was kept.

Kept figures take the place of a form's own source; everything else of the form stays.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Connection

from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.reports.asked import ReportAsked, at_way, scope_of
from onestop.reports.columns import CODES, FORMS
from onestop.reports.counted import counted_report
from onestop.reports.figures import COUNTS, Figures, of_progress
from onestop.reports.notes import moment_vi
from onestop.reports.report import ways_of
from onestop.reports.sheet import Report
from onestop.storage.closed_answers import published
from onestop.storage.closed_periods import Closed, closing_that_counts
from onestop.storage.closing import Counting
from onestop.storage.indicator_values import Question


PUBLISHED = "published"
"""The name under which kept figures are a form's source (`onestop.reports.figures.COUNTS`)."""

KEPT = ("dossiers", "progress")
"""Sources whose figures are kept when a period is closed. Feedback and lists of dossiers are
not, nor is what counts procedures."""


def counting_of(policy: Policy, calendar: Calendar) -> Counting:
    """How a period is counted when it is closed: with all that its forms need besides measures."""

    def count(connection: Connection, question: Question) -> Figures:
        return of_progress(connection, question, calendar)

    return Counting(policy, calendar.add_working_days, count)


def is_kept(form: str) -> bool:
    """Whether a form can be written from the figures of a closed period."""
    return form in FORMS and FORMS[form].counts in KEPT


@dataclass(frozen=True)
class _KeptQuestion(Question):
    """A question that is answered from a closed period."""

    closed: Closed | None = None


@dataclass(frozen=True)
class _KeptAsked(ReportAsked):
    """A report whose figures were published."""

    closed: Closed | None = None

    def question(self, chosen: dict[str, frozenset[int]], by: str = "") -> Question:
        asked = vars(super().question(chosen, by))
        return _KeptQuestion(**asked, closed=self.closed)


def _of_published(connection: Connection, question: Any, _: Calendar) -> Figures:
    found = published(connection, question.closed, question)
    return Figures(dict(found.rows), found.as_of, dict(found.lagging))


COUNTS[PUBLISHED] = _of_published


def published_report(connection: Connection, asked: ReportAsked) -> Report:
    """A form from the figures that were published, under the policy of then; a note says so.

    NotFoundError where the period was not closed, UsageError for a form that is not kept.
    """
    found = closing_that_counts(connection, asked.period, asked.unit)
    if found is None:
        raise NotFoundError("số liệu đã chốt của kỳ", asked.period.code)
    way = at_way(asked, ways_of(asked.form))
    if not is_kept(asked.form):
        listed = ", ".join(code for code in CODES if is_kept(code))
        raise UsageError(
            f"Biểu {asked.form} không lập được từ số đã chốt (khi chốt không lưu những số này);"
            f" hãy lập từ số tính lại. Lập được: {listed}."
        )
    if way.by not in ways_of(asked.form):
        raise UsageError(f"Biểu {asked.form} không lập được theo “{way.by}”.")
    told = {one.name: getattr(way, one.name) for one in fields(ReportAsked)}
    kept = _KeptAsked(**{**told, "policy": found.policy, "as_of": found.as_of}, closed=found)
    form = replace(FORMS[asked.form], counts=PUBLISHED)
    report = counted_report(connection, kept, form, scope_of(connection, kept))
    note = f"Số liệu đã chốt {moment_vi(found.closed_at)}, người chốt: {found.closed_by}."
    sheets = tuple(replace(one, notes=(note, *one.notes)) for one in report.sheets)
    return replace(report, sheets=sheets)
