"""A line as small as a word, for cards: an image in its own address, without plotly.

It says nothing that the card does not say in words, so its `alt` is empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from dashboards.figures.colours import ACCENT


WIDTH, HEIGHT = 96, 28
EDGE = 4
"""Room for the dot of the last value."""


@dataclass(frozen=True)
class Spark:
    """An image's address (`data:image/svg+xml,…`) and its size in pixels; "" for none."""

    source: str
    width: int = WIDTH
    height: int = HEIGHT


def spark(values: Sequence[float | None]) -> Spark:
    """A line through the values in order; None is a gap, no value at all no image."""
    known = [value for value in values if value is not None]
    if not known:
        return Spark("")
    spots = _spots(values, min(known), max(known))
    last = next(spot for spot in reversed(spots) if spot)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}"><path d="{path_of(spots)}" fill="none"'
        f' stroke="{ACCENT}" stroke-width="2" stroke-linejoin="round" stroke-linecap="round"/>'
        f'<circle cx="{last[0]:g}" cy="{last[1]:g}" r="3" fill="{ACCENT}"/></svg>'
    )
    return Spark("data:image/svg+xml," + quote(svg, safe=" =:/'"))


Spot = tuple[float, float] | None


def path_of(spots: Sequence[Spot]) -> str:
    """An svg path through spots, broken at None.

    >>> path_of([(0, 1), (2, 3), None, (4, 5)])
    'M0 1L2 3M4 5'
    """
    written, is_begun = [], False
    for spot in spots:
        if spot:
            written.append(f"{'L' if is_begun else 'M'}{spot[0]:g} {spot[1]:g}")
        is_begun = spot is not None
    return "".join(written)


def _spots(values: Sequence[float | None], low: float, high: float) -> list[Spot]:
    """Places in the image; values that are all equal stand in the middle."""
    step = (WIDTH - 2 * EDGE) / max(len(values) - 1, 1)
    span = high - low
    found: list[Spot] = []
    for place, value in enumerate(values):
        if value is None:
            found.append(None)
            continue
        part = (value - low) / span if span else 0.5
        across, down = EDGE + place * step, HEIGHT - EDGE - part * (HEIGHT - 2 * EDGE)
        found.append((round(across, 1), round(down, 1)))
    return found
