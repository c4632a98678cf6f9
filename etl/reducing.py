"""The lists of a file with only what figures are made of: mapped columns that are not personal.

Headings, sheet names and row numbers stay; titles are told anew in three phrases; of the other
columns it stays where they were filled. What comes of it is compared by `etl.reducing_check`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from etl.mended import is_mended
from etl.parse_fields import NAMED, Fields, first_of
from etl.parse_rows import BODY, SKIP, Rows
from etl.parse_text import codes, fold
from etl.profile import Layout, Title
from etl.reading import CHUNK_ROWS, Opened
from etl.recognise import Sources, read_as
from etl.reduced_file import Writer
from etl.reducing_cells import ENUMERATOR, mark, may_stay, stand_in
from etl.table import Chunk, Column, Sheet
from etl.titles import read_title
from onestop.domain.dossier import KINDS
from onestop.domain.period import instant_text


TOTAL = "Tổng"
"""All that is left of a row that was no dossier and no group: it is passed over as before."""


def write_reduced(opened: Opened, sources: Sources, path: Path) -> None:
    """Writes the lists of an opened file, reduced."""
    writer = Writer(path)
    try:
        for pairs in opened.sheets.values():
            for sheet, layout in pairs:
                _write(writer, sheet, layout, sources)
    finally:
        writer.close()


def _write(writer: Writer, sheet: Sheet, layout: Layout, sources: Sources) -> None:
    of_head = {at: code for at, code in sheet.decoded.items() if at < 0}
    work = _Work(layout)
    first = True
    for chunk in sheet.read_body(layout.first_body_row, CHUNK_ROWS):
        reduced, is_new = work.reduce(chunk)
        if first:
            writer.sheet(_with_head(sheet, layout, (reduced, is_new), sources), of_head)
            first = False
        decoded = {at: code for at, code in sheet.decoded.items() if at >= 0}
        writer.chunk(reduced, decoded)
    if first:
        nothing = (Chunk(np.zeros(0, np.int64), []), [])
        writer.sheet(_with_head(sheet, layout, nothing, sources), of_head)


@dataclass
class _Work:
    """One sheet on its way; groups, ticks and marks carry over from chunk to chunk."""

    layout: Layout
    marks: dict[int, dict[tuple[type, object], str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rows, self._fields = Rows(self.layout), Fields(self.layout.profile)
        known = KINDS[self.layout.profile.kind]
        used = self.layout.fields
        personal = {at for one in known if one.personal for at in used.get(one.code, ())}
        self.stays = {at for places in used.values() for at in places} - personal
        self._checked = [
            one for one in known if one.code in used and not one.personal and one.kind not in NAMED
        ]

    def reduce(self, chunk: Chunk) -> tuple[Chunk, list[np.ndarray]]:
        """The chunk without what goes, and for each column which cells are new."""
        kinds, groups, ignored = self._sorted(chunk)
        bad = self._unreadable(chunk, np.flatnonzero(kinds == BODY))
        columns, new = [], []
        for at, column in enumerate(chunk.columns):
            picked = self._picked(at, column, kinds, groups, ignored)
            cells = _Cells(column, self.marks.setdefault(at, {}))
            unread = bad.get(at, np.zeros(len(chunk), bool)) & (column.codes >= 0)
            unread &= ~_where(column.values, column.codes, unread, may_stay)
            cells.put_marks(unread | (ignored & (column.codes >= 0)))
            cells.put_stand_ins(~picked & ~ignored & (column.codes >= 0))
            furniture = (kinds == SKIP) & ~groups & ~ignored
            cells.put(furniture, TOTAL if at == 0 else None)
            columns.append(cells.column())
            new.append(cells.is_new | furniture)
        return Chunk(chunk.rows, columns), new

    def _picked(
        self, at: int, column: Column, kinds: np.ndarray, groups: np.ndarray, ignored: np.ndarray
    ) -> np.ndarray:
        """Rows whose cell of this column stays as it is."""
        names = _where(column.values, column.codes, groups, _is_word)
        return names | ((kinds != SKIP) & ~ignored & (at in self.stays))

    def _sorted(self, chunk: Chunk) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Each row's kind; whether it opens a group; whether it is text that is noted."""
        code = first_of(_columns(self.layout.fields["code"], chunk))
        found = self._rows.sort(chunk, code, codes(code.values))
        groups = np.zeros(len(chunk), bool)
        for column in found.groups.values():
            carried = 0 if column.values[0] else -1
            groups |= np.diff(column.codes, prepend=carried) != 0
        ignored = np.zeros(len(chunk), bool)
        ignored[[at for at, _ in found.ignored]] = True
        return found.kinds, groups & (found.kinds == SKIP), ignored

    def _unreadable(self, chunk: Chunk, body: np.ndarray) -> dict[int, np.ndarray]:
        """Column -> rows in which a field of it could not be read."""
        some, bad = chunk.take(body), {}
        for one in self._checked:
            places = self.layout.fields[one.code]
            columns = _columns(places, some)
            unread = (
                self._fields.pauses(columns)[1]
                if one.kind == "pauses"
                else self._fields.numbers(one, columns).bad
            )
            for at in places:
                rows = bad.setdefault(at, np.zeros(len(chunk), bool))
                rows[body[unread]] = True
        return bad


