"""From a batch of typed rows to the store's columns: names become keys, nothing is merged.

Also each statement's fingerprint, by which an unchanged row is known at a glance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from etl.batch import Batch
from etl.names import UNKNOWN_UNIT, Catalogue
from etl.table import Column
from onestop.domain.dossier import Precision
from onestop.storage.array_facts import Rows
from onestop.storage.dossiers import FACTS


TOLD_UNIT, TOLD_RECEIVING_UNIT, TOLD_AREA, TOLD_LEVEL = 1, 2, 4, 8
"""Bits of `told`: the source itself named this; otherwise it was concluded."""

NUMBERS = tuple(
    name
    for name in FACTS
    if not name.endswith("_id") and name not in ("precision", "parent_code", "pauses")
)
"""Facts that a batch holds as numbers under the same name."""


@dataclass(frozen=True)
class Origin:
    """Whose rows these are: keys that every row of a load shares."""

    source_id: int
    namespace_id: int
    snapshot_id: int
    sheet_no: int
    precision: str


def to_rows(batch: Batch, catalogue: Catalogue, origin: Origin) -> Rows:
    """Store columns of a batch: facts as told, trace, fingerprint."""
    size = len(batch.code)
    rows: Rows = {name: _number(batch, name, size) for name in NUMBERS}
    rows |= _names(batch, catalogue, size)
    rows["precision"] = _precision(origin.precision, size)
    rows["parent_code"] = texts(batch.names.get("parent_code"), size)
    rows["pauses"] = _pauses(batch.pauses, size)
    rows["fingerprint"] = fingerprint(rows)
    rows["told"] = _told(rows)
    rows["code"] = batch.code
    rows["row_no"] = batch.rows.astype(np.int64)
    for name in ("source_id", "namespace_id", "snapshot_id", "sheet_no"):
        rows[name] = np.full(size, getattr(origin, name), dtype=np.int64)
    return rows


def _number(batch: Batch, name: str, size: int) -> np.ndarray:
    return batch.values[name] if name in batch.values else np.full(size, np.nan)


def _precision(stated: str, size: int) -> np.ndarray:
    number = int(Precision[stated.upper()]) if stated else np.nan
    return np.full(size, number, dtype=np.float64)


def _names(batch: Batch, catalogue: Catalogue, size: int) -> Rows:
    return {
        "unit_id": keys_of(batch.names.get("unit"), catalogue.units.id_of, size),
        "receiving_unit_id": keys_of(
            batch.names.get("receiving_unit"), catalogue.units.id_of, size
        ),
        "area_id": keys_of(batch.names.get("area"), catalogue.areas.id_of, size),
        "desk_id": keys_of(batch.names.get("current_desk"), catalogue.desks.id_of, size),
        "procedure_id": _procedures(batch, catalogue, size),
    }


def keys_of(column: Column | None, id_of, size: int) -> np.ndarray:
    """The key of each row's wording, NaN where none is told; each wording looked up once."""
    if column is None:
        return np.full(size, np.nan)
    used = np.unique(column.codes)
    found = np.full(len(column.values) + 1, np.nan)
    for place in used[used >= 0]:
        found[place] = id_of(column.values[place])
    return found[column.codes]


def _procedures(batch: Batch, catalogue: Catalogue, size: int) -> np.ndarray:
    codes = batch.names.get("procedure_code") or _nothing_told(size)
    names = batch.names.get("procedure_name") or _nothing_told(size)
    pairs = codes.codes.astype(np.int64) * (len(names.values) + 1) + names.codes
    distinct, first, place = np.unique(pairs, return_index=True, return_inverse=True)
    ids = np.full(len(distinct), np.nan)
    for number, row in enumerate(first):
        code, name = _at(codes, row), _at(names, row)
        found = catalogue.procedures.pair_id(code, name)
        ids[number] = np.nan if found is None else found
    return ids[place]


def _nothing_told(size: int) -> Column:
    return Column(np.full(size, -1, dtype=np.int32), [])


def _at(column: Column, row: int) -> str | None:
    code = column.codes[row]
    return None if code < 0 else column.values[code]


def texts(column: Column | None, size: int) -> np.ndarray:
    """Each row's text, None where none is told."""
    if column is None:
        return np.full(size, None, dtype=object)
    return np.array([*column.values, None], dtype=object)[column.codes]


def _pauses(column: Column | None, size: int) -> np.ndarray:
    if column is None:
        return np.full(size, None, dtype=object)
    written = [pauses_text(value) for value in column.values]
    return np.array([*written, None], dtype=object)[column.codes]


def pauses_text(waits: tuple) -> str:
    """Waits as the store keeps them: "from-to", the last one "from-" while it goes on.

    >>> pauses_text(((10, 20), (30, None)))
    '10-20;30-'
    """
    return ";".join(f"{int(a)}-{'' if b is None else int(b)}" for a, b in waits)


def _told(rows: Rows) -> np.ndarray:
    bits = {
        "unit_id": TOLD_UNIT,
        "receiving_unit_id": TOLD_RECEIVING_UNIT,
        "area_id": TOLD_AREA,
        "service_level": TOLD_LEVEL,
    }
    told = np.zeros(len(rows["status"]), dtype=np.int64)
    for name, bit in bits.items():
        told |= np.where(np.isnan(rows[name]), 0, bit)
    return told


MIX = np.uint64(0x9E3779B97F4A7C15)
"""2^64 / golden ratio: the usual odd multiplier for spreading bits."""


def fingerprint(rows: Rows) -> np.ndarray:
    """64 bits that tell a statement from any other of the same dossier."""
    total = np.zeros(len(rows["status"]), dtype=np.uint64)
    for name in FACTS:
        total = (total ^ _bits(rows[name])) * MIX
        total ^= total >> np.uint64(29)
    return total.view(np.int64)


def _bits(array: np.ndarray) -> np.ndarray:
    if array.dtype == object:
        blank = np.equal(array, None).astype(bool)
        some = np.array([""], dtype=object) if blank.all() else np.where(blank, "", array)
        hashes = pd.util.hash_array(some.astype(object), categorize=False)
        return np.broadcast_to(hashes, len(array))
    return np.where(np.isnan(array), -1.0, array).astype(np.int64).view(np.uint64)


def unknown_unit(catalogue: Catalogue) -> int:
    """The entry for dossiers whose file tells no office."""
    return catalogue.units.id_of(UNKNOWN_UNIT)
