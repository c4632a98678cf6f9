"""Targets of reform plans: whether one is met, and how many dossiers may still fail.

The only place where a ratio meets a promise. Exact arithmetic (Decimal in, Fraction
inside), never floats: at 98 % of 1,005 dossiers one dossier decides.
It knows nothing of how a numerator is counted. Source: definitions.md section 7.

Down indicators (≤ p, < p) are the mirror of up ones: their numerator counts what is bad,
so good = denominator − numerator, and "late ≤ 5 %" is "not late ≥ 95 %".
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor

from onestop.domain.errors import DeclarationError
from onestop.domain.indicators import BY_CODE


NEAR_BAND = Decimal("0.02")
"""Two percentage points short of a target still reads "cận": our choice, no text sets it;
a colour between đạt and không đạt must not come from rounding."""


class Comparator(StrEnum):
    """What a promise demands of a value."""

    AT_LEAST = ">="
    ABOVE = ">"
    AT_MOST = "<="
    BELOW = "<"
    EXACTLY = "="
    RISING = "rising"
    DONE = "done"
    WATCHED = "watched"


_UP = {Comparator.AT_LEAST, Comparator.ABOVE}
_DOWN = {Comparator.AT_MOST, Comparator.BELOW}
_STRICT = {Comparator.ABOVE, Comparator.BELOW}


SIGNS = {Comparator.AT_LEAST: "≥ ", Comparator.AT_MOST: "≤ ", Comparator.EXACTLY: ""}
"""How a limit is written before its value; the strict ones as they are."""

WITHOUT_VALUE = {
    Comparator.RISING: ("tăng so với cùng kỳ", "above the same period last year"),
    Comparator.DONE: ("hoàn thành", "done"),
    Comparator.WATCHED: ("theo dõi", "watched"),
}
"""Promises that need no number, in words."""


class Origin(StrEnum):
    """Whose number it is: the plan's, ours (shown as such), or set per unit."""

    STATED = "stated"
    INFERRED = "inferred"
    LOCAL = "local"


class Outcome(StrEnum):
    """What became of a target."""

    MET = "met"
    NEAR = "near"
    MISSED = "missed"
    UNKNOWN = "unknown"


_LABELS_VI = {Outcome.MET: "đạt", Outcome.NEAR: "cận", Outcome.MISSED: "không đạt"}


@dataclass(frozen=True)
class Reason:
    """Why there is no verdict: a code for programs, a phrase for people."""

    code: str
    vi: str
    en: str


NO_FIGURES = Reason("no_figures", "chưa có số liệu", "no figures yet")
NO_COMPARISON = Reason("no_comparison", "chưa có số so sánh", "nothing to compare with yet")
NOT_SET = Reason("not_set", "chưa giao chỉ tiêu", "no value has been set yet")
WATCHED = Reason("watched", "theo dõi, không đặt mức", "watched, no value is promised")


@dataclass(frozen=True)
class Target:
    """One measurable promise of a plan.

    `value` is a ratio (98 % = Decimal("0.98")) when the indicator is a share, else a
    number of its unit; None for rising, done, watched, and a local value not set yet.
    `by` is the year it is promised for: judged then, shown as a distance before.
    `unit_code` (with everything below it) and `unit_level` narrow it; None: every unit.
    Labels and `noun` ("kỳ/tháng") are told for what is no indicator of ours; `tasks` are
    the codes of the plan's tasks that it counts, none meaning all.
    """

    code: str
    indicator: str
    comparator: Comparator
    value: Decimal | None = None
    origin: Origin = Origin.STATED
    unit_code: str | None = None
    unit_level: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    by: int | None = None
    wording: str = ""
    section: str = ""
    measured: str = "dossiers"
    label_vi: str = ""
    label_en: str = ""
    noun_vi: str = ""
    noun_en: str = ""
    tasks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        needs_value = self.comparator in (_UP | _DOWN | {Comparator.EXACTLY})
        if needs_value and self.value is None and self.origin != Origin.LOCAL:
            self._refuse("chỉ tiêu này cần một giá trị, ví dụ 0.98 cho 98 %")
        if not needs_value and self.value is not None:
            self._refuse(f"so sánh “{self.comparator}” không đi với giá trị")
        if self.value is not None and not isinstance(self.value, Decimal):
            self._refuse(f"giá trị {self.value} phải là số thập phân chính xác (Decimal)")
        if self.value is not None and self.is_share and not 0 <= self.value <= 1:
            self._refuse(f"tỷ lệ {self.value} phải nằm trong 0…1 (98 % viết là 0.98)")

    @property
    def is_share(self) -> bool:
        """Whether its value is a part of a whole; only then is there a budget."""
        known = BY_CODE.get(self.indicator)
        return known.form == "share" if known else self.indicator.endswith("_share")

    @property
    def label(self) -> tuple[str, str]:
        """What it is called, in Vietnamese and English: its own words, else the indicator's."""
        known = BY_CODE.get(self.indicator)
        vi, en = (known.label_vi, known.label_en) if known else (self.indicator, self.indicator)
        return self.label_vi or vi, self.label_en or en

    @property
    def promise(self) -> tuple[str, str]:
        """`≥ 98 %`, `100 %`, `> 2 kỳ/tháng`, `tăng so với cùng kỳ`, in both languages."""
        if self.comparator in WITHOUT_VALUE:
            return WITHOUT_VALUE[self.comparator]
        if self.value is None:
            return NOT_SET.vi, NOT_SET.en
        sign = SIGNS.get(self.comparator, f"{self.comparator} ")
        if self.is_share:
            vi = sign + percent_vi(self.value)
            return vi, vi.replace(",", ".")
        number = f"{self.value.normalize():f}"
        vi, en = f"{number.replace('.', ',')} {self.noun_vi}", f"{number} {self.noun_en}"
        return (sign + vi).strip(), (sign + en).strip()

    def is_due(self, year: int) -> bool:
        """Whether a year's figure decides it, rather than showing a distance to it."""
        return self.by is None or year >= self.by

    def _refuse(self, problem: str) -> None:
        raise DeclarationError("config/plans", self.code, problem)


