"""Which promise of a plan someone means who names it: by its code, or by its indicator."""

from __future__ import annotations

from difflib import get_close_matches

from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.plan import Plan, UnitPath, targets_for
from onestop.domain.targets import Target


def promise_named(plan: Plan, asked: str, unit_path: UnitPath, year: int) -> Target:
    """The promise that holds for a unit in a year. Raises NotFoundError with the nearest.

    UsageError for an indicator that several promises are about, and for a promise that is not
    made to this unit or year.
    """
    held = targets_for(plan, unit_path, year)
    wanted = asked.strip().casefold()
    found = [one for one in held if one.code == wanted]
    found = found or [one for one in held if one.indicator == wanted]
    if len(found) > 1:
        raise UsageError(f"“{asked}” có nhiều chỉ tiêu: {', '.join(one.code for one in found)}.")
    if found:
        return found[0]
    if wanted in plan.target_codes:
        raise UsageError(f"Chỉ tiêu “{asked}” không đặt ra cho đơn vị hoặc năm này.")
    names = {one.code: one.code for one in held} | {one.indicator: one.code for one in held}
    near = dict.fromkeys(names[one] for one in get_close_matches(wanted, names, 3, 0.4))
    raise NotFoundError("chỉ tiêu", asked, tuple(near))
