"""The promises beside the figures of a view: which hold, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches

from dashboards.data.asked import RANGE, Asked
from onestop.domain.errors import NotFoundError
from onestop.domain.judged import (
    FROM_DOSSIERS,
    Figures,
    Judged,
    judge_figures,
    judge_measures,
    needs_last_year,
)
from onestop.domain.period import Period, same_last_year
from onestop.domain.plan import Plan, target_for, targets_for, year_of
from onestop.domain.reported import REPORTABLE
from onestop.domain.targets import Target
from onestop.domain.task_choice import Line
from onestop.domain.task_status import Status, Step
from onestop.storage.judging import unit_path
from onestop.storage.slices import Slice
from onestop.storage.task_marks import steps_of
from onestop.storage.told import Telling, compares_told, told_before, told_of


OPEN, ALL = "open", "all"
"""What may be asked of tasks besides a status."""

PRESSING = (Status.LATE, Status.DUE)
"""What somebody has to do now."""


def plan_shown(asked: Asked) -> Plan | None:
    """The plan of the address, else the first in force, else none. Raises NotFoundError."""
    code = asked.view.get("plan")
    if not code:
        return next(iter(asked.here.in_force), None)
    known = {plan.code: plan for plan in asked.here.plans}
    if code not in known:
        nearest = get_close_matches(code, known, 3, 0.3) or list(known)[:3]
        raise NotFoundError("kế hoạch", code, tuple(nearest))
    return known[code]


def target_of(asked: Asked, indicator: str) -> Target | None:
    """The promise in force about an indicator, for the unit and year of the view.

    A promise for a later year judges nothing yet.
    """
    path, year = unit_path(asked.connection, asked.ids.get("unit")), year_of(asked.period)
    for plan in asked.here.in_force:
        found = target_for(plan, indicator, path, year)
        if found is not None and found.is_due(year):
            return found
    return None


def judged(asked: Asked, plan: Plan) -> list[Judged]:
    """Every promise of a plan that holds for the view's unit and year, in plan order.

    What people reported and marked is judged beside what dossiers show.
    """
    held, last_year = _held(asked, plan), same_last_year(asked.period)
    before = asked.measures(last_year) if needs_last_year(held) else None
    told_last = {}
    if compares_told(held):
        told_last = told_before(asked.connection, held, _telling(asked, plan, last_year))
    told = told_of(asked.connection, held, _telling(asked, plan, asked.period))
    known = (Figures(asked.measures() or {}, told), Figures(before or {}, told_last))
    return judge_figures(held, known, asked.here.policy, year_of(asked.period))


def in_force_judged(asked: Asked) -> list[Judged]:
    """The promises in force that dossiers can show, one of each indicator."""
    found: dict[str, Judged] = {}
    for plan in asked.here.in_force:
        held = [one for one in _held(asked, plan) if one.measured in FROM_DOSSIERS]
        before = asked.measures(same_last_year(asked.period)) if needs_last_year(held) else None
        policy, year = asked.here.policy, year_of(asked.period)
        for one in judge_measures(held, asked.measures() or {}, before or {}, policy, year):
            found.setdefault(one.target.indicator, one)
    return list(found.values())


def reportable(asked: Asked, promises: Sequence[Judged]) -> list[Target]:
    """What may be reported for this view by hand; nothing for days that are no period."""
    if RANGE in asked.period.code:
        return []
    return [one.target for one in promises if one.target.measured in REPORTABLE]


def task_steps(asked: Asked, plan: Plan) -> list[Step]:
    """Every step of the plan's tasks for the view's unit, at its moment."""
    return steps_of(asked.connection, plan, asked.ids.get("unit"), asked.moment)


def status_shown(asked: Asked) -> str:
    """What of the tasks is asked for: a status, `all`, or `open` (late or due), as usual.

    Raises NotFoundError with what there is.
    """
    told = asked.view.get("status", OPEN)
    if told not in (known := (OPEN, ALL, *(one.value for one in Status))):
        raise NotFoundError("tình trạng", told, known)
    return told


def lines_shown(found: Sequence[Line], status: str) -> list[Line]:
    """Those of a status, in the order of the plan."""
    wanted = PRESSING if status == OPEN else tuple(Status) if status == ALL else (status,)
    return [one for one in found if one.status in wanted]


def _held(asked: Asked, plan: Plan) -> tuple[Target, ...]:
    path, year = unit_path(asked.connection, asked.ids.get("unit")), year_of(asked.period)
    return targets_for(plan, path, year)


def _telling(asked: Asked, plan: Plan, period: Period) -> Telling:
    """The view's unit alone: nobody reports by area or procedure."""
    units = {name: ids for name, ids in asked.chosen.items() if name == "unit"}
    question = replace(asked.question("", period), asked=Slice(units))
    moment = asked.newest if asked.as_of is None else asked.as_of
    return Telling(plan, period, asked.ids.get("unit"), moment, question)
