"""Notes on a time line: where they stand between months, and their flags above a plot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dashboards.figures.axes import shortened
from dashboards.figures.chart import SMALL, Figure, plain
from dashboards.figures.colours import NEUTRAL
from dashboards.words.speech import day_text


FLAG_HEIGHT = 17
FLAG_ROWS = 4
"""Rows of flags above a plot; more notes than rows share one, as numbers alone."""

FLAG_WIDTH = 24
"""Letters of a flag: from the middle they reach the side even on a phone."""

ORDINARY_MONTH = 30
"""Days that the last month is taken to have: its end is not told."""


class Month(Protocol):
    """What has a first day."""

    first_day: date


@dataclass(frozen=True)
class PinMark:
    """A note on a day."""

    day: date
    text: str


@dataclass(frozen=True)
class Pin:
    """A note with its number, its month's place, and where (in which half) it stands."""

    number: int
    mark: PinMark
    month: int
    at: float
    is_left: bool

    @property
    def note(self) -> str:
        """`1. 05/01/2024: phần mềm bảo trì`."""
        return f"{self.number}. {day_text(self.mark.day)}: {self.mark.text}"


def pins_of(months: Sequence[Month], marks: Sequence[PinMark]) -> list[Pin]:
    """The notes that fall into the months, in order, numbered from 1.

    A month's point stands in its middle, so a note of its first day stands half a step
    before it.
    """
    placed = []
    for mark in sorted(marks, key=lambda mark: mark.day):
        before = [place for place, month in enumerate(months) if month.first_day <= mark.day]
        if not before:
            continue
        month = before[-1]
        part = (mark.day - months[month].first_day).days / _length(months, month)
        if part < 1:
            at = round(month - 0.5 + part, 3)
            placed.append((mark, month, at, at < len(months) / 2 - 0.5))
    return [Pin(place, *found) for place, found in enumerate(placed, start=1)]


def _length(months: Sequence[Month], place: int) -> int:
    if place + 1 < len(months):
        return (months[place + 1].first_day - months[place].first_day).days
    return ORDINARY_MONTH + 1


def room_above(pins: Sequence[Pin]) -> int:
    """Pixels that flags need above a plot."""
    return min(len(pins), FLAG_ROWS) * FLAG_HEIGHT


def flags(pins: Sequence[Pin], stretches: list[Figure]) -> Figure:
    """Shapes and annotations of a layout: `stretches` below, a line and a flag a note."""
    poles = [shape for pin in pins for shape in _pole(pin, _row(pin, pins))]
    return {
        "shapes": [*stretches, *poles],
        "annotations": [_flag(pin, pins) for pin in pins],
    }


def _row(pin: Pin, pins: Sequence[Pin]) -> int:
    """Each has a row of its own, lowest in the middle, so that no line crosses words.

    Flags of the left half have their words at the right, those of the right half at the
    left: whoever stands nearer to the middle must stay lower.
    """
    left = sum(other.is_left for other in pins)
    row = left - pin.number if pin.is_left else pin.number - 1
    return min(row, FLAG_ROWS - 1)


def _pole(pin: Pin, row: int) -> list[Figure]:
    """Through the plot, and on in pixels up to its flag."""
    line = {
        "type": "line",
        "name": "pin",
        "x0": pin.at,
        "x1": pin.at,
        "yref": "paper",
        "line": {"color": NEUTRAL, "width": 1.5, "dash": "dot"},
    }
    up = {"ysizemode": "pixel", "yanchor": 1, "y0": 0, "y1": row * FLAG_HEIGHT + FLAG_HEIGHT - 3}
    return [line | {"y0": 0, "y1": 1}, line | up]


def _flag(pin: Pin, pins: Sequence[Pin]) -> Figure:
    row = _row(pin, pins)
    is_crowded = sum(_row(other, pins) == row for other in pins) > 1
    text = "" if is_crowded else f" {shortened(pin.mark.text, FLAG_WIDTH)}"
    return {
        "text": plain(f"{pin.number}.{text}"),
        "hovertext": plain(pin.note),
        "x": pin.at,
        "xanchor": "left" if pin.is_left else "right",
        "y": 1,
        "yref": "paper",
        "yanchor": "bottom",
        "yshift": row * FLAG_HEIGHT,
        "showarrow": False,
        "font": {"size": SMALL},
    }
