"""What dossiers do not show of a plan's promises, by promise: reported, or counted elsewhere.

It gathers; each figure comes from the module that keeps or counts it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from onestop.domain.indicators import Value
from onestop.domain.period import DAY_SECONDS, Period
from onestop.domain.plan import Plan
from onestop.domain.reported import REPORTABLE, Told
from onestop.domain.targets import Comparator, Target
from onestop.domain.task_status import completion
from onestop.storage.feedback_counts import feedback_on_time
from onestop.storage.indicator_values import Question
from onestop.storage.moments import newest_of_all
from onestop.storage.reported_values import reported
from onestop.storage.tables import procedure
from onestop.storage.task_marks import marks_of, steps_of


LEVELS = (3, 4)
"""Service levels at which a service counts as online: partial (3) and full (4)."""

SERVICES = "services_level34"
"""The figure that the catalogue of procedures shows."""

STILL_NOW = 92 * DAY_SECONDS
"""A period that ended a quarter before the newest data is told by today's catalogue."""


@dataclass(frozen=True)
class Telling:
    """Which plan, of which unit (an id; None: all) and period; moment: T in local seconds.

    moment: None where nothing was loaded; then no task is judged. question: the same unit and
    period as a question, by which feedback is counted.
    """

    plan: Plan
    period: Period
    unit: int | None
    moment: int | None
    question: Question | None = None


def told_of(connection: Connection, held: Sequence[Target], asked: Telling) -> dict[str, Told]:
    """What is told of the promises that hold, by their code; what nobody told is missing."""
    found = _services(connection, held, asked) | _completed(connection, held, asked)
    return found | told_before(connection, held, asked) | _feedback(connection, held, asked)


def told_before(connection: Connection, held: Sequence[Target], asked: Telling) -> dict[str, Told]:
    """What people reported; all that can be known of an earlier period to compare with."""
    wanted = {target.code for target in held if target.measured in REPORTABLE}
    if not wanted:
        return {}
    known = reported(connection, asked.plan, asked.unit, asked.period)
    return {code: told for code, told in known.items() if code in wanted}


def compares_told(held: Sequence[Target]) -> bool:
    """Whether any promise compares told figures with those of last year."""
    return any(
        target.comparator == Comparator.RISING and target.measured in REPORTABLE for target in held
    )


def _completed(connection: Connection, held: Sequence[Target], asked: Telling) -> dict[str, Told]:
    """Tasks done over tasks whose time has passed, once anybody has marked any of the plan's."""
    counted = [target for target in held if target.measured == "tasks"]
    if not counted or asked.moment is None or not marks_of(connection, asked.plan.code):
        return {}
    moment = min(asked.moment, asked.period.end_at)
    steps = steps_of(connection, asked.plan, asked.unit, moment)
    found = {}
    for target in counted:
        mine = [one for one in steps if not target.tasks or one.task.code in target.tasks]
        found[target.code] = Told(completion(mine, moment))
    return found


def _services(connection: Connection, held: Sequence[Target], asked: Telling) -> dict[str, Told]:
    """Services offered online: the catalogue remembers only how it is now."""
    codes = [one.code for one in held if one.indicator == SERVICES]
    newest, period = newest_of_all(connection), asked.period
    if not codes or newest is None or asked.moment is None or newest < period.start_at:
        return {}
    if min(asked.moment, period.end_at) < newest - STILL_NOW:
        return {}
    query = select(func.count()).where(procedure.c.service_level.in_(LEVELS))
    count = connection.scalar(query) or 0
    return {code: Told(Value(count, 1)) for code in codes} if count else {}


def _feedback(connection: Connection, held: Sequence[Target], asked: Telling) -> dict[str, Told]:
    """The share answered in time, where a list of feedback has anything to judge."""
    codes = [one.code for one in held if one.measured == "feedback"]
    if not codes or asked.question is None:
        return {}
    value = feedback_on_time(connection, asked.question)
    return {code: Told(value) for code in codes} if value.denominator else {}
