"""Files of totals become tables: which layout a sheet has, and its lines as told.

It knows config/aggregates through `aggregate_layouts`; what the figures ought to be is
nobody's business here. The loader of dossiers goes on refusing such files.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from etl.aggregate_layouts import Layouts, LineWords
from etl.aggregate_lines import count_of, is_number_of_row, named, percent_of, text_of
from etl.heading_rows import HeadingBlock, find_headings, is_numbering
from etl.headings import Heading, Index, fold_tight
from etl.read_file import read
from etl.snapshots import Snapshot, expand
from etl.table import Sheet
from etl.titles import read_title
from onestop.domain.aggregates import GROUP, ROW, TOTAL, TableLayout, ToldLine, ToldTable, Unread
from onestop.domain.errors import UnreadableFileError
from onestop.domain.facts import DAY


MOST_LINES = 20_000
"""A table of totals of a province by procedure has some thousands."""

NUMBER = "number"
DOSSIER_CODES = ("mahoso", "mahs", "sohoso", "masohoso", "sobiennhan")


@dataclass(frozen=True)
class _Place:
    """Where a sheet has what a layout declares: columns by figure, and those of the names."""

    layout: TableLayout
    block: HeadingBlock
    by: str
    name_at: int
    number_at: int | None
    columns: dict[str, tuple[int, ...]]
    unused: tuple[str, ...]


def read_tables(path: Path, layouts: Layouts) -> list[ToldTable]:
    """Every table of totals in a file, at least one.

    Raises UnreadableFileError where the file cannot be opened or no sheet has a known layout.
    """
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        for found in expand([str(path)], Path(folder)):
            if isinstance(found, UnreadableFileError):
                raise found
            return _tables_of(replace(found, path_shown=path.name), layouts)
    raise UnreadableFileError(path.name, "không có tệp nào bên trong.", "Hãy kiểm tra lại.")


def _tables_of(snapshot: Snapshot, layouts: Layouts) -> list[ToldTable]:
    sheets = read(snapshot)
    shown = snapshot.path_shown
    tables = [told for sheet in sheets if (told := read_table(sheet, layouts, shown))]
    if tables:
        return tables
    raise _unknown(sheets, layouts, shown)


def read_table(sheet: Sheet, layouts: Layouts, file: str) -> ToldTable | None:
    """A sheet under the layout that fits most of its columns; None if none does."""
    places = [found for one in layouts.layouts if (found := _place(sheet, one, layouts.words))]
    if not places:
        return None
    best = max(places, key=lambda one: (len(one.columns), -len(one.unused)))
    return _Reader(best, layouts.words).table(sheet, file)


def _index(layout: TableLayout, words: LineWords) -> Index:
    index = Index()
    for figure in layout.figures:
        for heading in figure.headings:
            index.add(heading, figure.code)
        for number, heading in enumerate(figure.plus):
            index.add(heading, f"{figure.code}+{number}")
    for way, headings in layout.names.items():
        index.add_all(headings, f"name:{way}")
    index.add_all(words.numbers, NUMBER)
    return index


def _place(sheet: Sheet, layout: TableLayout, words: LineWords) -> _Place | None:
    """Where the layout's columns are; None if too few are there, or none of names."""
    index = _index(layout, words)
    block = find_headings(sheet, index)
    if block is None:
        return None
    found: dict[str, int] = {}
    unused = []
    for heading in block.headings:
        meant = [target for target in index.find(heading.spellings) if target not in found]
        if meant:
            found[meant[0]] = heading.position
        elif heading.parts:
            unused.append(heading.text)
    by = next((way for way in layout.names if f"name:{way}" in found), "")
    columns = {
        figure.code: (found[figure.code], *_added(figure, found))
        for figure in layout.figures
        if figure.code in found
    }
    if not by or len(columns) < layout.at_least:
        return None
    name_at, number_at = found[f"name:{by}"], found.get(NUMBER)
    return _Place(layout, block, by, name_at, number_at, columns, tuple(unused))


def _added(figure, found: dict[str, int]) -> Iterator[int]:
    for number in range(len(figure.plus)):
        if f"{figure.code}+{number}" in found:
            yield found[f"{figure.code}+{number}"]


