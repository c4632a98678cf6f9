"""What each source says of a dossier, in as little room as tells it exactly.

The row of a dossier is the merge of its sources. It stands for its leading source too, save
the facts that this one lacks; another source's claim repeats nothing that the row has. It
knows arrays; rows here are as the sources told them, uncorrected and with nothing concluded.
"""

from __future__ import annotations

import numpy as np

from etl.merge import same, take, told
from etl.rows import TOLD_AREA, TOLD_LEVEL, TOLD_RECEIVING_UNIT, TOLD_UNIT
from onestop.storage.array_facts import Rows
from onestop.storage.dossiers import FACTS, TRACE
from onestop.storage.tables import FACT_BITS


MOVED_LATER = frozenset(
    {
        *("procedure_id", "area_id", "unit_id", "receiving_unit_id", "service_level"),
        *("desk_id", "step_due_at"),
    }
)
"""Facts that catalogues and progress lists change on a dossier's row between two loads: a claim
states them itself, or it would change with them."""

SHARED = tuple(name for name in FACTS if name not in MOVED_LATER)

TOLD_BITS = {
    "unit_id": TOLD_UNIT,
    "receiving_unit_id": TOLD_RECEIVING_UNIT,
    "area_id": TOLD_AREA,
    "service_level": TOLD_LEVEL,
}


def blank(array: np.ndarray) -> object:
    """What stands in a column where nothing is told."""
    return None if array.dtype == object else np.nan


def packed(statements: Rows, rows: Rows) -> Rows:
    """Statements as claims beside their dossiers' merged rows, place by place."""
    claims = {name: statements[name] for name in (*TRACE, *FACTS)}
    alike = np.zeros(len(rows["status"]), dtype=np.int64)
    for name in SHARED:
        equal = same(statements[name], rows[name])
        alike |= equal * FACT_BITS[name]
        claims[name] = np.where(equal, blank(statements[name]), statements[name])
    return {**claims, "same": alike}


def unpacked(claims: Rows, rows: Rows) -> Rows:
    """Claims as the statements they stand for."""
    alike = claims["same"].astype(np.int64)
    statements = {name: claims[name] for name in (*TRACE, *FACTS)}
    for name in SHARED:
        equal = (alike & FACT_BITS[name]) != 0
        statements[name] = np.where(equal, rows[name], claims[name])
    return statements


def lacking(statements: Rows, rows: Rows) -> tuple[np.ndarray, np.ndarray]:
    """Facts of merged rows that statements lack, and whether they tell all others as the rows do.

    Only then can a row stand for its source, without these facts.
    """
    missing = np.zeros(len(rows["status"]), dtype=np.int64)
    stands = np.ones(len(missing), dtype=bool)
    for name in FACTS:
        lacks = told(rows[name]) & ~told(statements[name])
        missing |= lacks * FACT_BITS[name]
        stands &= lacks | same(statements[name], rows[name])
    return missing, stands


def of_leading(rows: Rows) -> Rows:
    """What the source of each row says, where the row stands for it."""
    missing = np.nan_to_num(rows["lacking"]).astype(np.int64)
    statements = {name: rows[name] for name in (*TRACE, *FACTS)}
    if not missing.any():
        return statements
    for name in FACTS:
        lacks = (missing & FACT_BITS[name]) != 0
        statements[name] = np.where(lacks, blank(rows[name]), rows[name])
    bits = statements["told"].astype(np.int64)
    for name, bit in TOLD_BITS.items():
        bits &= ~np.where(missing & FACT_BITS[name], bit, 0)
    return {**statements, "told": bits}


def every(rows: Rows, claims: Rows) -> tuple[Rows, np.ndarray]:
    """All that any source says of some dossiers, and of which (its place in `rows`).

    claims: all that are kept about these dossiers.
    """
    at = places(rows["id"], claims["dossier_id"])
    own = at[claims["source_id"] == rows["source_id"][at]]
    leads = np.ones(len(rows["id"]), dtype=bool)
    leads[own] = False
    by_row = np.flatnonzero(leads)
    first, others = of_leading(take(rows, by_row)), unpacked(claims, take(rows, at))
    both = {name: np.concatenate([first[name], others[name]]) for name in first}
    return both, np.concatenate([by_row, at])


def places(ids: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where each wanted id stands among ids that are all different."""
    order = np.argsort(ids, kind="stable")
    return order[np.searchsorted(ids[order], wanted)] if len(wanted) else order[:0]
