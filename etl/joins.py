"""Lists joined on the dossier code: apology letters, ratings, progress steps.

A row whose dossier is not known yet waits and joins when the dossier arrives, in any
order and in any command. What the lists say changes only the joined columns of a dossier.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Table, column, func, select, table, text

from etl.batch import Batch
from etl.load import Loading
from etl.merge import first_told, rounds, same, take
from etl.rows import Origin, keys_of, texts
from etl.steps import under_steps
from onestop.domain.facts import DAY
from onestop.storage import bulk, dossiers
from onestop.storage.array_facts import Rows
from onestop.storage.bulk import Columns
from onestop.storage.tables import dossier, letter, progress, rating, snapshot


@dataclass(frozen=True)
class JoinedList:
    """One kind of list: where it is kept, what it says, what tells its rows apart."""

    table: Table
    values: tuple[str, ...]
    part: Callable[[Columns], np.ndarray]

    @property
    def names(self) -> tuple[str, ...]:
        """Columns read back to compare."""
        return ("id", "dossier_id", "code", "part", *self.values)


def _day_part(values: np.ndarray) -> np.ndarray:
    days = np.where(np.isnan(values), -1, values // DAY).astype(np.int64)
    return days.astype(str).astype(object)


def _letter_part(columns: Columns) -> np.ndarray:
    return first_told(columns["number"], _day_part(columns["sent_at"]))


LISTS = {
    "letters": JoinedList(
        letter, ("number", "sent_at", "previous_due_at", "rescheduled_to"), _letter_part
    ),
    "ratings": JoinedList(rating, ("satisfaction", "rated_at"), lambda c: _day_part(c["rated_at"])),
    "progress": JoinedList(
        progress,
        ("desk_id", "step_due_at", "step_started_at", "step_done_at"),
        lambda c: _day_part(c["step_started_at"] * DAY),
    ),
}
"""A letter is told by its number (else its day), a rating by its day, a step by its start."""

TRACE = ("snapshot_id", "sheet_no", "row_no")
"""Where the newest statement of a row stands."""

BATCH_NAMES = {"number": "apology_number", "sent_at": "apology_sent_at"}
"""Where a list's column is called otherwise in a batch."""


def add_list(loading: Loading, kind: str, batch: Batch, origin: Origin) -> None:
    """Loads one batch of a joined list."""
    what = LISTS[kind]
    columns = _columns(loading, what, batch, origin)
    for places in rounds(columns["code"] + "|" + columns["part"]):
        _add_round(loading, what, take(columns, places))
    loading.findings += loading.catalogue.take_findings()


def _columns(loading: Loading, what: JoinedList, batch: Batch, origin: Origin) -> Columns:
    size = len(batch.code)
    columns: Columns = {"code": batch.code, "row_no": batch.rows.astype(np.int64)}
    for name in what.values:
        own = BATCH_NAMES.get(name, name)
        if name == "number":
            columns[name] = texts(batch.names.get(own), size)
        elif name == "desk_id":
            columns[name] = keys_of(
                batch.names.get("current_desk"), loading.catalogue.desks.id_of, size
            )
        else:
            columns[name] = batch.values.get(own, np.full(size, np.nan))
    for name in ("namespace_id", "snapshot_id", "sheet_no"):
        columns[name] = np.full(size, getattr(origin, name), dtype=np.int64)
    columns["part"] = what.part(columns)
    return columns


def _add_round(loading: Loading, what: JoinedList, columns: Columns) -> None:
    stored = _stored(loading.connection, what, columns)
    is_known = np.zeros(len(columns["code"]), dtype=bool)
    is_known[stored["place"]] = True
    _insert(loading, what, take(columns, ~is_known))
    _update(loading, what, take(columns, stored["place"]), stored)


def _stored(connection: Connection, what: JoinedList, columns: Columns) -> Columns:
    """Rows of the list that are known already, with their place among the new ones."""
    asked = {
        "place": np.arange(len(columns["code"])),
        **{name: columns[name] for name in ("namespace_id", "code", "part")},
    }
    bulk.stage(connection, "asked_row", asked, {"code": "TEXT", "part": "TEXT"})
    ask = table("asked_row", *(column(name) for name in asked))
    kept = what.table.c
    same_row = (
        (kept.namespace_id == ask.c.namespace_id)
        & (kept.code == ask.c.code)
        & (kept.part == ask.c.part)
    )
    fields = [kept.id, func.coalesce(kept.dossier_id, 0), *(kept[n] for n in what.values)]
    query = select(ask.c.place, snapshot.c.as_of, *fields).join_from(ask, what.table, same_row)
    query = query.join(snapshot, snapshot.c.id == kept.snapshot_id)
    return bulk.fetch(connection, query, ("place", "as_of", "id", "dossier_id", *what.values))


def _insert(loading: Loading, what: JoinedList, columns: Columns) -> None:
    if not len(columns["code"]):
        return
    connection = loading.connection
    namespace = int(columns["namespace_id"][0])
    found = dossiers.find(connection, namespace, columns["code"])
    owner = np.full(len(columns["code"]), np.nan)
    owner[found["place"]] = found["id"]
    first = (connection.scalar(select(func.max(what.table.c.id))) or 0) + 1
    ids = np.arange(first, first + len(owner))
    bulk.insert_rows(connection, what.table, {**columns, "id": ids, "dossier_id": owner})
    joined = ~np.isnan(owner)
    loading.counts.inserted += int(joined.sum())
    loading.counts.waiting += int((~joined).sum())
    rejoin(loading, np.unique(found["id"]))


