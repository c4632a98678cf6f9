"""The dossiers behind a count: the same condition, listed instead of counted.

It knows columns, pages, filters and orders; which dossiers stand behind a number is
`onestop.storage.behind`'s. Applicants' names are never selected.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, Connection, collate, func, select
from sqlalchemy.sql import Select
from sqlalchemy.types import String

from onestop.domain import lists
from onestop.domain.dossier import Status
from onestop.domain.errors import UsageError
from onestop.storage.behind import INDEXED, ids_behind
from onestop.storage.engine import is_postgresql
from onestop.storage.indicator_values import Question
from onestop.storage.searching import matching
from onestop.storage.slices import Slice, conditions
from onestop.storage.tables import (
    NOT_RECEIVED,
    area,
    desk,
    dossier,
    letter,
    procedure,
    snapshot,
    unit,
)
from onestop.storage.totals import ledger_total


receiving = unit.alias("receiving")

NEWEST_LETTER = (
    select(letter.c.number)
    .where(letter.c.dossier_id == dossier.c.id, letter.c.number.is_not(None))
    .order_by(letter.c.sent_at.desc().nulls_last(), letter.c.id.desc())
    .limit(1)
    .scalar_subquery()
)

SHOWN = {
    "code": dossier.c.code,
    "procedure_code": procedure.c.code,
    "procedure": procedure.c.name,
    "area": area.c.name,
    "unit": unit.c.name,
    "receiving_unit": receiving.c.name,
    "channel": func.coalesce(dossier.c.channel, 1),
    "service_level": dossier.c.service_level,
    "status": dossier.c.status,
    "submitted_at": dossier.c.submitted_at,
    "received_at": dossier.c.received_at,
    "due_at": dossier.c.due_at,
    "original_due_at": dossier.c.original_due_at,
    "finished_at": dossier.c.finished_at,
    "returned_at": dossier.c.returned_at,
    "closed_at": dossier.c.closing_at,
    "apology_number": NEWEST_LETTER,
    "apology_sent_at": dossier.c.apology_sent_at,
    "rescheduled_to": dossier.c.rescheduled_to,
    "satisfaction": dossier.c.satisfaction,
    "current_desk": desk.c.name,
    "step_due_at": dossier.c.step_due_at,
    "file": snapshot.c.path,
    "sheet_no": dossier.c.sheet_no,
    "row_no": dossier.c.row_no,
}
"""What a list shows of a dossier; the last three say in which row of which file it stands."""

KEYED = {
    "procedure": procedure.c.name_key,
    "area": area.c.name_key,
    "unit": unit.c.name_key,
    "receiving_unit": receiving.c.name_key,
    "current_desk": desk.c.name_key,
}
"""Names are put in order by what they are compared by."""

SORTABLE = {
    name: KEYED.get(name, column)
    for name, column in SHOWN.items()
    if name not in ("apology_number", "file", "sheet_no", "row_no")
}
"""What a list can be put in order by."""

JOINED = (
    (procedure, procedure.c.id == dossier.c.procedure_id),
    (area, area.c.id == dossier.c.area_id),
    (unit, unit.c.id == dossier.c.unit_id),
    (receiving, receiving.c.id == dossier.c.receiving_unit_id),
    (desk, desk.c.id == dossier.c.desk_id),
    (snapshot, snapshot.c.id == dossier.c.snapshot_id),
)

LONGEST_PAGE = 1_000
"""Rows a page may ask for at once; an export takes `rows_behind`."""

AT_ONCE = 2_000
"""Rows of an export that are in memory together."""


@dataclass(frozen=True)
class Wanted:
    """Which part of a list is wanted, and in which order.

    text: part of a dossier's code, or of a procedure's or unit's name; "" for all.
    status: the national statuses to keep; none for all. sort: a name of SORTABLE, or "" for
    the list's own (`lists.usual_order`, the fastest); what has no value comes last either
    way. offset and limit: rows passed over, rows given.
    """

    text: str = ""
    status: tuple[int, ...] = ()
    sort: str = "received_at"
    descending: bool = False
    offset: int = 0
    limit: int = 50

    def __post_init__(self) -> None:
        if self.sort and self.sort not in SORTABLE:
            raise UsageError(f"Không sắp xếp được theo “{self.sort}”. Có: {', '.join(SORTABLE)}.")
        for number in self.status:
            if number not in list(Status):
                known = ", ".join(str(int(status)) for status in Status)
                raise UsageError(f"Không có trạng thái “{number}”. Có: {known}.")
        if self.offset < 0 or not 1 <= self.limit <= LONGEST_PAGE:
            raise UsageError(f"Một trang có từ 1 đến {LONGEST_PAGE} dòng, bắt đầu từ dòng 0.")


@dataclass(frozen=True)
class ListPage:
    """Some rows of a list, keyed as SHOWN, and how many the whole list has."""

    rows: list[dict[str, Any]]
    total: int


EVERY_ROW = Wanted()


def page_of(
    connection: Connection, question: Question, measure: str, wanted: Wanted = EVERY_ROW
) -> ListPage:
    """A page of the dossiers that a number counts, and how many there are.

    measure: any code that `onestop.domain.lists.label_of` knows: a measure, an indicator's
    part ("on_time_share:numerator"), a list of its own, "" for all that the period worked on.
    Raises UsageError for a code that is no list.
    """
    parts = _in_turn(measure, wanted)
    if len(parts) > 1:
        return _page_across(connection, question, parts, wanted)
    found = _found(connection, question, measure, wanted)
    if found is None:
        return ListPage([], 0)
    total = _length(connection, question, measure, wanted, found)
    if total <= wanted.offset:
        return ListPage([], total)
    order = _order(connection, question, measure, wanted)
    ids = (
        _joined(found, SORTABLE.get(wanted.sort))
        .order_by(*order)
        .limit(wanted.limit)
        .offset(wanted.offset)
    )
    # the wide rows are read for the page only, not for everything that is put in order
    page = described(select(dossier.c.id)).where(dossier.c.id.in_(ids)).order_by(*order)
    return ListPage(read(connection, page), total)


def _in_turn(measure: str, wanted: Wanted) -> tuple[str, ...]:
    """The lists that make up a list one after the other in the wanted order.

    What was open at the start of a period was received before whatever was received in it. As
    one list in this order a planner walks all of history to look for the few that were open.
    """
    by_received = wanted.sort in ("", "received_at")
    if not (by_received and measure in (lists.EVERYTHING, "all")):
        return (measure,)
    first, then = lists.SUMS[measure]
    return (then, first) if wanted.descending else (first, then)


def _page_across(
    connection: Connection, question: Question, parts: tuple[str, ...], wanted: Wanted
) -> ListPage:
    """A page of lists that come one after the other."""
    rows: list[dict[str, Any]] = []
    total, end = 0, wanted.offset + wanted.limit
    for part in parts:
        length = count_behind(connection, question, part, wanted)
        if total < end and wanted.offset < total + length:
            first = max(0, wanted.offset - total)
            rest = replace(wanted, offset=first, limit=wanted.limit - len(rows))
            rows += page_of(connection, question, part, rest).rows
        total += length
    return ListPage(rows, total)


def count_behind(
    connection: Connection, question: Question, measure: str, wanted: Wanted = EVERY_ROW
) -> int:
    """How many dossiers a list has: by the ledger if nothing is filtered, else counted."""
    found = _found(connection, question, measure, wanted)
    return 0 if found is None else _length(connection, question, measure, wanted, found)


def rows_behind(
    connection: Connection,
    question: Question,
    measure: str,
    limit: int | None = None,
    wanted: Wanted = EVERY_ROW,
) -> Iterator[dict[str, Any]]:
    """Every dossier that a number counts, some at a time, in the wanted order.

    It follows `wanted` in text, status and order; how many is `limit`'s (None: all).
    """
    left = limit
    for part in _in_turn(measure, wanted):
        found = _found(connection, question, part, wanted)
        if found is None or left == 0:
            return
        order = _order(connection, question, part, wanted)
        query = described(found).order_by(*order).limit(left)
        result = connection.execute(query, execution_options={"yield_per": AT_ONCE})
        for row in result.mappings():
            left = None if left is None else left - 1
            yield dict(row)


def described(query: Select) -> Select:
    """A `select` from dossiers, showing what a list shows."""
    shown = query.with_only_columns(*(column.label(name) for name, column in SHOWN.items()))
    for table, key in JOINED:
        shown = shown.outerjoin_from(dossier, table, key)
    return shown


def read(connection: Connection, query: Select) -> list[dict[str, Any]]:
    """The rows of a described `select`."""
    return [dict(row) for row in connection.execute(query).mappings()]


def _found(
    connection: Connection, question: Question, measure: str, wanted: Wanted
) -> Select | None:
    query = ids_behind(connection, question, measure)
    if query is None:
        return None
    if wanted.text.strip():
        query = query.where(matching(connection, wanted.text))
    if wanted.status:
        query = query.where(dossier.c.status.in_(wanted.status))
    return query


def _length(
    connection: Connection, question: Question, measure: str, wanted: Wanted, found: Select
) -> int:
    is_whole = not wanted.text.strip() and not wanted.status
    told = ledger_total(connection, question, measure) if is_whole else None
    return connection.scalar(found.with_only_columns(func.count())) if told is None else told


def _joined(query: Select, column: ColumnElement | None) -> Select:
    """With the one table that the order needs."""
    for table, key in JOINED:
        if getattr(column, "table", None) is table:
            return query.outerjoin_from(dossier, table, key)
    return query


def _order(
    connection: Connection, question: Question, measure: str, wanted: Wanted
) -> tuple[ColumnElement, ...]:
    column = SORTABLE[wanted.sort or lists.usual_order(measure, question.policy)]
    if isinstance(column.type, String) and is_postgresql(connection):
        column = collate(column, "C")  # one order on both engines
    elif column.key in INDEXED and lists.is_short(measure, question.policy):
        column = column + 0  # else planners walk all of history in this order
    if wanted.descending:
        return column.desc().nulls_last(), dossier.c.id.desc()
    return column.asc().nulls_last(), dossier.c.id.asc()


def outside(connection: Connection, asked: Slice) -> dict[str, int]:
    """Dossiers not counted as received: waiting to be accepted, and not accepted.

    Two questions, so that each has an index of the few rows it is about.
    """
    mine = conditions(dossier, asked.chosen)
    by_status = select(dossier.c.status, func.count()).where(NOT_RECEIVED, *mine)
    told = dict(connection.execute(by_status.group_by(dossier.c.status)).all())
    undated = select(func.count()).where(
        dossier.c.received_at.is_(None), dossier.c.status.not_in((1, 3)), *mine
    )
    waiting = told.get(int(Status.REGISTERED), 0) + (connection.scalar(undated) or 0)
    return {
        "waiting_for_acceptance": waiting,
        "not_accepted": told.get(int(Status.NOT_ACCEPTED), 0),
    }
