"""A comparison with everything that is known of its differences; what is shown comes from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection

from onestop.domain.aggregate_checks import ACROSS, Fault
from onestop.domain.aggregates import UNIT
from onestop.domain.errors import NotFoundError
from onestop.storage.reconcile import Comparison
from onestop.storage.reconcile_dossiers import Listed, dossiers_of
from onestop.storage.reconcile_explained import WITH, Cause, causes_of, overall
from onestop.storage.reconcile_lines import Places
from onestop.storage.reconcile_tried import Tried, tried


@dataclass(frozen=True)
class Rejected:
    """A row that a load refused, and whose it is as far as the file tells.

    unit: as the file words it. received_at: None where it cannot be read.
    """

    path: str
    sheet: str
    row: int
    reason: str
    code: str
    unit: str
    received_at: int | None


@dataclass(frozen=True)
class Explained:
    """overall: ways that make more of the table agree. causes, lists: by line.

    notes: sentences of whoever asked, in their language. rejected: rows that loads refused in
    the period, by the line in which they may be missing, None for any.
    """

    found: Comparison
    overall: tuple[Tried, ...]
    causes: tuple[Cause, ...]
    lists: tuple[Listed, ...]
    notes: tuple[str, ...] = ()
    rejected: tuple[tuple[int | None, Rejected], ...] = ()

    @staticmethod
    def of(connection: Connection, found: Comparison, notes: tuple[str, ...] = ()) -> Explained:
        """Tries every other way of counting, then looks for causes and their dossiers."""
        tries = tried(connection, found)
        causes = causes_of(connection, found, tries)
        lists = dossiers_of(connection, found, causes, tries)
        return Explained(found, tuple(overall(found, tries)), tuple(causes), tuple(lists), notes)

    @property
    def wants_rejected(self) -> bool:
        """Whether the table has more than we count somewhere: a refused row may be why."""
        return bool(self._more)

    @cached_property
    def _more(self) -> set[int]:
        """Lines with more than we count, as far as no cause explains all of it."""
        explained = {one.line for one in self.causes if one.whole}
        lines = {cell.line for cell in self.found.differing() if cell.difference > 0}
        return lines & set(self.found.rows) - explained

    def with_rejected(self, places: Places, rows: list[Rejected]) -> Explained:
        """With refused rows put beside the lines that have more than we count."""
        by_unit = self.found.table.by == UNIT
        told = []
        for row in rows:
            line = self._line_of(places, row.unit) if by_unit else None
            if line in self._more or not by_unit:
                told.append((line, row))
        return replace(self, rejected=tuple(told))

    def _line_of(self, places: Places, wording: str) -> int | None:
        try:
            number = places.named(UNIT, wording)
        except NotFoundError:
            return None
        lines = self.found.lines
        return next((at for at in self.found.rows if number in lines[at].ids), None)

    def causes_of(self, line: int) -> list[Cause]:
        """The causes of one line."""
        return [one for one in self.causes if one.line == line]

    def why(self, line: int, say: Callable[[Cause], str]) -> list[str]:
        """The causes of a line in words."""
        return [say(one) for one in self.causes_of(line)]

    def is_whole(self, line: int) -> bool:
        """Whether each cause of a line makes all of it agree."""
        return all(one.whole for one in self.causes_of(line))

    @cached_property
    def lacking(self) -> list[int]:
        """Lines of ours that the table does not have, and that no other line holds."""
        held = {one.label for one in self.causes if one.kind == WITH}
        lines = self.found.lines
        return [
            at for at in self.found.rows if lines[at].told is None if lines[at].label not in held
        ]

    @cached_property
    def unexplained(self) -> list[int]:
        """Lines (no sums) that differ and of which no cause is known."""
        rows = [at for at in self.found.rows if self.found.lines[at].told is not None]
        return [at for at in rows if self.found.differing(at) and not self.causes_of(at)]

    @cached_property
    def faults(self) -> list[Fault]:
        """What contradicts itself in the table, without sums that an explaining way leaves open."""
        ways = [*self.overall, *(one.tried for one in self.causes if one.tried)]
        return [
            one
            for one in self.found.faults
            if not any(_leaves_open(self.found, one, w) for w in ways)
        ]


def _leaves_open(found: Comparison, fault: Fault, way: Tried) -> bool:
    """Whether a way of counting has the same gap in the same line."""
    at = next(
        (n for n, one in enumerate(found.lines) if one.told and one.told.row == fault.row), None
    )
    keys = [(at, code) for code in (fault.figure, *fault.parts)]
    if fault.kind != ACROSS or not all(key in way.values for key in keys):
        return False
    return (
        way.values[keys[0]] - sum(way.values[key] for key in keys[1:]) == fault.told - fault.should
    )