class _Cells:
    """One column being reduced: old values, stand-ins and marks side by side."""

    def __init__(self, column: Column, marks: dict[tuple[type, object], str]) -> None:
        self._old, self._marks = column, marks
        self._values, self._size = list(column.values), len(column.values)
        self.codes = column.codes.astype(np.int64)
        self.is_new = np.zeros(len(column.codes), bool)

    def put_marks(self, rows: np.ndarray) -> None:
        """Marks in place of some cells."""
        self._replace(rows, self._marked)

    def put_stand_ins(self, rows: np.ndarray) -> None:
        """Stand-ins in place of some cells."""
        self._replace(rows, stand_in)

    def put(self, rows: np.ndarray, value: object) -> None:
        """One value, or nothing, in place of some rows' cells."""
        self.codes[rows] = -1 if value is None else self._place(value)

    def column(self) -> Column:
        """The column, each value once, those that stayed in their old order."""
        used = np.unique(self.codes[self.codes >= 0])
        places: dict[tuple[type, object], int] = {}
        moved = np.full(len(self._values) + 1, -1, np.int32)
        for at in used:
            value = self._values[at]
            moved[at] = places.setdefault((type(value), value), len(places))
        return Column(moved[self.codes], [value for _, value in places])

    def _replace(self, rows: np.ndarray, instead: Callable[[object], object]) -> None:
        old = np.unique(self.codes[rows])
        moved = {int(at): self._place(instead(self._values[at])) for at in old if at >= 0}
        if moved:
            table = np.arange(len(self._values) + 1, dtype=np.int64)
            table[list(moved)] = list(moved.values())
            self.codes[rows] = table[self.codes[rows]]
            self.is_new |= rows

    def _place(self, value: object) -> int:
        self._values.append(value)
        return len(self._values) - 1

    def _marked(self, value: object) -> str:
        return self._marks.setdefault((type(value), value), mark(len(self._marks)))


def _where(
    values: list, at: np.ndarray, rows: np.ndarray, ask: Callable[[object], bool]
) -> np.ndarray:
    """Of some rows those whose cell answers yes; each distinct cell is asked once."""
    table = np.zeros(len(values) + 1, bool)
    for one in np.unique(at[rows]):
        table[one] = one >= 0 and ask(values[one])
    return table[at] & rows


def _is_word(value: object) -> bool:
    return isinstance(value, str) and not ENUMERATOR.fullmatch(fold(value))


def _columns(places: tuple[int, ...], chunk: Chunk) -> list[Column]:
    found = [chunk.columns[at] for at in places if at < len(chunk.columns)]
    return found or [Column(np.full(len(chunk), -1, np.int32), [])]


def _with_head(
    sheet: Sheet, layout: Layout, body: tuple[Chunk, list[np.ndarray]], sources: Sources
) -> Sheet:
    """The sheet's first rows: title told anew, headings as they are, body as it now is."""
    if sheet.kind == "json":
        return replace(sheet, above=_title(sheet.above, layout.title))
    found = read_as(sheet, sources, layout.profile)
    top = found.block.first_row if found else layout.first_body_row
    rows = [*_title(sheet.head[:top], layout.title), *sheet.head[top : layout.first_body_row]]
    rows += _body_rows(sheet.head, layout.first_body_row, *body)
    return replace(sheet, head=rows)


def _body_rows(head: list[list], start: int, chunk: Chunk, new: list[np.ndarray]) -> Iterator[list]:
    places = {int(number): at for at, number in enumerate(chunk.rows[: len(head)])}
    for number, row in enumerate(head[start:], start + 1):
        at = places.get(number)
        cells: list = [""] * len(row)
        for column in range(min(len(row), len(chunk.columns)) if at is not None else 0):
            now = chunk.columns[column]
            if new[column][at]:
                cells[column] = now.values[now.codes[at]] if now.codes[at] >= 0 else ""
            else:
                cells[column] = row[column]
        yield cells


def _title(rows: list[list], title: Title) -> list[list]:
    """The rows above the headings with nothing but what is read of them."""
    if not rows:
        return rows
    told = [cell for row in rows for cell in row if is_mended([[cell]])]
    if title.unit:
        told.append(f"Đơn vị: {title.unit}")
    if title.covers_to is not None:
        since = "" if title.covers_from is None else f"Từ {_moment(title.covers_from)} "
        told.append(f"{since}đến {_moment(title.covers_to)}")
    if title.exported_at is not None:
        told.append(f"Ngày xuất: {_moment(title.exported_at)}")
    new = [["" for _ in row] for row in rows]
    new[-1] = [*told, *new[-1][len(told) :]]
    if read_title(new) == title and is_mended(new) == is_mended(rows):
        return new
    return _fewest(rows, title)


def _moment(moment: int) -> str:
    day, _, clock = instant_text(moment).partition("T")
    year, month, date = day.split("-")
    return f"{clock[:8]} ngày {date}/{month}/{year}"


def _fewest(rows: list[list], title: Title) -> list[list]:
    """The rows without the cells that nothing is read of."""
    rows, was_mended = [list(row) for row in rows], is_mended(rows)
    for row in rows:
        for at, cell in enumerate(row):
            row[at] = ""
            if read_title(rows) != title or is_mended(rows) != was_mended:
                row[at] = cell
    return rows
