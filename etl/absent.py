"""Dossiers that an older full export told and a newer one of the same kind does not.

They are not deleted: a dossier that vanishes is a finding (definitions.md section 9), which says
whether it was open or overdue when it was last told.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

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
from onestop.storage.corrections import corrected_ids


IN_HAND = (int(Status.ACCEPTED), int(Status.IN_PROGRESS))
"""Statuses under which it is the office's turn."""
OPEN = (*IN_HAND, int(Status.SUPPLEMENT_REQUESTED), int(Status.FEE_PENDING))


FEW = 1_000
"""So many may always be missing before a file is taken for a part of the list."""


def absent_dossiers(
    connection: Connection, profile: str, title: Title, loading: Loading
) -> Iterator[Finding]:
    """One finding a dossier that should stand in this export and does not.

    Expected: what the newest earlier export of the profile about the same dossiers told of
    the same units, received within the period this one covers (stated in its title, else
    from its first received date to its last). An older absence was reported then. Where more
    is missing than told, the file is no full export, and one finding says so.
    """
    seen, units = loading.seen.ids(), loading.seen.units
    told = _told_before(connection, profile, seen, loading.as_of)
    if not len(told):
        return
    first = title.covers_from if title.covers_from is not None else loading.seen.first
    last = title.covers_to if title.covers_to is not None else loading.seen.last
    missing = _missing(connection, told, (first, last), seen, units)
    if len(missing) > max(FEW, len(seen)):
        detail = "Tệp thiếu nhiều hồ sơ hơn số hồ sơ nó có: coi là một phần của danh sách."
        yield Finding("part_of_a_list", detail)
        return
    rows = loading.corrections.told(dossiers.read(connection, missing))
    within = (rows["received_at"] >= first) & (rows["received_at"] <= last)
    gone = within & np.isin(rows["unit_id"], list(units))
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


def _missing(
    connection: Connection,
    told: np.ndarray,
    covered: tuple[float, float],
    seen: np.ndarray,
    units: set[int],
) -> np.ndarray:
    """What was told before, may be expected here and is missing; no more than proves a part.

    Asked by date, so that it costs what the file covers, not what the store holds. A corrected
    dossier may have been told otherwise than it stands.
    """
    found = []
    ids_of = dossiers.ids_received(connection, covered, sorted(units))
    for ids in chain([corrected_ids(connection)], ids_of):
        found.append(_left_out(ids, told, seen))
        if sum(map(len, found)) > max(FEW, len(seen)):
            break
    return np.unique(np.concatenate([np.zeros(0, dtype=np.int64), *found]))


def _left_out(ids: np.ndarray, told: np.ndarray, seen: np.ndarray) -> np.ndarray:
    return ids[_among(told, ids) & ~_among(seen, ids)]


def _among(known: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Which ids are among known ones, which are in order."""
    place = np.minimum(np.searchsorted(known, ids), max(len(known) - 1, 0))
    return known[place] == ids if len(known) else np.zeros(len(ids), dtype=bool)


def _told_before(connection: Connection, profile: str, seen: np.ndarray, as_of: int) -> np.ndarray:
    """The ids, in order, that the newest earlier export about any of these dossiers told."""
    for lists in imports.earlier_of_profile(connection, profile, as_of):
        told = [unpack(packed) for packed in lists]
        told = told[0] if len(told) == 1 else np.unique(np.concatenate(told))
        if _among(told, seen).any():
            return told
    return np.zeros(0, dtype=np.int64)
