"""Typed rows, ready to be merged: what `etl.parse` hands to `etl.merge`.

It knows arrays and the reasons for leaving a row out; no files, no database.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from etl.table import Column


@dataclass(frozen=True)
class Reject:
    """A row kept out, and the cell that is the reason."""

    sheet: str
    row: int
    column: str
    value: str
    reason: str


@dataclass(frozen=True)
class Finding:
    """Something odd about a row that was kept, or (row None) about the file."""

    kind: str
    detail: str
    sheet: str = ""
    row: int | None = None
    code: str = ""
    column: str = ""
    value: str = ""


@dataclass
class Batch:
    """The kept rows of one chunk; every array has one entry a row.

    `code`: object array of normalised text. `values`: field -> float64, NaN = not told:
    instants as local seconds since 1970-01-01 00:00, flags 1/0, counts, enums by number.
    `names`: field -> Column whose values are tidy text (NFC, trimmed, spaces collapsed),
    -1 = not told (procedure_code, procedure_name, area, unit, receiving_unit,
    current_desk, and every field of kind text or code except `code`).
    `pauses`: Column whose values are tuples of (from, to) pairs of local seconds, `to` None
    while the wait goes on; or None if the source tells none.
    read = len(code) + rejected_rows + skipped; a rejected row has a Reject for each bad cell.
    """

    rows: np.ndarray
    code: np.ndarray
    values: dict[str, np.ndarray]
    names: dict[str, Column]
    pauses: Column | None = None
    rejects: list[Reject] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    read: int = 0
    skipped: int = 0
    rejected_rows: int = 0
