"""Asks a store how far the promises of a plan are kept, with as few questions as possible.

One answer for the period, and one for the same period last year where something should
rise; beside them what people reported and marked (`told`). What a promise is and whether it
is met is decided in `onestop.domain`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from onestop.domain.judged import Figures, Judged, judge_figures, needs_last_year
from onestop.domain.period import Period, same_last_year
from onestop.domain.plan import Plan, UnitPath, targets_for, year_of
from onestop.domain.policy import Policy
from onestop.domain.targets import Target
from onestop.storage import catalogue
from onestop.storage.indicator_values import Question, answer
from onestop.storage.moments import newest_of_all
from onestop.storage.slices import Slice
from onestop.storage.tables import unit
from onestop.storage.told import Telling, compares_told, told_before, told_of


@dataclass(frozen=True)
class Asking:
    """Which plan is judged, for which unit with all below it (an id; None: all), when.

    as_of: local seconds; None takes each unit's own newest snapshot.
    """

    plan: Plan
    period: Period
    policy: Policy
    add_working_days: Callable[[int, int], int]
    unit: int | None = None
    as_of: int | None = None


def judge(connection: Connection, asking: Asking) -> list[Judged]:
    """Every promise of a plan that holds for a unit, judged for a period, in plan order.

    What has no figure yet says why. Without any load, shares have 0 of 0.
    """
    year = year_of(asking.period)
    held = targets_for(asking.plan, unit_path(connection, asking.unit), year)
    now = Figures(measures_of(connection, asking, asking.period), _told(connection, asking, held))
    before = _last_year(connection, asking, held)
    return judge_figures(held, (now, before), asking.policy, year)


def _told(connection: Connection, asking: Asking, held: tuple[Target, ...]) -> dict:
    moment = newest_of_all(connection) if asking.as_of is None else asking.as_of
    question = _question(connection, asking, asking.period)
    telling = Telling(asking.plan, asking.period, asking.unit, moment, question)
    return told_of(connection, held, telling)


def _last_year(connection: Connection, asking: Asking, held: tuple[Target, ...]) -> Figures:
    """Only what something that should rise is compared with."""
    period = same_last_year(asking.period)
    measures, told = {}, {}
    if needs_last_year(held):
        measures = measures_of(connection, asking, period)
    if compares_told(held):
        told = told_before(connection, held, Telling(asking.plan, period, asking.unit, None))
    return Figures(measures, told)


def measures_of(connection: Connection, asking: Asking, period: Period) -> dict[str, int]:
    """The measures of a period for the asked unit and all below; empty without figures."""
    found = answer(connection, _question(connection, asking, period))
    return found.rows[0].measures if found.rows else {}


def _question(connection: Connection, asking: Asking, period: Period) -> Question:
    chosen = {}
    if asking.unit is not None:
        chosen["unit"] = catalogue.with_descendants(connection, asking.unit)
    sliced, add = Slice(chosen), asking.add_working_days
    return Question(period, sliced, asking.policy, asking.as_of, add)


def unit_path(connection: Connection, number: int | None) -> UnitPath:
    """(code, level) of a unit and of those above it, nearest first; empty for all units.

    A provisional unit has no code; its name stands for it, as everywhere.
    """
    path: list[tuple[str, str]] = []
    if number is None:
        return path
    columns = (unit.c.id, unit.c.code, unit.c.name, unit.c.level, unit.c.parent_id)
    units = {row.id: row for row in connection.execute(select(*columns))}
    passed: set[int] = set()
    while number in units and number not in passed:
        passed.add(number)
        row = units[number]
        path.append((row.code or row.name, row.level))
        number = row.parent_id
    return path
