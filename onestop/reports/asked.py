"""What a report is asked for, and whom it covers: the units in scope, group by group.

It knows units, levels and what a sender is called; it refuses to count.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from sqlalchemy import Connection, select

from onestop.domain.period import Period, day_number
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.reports.form_files import FormText, FormTexts
from onestop.storage import catalogue
from onestop.storage.indicator_values import Question
from onestop.storage.scope import within
from onestop.storage.slices import Slice
from onestop.storage.tables import unit


DEPARTMENT, DISTRICT, COMMUNE, UNKNOWN = "department", "district", "commune", "unknown"

GROUP_OF = {
    "province": DEPARTMENT,
    "department": DEPARTMENT,
    "district": DISTRICT,
    "commune": COMMUNE,
}
"""Level to the group of a form; a department below a district stands with the district."""


@dataclass(frozen=True)
class ReportAsked:
    """One report: which form, for when, for whom, under which policy, in whose words.

    by: "area", "unit", or "" for the form's own way. unit: an id, with all below it; None for
    all. merged: units of the past are counted with the one that took over from them.
    as_of: local seconds; None takes each unit's own newest snapshot. place: who reports where
    no unit is asked for.
    """

    form: str
    period: Period
    policy: Policy
    calendar: Calendar
    texts: FormTexts
    by: str = ""
    unit: int | None = None
    as_of: int | None = None
    merged: bool = False
    place: str = ""

    @property
    def text(self) -> FormText:
        """The form's words, the way it is asked for."""
        return self.texts.forms[self.form].by(self.by)

    def question(self, chosen: dict[str, frozenset[int]], by: str = "") -> Question:
        """The same question to the store, narrowed and grouped."""
        asked = Slice(chosen, by)
        working = self.calendar.add_working_days
        return Question(self.period, asked, self.policy, self.as_of, working)


@dataclass(frozen=True)
class Member:
    """A unit in scope; group: where it stands on a form grouped by level."""

    id: int
    code: str
    name: str
    group: str
    is_listed: bool


@dataclass(frozen=True)
class Scope:
    """Who is covered. chosen: what the store is asked for; members in the order of a form."""

    chosen: dict[str, frozenset[int]]
    members: tuple[Member, ...]
    sender: str
    receiver: str

    @cached_property
    def groups(self) -> dict[str, frozenset[int]]:
        """Unit ids by group, in the order of a form."""
        found: dict[str, set[int]] = {}
        for member in self.members:
            found.setdefault(member.group, set()).add(member.id)
        order = (DEPARTMENT, DISTRICT, COMMUNE, UNKNOWN)
        return {group: frozenset(found[group]) for group in order if group in found}


def scope_of(connection: Connection, asked: ReportAsked) -> Scope:
    """The units that a report covers, and what its sender and receiver are called."""
    units = {row.id: row for row in connection.execute(select(unit))}
    chosen: dict[str, frozenset[int]] = {}
    if asked.unit is not None:
        ids = catalogue.with_descendants(connection, asked.unit)
        chosen["unit"] = catalogue.with_predecessors(connection, ids) if asked.merged else ids
    chosen = within(connection, chosen)
    inside = [units[number] for number in chosen.get("unit", units) if number in units]
    parents = {row.parent_id for row in units.values()}
    members = [_member(row, units, parents, asked.period) for row in inside]
    members.sort(key=lambda one: (not one.code, one.code, one.name))
    return Scope(chosen, tuple(members), *_ends(asked, units))


def _member(row, units: dict, parents: set, period: Period) -> Member:
    first, end = day_number(period.start), day_number(period.end)
    begun = row.valid_from is None or row.valid_from < end
    lasted = row.valid_to is None or row.valid_to >= first
    is_leaf = row.id not in parents and not row.is_provisional
    group = _group_of(row, units)
    return Member(row.id, row.code or "", row.name, group, begun and lasted and is_leaf)


def _group_of(row, units: dict) -> str:
    group = GROUP_OF.get(row.level, UNKNOWN)
    passed: set[int] = set()
    while group == DEPARTMENT and row.parent_id in units and row.id not in passed:
        passed.add(row.id)
        row = units[row.parent_id]
        if row.level == "district":
            return DISTRICT
    return group


def _ends(asked: ReportAsked, units: dict) -> tuple[str, str]:
    """Who reports and to whom: the form's own words, else the catalogue's."""
    text, not_told = asked.text, asked.texts.wordings.head["not_told"]
    root = units.get(asked.unit) or _only_root(units)
    above = units.get(root.parent_id) if root is not None else None
    named = root.name if asked.unit is not None else asked.place or (root.name if root else "")
    sender = text.sender or named
    return sender or not_told, text.receiver or (above.name if above is not None else not_told)


def _only_root(units: dict):
    """The unit above all others, where there is one and only one that is declared."""
    roots = [row for row in units.values() if row.parent_id is None and not row.is_provisional]
    return roots[0] if len(roots) == 1 else None


def at_way(asked: ReportAsked, ways: tuple[str, ...]) -> ReportAsked:
    """The same, with the form's own way where none was asked for."""
    return replace(asked, by=asked.by or (ways[0] if ways else ""))
