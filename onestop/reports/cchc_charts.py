"""The charts of a reform report, from its figures; None where there is nothing to draw."""

from __future__ import annotations

from collections.abc import Sequence

from onestop.domain.indicators import BY_CODE
from onestop.domain.period import Period
from onestop.domain.policy import Policy
from onestop.domain.targets import Comparator, Target
from onestop.reports.cchc_figures import CchcFigures, Named
from onestop.reports.cchc_values import Share
from onestop.reports.cchc_words import ranked
from onestop.reports.templates_word import Picture


WIDTH = 16.0
"""Centimetres between the margins."""

MOST_DOTS = 30
"""Units on one chart: more do not fit on a page; the lowest are the ones to look at."""

CHANNELS = {
    "received_direct": "Trực tiếp",
    "received_online": "Trực tuyến",
    "received_postal": "Bưu chính công ích",
}


def charts_of(
    figures: CchcFigures, period: Period, policy: Policy, target: Target | None
) -> dict[str, Picture | None]:
    """Every chart by its field."""
    asked = None if target is None or target.comparator not in _LINES else float(target.value)
    units = figures.units if len(figures.units) > 1 else figures.areas
    return {
        "chart_trend": _trend(figures, policy, asked),
        "chart_units": _units(ranked(units, policy), asked),
        "chart_channels": _channels(figures, period),
    }


_LINES = (Comparator.AT_LEAST, Comparator.ABOVE, Comparator.EXACTLY)


def _trend(figures: CchcFigures, policy: Policy, target: float | None) -> Picture | None:
    from onestop.reports.charts import trend_png

    on_time = BY_CODE["on_time_share"]
    points = [
        (f"{month.last.month}/{month.last:%y}", on_time.value(measures, policy).ratio)
        for month, measures in figures.trend
    ]
    if not any(ratio is not None for _, ratio in points):
        return None
    alt = "Tỷ lệ giải quyết đúng hạn theo tháng: " + "; ".join(
        f"tháng {label} {ratio * 100:.1f} %".replace(".", ",")
        for label, ratio in points
        if ratio is not None
    )
    return Picture(trend_png(points, target), WIDTH, alt)


def _units(rank: Sequence[tuple[Named, Share]], target: float | None) -> Picture | None:
    from onestop.reports.charts import Dot, dots_png

    if not rank:
        return None
    shown = rank[-MOST_DOTS:]
    dots = [Dot(one.name, float(share.value.ratio), share.parts) for one, share in shown]
    alt = "Tỷ lệ giải quyết đúng hạn: " + "; ".join(f"{one.name} {share}" for one, share in shown)
    return Picture(dots_png(dots, target), WIDTH, alt)


def _channels(figures: CchcFigures, period: Period) -> Picture | None:
    from onestop.reports.charts import Parts, parts_png

    told = [(period, figures.now), *figures.earlier.values()]
    wholes = [
        Parts(one.label_vi.partition(" (")[0], tuple(counts[code] for code in CHANNELS))
        for one, counts in told
        if counts["received"]
    ]
    if not wholes:
        return None
    names = list(CHANNELS.values())
    parts = zip(names, wholes[0].counts, strict=True)
    alt = "Hồ sơ tiếp nhận theo hình thức nộp: " + "; ".join(f"{n} {count}" for n, count in parts)
    return Picture(parts_png(wholes, names), WIDTH, alt)
