"""Refused rows go back to whoever can mend them: picked from the kept file, told why.

It reads the snapshot again as the load did and takes the rows that the load refused;
what the workbook looks like is `etl.rejects_book`'s. The store is only read.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from sqlalchemy import Engine, select

from etl.mended import JSON_SHEET, sentence
from etl.parse_fields import first_of
from etl.parse_rows import Rows
from etl.parse_text import cell_text, codes
from etl.profile import Layout
from etl.reading import CHUNK_ROWS, Asked, Opened
from etl.recognise import Sources, read_as
from etl.reduced_file import is_reduced
from etl.rejects_book import Above, Book, Refused
from etl.snapshots import kept_file, snapshot_of
from etl.table import Chunk, Column, Sheet
from onestop.domain.errors import InputError, StoreError, UnknownLayoutError, UsageError
from onestop.domain.period import instant_text
from onestop.storage import imports
from onestop.storage.engine import reading
from onestop.storage.tables import reject, snapshot


REDUCED_ALREADY = (
    "Bản lưu của lần nạp {} đã rút gọn theo thời hạn lưu giữ, nên không còn đủ ô để sửa. Hãy xuất"
    " lại từ phần mềm nguồn."
)

Asking = dict[int, list[tuple[str, str, str]]]
"""Row of the file -> (column, value, reason) of each of its bad cells."""


@dataclass(frozen=True)
class SentBack:
    """What was written: how many rows, and what `onestop import` must be told with the file."""

    rows: int
    options: tuple[str, ...]


def send_back(
    engine: Engine, sources: Sources, snapshot_folder: Path, number: int, target: Path
) -> SentBack:
    """Writes a load's refused rows to a new workbook that loads once they are mended.

    Raises NotFoundError for an unknown load, UsageError if it refused nothing or the target
    exists, StoreError if its kept file is gone or not understood any more.
    """
    if target.exists():
        raise UsageError(f"Đã có tệp {target.name}. Hãy chọn tên khác: tệp cũ có thể đang sửa dở.")
    told = _load(engine, number)
    opened = _opened(told, sources, snapshot_folder)
    try:
        with tempfile.TemporaryDirectory(prefix=".onestop-", dir=target.parent) as folder:
            made = Path(folder) / "rejects.xlsx"
            rows = _write(engine, told, (opened, sources), made)
            options = _options(made, target.name, told, sources)
            made.replace(target)
    except OSError as error:
        problem = error.strerror or "không rõ lý do"
        raise UsageError(f"Không ghi được tệp {target.name} ({problem}).") from error
    finally:
        opened.close()
    return SentBack(rows, options)


def _load(engine: Engine, number: int) -> dict:
    with reading(engine) as connection:
        imports.must_exist(connection, number)
        query = select(snapshot).where(snapshot.c.id == number)
        told = dict(connection.execute(query).mappings().one())
        query = select(reject.c.id).where(reject.c.snapshot_id == number).limit(1)
        if connection.scalar(query) is None:
            raise UsageError(f"Lần nạp {number} không có dòng nào bị từ chối.")
        told["unit"] = imports.unit_told(connection, number)
    return told


def _opened(told: dict, sources: Sources, folder: Path) -> Opened:
    """The kept file, recognised as then: by itself, else by the profile of the load."""
    number, code = told["id"], told["profile"]
    try:
        file = kept_file(folder, told["sha256"])
        if file.exists() and is_reduced(file):
            raise UsageError(REDUCED_ALREADY.format(number))
        kept = snapshot_of(file, told["path"])
        for chosen in ("", code):
            try:
                opened = Opened(kept, Asked(sources, chosen, told["as_of"]))
            except UnknownLayoutError:
                continue
            if code in opened.sheets:
                return opened
    except InputError as error:
        raise StoreError(
            f"Không đọc lại được bản lưu của lần nạp {number}: {error}"
            " Hãy khôi phục thư mục snapshots từ bản sao lưu."
        ) from error
    raise StoreError(
        f"Bản lưu của lần nạp {number} không còn được nhận ra theo khai báo nguồn “{code}”."
        " Hãy khôi phục khai báo đó trong config/sources."
    )


def _write(engine: Engine, told: dict, file: tuple[Opened, Sources], path: Path) -> int:
    rows, (opened, sources) = 0, file
    line = sentence(told["id"], told["as_of"])
    with Book(path) as book:
        for sheet, layout in opened.sheets[told["profile"]]:
            source = _Source(engine, told["id"], sheet, layout)
            if source.count():
                is_json = sheet.kind == "json"
                over = sheet.head if is_json else sheet.head[: layout.first_body_row]
                is_fixed = layout.profile.heading_rows is not None
                above = Above(over, line, _heading_row(sheet, layout, sources), is_fixed=is_fixed)
                name = JSON_SHEET if is_json else sheet.name
                rows += book.add((name, sheet.merges), above, source.refused())
    return rows


def _heading_row(sheet: Sheet, layout: Layout, sources: Sources) -> int:
    """The lowest row of the headings, 0-based."""
    found = read_as(sheet, sources, layout.profile)
    return found.block.last_row if found else layout.first_body_row - 1


@dataclass
class _Source:
    """One sheet of the kept file, and what a load refused of it."""

    engine: Engine
    number: int
    sheet: Sheet
    layout: Layout
    under: dict[str, str] = field(default_factory=dict)

    def count(self) -> int:
        """How many bad cells the load found in the sheet."""
        return sum(len(cells) for cells in self._asked(0, 1 << 62, 1).values())

    def refused(self) -> Iterator[Refused]:
        """The refused rows with the groups that they stood under, chunk by chunk."""
        rows, width = Rows(self.layout), max(map(len, self.sheet.head), default=0)
        for chunk in self.sheet.read_body(self.layout.first_body_row, CHUNK_ROWS):
            if not len(chunk):
                continue
            groups = self._groups(rows, chunk)
            asked = self._asked(int(chunk.rows[0]), int(chunk.rows[-1]))
            for at in np.flatnonzero(np.isin(chunk.rows, list(asked))):
                cells = _cells(chunk, int(at), width)
                why = asked[int(chunk.rows[at])]
                named = {name: _value(column, int(at)) for name, column in groups.items()}
                yield Refused(cells, self._new_groups(named), self._bad(cells, why), _reasons(why))

    def _asked(self, first: int, last: int, most: int | None = None) -> Asking:
        query = (
            select(reject.c.row, reject.c.column, reject.c.value, reject.c.reason)
            .where(reject.c.snapshot_id == self.number, reject.c.sheet == self.layout.sheet)
            .where(reject.c.row >= first, reject.c.row <= min(last, (1 << 31) - 1))
            .order_by(reject.c.id)
            .limit(most)
        )
        found: Asking = {}
        with reading(self.engine) as connection:
            for row, column, value, reason in connection.execute(query):
                found.setdefault(row, []).append((column, value, reason))
        return found

    def _groups(self, rows: Rows, chunk: Chunk) -> dict[str, Column]:
        places = [at for at in self.layout.fields["code"] if at < len(chunk.columns)]
        blank = Column(np.full(len(chunk), -1, np.int32), [])
        code = first_of([chunk.columns[at] for at in places] or [blank])
        return rows.sort(chunk, code, codes(code.values)).groups

    def _new_groups(self, named: dict[str, str]) -> list[str]:
        """The group rows to be written: where unit or area is another than above."""
        lines = []
        if named.get("unit", "") != self.under.get("unit", ""):
            lines.append(f"Đơn vị: {named['unit']}")
            self.under["area"] = ""
        if named.get("area", "") and named["area"] != self.under.get("area", ""):
            lines.append(f"Lĩnh vực: {named['area']}")
        self.under.update(named)
        return lines

    def _bad(self, cells: list, why: list[tuple[str, str, str]]) -> dict[int, str]:
        bad: dict[int, str] = {}
        for column, value, reason in why:
            for at in self._places(cells, column, value):
                bad[at] = f"{bad[at]}; {reason}" if at in bad else reason
        return bad

    def _places(self, cells: list, column: str, value: str) -> list[int]:
        """The cells of a field; of several that are read as one, those with the bad value."""
        fields = self.layout.headings.items()
        name = next((name for name, text in fields if text == column), column)
        places = self.layout.fields.get(name, ())
        same = [at for at in places if at < len(cells) and cell_text(cells[at]) == value]
        return same or [at for at in places if at < len(cells)]


def _cells(chunk: Chunk, at: int, width: int) -> list:
    cells = [_value(column, at) for column in chunk.columns]
    return cells + [""] * (width - len(cells))


def _value(column: Column, at: int) -> object:
    code = int(column.codes[at])
    return column.values[code] if code >= 0 else ""


def _reasons(why: list[tuple[str, str, str]]) -> str:
    return "; ".join(
        f"{column}: {reason}" + (f" (“{value}”)" if value else "") for column, value, reason in why
    )


def _options(made: Path, name: str, told: dict, sources: Sources) -> tuple[str, ...]:
    """What the workbook does not say by itself, found by recognising it."""
    options: list[str] = []
    try:
        opened = Opened(snapshot_of(made, name), Asked(sources))
    except InputError:
        opened = None
    found = opened.lists if opened else []
    if [one.profile.code for one in found] != [told["profile"]]:
        options += ["--profile", told["profile"]]
    if not found or found[0].as_of.moment != told["as_of"]:
        options += ["--as-of", instant_text(told["as_of"])]
    for name in ("province", "unit"):
        options += [f"--{name}", told[name]] if told[name] else []
    return tuple(options)
