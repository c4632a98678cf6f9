"""Declared corrections applied to typed batches, before anything is merged; and counted.

Arrays only: no row is looked at by itself. A file that no longer shows a declared error is
not loaded, for the declaration would soon spoil what the source has mended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from etl.batch import Batch, Finding
from etl.corrections_declared import Entry, Test
from etl.parse_fields import END_OF_DAY, NAMED
from etl.parse_status import closed_without_date
from etl.table import Column
from onestop.domain.corrections import CHANGEABLE
from onestop.domain.errors import StaleCorrectionError
from onestop.domain.facts import DAY
from onestop.domain.wording import name_key


KIND = "declared_correction"


@dataclass
class Tried:
    """What one entry met in a file: rows it is about, that show the error, that were changed."""

    about: int = 0
    showing: int = 0
    changed: int = 0


@dataclass
class Applied:
    """The entries about one file. unit_id: a wording's entry of the catalogue, if it is known."""

    file: str
    entries: tuple[Entry, ...]
    unit_id: Callable[[str], int | None]
    tried: dict[str, Tried] = field(default_factory=dict)

    def to(self, batch: Batch) -> Batch:
        """The batch with every entry applied in the order they are declared."""
        for entry in self.entries:
            batch = self._one(entry, batch)
        return batch

    def _one(self, entry: Entry, batch: Batch) -> Batch:
        about = self._about(entry, batch)
        showing = about & _shows(entry, batch)
        tried = self.tried.setdefault(entry.code, Tried())
        tried.about += int(about.sum())
        tried.showing += int(showing.sum())
        if not showing.any():
            return batch
        changed = _changed(entry, batch, showing)
        lost = showing & _unplaceable(changed) & ~_unplaceable(batch)
        if lost.any():
            showing &= ~lost
            changed = _changed(entry, batch, showing)
        tried.changed += int(showing.sum())
        return changed

    def _about(self, entry: Entry, batch: Batch) -> np.ndarray:
        mask = np.ones(len(batch.code), dtype=bool)
        first, last = entry.reach.received
        if np.isfinite(first) or np.isfinite(last):
            received = number(batch, "received_at")
            mask &= (received >= first) & (received <= last)
        if entry.reach.unit:
            mask &= self._is_of(entry.reach.unit, batch)
        return mask

    def _is_of(self, asked: str, batch: Batch) -> np.ndarray:
        """Rows of a unit, whatever wording of it they use."""
        wanted, key = self.unit_id(asked), name_key(asked)
        column = _column(batch, "unit")
        mine = [
            name_key(one) == key or (wanted is not None and self.unit_id(one) == wanted)
            for one in column.values
        ]
        return np.array([*mine, False], dtype=bool)[column.codes]

    def check(self) -> None:
        """Raises StaleCorrectionError for an error that the file no longer shows."""
        for entry in self.entries:
            tried = self.tried.get(entry.code, Tried())
            wanted = entry.expect if entry.expect >= 1 else entry.expect * tried.about
            if tried.about and tried.showing < wanted:
                raise StaleCorrectionError(_stale(self.file, entry, tried))

    def findings(self) -> Iterator[Finding]:
        """What was changed, by entry."""
        for entry in self.entries:
            tried = self.tried.get(entry.code, Tried())
            if not tried.showing:
                continue
            left = tried.showing - tried.changed
            more = f" {left} dòng không sửa được vì sẽ không có ngày kết thúc." if left else ""
            detail = f"Mục {entry.code}: sửa {entry.field} ở {tried.changed} dòng ({entry.reason})."
            yield Finding(KIND, detail + more, column=entry.code, value=str(tried.changed))


def applied(
    entries: tuple[Entry, ...],
    names: tuple[str, str, str],
    as_of: int,
    unit_id: Callable[[str], int | None],
) -> Applied:
    """The entries about a file; names: of the file, its source and its profile."""
    file, source, profile = names
    mine = tuple(
        entry
        for entry in entries
        if entry.declared.is_about(source, profile)
        and entry.reach.as_of[0] <= as_of <= entry.reach.as_of[1]
    )
    return Applied(file, mine, unit_id)


def number(batch: Batch, name: str) -> np.ndarray:
    """A field's numbers, NaN where nothing is told."""
    return batch.values.get(name, np.full(len(batch.code), np.nan))


def _column(batch: Batch, name: str) -> Column:
    nothing = Column(np.full(len(batch.code), -1, dtype=np.int32), [])
    return batch.names.get(name) or nothing


def _shows(entry: Entry, batch: Batch) -> np.ndarray:
    """Rows that show every sign of the error."""
    mask = np.ones(len(batch.code), dtype=bool)
    for test in entry.tests:
        mask &= _meets(test, batch)
    if entry.mapped:
        mask &= _any_of(entry, batch)
    return mask


