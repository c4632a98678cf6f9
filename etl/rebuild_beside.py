"""A second store with the same people's catalogues, filled by the same files in the same order.

Each file comes from where it was kept byte for byte, under the profile, moment and unit it
was loaded with. The live store is only read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Table, insert, or_, select, update

from etl.as_of import as_recorded
from etl.job import Job
from etl.readers import open_file
from etl.reading import Lists, Readable
from etl.snapshots import Snapshot, kept_snapshot
from onestop.domain.errors import DeclarationError, InputError, StoreError, UnknownLayoutError
from onestop.storage import imports, retention, state
from onestop.storage.corrections import IN_FORCE
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.schema import prepare
from onestop.storage.tables import alias, area, procedure, snapshot, unit, unit_successor
from onestop.storage.tables_corrections import correction


CATALOGUES = (area, procedure, unit)
"""Tables that people fill and loads add provisional entries to."""

UNCHANGED = "Kho dữ liệu chưa thay đổi gì."


@dataclass(frozen=True)
class Plan:
    """What is to be made again, and the state of the store that the plan was made for."""

    version: str
    snapshots: tuple[dict[str, Any], ...]


def plan_of(job: Job, left_out: int | None) -> Plan:
    """The snapshots to load again, in the order they were. Raises NotFoundError, StoreError."""
    with reading(job.engine) as connection:
        if left_out is not None:
            imports.must_exist(connection, left_out)
        columns = [one for one in snapshot.c if one.name != "members"]
        rows = connection.execute(select(*columns).order_by(snapshot.c.id)).mappings().all()
        reduced = retention.reduced_hashes(connection)
        known = tuple(
            {
                **row,
                "unit": imports.unit_told(connection, row["id"]),
                "reduced": reduced.get(row["sha256"], ""),
            }
            for row in rows
            if row["id"] != left_out
        )
        version = state.read(connection, state.DATA_VERSION)
    for row in known:
        _kept(job, row)
    return Plan(version, known)


def build(job: Job, plan: Plan, folder: Path) -> Engine:
    """The second store, full. Raises StoreError if a file is no longer understood."""
    folder.mkdir(parents=True)
    engine = open_engine(f"sqlite:///{(folder / 'onestop.db').as_posix()}")
    try:
        prepare(engine, job.policy)
        with reading(job.engine) as live, writing(engine) as beside:
            _copy_catalogues(live, beside)
            enter(beside, correction, _rows(live, select(correction).where(IN_FORCE)))
        for row in plan.snapshots:
            _load_again(replace(job, engine=engine, dry_run=False), row)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _kept(job: Job, row: dict) -> Snapshot:
    """The kept file of a snapshot, whose bytes are those that were loaded, or reduced."""
    shown = f"lần nạp {row['id']}"
    try:
        kept = kept_snapshot(job.snapshot_folder, row)
    except InputError as error:
        raise _lost(shown, row, "không còn trong thư mục snapshots hoặc không đọc được") from error
    if kept.sha256 != row["sha256"]:
        raise _lost(shown, row, "đã bị sửa hoặc hỏng")
    return kept


def _lost(shown: str, row: dict, problem: str) -> StoreError:
    return StoreError(
        f"Bản lưu của {shown} ({row['path']}) {problem}, nên không dựng lại được. {UNCHANGED}"
        " Hãy khôi phục thư mục snapshots từ bản sao lưu."
    )


def given(table: Table) -> ColumnElement[bool]:
    """Entries that people gave: declared ones, and those that an alias of theirs stands for."""
    named = select(alias.c.target_id).where(alias.c.kind == table.name)
    return or_(table.c.is_provisional == 0, table.c.id.in_(named))


def _copy_catalogues(live: Connection, beside: Connection) -> None:
    for table in CATALOGUES:
        enter(beside, table, _rows(live, select(table).where(given(table)).order_by(table.c.id)))
    for table in (unit_successor, alias):
        enter(beside, table, _rows(live, select(table)))


def enter(connection: Connection, table: Table, rows: list[dict]) -> None:
    """Enters catalogue rows; parents once every unit is there."""
    if not rows:
        return
    parents = {row["id"]: row["parent_id"] for row in rows if row.get("parent_id") is not None}
    connection.execute(
        insert(table), [row | ({"parent_id": None} if table is unit else {}) for row in rows]
    )
    for number, parent in parents.items():
        connection.execute(update(unit).where(unit.c.id == number).values(parent_id=parent))


def _rows(connection: Connection, query) -> list[dict]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _load_again(job: Job, row: dict) -> None:
    from etl.load_file import load_lists

    told = {name: row[name] for name in ("as_of", "unit", "province")}
    same = replace(job, number=row["id"], now=row["loaded_at"], **told)
    try:
        with _opened(same, row) as (opened, lists):
            as_of = as_recorded(row["as_of"], row["as_of_origin"])
            report = load_lists(same, opened, replace(lists, as_of=as_of))
    except (InputError, DeclarationError) as error:
        raise _misread(row, str(error)) from error
    if report.error:
        raise _misread(row, report.error)


def _misread(row: dict, why: str) -> StoreError:
    return StoreError(f"Lần nạp {row['id']} không dựng lại được: {why} {UNCHANGED}")


@contextmanager
def _opened(job: Job, row: dict) -> Iterator[tuple[Readable, Lists]]:
    """The file with the lists that were loaded then: recognised as usual, or as chosen then."""
    kept, code = _kept(job, row), row["profile"]
    for chosen in ("", code):
        try:
            with open_file(kept, replace(job, profile=chosen).asked(), only=code) as opened:
                lists = next((one for one in opened.lists if one.profile.code == code), None)
                if lists is not None and (chosen or _sheets(lists) == row["sheets"]):
                    yield opened, lists
                    return
        except UnknownLayoutError:
            if chosen:
                raise
    raise UnknownLayoutError(row["path"], "", [], {code: "(không còn nhận ra)"})


def _sheets(lists: Lists) -> str:
    return imports.sheets_text([layout.sheet for layout in lists.layouts])
