"""What only a load can see: how a source's newer statement of a dossier changes an older one.

Noted as findings of that snapshot, so that making everything again notes the same; whether
they are many is judged later (`onestop.storage.integrity`). It refuses to know thresholds.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection, func, select

from etl.batch import Finding
from etl.derive import closing
from etl.merge import take
from onestop.domain.dossier import CLOSED, OUTSIDE, Status
from onestop.domain.facts import DAY
from onestop.domain.period import day_of
from onestop.storage.array_facts import Rows
from onestop.storage.tables import progress, unit_source


ENDED = tuple(int(status) for status in (*CLOSED, Status.STOPPED))
NEVER_IN = tuple(int(status) for status in OUTSIDE)

SOURCES = 1 << 16
"""More than a store numbers: unit and source make one whole number."""

LATE_ENTRY_DAYS = 3
"""A clerk may enter on Monday what was done on Friday; beyond that a closing was put back."""


def suspicious_changes(
    connection: Connection, old: Rows, new: Rows, as_of: int
) -> Iterator[Finding]:
    """Findings about dossiers whose leading source speaks of them again.

    old, new: merged rows before and after, place by place; as_of: the snapshot's moment. An
    older snapshot only fills blanks, and another source's word is no change of mind.
    """
    seen = _last_seen(connection, old)
    again = (old["source_id"] == new["source_id"]) & (seen <= as_of)
    if not again.any():
        return
    before, after, seen = take(old, again), take(new, again), seen[again]
    before["closing_at"] = closing(before)  # of what was told, not of what was corrected
    yield from _due_moved(before, after, seen)
    yield from _received_moved(connection, before, after)
    yield from _open_lost(before, after, seen)


def _last_seen(connection: Connection, old: Rows) -> np.ndarray:
    """Up to when each dossier's source had spoken of its unit before; NaN: never."""
    told = connection.execute(
        select(unit_source.c.unit_id, unit_source.c.source_id, unit_source.c.as_of)
    )
    known = {(unit, source): float(moment) for unit, source, moment in told}
    pairs = old["unit_id"].astype(np.int64) * SOURCES + old["source_id"].astype(np.int64)
    distinct, place = np.unique(pairs, return_inverse=True)
    moments = [known.get(divmod(int(pair), SOURCES), np.nan) for pair in distinct]
    return np.array(moments)[place]


def _due_moved(old: Rows, new: Rows, seen: np.ndarray) -> Iterator[Finding]:
    """A later due date where the earlier one had been missed when it was last seen.

    Not where a letter was sent at least a day before (NĐ 61/2018 Đ.19.9), nor where the
    citizen was asked for more: the source then moves the date by rule.
    """
    due, closed = old["due_at"] // DAY, old["closing_at"] // DAY
    missed = np.where(np.isnan(closed), due < seen // DAY, closed > due)
    missed &= ~np.isin(old["status"], NEVER_IN)
    excused = old["apology_sent_at"] // DAY <= due - 1
    excused |= np.nan_to_num(new["supplement_count"]) > np.nan_to_num(old["supplement_count"])
    excused |= np.not_equal(new["pauses"], old["pauses"]).astype(bool)
    detail = "Hạn trả bị dời về sau khi đã lỡ."
    moved = missed & (new["due_at"] // DAY > due) & ~excused
    yield from _each("due_moved_after_missed", "due_at", detail, (old, new), moved)


def _received_moved(connection: Connection, old: Rows, new: Rows) -> Iterator[Finding]:
    was_in = ~np.isin(old["status"], NEVER_IN)
    moved = was_in & (new["received_at"] // DAY > old["received_at"] // DAY)
    if not moved.any():
        return
    before, after = take(old, moved), take(new, moved)
    at_step = after["received_at"] // DAY == _last_steps(connection, after["id"]) // DAY
    for places, detail in (
        (at_step, "Ngày tiếp nhận bị dời về ngày của bước đang mở cuối cùng."),
        (~at_step, "Ngày tiếp nhận bị dời về sau."),
    ):
        yield from _each("received_moved_later", "received_at", detail, (before, after), places)


def _last_steps(connection: Connection, ids: np.ndarray) -> np.ndarray:
    """When the newest known step of each dossier began; NaN where none is known."""
    found: dict[int, int] = {}
    for start in range(0, len(ids), 500):
        some = [int(one) for one in ids[start : start + 500]]
        query = select(progress.c.dossier_id, func.max(progress.c.step_started_at))
        query = query.where(progress.c.dossier_id.in_(some)).group_by(progress.c.dossier_id)
        found |= dict(connection.execute(query).all())
    return np.array([np.nan if found.get(int(i)) is None else found[int(i)] for i in ids])


def _open_lost(old: Rows, new: Rows, seen: np.ndarray) -> Iterator[Finding]:
    """Open when it was last seen; now never taken in, or closed well before that."""
    was_open = ~np.isin(old["status"], (*ENDED, *NEVER_IN)) & ~np.isnan(old["received_at"])
    outside = was_open & np.isin(new["status"], NEVER_IN)
    back = was_open & (new["closing_at"] // DAY < seen // DAY - LATE_ENTRY_DAYS)
    detail = "Đang giải quyết ở bản trước, bản này ghi chưa hoặc không tiếp nhận."
    yield from _each("open_dossier_lost", "status", detail, (old, new), outside)
    detail = "Đang giải quyết ở bản trước, bản này ghi đã kết thúc từ trước đó."
    yield from _each("open_dossier_lost", "closing_at", detail, (old, new), back & ~outside)


def _each(
    kind: str, column: str, detail: str, pair: tuple[Rows, Rows], mask: np.ndarray
) -> Iterator[Finding]:
    """value: "old → new"; dates as ISO days, so that the store can place them by the old one."""
    old, new = pair
    for place in np.flatnonzero(mask):
        yield Finding(
            kind,
            detail,
            row=int(new["row_no"][place]),
            code=new["code"][place],
            column=column,
            value=f"{_shown(old, column, place)} → {_shown(new, column, place)}",
        )


def _shown(rows: Rows, column: str, place: int) -> str:
    value = rows[column][place]
    if np.isnan(value):
        return ""
    return str(int(value)) if column == "status" else day_of(int(value // DAY)).isoformat()
