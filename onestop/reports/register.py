"""Sổ theo dõi hồ sơ: every dossier received in a period, by area, numbered through.

Names, addresses and phones are personal and stand in no store: their places are ruled blanks,
and a note says so. Rows are read as they are written.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, case, collate, func

from onestop.domain.dossier import ReturnChannel
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.form import BLANK, DAY, TEXT, Column
from onestop.reports.head import head_of
from onestop.reports.notes import is_provisional, moment_notes, own_notes
from onestop.reports.sheet import ROW, TITLE, Line, Report, Sheet
from onestop.storage import catalogue
from onestop.storage.behind import ids_behind
from onestop.storage.engine import is_postgresql
from onestop.storage.moments import newest_by_unit
from onestop.storage.tables import area, dossier, procedure, unit


HANDED = "Nhận và trả kết quả"

COLUMNS = (
    Column("number", ("STT",), kind=TEXT, width=6),
    Column("code", ("Mã hồ sơ",), kind=TEXT, width=26),
    Column("procedure", ("Tên TTHC",), kind=TEXT, width=34),
    Column("applicant", ("Tên tổ chức, cá nhân",), kind=BLANK, width=20),
    Column("address", ("Địa chỉ, số điện thoại",), kind=BLANK, width=20),
    Column("unit", ("Cơ quan chủ trì giải quyết",), kind=TEXT, width=22),
    Column("received_at", (HANDED, "Nhận hồ sơ"), kind=DAY, width=11),
    Column("due_at", (HANDED, "Hẹn trả kết quả"), kind=DAY, width=11),
    Column("returned_at", (HANDED, "Trả kết quả"), kind=DAY, width=11),
    Column("return_channel", (HANDED, "Phương thức nhận kết quả"), kind=TEXT, width=13),
    Column("signed", (HANDED, "Ký nhận"), kind=BLANK, width=11),
)

RETURNED_BY = {int(ReturnChannel.DESK): "Trực tiếp", int(ReturnChannel.POST): "BCCI"}

ROOM_TO_WRITE = 30
"""Points of a row's height: two lines by hand."""

AT_ONCE = 2_000
"""Rows that are in memory together."""


def register_report(connection: Connection, asked: ReportAsked, scope: Scope) -> Report:
    """The register of what was received in the period."""
    as_of = _known_until(connection, asked)
    wordings = asked.texts.wordings
    sheet = Sheet(
        name="register",
        head=head_of(asked, scope, as_of),
        columns=COLUMNS,
        body=_lines(connection, asked, scope),
        notes=(*moment_notes(asked, as_of), wordings.say("blanks"), *own_notes(asked)),
        date=wordings.head["date"],
        signers=asked.text.signers,
        sign=wordings.head["sign"],
        row_points=ROOM_TO_WRITE,
    )
    return Report((sheet,), as_of, is_provisional(asked, as_of), streams=True)


def _known_until(connection: Connection, asked: ReportAsked) -> int | None:
    """A register tells what became of a dossier later, also after its period."""
    newest = max(newest_by_unit(connection).values(), default=None)
    if newest is None or asked.as_of is None:
        return newest
    return min(newest, asked.as_of)


def _lines(connection: Connection, asked: ReportAsked, scope: Scope) -> Iterator[Line]:
    query = _query(connection, asked, scope)
    if query is None:
        return
    rows = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    before: str | None = None
    for number, row in enumerate(rows, start=1):
        name = row.area or catalogue.UNKNOWN
        if name != before:
            yield Line(TITLE, ("", name))
            before = name
        yield Line(ROW, _cells(number, row))


def _cells(number: int, row) -> tuple:
    way = RETURNED_BY.get(row.return_channel, "")
    dates = (row.received_at, row.due_at, row.returned)
    return (str(number), row.code, row.procedure, None, None, row.unit, *dates, way, None)


def _query(connection: Connection, asked: ReportAsked, scope: Scope):
    found = ids_behind(connection, asked.question(scope.chosen), "received")
    if found is None:
        return None
    shown = found.with_only_columns(
        dossier.c.code,
        procedure.c.name.label("procedure"),
        area.c.name.label("area"),
        unit.c.name.label("unit"),
        dossier.c.received_at,
        dossier.c.due_at,
        _returned(asked.as_of).label("returned"),
        dossier.c.return_channel,
    )
    for table in (procedure, area, unit):
        shown = shown.outerjoin_from(dossier, table, table.c.id == dossier.c[f"{table.name}_id"])
    by_name = collate(area.c.name_key, "C") if is_postgresql(connection) else area.c.name_key
    return shown.order_by(by_name.nulls_last(), dossier.c.received_at, dossier.c.id)


def _returned(until: int | None) -> ColumnElement:
    """When the result was handed over, else when it was ready; only of what has ended by then."""
    returned = case(
        (
            dossier.c.closing_at.is_not(None),
            func.coalesce(dossier.c.returned_at, dossier.c.closing_at),
        )
    )
    return returned if until is None else case((returned < until, returned))
