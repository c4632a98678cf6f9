"""Intervals of states agree with the conditions at every moment."""

from __future__ import annotations

import numpy as np
import pytest

from onestop.domain.facts import STOPPED_WITH_DATE, TOLD_PAUSE, WAITING_NOW
from onestop.domain.policy import Policy
from onestop.storage.array_facts import array_facts
from onestop.storage.dossiers import DERIVED, FACTS, JOINED
from onestop.storage.intervals import Pauses, state_intervals


DAY = 86_400


def dossier(**told) -> dict:
    """One dossier received at second 100 and still in progress, unless told otherwise."""
    rows = {name: np.array([np.nan]) for name in (*FACTS, *JOINED, *DERIVED)}
    usual = {"status": 4, "received_at": 100}
    return rows | {name: np.array([float(value)]) for name, value in (usual | told).items()}


def waits(*spans: tuple) -> Pauses:
    """Waits of the one dossier: (from, to, how known)."""
    columns = [np.array(column, dtype=np.float64) for column in zip(*spans, strict=True)]
    return Pauses(np.zeros(len(spans), dtype=np.int64), *columns)


def held(state: str, rows: dict, pauses: Pauses | None = None, **policy: str) -> list[tuple]:
    """(start, end, sign) of a state's intervals."""
    facts = array_facts(rows, Policy(**policy))
    found = state_intervals(facts, pauses or Pauses.none())[state]
    return list(zip(found.start, found.end, found.sign, strict=True))


def test_open_lasts_from_reception_to_closing():
    assert held("open", dossier()) == [(100, np.inf, 1)]
    assert held("open", dossier(status=10, closing_at=500)) == [(100, 500, 1)]


def test_outside_and_closed_at_once_have_no_interval():
    assert held("open", dossier(status=1)) == []
    assert held("open", dossier(status=10, closing_at=100)) == []


def test_overdue_begins_with_the_last_second_of_the_due_day():
    assert held("open_overdue", dossier(due_at=500)) == [(DAY - 1, np.inf, 1)]
    assert held("open_overdue", dossier(due_at=500), precision="instant") == [(500, np.inf, 1)]
    assert held("open_overdue", dossier()) == []


def test_overdue_before_it_was_received_begins_with_the_reception():
    rows = dossier(due_at=500, received_at=3 * DAY)
    assert held("open_overdue", rows) == [(3 * DAY, np.inf, 1)]


def test_a_wait_is_taken_out_of_being_overdue():
    rows, pause = dossier(due_at=500), waits((2 * DAY, 3 * DAY, TOLD_PAUSE))
    hidden = (2 * DAY - 1, 3 * DAY - 1, -1)
    assert held("open_overdue", rows, pause) == [(DAY - 1, np.inf, 1), hidden]
    assert held("open_overdue", rows, pause, paused_overdue="overdue") == [(DAY - 1, np.inf, 1)]


def test_a_wait_is_cut_to_the_time_the_dossier_is_open():
    rows = dossier(status=10, closing_at=2 * DAY)
    pause = waits((0, 3 * DAY, TOLD_PAUSE))
    assert held("open_paused", rows, pause) == [(100, 2 * DAY, 1)]


def test_a_wait_since_reception_swallows_the_told_ones():
    pause = waits((200, 300, TOLD_PAUSE), (100, np.nan, WAITING_NOW))
    assert held("open_paused", dossier(status=5), pause) == [(100, np.inf, 1)]


@pytest.mark.parametrize(("stopped", "spans"), [("paused", [(100, np.inf, 1)]), ("closed", [])])
def test_a_stop_with_a_date_is_a_wait_only_if_it_does_not_close(stopped, spans):
    rows = dossier(status=8, closing_at=500)
    pause = waits((100, np.nan, STOPPED_WITH_DATE))
    assert held("open_paused", rows, pause, stopped=stopped) == spans
