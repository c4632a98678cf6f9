"""The backlog of a view: how much, how old, where, in whose hands.

Each part is what `onestop.storage.backlog` counts, named for a page; it counts nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from dashboards.data.asked import Asked
from dashboards.data.heat import Cell, Place, unit_places
from dashboards.data.kept import kept
from dashboards.data.lateness import Lateness, Row
from dashboards.data.officers import officers_of
from dashboards.words.speech import spoken
from onestop.domain.errors import DeclarationError
from onestop.domain.lists import BANDS
from onestop.domain.officers import OTHER
from onestop.storage import backlog, listing
from onestop.storage.indicator_values import Question
from onestop.storage.open_walk import Walked, walk


SHOWN_ROWS = 8
"""Rows of a list that begins on this page; its link shows the rest."""

SHOWN_DESKS = 15

IN_HAND, NO_LETTER, PAUSED, CLOSED_NO_LETTER = (
    "open_in_hand",
    "open_overdue_without_apology",
    "open_paused",
    "late_without_apology",
)


@dataclass(frozen=True)
class Heads:
    """The counts at the top, by the code of the list behind each."""

    counts: dict[str, int]

    @property
    def open(self) -> int:
        """All that is open: what the others are parts of."""
        return self.counts["open"]


@dataclass(frozen=True)
class Beginning:
    """The first rows of a list, and how many it has."""

    code: str
    rows: list[Row]
    total: int


@dataclass(frozen=True)
class Grid:
    """A count for each unit and area that has any, in the heat map's order: fullest first."""

    units: list[Place]
    areas: list[Place]
    counts: list[list[int]]


@dataclass(frozen=True)
class Desk:
    """Open dossiers at a desk of a unit; name "" where no file told it."""

    unit: Place
    name: str
    open: int
    overdue: int
    step_overdue: int


@dataclass(frozen=True)
class Officer:
    """Open dossiers of an officer's areas. is_listed: a list can be asked for them."""

    name: str
    open: int
    overdue: int
    is_listed: bool
    is_other: bool = False


def due_today(asked: Asked) -> int:
    """Open dossiers, neither paused nor overdue, that are due on the day of the figures."""
    return kept(asked, "today", lambda: backlog.due_today(*_put(asked)))


def walked(asked: Asked) -> Walked:
    """All that this page tells of the open dossiers."""
    return kept(asked, "walk", lambda: walk(*_put(asked), SHOWN_ROWS))


def heads_of(asked: Asked) -> Heads | None:
    """The counts at the top; None where nothing can be said of the period."""
    told = asked.measures()
    if told is None:
        return None
    return Heads(
        {
            "open": told["open"],
            "open_overdue": told["open_overdue"],
            "due_today": walked(asked).bands["today"],
            "due_within_2": told["due_within_2"],
            "open_paused": told["open_paused"],
            NO_LETTER: told["open_overdue"] - told["open_overdue_with_apology"],
        }
    )


def bands_of(asked: Asked) -> list[tuple[str, str, int]]:
    """Code, label and count of each age band, from the most to the least comfortable."""
    bands = walked(asked).bands
    return [(code, spoken(labels), bands[code]) for code, labels in BANDS.items()]


def beginning_of(asked: Asked, code: str) -> Beginning:
    """The first dossiers of a list: IN_HAND, NO_LETTER or PAUSED, each in its own order."""
    found = walked(asked)
    begun = {IN_HAND: found.in_hand, NO_LETTER: found.letterless, PAUSED: found.paused}[code]
    late = Lateness(asked)
    return Beginning(code, [late.told(row) for row in begun.rows], begun.total)


def _put(asked: Asked) -> tuple[Connection, Question]:
    """The view's question, and who answers it."""
    return asked.connection, asked.question()


def without_letter_closed(asked: Asked) -> int:
    """How many of the period's late ones were closed without a letter."""
    code = CLOSED_NO_LETTER
    return kept(asked, code, lambda: listing.count_behind(*_put(asked), code))


def grid_of(cells: list[Cell], what: str) -> Grid:
    """The cells as a grid; what: "open" or "overdue"."""
    counts = {(one.unit, one.area): getattr(one, what) for one in cells}
    units, areas = (_fullest(counts, side) for side in (0, 1))
    return Grid(units, areas, [[counts.get((unit, area), 0) for area in areas] for unit in units])


def _fullest(counts: dict[tuple[Place, Place], int], side: int) -> list[Place]:
    """The units (0) or areas (1) that count anything."""
    sums: Counter[Place] = Counter()
    for places, count in counts.items():
        sums[places[side]] += count
    return sorted((one for one in sums if sums[one]), key=lambda one: (-sums[one], one.label))


def desks_of(asked: Asked) -> list[Desk]:
    """Where open dossiers lie now, the fullest desk first."""
    units = unit_places(asked)
    return [
        Desk(units[one.unit_id], one.desk, one.open, one.overdue, one.step_overdue)
        for one in walked(asked).desks
    ]


def officers_loads(asked: Asked) -> tuple[list[Officer], str]:
    """Open dossiers by who answers for their area, and what is wrong with the declaration."""
    try:
        declared = officers_of(asked.here)
    except DeclarationError as error:
        return [], str(error)
    if not declared:
        return [], ""
    part = ("officers", declared)
    loads = kept(asked, part, lambda: backlog.by_officer(*_put(asked), declared))
    return [_officer(one) for one in loads if one.open], ""


def _officer(load: backlog.OfficerLoad) -> Officer:
    # Dossiers without an area have id 0, which no list can be narrowed to.
    is_listed = 0 not in load.areas
    if load.officer is None:
        return Officer(OTHER[0], load.open, load.overdue, is_listed, is_other=True)
    return Officer(load.officer.name, load.open, load.overdue, is_listed)
