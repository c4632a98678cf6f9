"""Which dossiers a question is about, and what its answer is grouped by.

It knows dimensions and the ids chosen in each; it refuses to know measures or time.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Table, func

from onestop.domain.dossier import Channel
from onestop.storage.tables import dossier


LEDGER_DIMENSIONS = ("unit", "area", "procedure")
DIMENSIONS = (*LEDGER_DIMENSIONS, "receiving_unit", "channel")


@dataclass(frozen=True)
class Slice:
    """Chosen ids by dimension (absent = all) and at most one dimension to group by.

    total: what was chosen before the slice was narrowed to the units of one moment; who
    belongs to a total together is decided there.
    """

    chosen: dict[str, frozenset[int]] = field(default_factory=dict)
    by: str = ""
    total: dict[str, frozenset[int]] | None = None

    @property
    def dimensions(self) -> frozenset[str]:
        """Every dimension that must be told apart."""
        return frozenset(self.chosen) | ({self.by} if self.by else frozenset())

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
    name = "channel" if dimension == "channel" else f"{dimension}_id"
    return table.c[name]


def conditions(table: Table, chosen: dict[str, frozenset[int]]) -> list[ColumnElement]:
    """WHERE parts for the chosen ids of each dimension."""
    return [_one(table, dimension, ids) for dimension, ids in sorted(chosen.items())]


def _one(table: Table, dimension: str, ids: frozenset[int]) -> ColumnElement:
    column = plain_column(table, dimension)
    if dimension == "channel" and int(Channel.DIRECT) in ids:
        column = func.coalesce(column, int(Channel.DIRECT))
    elif 0 in ids:  # nobody told it: dossiers of no known area, desk or unit
        column = func.coalesce(column, 0)
    if len(ids) == 1:
        return column == next(iter(ids))
    return column.in_(sorted(ids))
