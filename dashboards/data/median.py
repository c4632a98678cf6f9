"""What is usual among units: the median of an indicator over those a view is compared with.

A median, because one small office with two late dossiers should not move the mark that
the others are held against.
"""

from __future__ import annotations

from collections.abc import Iterable

from dashboards.data.asked import Asked
from dashboards.data.compared import middle
from dashboards.data.units import circle, unit_lines
from onestop.domain.indicators import Indicator


def median_of(asked: Asked, indicator: Indicator) -> float | None:
    """The median ratio of the units that the view's unit is compared with; None without any.

    A unit with units below it: those; another: the units beside it, itself included; none
    picked: all. Units without a denominator do not count.
    """
    return medians_of(asked, [indicator])[indicator.code]


def medians_of(asked: Asked, indicators: Iterable[Indicator]) -> dict[str, float | None]:
    """The same of several indicators, by code; the units are gathered once."""
    policy, lines = asked.here.policy, unit_lines(circle(asked))
    return {one.code: middle(line.value(one, policy) for line in lines) for one in indicators}
