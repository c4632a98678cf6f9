"""A table of totals that somebody else made: its layout, its lines, its figures.

It knows shapes only; reading files is `etl.aggregate_tables`', counting the store's.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from onestop.domain.measures import MEASURES


AREA, UNIT, PROCEDURE = "area", "unit", "procedure"
WAYS = (AREA, UNIT, PROCEDURE)
"""What the lines of a table can be."""

ROW, GROUP, TOTAL = "row", "group", "total"
"""Kinds of line: one name, a heading over some of them, all together."""

ONLY_HERE = ("resolved_classed", "active_overdue", "paused_overdue")
"""Counts of forms that are no measure of the store (`onestop.storage.reconcile_counts`)."""

TERMS = (*(measure.code for measure in MEASURES), *ONLY_HERE)
"""What a figure may be declared to count; a leading "-" takes away."""

Number = int | float


@dataclass(frozen=True)
class Figure:
    """One column of figures: where it stands, and what it is meant to count.

    headings: paths from the upper heading to the lower, "A > B"; plus: paths of columns added
    to it. counts: terms added or taken away; none: it is only checked against the others.
    sums: figures that add up to it. share, of: figures over figures, checked, not counted.
    """

    code: str
    label: str
    headings: tuple[str, ...]
    plus: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    sums: tuple[str, ...] = ()
    share: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Balance:
    """A figure that is the sum of others, besides what `Figure.sums` says."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class TableLayout:
    """One kind of table. names: the headings over the names, by what the lines are."""

    code: str
    title: str
    file: str
    names: dict[str, tuple[str, ...]]
    figures: tuple[Figure, ...]
    balances: tuple[Balance, ...] = ()
    at_least: int = 4

    def figure(self, code: str) -> Figure:
        """The figure of a code."""
        return next(one for one in self.figures if one.code == code)

    @property
    def all_balances(self) -> tuple[Balance, ...]:
        """Every sum that the layout promises."""
        across = [Balance(one.code, one.sums) for one in self.figures if one.sums]
        return (*across, *self.balances)


@dataclass(frozen=True)
class ToldLine:
    """One line as the file has it. row: as a person counts; group: the heading it is under.

    values: a figure that was told; a column left blank in this line alone counts as 0.
    """

    kind: str
    row: int
    name: str
    group: str
    values: dict[str, Number]


@dataclass(frozen=True)
class Unread:
    """A cell that is no number."""

    row: int
    heading: str
    text: str


@dataclass(frozen=True)
class ToldTable:
    """One table as the file has it.

    by: what its lines are. first, end: the days of its title, as day numbers, half-open;
    exported_at: local seconds; unit: the office that its title names. figures: those of the
    layout that have a column; unused: headings of columns that nothing was read of.
    """

    file: str
    sheet: str
    layout: TableLayout
    by: str
    lines: tuple[ToldLine, ...]
    figures: tuple[Figure, ...]
    first: int | None = None
    end: int | None = None
    exported_at: int | None = None
    unit: str = ""
    unread: tuple[Unread, ...] = ()
    unused: tuple[str, ...] = ()
    decimals: dict[tuple[int, str], int] = field(default_factory=dict)
