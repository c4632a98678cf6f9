"""Which plans, which period and which moment a question about promises means; and its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from sqlalchemy import Connection

from onestop.answers.asked import Answering, moment_asked
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.judged import Judged
from onestop.domain.period import Period, day_of, parse_period, year_holding
from onestop.domain.plan import Plan
from onestop.storage import catalogue, scope
from onestop.storage.judging import Asking, judge
from onestop.storage.moments import newest_of_all


@dataclass(frozen=True)
class Plans:
    """Every declared plan, and those that the office is judged by. none: the word for no plan."""

    declared: tuple[Plan, ...]
    in_force: tuple[Plan, ...]
    none: str = "chưa có"

    def chosen(self, code: str) -> tuple[Plan, ...]:
        """The plan of a code; without one, those in force.

        Raises NotFoundError with the nearest, UsageError where none is in force.
        """
        if not code:
            if not self.in_force:
                listed = ", ".join(plan.code for plan in self.declared)
                raise UsageError(
                    "Chưa có kế hoạch đang áp dụng (ONESTOP_PLANS); thêm --plan, một trong:"
                    f" {listed or self.none}."
                )
            return self.in_force
        known = {plan.code: plan for plan in self.declared}
        if code not in known:
            near = get_close_matches(code, known, 3, 0.3) or list(known)[:3]
            raise NotFoundError("kế hoạch", code, tuple(near))
        return (known[code],)

    def the_one(self, code: str) -> Plan:
        """The plan of a code; without one the only plan in force. Raises as `chosen`."""
        found = self.chosen(code)
        if len(found) > 1:
            listed = ", ".join(plan.code for plan in found)
            raise UsageError(f"Có nhiều kế hoạch đang áp dụng: thêm --plan, một trong: {listed}.")
        return found[0]


@dataclass(frozen=True)
class Judgement:
    """One plan's promises, judged. unit: its name, "" for everywhere; moment: local seconds."""

    asking: Asking
    unit: str
    moment: int
    told: list[Judged]


def judged(
    how: Answering,
    connection: Connection,
    plan: Plan,
    asked: Mapping[str, str],
    clock: Callable[[], int],
) -> Judgement:
    """How far a plan's promises are kept: asked by unit, period, cutoff and as_of."""
    as_of = moment_asked(asked)
    number = scope.unit_told(connection, asked["unit"])
    name = "" if number is None else catalogue.names_of(connection, "unit")[number].label
    period = period_of(how, connection, asked, as_of)
    asking = Asking(plan, period, how.policy, how.calendar.add_working_days, number, as_of)
    moment = min(moment_of(connection, as_of, clock), period.end_at)
    return Judgement(asking, name, moment, judge(connection, asking))


def period_of(
    how: Answering, connection: Connection, asked: Mapping[str, str], as_of: int | None
) -> Period:
    """The asked period; without one the reporting year that holds the newest data."""
    if asked["period"]:
        return parse_period(asked["period"], asked["cutoff"])
    newest = as_of if as_of is not None else newest_of_all(connection)
    if newest is None:
        raise UsageError(how.empty)
    return year_holding(day_of(newest // 86_400), asked["cutoff"])


def moment_of(connection: Connection, as_of: int | None, clock: Callable[[], int]) -> int:
    """The asked moment, else the newest of the data, else now: tasks need no dossiers."""
    if as_of is not None:
        return as_of
    newest = newest_of_all(connection)
    return clock() if newest is None else newest
