"""The desk where pages ask for reports, and the way in which periods are closed.

A composition root hands it to the pages, which may not know reports themselves. What a page
shows is the very sheet that is written: nothing is counted or worded twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import Connection, event

from dashboards.data.wishes import FormOffer, Preview, PreviewHead, PreviewSheet, Wish
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.report_published import counting_of, is_kept, published_report
from onestop.reports.asked import ReportAsked
from onestop.reports.columns import CODES
from onestop.reports.form_files import FormTexts, load_form_texts
from onestop.reports.headings import formulas_of, headings_of
from onestop.reports.report import ReportWritten, compose, ways_of, write_report
from onestop.reports.sheet import Line, Live, Report, Sheet
from onestop.reports.workbook import write_workbook
from onestop.storage.closing import Counting


XLSX = "xlsx"

CCHC = "cchc"
DOCX = "docx"
DOCUMENT = (DOCX, XLSX)
"""The reform report: a document, and its annex as a workbook."""

LABELS = {
    CCHC: ("Báo cáo CCHC", "Reform report (CCHC)"),
    "ii06a": ("II.06a – kết quả giải quyết TTHC", "II.06a – procedures handled"),
    "07a": ("07a/BTP – kết quả giải quyết TTHC", "07a/BTP – procedures handled"),
    "766-progress": ("766 – tiến độ giải quyết", "766 – progress"),
    "digitisation": ("Số hóa hồ sơ", "Digitisation"),
    "online": ("Trực tuyến, bưu chính", "Online and postal"),
    "payments": ("Thanh toán trực tuyến", "Online payments"),
    "ii05a": ("II.05a – phản ánh, kiến nghị", "II.05a – feedback"),
    "pakn": ("Thời hạn xử lý PAKN", "Feedback against its limits"),
    "late": ("Hồ sơ trễ hạn, thư xin lỗi", "Late dossiers and apologies"),
    "register": ("Sổ theo dõi hồ sơ", "Register of dossiers"),
    "score-766": ("Ước tính điểm 766", "Estimate of the 766 score"),
}
"""Short names of forms; one that is not here is called by its title."""

MOST_LINES = 200
"""Lines of a table that a page shows; the file has all."""


@dataclass(frozen=True)
class ReportDesk:
    """Writes reports under an installation's policy.

    folders: of config/forms, ours first. documents: gives what a Word report is filled from
    (`onestop.reports.cchc.CchcFiles`), read anew each time; None: there are none.
    """

    policy: Policy
    calendar: Calendar
    folders: tuple[Path, ...]
    place: str = ""
    documents: Callable[[], Any] | None = None

    @property
    def counting(self) -> Counting:
        """How periods are closed here."""
        return counting_of(self.policy, self.calendar)

    def forms(self) -> list[FormOffer]:
        """Every form, in the order of the catalogue. Raises DeclarationError for a broken file."""
        texts = load_form_texts(self.folders)
        told = [_offer(code, texts) for code in CODES]
        document = FormOffer(CCHC, *LABELS[CCHC], DOCUMENT)
        return told if self.documents is None else [*told, document]

    def preview(self, connection: Connection, wish: Wish) -> Preview:
        """A report to look at. Raises what writing it would (NotFoundError, UsageError, …)."""
        if wish.form == CCHC:
            return self._document(connection, wish)
        with _closing_what_it_reads(connection):
            report = self._report(connection, wish)
            sheets = tuple(_preview(sheet) for sheet in report.sheets)
        return Preview(sheets, report.as_of, report.provisional)

    def write(self, connection: Connection, wish: Wish, kind: str, out: Path) -> Path:
        """Writes a report as a file of a kind. Raises UsageError for a kind the form has not."""
        kinds = DOCUMENT if wish.form == CCHC else (XLSX,)
        if kind not in kinds:
            raise UsageError(f"Biểu {wish.form} không có dạng {kind}. Có: {', '.join(kinds)}.")
        if wish.form == CCHC:
            self._write_document(connection, wish, out.with_suffix(f".{DOCX}"))
        elif wish.published:
            write_workbook(self._report(connection, wish), out)
        else:
            write_report(connection, self._asked(wish), out)
        return out

    def _document(self, connection: Connection, wish: Wish) -> Preview:
        """The reform report, read again from a file that nobody keeps."""
        from onestop.report_document import parts_of

        with TemporaryDirectory() as folder:
            out = Path(folder) / f"{CCHC}.{DOCX}"
            written = self._write_document(connection, wish, out)
            return Preview(tuple(parts_of(out)), written.as_of, written.provisional)

    def _write_document(self, connection: Connection, wish: Wish, out: Path) -> ReportWritten:
        """The document, and beside it its annex as a workbook."""
        from onestop.reports.cchc import write_cchc

        if self.documents is None:
            raise NotFoundError("biểu mẫu", wish.form, CODES[:3])
        if wish.published:
            raise UsageError("Báo cáo CCHC không lập được từ số đã chốt; hãy lập từ số tính lại.")
        return write_cchc(connection, self._asked(wish), out, self.documents())

    def _report(self, connection: Connection, wish: Wish) -> Report:
        asked = self._asked(wish)
        if not wish.published:
            return compose(connection, asked)
        return published_report(connection, asked)

    def _asked(self, wish: Wish) -> ReportAsked:
        return ReportAsked(
            form=wish.form,
            period=wish.period,
            policy=self.policy,
            calendar=self.calendar,
            texts=load_form_texts(self.folders),
            by=wish.by,
            unit=wish.unit,
            as_of=wish.as_of,
            merged=wish.merged,
            place=self.place,
        )


def _offer(code: str, texts: FormTexts) -> FormOffer:
    title = texts.forms[code].title
    vi, en = LABELS.get(code, (title.capitalize(), title.capitalize()))
    return FormOffer(code, vi, en, (XLSX,), ways_of(code), is_kept(code))


@contextmanager
def _closing_what_it_reads(connection: Connection) -> Iterator[None]:
    """A long table is read only in part; its cursor on the server must not stay open."""
    opened: list[Any] = []

    def note(*told: Any) -> None:
        opened.append(told[-1])

    event.listen(connection, "after_execute", note)
    try:
        yield
    finally:
        event.remove(connection, "after_execute", note)
        for result in opened:
            result.close()


def _preview(sheet: Sheet) -> PreviewSheet:
    lines = list(islice(sheet.body, MOST_LINES + 1))
    head = sheet.head
    return PreviewSheet(
        name=sheet.name,
        head=(head.left, head.middle, head.right, (head.counted_in,)),
        headings=_headings(sheet),
        kinds=tuple(column.shown_as for column in sheet.columns),
        lines=tuple((line.kind, _values(line)) for line in lines[:MOST_LINES]),
        notes=sheet.notes,
        cut=len(lines) > MOST_LINES,
        numbers=_numbers(sheet),
    )


def _numbers(sheet: Sheet) -> tuple[str, ...]:
    """(1)…(n) under the headings, a sum with its parts."""
    if not sheet.has_numbers:
        return ()
    told = enumerate(formulas_of(sheet.columns), start=1)
    return tuple(formula or f"({place})" for place, formula in told)


def _values(line: Line) -> tuple:
    return tuple(cell.value if isinstance(cell, Live) else cell for cell in line.cells)


def _headings(sheet: Sheet) -> tuple[tuple[PreviewHead, ...], ...]:
    """Headings row by row, as a table of a page has them."""
    rows: dict[int, list[PreviewHead]] = {}
    for one in headings_of(sheet.columns):
        told = PreviewHead(one.text, one.right - one.left + 1, one.bottom - one.top + 1)
        rows.setdefault(one.top, []).append(told)
    return tuple(tuple(rows[top]) for top in sorted(rows))
