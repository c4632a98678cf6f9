"""The lines of a table of figures: rows, groups with their sums, the total.

Every sum is checked in `form.values_of` before it becomes a formula; it knows no store.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from onestop.reports.form import Column, Form, Measures, Value, values_of
from onestop.reports.sheet import ACROSS, DOWN, GROUP, RATIO, ROW, TOTAL, Cell, Line, Live


ROMAN = ("I", "II", "III", "IV", "V")


@dataclass(frozen=True)
class Rows:
    """Rows that belong together: what they are called ("" for no group), name and measures."""

    label: str
    rows: tuple[tuple[str, Measures], ...]


def body_of(form: Form, groups: list[Rows], total: str) -> list[Line]:
    """Groups with their sums and rows, numbered, and the total as the last line.

    Raises StoreError where a row's figures contradict each other.
    """
    lines: list[Line] = []
    spans: list[tuple[int, int]] = []
    number = 0
    for place, group in enumerate(groups):
        at = len(lines)
        if group.label:
            spans.append((at, at))
            inside = ((at + 1, at + len(group.rows)),)
            heads = (ROMAN[place], group.label)
            lines.append(Line(GROUP, _summed(form, heads, _sum(group.rows), inside)))
            number = 0
        elif group.rows:
            spans.append((at, at + len(group.rows) - 1))
        for name, measures in group.rows:
            number += 1
            lines.append(Line(ROW, _row(form, (str(number), name), measures)))
    everything = _sum(tuple(row for group in groups for row in group.rows))
    return [*lines, Line(TOTAL, _summed(form, ("", total), everything, tuple(spans)))]


def _sum(rows: tuple[tuple[str, Measures], ...]) -> Measures:
    total: Counter = Counter()
    for _, measures in rows:
        total.update(measures)
    return total


def _row(form: Form, heads: tuple[str, str], measures: Measures) -> tuple[Cell, ...]:
    values = values_of(form, measures, heads[1])
    return (*heads, *(_cell(form, column, values) for column in form.columns))


def _cell(form: Form, column: Column, values: dict[str, Value]) -> Cell:
    value = values.get(column.key)
    if column.share:
        return Live(value, RATIO, _places(form, column.share))
    if column.sums:
        return Live(value, ACROSS, _places(form, column.sums))
    return value


def _summed(
    form: Form, heads: tuple[str, str], measures: Measures, spans: tuple[tuple[int, int], ...]
) -> tuple[Cell, ...]:
    """A line of sums; where nothing stands to be added, plain zeros."""
    values = values_of(form, measures, heads[1])
    cells: list[Cell] = []
    for column in form.columns:
        value = values.get(column.key)
        if column.share:
            cells.append(Live(value, RATIO, _places(form, column.share)))
        elif value is None or not spans:
            cells.append(value)
        else:
            cells.append(Live(value, DOWN, spans))
    return (*heads, *cells)


def _places(form: Form, keys: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(form.place_of(key) - 1 for key in keys)
