"""Signs that exports were prettied up, as plain data: found, and told with their examples."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from onestop.domain.integrity import BY_CODE, check_of
from onestop.domain.integrity_files import Thresholds
from onestop.domain.integrity_told import Example, Sign, sentence
from onestop.domain.period import Period, day_of
from onestop.domain.working_time import Calendar
from onestop.storage import catalogue


Signs = list[tuple[Sign, tuple[Example, ...]]]

SIGN = (
    "check",
    "part",
    "unit",
    "month",
    "suspicious",
    "looked_at",
    "usual",
    "limit",
    "told",
    "days",
    "codes",
    "evidence",
)


@dataclass(frozen=True)
class Searching:
    """What is searched: a period, by which thresholds; whole: every cell, a sign or not."""

    period: Period
    thresholds: Thresholds
    calendar: Calendar
    whole: bool = False


def signs_of(connection: Connection, searching: Searching, asked: Mapping[str, str]) -> Signs:
    """The signs of a period, of the asked `unit` with all below and the asked `check`."""
    from onestop.storage.integrity import Looked, look
    from onestop.storage.integrity_evidence import with_examples

    units = None
    if asked["unit"]:
        found = catalogue.find(connection, "unit", asked["unit"])
        units = catalogue.with_descendants(connection, found)
    checks = (check_of(asked["check"]).code,) if asked["check"] else tuple(BY_CODE)
    looked = Looked(searching.period, searching.thresholds, searching.calendar, checks, units)
    seen = look(connection, looked)
    if seen is None:
        return []
    if searching.whole:
        return [(sign, ()) for sign in seen.cells()]
    fewest = int(searching.thresholds.of("no_steps", "fewest_steps"))
    return with_examples(connection, seen.signs(), fewest)


def signs_told(
    signs: Signs,
    names: Mapping[int, str],
    period: Period,
    spoken: Callable[[tuple[str, str]], str],
) -> dict[str, Any]:
    """The signs under `SIGN`. names: of units, by id."""
    rows = [_sign(sign, found, names.get(sign.unit, ""), spoken) for sign, found in signs]
    return {"period": period.code, "cutoff": period.cutoff, "rows": rows}


def _sign(
    sign: Sign,
    found: tuple[Example, ...],
    unit: str,
    spoken: Callable[[tuple[str, str]], str],
) -> dict[str, Any]:
    return {
        "check": sign.check,
        "part": sign.part,
        "unit": unit,
        "month": sign.month.code,
        "suspicious": sign.suspicious,
        "looked_at": sign.looked_at,
        "usual": sign.usual,
        "limit": sign.limit,
        "told": sign.is_told,
        "days": [[day_of(day).isoformat(), count] for day, count in sign.days],
        "codes": [one.code for one in found],
        "evidence": spoken(sentence(sign, found)),
    }
