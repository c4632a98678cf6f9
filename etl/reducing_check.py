"""Whether a reduced file says what the original said: the same layouts, the same typed rows.

Only what refused and odd cells held may differ, and only by having been erased.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

from etl.batch import Batch, Finding, Reject
from etl.reading import Opened
from etl.reducing_cells import is_mark
from etl.table import Column


@dataclass
class Erased:
    """Old cells and what stands for them: place and old text -> new text."""

    rejects: dict[tuple, str] = field(default_factory=dict)
    findings: dict[tuple, str] = field(default_factory=dict)


def reject_key(sheet: str, row: int, column: str, value: str) -> tuple:
    """A refused cell, as the store knows it."""
    return sheet, row, column, value


def finding_key(kind: str, sheet: str, row: int | None, column: str, value: str) -> tuple:
    """An odd cell, as the store knows it."""
    return kind, sheet, row, column, value


def compared(original: Opened, reduced: Opened, profile: str) -> Erased | None:
    """What the reduced file erased of a profile's lists; None if it says anything else."""
    was, now = (
        next((one.layouts for one in opened.lists if one.profile.code == profile), None)
        for opened in (original, reduced)
    )
    if was is None or was != now:
        return None
    erased = Erased()
    for one, other in zip_longest(original.batches(profile), reduced.batches(profile)):
        if one is None or other is None or one[0] != other[0]:
            return None
        if not _same(one[1], other[1]) or not _compare_notes(one[1], other[1], erased):
            return None
    return erased


COUNTS = ("read", "skipped", "rejected_rows")


def _same(one: Batch, other: Batch) -> bool:
    return (
        all(getattr(one, name) == getattr(other, name) for name in COUNTS)
        and np.array_equal(one.rows, other.rows)
        and np.array_equal(one.code, other.code)
        and one.values.keys() == other.values.keys()
        and all(
            np.array_equal(array, other.values[name], equal_nan=True)
            for name, array in one.values.items()
        )
        and one.names.keys() == other.names.keys()
        and all(_alike(column, other.names[name]) for name, column in one.names.items())
        and _alike(one.pauses, other.pauses)
    )


def _alike(one: Column | None, other: Column | None) -> bool:
    """The same cells row by row, and the distinct ones in the same order."""
    if one is None or other is None:
        return one is other
    if len(one.codes) != len(other.codes):
        return False
    (mine, my_values), (theirs, their_values) = _used(one), _used(other)
    return my_values == their_values and np.array_equal(mine, theirs)


def _used(column: Column) -> tuple[np.ndarray, list]:
    used = np.unique(column.codes[column.codes >= 0])
    places = np.full(len(column.values) + 1, -1, np.int64)
    places[used] = np.arange(len(used))
    return places[column.codes], [column.values[at] for at in used]


def _compare_notes(one: Batch, other: Batch, erased: Erased) -> bool:
    for was, now in zip_longest(one.rejects, other.rejects):
        if was is None or now is None or not _same_but_value(was, now, REJECT):
            return False
        if was.value != now.value:
            key = reject_key(was.sheet, was.row, was.column, was.value)
            erased.rejects[key] = now.value
    for was, now in zip_longest(one.findings, other.findings):
        if was is None or now is None or not _same_but_value(was, now, FINDING):
            return False
        if was.value != now.value:
            key = finding_key(was.kind, was.sheet, was.row, was.column, was.value)
            erased.findings[key] = now.value
    return True


REJECT = ("sheet", "row", "column", "reason")
FINDING = ("kind", "detail", "sheet", "row", "code", "column")


def _same_but_value(was: Reject | Finding, now: Reject | Finding, names: tuple[str, ...]) -> bool:
    same = all(getattr(was, name) == getattr(now, name) for name in names)
    return same and (was.value == now.value or is_mark(now.value))
