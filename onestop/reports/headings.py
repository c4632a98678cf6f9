"""Headings over columns as a grid: which text stands where and how far it spreads."""

from __future__ import annotations

from dataclasses import dataclass

from onestop.reports.form import Column


@dataclass(frozen=True)
class Heading:
    """One heading: its text and the cells it covers, counted from 0, both ends included."""

    text: str
    top: int
    left: int
    bottom: int
    right: int


def headings_of(columns: tuple[Column, ...]) -> list[Heading]:
    """The headings of columns, from the top row down; neighbours with one path share them.

    >>> [(h.text, h.left, h.right) for h in headings_of((Column("a", ("X", "A")),
    ...     Column("b", ("X", "B"))))]
    [('X', 0, 1), ('A', 0, 0), ('B', 1, 1)]
    """
    depth = depth_of(columns)
    return [one for level in range(depth) for one in _level(columns, level, depth)]


def depth_of(columns: tuple[Column, ...]) -> int:
    """How many rows the headings take."""
    return max(len(column.path) for column in columns)


def _level(columns: tuple[Column, ...], level: int, depth: int) -> list[Heading]:
    found: list[Heading] = []
    left = 0
    while left < len(columns):
        path = columns[left].path
        right = left
        if level < len(path) - 1:
            while right + 1 < len(columns) and _shared(columns[right + 1], path, level):
                right += 1
        if level < len(path):
            bottom = depth - 1 if level == len(path) - 1 else level
            found.append(Heading(path[level], level, left, bottom, right))
        left = right + 1
    return found


def _shared(column: Column, path: tuple[str, ...], level: int) -> bool:
    """Whether a neighbour stands under the same heading, and has one of its own below it."""
    return len(column.path) > level + 1 and column.path[: level + 1] == path[: level + 1]


def formulas_of(columns: tuple[Column, ...]) -> list[str]:
    """What is written under the column numbers: (3) = (4)+(5)+(6); "" where nothing is summed."""
    places = {column.key: place for place, column in enumerate(columns, start=1)}
    return [_formula(column, places) for column in columns]


def _formula(column: Column, places: dict[str, int]) -> str:
    own = f"({places[column.key]})"
    if column.sums:
        return f"{own} = " + "+".join(f"({places[key]})" for key in column.sums)
    if column.share:
        return f"{own} = ({places[column.share[0]]})/({places[column.share[1]]})"
    return ""
