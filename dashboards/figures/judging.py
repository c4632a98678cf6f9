"""An indicator's values against its target, as far as a chart needs it.

What holds is decided in onestop.domain.targets; here a line becomes a target, and a
target becomes layers, a sign and a text.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from dashboards.figures.chart import Key
from dashboards.figures.colours import NEUTRAL, OUTCOME_COLOURS, OUTCOME_SIGNS
from dashboards.words.figures import DAYS
from dashboards.words.sentences import say
from dashboards.words.speech import figure_of, spoken
from onestop.domain.indicators import Indicator, Value
from onestop.domain.targets import NEAR_BAND, Comparator, Outcome, Target, verdict


Line = Target | Decimal | float | None
"""What a target may come as: a plan's own, or a bare value that its direction completes."""

NEAR = float(NEAR_BAND)

JUDGED = (Outcome.MET, Outcome.NEAR, Outcome.MISSED)

DASHES, DOTS = "– –", "···"
"""How a dashed and a dotted line look as text."""


def target_of(indicator: Indicator, line: Line) -> Target | None:
    """The target a line stands for; None where it promises no value."""
    if isinstance(line, Target):
        return line if line.value is not None else None
    if line is None:
        return None
    comparator = Comparator.AT_LEAST if indicator.better == "up" else Comparator.AT_MOST
    noun_vi, noun_en = ("", "") if indicator.form == "share" else DAYS
    return Target(
        "",
        indicator.code,
        comparator,
        Decimal(str(line)),
        noun_vi=noun_vi,
        noun_en=noun_en,
    )


@lru_cache(maxsize=1024)
def outcome_of(value: Value, target: Target | None, near: float = NEAR) -> Outcome:
    """What a value makes of a target; unknown where either is missing.

    Remembered: figure, key, table and summary of one chart all ask.
    """
    if target is None:
        return Outcome.UNKNOWN
    close = Decimal(str(near))
    return verdict(target, value.numerator, value.denominator, near=close).outcome


def outcome_text(outcome: Outcome) -> str:
    """`● đạt`."""
    return f"{OUTCOME_SIGNS[outcome]} {say(f'outcome_{outcome}')}"


def told(value: Value, indicator: Indicator) -> str:
    """A value in a sentence: `98,2 %`, `3,5 ngày`."""
    written = figure_of(value, indicator)
    return written if indicator.form == "share" else say("days_number", days=written)


def shown(ratio: float | None, indicator: Indicator) -> float | None:
    """A ratio on its axis: per cent for a share, days as they are."""
    if ratio is None:
        return None
    return round(ratio * 100, 4) if indicator.form == "share" else round(ratio, 4)


def layers(
    target: Target, indicator: Indicator, ends: tuple[float, float], near: float = NEAR
) -> list[tuple[Outcome, float, float]]:
    """Which stretch of the axis between `ends` is met, near and missed, in its units.

    None for "= p": only the line itself is met. Near is known to shares alone.
    """
    if target.comparator == Comparator.EXACTLY:
        return []
    is_up = target.comparator in (Comparator.AT_LEAST, Comparator.ABOVE)
    step = Decimal(str(near)) if target.is_share else Decimal(0)
    edge = float(target.value - step if is_up else target.value + step)
    line, short = shown(float(target.value), indicator), shown(edge, indicator)
    low, high = ends
    met, missed = ((line, high), (low, short)) if is_up else ((low, line), (short, high))
    stretches = [
        (Outcome.MET, *met),
        (Outcome.NEAR, min(line, short), max(line, short)),
        (Outcome.MISSED, *missed),
    ]
    inside = [(outcome, max(low, start), min(high, end)) for outcome, start, end in stretches]
    return [stretch for stretch in inside if stretch[1] < stretch[2]]


def target_key(target: Target) -> Key:
    """`– – Chỉ tiêu ≥ 98 %`."""
    return Key(DASHES, NEUTRAL, say("chart_target", value=spoken(target.promise)))


def outcome_key(outcomes: set[Outcome]) -> list[Key]:
    """What the sign of each outcome that is drawn means, best first."""
    return [
        Key(OUTCOME_SIGNS[outcome], OUTCOME_COLOURS[outcome], say(f"outcome_{outcome}"))
        for outcome in JUDGED
        if outcome in outcomes
    ]
