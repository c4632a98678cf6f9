"""Which dossiers a question is about, and what its answer is grouped by.

It knows dimensions and the ids chosen in each; it refuses to know measures or time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, func, literal_column

from onestop.domain.dossier import Channel
from onestop.storage.tables import dossier, ledger


LEDGER_DIMENSIONS = ("unit", "area", "procedure")
CELL_DIMENSIONS = frozenset((*LEDGER_DIMENSIONS, "province"))
"""What cells of the ledger can be told apart by; a province is asked for by its units."""

DIMENSIONS = (*LEDGER_DIMENSIONS, "receiving_unit", "channel")


@dataclass(frozen=True)
class Slice:
    """Chosen ids by dimension (absent = all) and at most one dimension to group by.

    total: what was chosen before the slice was narrowed to the units of one moment; who
    belongs to a total together is decided there. provinces: those of which the chosen units
    are all that have dossiers, and no other unit is chosen (`onestop.storage.provinces`).
    """

    chosen: dict[str, frozenset[int]] = field(default_factory=dict)
    by: str = ""
    total: dict[str, frozenset[int]] | None = None
    provinces: frozenset[int] = frozenset()

    @property
    def dimensions(self) -> frozenset[str]:
        """Every dimension that must be told apart."""
        return frozenset(self.chosen) | ({self.by} if self.by else frozenset())

    @property
    def in_ledger(self) -> Slice:
        """The same slice as the ledger is asked it: whole provinces in place of their units."""
        if not self.provinces or self.by == "unit":
            return self
        chosen = {name: ids for name, ids in self.chosen.items() if name != "unit"}
        return Slice({**chosen, "province": self.provinces}, self.by)

    def within(self, dimension: str, ids: frozenset[int]) -> Slice:
        """The same slice, narrowed to some ids of a dimension."""
        narrowed = ids & self.chosen[dimension] if dimension in self.chosen else ids
        total = self.chosen if self.total is None else self.total
        return Slice({**self.chosen, dimension: narrowed}, self.by, total)


def dossier_column(dimension: str, table: Table = dossier) -> ColumnElement:
    """The expression of a dimension on the dossier table (or an alias); unknown ids are 0."""
    if dimension == "channel":
        return func.coalesce(table.c.channel, int(Channel.DIRECT))
    return func.coalesce(table.c[f"{dimension}_id"], 0)


def plain_column(table: Table, dimension: str) -> ColumnElement:
    """The stored column of a dimension (an index may serve it)."""
    if dimension == "channel":
        return table.c.channel
    in_cells = dimension == "province" and table is ledger
    return table.c.unit_id if in_cells else table.c[f"{dimension}_id"]


def conditions(table: Table, chosen: dict[str, frozenset[int]]) -> list[ColumnElement]:
    """WHERE parts for the chosen ids of each dimension."""
    return [_one(table, dimension, ids) for dimension, ids in sorted(chosen.items())]


def conditions_beside(table: Table, chosen: dict[str, frozenset[int]]) -> list[ColumnElement]:
    """The same beside a condition that finds the rows: written so that no index serves them.

    Else a planner may walk all dossiers of a unit to look for the few that are open.
    """
    return [_one(table, dimension, ids, "0") for dimension, ids in sorted(chosen.items())]


def _one(table: Table, dimension: str, ids: frozenset[int], plus: str = "") -> ColumnElement:
    column = plain_column(table, dimension)
    if plus:
        column = column + literal_column(plus)
    if dimension == "channel" and int(Channel.DIRECT) in ids:
        column = func.coalesce(column, int(Channel.DIRECT))
    elif 0 in ids:  # nobody told it: dossiers of no known area, desk or unit
        column = func.coalesce(column, 0)
    if len(ids) == 1:
        return column == next(iter(ids))
    return column.in_(sorted(ids))