def _update(loading: Loading, what: JoinedList, columns: Columns, stored: Columns) -> None:
    """Known rows: a blank never erases, and an older list only fills blanks."""
    if not len(stored["id"]):
        return
    older, newer = stored["as_of"] > loading.as_of, stored["as_of"] < loading.as_of
    merged = {
        name: np.where(
            older, first_told(stored[name], columns[name]), first_told(columns[name], stored[name])
        )
        for name in what.values
    }
    differs = np.zeros(len(stored["id"]), dtype=bool)
    for name in what.values:
        differs |= ~same(merged[name], stored[name])
    joined = stored["dossier_id"] > 0
    loading.counts.waiting += int((~joined).sum())
    loading.counts.updated += int((differs & joined).sum())
    loading.counts.unchanged += int((~differs & joined).sum())
    trace = {name: columns[name] for name in TRACE}
    _write(loading.connection, what.table.name, take({**merged, "id": stored["id"]}, differs))
    _write(loading.connection, what.table.name, take({**trace, "id": stored["id"]}, newer))
    rejoin(loading, np.unique(stored["dossier_id"][differs & joined]))


def _write(connection: Connection, kept: str, columns: Columns) -> None:
    if not len(columns["id"]):
        return
    bulk.stage(connection, "changed_row", columns, {"number": "TEXT"})
    sets = ", ".join(f"{name} = changed_row.{name}" for name in columns if name != "id")
    connection.execute(
        text(f"UPDATE {kept} SET {sets} FROM changed_row WHERE {kept}.id = changed_row.id")  # noqa: S608
    )


def join_waiting(loading: Loading) -> int:
    """Joins rows that waited for dossiers that are here now; how many found theirs."""
    met = [_met(loading.connection, what) for what in LISTS.values()]
    ids = np.unique(np.concatenate([found["dossier_id"] for found in met]))
    rejoin(loading, ids)
    return sum(len(found["id"]) for found in met)


def _met(connection: Connection, what: JoinedList) -> Columns:
    kept = what.table
    same_code = (dossier.c.code == kept.c.code) & (dossier.c.namespace_id == kept.c.namespace_id)
    query = (
        select(kept.c.id, dossier.c.id)
        .join_from(kept, dossier, same_code)
        .where(kept.c.dossier_id.is_(None))
    )
    found = bulk.fetch(connection, query, ("id", "dossier_id"))
    if len(found["id"]):
        bulk.stage(connection, "met", found, {})
        connection.execute(
            text(
                f"UPDATE {kept.name} SET dossier_id = met.dossier_id"  # noqa: S608
                f" FROM met WHERE {kept.name}.id = met.id"
            )
        )
    return found


def rejoin(loading: Loading, ids: np.ndarray) -> None:
    """Writes what the lists say onto some dossiers, and moves the ledger with it."""
    if not len(ids):
        return
    old = dossiers.read(loading.connection, ids)
    said = loading.corrections.told(old)
    waits = dossiers.pauses_of(loading.connection, old)
    new = {**said, **_joined_columns(loading.connection, said)}
    new, their_waits = loading.corrections.over(new, waits)
    loading.tally.move(old, waits, new, their_waits)
    dossiers.update(loading.connection, {name: new[name] for name in ("id", *_WRITTEN)})


_WRITTEN = (*dossiers.JOINED, "desk_id", "step_due_at")


def _joined_columns(connection: Connection, old: Rows) -> Rows:
    ids = pd.Index(old["id"])
    letters = _letters(_of(connection, LISTS["letters"], old["id"]))
    ratings = _newest(_of(connection, LISTS["ratings"], old["id"]), "rated_at")
    joined = {name: letters[name].reindex(ids).to_numpy(np.float64) for name in letters}
    joined["satisfaction"] = ratings["satisfaction"].reindex(ids).to_numpy(np.float64)
    return joined | under_steps(connection, old)


def _of(connection: Connection, what: JoinedList, ids: np.ndarray) -> pd.DataFrame:
    bulk.stage(connection, "asked_id", {"asked_id": ids}, {})
    ask = table("asked_id", column("asked_id"))
    kept = what.table.c
    names = ("dossier_id", *what.values)
    query = select(*(kept[name] for name in names)).join_from(
        ask, what.table, kept.dossier_id == ask.c.asked_id
    )
    query = query.order_by(kept.id)  # of two letters of one day the later entered is the last
    return pd.DataFrame(bulk.fetch(connection, query, names))


def _letters(rows: pd.DataFrame) -> pd.DataFrame:
    """By dossier: how many letters, how many moved the date, the first, the last new date."""
    by = rows.sort_values("sent_at", kind="stable").groupby("dossier_id")
    return pd.DataFrame(
        {
            "letter_count": by.size().astype(float),
            "reschedule_count": by["rescheduled_to"].count().astype(float),
            "apology_sent_at": by["sent_at"].min(),
            "rescheduled_to": by["rescheduled_to"].last(),
        }
    )


def _newest(rows: pd.DataFrame, at: str) -> pd.DataFrame:
    return rows.sort_values(at, kind="stable", na_position="first").groupby("dossier_id").last()
