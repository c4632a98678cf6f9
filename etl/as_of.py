"""The moment a snapshot speaks for, told in the contract's order, never the wall clock.

`--as-of`; the export moment stated in the file; its "đến ngày"; a moment in the file's
name; its newest received or closing date, with a finding (definitions.md section 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

import numpy as np

from etl.batch import Finding
from etl.parse import Parser
from etl.profile import Layout
from etl.table import Sheet
from etl.titles import moment_in_name
from onestop.domain.errors import UnreadableFileError
from onestop.domain.facts import DAY
from onestop.domain.period import instant_text


@dataclass(frozen=True)
class AsOf:
    """A moment in local seconds, and who said so."""

    moment: int
    origin: str
    findings: tuple[Finding, ...] = ()


DATES = (
    "received_at",
    "finished_at",
    "returned_at",
    "ended_at",
    "apology_sent_at",
    "rated_at",
    "answered_at",
    "step_done_at",
    "step_started_at",
)
"""Dates of things that have happened: none is later than the export."""

CHUNK_ROWS = 100_000


NEWEST_DATE = "newest date"
"""The origin of a moment that only the rows told."""


def tell_as_of(asked: int | None, lists: list[tuple[Sheet, Layout]], path: str) -> AsOf:
    """The moment of a file's lists. Raises UnreadableFileError if nothing tells it."""
    if asked is not None:
        return AsOf(asked, "asked")
    return stated_as_of(lists, path) or _newest_date(lists, path)


def stated_as_of(lists: list[tuple[Sheet, Layout]], path: str) -> AsOf | None:
    """The moment that a file's titles or its name state, without reading a row."""
    titles = [layout.title for _, layout in lists]
    for origin, moments in (
        ("stated", [title.exported_at for title in titles]),
        ("period", [title.covers_to for title in titles]),
        ("name", [moment_in_name(PurePath(path).name)]),
    ):
        told = [moment for moment in moments if moment is not None]
        if told:
            return AsOf(max(told), origin)
    return None


def as_recorded(moment: int, origin: str) -> AsOf:
    """The moment that an earlier load found, as it found it."""
    return AsOf(moment, origin, _noted(moment) if origin == NEWEST_DATE else ())


def _newest_date(lists: list[tuple[Sheet, Layout]], path: str) -> AsOf:
    told = [_newest(sheet, layout, path) for sheet, layout in lists]
    newest = max((moment for moment, _ in told), default=-np.inf)
    if not any(rows for _, rows in told):
        problem = "chỉ có tiêu đề, không có dòng hồ sơ nào."
        remedy = "Hãy kiểm tra bộ lọc khi xuất; nếu đúng là không có hồ sơ, nạp với --as-of."
        raise UnreadableFileError(path, problem, remedy)
    if not np.isfinite(newest):
        problem = "không biết số liệu tính đến lúc nào: tệp không ghi, cũng không có ngày nào."
        raise UnreadableFileError(path, problem, "Hãy nạp với --as-of.")
    moment = int(newest)
    if moment % DAY == 0:  # a date without a time: the whole day has been told
        moment += DAY - 1
    return as_recorded(moment, NEWEST_DATE)


def _noted(moment: int) -> tuple[Finding, ...]:
    detail = (
        f"Tệp không ghi thời điểm kết xuất; lấy ngày mới nhất trong tệp: {instant_text(moment)}."
    )
    return (Finding("as_of_from_dates", detail),)


def _newest(sheet: Sheet, layout: Layout, path: str) -> tuple[float, int]:
    """A list's newest date, and how many rows it has that are or should be dossiers."""
    parser, newest, rows = Parser(layout, path), -np.inf, 0
    for chunk in sheet.read_body(layout.first_body_row, CHUNK_ROWS):
        batch = parser.parse(chunk)
        rows += len(batch.code) + batch.rejected_rows
        for name in DATES:
            if name in batch.values and not np.isnan(batch.values[name]).all():
                newest = max(newest, float(np.nanmax(batch.values[name])))
    return newest, rows
