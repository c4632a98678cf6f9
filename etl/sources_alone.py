"""One source beside another: what each alone would count, and the dossiers behind it.

Each source's claims are concluded as if no other had spoken, and counted with the same
conditions as everything else. It writes nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from etl.corrections import Corrections
from etl.derive import ProcedureFacts, WorkingDays, as_told, conclude, derive
from etl.merge import same, take, told
from etl.said import every
from onestop.domain.dossier import Channel
from onestop.domain.measures import BY_CODE
from onestop.domain.period import Period
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.storage.array_facts import Rows, array_facts
from onestop.storage.dossiers import FACTS, JOINED
from onestop.storage.intervals import Pauses, state_intervals
from onestop.storage.source_claims import Pair, Statements, newest_of, statements


FLOWS = (
    "received",
    "received_online",
    "received_direct",
    "received_postal",
    "received_online_level4",
    "resolved",
    "resolved_early",
    "resolved_on_time",
    "resolved_late",
    "withdrawn",
)
STATES = ("open", "open_overdue", "open_paused")
FIGURES = ("opening", *FLOWS, *STATES)
"""What is compared: the figures of the official forms."""

NOT_COMPARED = frozenset({"precision"})
"""Facts that a source's profile states, not the source."""

MOST_LISTED = 2_000
"""Dossiers of one list that are kept; how many there are is always told."""

NOWHERE = 0
"""The unit of a dossier of which nobody tells one."""


@dataclass(frozen=True)
class Asking:
    """The two sources, and what is counted. units: ids; channel: its number; None for all."""

    connection: Connection
    pair: Pair
    period: Period
    policy: Policy
    calendar: Calendar
    as_of: int | None = None
    units: frozenset[int] | None = None
    channel: int | None = None


@dataclass(frozen=True)
class Differing:
    """A dossier of which both speak and do not agree.

    figures: what only the first, what only the second counts it in. fields: a fact's name and
    what each says of it (None: nothing).
    """

    id: int
    unit: int
    figures: tuple[tuple[str, ...], tuple[str, ...]]
    fields: tuple[tuple[str, object, object], ...]


@dataclass(frozen=True)
class Known:
    """A dossier that only one of the two knows, and the figures that it counts it in."""

    id: int
    unit: int
    figures: tuple[str, ...]


@dataclass
class UnitCounts:
    """One unit's figures of each source, and what the difference is made of.

    only: figures of dossiers that one source alone knows. fields: of dossiers that both know and
    count differently, how many differ in which fact, by figure.
    """

    counts: tuple[Counter, Counter] = field(default_factory=lambda: (Counter(), Counter()))
    only: tuple[Counter, Counter] = field(default_factory=lambda: (Counter(), Counter()))
    fields: dict[str, Counter] = field(default_factory=dict)


@dataclass
class Sources:
    """Two sources compared. spoken: the units that each speaks of.

    fields: over all dossiers that both know, how many differ in which fact. only_channels: by
    channel, how many dossiers one source alone knows.
    """

    pair: Pair
    spoken: tuple[frozenset[int], frozenset[int]]
    units: dict[int, UnitCounts] = field(default_factory=dict)
    fields: Counter = field(default_factory=Counter)
    both: int = 0
    only: tuple[list[Known], list[Known]] = field(default_factory=lambda: ([], []))
    only_channels: tuple[Counter, Counter] = field(default_factory=lambda: (Counter(), Counter()))
    differing: list[Differing] = field(default_factory=list)
    differing_total: int = 0

    @property
    def only_total(self) -> tuple[int, int]:
        """How many dossiers one source alone knows."""
        return self.only_channels[0].total(), self.only_channels[1].total()


@dataclass(frozen=True)
class _Side:
    """What one source says of some dossiers: ids, its facts as told, what it counts where.

    counted: dossiers × FIGURES.
    """

    ids: np.ndarray
    facts: Rows
    unit: np.ndarray
    channel: np.ndarray
    counted: np.ndarray


