"""Working days as arrays are those of the calendar; closings and waits follow from facts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.derive import WorkingDays, closing, waits_of
from onestop.domain.facts import STOPPED_WITH_DATE, TOLD_PAUSE, WAITING_NOW
from onestop.domain.period import day_number
from onestop.domain.working_time import load_calendar
from onestop.settings import shipped_config


CALENDAR = load_calendar(shipped_config() / "calendar")
WORKING_DAYS = WorkingDays(CALENDAR)
DAY = 86_400
INSTANTS = st.integers(day_number(date(2005, 1, 1)) * DAY, day_number(date(2045, 1, 1)) * DAY)


def array(*values):
    return np.array(values, dtype=np.float64)


@given(received=INSTANTS, limit=st.integers(0, 60))
def test_a_computed_due_date_is_the_calendar_s(received, limit):
    (due,) = WORKING_DAYS.due(array(received), array(limit))
    assert due == CALENDAR.due_in_working_days(received, limit)


@given(start=INSTANTS, length=st.integers(-10 * DAY, 400 * DAY))
def test_working_days_between_are_the_calendar_s(start, length):
    (days,) = WORKING_DAYS.between(array(start), array(start + length))
    assert days == CALENDAR.working_days_after(start // DAY, (start + length) // DAY)


def test_what_is_not_told_has_no_days_and_no_due_date():
    assert np.isnan(WORKING_DAYS.between(array(np.nan), array(DAY))).all()
    assert np.isnan(WORKING_DAYS.due(array(np.nan, DAY), array(5, np.nan))).all()


def rows(status: int, pauses: str | None = None, **dates: int) -> dict:
    told = {name: array(np.nan) for name in ("finished_at", "returned_at", "ended_at")}
    told |= {"received_at": array(100), "status": array(status)}
    told |= {name: array(at) for name, at in dates.items()}
    return {**told, "pauses": np.array([pauses], dtype=object)} | _closing(told)


def _closing(told: dict) -> dict:
    return {"closing_at": closing(told)}


@pytest.mark.parametrize(
    ("status", "dates", "at"),
    [
        (10, {"finished_at": 200, "returned_at": 300}, 200),
        (10, {"returned_at": 300}, 300),
        (7, {"ended_at": 400}, 400),
        (9, {"finished_at": 50}, 100),
        (8, {"ended_at": 400}, 400),
    ],
)
def test_a_dossier_closes_when_finished_else_returned_else_ended(status, dates, at):
    assert rows(status, **dates)["closing_at"] == at


@pytest.mark.parametrize("status", [1, 2, 3, 4, 5, 6])
def test_an_open_status_does_not_close(status):
    assert np.isnan(rows(status, finished_at=200)["closing_at"]).all()


@pytest.mark.parametrize(
    ("status", "pauses", "dates", "kinds"),
    [
        (4, None, {}, []),
        (5, None, {}, [WAITING_NOW]),
        (5, "110-120", {}, [TOLD_PAUSE, WAITING_NOW]),
        (5, "110-", {}, [TOLD_PAUSE]),
        (8, None, {}, [WAITING_NOW]),
        (8, None, {"ended_at": 400}, [STOPPED_WITH_DATE]),
        (10, "110-120", {"finished_at": 200}, [TOLD_PAUSE]),
    ],
)
def test_a_waiting_status_without_a_known_start_waits_since_reception(status, pauses, dates, kinds):
    waits = waits_of(rows(status, pauses, **dates))
    assert list(waits.implied) == kinds
    assert set(waits.from_at[waits.implied != TOLD_PAUSE]) <= {100}


@pytest.mark.parametrize(
    ("written", "spans"),
    [
        ("10-20;30-40", [(10, 20), (30, 40)]),
        ("30-40;10-20", [(10, 20), (30, 40)]),
        ("10-20;15-40", [(10, 40)]),
        ("10-20;20-40", [(10, 40)]),
        ("10-40;15-20", [(10, 40)]),
        ("10-10", []),
    ],
)
def test_waits_that_overlap_are_one_wait(written, spans):
    waits = waits_of(rows(4, written))
    assert list(zip(waits.from_at, waits.to_at, strict=True)) == spans
