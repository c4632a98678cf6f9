"""Random dossiers: every field, every status, dates crowded around the edges of periods.

`pick` chooses from a list; who picks (Hypothesis, or a seeded generator) is the caller's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from random import Random

from hypothesis import strategies as st

from onestop.domain.period import day_number
from onestop.domain.policy import CHOICES, Policy


DAY = 86_400
BASE = day_number(date(2023, 12, 1))
"""Dates run from here over 15/12, 1/1, 15/1 and, in longer worlds, over Tết and beyond."""

SECONDS = (0, 1, 8 * 3600, 12 * 3600, 17 * 3600, DAY - 1)
UNITS = ("Xã An Bình", "Xã An Hòa", "Phường An Phú")
AREAS = ("Hộ tịch", "Đất đai", None)
LIMITS = {"1.000001": 3, "1.000002": 15, "1.000003": None}
"""Procedures of the catalogue and their limits in working days."""

STATUSES = (4, 4, 5, 6, 7, 8, 9, 10, 10, 10, 1, 2, 3)
FLAGS = (None, 0, 1)

Pick = Callable[[Sequence], object]


def moment(pick: Pick, days: Sequence[int]) -> int:
    """A second on one of the days."""
    return (BASE + pick(days)) * DAY + pick(SECONDS)


def dossier(pick: Pick, number: int, days: int) -> dict:
    """One dossier as a source tells it; absent fields are not told."""
    row = {"code": f"H{number}", "status": pick(STATUSES)}
    row["received_at"] = pick((None, *[moment(pick, range(days))] * 9))
    row |= _named(pick, number) | _dates(pick, row, days) | _service(pick)
    row["pauses"] = _waits(pick, row, days)
    row["supplement_count"] = pick((None, 0, 1, 2))
    return {name: value for name, value in row.items() if value is not None}


def _named(pick: Pick, number: int) -> dict:
    procedure = pick((None, *LIMITS))
    return {
        "unit": pick((*UNITS, None)),
        "receiving_unit": pick((None, *UNITS)),
        "area": pick(AREAS),
        "procedure_code": procedure,
        "limit": LIMITS.get(procedure),
        "parent_code": f"H{pick(range(number))}" if number and pick((0, 0, 1)) else None,
    }


def _dates(pick: Pick, row: dict, days: int) -> dict:
    later = range(days + 20)
    dates = {
        "due_at": pick((None, moment(pick, later), moment(pick, later))),
        "original_due_at": pick((None, None, moment(pick, later))),
    }
    names = ("finished_at", "returned_at", "ended_at")
    told = pick((names[:1], names[1:2], names[:2], names[2:]))
    if row["status"] in (7, 9, 10) or pick((0, 0, 1)):
        dates |= {name: moment(pick, later) for name in told}
    return dates


def _service(pick: Pick) -> dict:
    return {
        "channel": pick((None, 1, 2, 2, 3)),
        "service_level": pick((None, 2, 3, 4)),
        "return_channel": pick(FLAGS),
        "components_digitised": pick(FLAGS),
        "components_reused": pick(FLAGS),
        "result_digitised": pick(FLAGS),
        "fee_due": pick(FLAGS),
        "paid_online": pick((None, 0, 1, 2)),
    }


def _waits(pick: Pick, row: dict, days: int) -> tuple | None:
    """None, some that ended (they may overlap), or one that goes on after them."""
    if row["status"] == 8 and "ended_at" in row:
        return None
    waits = []
    for _ in range(pick((0, 0, 1, 2))):
        begin = moment(pick, range(days))
        waits.append((begin, begin + pick((1, 3600, DAY, 5 * DAY))))
    if pick((0, 0, 0, 1)):
        begin = max([moment(pick, range(days)), *(end + 1 for _, end in waits)])
        waits.append((begin, None))
    return tuple(waits) or None


def letters(pick: Pick, rows: list[dict], days: int) -> list[dict]:
    """Letters on some dossiers, with or without a day, with or without a new date."""
    found = []
    for row in rows:
        for number in range(pick((0, 0, 1, 2))):
            sent = pick((None, moment(pick, range(days + 20)), moment(pick, range(days + 20))))
            moved = pick((None, moment(pick, range(days + 20))))
            told = {"code": row["code"], "apology_number": f"P{number}"}
            found.append({**told, "apology_sent_at": sent, "rescheduled_to": moved})
    return found


def ratings(pick: Pick, rows: list[dict]) -> list[dict]:
    """Ratings of some dossiers."""
    rated = [(row, pick((None, None, 1, 2, 3))) for row in rows]
    return [
        {"code": row["code"], "satisfaction": value, "rated_at": BASE * DAY}
        for row, value in rated
        if value
    ]


def policy(pick: Pick) -> Policy:
    """Any of the 384 combinations."""
    return Policy(**{name: pick(tuple(values)) for name, values in CHOICES.items()})


def seeded(seed: int) -> Pick:
    """A generator that picks."""
    return Random(seed).choice


@st.composite
def picks(draw) -> Pick:
    """Hypothesis picks."""
    return lambda options: draw(st.sampled_from(options))
