"""Where status and closing dates meet: what a profile may derive, what cannot stand.

It knows arrays of statuses and dates by row; no cells, no files.
"""

from __future__ import annotations

import numpy as np

from etl.profile import Profile
from onestop.domain.dossier import CLOSED, OUTSIDE, Status


CLOSING = ("finished_at", "returned_at", "ended_at")
ENDED_STATUS = "ended_status"
"""The constant of a profile that says what `ended_at` means when statuses are derived."""


def derive(status: np.ndarray, values: dict[str, np.ndarray], profile: Profile) -> np.ndarray:
    """The statuses, blank ones told by the dates where the profile asks for it.

    Returned → 10, finished → 9, ended → the profile's constant (3 if it says nothing),
    received → 4, else 1. With `closing_date_wins` an open status gives way to a date.
    """
    told = {name: ~np.isnan(v) for name, v in values.items()}
    nothing = np.zeros(len(status), bool)
    returned = told.get("returned_at", nothing)
    finished = told.get("finished_at", nothing)
    if profile.status_from_dates:
        ended = float(profile.constants.get(ENDED_STATUS, Status.NOT_ACCEPTED))
        received = np.where(told.get("received_at", nothing), Status.IN_PROGRESS, 1.0)
        late = np.where(told.get("ended_at", nothing), ended, received)
        dated = np.where(returned, Status.RETURNED, np.where(finished, Status.FINISHED, late))
        status = np.where(np.isnan(status), dated, status)
    if profile.closing_date_wins:
        is_open = ~np.isnan(status) & ~np.isin(status, (*CLOSED, *OUTSIDE))
        status = np.where(is_open & finished, Status.FINISHED, status)
        status = np.where(is_open & returned, Status.RETURNED, status)
    return status


def closed_without_date(status: np.ndarray, values: dict[str, np.ndarray]) -> np.ndarray:
    """Rows that cannot be placed in any period: closed, and no closing date at all."""
    dated = np.zeros(len(status), bool)
    for name in CLOSING:
        if name in values:
            dated |= ~np.isnan(values[name])
    return np.isin(status, CLOSED) & ~dated
