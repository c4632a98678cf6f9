"""Who is late, by how much, with or without an apology: a covering sheet, then the list.

The cover counts by unit or area; the list names each dossier, unit by unit, by due date.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, case, collate, select
from sqlalchemy.sql import Select

from onestop.domain.facts import DAY as SECONDS_OF_DAY
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.columns import LATE
from onestop.reports.counted import counted_sheet
from onestop.reports.figures import LATE_ONES, late_until
from onestop.reports.form import COUNT, DAY, TEXT, Column
from onestop.reports.head import head_of
from onestop.reports.notes import is_provisional, policy_note
from onestop.reports.sheet import ROW, TITLE, Line, Report, Sheet
from onestop.storage.behind import At, behind, once, parts_of
from onestop.storage.engine import is_postgresql
from onestop.storage.listing import NEWEST_LETTER
from onestop.storage.tables import area, dossier, procedure, unit


APOLOGY = "Thư xin lỗi"

COLUMNS = (
    Column("number", ("STT",), kind=TEXT, width=6),
    Column("code", ("Mã hồ sơ",), kind=TEXT, width=26),
    Column("procedure", ("Tên TTHC",), kind=TEXT, width=34),
    Column("area", ("Lĩnh vực",), kind=TEXT, width=18),
    Column("received_at", ("Nhận hồ sơ",), kind=DAY, width=11),
    Column("due_at", ("Hẹn trả",), kind=DAY, width=11),
    Column("closed_at", ("Kết thúc",), kind=DAY, width=11),
    Column("state", ("Tình trạng",), kind=TEXT, width=16),
    Column("days", ("Số ngày làm việc trễ",), kind=COUNT, width=10),
    Column("letter", (APOLOGY, "Có / chưa"), kind=TEXT, width=20),
    Column("letter_number", (APOLOGY, "Số"), kind=TEXT, width=14),
    Column("letter_sent_at", (APOLOGY, "Ngày gửi"), kind=DAY, width=11),
)

STATES = {True: "Đang quá hạn", False: "Đã trả quá hạn"}
LETTERS = {0: "Chưa có", 1: "Có, gửi sau hạn", 2: "Có, gửi trước hạn"}

LIST = "Danh sách"
"""The name of the second sheet, which the notes of config/forms/late.toml may mention."""

AT_ONCE = 2_000
"""Rows that are in memory together."""


def late_report(connection: Connection, asked: ReportAsked, scope: Scope) -> Report:
    """The covering sheet and the list of late dossiers."""
    cover, figures = counted_sheet(connection, asked, LATE, scope)
    listed = Sheet(
        name=LIST,
        head=head_of(asked, scope, figures.as_of),
        columns=COLUMNS,
        body=_lines(connection, asked, scope),
        notes=(policy_note(asked),),
    )
    provisional = is_provisional(asked, figures.as_of)
    return Report((cover, listed), figures.as_of, provisional, streams=True)


def _lines(connection: Connection, asked: ReportAsked, scope: Scope) -> Iterator[Line]:
    """Each unit's late dossiers under its name, numbered through."""
    number, before = 0, None
    for at in parts_of(connection, asked.question(scope.chosen)):
        query = _query(connection, at)
        for row in connection.execute(query, execution_options={"yield_per": AT_ONCE}):
            if row.unit != before:
                yield Line(TITLE, ("", row.unit or ""))
                before = row.unit
            number += 1
            yield Line(ROW, _cells(asked, at, number, row))


def _cells(asked: ReportAsked, at: At, number: int, row) -> tuple:
    is_open = row.until == at.moment
    last_day = row.until // SECONDS_OF_DAY
    days = asked.calendar.working_days_after(row.due // SECONDS_OF_DAY, last_day)
    return (
        str(number),
        row.code,
        row.procedure,
        row.area,
        row.received_at,
        row.due,
        None if is_open else row.until,
        STATES[is_open],
        days,
        LETTERS[row.letter],
        row.letter_number,
        row.apology_sent_at,
    )


def _query(connection: Connection, at: At) -> Select:
    facts = at.facts
    letter = case((facts.apology_in_time, 2), (facts.apology, 1), else_=0)
    query = select(
        dossier.c.code,
        procedure.c.name.label("procedure"),
        area.c.name.label("area"),
        unit.c.name.label("unit"),
        dossier.c.received_at,
        facts.due.label("due"),
        late_until(at).label("until"),
        letter.label("letter"),
        NEWEST_LETTER.label("letter_number"),
        dossier.c.apology_sent_at,
    ).select_from(dossier)
    for table in (procedure, area, unit):
        query = query.outerjoin_from(dossier, table, table.c.id == dossier.c[f"{table.name}_id"])
    query = query.where(behind(at, LATE_ONES), *at.mine)
    by_unit = collate(unit.c.name_key, "C") if is_postgresql(connection) else unit.c.name_key
    ordered = (by_unit.nulls_last(), facts.due, dossier.c.id)
    return once(query, at.question.policy, at.asked).order_by(*ordered)
