"""Feedback and petitions (PAKN): a list of its own, kept by code.

The newest statement wins, an older one only fills blanks, a blank never erases.
"""

from __future__ import annotations

import numpy as np
from sqlalchemy import column, func, select, table, text

from etl.batch import Batch
from etl.load import Loading
from etl.merge import first_told, rounds, same, take
from etl.rows import Origin, keys_of
from onestop.storage import bulk
from onestop.storage.bulk import Columns
from onestop.storage.tables import feedback, snapshot


DATES = ("received_at", "answered_at", "refused_at", "asked_at", "published_at")
VALUES = ("area_id", "unit_id", *DATES)
STORED = ("snapshot_id", *VALUES)


def add_feedback(loading: Loading, batch: Batch, origin: Origin) -> None:
    """Loads one batch of a feedback list."""
    size = len(batch.code)
    columns: Columns = {
        "code": batch.code,
        "namespace_id": np.full(size, origin.namespace_id, dtype=np.int64),
        "snapshot_id": np.full(size, origin.snapshot_id, dtype=np.int64),
        "area_id": keys_of(batch.names.get("area"), loading.catalogue.areas.id_of, size),
        "unit_id": keys_of(batch.names.get("unit"), loading.catalogue.units.id_of, size),
    }
    columns |= {name: batch.values.get(name, np.full(size, np.nan)) for name in DATES}
    for places in rounds(columns["code"]):
        _add_round(loading, take(columns, places))
    loading.findings += loading.catalogue.take_findings()


def _add_round(loading: Loading, columns: Columns) -> None:
    stored = _stored(loading, columns)
    is_known = np.zeros(len(columns["code"]), dtype=bool)
    is_known[stored["place"]] = True
    fresh = take(columns, ~is_known)
    first = (loading.connection.scalar(select(func.max(feedback.c.id))) or 0) + 1
    fresh["id"] = np.arange(first, first + len(fresh["code"]))
    bulk.insert_rows(loading.connection, feedback, fresh)
    loading.counts.inserted += len(fresh["code"])
    _update(loading, take(columns, stored["place"]), stored)


def _stored(loading: Loading, columns: Columns) -> Columns:
    asked = {"place": np.arange(len(columns["code"])), "code": columns["code"]}
    bulk.stage(loading.connection, "asked_code", asked, {"code": "TEXT"})
    ask = table("asked_code", column("place"), column("code"))
    namespace = int(columns["namespace_id"][0])
    query = (
        select(ask.c.place, feedback.c.id, snapshot.c.as_of, *(feedback.c[n] for n in STORED))
        .join_from(ask, feedback, feedback.c.code == ask.c.code)
        .join(snapshot, snapshot.c.id == feedback.c.snapshot_id)
        .where(feedback.c.namespace_id == namespace)
    )
    return bulk.fetch(loading.connection, query, ("place", "id", "as_of", *STORED))


def _update(loading: Loading, columns: Columns, stored: Columns) -> None:
    older = stored["as_of"] > loading.as_of
    merged = {
        name: np.where(
            older, first_told(stored[name], columns[name]), first_told(columns[name], stored[name])
        )
        for name in VALUES
    }
    differs = np.zeros(len(stored["id"]), dtype=bool)
    for name in VALUES:
        differs |= ~same(merged[name], stored[name])
    merged["snapshot_id"] = np.where(older, stored["snapshot_id"], columns["snapshot_id"])
    loading.counts.updated += int(differs.sum())
    loading.counts.unchanged += int((~differs).sum())
    if differs.any():
        bulk.stage(
            loading.connection, "changed_row", take({**merged, "id": stored["id"]}, differs), {}
        )
        sets = ", ".join(f"{name} = changed_row.{name}" for name in STORED)
        loading.connection.execute(
            text(f"UPDATE feedback SET {sets} FROM changed_row WHERE feedback.id = changed_row.id")  # noqa: S608
        )
