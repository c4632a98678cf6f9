"""Promises beside figures: each with its value, verdict, budget or distance, or why it has none.

The only place that says which promises dossiers can show at all. It refuses to ask a store
(`onestop.storage.judging` does) and leaves out nothing that holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from types import MappingProxyType

from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.plan import MEASURED
from onestop.domain.policy import Policy
from onestop.domain.reported import Told
from onestop.domain.targets import (
    Comparator,
    Outcome,
    Reason,
    Target,
    Verdict,
    budget_sentence,
    budget_sentence_en,
    distance,
    verdict,
)


FROM_DOSSIERS = ("dossiers", "letters", "ratings")
"""Ways of measuring that a store of dossiers, letters and ratings answers by itself."""

MISSING = {
    "hand": Reason("hand", "báo cáo tay, chưa có số", "reported by hand, no figure yet"),
    "tasks": Reason(
        "tasks",
        "đếm từ nhiệm vụ của kế hoạch, chưa đánh dấu việc nào",
        "counted from the plan's tasks, none is marked yet",
    ),
    "feedback": Reason(
        "feedback",
        "tính từ phản ánh, kiến nghị, chưa có số",
        "counted from citizens' feedback, no figure yet",
    ),
    "catalogue": Reason(
        "catalogue",
        "đếm từ danh mục thủ tục, chưa có số của năm trước",
        "counted from the catalogue of procedures, no figure of last year",
    ),
    "system": Reason(
        "system",
        "hệ thống công khai kết quả từng hồ sơ, không có tỷ lệ để đo",
        "the public page shows every result, there is no share to measure",
    ),
}
"""Why a promise has no figure, by how it is measured."""

NO_TASK_DUE = Reason("no_task_due", "chưa có nhiệm vụ nào đến hạn", "no task is due yet")


@dataclass(frozen=True)
class Figures:
    """What is known of one period.

    measures: one row of an answer, empty without figures. told: what dossiers do not show, by
    the code of the promise: reported by hand, counted from tasks, feedback or the catalogue.
    """

    measures: Mapping[str, int]
    told: Mapping[str, Told] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True)
class Judged:
    """One promise and what became of it.

    value: None where nothing shows it; previous: the same period last year's, only for what
    should rise. distance: how far a value is from a promise for a later year. told: who told
    the value and when, where it was not counted from dossiers.
    """

    target: Target
    verdict: Verdict
    value: Value | None = None
    previous: Value | None = None
    is_due: bool = True
    distance: Fraction | None = None
    told: Told | None = None

    @property
    def outcome(self) -> Outcome:
        """Met, near, missed, or unknown for a reason."""
        return self.verdict.outcome

    @property
    def reason(self) -> Reason | None:
        """Why there is no verdict; None where there is one."""
        return self.verdict.reason

    @property
    def measured(self) -> tuple[str, str]:
        """How it is measured, in Vietnamese and English."""
        return MEASURED[self.target.measured]

    @property
    def budget(self) -> tuple[str, str]:
        """`còn được trễ 7 hồ sơ` and the same in English; empty where there is none."""
        told = budget_sentence(self.target.indicator, self.verdict)
        return told, budget_sentence_en(self.verdict)


def judge_measures(
    targets: Iterable[Target],
    measures: Mapping[str, int],
    previous: Mapping[str, int],
    policy: Policy,
    year: int,
) -> list[Judged]:
    """Judges measures that were counted already, target by target, in their order.

    targets: those that hold (`targets_for`). measures: one row of an answer; empty without
    figures. previous: the same period last year's; empty where not asked or not there.
    """
    return judge_figures(targets, (Figures(measures), Figures(previous)), policy, year)


def judge_figures(
    targets: Iterable[Target], known: tuple[Figures, Figures], policy: Policy, year: int
) -> list[Judged]:
    """The same with what was told beside what was counted: now, and in the period last year."""
    return [_judged(target, known, policy, year) for target in targets]


def needs_last_year(targets: Iterable[Target]) -> bool:
    """Whether any of them compares dossiers with the same period last year."""
    return any(
        target.comparator == Comparator.RISING and target.measured in FROM_DOSSIERS
        for target in targets
    )


def value_of(target: Target, measures: Mapping[str, int], policy: Policy) -> Value | None:
    """A promise's figure from measures; None where dossiers cannot show it."""
    if target.measured not in FROM_DOSSIERS:
        return None
    return BY_CODE[target.indicator].value(measures, policy)


def _known(target: Target, figures: Figures, policy: Policy) -> tuple[Value | None, Told | None]:
    """The figure, and who told it; what dossiers show goes before what is told."""
    counted = value_of(target, figures.measures, policy)
    told = figures.told.get(target.code)
    if told is None or (counted is not None and counted.denominator):
        return counted, None
    return told.value, told


def _judged(target: Target, known: tuple[Figures, Figures], policy: Policy, year: int) -> Judged:
    is_due = target.is_due(year)
    value, told = _known(target, known[0], policy)
    if value is None:
        return Judged(target, _unknown(target, MISSING[target.measured]), is_due=is_due)
    parts = value.numerator, value.denominator
    if not is_due and value.denominator:
        far = distance(target, *parts)
        return Judged(
            target, _unknown(target, _not_due(target)), value, is_due=False, distance=far, told=told
        )
    if target.measured == "tasks" and not value.denominator:
        return Judged(target, _unknown(target, NO_TASK_DUE), value, told=told)
    rises = target.comparator == Comparator.RISING
    before = _known(target, known[1], policy)[0] if rises else None
    compared = (before.numerator, before.denominator) if before else None
    became = verdict(target, *parts, compared)
    return Judged(target, became, value, before, is_due, told=told)


def _unknown(target: Target, reason: Reason) -> Verdict:
    return Verdict(target, Outcome.UNKNOWN, reason=reason)


def _not_due(target: Target) -> Reason:
    return Reason("not_due", f"đánh giá vào năm {target.by}", f"judged in {target.by}")
