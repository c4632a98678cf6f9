"""One dossier: what is known of it, its time line, who states it where, what was noticed.

It knows one code at a time. Applicants' names leave it masked, unless whoever asks says that
the reader may see them; which unit's dossiers are seen is the connection's (`scoped`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, select, union_all

from onestop.domain.errors import NotFoundError
from onestop.domain.masking import masked
from onestop.storage.listing import described
from onestop.storage.searching import code_key
from onestop.storage.tables import (
    applicant,
    claim,
    dossier,
    finding,
    namespace,
    snapshot,
    source,
)
from onestop.storage.time_line import Event, events_of


FACTS = (
    "return_channel",
    "ended_at",
    "supplement_count",
    "components_digitised",
    "components_reused",
    "result_digitised",
    "fee_due",
    "paid_online",
    "applicant_kind",
    "precision",
    "parent_code",
    "letter_count",
    "reschedule_count",
    "computed_due_at",
    "processing_days",
    "paused_days",
)
"""What one dossier's page shows beside the columns of a list, as numbers of the domain."""

NEIGHBOURS = 50
"""Codes looked at on either side of an unknown one, before the scope is applied."""

NEAREST = 3


@dataclass(frozen=True)
class Statement:
    """Where a source states a dossier: its newest file that did, sheet and row.

    leads: whether its dates and status decide (the only source, or the one of highest
    priority). as_of: local seconds the file speaks for; sheet: "" where it has no name.
    """

    source: str
    file: str
    as_of: int
    sheet: str
    row: int | None
    leads: bool


@dataclass(frozen=True)
class Noticed:
    """A finding about the code: its kind (`onestop.domain.labels.FINDINGS`) and where."""

    kind: str
    detail: str
    file: str
    sheet: str
    row: int | None
    column: str


@dataclass(frozen=True)
class Told:
    """One dossier of the code.

    facts: the columns of a list (`listing.SHOWN`) and FACTS, enums as numbers, instants as
    local seconds, None where nothing is told. applicant: the name, masked unless `is_in_full`,
    "" where none is stored; has_name: whether one is.
    """

    namespace: str
    facts: dict[str, Any]
    events: tuple[Event, ...]
    statements: tuple[Statement, ...]
    findings: tuple[Noticed, ...]
    applicant: str
    has_name: bool
    is_in_full: bool = False


@dataclass(frozen=True)
class Story:
    """Everything known of a code: one dossier for each namespace that has it."""

    code: str
    dossiers: tuple[Told, ...]


def dossier_story(
    connection: Connection,
    code: str,
    units: frozenset[int] | None = None,
    *,
    in_full: bool = False,
) -> Story:
    """What is known of a code, within some units (None: all that the connection sees).

    in_full: whether names are not masked; for who may see them, and is recorded. Raises
    NotFoundError, with the nearest codes of those units, for a code that is not there, or not
    theirs: the two cannot be told apart.
    """
    key = code_key(code)
    query = described(select(dossier.c.id)).add_columns(
        *(dossier.c[name] for name in FACTS),
        dossier.c.id.label("id"),
        namespace.c.code.label("namespace"),
    )
    query = query.outerjoin_from(dossier, namespace, namespace.c.id == dossier.c.namespace_id)
    query = query.where(dossier.c.code == key, *_scope(units)).order_by(dossier.c.namespace_id)
    found = connection.execute(query.where(dossier.c.namespace_id.in_(_namespaces(connection))))
    told = tuple(_told(connection, dict(row), in_full) for row in found.mappings())
    if not told:
        raise NotFoundError("hồ sơ", key, nearest_codes(connection, key, units))
    return Story(key, told)


