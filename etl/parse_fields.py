"""One field of a chunk: its columns become numbers or names, one entry a row.

It knows kinds of fields and the ways of `Profile.reduce`; it refuses to know which cells
keep a row out, or what one field means for another.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from etl.parse_dates import parse_instants
from etl.parse_text import codes, is_empty, name_column, procedure_codes, tidy
from etl.parse_values import (
    amounts,
    earliest,
    filled,
    intervals,
    item_by_item,
    items,
    length,
    positive,
)
from etl.profile import Profile
from etl.table import Column
from etl.wordings import NATIONAL, Wordings, is_tick
from onestop.domain.dossier import Field
from onestop.domain.errors import DeclarationError


END_OF_DAY = frozenset(
    ("due_at", "original_due_at", "previous_due_at", "rescheduled_to", "step_due_at")
)
"""Promised moments: without a time they mean the end of their day (definitions.md 2).
Other bare dates mean 00:00:00, so that received ≤ finished holds on the same day."""

NAMED = ("name", "text", "code")
NOT_PAID_ONLINE = 3
"""DuocThanhToanTrucTuyen 3 = not payable online; 0 says the same of the dossier."""


@dataclass(frozen=True)
class Reading:
    """A field's numbers by row (NaN = not told), unreadable rows, and the cells themselves."""

    numbers: np.ndarray
    bad: np.ndarray
    raw: Column


