"""Numbers missing from daily series of codes: agency, day, number, as H21.217-240115-0007.

It knows how codes are built; where they form no series it says nothing. Only the highest
number and the count of each series leave the database.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

import numpy as np
from sqlalchemy import Connection, Integer, String, case, cast, func, literal_column, select

from onestop.domain.period import day_number
from onestop.storage.integrity_window import Window
from onestop.storage.tables import dossier, namespace, unit


DIGITS = "0123456789"
LONGEST_NUMBER = 5
SPARSEST = 20
"""A series of which not one number in so many is there was never one."""

HEAD = re.compile(r"^(.*?)[-./_]?(?:20)?(\d{2})(\d{2})(\d{2})[-./_]$")
"""Agency, then yyMMdd (or yyyyMMdd), then what separates the number."""

PREFIX = func.rtrim(dossier.c.code, literal_column(f"'{DIGITS}'", String))
TAIL = func.substr(dossier.c.code, func.length(PREFIX) + literal_column("1"))
NUMBER = case((func.length(TAIL).between(1, LONGEST_NUMBER), cast(TAIL, Integer)))


@dataclass(frozen=True)
class Series:
    """[unit, day]: numbers missing below the day's highest, and that highest number."""

    missing: np.ndarray
    highest: np.ndarray


def series(connection: Connection, window: Window) -> Series:
    """The daily series of each agency, on the unit that has its code, else that receives it.

    A number counts as missing from 1 to the highest of its day; the day is the code's own.
    """
    rows = connection.execute(_DAYS).fetchall()
    parts = [(*parts_of(head), *facts) for head, *facts in rows]
    inside = [one for one in parts if one[1] is not None and window.first <= one[1] < window.end]
    owners = _owners(connection, {agency: code for agency, _, _, _, code in inside})
    table = np.array(
        [(owners.get(a, 0), day, max(top - n, 0), top) for a, day, top, n, _ in inside],
        dtype=np.int64,
    ).reshape(-1, 4)
    grids = [window.by_day(table[:, 0], table[:, 1], table[:, place]) for place in (2, 3)]
    return Series(*grids)


_HIGHEST = func.max(NUMBER)
_DAYS = (
    select(PREFIX, _HIGHEST, func.count(), func.min(dossier.c.code))
    .where(dossier.c.code.like("%______-%"))
    .group_by(PREFIX)
    .having(_HIGHEST >= 2, SPARSEST * func.count() >= _HIGHEST)
)
"""Head, highest number, count and a code of each series; the index of codes tells them all."""

MOST_AGENCIES = 500
"""Agencies that have no unit of their code and are looked up by one of theirs."""


def _owners(connection: Connection, agencies: dict[str, str]) -> dict[str, int]:
    """Unit id by agency; agencies: each with the code of one of its dossiers."""
    query = select(unit.c.code, unit.c.id).where(unit.c.code.is_not(None))
    owners = dict(connection.execute(query).all())
    strange = {code: agency for agency, code in agencies.items() if agency not in owners}
    some = sorted(strange)[:MOST_AGENCIES]
    named = select(dossier.c.code, dossier.c.receiving_unit_id).where(
        dossier.c.namespace_id.in_(select(namespace.c.id)), dossier.c.code.in_(some)
    )
    found = connection.execute(named).all()
    return owners | {strange[code]: number for code, number in found if number is not None}


def parts_of(head: str) -> tuple[str, int | None]:
    """Agency and day of a code without its number; no day where it holds none.

    >>> parts_of("H21.217-240115-")
    ('H21.217', 19737)
    """
    found = HEAD.match(head)
    if found is None:
        return "", None
    agency, year, month, day = found.groups()
    try:
        return agency, day_number(date(2000 + int(year), int(month), int(day)))
    except ValueError:
        return "", None
