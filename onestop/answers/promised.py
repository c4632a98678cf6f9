"""Plans and their judged promises as plain data: for JSON, and flat for csv. Numbers stay exact."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from onestop.domain.indicators import Value
from onestop.domain.judged import Judged
from onestop.domain.period import instant_text
from onestop.domain.plan import Plan, year_of
from onestop.storage.judging import Asking


DECLARED = ("code", "title", "authority", "years", "targets", "tasks", "in_force")
"""Columns of the list of plans."""

HEADS = (
    "plan",
    "period",
    "cutoff",
    "target",
    "indicator",
    "label",
    "comparator",
    "value",
    "by",
    "origin",
    "measured",
    "numerator",
    "denominator",
    "ratio",
    "previous_ratio",
    "outcome",
    "is_due",
    "distance",
    "budget_left",
    "still_needed",
    "reason",
    "told_by",
    "told_at",
    "evidence",
    "section",
    "wording",
)
"""Columns of the csv; JSON has the same facts, some of them nested."""


def as_json(asking: Asking, unit: str, moment: int, told: list[Judged]) -> dict[str, Any]:
    """One plan's answer."""
    plan, period = asking.plan, asking.period
    return {
        "plan": plan.code,
        "title": plan.title,
        "covers_year": plan.covers(year_of(period)),
        "unit": unit if asking.unit is not None else None,
        "period": {"code": period.code, "cutoff": period.cutoff},
        "as_of": instant_text(moment),
        "rows": [_row(one) for one in told],
    }


def _row(one: Judged) -> dict[str, Any]:
    target = one.target
    labels = {"label": target.label[0], "label_en": target.label[1], "promise": target.promise[0]}
    reason = one.reason and {"code": one.reason.code, "vi": one.reason.vi, "en": one.reason.en}
    return {
        "target": target.code,
        "indicator": target.indicator,
        **labels,
        "comparator": target.comparator.value,
        "value": _number(target.value),
        "by": target.by,
        "origin": target.origin.value,
        "measured": target.measured,
        "actual": _value(one.value),
        "previous": _value(one.previous),
        **_became(one),
        "budget": one.budget[0],
        "reason": reason,
        "told": one.told and _told(one),
        "section": target.section,
        "wording": target.wording,
    }


def _became(one: Judged) -> dict[str, Any]:
    return {
        "outcome": one.outcome.value,
        "is_due": one.is_due,
        "distance": None if one.distance is None else float(one.distance),
        "budget_left": one.verdict.budget_left,
        "still_needed": one.verdict.still_needed,
    }


def _told(one: Judged) -> dict[str, Any]:
    told = one.told
    at = None if told.at is None else instant_text(told.at)
    return {"by": told.by or None, "at": at, "evidence": told.evidence}


def _value(value: Value | None) -> dict[str, Any] | None:
    if value is None:
        return None
    ratio = None if value.ratio is None else float(value.ratio)
    parts = {"numerator": _number(value.numerator), "denominator": value.denominator}
    return {**parts, "ratio": ratio}


def _number(number: Decimal | int | None) -> int | str | None:
    """A whole number as one, any other as exact text."""
    return f"{number:f}" if isinstance(number, Decimal) else number


def as_csv_row(asking: Asking, one: Judged) -> list[Any]:
    """One promise as a line under `HEADS`."""
    row = _row(one)
    actual, told = row["actual"] or {}, row["told"] or {}
    flat = {
        **row,
        **actual,
        "plan": asking.plan.code,
        "period": asking.period.code,
        "cutoff": asking.period.cutoff,
        "previous_ratio": (row["previous"] or {}).get("ratio"),
        "reason": row["reason"] and row["reason"]["vi"],
        "told_by": told.get("by"),
        "told_at": told.get("at"),
        "evidence": told.get("evidence"),
    }
    return [flat.get(name) for name in HEADS]


def plan_told(plan: Plan, in_force: Sequence[Plan]) -> dict[str, Any]:
    """A declared plan, and whether the office is judged by it."""
    counts = [len(plan.target_codes), len(plan.tasks)]
    told = [plan.code, plan.title, plan.authority, years_told(plan), *counts, plan in in_force]
    return dict(zip(DECLARED, told, strict=True))


def years_told(plan: Plan) -> str:
    """`2024`, `2021–2025`."""
    first, last = plan.first_year, plan.last_year
    return str(first) if first == last else f"{first}–{last}"
