"""Where an axis begins and ends, and how long a name beside it may be."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, log10

from dashboards.figures.chart import Figure, axis, plain
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.domain.indicators import Indicator


YEAR_APART = 3
"""Months between two years written under an axis, or they run together on a phone."""

CLOSE_TO_WHOLE = 80.0
"""Where all shares lie above it an axis from 0 would hide what differs; it says so."""

ROW, HIGH_ROW = 28, 36
"""Pixels of a row whose name takes one line, or two."""

NAME_WIDTH = 22
"""Letters in a line of a name beside an axis: two lines leave a phone room for the bars."""


def value_ends(values: Sequence[float], indicator: Indicator) -> tuple[float, float]:
    """Low and high end of an axis in per cent or days, for values (one at least) as points."""
    low, high = 0.0, round_up(max(values) * 1.08)
    if indicator.form == "share":
        high = 100.0 if max(values) > 40 else high
        if min(values) > CLOSE_TO_WHOLE:
            low = floor((min(values) - 1) / 5) * 5.0
    return low, high


def round_up(value: float) -> float:
    """The next number of one round digit (or 1,5 or 2,5) at or above; 1 for nothing.

    >>> round_up(2.1), round_up(41), round_up(0)
    (2.5, 50.0, 1.0)
    """
    if value <= 0:
        return 1.0
    step = 10.0 ** floor(log10(value))
    rounds = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
    return next(times * step for times in rounds if times * step >= value)


def value_title(low: float, indicator: Indicator) -> str:
    """The title of an indicator's axis; it tells where the axis begins if not at 0."""
    if indicator.form != "share":
        return say("chart_axis_days")
    return say("chart_axis_share_from", low=number(low)) if low else say("chart_axis_share")


def name_axis(names: Sequence[str]) -> Figure:
    """A y axis of names from top to bottom, rows at 0, 1, 2 …

    Numbers, not names, place the rows: two units may have the same name.
    """
    return axis(
        tickmode="array",
        tickvals=list(range(len(names))),
        ticktext=[in_two_lines(name) for name in names],
        range=[len(names) - 0.5, -0.5],
        showgrid=False,
        ticklabelstandoff=6,
    )


def rows_height(names: Sequence[str], around: int) -> int:
    """The height of a chart with a row a name, and what stands around them, in pixels.

    One name in two lines makes every row higher: rows of one chart are equal.
    """
    has_two_lines = any(len(name) > NAME_WIDTH for name in names)
    return max(len(names), 2) * (HIGH_ROW if has_two_lines else ROW) + around


def in_two_lines(name: str, width: int = NAME_WIDTH) -> str:
    """A name in at most two lines; what is cut is told by `…`.

    >>> in_two_lines("Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện")
    'Văn phòng Hội đồng<br>nhân dân và Ủy ban nh…'
    """
    if len(name) <= width:
        return plain(name)
    space = name.rfind(" ", 0, width + 1)
    first, rest = (name[:space], name[space + 1 :]) if space > 0 else (name[:width], name[width:])
    return f"{plain(first)}<br>{plain(shortened(rest, width))}"


def shortened(text: str, width: int) -> str:
    """A text of at most `width` letters, its last `…` if it was longer."""
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def month_ticks(labels: Sequence[str]) -> list[str]:
    """`12/2023`, `01/2024`, `02/2024` → `12<br>2023`, `01<br>2024`, `02`.

    A year stands where it begins, and at the left unless the next one is too near.
    Labels without a slash stay as they are.
    """
    parted = [label.partition("/") for label in labels]
    begins = [True, *(one[2] != other[2] for one, other in pairwise(parted))]
    if any(begins[1:YEAR_APART]):
        begins[0] = False
    return [
        plain(month) + (f"<br>{plain(year)}" if year and is_first else "")
        for (month, _slash, year), is_first in zip(parted, begins, strict=True)
    ]


def count_steps(most: int) -> float:
    """The distance of ticks on an axis of counts: few, and never a part of a dossier."""
    return float(ceil(round_up(most / 3)))