@dataclass(frozen=True)
class Verdict:
    """An outcome; for shares also the budget in dossiers, negative when overspent.

    No budget for what is not a share, not counted in whole dossiers (97.5 % reported by
    hand) or unknown. `still_needed` is then None, as it is where no number of good
    dossiers helps any more; `reason` says why an outcome is unknown.
    """

    target: Target
    outcome: Outcome
    budget_left: int | None = None
    still_needed: int | None = None
    reason: Reason | None = None

    @property
    def reason_vi(self) -> str:
        """Why the outcome is unknown; empty where it is not."""
        return self.reason.vi if self.reason else ""

    @property
    def label_vi(self) -> str:
        """đạt · cận · không đạt · chưa có số so sánh (or what else is missing)."""
        return _LABELS_VI.get(self.outcome, self.reason_vi)


def verdict(
    target: Target,
    numerator: int | Decimal,
    denominator: int | Decimal,
    previous: tuple[int | Decimal, int | Decimal] | None = None,
    near: Decimal = NEAR_BAND,
) -> Verdict:
    """Judge a numerator and denominator; `previous` = those of the same period last year."""
    reason = _why_unknown(target, denominator, previous)
    if reason:
        return Verdict(target, Outcome.UNKNOWN, reason=reason)
    if target.comparator == Comparator.RISING:
        rises = _ratio(numerator, denominator) > _ratio(*previous)
        return Verdict(target, Outcome.MET if rises else Outcome.MISSED)
    outcome = _outcome(target, _ratio(numerator, denominator), Fraction(near))
    side = _side(target)
    if side is None or not (isinstance(numerator, int) and isinstance(denominator, int)):
        return Verdict(target, outcome)
    bad = numerator if side in _DOWN else denominator - numerator
    left = budget_left(side, target.value, bad, denominator)
    needed = still_needed(side, target.value, bad, denominator)
    return Verdict(target, outcome, left, needed)


def distance(
    target: Target, numerator: int | Decimal, denominator: int | Decimal
) -> Fraction | None:
    """How far a value is from the target's, 0 when it is there; None without a figure.

    For what is promised "by" a later year: 22 % of ≥ 30 % by 2025 is 8 points away.
    """
    if not denominator or target.value is None:
        return None
    gap = Fraction(target.value) - _ratio(numerator, denominator)
    if target.comparator == Comparator.EXACTLY:
        return abs(gap)
    return max(Fraction(0), -gap if target.comparator in _DOWN else gap)


def allowed(comparator: Comparator, value: Decimal, denominator: int) -> int:
    """How many of n may be bad: ≥ p floor((1 − p)·n); > p ceil((1 − p)·n) − 1; mirrored for ≤, <.

    -1 where even none is too many ("> 100 %").
    """
    quota = _bad_ratio(comparator, value) * denominator
    return ceil(quota) - 1 if comparator in _STRICT else floor(quota)


def budget_left(comparator: Comparator, value: Decimal, bad: int, denominator: int) -> int:
    """How many more may be bad; negative when overspent."""
    return allowed(comparator, value, denominator) - bad


