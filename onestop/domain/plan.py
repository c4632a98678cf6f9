"""A reform plan: what an authority promised for which years, and which promise holds where.

It knows how a promise comes down the tree of units and changes with the years; it refuses
to read files (`plan_files`) or to judge anything (`targets`, `judged`).
Source: definitions.md sections 1 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from onestop.domain.errors import DeclarationError
from onestop.domain.period import Period, year_holding
from onestop.domain.plan_tasks import Task
from onestop.domain.targets import Target


MEASURED = {
    "dossiers": ("tính từ hồ sơ", "counted from dossiers"),
    "letters": ("tính từ hồ sơ và phiếu xin lỗi", "counted from dossiers and apology letters"),
    "ratings": ("tính từ đánh giá của người dân", "counted from citizens' ratings"),
    "catalogue": ("đếm từ danh mục thủ tục", "counted from the catalogue of procedures"),
    "tasks": ("đếm từ nhiệm vụ của kế hoạch", "counted from the plan's tasks"),
    "feedback": ("tính từ phản ánh, kiến nghị", "counted from citizens' feedback"),
    "hand": ("báo cáo tay", "reported by hand"),
    "system": ("do hệ thống bảo đảm", "kept by the system itself"),
}
"""How a promise is measured, in words."""

NATURAL = {
    "apology_share": "letters",
    "apology_in_time_share": "letters",
    "satisfaction_share": "ratings",
    "feedback_on_time_share": "feedback",
    "plan_completion_share": "tasks",
}
"""What an indicator is counted from, where that is not dossiers alone."""

UnitPath = Sequence[tuple[str, str]]
"""(code, level) of a unit, of the unit above it, and so on up to the root; empty: all units."""


@dataclass(frozen=True)
class Plan:
    """One plan. Targets of the same code are one promise, told apart by unit and year.

    `level` is the authority's own; `source` is the plan's title as published.
    """

    code: str
    title: str
    authority: str
    level: str
    first_year: int
    last_year: int
    source: str = ""
    targets: tuple[Target, ...] = ()
    tasks: tuple[Task, ...] = ()

    def covers(self, year: int) -> bool:
        """Whether it was made for a year. One out of its years may still be looked at."""
        return self.first_year <= year <= self.last_year

    @property
    def target_codes(self) -> tuple[str, ...]:
        """The promises, in the order of the plan."""
        return tuple(dict.fromkeys(target.code for target in self.targets))


def targets_for(plan: Plan, unit_path: UnitPath, year: int) -> tuple[Target, ...]:
    """The promises that hold for a unit in a year, in the order of the plan.

    For all units together none is lost for being made to one level of units.
    """
    found = (_nearest(plan, code, unit_path, year) for code in plan.target_codes)
    return tuple(target for target in found if target is not None)


def target_for(plan: Plan, indicator: str, unit_path: UnitPath, year: int) -> Target | None:
    """The promise about an indicator that holds for a unit in a year.

    Where a plan makes several, the one it names first.
    """
    held = targets_for(plan, unit_path, year)
    return next((target for target in held if target.indicator == indicator), None)


def year_of(period: Period) -> int:
    """The reporting year by which a period is judged: the one that holds its last day."""
    return int(year_holding(period.last, period.cutoff).code)


def in_force(plans: Iterable[Plan], codes: Iterable[str]) -> tuple[Plan, ...]:
    """The plans of these codes, in their order; DeclarationError names the nearest."""
    known = {plan.code: plan for plan in plans}
    for code in codes:
        if code not in known:
            near = get_close_matches(code, known, 1, 0.5)
            hint = f"; gần nhất: {near[0]}" if near else ""
            raise DeclarationError(
                "biến môi trường",
                "ONESTOP_PLANS",
                f"không có kế hoạch “{code}”{hint}. Đã khai báo: {', '.join(sorted(known))}",
            )
    return tuple(known[code] for code in dict.fromkeys(codes))


def _nearest(plan: Plan, code: str, unit_path: UnitPath, year: int) -> Target | None:
    ranked = [
        (rank, target)
        for target in plan.targets
        if target.code == code and _in_years(target, year)
        if (rank := _rank(plan, target, unit_path)) is not None
    ]
    return min(ranked, key=lambda one: one[0])[1] if ranked else None


def _in_years(target: Target, year: int) -> bool:
    begun = target.first_year is None or target.first_year <= year
    return begun and (target.last_year is None or year <= target.last_year)


def _rank(plan: Plan, target: Target, unit_path: UnitPath) -> tuple | None:
    """How near a target stands, least first; None where it does not reach the unit.

    Nearest is what is said of the unit itself, then of the one above it; then what is said
    of its level; then what holds since the latest year.
    """
    steps = {code: number for number, (code, _) in enumerate(unit_path)}
    if target.unit_code is not None and target.unit_code not in steps:
        return None
    asked = unit_path[0][1] if unit_path else plan.level
    levelled = target.unit_level is not None
    if levelled and target.unit_level != asked and unit_path:
        return None
    distance = len(steps) if target.unit_code is None else steps[target.unit_code]
    strange = levelled and target.unit_level != asked
    return distance, strange, not levelled, -(target.first_year or 0)
