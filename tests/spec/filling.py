"""Dossiers written as plain rows, put into a store as a load does, only without files.

A row is a dict of field name to value: instants as local seconds, enums as numbers,
`pauses` as tuples of (from, to). It knows batches and loads; no tables of text.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection, insert

from etl import joins, members
from etl.batch import Batch
from etl.derive import WorkingDays
from etl.load import Loading
from etl.names import Catalogue
from etl.rows import NUMBERS, Origin
from etl.table import Column
from onestop.domain.policy import Policy
from onestop.domain.wording import name_key
from onestop.domain.working_time import Calendar
from onestop.storage import imports, ledger_writer, state
from onestop.storage.tables import procedure
from onestop.storage.tally import Tally


NAMES = ("unit", "receiving_unit", "area", "procedure_code", "parent_code", "apology_number")
JOINED = ("apology_sent_at", "previous_due_at", "rescheduled_to", "satisfaction", "rated_at")


@dataclass(frozen=True)
class Source:
    """Who speaks: leads for dates and status, or for the service facts."""

    code: str = "one-stop"
    case_priority: int = 2
    service_priority: int = 1
    precision: str = ""


ONE_STOP = Source()
PORTAL = Source("portal", 1, 2)


@dataclass
class Store:
    """A prepared store within one transaction, filled row by row."""

    connection: Connection
    calendar: Calendar
    policy: Policy
    loads: int = field(default=0)

    def __post_init__(self) -> None:
        self._working_days = WorkingDays(self.calendar)

    def make_ledger_for_policy(self) -> None:
        """Stamps the ledger of an empty store with this policy."""
        state.write(self.connection, state.LEDGER, state.ledger_stamp(self.policy))

    def enter_procedure(self, number: int, code: str, **facts: int) -> None:
        """A procedure of the catalogue: its area, level, limit."""
        values = {"id": number, "code": code, "name": code, "name_key": name_key(code)}
        self.connection.execute(insert(procedure).values(**values, **facts))

    def load(self, rows: list[dict], as_of: int, source: Source = ONE_STOP) -> Loading:
        """One snapshot of a source."""
        loading, origin = self._open(source, "dossiers", as_of)
        if rows:
            loading.add(batch_of(rows), origin)
        joins.join_waiting(loading)
        loading.finish()
        units = loading.seen.units | ({loading.unknown_unit} - {None})
        imports.note_units(self.connection, origin.source_id, units, as_of)
        return self._close(loading, origin)

    def join(self, kind: str, rows: list[dict], as_of: int) -> None:
        """One list of letters or ratings."""
        if rows:
            loading, origin = self._open(ONE_STOP, kind, as_of)
            joins.add_list(loading, kind, batch_of(rows), origin)
            self._close(loading, origin)

    def _open(self, source: Source, kind: str, as_of: int) -> tuple[Loading, Origin]:
        self.loads += 1
        priorities = (source.case_priority, source.service_priority)
        source_id = imports.source_key(self.connection, source.code, priorities)
        number = imports.open_snapshot(
            self.connection,
            sha256=str(self.loads),
            path=f"{source.code}-{self.loads}",
            size=0,
            profile=source.code,
            source_id=source_id,
            kind=kind,
            as_of=as_of,
            as_of_origin="told",
            loaded_at=0,
        )
        namespace = imports.namespace_key(self.connection, "national")
        loading = Loading(
            connection=self.connection,
            catalogue=Catalogue(self.connection, 0),
            working_days=self._working_days,
            tally=Tally(self.policy),
            priorities=imports.priorities(self.connection),
            as_of=as_of,
            is_older=members.older_than(self.connection, source_id, as_of),
        )
        return loading, Origin(source_id, namespace, number, 0, source.precision)

    def _close(self, loading: Loading, origin: Origin) -> Loading:
        ledger_writer.put_away(self.connection, loading.tally)
        packed = members.pack(loading.seen.ids())
        imports.close_snapshot(self.connection, origin.snapshot_id, vars(loading.counts), packed)
        return loading


def batch_of(rows: list[dict]) -> Batch:
    """A typed batch of rows; what a row does not have is not told."""
    values = {
        name: np.array([_number(row.get(name)) for row in rows])
        for name in (*NUMBERS, *JOINED)
        if any(name in row for row in rows)
    }
    names = {name: _column([row.get(name) for row in rows]) for name in NAMES}
    return Batch(
        rows=np.arange(1, len(rows) + 1),
        code=np.array([row["code"] for row in rows], dtype=object),
        values=values,
        names=names,
        pauses=_column([row.get("pauses") or None for row in rows]),
        read=len(rows),
    )


def _number(value: int | None) -> float:
    return np.nan if value is None else float(value)


def _column(cells: list) -> Column:
    values = list(dict.fromkeys(cell for cell in cells if cell is not None))
    place = {value: at for at, value in enumerate(values)}
    codes = [-1 if cell is None else place[cell] for cell in cells]
    return Column(np.array(codes, dtype=np.int32), values)
