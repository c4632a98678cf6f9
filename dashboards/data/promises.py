"""The promises that hold for each line of a table, and what a value makes of one."""

from __future__ import annotations

from dashboards.data.asked import Asked
from onestop.domain.indicators import Value
from onestop.domain.plan import UnitPath, targets_for, year_of
from onestop.domain.targets import Outcome, Target, verdict
from onestop.storage.judging import unit_path


def promises(asked: Asked, path: UnitPath | None = None) -> dict[str, Target]:
    """The promises in force for the view's unit and year, or for another unit's path.

    Where several plans promise the same, the first in force; none that is due later.
    """
    year, found = year_of(asked.period), {}
    if path is None:
        path = unit_path(asked.connection, asked.ids.get("unit"))
    for plan in asked.here.in_force:
        for target in targets_for(plan, path, year):
            if target.is_due(year):
                found.setdefault(target.indicator, target)
    return found


def outcome_of(value: Value, target: Target | None) -> Outcome | None:
    """What a value makes of a promise; None where nothing is promised or known."""
    if target is None:
        return None
    outcome = verdict(target, value.numerator, value.denominator).outcome
    return None if outcome == Outcome.UNKNOWN else outcome
