"""What is odd about rows that were kept: dates that contradict, sources that differ.

Findings never change a number; they are shown beside it (definitions.md section 9).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from etl import merge
from etl.batch import Finding
from onestop.domain.dossier import CLOSED, FIELDS, Status
from onestop.domain.period import instant_text
from onestop.storage.array_facts import Rows


PAGE_SIZES = (50, 100, 1_000, 5_000, 10_000)
"""Page sizes of deployed list screens: a list of exactly so many rows was probably cut."""

DATES = frozenset(field.code for field in FIELDS if field.kind == "instant")


def odd_dates(rows: Rows, as_of: int) -> Iterator[Finding]:
    """Contradictions within merged dossiers."""
    received = rows["received_at"]
    ended = np.fmin(rows["finished_at"], np.fmin(rows["returned_at"], rows["ended_at"]))
    first_told = merge.first_told(rows["finished_at"], rows["returned_at"])
    is_open = ~np.isin(rows["status"], [int(s) for s in (*CLOSED, Status.STOPPED)])
    inside = ~np.isin(rows["status"], [1, 3])
    cases = (
        ("due_before_received", rows["due_at"] < received, "Hạn trả trước ngày tiếp nhận."),
        (
            "closed_before_received",
            merge.first_told(first_told, rows["ended_at"]) < received,
            "Ngày kết thúc trước ngày tiếp nhận; tính theo ngày tiếp nhận.",
        ),
        ("received_after_as_of", received > as_of, "Tiếp nhận sau thời điểm của bản kết xuất."),
        (
            "closing_date_under_open_status",
            is_open & inside & ~np.isnan(ended),
            "Có ngày kết thúc nhưng trạng thái chưa kết thúc; lấy theo trạng thái.",
        ),
        (
            "stopped_without_date",
            (rows["status"] == int(Status.STOPPED)) & np.isnan(rows["closing_at"]),
            "Dừng xử lý nhưng không có ngày; coi là tạm dừng.",
        ),
    )
    for kind, mask, detail in cases:
        yield from _each(rows, kind, mask, detail)


def _each(rows: Rows, kind: str, mask: np.ndarray, detail: str) -> Iterator[Finding]:
    for place in np.flatnonzero(mask):
        yield Finding(kind, detail, row=int(rows["row_no"][place]), code=rows["code"][place])


def differing_facts(statement: Rows, others: Rows, at: np.ndarray) -> Iterator[Finding]:
    """Facts that another source states differently; `at`: place of each other claim."""
    mine = merge.take(dict(statement.items()), at)
    for name, places in merge.disagreements(mine, others):
        for place in places:
            values = f"{_shown(name, mine[name][place])} ≠ {_shown(name, others[name][place])}"
            yield Finding(
                "sources_differ",
                f"Hai nguồn khác nhau về {name}: {values}.",
                row=int(mine["row_no"][place]),
                code=mine["code"][place],
                column=name,
                value=values,
            )


def _shown(name: str, value: object) -> str:
    if name in DATES:
        return instant_text(int(value))
    return str(value) if isinstance(value, str) else f"{value:g}"


def cut_off(rows: int) -> Iterator[Finding]:
    """A list that is exactly as long as a page of the software it came from."""
    if rows in PAGE_SIZES:
        detail = f"Tệp có đúng {rows} dòng: có thể danh sách đã bị cắt ở một trang."
        yield Finding("probably_cut_off", detail, value=str(rows))
