"""What a reform report says, field by field: everything gathered, in the words of its template.

It asks others for figures, verdicts and charts, and refuses to know Word.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from onestop.domain.indicators import BY_CODE, INDICATORS, signed_sum
from onestop.domain.period import day_vi
from onestop.domain.plan import UnitPath, target_for, year_of
from onestop.reports.asked import ReportAsked, Scope
from onestop.reports.cchc_charts import charts_of
from onestop.reports.cchc_fields import (
    COUNTED,
    DERIVED,
    FEEDBACK,
    GROUPS,
    LEVELS,
    SERVICES,
    TASKS,
    work_field,
)
from onestop.reports.cchc_figures import CchcFigures
from onestop.reports.cchc_promises import (
    PlanKept,
    strengths,
    target_row,
    task_rows,
    unmeasured,
    upcoming,
    weaknesses,
    work_of,
)
from onestop.reports.cchc_values import Count, NotTold, Share
from onestop.reports.cchc_words import (
    comparison_note,
    following,
    full_name,
    head_name,
    late_areas,
    named,
    ranked,
    signer,
    units_short,
)
from onestop.reports.notes import is_provisional, moment_vi


@dataclass(frozen=True)
class Known:
    """Everything that a report tells."""

    asked: ReportAsked
    scope: Scope
    figures: CchcFigures
    kept: tuple[PlanKept, ...]
    path: UnitPath

    @property
    def provisional(self) -> bool:
        """Whether the period is not over yet."""
        return is_provisional(self.asked, self.figures.as_of)


def values_of(known: Known) -> dict[str, object]:
    """A value for every field but the annex."""
    return {
        **_texts(known),
        **_counts(known),
        **_shares(known),
        **{f"by_{level}": _level(known, level) for level in LEVELS},
        **{work_field(group): work_of(known.kept, group) for group in GROUPS},
        **_lists(known),
        **_drawn(known),
    }


def _texts(known: Known) -> dict[str, object]:
    asked, figures = known.asked, known.figures
    period, as_of = asked.period, figures.as_of
    names = {member.id: member.name for member in known.scope.members}
    lagging = [
        f"{names[number]} ({moment_vi(since)})"
        for number, since in sorted(figures.lagging.items())
        if number in names
    ]
    return {
        "unit": full_name(known.scope.sender),
        "unit_head": head_name(known.scope.sender),
        "above": full_name(known.scope.receiver),
        "signer": signer(known.scope.sender),
        "period": named(period),
        "first_day": day_vi(period.start),
        "last_day": day_vi(period.last),
        "year": str(year_of(period)),
        "next_period": named(following(period)),
        "as_of": "–" if as_of is None else moment_vi(as_of),
        "policies": "; ".join(asked.policy.sentences()),
        "comparison_note": comparison_note(figures, provisional=known.provisional),
        "lagging": "; ".join(lagging),
        "late_areas": late_areas(figures.areas),
        "provisional": known.provisional and as_of is not None,
        "has_feedback": figures.has_feedback,
        "has_figures": any(figures.now.values()),
        "has_plans": bool(known.kept),
    }


def _counts(known: Known) -> dict[str, Count | NotTold]:
    """Numbers are compared only when the period is over."""
    now = _completed(known)
    earlier = {} if known.provisional else known.figures.earlier
    compared = {
        which: (name, _derived(measures)) for which, (name, measures) in _named(earlier).items()
    }
    found = {}
    for code in COUNTED:
        before = {} if code in (*FEEDBACK, *SERVICES, *TASKS) else compared
        told = {which: (name, counts.get(code, 0)) for which, (name, counts) in before.items()}
        found[code] = Count(now.get(code, 0), _noun(code), told)
    if not known.figures.has_feedback:
        found |= dict.fromkeys(FEEDBACK, NotTold())
    return found


def _shares(known: Known) -> dict[str, Share]:
    now, policy = _completed(known), known.asked.policy
    earlier = _named(known.figures.earlier)
    return {
        one.code: Share(
            one.value(now, policy),
            one.form,
            {which: (name, one.value(told, policy)) for which, (name, told) in earlier.items()},
        )
        for one in INDICATORS
    }


def _completed(known: Known) -> Counter:
    """This period's measures, with what only a report counts."""
    tasks = [kept.completion for kept in known.kept]
    planned = sum(len({step.task.code for step in kept.steps}) for kept in known.kept)
    return Counter(
        {
            **_derived(known.figures.now),
            **known.figures.services,
            "tasks_planned": planned,
            "tasks_due": sum(value.denominator for value in tasks),
            "tasks_done": sum(value.numerator for value in tasks),
        }
    )


def _derived(measures: Mapping[str, int]) -> dict[str, int]:
    sums = {code: signed_sum(measures, tuple(t.split())) for code, (_, t) in DERIVED.items()}
    return {**measures, **sums}


def _named(earlier: Mapping) -> dict[str, tuple[str, Mapping[str, int]]]:
    return {which: (named(period), told) for which, (period, told) in earlier.items()}


def _noun(code: str) -> str:
    if code in FEEDBACK:
        return "PAKN"
    return "TTHC" if code in SERVICES else "việc" if code in TASKS else "hồ sơ"


def _level(known: Known, group: str) -> dict[str, object]:
    measures, policy = known.figures.by_group(group), known.asked.policy
    share = BY_CODE["on_time_share"]
    in_time = measures["resolved_early"] + measures["resolved_on_time"]
    counts = {"received": measures["received"], "resolved": measures["resolved"]}
    told = {name: Count(count, "hồ sơ", {}) for name, count in counts.items()}
    in_time_count = Count(in_time, "hồ sơ", {})
    return {**told, "in_time": in_time_count, "share": Share(share.value(measures, policy), "", {})}


def _lists(known: Known) -> dict[str, list]:
    kept = known.kept
    return {
        "strengths": strengths(kept),
        "weaknesses": weaknesses(kept),
        "unmeasured": unmeasured(kept),
        "upcoming": upcoming(kept, following(known.asked.period)),
        "plans": [
            {"title": one.plan.title, "source": one.plan.source, "authority": one.plan.authority}
            for one in kept
        ],
        "targets": [target_row(one.plan, judged) for one in kept for judged in one.judged],
        "tasks": [row for one in kept for row in task_rows(one)],
    }


def _drawn(known: Known) -> dict[str, object]:
    """The ranking of units in figures, in a sentence and as a chart."""
    policy, year = known.asked.policy, year_of(known.asked.period)
    promised = (target_for(one.plan, "on_time_share", known.path, year) for one in known.kept)
    target = next((one for one in promised if one is not None and one.value is not None), None)
    rank = ranked(known.figures.units, policy)
    rows = [
        {
            "rank": place,
            "name": one.name,
            "received": Count(one.measures["received"], "hồ sơ", {}),
            "resolved": Count(one.measures["resolved"], "hồ sơ", {}),
            "late": Count(one.measures["resolved_late"], "hồ sơ", {}),
            "open_overdue": Count(one.measures["open_overdue"], "hồ sơ", {}),
            "share": share,
        }
        for place, (one, share) in enumerate(rank, 1)
    ]
    drawn = charts_of(known.figures, known.asked.period, policy, target)
    return {"units": rows, "units_short": units_short(rank, target), **drawn}
