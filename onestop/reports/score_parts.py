"""The parts of QĐ 766/QĐ-TTg that a register can compute, as dated data of config/forms.

It knows weights, formulas and how a file states them; it asks no store. A local score is an
estimate: the portal's is official, and a revision of 2026 is being rolled out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from onestop.domain.declared import Table, read_toml
from onestop.domain.errors import DeclarationError
from onestop.domain.indicators import BY_CODE, Value


SCORE_FILE = "score-766"

OWN_RATIOS = (
    "services_with_online_share",
    "procedures_paid_online_share",
    "feedback_on_time_share",
    "not_late_share",
)
"""Ratios besides the indicators of dossiers, counted by `onestop.reports.score`."""

PART_KEYS = ("code", "group", "label", "ratio", "most", "full_at", "when_none", "origin", "note")
ORIGINS = ("certain", "likely", "memory")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Part:
    """One part: points = min(most, most × ratio / full_at). when_none: points where nothing
    could be divided; None leaves the part out. most None: told for information only."""

    code: str
    group: str
    label: str
    ratio: str
    most: Decimal | None
    full_at: Decimal
    when_none: Decimal | None
    origin: str
    note: str

    def points(self, value: Value) -> Decimal | None:
        """Points to two decimals, exact until they are rounded; None: cannot be told."""
        if self.most is None:
            return None
        if not value.denominator:
            return self.when_none
        reached = self.most * value.numerator / (self.full_at * value.denominator)
        return min(self.most, max(reached, Decimal(0))).quantize(CENT, ROUND_HALF_UP)


@dataclass(frozen=True)
class Score:
    """The parts in force since a day, and what no register can compute."""

    valid_from: date
    parts: tuple[Part, ...]
    missing: tuple[str, ...]


def load_score(file: Path) -> Score:
    """The parts of a file; DeclarationError names the key and the nearest ratio."""
    told = Table(str(file), "", read_toml(file))
    valid_from = told.told.get("valid_from")
    if type(valid_from) is not date:
        raise told.wrong("valid_from", "phải là một ngày, ví dụ 2022-06-23")
    parts = tuple(_part(one) for one in told.tables("part"))
    if not parts:
        raise told.wrong("part", "cần ít nhất một [[part]]")
    return Score(valid_from, parts, told.texts("missing"))


def _part(told: Table) -> Part:
    told.only(PART_KEYS)
    known = [one for one in BY_CODE if BY_CODE[one].numerator != ("tasks_done",)]
    told.one_of("ratio", told.text("ratio"), (*known, *OWN_RATIOS))
    told.one_of("origin", told.text("origin", "certain"), ORIGINS)
    most, full_at = told.decimal("most"), told.decimal("full_at") or Decimal(1)
    if most is not None and not 0 < most <= 100:
        raise told.wrong("most", f"điểm tối đa {most} phải nằm trong khoảng 0 đến 100")
    if not 0 < full_at <= 1:
        raise told.wrong("full_at", f"{full_at} là một tỷ lệ, lớn hơn 0 và không quá 1")
    return Part(
        code=told.text("code"),
        group=told.text("group"),
        label=told.text("label"),
        ratio=told.text("ratio"),
        most=most,
        full_at=full_at,
        when_none=told.decimal("when_none"),
        origin=told.text("origin", "certain"),
        note=told.text("note", ""),
    )


def check_date(score: Score, last: date, file: str) -> None:
    """Refuses to judge a period by weights that were not in force yet."""
    if last < score.valid_from:
        problem = f"trọng số chỉ áp dụng từ {score.valid_from:%d/%m/%Y}, sau kỳ báo cáo này"
        raise DeclarationError(file, "valid_from", problem)
