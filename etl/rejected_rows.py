"""Whose the rows are that loads refused: office, code and received date, from the kept files.

Only to say where a missing dossier may be: nothing is loaded, and no other cell is looked at.
A kept file that is gone or no longer understood is passed over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from sqlalchemy import Connection, func, select

from etl.parse_dates import parse_instants
from etl.reading import Asked, Opened
from etl.recognise import Sources
from etl.snapshots import kept_snapshot
from etl.table import Chunk, Sheet
from onestop.domain.errors import InputError
from onestop.domain.period import Period
from onestop.storage import imports
from onestop.storage.reconciled import Rejected
from onestop.storage.tables import reject, snapshot
from onestop.storage.tables_service import reduced_snapshot


MOST_ROWS = 2_000
"""Refused rows that are looked up; a store with more has another problem first."""

AT_ONCE = 10_000


def rejected_in(
    connection: Connection, sources: Sources, folder: Path, period: Period
) -> list[Rejected]:
    """The refused rows received in a period, or of which nobody can read when.

    folder: where files are kept.
    """
    found: list[Rejected] = []
    query = (
        select(
            *(snapshot.c[name] for name in ("id", "sha256", "path", "profile", "size")),
            func.coalesce(reduced_snapshot.c.reduced_sha256, "").label("reduced"),
        )
        .outerjoin(reduced_snapshot, reduced_snapshot.c.sha256 == snapshot.c.sha256)
        .where(snapshot.c.kind == "dossiers", snapshot.c.rejected > 0)
        .order_by(snapshot.c.id)
    )
    for told in connection.execute(query).all():
        if len(found) < MOST_ROWS:
            found += _of_file(connection, sources, folder, told)
    return [one for one in found[:MOST_ROWS] if _may_be_in(one, period)]


def _may_be_in(one: Rejected, period: Period) -> bool:
    at = one.received_at
    return at is None or period.start_at <= at < period.end_at


def _of_file(connection: Connection, sources: Sources, folder: Path, told) -> list[Rejected]:
    try:
        kept = kept_snapshot(folder, dict(told._mapping))
        opened = Opened(kept, Asked(sources, told.profile, as_of=0))
    except InputError:
        return []
    unit = imports.unit_told(connection, told.id)
    try:
        return [
            one
            for sheet, layout in opened.sheets.get(told.profile, [])
            for one in _of_sheet(sheet, layout, _why(connection, told.id, sheet), (told.path, unit))
        ]
    finally:
        opened.close()


def _why(connection: Connection, number: int, sheet: Sheet) -> dict[int, str]:
    """Row → the reason it was refused for first."""
    query = (
        select(reject.c.row, func.min(reject.c.reason))
        .where(reject.c.snapshot_id == number, reject.c.sheet == sheet.name)
        .group_by(reject.c.row)
        .limit(MOST_ROWS)
    )
    return dict(connection.execute(query).all())


def _of_sheet(sheet: Sheet, layout, why: dict[int, str], of: tuple[str, str]) -> Iterator[Rejected]:
    path, unit = of
    for chunk in sheet.read_body(layout.first_body_row, AT_ONCE) if why else ():
        here = chunk.take(np.flatnonzero(np.isin(chunk.rows, list(why))))
        names = {
            name: _texts(here, layout.fields.get(name, ()))
            for name in ("code", "unit", "received_at")
        }
        for at, row in enumerate(map(int, here.rows)):
            office = str(names["unit"][at] or layout.title.unit or unit or "")
            code = str(names["code"][at] or "").strip().upper()
            received = _instant(names["received_at"][at])
            yield Rejected(path, sheet.name, row, why[row], code, office, received)


def _texts(chunk: Chunk, places: tuple[int, ...]) -> list:
    """The first of a field's columns, cell by cell; None where it is empty."""
    if not places or places[0] >= len(chunk.columns):
        return [None] * len(chunk)
    column = chunk.columns[places[0]]
    return [column.values[code] if code >= 0 else None for code in column.codes]


def _instant(cell: object) -> int | None:
    if cell is None or isinstance(cell, tuple):
        return None
    read = parse_instants([cell])[0][0]
    return None if np.isnan(read) else int(read)
