"""A report asked for, composed from the store and written as a workbook.

`compose` gives it as data, for whoever wants to look before writing; `write_report` leaves
either a whole file or none.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy import Connection
from xlsxwriter.exceptions import XlsxWriterException

from onestop.domain.errors import NotFoundError, UsageError
from onestop.reports.asked import ReportAsked, Scope, at_way, scope_of
from onestop.reports.columns import CODES, FORMS, LATE, REGISTER
from onestop.reports.counted import counted_report
from onestop.reports.late import late_report
from onestop.reports.register import register_report
from onestop.reports.score import score_report
from onestop.reports.sheet import Report
from onestop.reports.workbook import write_workbook


SUFFIX = ".xlsx"


@dataclass(frozen=True)
class ReportWritten:
    """A written report: rows of its tables, the moment of its figures, whether more may come."""

    path: Path
    rows: int
    as_of: int | None
    provisional: bool


def compose(connection: Connection, asked: ReportAsked) -> Report:
    """A report as data. One that streams must be read while the connection is open.

    NotFoundError for an unknown form, UsageError for a way it cannot be grouped, StoreError
    where figures contradict each other.
    """
    asked = at_way(asked, ways_of(asked.form))
    if asked.by and asked.by not in ways_of(asked.form):
        known = ", ".join(ways_of(asked.form)) or "không nhóm"
        raise UsageError(f"Biểu {asked.form} không lập được theo “{asked.by}”. Có: {known}.")
    return _composed(connection, asked, scope_of(connection, asked))


def _composed(connection: Connection, asked: ReportAsked, scope: Scope) -> Report:
    if asked.form == REGISTER:
        return register_report(connection, asked, scope)
    if asked.form == LATE.code:
        return late_report(connection, asked, scope)
    if asked.form in FORMS:
        return counted_report(connection, asked, FORMS[asked.form], scope)
    return score_report(connection, asked, scope)


DOCUMENT = "cchc"
"""The one report that is a text: `onestop.reports.cchc` writes it."""


def ways_of(form: str) -> tuple[str, ...]:
    """How a form's rows can be made, its own way first; NotFoundError for an unknown form."""
    if form not in CODES:
        known = (*CODES, DOCUMENT)
        nearest = get_close_matches(form, known, 3, 0.4) or known
        raise NotFoundError("biểu mẫu", form, tuple(nearest))
    return FORMS[form].ways if form in FORMS else ()


def write_report(connection: Connection, asked: ReportAsked, out: Path) -> ReportWritten:
    """Writes a report as xlsx. Raises what `compose` does, and what `keep_report` does."""
    _check_place(out)
    return keep_report(compose(connection, asked), out)


def keep_report(report: Report, out: Path) -> ReportWritten:
    """Writes a composed report; a file of that name is replaced only by a whole one.

    Raises UsageError where the file cannot stand.
    """
    _check_place(out)
    unfinished = out.with_name(f".{out.stem}.{os.getpid()}{SUFFIX}")
    try:
        rows = write_workbook(report, unfinished)
        unfinished.replace(out)
    except (XlsxWriterException, OSError) as error:
        raise UsageError(
            f"Không ghi được {out} ({error}). Tệp có thể đang mở trong Excel, hoặc thư mục"
            " không cho ghi; hãy đóng tệp hay chọn tên khác bằng --out."
        ) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return ReportWritten(out, rows, report.as_of, report.provisional)


def _check_place(out: Path) -> None:
    if out.suffix.lower() != SUFFIX:
        raise UsageError(f"Tên tệp “{out.name}” phải kết thúc bằng {SUFFIX}.")
    if not out.parent.is_dir():
        raise UsageError(f"Không có thư mục “{out.parent}”. Hãy tạo trước, hoặc chọn nơi khác.")
    if out.is_dir():
        raise UsageError(f"“{out}” là một thư mục; --out là tên một tệp {SUFFIX}.")
