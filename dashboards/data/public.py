"""What citizens may see: sums by unit, and the progress of one dossier they can name.

A dossier is shown only to whoever knows its code and the day it was received: codes are
sequential, so a code alone is no secret. No name, officer or desk is ever read here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from dashboards.data.asked import Asked
from dashboards.words.sentences import say
from dashboards.words.speech import day_of_moment, number, parts_of, percent, spoken
from onestop.domain.facts import DAY
from onestop.domain.indicators import BY_CODE
from onestop.domain.labels import STATUSES
from onestop.domain.period import day_number
from onestop.storage.tables import dossier, procedure, unit


COLUMNS = (
    "public_received_count",
    "public_resolved_count",
    "public_on_time",
    "public_late",
    "public_open",
)


@dataclass(frozen=True)
class UnitRow:
    """One unit's sums, written for the reader, in the order of `COLUMNS`."""

    name: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Progress:
    """One dossier as its applicant may see it, written for the reader."""

    code: str
    procedure: str
    unit: str
    received: str
    due: str
    closed: str
    status: str


def unit_rows(asked: Asked) -> list[UnitRow]:
    """Every unit with dossiers in the period, by name, then all together."""
    names = asked.names("unit")
    rows = [
        _row(asked, names[row.key].label, row.measures)
        for row in asked.answer("unit").rows
        if row.measures["received"] or row.measures["resolved"] or row.measures["open"]
    ]
    whole = asked.measures()
    total = [_row(asked, say("public_total"), whole)] if rows and whole else []
    return sorted(rows, key=lambda row: row.name) + total


def _row(asked: Asked, name: str, measures: dict[str, int]) -> UnitRow:
    value = BY_CODE["on_time_share"].value(measures, asked.here.policy)
    share = f"{percent(value.ratio)} ({parts_of(value)})" if value.denominator else say("nothing")
    counts = (measures["received"], measures["resolved"])
    ends = (measures["resolved_late"], measures["open"])
    return UnitRow(name, (*map(number, counts), share, *map(number, ends)))


def progress(asked: Asked, code: str, received: date) -> Progress | None:
    """The dossier of a code received on a day; None unless both are right."""
    day = day_number(received)
    columns = (
        dossier.c.code,
        dossier.c.status,
        dossier.c.received_at,
        dossier.c.due_at,
        dossier.c.closing_at,
        procedure.c.name.label("procedure"),
        unit.c.name.label("unit"),
    )
    query = (
        select(*columns)
        .select_from(dossier)
        .outerjoin(procedure, procedure.c.id == dossier.c.procedure_id)
        .outerjoin(unit, unit.c.id == dossier.c.unit_id)
        .where(dossier.c.code == "".join(code.split()).upper())
        .where(dossier.c.received_at >= day * DAY, dossier.c.received_at < (day + 1) * DAY)
    )
    row = asked.connection.execute(query).first()
    return _told(row) if row else None


def _told(row) -> Progress:
    return Progress(
        row.code,
        row.procedure or say("nothing"),
        row.unit or say("nothing"),
        day_of_moment(row.received_at),
        day_of_moment(row.due_at),
        "" if row.closing_at is None else day_of_moment(row.closing_at),
        spoken(STATUSES[row.status]),
    )
