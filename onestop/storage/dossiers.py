"""Dossiers in and out of the store, many at a time, as columns.

It knows the tables `dossier`, `claim` and `pause`; it refuses to know how statements are
merged (`etl.merge`) or counted (`tally`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    TableClause,
    case,
    column,
    func,
    literal,
    select,
    table,
    text,
)

from onestop.domain.facts import DAY
from onestop.storage import bulk, numbers, partitions, state
from onestop.storage.array_facts import Rows
from onestop.storage.bulk import Columns
from onestop.storage.intervals import Pauses
from onestop.storage.tables import (
    DERIVED_COLUMNS,
    DOSSIER_INDEXES,
    FACT_COLUMNS,
    JOINED_COLUMNS,
    TRACE_COLUMNS,
    claim,
    dossier,
    ledger,
    pause,
)


FACTS = tuple(name for name, _ in FACT_COLUMNS)
TRACE = tuple(name for name, _ in TRACE_COLUMNS)
JOINED = tuple(name for name, _ in JOINED_COLUMNS)
DERIVED = tuple(name for name, _ in DERIVED_COLUMNS)

COLUMNS = (
    "id",
    "namespace_id",
    "code",
    "lacking",
    *TRACE,
    *FACTS,
    *JOINED,
    *DERIVED,
    "province_id",
)
UNCOUNTED = (
    *("receiving_unit_id", "submitted_at", "finished_at", "returned_at", "ended_at"),
    *("desk_id", "step_due_at", "applicant_kind", "parent_code", "pauses", "rescheduled_to"),
)
COUNTED = tuple(
    name for name in ("id", *FACTS, *JOINED, *DERIVED, "province_id") if name not in UNCOUNTED
)
"""What counting needs of a dossier; a third less to read when all are counted."""

WAITS = ("dossier_id", "from_at", "to_at", "implied")

AT_ONCE = 100_000
"""Dossiers read together when all are walked."""

WORTH_A_LOOK = 10
"""A tenth of the dossiers written: what the engine knows of the tables is no longer so."""

MANY = 1_000
"""Dossiers from which it pays to have them written as columns (`numbers`)."""

LEAST_SPAN, MOST_SPANS = 30 * DAY, 100
"""A month of a province is some hundred thousand dossiers; a long period is not asked for in
more parts than these."""

SCATTERED = 4
"""Of so many ids only one is asked for: then waits are sought one by one."""


def next_id(connection: Connection) -> int:
    """The first id no dossier ever had (the caller is the one writer)."""
    return int(state.read(connection, "next_dossier_id", "1"))


def keep_next_id(connection: Connection, value: int) -> None:
    """Remembers the first unused id."""
    state.write(connection, "next_dossier_id", str(value))


def is_empty(connection: Connection) -> bool:
    """Whether no dossier is stored yet."""
    return connection.scalar(select(dossier.c.id).limit(1)) is None


def drop_indexes(connection: Connection) -> None:
    """Takes the secondary indexes away for a first bulk load."""
    for index in DOSSIER_INDEXES:
        index.drop(connection, checkfirst=True)


def make_indexes(connection: Connection) -> None:
    """Makes the secondary indexes; sorting once is cheaper than inserting one by one."""
    bulk.pack_keys(connection, dossier)
    for index in DOSSIER_INDEXES:
        index.create(connection, checkfirst=True)


def describe(connection: Connection, written: int | None = None) -> None:
    """Has the engine look again at what has grown; after a few of many rows (`written`) not,
    unless partitions have by now outgrown what is known of the whole."""
    many = written is None or written * WORTH_A_LOOK > next_id(connection)
    if many or partitions.have_grown(connection):
        bulk.describe(connection, (dossier, claim, pause, ledger))


def find(connection: Connection, namespace_id: int, codes: np.ndarray) -> Columns:
    """The known ones among codes: place in `codes`, id."""
    asked = _asked_codes(connection, codes)
    query = _known(asked, namespace_id, select(asked.c.place, dossier.c.id))
    with bulk.one_by_one(connection):
        return bulk.fetch(connection, query, ("place", "id"))


def find_said(
    connection: Connection, namespace_id: int, codes: np.ndarray, source_id: int
) -> Columns:
    """The known ones among codes, and what a source has said of each.

    place in `codes`, id, province_id; leads: the row is this source's; shared: others speak of
    it too; said: it has spoken before; fingerprint: of what it said, if it did. A code is sought
    in every province: a dossier may have moved. Claims are sought one by one, said as a question
    within the question: joined, PostgreSQL would read all of them for each batch as they grow.
    """
    asked = _asked_codes(connection, codes)
    of_it = claim.c.dossier_id == dossier.c.id
    leads = dossier.c.source_id == source_id
    shared = select(literal(1)).where(of_it).limit(1).scalar_subquery()
    mine = of_it & (claim.c.source_id == source_id)
    mine = select(claim.c.fingerprint).where(mine).limit(1).scalar_subquery()
    columns = {
        "place": asked.c.place,
        "id": dossier.c.id,
        "province_id": dossier.c.province_id,
        "leads": case((leads, 1), else_=0),
        "shared": shared,
        "fingerprint": dossier.c.fingerprint,
        "claimed": func.coalesce(mine, numbers.NOT_TOLD),
    }
    named = [told.label(name) for name, told in columns.items()]
    with bulk.one_by_one(connection):
        found = numbers.fetch(connection, _known(asked, namespace_id, select(*named)))
    claimed = found.pop("claimed")
    has_claim, leads = claimed != numbers.NOT_TOLD, found["leads"] == 1
    return found | {
        "leads": leads,
        "shared": found["shared"] == 1,
        "said": leads | has_claim,
        "fingerprint": np.where(has_claim, claimed, found["fingerprint"]),
    }


def _asked_codes(connection: Connection, codes: np.ndarray) -> TableClause:
    places = np.arange(len(codes))
    bulk.stage(connection, "asked_code", {"place": places, "code": codes}, {"code": "TEXT"})
    return table("asked_code", column("place"), column("code"))


def _known(asked: TableClause, namespace_id: int, query: Select) -> Select:
    joined = query.join_from(asked, dossier, dossier.c.code == asked.c.code)
    return joined.where(dossier.c.namespace_id == namespace_id)


def read(
    connection: Connection,
    ids: np.ndarray,
    names: tuple[str, ...] = COLUMNS,
    silent: Collection[str] = (),
    within: np.ndarray | None = None,
) -> Rows:
    """Dossiers by id, in the order of the ids asked for.

    silent: columns that probably tell nothing (`numbers.silent_in`): quicker if they do not.
    within: the provinces that they are stored under, where that is known.
    """
    query = _asked_ids(connection, dossier.c.id, ids, names)
    query = query.where(*map(text, _among(connection, within)))
    rows = _fetched(connection, query, len(ids), silent)
    order = np.argsort(rows["id"])
    place = order[np.searchsorted(rows["id"][order], ids)] if len(ids) else order
    return {name: array[place] for name, array in rows.items()}


def read_claims(connection: Connection, ids: np.ndarray) -> Columns:
    """The claims that are kept on some dossiers, in no order (`etl.said` reads them)."""
    names = ("dossier_id", "same", *TRACE, *FACTS)
    return _read_by_id(connection, claim.c.dossier_id, ids, names)


def _among(connection: Connection, within: np.ndarray | None) -> tuple[str, ...]:
    """The condition that spares looking for an id in the partitions of other provinces."""
    if within is None or not len(within) or not partitions.is_split(connection):
        return ()
    told = ", ".join(str(int(one)) for one in np.unique(within))
    return (f"dossier.province_id IN ({told})",)


def _read_by_id(
    connection: Connection, key: Column, ids: np.ndarray, names: tuple[str, ...]
) -> Rows:
    return _fetched(connection, _asked_ids(connection, key, ids, names), len(ids))


def _asked_ids(
    connection: Connection, key: Column, ids: np.ndarray, names: tuple[str, ...]
) -> Select:
    bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
    asked, what = table("asked_id", column("asked_id")), key.table
    columns = (what.c[name] for name in names)
    return select(*columns).join_from(asked, what, key == asked.c.asked_id)


def _fetched(
    connection: Connection, query: Select, count: int, silent: Collection[str] = ()
) -> Rows:
    if count < MANY:
        return bulk.fetch(connection, query, query.selected_columns.keys())
    with bulk.one_by_one(connection):
        return numbers.fetch(connection, query, silent)


def ids_received(
    connection: Connection, between: tuple[float, float], units: list[int]
) -> Iterator[np.ndarray]:
    """Ids of dossiers of some units received within [first, last] seconds, some at a time."""
    first, last = between
    if not first <= last < np.inf:
        return
    at = dossier.c.received_at
    query = select(dossier.c.id).where(dossier.c.unit_id.in_(units))
    first, after = int(first), int(last) + 1
    width = max(LEAST_SPAN, -(-(after - first) // MOST_SPANS))
    for start in range(first, after, width):
        span = query.where(at >= start, at < min(start + width, after))
        yield numbers.fetch(connection, span)["id"]


def read_in_order(connection: Connection, names: tuple[str, ...]) -> Iterator[Rows]:
    """All dossiers, a hundred thousand at a time, by id."""
    columns, last = [dossier.c[name] for name in names], 0
    while True:
        query = select(*columns).where(dossier.c.id > last)
        rows = bulk.fetch(connection, query.order_by(dossier.c.id).limit(AT_ONCE), names)
        if not len(rows["id"]):
            return
        last = int(rows["id"][-1])
        yield rows


def read_counted(
    connection: Connection, ids: tuple[int, int] | None = None
) -> Iterator[tuple[Rows, Pauses]]:
    """What counting needs of all dossiers, or of those with ids in (after, to], and their waits.

    A hundred thousand ids at a time: where dossiers were taken back there are fewer.
    """
    columns = [dossier.c[name] for name in COUNTED]
    first, last = ids or (0, last_id(connection))
    silent: frozenset[str] = frozenset()
    for after in range(first, last, AT_ONCE):
        span = (after, min(after + AT_ONCE, last))
        query = select(*columns).where(*_within(dossier.c.id, span))
        rows = numbers.fetch(connection, query, silent)
        if len(rows["id"]):
            silent = numbers.silent_in(rows)
            yield rows, _placed(rows["id"], _waits(connection, span))


def last_id(connection: Connection) -> int:
    """The greatest id of all dossiers; 0 without any."""
    return connection.scalar(select(func.max(dossier.c.id))) or 0


def _within(key: ColumnElement, span: tuple[int, int]) -> tuple[ColumnElement, ColumnElement]:
    """Ids in (after, to]."""
    return key > span[0], key <= span[1]


def _waits(connection: Connection, span: tuple[int, int]) -> Columns:
    query = select(*(pause.c[name] for name in WAITS))
    return numbers.fetch(connection, query.where(*_within(pause.c.dossier_id, span)))


def pauses_of(connection: Connection, rows: Rows) -> Pauses:
    """The waits of dossiers at hand, by their place among the rows."""
    ids = rows["id"]
    if not len(ids):
        return Pauses.none()
    first, last = int(ids.min()), int(ids.max())
    if last - first < SCATTERED * len(ids):
        return _placed(ids, _waits(connection, (first - 1, last)))
    return _placed(ids, _read_by_id(connection, pause.c.dossier_id, ids, WAITS))


def _placed(ids: np.ndarray, waits: Columns) -> Pauses:
    """Waits by the place of their dossier among ids; those of others are left out."""
    order = np.argsort(ids)
    place = np.searchsorted(ids[order], waits["dossier_id"])
    place = order[np.minimum(place, len(order) - 1)]
    mine = ids[place] == waits["dossier_id"]
    return Pauses(place[mine], *(waits[name][mine] for name in WAITS[1:]))


def insert_new(connection: Connection, rows: Rows) -> None:
    """Stores new dossiers."""
    bulk.insert_rows(connection, dossier, {name: rows[name] for name in rows})


def update(connection: Connection, rows: Rows, within: np.ndarray | None = None) -> None:
    """Stores dossiers anew that have the id of known ones; `within` as in `read`."""
    if len(rows["id"]):
        bulk.update_rows(connection, dossier, rows, _among(connection, within))


def replace_claims(connection: Connection, ids: np.ndarray, claims: Columns) -> None:
    """Stores claims in place of all that were kept on some dossiers (`ids`).

    In the order of their keys: an index that grows at its end stays full, where one that grows
    in its midst is left half empty.
    """
    order = np.lexsort((claims["source_id"], claims["dossier_id"]))
    claims = {name: array[order] for name, array in claims.items()}
    _replace(connection, claim, ids, claims)


def replace_pauses(connection: Connection, ids: np.ndarray, waits: Columns) -> None:
    """Stores the waits of some dossiers in place of their earlier ones."""
    _replace(connection, pause, ids, waits)


def _replace(connection: Connection, what: Table, ids: np.ndarray, rows: Columns) -> None:
    if len(ids):
        bulk.stage(connection, "asked_id", {"asked_id": np.asarray(ids, dtype=np.int64)}, {})
        asked = "SELECT asked_id FROM asked_id"
        connection.execute(
            text(f"DELETE FROM {what.name} WHERE dossier_id IN ({asked})")  # noqa: S608
        )
    bulk.insert_rows(connection, what, rows)


def keep_names(connection: Connection, ids: np.ndarray, names: np.ndarray) -> None:
    """Stores applicants' names (only installations that say so call this)."""
    bulk.stage(connection, "named", {"dossier_id": ids, "name": names}, {"name": "TEXT"})
    connection.execute(
        text("DELETE FROM applicant WHERE dossier_id IN (SELECT dossier_id FROM named)")
    )
    connection.execute(text("INSERT INTO applicant SELECT dossier_id, name FROM named"))


def count(connection: Connection) -> int:
    """How many dossiers are stored; millions take a second."""
    return connection.scalar(select(func.count()).select_from(dossier)) or 0


def are_more_than(connection: Connection, number: int) -> bool:
    """Whether the store holds more dossiers than that; no more of them are counted."""
    some = select(dossier.c.id).limit(number + 1).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) > number
