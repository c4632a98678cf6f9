"""Targets and tasks of the plans in force, as a reform report tells them.

Strengths are targets met, weaknesses targets missed or nearly met: nothing is praised or
blamed that was not promised. Verdicts and states of tasks are made in `onestop.domain`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from onestop.domain.indicators import Value
from onestop.domain.judged import Judged
from onestop.domain.period import DAY_SECONDS, Period, day_of
from onestop.domain.plan import Plan, year_of
from onestop.domain.plan_tasks import GROUPS
from onestop.domain.targets import (
    SIGNS,
    WATCHED,
    Comparator,
    Origin,
    Outcome,
    Target,
    percent_vi,
)
from onestop.domain.task_choice import Line, lines
from onestop.domain.task_status import STATUSES, Status, Step, completion
from onestop.reports.asked import ReportAsked
from onestop.reports.notes import number_vi, value_vi
from onestop.storage.judging import Asking, judge
from onestop.storage.task_marks import marks_of, steps_of


NO_MARKS = "chưa có số"
"""The state of a task in a plan of which nobody has marked anything yet."""

DEMANDS = {
    Comparator.AT_LEAST: "từ {} trở lên",
    Comparator.ABOVE: "trên {}",
    Comparator.AT_MOST: "không quá {}",
    Comparator.BELOW: "dưới {}",
    Comparator.RISING: "tăng so với cùng kỳ năm trước",
    Comparator.DONE: "hoàn thành",
}
"""What a target demands, in running text."""

MOST_LISTED = 3
"""Targets named in one sentence; the annex names them all."""

OUTCOMES = {Outcome.MET: "Đạt", Outcome.NEAR: "Gần đạt", Outcome.MISSED: "Chưa đạt"}


@dataclass(frozen=True)
class PlanKept:
    """A plan of the period's year: its judged targets, its tasks' steps up to the moment."""

    plan: Plan
    judged: tuple[Judged, ...]
    steps: tuple[Step, ...]
    is_marked: bool
    moment: int

    @property
    def completion(self) -> Value:
        """Tasks done over tasks whose time has passed; 0 of 0 where nothing is marked."""
        return completion(self.steps, self.moment) if self.is_marked else Value(0, 0)


def plans_kept(
    connection: Connection, asked: ReportAsked, plans: Sequence[Plan], as_of: int | None
) -> tuple[PlanKept, ...]:
    """The plans that cover the period's year, judged for the unit."""
    year, end = year_of(asked.period), asked.period.end_at
    moment = end if as_of is None else min(as_of, end)
    found = []
    for plan in plans:
        if plan.covers(year):
            add = asked.calendar.add_working_days
            asking = Asking(plan, asked.period, asked.policy, add, asked.unit, asked.as_of)
            steps = tuple(steps_of(connection, plan, asked.unit, moment))
            judged = tuple(judge(connection, asking))
            is_marked = bool(marks_of(connection, plan.code))
            found.append(PlanKept(plan, judged, steps, is_marked, moment))
    return tuple(found)


def target_row(plan: Plan, one: Judged) -> dict[str, str]:
    """A target as a row of the annex."""
    target = one.target
    by = f" (đến năm {target.by})" if target.by is not None else ""
    inferred = "; mức do hệ thống suy ra" if target.origin == Origin.INFERRED else ""
    return {
        "plan": plan.title,
        "section": target.section,
        "label": target.label[0],
        "promise": target.promise[0] + by,
        "actual": actual_of(one),
        "outcome": OUTCOMES.get(one.outcome) or _sentence_case(one.verdict.reason_vi),
        "measured": one.measured[0] + inferred,
    }


def strengths(kept: Sequence[PlanKept]) -> list[dict[str, str]]:
    """A sentence for each target that is met."""
    return [
        {"sentence": f"{one.target.label[0]}: {actual_of(one)}, đạt yêu cầu {demand(one.target)}"}
        for plan in kept
        for one in plan.judged
        if one.outcome == Outcome.MET
    ]


def weaknesses(kept: Sequence[PlanKept]) -> list[dict[str, str]]:
    """A sentence for each target that is missed or nearly met, and for each late task."""
    found = [one for plan in kept for one in plan.judged]
    missed = [one for one in found if one.outcome in (Outcome.MISSED, Outcome.NEAR)]
    told = [{"sentence": _missed(one)} for one in missed]
    for plan in kept:
        late = [step for step in plan.steps if plan.is_marked and step.status == Status.LATE]
        if late:
            text = f"{_title(plan.plan)}: còn {len(late)} việc quá hạn chưa hoàn thành"
            told.append({"sentence": text})
    return told


def unmeasured(kept: Sequence[PlanKept]) -> list[dict[str, str]]:
    """A sentence for each reason why targets have no verdict: which ones, or how many."""
    by_reason: dict[str, list[str]] = {}
    for plan in kept:
        for one in plan.judged:
            if one.outcome == Outcome.UNKNOWN and one.reason != WATCHED:
                by_reason.setdefault(one.verdict.reason_vi, []).append(one.target.label[0])
    return [{"sentence": f"{_listed(told)}: {reason}"} for reason, told in by_reason.items()]