@dataclass
class _Reader:
    """The lines of one table while they are read."""

    place: _Place
    words: LineWords
    lines: list[ToldLine] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    decimals: dict[tuple[int, str], int] = field(default_factory=dict)
    group: str = ""

    def table(self, sheet: Sheet, file: str) -> ToldTable:
        """The whole table."""
        first = self.place.block.first_body_row
        for row, cells in islice(_rows(sheet, first), MOST_LINES):
            if not is_numbering(cells):
                self._add(row, cells)
        title = read_title(sheet.head[: self.place.block.first_row])
        filled = {code for line in self.lines for code in line.values}
        layout = self.place.layout
        return ToldTable(
            file=file,
            sheet=sheet.name,
            layout=layout,
            by=self.place.by,
            lines=tuple(self._finished(filled)),
            figures=tuple(one for one in layout.figures if one.code in filled),
            first=None if title.covers_from is None else title.covers_from // DAY,
            end=None if title.covers_to is None else title.covers_to // DAY + 1,
            exported_at=title.exported_at,
            unit=title.unit,
            unread=tuple(self.unread),
            unused=self.place.unused,
            decimals=self.decimals,
        )

    def _add(self, row: int, cells: list) -> None:
        number = "" if self.place.number_at is None else text_of(_at(cells, self.place.number_at))
        name, kind = named(number, text_of(_at(cells, self.place.name_at)), self.words)
        if not name:
            return
        before = len(self.unread)
        values = self._values(row, cells)
        if not values and not is_number_of_row(number):
            # a name without any figure: the heading of what follows, or a signature below
            del self.unread[before:]
            kind = GROUP if kind == ROW else kind
        if kind == GROUP:
            self.group = name
        if kind:
            under = "" if kind == GROUP else self.group
            self.lines.append(ToldLine(kind, row, name, under, values))

    def _values(self, row: int, cells: list) -> dict:
        values = {}
        for figure in self.place.layout.figures:
            places = self.place.columns.get(figure.code, ())
            read_cell = self._share if figure.share else self._count
            told = [read_cell(row, figure.code, at, _at(cells, at)) for at in places]
            told = [one for one in told if one is not None]
            if told:
                values[figure.code] = sum(told)
        return values

    def _count(self, row: int, _: str, at: int, cell: object) -> int | None:
        try:
            return count_of(cell, self.words.zeros)
        except ValueError:
            self._not_read(row, at, cell)
            return None

    def _share(self, row: int, code: str, at: int, cell: object) -> float | None:
        try:
            told = percent_of(cell, self.words.zeros)
        except ValueError:
            self._not_read(row, at, cell)
            return None
        if told is not None:
            self.decimals[row, code] = told[1]
        return None if told is None else told[0]

    def _not_read(self, row: int, at: int, cell: object) -> None:
        heading = next(h.text for h in self.place.block.headings if h.position == at)
        self.unread.append(Unread(row, heading, text_of(cell)[:60]))

    def _finished(self, filled: set[str]) -> Iterator[ToldLine]:
        """Groups over nothing are lines of their own; blanks in a filled column are 0."""
        figures = [one for one in self.place.layout.figures if one.code in filled]
        counted = [one.code for one in figures if not one.share]
        over = {line.group for line in self.lines if line.kind == ROW}
        doubtful = {one.row for one in self.unread}
        for line in with_their_groups(self.lines):
            is_row = line.kind == GROUP and line.name not in over
            if not line.values and (is_row or line.kind != GROUP):
                continue
            zeros = counted if line.values and line.row not in doubtful else ()
            told = {**dict.fromkeys(zeros, 0), **line.values}
            values = {one.code: told[one.code] for one in figures if one.code in told}
            yield replace(line, kind=ROW if is_row else line.kind, values=values)


def with_their_groups(lines: list[ToldLine]) -> list[ToldLine]:
    """The last total is that of everything; earlier ones stay with the group above them.

    Where there are as many totals as groups, each is its group's.
    """
    totals = [at for at, line in enumerate(lines) if line.kind == TOTAL]
    groups = {line.group for line in lines if line.kind == ROW} - {""}
    if not totals or (len(groups) > 1 and len(totals) == len(groups)):
        return lines
    last = totals[-1]
    return [*lines[:last], replace(lines[last], group=""), *lines[last + 1 :]]


def _rows(sheet: Sheet, first: int) -> Iterator[tuple[int, list]]:
    """Number (1-based) and cells of each row with anything in it."""
    for chunk in sheet.read_body(first, MOST_LINES):
        cells = [[column.values[c] if c >= 0 else None for c in column.codes]
                 for column in chunk.columns]  # fmt: skip
        yield from zip(map(int, chunk.rows), map(list, zip(*cells, strict=True)), strict=True)


def _at(cells: list, at: int) -> object:
    return cells[at] if at < len(cells) else None


def _unknown(sheets: list[Sheet], layouts: Layouts, file: str) -> UnreadableFileError:
    """The refusal, with the headings that were read."""
    headings = max((_headings(sheet, layouts) for sheet in sheets), key=len, default=[])
    if {fold_tight(h.parts[-1]) for h in headings if h.parts} & set(DOSSIER_CODES):
        problem = "đây là danh sách hồ sơ, không phải bảng tổng hợp."
        return UnreadableFileError(file, problem, "Hãy nạp bằng “onestop import”.")
    seen = " | ".join(h.text[:40] for h in headings[:20] if h.parts) or "(không thấy dòng tiêu đề)"
    known = "; ".join(one.title for one in layouts.layouts)
    return UnreadableFileError(
        file,
        f"không nhận ra bảng tổng hợp. Tiêu đề đọc được: {seen}.",
        f"Đọc được: {known}. Bố cục khác: khai báo trong config/aggregates.",
    )


def _headings(sheet: Sheet, layouts: Layouts) -> tuple[Heading, ...]:
    """The headings that some layout knows most of, else the widest row of words."""
    index = Index()
    for layout in layouts.layouts:
        for one in layout.figures:
            index.add_all(one.headings)
        for headings in layout.names.values():
            index.add_all(headings)
    block = find_headings(sheet, index)
    if block is not None:
        return block.headings
    texts = (
        [text_of(cell) for cell in row if isinstance(cell, str)]
        for row in sheet.head
        if not is_numbering(row)
    )
    worded = [[text for text in row if text] for row in texts]
    widest: Iterable[str] = max(worded, key=len, default=[])
    return tuple(Heading(at, (text,)) for at, text in enumerate(widest))
