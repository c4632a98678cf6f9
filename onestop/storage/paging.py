"""Lists a page at a time, each page beginning where the last ended: nothing is passed over.

A page is asked for by the last row before it, not by how many rows came before, so what is
added meanwhile neither repeats a row nor hides one. It knows orders; what is listed is told.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, or_, select
from sqlalchemy.sql import Select

from onestop.domain import lists
from onestop.domain.errors import NotFoundError
from onestop.domain.labels import FINDINGS
from onestop.storage.behind import ids_behind
from onestop.storage.imports import must_exist
from onestop.storage.indicator_values import Question
from onestop.storage.listing import described, read
from onestop.storage.tables import dossier, finding, reject, snapshot, source


@dataclass(frozen=True)
class Mark:
    """The last row of a page: its received date (of dossiers; None where none is told), its id."""

    id: int
    at: int | None = None


@dataclass(frozen=True)
class Page:
    """Some rows, and the mark of the last one if more may follow."""

    rows: list[dict[str, Any]]
    last: Mark | None


def dossiers_after(
    connection: Connection, question: Question, measure: str, mark: Mark | None, limit: int
) -> Page:
    """The dossiers behind a number after a mark, by received date and id; undated ones last.

    Rows are as `onestop.storage.listing.SHOWN`. UsageError for a code that is no list.
    """
    found = ids_behind(connection, question, measure)
    if found is None:
        return Page([], None)
    at = dossier.c.received_at
    if lists.is_short(measure, question.policy):
        at = at + 0  # no index may serve: planners would walk all of history in this order
    rows: list[dict[str, Any]] = []
    if mark is None or mark.at is not None:
        dated = found.where(at.is_not(None) if mark is None else _after(at, mark))
        rows += _read(connection, dated.order_by(at, dossier.c.id).limit(limit + 1), at)
    if len(rows) <= limit:
        undated = found.where(dossier.c.received_at.is_(None))
        if mark is not None and mark.at is None:
            undated = undated.where(dossier.c.id > mark.id)
        rest = undated.order_by(dossier.c.id).limit(limit + 1 - len(rows))
        rows += _read(connection, rest, at)
    return _cut(rows, limit, lambda row: Mark(row.pop("mark_id"), row["received_at"]))


def _after(at: ColumnElement, mark: Mark) -> ColumnElement:
    """What comes later in the order; the first half lets an index begin there."""
    return and_(at >= mark.at, or_(at > mark.at, dossier.c.id > mark.id))


def _read(connection: Connection, ids: Select, at: ColumnElement) -> list[dict[str, Any]]:
    """The wide rows of some ids only, not of all that were put in order."""
    query = described(select(dossier.c.id)).add_columns(dossier.c.id.label("mark_id"))
    return read(connection, query.where(dossier.c.id.in_(ids)).order_by(at, dossier.c.id))


def loads_after(connection: Connection, mark: Mark | None, limit: int) -> Page:
    """Loads after a mark, the oldest first, as `imports.list_snapshots` tells them."""
    query = _loads().order_by(snapshot.c.id)
    return _by_id(connection, query, snapshot.c.id, (mark, limit))


def load_of(connection: Connection, number: int) -> dict[str, Any]:
    """One load. Raises NotFoundError, with the last loads, for a number that no load has."""
    row = connection.execute(_loads().where(snapshot.c.id == number)).mappings().first()
    if row is None:
        must_exist(connection, number)
        raise NotFoundError("lần nạp", str(number))
    return dict(row)


def _loads() -> Select:
    shown = [c for c in snapshot.c if c.name not in ("members", "sheets")]
    query = select(*shown, source.c.code.label("source"))
    return query.outerjoin_from(snapshot, source, source.c.id == snapshot.c.source_id)


def rejects_after(
    connection: Connection, number: int | None, mark: Mark | None, limit: int
) -> Page:
    """Refused rows after a mark, of one load (NotFoundError if there is none) or of all."""
    query = select(snapshot.c.path, reject).join_from(reject, snapshot).order_by(reject.c.id)
    if number is not None:
        must_exist(connection, number)
        query = query.where(reject.c.snapshot_id == number)
    return _by_id(connection, query, reject.c.id, (mark, limit))


def findings_after(connection: Connection, kind: str, mark: Mark | None, limit: int) -> Page:
    """Findings after a mark, of one kind (NotFoundError for an unknown one) or of all."""
    if kind and kind not in FINDINGS:
        raise NotFoundError(
            "loại phát hiện", kind, tuple(get_close_matches(kind, FINDINGS, 3, 0.3))
        )
    query = select(snapshot.c.path, finding).outerjoin_from(finding, snapshot)
    if kind:
        query = query.where(finding.c.kind == kind)
    return _by_id(connection, query.order_by(finding.c.id), finding.c.id, (mark, limit))


def _by_id(
    connection: Connection,
    query: Select,
    number: ColumnElement,
    asked: tuple[Mark | None, int],
) -> Page:
    mark, limit = asked
    if mark is not None:
        query = query.where(number > mark.id)
    return _page(connection, query, limit, lambda row: Mark(row["id"]))


def _page(
    connection: Connection, query: Select, limit: int, mark_of: Callable[[dict], Mark]
) -> Page:
    return _cut(read(connection, query.limit(limit + 1)), limit, mark_of)


def _cut(rows: list[dict[str, Any]], limit: int, mark_of: Callable[[dict], Mark]) -> Page:
    """One row more than asked was read: it alone tells whether anything follows."""
    marks = [mark_of(row) for row in rows]
    if len(rows) <= limit:
        return Page(rows, None)
    return Page(rows[:limit], marks[limit - 1])