def compare_sources(asking: Asking) -> Sources:
    """Both sources over a period, unit by unit, each up to the moment that both speak for."""
    newest = newest_of(asking.connection, asking.pair)
    found = Sources(asking.pair, (frozenset(newest[0]), frozenset(newest[1])))
    reader = _Reader(asking, newest)
    for some in statements(asking.connection):
        sides = reader.sides(some)
        _count(found, sides)
        _tell_apart(found, sides)
    return found


class _Reader:
    """Turns statements into counted sides."""

    def __init__(self, asking: Asking, newest: tuple[dict[int, int], dict[int, int]]) -> None:
        self.asking = asking
        self.known = ProcedureFacts.read(asking.connection)
        self.days = WorkingDays(asking.calendar)
        self.corrections = Corrections(asking.connection, self.days)
        self.moments = self._moments(newest)

    def _moments(self, newest: tuple[dict[int, int], dict[int, int]]) -> dict[int, int]:
        """T by unit: as far as both speak, where both do."""
        end = self.asking.period.end_at
        if self.asking.as_of is not None:
            end = min(end, self.asking.as_of)
            return dict.fromkeys({*newest[0], *newest[1]}, end)
        units = {*newest[0], *newest[1]}
        return {unit: min(end, *(one[unit] for one in newest if unit in one)) for unit in units}

    def sides(self, some: Statements) -> tuple[_Side, _Side]:
        """Both sources' statements of a chunk, counted, in the order of the dossiers' ids."""
        rows = as_told(self.corrections.told(some.rows))
        claims, place = every(rows, some.claims)
        claims |= {name: rows[name][place] for name in ("id", *JOINED)}
        order = np.argsort(place, kind="stable")
        found = [order[claims["source_id"][order] == one] for one in self.asking.pair.ids]
        first, second = (self._side(take(claims, mine)) for mine in found)
        return first, second

    def _side(self, rows: Rows) -> _Side:
        facts = {name: rows[name].copy() for name in FACTS}
        conclude(rows, self.known, NOWHERE)
        waits = derive(rows, self.known, self.days)
        unit = np.nan_to_num(rows["unit_id"]).astype(np.int64)
        counted = self._counted(rows, waits, unit)
        if self.asking.units is not None:
            counted[~np.isin(unit, list(self.asking.units))] = False
        channel = np.where(np.isnan(rows["channel"]), int(Channel.DIRECT), rows["channel"])
        if self.asking.channel is not None:
            counted[channel != self.asking.channel] = False
        return _Side(rows["id"], facts, unit, channel, counted)

    def _counted(self, rows: Rows, waits: Pauses, unit: np.ndarray) -> np.ndarray:
        """Whether each figure counts each dossier."""
        start = self.asking.period.start_at
        until = self._until(unit)
        known = array_facts(rows, self.asking.policy)
        dates = {"received": rows["received_at"], "closed": known.closed_at}
        spells = state_intervals(known, waits)
        counted = np.zeros((len(unit), len(FIGURES)), dtype=bool)
        for at, code in enumerate(FIGURES):
            if code in FLOWS:
                measure = BY_CODE[code]
                day = dates[measure.placed_by]
                counted[:, at] = measure.condition(known) & (day >= start) & (day < until)
            else:
                moment = np.full(len(unit), float(start)) if code == "opening" else until
                spell = spells["open" if code == "opening" else code]
                inside = (spell.start < moment[spell.row]) & (moment[spell.row] <= spell.end)
                signs = np.where(inside, spell.sign, 0)
                counted[:, at] = np.bincount(spell.row, weights=signs, minlength=len(unit)) > 0
        counted[until <= start] = False
        return counted

    def _until(self, unit: np.ndarray) -> np.ndarray:
        distinct, place = np.unique(unit, return_inverse=True)
        end = self.asking.period.end_at
        moments = [float(self.moments.get(int(one), end)) for one in distinct]
        return np.array(moments, dtype=np.float64)[place] if len(unit) else np.zeros(0)


def _count(found: Sources, sides: tuple[_Side, _Side]) -> None:
    for which, side in enumerate(sides):
        for unit in np.unique(side.unit):
            sums = side.counted[side.unit == unit].sum(axis=0)
            if sums.any():
                into = found.units.setdefault(int(unit), UnitCounts())
                into.counts[which].update(_told(sums))


