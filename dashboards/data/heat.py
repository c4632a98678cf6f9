"""Open dossiers by unit and area, by name: for the heat map and for its file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from dashboards.data.asked import Asked
from dashboards.data.kept import kept
from onestop.storage.heat import heat
from onestop.storage.tables import unit


@dataclass(frozen=True, eq=False)
class Place:
    """A unit or an area: what an address calls it ("" if no address can), what people do.

    own: "1" for a unit with others below it: its own dossiers are asked for apart. Each is made
    once for a grid and known by itself: thousands of cells are told apart by it.
    """

    key: str
    label: str
    own: str = ""


class Cell(NamedTuple):
    """Open dossiers of one unit, those below it left out, and one area."""

    unit: Place
    area: Place
    open: int
    overdue: int


def unit_places(asked: Asked) -> dict[int, Place]:
    """Every unit by its id, alone."""
    above = select(unit.c.parent_id).where(unit.c.parent_id.is_not(None)).distinct()
    parents = set(asked.connection.scalars(above))
    return {
        number: Place(name.key, name.label, "1" if number in parents else "")
        for number, name in asked.names("unit").items()
    }


def open_cells(asked: Asked) -> list[Cell]:
    """Every pair that has an open dossier, by name of unit, then of area."""
    return kept(asked, "cells", lambda: _cells(asked))


def _cells(asked: Asked) -> list[Cell]:
    units = unit_places(asked)
    areas = {number: Place(name.key, name.label) for number, name in asked.names("area").items()}
    cells = [
        Cell(units[u], areas[a], opened, overdue)
        for u, a, opened, overdue in heat(asked.connection, asked.question())
    ]
    return sorted(cells, key=lambda one: (one.unit.label, one.area.label))
