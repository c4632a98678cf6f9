"""The dossiers behind a count: the same condition, listed instead of counted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select
from sqlalchemy.sql import Select

from onestop.domain.dossier import Status
from onestop.domain.errors import UsageError
from onestop.domain.facts import DAY, Facts
from onestop.domain.measures import BY_CODE, DUE_SOON, DUE_SOON_DAYS, MEASURES
from onestop.storage import scan
from onestop.storage.indicator_values import Question
from onestop.storage.moments import Moments
from onestop.storage.slices import Slice, conditions
from onestop.storage.sql_facts import sql_facts
from onestop.storage.tables import NOT_RECEIVED, area, dossier, procedure, snapshot, unit


receiving = unit.alias("receiving")

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
    "apology_sent_at": dossier.c.apology_sent_at,
    "rescheduled_to": dossier.c.rescheduled_to,
    "satisfaction": dossier.c.satisfaction,
    "file": snapshot.c.path,
    "sheet_no": dossier.c.sheet_no,
    "row_no": dossier.c.row_no,
}
"""What a list shows of a dossier; the last three say in which row of which file it stands."""


def rows_behind(
    connection: Connection, question: Question, measure: str, limit: int | None = None
) -> Iterator[dict[str, Any]]:
    """Every dossier that a count counts, by received date."""
    moments = Moments.of(connection, question)
    left = limit
    for moment, asked in moments.slices(question.asked):
        if moment <= question.period.start_at or left == 0:
            continue
        query = _query(question, measure, moment, asked).limit(left)
        found = [dict(row) for row in connection.execute(query).mappings()]
        left = None if left is None else left - len(found)
        yield from found


def _query(question: Question, measure: str, moment: int, asked: Slice) -> Select:
    condition = behind(question, measure, moment)
    query = select(*(column.label(name) for name, column in SHOWN.items()))
    query = query.select_from(dossier)
    for table, key in ((procedure, "procedure_id"), (area, "area_id"), (unit, "unit_id")):
        query = query.outerjoin(table, table.c.id == dossier.c[key])
    query = query.outerjoin(receiving, receiving.c.id == dossier.c.receiving_unit_id)
    query = query.outerjoin(snapshot, snapshot.c.id == dossier.c.snapshot_id)
    query = query.where(condition, *conditions(dossier, asked.chosen))
    if question.policy.interlinked == "once":
        query = scan.without_children(query, asked)
    return query.order_by(dossier.c.received_at, dossier.c.id)


def behind(question: Question, measure: str, moment: int) -> ColumnElement:
    """The condition under which a measure counts a dossier between the start and T."""
    facts = sql_facts(question.policy)
    start = question.period.start_at
    if measure in ("", "all"):
        return _any_way(facts, start, moment)
    if measure == DUE_SOON.code:
        until = question.add_working_days(moment // DAY, DUE_SOON_DAYS)
        return facts.due_within(moment, until)
    if measure == "opening":
        return facts.open_at(start)
    declared = BY_CODE.get(measure)
    if declared is None or declared.condition is None:
        raise UsageError(f"Không có số đo “{measure}”. Có: {', '.join(m.code for m in MEASURES)}.")
    if declared.placed_by == "state":
        return declared.condition(facts, moment)
    placed = scan.placed_between(facts, declared.placed_by, (start, moment))
    return and_(declared.condition(facts), placed)


def _any_way(facts: Facts, start: int, moment: int) -> ColumnElement:
    """Received in the period, or open at its start: everything the period worked on."""
    received = scan.placed_between(facts, "received", (start, moment))
    return or_(and_(facts.inside, received), facts.open_at(start))


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