def _told(sums: np.ndarray) -> dict[str, int]:
    return {code: int(n) for code, n in zip(FIGURES, sums, strict=True) if n}


def _tell_apart(found: Sources, sides: tuple[_Side, _Side]) -> None:
    """Dossiers that one alone knows, and those on which the two differ."""
    _, *places = np.intersect1d(sides[0].ids, sides[1].ids, return_indices=True)
    for which, side in enumerate(sides):
        lone = np.setdiff1d(np.arange(len(side.ids)), places[which])
        lone = lone[side.counted[lone].any(axis=1)]
        channels, counts = np.unique(side.channel[lone], return_counts=True)
        found.only_channels[which].update(
            {int(one): int(n) for one, n in zip(channels, counts, strict=True)}
        )
        for unit in np.unique(side.unit[lone]):
            sums = side.counted[lone[side.unit[lone] == unit]].sum(axis=0)
            found.units.setdefault(int(unit), UnitCounts()).only[which].update(_told(sums))
        room = max(0, MOST_LISTED - len(found.only[which]))
        found.only[which].extend(_known(side, at) for at in lone[:room])
    _differ(found, sides, places)


def _known(side: _Side, at: int) -> Known:
    return Known(int(side.ids[at]), int(side.unit[at]), _names(side.counted[at]))


def _names(counted: np.ndarray) -> tuple[str, ...]:
    return tuple(code for code, is_counted in zip(FIGURES, counted, strict=True) if is_counted)


def _differ(found: Sources, sides: tuple[_Side, _Side], places: list[np.ndarray]) -> None:
    """Of the dossiers that both know and either counts in the period: which facts differ."""
    first, second = (
        (side.counted[at], side.unit[at], take(side.facts, at))
        for side, at in zip(sides, places, strict=True)
    )
    asked = first[0].any(axis=1) | second[0].any(axis=1)
    found.both += int(asked.sum())
    differs = {
        name: asked & _contradict(first[2][name], second[2][name])
        for name in FACTS
        if name not in NOT_COMPARED
    }
    found.fields.update({name: int(mask.sum()) for name, mask in differs.items() if mask.any()})
    moved = asked & ((first[0] != second[0]).any(axis=1) | (first[1] != second[1]))
    any_fact = np.logical_or.reduce(list(differs.values())) if differs else moved
    chosen = np.flatnonzero(moved | any_fact)
    found.differing_total += len(chosen)
    for at in chosen:
        one = _differing(sides[0].ids[places[0]][at], at, (first, second), differs)
        _enter(found, one, (int(first[1][at]), int(second[1][at])))


def _contradict(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Both tell something, and not the same: what only one tells contradicts nothing."""
    return told(one) & told(other) & ~same(one, other)


def _differing(number: int, at: int, both: tuple, differs: dict[str, np.ndarray]) -> Differing:
    first, second = both
    sides = (
        _names(first[0][at] & ~second[0][at]),
        _names(second[0][at] & ~first[0][at]),
    )
    if first[1][at] != second[1][at]:  # each counts it at another unit
        sides = (_names(first[0][at]), _names(second[0][at]))
    fields = tuple(
        (name, _value(first[2][name][at]), _value(second[2][name][at]))
        for name, mask in differs.items()
        if mask[at]
    )
    if any(sides) and not fields:  # one tells what the other leaves blank
        fields = tuple(
            (name, _value(first[2][name][at]), _value(second[2][name][at]))
            for name in differs
            if not same(first[2][name][at : at + 1], second[2][name][at : at + 1])[0]
        )
    return Differing(int(number), int(first[1][at]), sides, fields)


def _value(value: object) -> object:
    if value is None or isinstance(value, str):
        return value
    return None if np.isnan(value) else int(value)


def _enter(found: Sources, one: Differing, units: tuple[int, int]) -> None:
    for figures, unit in zip(one.figures, units, strict=True):
        for figure in figures:
            into = found.units.setdefault(unit, UnitCounts()).fields.setdefault(figure, Counter())
            into.update(name for name, *_ in one.fields)
    if len(found.differing) < MOST_LISTED:
        found.differing.append(one)