class Fields:
    """Reads the fields of one sheet; what a column of ticks says is kept over its chunks."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._wordings = Wordings(profile)
        self._national = Wordings(replace(profile, numbers=NATIONAL))
        self._only_ticks: dict[str, bool] = {}
        self.broken_ticks: set[str] = set()

    def numbers(self, field: Field, columns: list[Column]) -> Reading:
        """The field's numbers; several columns meet as `Profile.reduce` says."""
        how = self._profile.reduce.get(field.code, "first")
        raw = first_of(columns)
        if how == "first":
            table, bad = self._reader(field)(raw.values)
            reading = Reading(_by_row(table, raw), _by_row(bad, raw), raw)
        else:
            reading = self._reduced(field, how, columns, raw)
        if field.kind == "flag" and self._profile.form != "json":
            return self._with_ticks(field, reading)
        return reading

    def names(self, field: Field, columns: list[Column]) -> Column:
        """The field's tidy texts, each once."""
        raw = first_of(columns)
        if field.code == "procedure_code":
            return name_column(raw, procedure_codes(raw.values))
        if field.kind == "code":
            return name_column(raw, codes(raw.values))
        return name_column(raw, ["" if is_empty(text) else text for text in tidy(raw.values)])

    def pauses(self, columns: list[Column]) -> tuple[Column, np.ndarray]:
        """Lists of (from, to), and rows where an interval was left out as unreadable."""
        start = columns[0]
        end = columns[1] if len(columns) > 1 else Column(np.full_like(start.codes, -1), [])
        cells = [item for value in (*start.values, *end.values) for item in items(value)]
        cells = list(dict.fromkeys(cells))
        instants = dict(zip(cells, self._instants(cells)[0], strict=True))
        width = len(end.values) + 1
        pairs, which = np.unique(
            start.codes.astype(np.int64) * width + end.codes + 1, return_inverse=True
        )
        ends = [None, *end.values]
        told = [
            intervals(start.values[pair // width], ends[pair % width], instants)
            if pair >= 0
            else ((), False)
            for pair in pairs.tolist()
        ]
        numbered: dict[tuple, int] = {}
        places = [numbered.setdefault(pauses, len(numbered)) for pauses, _ in told]
        rows = np.array([*places, -1], dtype=np.int32)[which]
        lost = np.array([lost for _, lost in told], dtype=bool)[which]
        return Column(np.where(start.codes < 0, -1, rows).astype(np.int32), list(numbered)), lost

    def carried(self) -> tuple[dict[str, bool], set[str]]:
        """What is known of columns of ticks, and which were contradicted."""
        return dict(self._only_ticks), set(self.broken_ticks)

    def carry(self, only_ticks: dict[str, bool], broken: set[str]) -> None:
        """Goes on with what an earlier pass knew."""
        self._only_ticks, self.broken_ticks = dict(only_ticks), set(broken)

    def constant(self, field: Field, value: object) -> float:
        """A profile's constant as the field's number; a wording is looked up."""
        if isinstance(value, int | float) and field.kind != "instant":
            return float(value)
        numbers, bad = self._reader(field)([value])
        if bad[0]:
            key = f"constants.{field.code}"
            raise DeclarationError(self._profile.code, key, f"không hiểu “{value}”")
        return float(numbers[0])

    def _reader(self, field: Field) -> Callable:
        if field.kind == "instant":
            return partial(self._instants, end_of_day=field.code in END_OF_DAY)
        if field.kind in ("count", "money"):
            return amounts
        return partial(self._wordings.numbers, field.kind, field=field.code)

    def _instants(self, values: list, *, end_of_day: bool = False) -> tuple:
        profile = self._profile
        return parse_instants(
            values, profile.date_formats, profile.time_zone, end_of_day=end_of_day
        )

    def _reduced(self, field: Field, how: str, columns: list[Column], raw: Column) -> Reading:
        numbers = np.full(len(raw.codes), np.nan)
        bad = np.zeros(len(raw.codes), bool)
        join = np.fmin if how == "first_instant" else np.fmax
        for column in columns:
            table, unread = self._reduce(field, how, column.values)
            numbers = join(numbers, _by_row(table, column))
            bad |= _by_row(unread, column)
        return Reading(numbers, bad, raw)

    def _reduce(self, field: Field, how: str, values: list) -> tuple[np.ndarray, np.ndarray]:
        """One column's distinct cells by one way of `Profile.reduce`."""
        if how in ("filled", "count"):
            table = filled(values) if how == "filled" else length(values)
            return table, np.zeros(len(values), bool)
        if how == "paid_online":
            read = partial(self._national.numbers, "payment", field=field.code)
            found, bad = item_by_item(values, read)
            table = earliest([numbers[:1] for numbers in found])
            return np.where(table == NOT_PAID_ONLINE, 0, table), bad
        ways = {
            "positive": (positive, amounts),
            "any_yes": (positive, self._reader(field)),
            "first_instant": (earliest, self._reader(field)),
        }
        if how not in ways:
            key = f"reduce.{field.code}"
            raise DeclarationError(self._profile.code, key, f"không có cách gộp “{how}”")
        way, read = ways[how]
        found, bad = item_by_item(values, read)
        return way(found), bad

    def _with_ticks(self, field: Field, reading: Reading) -> Reading:
        """Blank = no in a column of ticks, as decided on the first chunk that has any.

        If a later chunk holds words too, its blanks are unknown and the file is named in a
        finding: the earlier chunks are already on their way.
        """
        used = np.unique(reading.raw.codes[reading.raw.codes >= 0])
        cells = [reading.raw.values[i] for i in used if not is_empty(reading.raw.values[i])]
        ticks = all(is_tick(cell) for cell in cells)
        if cells and not ticks and self._only_ticks.get(field.code):
            self.broken_ticks.add(field.code)
            self._only_ticks[field.code] = False
        if cells:
            self._only_ticks.setdefault(field.code, ticks)
        if not self._only_ticks.get(field.code):
            return reading
        blank = np.isnan(reading.numbers) & ~reading.bad
        return replace(reading, numbers=np.where(blank, 0.0, reading.numbers))


def first_of(columns: list[Column]) -> Column:
    """Several columns as one, the first filled cell of a row; of a list its first item."""
    plain = [_first_item(column) for column in columns]
    result = plain[0]
    for column in plain[1:]:
        told = np.array([*(not is_empty(v) for v in result.values), False], dtype=bool)
        result = fill(Column(np.where(told[result.codes], result.codes, -1), result.values), column)
    return result


def fill(column: Column, other: Column) -> Column:
    """The column with its empty rows taken from another; a value may then stand twice."""
    if not (column.codes < 0).any():
        return column
    moved = np.where(other.codes >= 0, other.codes + len(column.values), -1)
    mixed = np.where(column.codes >= 0, column.codes, moved).astype(np.int32)
    return Column(mixed, [*column.values, *other.values])


def _first_item(column: Column) -> Column:
    if tuple not in set(map(type, column.values)):
        return column
    firsts = [items(value)[:1] for value in column.values]
    return Column(column.codes, [found[0] if found else "" for found in firsts])


def _by_row(table: np.ndarray, column: Column) -> np.ndarray:
    blank = False if table.dtype == bool else np.nan
    return np.append(table, blank)[column.codes]