def nearest_codes(
    connection: Connection, code: str, units: frozenset[int] | None = None
) -> tuple[str, ...]:
    """Known codes most like one that is not known; from its neighbours in order."""
    known: list[str] = []
    for number in _namespaces(connection):
        ids = union_all(*(select(part.subquery()) for part in _neighbours(code, number)))
        query = select(dossier.c.code).where(dossier.c.id.in_(ids), *_scope(units))
        known += connection.scalars(query)
    return tuple(get_close_matches(code, sorted(set(known)), NEAREST, 0.5))


def _neighbours(code: str, number: int) -> tuple:
    """The index of (namespace, code) walked both ways from where the code would stand."""
    mine = select(dossier.c.id).where(dossier.c.namespace_id == number).limit(NEIGHBOURS)
    return (
        mine.where(dossier.c.code >= code).order_by(dossier.c.code),
        mine.where(dossier.c.code < code).order_by(dossier.c.code.desc()),
    )


def _namespaces(connection: Connection) -> list[int]:
    """All of them: the index of codes begins with the namespace."""
    return list(connection.scalars(select(namespace.c.id)))


def _scope(units: frozenset[int] | None) -> list[ColumnElement]:
    return [] if units is None else [dossier.c.unit_id.in_(sorted(units))]


def _told(connection: Connection, row: dict[str, Any], in_full: bool) -> Told:  # noqa: FBT001
    number, of = row.pop("id"), row.pop("namespace") or ""
    name = connection.scalar(select(applicant.c.name).where(applicant.c.dossier_id == number))
    sources, statements = _statements(connection, number)
    return Told(
        namespace=of,
        facts=row,
        events=events_of(connection, number, row),
        statements=statements,
        findings=_findings(connection, row["code"], sources),
        applicant=(name or "") if in_full else masked(name or ""),
        has_name=bool(name),
        is_in_full=in_full,
    )


def _statements(connection: Connection, number: int) -> tuple[list[int], tuple[Statement, ...]]:
    """Every source that speaks of a dossier, the leading one first; their ids too."""
    rows = connection.execute(_stated(claim, claim.c.dossier_id == number)).all()
    own = connection.execute(_stated(dossier, dossier.c.id == number)).all()
    if own and own[0].source_id not in {row.source_id for row in rows}:
        rows = sorted([*own, *rows], key=lambda row: (-(row.case_priority or 0), row.source_id))
    leading = max((row.case_priority or 0 for row in rows), default=0)
    told = (_statement(row, leads=(row.case_priority or 0) == leading) for row in rows)
    return [row.source_id for row in rows], tuple(told)


def _stated(table: Any, mine: ColumnElement) -> Any:
    columns = (table.c.source_id, table.c.sheet_no, table.c.row_no, source.c.case_priority)
    files = (source.c.code, snapshot.c.path, snapshot.c.as_of, snapshot.c.sheets)
    query = select(*columns, *files).select_from(table)
    query = query.join(source, source.c.id == table.c.source_id)
    query = query.join(snapshot, snapshot.c.id == table.c.snapshot_id)
    return query.where(mine).order_by(source.c.case_priority.desc(), source.c.id)


def _statement(row: Row, *, leads: bool) -> Statement:
    sheet = sheet_name(row.sheets, row.sheet_no)
    return Statement(row.code, row.path, row.as_of, sheet, row.row_no, leads)


def sheet_name(sheets: str, number: int | None) -> str:
    """The sheet that `sheet_no` means in a snapshot's list; "" if it has no name."""
    names = json.loads(sheets)
    return names[number] if number is not None and number < len(names) else ""


def _findings(connection: Connection, code: str, sources: list[int]) -> tuple[Noticed, ...]:
    """What was noticed about a code in the files of the sources that state it."""
    where = (finding.c.sheet, finding.c.row, finding.c.column)
    query = (
        select(finding.c.kind, finding.c.detail, snapshot.c.path, *where)
        .join(snapshot, snapshot.c.id == finding.c.snapshot_id)
        .where(finding.c.code == code, snapshot.c.source_id.in_(sources))
        .order_by(finding.c.id)
    )
    return tuple(Noticed(*row) for row in connection.execute(query))
