"""Our figures for somebody else's table, counted one way or another.

Every count is an `answer`; a `Way` is what is asked differently. It knows no table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from onestop.domain.measures import STATES
from onestop.domain.period import DAY_SECONDS, Period, day_of
from onestop.domain.policy import Policy
from onestop.storage.indicator_values import Question, answer
from onestop.storage.slices import Slice


UNIT, RECEIVING = "unit", "receiving_unit"
WHOLE = ""
"""The scope of everything asked about."""

Measures = dict[str, int]
Counts = dict[str, dict[int, Measures]]
"""Scope → id of a group → measures."""


@dataclass(frozen=True)
class Way:
    """A way of counting: what is changed against the usual one, and how that is called.

    changes: of a policy by its name; `period`, `as_of`, `states_at` (local seconds of a moment
    after the period), `channels` (the ids kept), `receiving` (by receiving unit).
    """

    vi: str = ""
    en: str = ""
    changes: tuple[tuple[str, object], ...] = ()

    @property
    def kinds(self) -> frozenset[str]:
        """What is changed."""
        return frozenset(name for name, _ in self.changes)

    def with_also(self, other: Way) -> Way:
        """Both changes together."""
        pair = (f"{self.vi}; {other.vi}", f"{self.en}; {other.en}")
        return Way(*pair, (*self.changes, *other.changes))


USUAL = Way()


@dataclass(frozen=True)
class Counting:
    """What is asked: lines by `by`, within scopes of units.

    chosen: unit ids of everything ({} for all). scopes: name → unit ids of a part of it.
    needs_paused: whether waiting dossiers past their due date are told apart.
    """

    by: str
    period: Period
    policy: Policy
    add_working_days: Callable
    as_of: int | None = None
    chosen: dict[str, frozenset[int]] = field(default_factory=dict)
    scopes: dict[str, frozenset[int]] = field(default_factory=dict)
    needs_paused: bool = False

    def question(self, way: Way = USUAL, scope: str = WHOLE) -> Question:
        """What the store is asked: flows, and states at the period's end."""
        told = dict(way.changes)
        policies = {name: told[name] for name in told if name in self.policy.as_dict()}
        chosen = dict(self.chosen)
        if scope in self.scopes:
            chosen[UNIT] = self.scopes[scope] & chosen.get(UNIT, self.scopes[scope])
        by = self.by
        if "receiving" in told:
            by = RECEIVING if by == UNIT else by
            chosen = {RECEIVING if name == UNIT else name: ids for name, ids in chosen.items()}
        if "channels" in told:
            chosen["channel"] = told["channels"]
        return Question(
            period=told.get("period", self.period),
            asked=Slice(chosen, by),
            policy=replace(self.policy, **policies),
            as_of=told.get("as_of", self.as_of),
            add_working_days=self.add_working_days,
            counts_due_soon=False,
        )

    def question_of_states(self, way: Way = USUAL, scope: str = WHOLE) -> Question:
        """The same for states, which a way may take at a later moment."""
        asked, told = self.question(way, scope), dict(way.changes)
        if "states_at" not in told:
            return asked
        moment = told["states_at"]
        end = day_of(moment // DAY_SECONDS + 1)
        later = replace(asked.period, code=f"{asked.period.start}..{end}", end=end)
        return replace(asked, period=later, as_of=moment)


def counted(connection: Connection, counting: Counting, way: Way = USUAL) -> Counts:
    """Every measure by group, in each scope and in the whole."""
    scopes = (WHOLE, *counting.scopes)
    return {scope: _of_scope(connection, counting, way, scope) for scope in scopes}


def _of_scope(
    connection: Connection, counting: Counting, way: Way, scope: str
) -> dict[int, Measures]:
    asked = counting.question(way, scope)
    rows = {row.key: _classed(row.measures, asked) for row in answer(connection, asked).rows}
    if "states_at" in way.kinds:
        _take_states(connection, rows, counting.question_of_states(way, scope))
    if counting.needs_paused:
        _tell_paused(connection, rows, counting.question_of_states(way, scope))
    return rows


def _classed(measures: Measures, asked: Question) -> Measures:
    """With what a form calls resolved: without what the policy classes nowhere."""
    excluded = 0
    if asked.policy.no_due_date == "exclude":
        excluded = measures["resolved_without_due_date"]
    return {**measures, "resolved_classed": measures["resolved"] - excluded}


def _take_states(connection: Connection, rows: dict[int, Measures], asked: Question) -> None:
    later = {row.key: row.measures for row in answer(connection, asked).rows}
    for key in {*rows, *later}:
        into = rows.setdefault(key, {})
        into.update({one.code: later.get(key, {}).get(one.code, 0) for one in STATES})


def _tell_paused(connection: Connection, rows: dict[int, Measures], asked: Question) -> None:
    """Overdue with and without the waiting ones, whatever the policy counts."""
    both = {}
    for choice in ("in_time", "overdue"):
        told = replace(asked, policy=replace(asked.policy, paused_overdue=choice))
        found = answer(connection, told).rows
        both[choice] = {row.key: row.measures["open_overdue"] for row in found}
    for key in {*rows, *both["in_time"], *both["overdue"]}:
        active, every = both["in_time"].get(key, 0), both["overdue"].get(key, 0)
        rows.setdefault(key, {}).update(active_overdue=active, paused_overdue=every - active)