def _listed(labels: list[str]) -> str:
    return "; ".join(labels) if len(labels) <= MOST_LISTED else f"{len(labels)} chỉ tiêu"


def _missed(one: Judged) -> str:
    left = one.verdict.budget_left
    short = f", còn thiếu {number_vi(-left)} trường hợp" if left is not None and left < 0 else ""
    way = "gần đạt" if one.outcome == Outcome.NEAR else "chưa đạt"
    return f"{one.target.label[0]}: {actual_of(one)}, {way} yêu cầu {demand(one.target)}{short}"


def demand(target: Target) -> str:
    """`từ 98 % trở lên`: what a target asks, in running text."""
    bare = target.promise[0]
    for sign in (SIGNS.get(target.comparator, ""), f"{target.comparator} "):
        bare = bare.removeprefix(sign)
    return DEMANDS.get(target.comparator, "{}").format(bare)


def actual_of(one: Judged) -> str:
    """The figure of a target: with its parts, with its noun, or a dash."""
    value, target = one.value, one.target
    if value is None or not value.denominator:
        return "–"
    if target.comparator == Comparator.DONE and not target.is_share:
        return "có" if value.numerator else "chưa"
    if not target.is_share:
        number = f"{value.numerator / value.denominator:,.1f}".removesuffix(".0")
        return f"{number.translate(str.maketrans(',.', '.,'))} {target.noun_vi}".strip()
    if isinstance(value.numerator, Decimal) and value.denominator == 1:
        return percent_vi(value.numerator)  # told as a share, without its parts
    return value_vi(value)


def task_rows(kept: PlanKept) -> list[dict[str, str]]:
    """Every product of every task as a row of the annex, in the order of the plan."""
    return [_task_row(kept, line) for line in lines(kept.steps)]


def _task_row(kept: PlanKept, line: Line) -> dict[str, str]:
    status = STATUSES[line.status][0] if kept.is_marked else NO_MARKS
    many = len(line.steps) > 1 and kept.is_marked
    return {
        "plan": kept.plan.title,
        "code": line.task.code,
        "group": GROUPS.get(line.task.group, ("Nhiệm vụ đơn vị tự đăng ký", ""))[0],
        "text": line.task.text,
        "product": line.product.text,
        "lead": line.task.lead,
        "time": line.product.written,
        "status": f"{status} ({line.done}/{len(line.steps)} kỳ)" if many else status,
    }


def work_of(kept: Sequence[PlanKept], group: str) -> dict[str, object]:
    """What became of a group's tasks: a sentence, and those that are late."""
    told, late = [], []
    for plan in kept:
        mine = [step for step in plan.steps if step.task.group == group]
        if mine:
            told.append(_work(plan, mine))
        if plan.is_marked:
            late += _owed(step for step in mine if step.status == Status.LATE)
    return {"sentence": " ".join(told), "late": late}


def _work(kept: PlanKept, mine: list[Step]) -> str:
    count = len({step.task.code for step in mine})
    begun = f"{_title(kept.plan)} đề ra {count} nhiệm vụ thuộc nội dung này"
    if not kept.is_marked:
        return f"{begun}; kết quả thực hiện chưa được ghi nhận."
    done = completion(mine, kept.moment)
    if not done.denominator:
        return f"{begun}, chưa có việc nào đến hạn."
    return f"{begun}; đã hoàn thành {value_vi(done)} số việc đến hạn."


def _title(plan: Plan) -> str:
    called = "Kế hoạch "
    return plan.title if plan.title.startswith(called) else f"{called}{plan.title}"


def _owed(steps: Iterable[Step]) -> list[dict[str, str]]:
    """A row for each task that is still owed, whatever the number of its periods."""
    dated = sorted(steps, key=lambda step: step.due)
    return [_owed_task(line) for line in lines(dated)]


def _owed_task(line: Line) -> dict[str, str]:
    days = [f"{step.due:%d/%m/%Y}" for step in line.steps]
    when = f"hạn {days[0]}"
    if len(days) > 1:
        when = f"{len(days)} kỳ, hạn từ {days[0]} đến {days[-1]}"
    text = _sentence_case(line.task.text.rstrip(" ."))
    return {"sentence": f"{text} ({when})", "lead": line.task.lead}


def upcoming(kept: Sequence[PlanKept], following: Period) -> list[dict[str, str]]:
    """Tasks that fall due in the next period, and those that are late, soonest first."""
    found = [
        step
        for plan in kept
        for step in plan.steps
        if step.due is not None and step.done is None and step.due < following.end
        if plan.is_marked or step.due >= day_of(plan.moment // DAY_SECONDS)
    ]
    return _owed(found)


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
