"""Reads the tables in which specifications write their dossiers.

A column is a field of a dossier in plain words; a blank cell is not told. A due date
without a time means the end of its day, any other date its beginning. The status, if not
written, follows from the dates: returned, finished, else in progress.
"""

from __future__ import annotations

from onestop.domain.dossier import Channel, Payment, ReturnChannel, Satisfaction, Status
from onestop.domain.period import parse_instant


LAST_SECOND = 86_399

STATUSES = {
    "registered": Status.REGISTERED,
    "accepted": Status.ACCEPTED,
    "not accepted": Status.NOT_ACCEPTED,
    "in progress": Status.IN_PROGRESS,
    "supplement": Status.SUPPLEMENT_REQUESTED,
    "fee": Status.FEE_PENDING,
    "withdrawn": Status.WITHDRAWN,
    "stopped": Status.STOPPED,
    "finished": Status.FINISHED,
    "returned": Status.RETURNED,
}
FLAGS = {"yes": 1, "no": 0}
RATINGS = {one.name.lower().replace("_", " "): one for one in Satisfaction}


def moment(text: str) -> int:
    """`2024-06-08` is its first second; with a time, that second."""
    return parse_instant(text) - (0 if ":" in text else LAST_SECOND)


def promised(text: str) -> int:
    """`2024-06-08` is its last second; with a time, that second."""
    return parse_instant(text)


def waits(text: str) -> tuple:
    """`2024-06-03..2024-06-05; 2024-06-10..`: the last one still goes on."""
    parts = [part.strip().partition("..") for part in text.split(";")]
    return tuple((moment(a), moment(b) if b else None) for a, _, b in parts)


def letters(text: str) -> list[int | None]:
    """Several letters (or new dates) of one dossier; `-` in place of one not told."""
    parts = [part.strip() for part in text.split(";")]
    return [None if part == "-" else moment(part) for part in parts]


READ = {
    "dossier": ("code", str),
    "unit": ("unit", str),
    "receiving unit": ("receiving_unit", str),
    "area": ("area", str),
    "procedure": ("procedure_code", str),
    "parent": ("parent_code", str),
    "precision": ("precision", str),
    "limit": ("limit", int),
    "procedure level": ("procedure_level", int),
    "channel": ("channel", lambda text: Channel[text.upper()]),
    "level": ("service_level", int),
    "received": ("received_at", moment),
    "due": ("due_at", promised),
    "original due": ("original_due_at", promised),
    "finished": ("finished_at", moment),
    "returned": ("returned_at", moment),
    "ended": ("ended_at", moment),
    "status": ("status", STATUSES.__getitem__),
    "pauses": ("pauses", waits),
    "supplements": ("supplement_count", int),
    "components": ("components_digitised", FLAGS.__getitem__),
    "reused": ("components_reused", FLAGS.__getitem__),
    "result": ("result_digitised", FLAGS.__getitem__),
    "fee": ("fee_due", FLAGS.__getitem__),
    "paid": ("paid_online", lambda text: Payment[text.upper()]),
    "sent back by": ("return_channel", lambda text: ReturnChannel[text.upper()]),
    "letter sent": ("letters", letters),
    "new date": ("new_dates", letters),
    "rating": ("satisfaction", RATINGS.__getitem__),
}


def dossiers(table: str) -> list[dict]:
    """The rows of a table as loaders take them."""
    lines = [line.strip() for line in table.strip().splitlines()]
    heading, *rows = [_cells(line) for line in lines if line.strip("-+ ")]
    return [_dossier(dict(zip(heading, row, strict=True))) for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _dossier(cells: dict[str, str]) -> dict:
    row = {READ[name][0]: READ[name][1](text) for name, text in cells.items() if text}
    row.setdefault("status", _status(row))
    return row


def _status(row: dict) -> Status:
    if "returned_at" in row:
        return Status.RETURNED
    return Status.FINISHED if "finished_at" in row else Status.IN_PROGRESS
