"""Dossiers that an older full export told and a newer one of the same kind does not.

They are not deleted: a dossier that vanishes is a finding (definitions.md section 9).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection

from etl.batch import Finding
from etl.load import Loading
from etl.members import unpack
from etl.profile import Title
from onestop.storage import dossiers, imports


def absent_dossiers(
    connection: Connection, profile: str, title: Title, loading: Loading
) -> Iterator[Finding]:
    """One finding a dossier that should stand in this export and does not.

    Expected: what the newest earlier export of the profile about the same dossiers told of
    the same units, received within the period this one covers (stated in its title, else
    from its first received date to its last). An older absence was reported then.
    """
    missing = _missing(connection, profile, loading)
    if not len(missing):
        return
    rows = dossiers.read(connection, missing, ("id", "code", "unit_id", "received_at"))
    first = title.covers_from if title.covers_from is not None else loading.seen.first
    last = title.covers_to if title.covers_to is not None else loading.seen.last
    within = (rows["received_at"] >= first) & (rows["received_at"] <= last)
    for place in np.flatnonzero(within & np.isin(rows["unit_id"], list(loading.seen.units))):
        detail = "Có trong bản kết xuất trước nhưng không còn trong bản mới hơn."
        yield Finding("absent_from_newer", detail, code=rows["code"][place])


def _missing(connection: Connection, profile: str, loading: Loading) -> np.ndarray:
    seen = loading.seen.ids()
    for packed in imports.earlier_of_profile(connection, profile, loading.as_of):
        told = unpack(packed)
        if np.isin(told, seen).any():
            return np.setdiff1d(told, seen)
    return np.zeros(0, dtype=np.int64)