def _meets(test: Test, batch: Batch) -> np.ndarray:
    if test.field.kind in NAMED:
        column = _column(batch, test.sign.field)
        told, same = column.codes >= 0, _among(column, test.texts)
    else:
        values = number(batch, test.sign.field)
        told, same = ~np.isnan(values), _equal(values, test.numbers)
    mask = np.ones(len(told), dtype=bool)
    if test.sign.anyof:
        mask &= same | (~told & test.blank)
    if test.sign.told is not None:
        mask &= told == test.sign.told
    return mask & _in_order(test, batch) if test.field.kind not in NAMED else mask


def _in_order(test: Test, batch: Batch) -> np.ndarray:
    """Within the bounds, and before or after another date of the row."""
    values = number(batch, test.sign.field)
    mask = np.ones(len(values), dtype=bool)
    if np.isfinite(test.since) or np.isfinite(test.until):
        mask &= (values >= test.since) & (values <= test.until)
    if test.sign.before:
        mask &= values < number(batch, test.sign.before)
    if test.sign.after:
        mask &= values > number(batch, test.sign.after)
    return mask


def _equal(values: np.ndarray, wanted: tuple[tuple[float, bool], ...]) -> np.ndarray:
    mask = np.zeros(len(values), dtype=bool)
    for one, is_day in wanted:
        mask |= (values // DAY == one // DAY) if is_day else (values == one)
    return mask


def _among(column: Column, keys: tuple[str, ...]) -> np.ndarray:
    mine = [name_key(str(one)) in keys for one in column.values]
    return np.array([*mine, False], dtype=bool)[column.codes]


def _any_of(entry: Entry, batch: Batch) -> np.ndarray:
    wrong = tuple(one for one, _ in entry.mapped)
    if CHANGEABLE[entry.field].kind in NAMED:
        return _among(_column(batch, entry.field), wrong)
    return np.isin(number(batch, entry.field), wrong)


def _changed(entry: Entry, batch: Batch, rows: np.ndarray) -> Batch:
    """A copy of the batch with some rows changed as the entry says."""
    name, change = entry.field, entry.declared.change
    if CHANGEABLE[name].kind in NAMED:
        return replace(batch, names={**batch.names, name: _renamed(entry, batch, rows)})
    values = number(batch, name)
    if change.swap:
        other = number(batch, change.swap)
        made = {
            name: np.where(rows, _as_told(name, other), values),
            change.swap: np.where(rows, _as_told(change.swap, values), other),
        }
        return replace(batch, values={**batch.values, **made})
    if change.shift:
        made = np.where(rows, values + change.shift, values)
    elif entry.mapped:
        made = values.copy()
        for wrong, right in entry.mapped:
            made[rows & (values == wrong)] = np.nan if right is None else right
    else:
        made = np.where(rows, np.nan if entry.to is None else entry.to, values)
    return replace(batch, values={**batch.values, name: made})


def _as_told(name: str, moments: np.ndarray) -> np.ndarray:
    """Bare dates moved into another column: promised ones mean the end of their day."""
    if name in END_OF_DAY:
        return np.where(moments % DAY == 0, moments + DAY - 1, moments)
    return np.where(moments % DAY == DAY - 1, moments - DAY + 1, moments)


def _renamed(entry: Entry, batch: Batch, rows: np.ndarray) -> Column:
    column = _column(batch, entry.field)
    if not entry.mapped:
        return _with(column, rows, entry.to)
    keys = np.array([*(name_key(str(one)) for one in column.values), ""], dtype=object)
    by_row = keys[column.codes]
    for wrong, right in entry.mapped:
        column = _with(column, rows & (by_row == wrong), right)
    return column


def _with(column: Column, rows: np.ndarray, text: object) -> Column:
    """The column with one text (or nothing) in some rows."""
    if text is None:
        return Column(np.where(rows, -1, column.codes).astype(np.int32), column.values)
    codes = np.where(rows, len(column.values), column.codes).astype(np.int32)
    return Column(codes, [*column.values, text])


def _unplaceable(batch: Batch) -> np.ndarray:
    """Closed rows without any closing date: no period could count them."""
    return closed_without_date(number(batch, "status"), batch.values)


def _stale(file: str, entry: Entry, tried: Tried) -> str:
    wanted = (
        f"{entry.expect} dòng"
        if entry.expect >= 1
        else f"{entry.expect * 100:.0f} % trong {tried.about} dòng"
    )
    return (
        f"{file}: mục “{entry.code}” của {entry.declared.file} chỉ còn thấy lỗi ở {tried.showing}"
        f" trên {tried.about} dòng (cần ít nhất {wanted}); có lẽ nguồn đã được sửa, nên tệp này"
        " chưa được nạp. Hãy xem lại tệp; nếu đúng là đã sửa, ghi thêm"
        " within.as_of_to bằng thời điểm của bản kết xuất cuối còn lỗi (các tệp cũ vẫn được sửa)"
        " rồi nạp lại; nếu chưa, hạ expect."
    )
