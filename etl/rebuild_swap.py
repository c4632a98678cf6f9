"""What was built beside takes the place of what was there, in the one writer's transaction.

Readers see the old facts until the end and the new ones after; ids of declared catalogue
entries and of loads stay, and so does what people wrote (pins, withdrawals, corrections).
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, Table, delete, insert, not_, select

from etl.job import Job
from etl.rebuild_beside import CATALOGUES, Plan, enter, given
from onestop.storage import bulk, dossiers, imports, ledger_writer, owners, state
from onestop.storage.copying import column_of, count_on
from onestop.storage.engine import is_postgresql, reading, writing
from onestop.storage.tables import (
    applicant,
    claim,
    desk,
    dossier,
    feedback,
    finding,
    ledger,
    letter,
    namespace,
    pause,
    progress,
    rating,
    reject,
    snapshot,
    source,
    store_state,
    unit,
    unit_source,
)
from onestop.storage.tables_corrections import uncorrected


SMALL = (namespace, source, desk, snapshot)
"""Tables of few rows, some of which point at others: copied row by row, in this order."""

LARGE = (
    dossier,
    claim,
    uncorrected,
    pause,
    applicant,
    letter,
    rating,
    progress,
    feedback,
    reject,
    finding,
    unit_source,
    ledger,
)

NUMBERED_ANEW = (reject, finding)
"""Nobody points at these rows: the store numbers them itself."""

BLOCK = 50_000
"""Rows on their way at once."""


def swap(job: Job, plan: Plan, built: Engine, also: Callable[[Connection], None]) -> bool:
    """Puts the built facts in place; False, and nothing changed, if the store has moved on."""
    with reading(built) as beside, writing(job.engine) as live:
        if state.read(live, state.DATA_VERSION) != plan.version:
            return False
        ledger_writer.refresh(live, job.policy)
        kept = owners.let_go(live, not_(given(unit)))
        _empty(live)
        _copy_all(beside, live)
        owners.take_back(live, kept)
        owners.find_dossiers_again(live)
        _copy_state(beside, live)
        also(live)
        state.next_data_version(live)
    return True


def _empty(live: Connection) -> None:
    for table in (*reversed(LARGE), *reversed(SMALL)):
        live.execute(delete(table))
    for table in reversed(CATALOGUES):
        live.execute(delete(table).where(not_(given(table))))


def _copy_all(beside: Connection, live: Connection) -> None:
    for table in CATALOGUES:
        new = select(table).where(not_(given(table))).order_by(table.c.id)
        enter(live, table, [dict(row) for row in beside.execute(new).mappings()])
    for table in SMALL:
        _copy_rows(beside, live, table)
    # A dropped index of PostgreSQL shuts readers out until the end; SQLite's readers see the old.
    sorts_late = not is_postgresql(live)
    if sorts_late:
        dossiers.drop_indexes(live)
    for table in LARGE:
        _copy_columns(beside, live, table)
    if sorts_late:
        dossiers.make_indexes(live)
    dossiers.describe(live)


def _copy_rows(beside: Connection, live: Connection, table: Table) -> None:
    rows = [dict(row) for row in beside.execute(select(table).order_by(table.c.id)).mappings()]
    if rows:
        live.execute(insert(table), rows)
    if is_postgresql(live):
        count_on(live, table)


def _copy_columns(beside: Connection, live: Connection, table: Table) -> None:
    columns = [one for one in table.c if not (table in NUMBERED_ANEW and one.name == "id")]
    query = select(*columns).order_by(*table.primary_key.columns)
    names = [one.name for one in columns]
    for rows in beside.execute(query).partitions(BLOCK):
        told = zip(*rows, strict=True)
        bulk.insert_rows(live, table, dict(zip(names, map(column_of, told), strict=True)))


def _copy_state(beside: Connection, live: Connection) -> None:
    """What the built store says of itself: next ids, units told at loading, the ledger's stamp."""
    told = dict(beside.execute(select(store_state.c.key, store_state.c.value)).all())
    told.pop(state.DATA_VERSION, None)
    for prefix in (imports.UNIT_OF_LOAD, state.LOAD_PROVINCE):
        of_loads = store_state.c.key.startswith(prefix, autoescape=True)
        live.execute(delete(store_state).where(of_loads))
    for key, value in told.items():
        state.write(live, key, value)
