"""The reform report (báo cáo CCHC) of a month, a quarter, six months or a year, as a Word file.

It gathers what others count, judge and word, and fills the office's template with it; the
statistic annex is written beside it as a workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from onestop.domain.errors import UsageError
from onestop.domain.plan import Plan, in_force
from onestop.domain.plan_files import load_plans
from onestop.reports.asked import ReportAsked, scope_of
from onestop.reports.cchc_annex import AnnexRow, annex_rows, annex_sheet, load_annex
from onestop.reports.cchc_fields import FIELDS
from onestop.reports.cchc_figures import figures_of
from onestop.reports.cchc_filled import Known, values_of
from onestop.reports.cchc_promises import plans_kept
from onestop.reports.form_files import FormText
from onestop.reports.head import head_of
from onestop.reports.notes import moment_notes, policy_note
from onestop.reports.report import ReportWritten
from onestop.reports.sheet import Report
from onestop.reports.templates_word import WordTemplate, check_place, save_whole
from onestop.reports.workbook import write_workbook
from onestop.settings import Settings
from onestop.storage.judging import unit_path


CODE = "cchc"
TEMPLATE, ANNEX = "templates/cchc.docx", "templates/cchc-annex.toml"

TITLE = "BIỂU THỐNG KÊ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH"


@dataclass(frozen=True)
class CchcFiles:
    """What an installation gives to the report: its template, annex rows, plans in force.

    annex_out: where the annex goes as a workbook; None: beside the report, the same name.
    """

    template: Path
    annex: Path
    plans: tuple[Plan, ...]
    annex_out: Path | None = None

    @staticmethod
    def of(settings: Settings, annex_out: Path | None = None) -> CchcFiles:
        """Those of an installation. DeclarationError for a plan or file that is wrong."""
        plans = in_force(load_plans(settings.config_folders("plans")), settings.plans)
        template, annex = settings.config_file(TEMPLATE), settings.config_file(ANNEX)
        return CchcFiles(template, annex, plans, annex_out)


def write_cchc(
    connection: Connection, asked: ReportAsked, out: Path, files: CchcFiles
) -> ReportWritten:
    """Writes the report and its annex; a file of that name is replaced only by a whole one.

    DeclarationError for a field that is not known; UsageError where a file cannot stand.
    """
    beside = out.with_suffix(".xlsx") if files.annex_out is None else files.annex_out
    check_place(out)
    _check_annex(beside)
    template, rows = WordTemplate(files.template, FIELDS), load_annex(files.annex)
    known = _know(connection, _with_words(asked), files.plans)
    values = values_of(known)
    save_whole(template.fill({**values, "annex": annex_rows(rows, values)}), out)
    _write_annex(known, rows, values, beside)
    return ReportWritten(out, len(rows), known.figures.as_of, known.provisional)


def _with_words(asked: ReportAsked) -> ReportAsked:
    """The document's words stand in its template; the annex's head needs a title."""
    words = FormText("", "", TITLE, "", ANNEX)
    forms = {**asked.texts.forms, CODE: words}
    return replace(asked, form=CODE, texts=replace(asked.texts, forms=forms))


def _know(connection: Connection, asked: ReportAsked, plans: tuple[Plan, ...]) -> Known:
    scope = scope_of(connection, asked)
    figures = figures_of(connection, asked, scope)
    kept = plans_kept(connection, asked, plans, figures.as_of)
    return Known(asked, scope, figures, kept, unit_path(connection, asked.unit))


def _check_annex(beside: Path) -> None:
    if beside.suffix.lower() != ".xlsx" or not beside.parent.is_dir() or beside.is_dir():
        raise UsageError(f"Biểu thống kê “{beside}” phải là tên một tệp .xlsx trong thư mục đã có.")


def _write_annex(known: Known, rows: tuple[AnnexRow, ...], values: Mapping, out: Path) -> None:
    asked, as_of = known.asked, known.figures.as_of
    notes = (*moment_notes(asked, as_of), policy_note(asked))
    sheet = annex_sheet(rows, values, head_of(asked, known.scope, as_of), notes)
    unfinished = out.with_name(f".{out.name}.unfinished.xlsx")
    try:
        write_workbook(Report((sheet,), as_of, known.provisional), unfinished)
        unfinished.replace(out)
    except OSError as error:
        raise UsageError(f"Không ghi được {out} ({error}). Tệp có thể đang mở.") from error
    finally:
        unfinished.unlink(missing_ok=True)
