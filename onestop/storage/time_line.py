"""A dossier's time line: everything that happened to it or was promised, in order.

It knows events and the lists they stand in; who may see them is its callers' matter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from onestop.domain.facts import TOLD_PAUSE
from onestop.storage.tables import desk, letter, pause, progress, rating


KINDS = {
    "submitted": ("Nộp hồ sơ", "Submitted"),
    "received": ("Tiếp nhận", "Received"),
    "step_started": ("Bắt đầu xử lý", "Step started"),
    "step_done": ("Xử lý xong bước", "Step done"),
    "paused": ("Tạm dừng, chờ công dân", "Waiting for the citizen"),
    "resumed": ("Xử lý tiếp", "Resumed"),
    "letter": ("Thư xin lỗi, hẹn lại", "Apology letter"),
    "original_due": ("Hạn hẹn trả ban đầu", "First due date"),
    "step_due": ("Hạn của bước", "Step due"),
    "due": ("Hạn trả kết quả", "Due"),
    "finished": ("Có kết quả", "Result ready"),
    "returned": ("Trả kết quả", "Returned"),
    "ended": ("Rút, từ chối hoặc dừng", "Withdrawn, refused or stopped"),
    "closed": ("Kết thúc, theo cách tính", "Closed, as counted"),
    "rated": ("Đánh giá", "Rated"),
}
"""Kinds of events and what they are called, in the order of one and the same moment."""

DATES = {
    "submitted": "submitted_at",
    "received": "received_at",
    "original_due": "original_due_at",
    "due": "due_at",
    "finished": "finished_at",
    "returned": "returned_at",
    "ended": "ended_at",
}
"""Events that are a date of the dossier itself."""


ENDS = ("finished_at", "returned_at", "ended_at")


@dataclass(frozen=True)
class Event:
    """One entry. at: local seconds; None where no source tells when, shown last.

    told: what more is known, by kind: `letter` number, previous_due_at, rescheduled_to ·
    `step_*` desk · `paused` is_known (False: no start is told, counted since reception),
    to_at · `rated` satisfaction (`onestop.domain.dossier.Satisfaction`).
    """

    kind: str
    at: int | None
    told: dict[str, Any] = field(default_factory=dict)


def events_of(connection: Connection, number: int, facts: dict[str, Any]) -> tuple[Event, ...]:
    """The time line of a dossier, by its id and its dates."""
    dated = (Event(kind, facts[name]) for kind, name in DATES.items())
    found = [event for event in dated if event.at is not None]
    if facts["closed_at"] not in (None, *(facts[name] for name in ENDS)):
        found.append(Event("closed", facts["closed_at"]))  # it is told to end before it began
    for read in (_pauses, _letters, _steps, _ratings):
        found += read(connection, number)
    order = list(KINDS)
    return tuple(
        sorted(found, key=lambda one: (one.at is None, one.at or 0, order.index(one.kind)))
    )


def _pauses(connection: Connection, number: int) -> Iterator[Event]:
    query = select(pause.c.from_at, pause.c.to_at, pause.c.implied)
    query = query.where(pause.c.dossier_id == number)
    for from_at, to_at, implied in connection.execute(query):
        yield Event("paused", from_at, {"is_known": implied == TOLD_PAUSE, "to_at": to_at})
        if to_at is not None:
            yield Event("resumed", to_at)


def _letters(connection: Connection, number: int) -> Iterator[Event]:
    told = (letter.c.number, letter.c.previous_due_at, letter.c.rescheduled_to)
    query = select(letter.c.sent_at, *told).where(letter.c.dossier_id == number)
    for row in connection.execute(query.order_by(letter.c.id)).mappings():
        yield Event("letter", row["sent_at"], {column.name: row[column.name] for column in told})


def _steps(connection: Connection, number: int) -> Iterator[Event]:
    query = (
        select(progress, desk.c.name.label("desk"))
        .outerjoin(desk, desk.c.id == progress.c.desk_id)
        .where(progress.c.dossier_id == number)
        .order_by(progress.c.id)
    )
    for row in connection.execute(query).mappings():
        for kind in ("step_started", "step_due", "step_done"):
            if row[f"{kind}_at"] is not None:
                yield Event(kind, row[f"{kind}_at"], {"desk": row["desk"]})


def _ratings(connection: Connection, number: int) -> Iterator[Event]:
    query = select(rating.c.rated_at, rating.c.satisfaction).where(rating.c.dossier_id == number)
    for rated_at, satisfaction in connection.execute(query.order_by(rating.c.id)):
        yield Event("rated", rated_at, {"satisfaction": satisfaction})
