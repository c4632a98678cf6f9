"""Notes on the time line: "nghỉ Tết", "mất điện", whatever explains a dent in a chart.

It knows days, units and short texts; who may pin is decided by whoever asks.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select

from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage.state import next_data_version
from onestop.storage.tables import pin, unit


LONGEST = 200
"""Characters: a note is read beside a chart, not instead of it."""


@dataclass(frozen=True)
class Pin:
    """One note. day: day number; unit_id: None for everybody's; pinned_at: local seconds."""

    id: int
    day: int
    unit_id: int | None
    text: str
    pinned_at: int


def add_pin(connection: Connection, day: int, text: str, unit_id: int | None, now: int) -> int:
    """Pins a note to a day and gives back its id.

    Raises UsageError for a text that is empty, too long or holds control characters, and
    NotFoundError for an unknown unit.
    """
    words = _checked(text)
    if unit_id is not None and not _exists(connection, unit_id):
        raise NotFoundError("cơ quan", str(unit_id))
    values = {"day": day, "text": words, "unit_id": unit_id, "pinned_at": now}
    new = connection.execute(insert(pin).values(**values))
    next_data_version(connection)
    return new.inserted_primary_key[0]


def pins_between(
    connection: Connection, start_day: int, end_day: int, units: frozenset[int] | None = None
) -> list[Pin]:
    """Notes of the days [start_day, end_day), in order.

    units: whose notes, beside everybody's; None for all units'.
    """
    query = select(pin.c.id, pin.c.day, pin.c.unit_id, pin.c.text, pin.c.pinned_at)
    query = query.where(pin.c.day >= start_day, pin.c.day < end_day)
    if units is not None:
        query = query.where(or_(pin.c.unit_id.is_(None), pin.c.unit_id.in_(sorted(units))))
    return [Pin(*row) for row in connection.execute(query.order_by(pin.c.day, pin.c.id))]


def remove_pin(connection: Connection, number: int, units: frozenset[int] | None = None) -> None:
    """Takes a note away; NotFoundError if there is none, or it is not one of these units'.

    units: None for whoever may take away any note, everybody's too.
    """
    query = delete(pin).where(pin.c.id == number)
    if units is not None:
        query = query.where(pin.c.unit_id.in_(sorted(units)))
    if not connection.execute(query).rowcount:
        raise NotFoundError("ghi chú", str(number))
    next_data_version(connection)


def _checked(text: str) -> str:
    words = unicodedata.normalize("NFC", text).strip()
    if not 1 <= len(words) <= LONGEST:
        raise UsageError(f"Ghi chú dài từ 1 đến {LONGEST} ký tự; ghi chú này có {len(words)}.")
    if any(_is_unseen(letter) for letter in words):
        raise UsageError("Ghi chú có ký tự điều khiển hoặc xuống dòng; hãy gõ lại trên một dòng.")
    return words


def _is_unseen(letter: str) -> bool:
    """Control and format characters, line ends: what changes how a line is shown, unseen."""
    return unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _exists(connection: Connection, number: int) -> bool:
    return connection.scalar(select(unit.c.id).where(unit.c.id == number)) is not None
