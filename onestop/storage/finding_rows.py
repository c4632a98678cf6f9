"""Findings into the store, many at a time: apart from `imports`, which needs no arrays."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from sqlalchemy import Connection

from onestop.storage import bulk
from onestop.storage.tables import finding


TEXTS = ("kind", "detail", "code", "column", "value")


def add_findings(
    connection: Connection, number: int, findings: Iterable[Any], sheet: str = ""
) -> None:
    """Keeps what was odd about rows that were kept; `sheet`: of rows whose finding names none."""
    found = list(findings)
    if not found:
        return
    texts = {name: [getattr(one, name) for one in found] for name in TEXTS}
    rows = [np.nan if one.row is None else one.row for one in found]
    sheets = [one.sheet or ("" if one.row is None else sheet) for one in found]
    columns = {name: np.array(told, dtype=object) for name, told in texts.items()}
    columns |= {
        "snapshot_id": np.full(len(found), number),
        "sheet": np.array(sheets, dtype=object),
        "row": np.array(rows, dtype=np.float64),
    }
    bulk.insert_rows(connection, finding, columns)
