"""Dossiers that an older full export told and a newer one of the same kind does not.

They are not deleted: a dossier that vanishes is a finding (definitions.md section 9), which says
whether it was open or overdue when it was last told.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from sqlalchemy import Connection

from etl.batch import Finding
from etl.load import Loading
from etl.members import unpack
from etl.profile import Title
from onestop.domain.dossier import Status
from onestop.domain.facts import DAY
from onestop.domain.integrity import OVERDUE, STILL_OPEN
from onestop.domain.period import day_of
from onestop.storage import dossiers, imports
from onestop.storage.array_facts import Rows


IN_HAND = (int(Status.ACCEPTED), int(Status.IN_PROGRESS))
"""Statuses under which it is the office's turn."""
OPEN = (*IN_HAND, int(Status.SUPPLEMENT_REQUESTED), int(Status.FEE_PENDING))


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
    rows = loading.corrections.told(dossiers.read(connection, missing))
    first = title.covers_from if title.covers_from is not None else loading.seen.first
    last = title.covers_to if title.covers_to is not None else loading.seen.last
    within = (rows["received_at"] >= first) & (rows["received_at"] <= last)
    gone = within & np.isin(rows["unit_id"], list(loading.seen.units))
    for place, column in _how_it_stood(rows, gone, loading.as_of):
        detail = "Có trong bản kết xuất trước nhưng không còn trong bản mới hơn."
        code, value = rows["code"][place], _shown(rows, column, place)
        yield Finding("absent_from_newer", detail, code=code, column=column, value=value)


def _how_it_stood(rows: Rows, gone: np.ndarray, as_of: int) -> Iterator[tuple[int, str]]:
    """Each dossier gone, with what makes it worth asking for: overdue, else open, else ""."""
    is_open = gone & np.isin(rows["status"], OPEN)
    late = is_open & (rows["due_at"] // DAY < as_of // DAY) & np.isin(rows["status"], IN_HAND)
    for place in np.flatnonzero(gone):
        yield int(place), OVERDUE if late[place] else STILL_OPEN if is_open[place] else ""


def _shown(rows: Rows, column: str, place: int) -> str:
    if not column:
        return ""
    value = int(rows[column][place])
    return day_of(value // DAY).isoformat() if column == OVERDUE else str(value)


def _missing(connection: Connection, profile: str, loading: Loading) -> np.ndarray:
    seen = loading.seen.ids()
    for lists in imports.earlier_of_profile(connection, profile, loading.as_of):
        told = np.unique(np.concatenate([unpack(packed) for packed in lists]))
        if np.isin(told, seen).any():
            return np.setdiff1d(told, seen)
    return np.zeros(0, dtype=np.int64)
