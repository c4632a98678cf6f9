"""What the pickers offer: the units as a tree, the areas, the periods that data covers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import func, select

from dashboards.data.asked import Asked
from dashboards.data.kept import kept
from dashboards.words.speech import language
from onestop.domain.errors import NotFoundError
from onestop.domain.facts import DAY
from onestop.domain.indicators import BY_CODE, Indicator
from onestop.domain.period import OFFICIAL, Period, day_of, months, parse_period, year_holding
from onestop.storage.slices import conditions
from onestop.storage.tables import area, dossier, unit


PARTS = ("", "H1", "H2", "9M", "Q1", "Q2", "Q3", "Q4")
YEARS_BACK = 6
"""Periods offered in the picker; older ones can be written in the address."""


@dataclass(frozen=True)
class Choice:
    """One entry: what the address says, what a person reads, how deep in the tree."""

    value: str
    text: str
    depth: int = 0


def units(asked: Asked) -> list[Choice]:
    """Every unit that the reader sees below its parent, in the order of names."""
    columns = (unit.c.id, unit.c.parent_id, unit.c.code, unit.c.name)
    every = asked.connection.execute(select(*columns).order_by(unit.c.name)).all()
    rows = [row for row in every if asked.seen is None or row.id in asked.seen]
    known, below = {row.id for row in rows}, {}
    for row in rows:
        below.setdefault(row.parent_id if row.parent_id in known else None, []).append(row)
    return list(_walk(below, None, 0))


def _walk(below: dict, parent: int | None, depth: int):
    for row in below.get(parent, ()):
        yield Choice(row.code or row.name, row.name, depth)
        yield from _walk(below, row.id, depth + 1)


def areas(asked: Asked) -> list[Choice]:
    """Every area by name."""
    names = asked.connection.scalars(select(area.c.name).order_by(area.c.name))
    return [Choice(name, name) for name in names]


def periods(asked: Asked) -> list[Choice]:
    """Years that data covers, newest first, each with its parts and months."""
    if asked.is_empty:
        return []
    cutoff = asked.view.get("cutoff", OFFICIAL)
    newest = year_holding(day_of(asked.newest // DAY), cutoff)
    first = kept(asked, "first day", lambda: _first_received(asked)) or asked.newest
    offered, year = [], newest
    while year.end_at > first and len(offered) < YEARS_BACK * 20:
        offered += _within(year, asked.newest, depth=0)
        year = parse_period(str(int(year.code) - 1), cutoff)
    return offered


def _first_received(asked: Asked) -> int | None:
    mine = conditions(dossier, {} if asked.seen is None else {"unit": asked.seen})
    return asked.connection.scalar(select(func.min(dossier.c.received_at)).where(*mine))


def _within(year: Period, newest: int, depth: int) -> list[Choice]:
    parts = [
        parse_period(f"{year.code}-{part}" if part else year.code, year.cutoff) for part in PARTS
    ]
    begun = [one for one in (*parts, *reversed(months(year))) if one.start_at <= newest]
    return [Choice(one.code, period_text(one), depth if one is begun[0] else 1) for one in begun]


def period_text(period: Period) -> str:
    """The period's name without its days where the reader's language has none."""
    return (
        period.label_vi
        if language() == "vi"
        else f"{period.code} ({period.start:%d/%m/%Y}–{period.last:%d/%m/%Y})"
    )


def indicator_of(asked: Asked, usual: str) -> Indicator:
    """The indicator of the address, else the page's usual one. Raises NotFoundError."""
    code = asked.view.get("indicator") or usual
    if code not in BY_CODE:
        nearest = get_close_matches(code, BY_CODE, 3, 0.4) or [usual]
        raise NotFoundError("chỉ số", code, tuple(nearest))
    return BY_CODE[code]