def still_needed(comparator: Comparator, value: Decimal, bad: int, denominator: int) -> int | None:
    """The least k with bad ≤ allowed(n + k), every further dossier being good; None if none.

    Closed form: bad ≤ floor(q·m) ⟺ m ≥ bad/q, and bad ≤ ceil(q·m) − 1 ⟺ m > bad/q.
    """
    if budget_left(comparator, value, bad, denominator) >= 0:
        return 0
    ratio = _bad_ratio(comparator, value)
    if ratio == 0:
        return None
    whole = bad / ratio
    enough = floor(whole) + 1 if comparator in _STRICT else ceil(whole)
    return enough - denominator


def budget_sentence(indicator_code: str, verdict: Verdict) -> str:
    """`còn được trễ 7 hồ sơ`; empty where there is no budget."""
    left, noun = verdict.budget_left, _NOUNS_VI.get(indicator_code, "hồ sơ")
    if left is None:
        return ""
    fail, succeed = _VERBS_VI.get(indicator_code, ("thiếu", "đạt yêu cầu"))
    if left > 0:
        return f"còn được {fail} {_count_vi(left)} {noun}"
    if left == 0:
        return f"không được {fail} thêm {noun} nào"
    if verdict.still_needed is None:
        return f"đã vượt {_count_vi(-left)}; không còn cách bù"
    goal = f"để {_way_vi(verdict.target)} {percent_vi(verdict.target.value)}"
    over, needed = _count_vi(-left), _count_vi(verdict.still_needed)
    return f"đã vượt {over}; cần {needed} {noun} {succeed} nữa {goal}"


def budget_sentence_en(verdict: Verdict) -> str:
    """`7 more may fail`; empty where there is no budget."""
    left, needed = verdict.budget_left, verdict.still_needed
    if left is None:
        return ""
    if left >= 0:
        return f"{left:,} more may fail"
    return f"{-left:,} too many" + (f"; {needed:,} good ones make up for it" if needed else "")


def _count_vi(count: int) -> str:
    """4910 → `4.910`."""
    return f"{count:,}".replace(",", ".")


def percent_vi(value: Decimal) -> str:
    """0.975 → `97,5 %`."""
    return f"{(value * 100).normalize():f} %".replace(".", ",")


_VERBS_VI = {"on_time_share": ("trễ", "đúng hạn")}
"""What failing and succeeding are called; "trễ" would be wrong of anything else."""

_NOUNS_VI = {
    "apology_in_time_share": "thư xin lỗi",
    "feedback_on_time_share": "PAKN",
    "plan_completion_share": "nhiệm vụ",
}
"""What the denominator counts, where it is not dossiers."""


def _way_vi(target: Target) -> str:
    """Dossiers bring a figure back to a limit, but past a strict one."""
    words = {Comparator.ABOVE: "vượt", Comparator.BELOW: "xuống dưới"}
    return words.get(target.comparator, "về")


def _why_unknown(
    target: Target, denominator: int | Decimal, previous: tuple | None
) -> Reason | None:
    if not denominator:
        return NO_FIGURES
    if target.comparator == Comparator.WATCHED:
        return WATCHED
    if target.comparator == Comparator.RISING:
        return None if previous and previous[1] else NO_COMPARISON
    if target.comparator != Comparator.DONE and target.value is None:
        return NOT_SET
    return None


def _outcome(target: Target, ratio: Fraction, near: Fraction) -> Outcome:
    if _holds(target, ratio):
        return Outcome.MET
    if not target.is_share or target.value is None:
        return Outcome.MISSED
    short = abs(Fraction(target.value) - ratio)
    return Outcome.NEAR if short <= near else Outcome.MISSED


def _holds(target: Target, ratio: Fraction) -> bool:
    value = Fraction(1 if target.value is None else target.value)
    match target.comparator:
        case Comparator.ABOVE:
            return ratio > value
        case Comparator.AT_MOST:
            return ratio <= value
        case Comparator.BELOW:
            return ratio < value
        case Comparator.EXACTLY:
            return ratio == value
        case _:  # at least; done = every task, ratio 1
            return ratio >= value


def _side(target: Target) -> Comparator | None:
    """The comparator that a budget follows; None where none can be told.

    "= 100 %" asks the same as "≥ 100 %", and "= 0" as "≤ 0"; between, dossiers could be
    bad on either side.
    """
    if not target.is_share or target.value is None:
        return None
    if target.comparator == Comparator.EXACTLY:
        return {0: Comparator.AT_MOST, 1: Comparator.AT_LEAST}.get(target.value)
    return target.comparator


def _bad_ratio(comparator: Comparator, value: Decimal) -> Fraction:
    return Fraction(value) if comparator in _DOWN else 1 - Fraction(value)


def _ratio(numerator: int | Decimal, denominator: int | Decimal) -> Fraction:
    return Fraction(numerator) / Fraction(denominator)
