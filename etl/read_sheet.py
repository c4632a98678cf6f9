"""Worksheets of xlsx, xls, xlsb and ods files, through calamine.

It knows rows, merged ranges and hidden sheets; dates and numbers stay as stored.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from multiprocessing import parent_process

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from etl.read_book import faults_of
from etl.read_book_binary import Faults
from etl.read_cells import BLOCK_ROWS, HEAD_ROWS, chunk_of, encode_rows, head_cell
from etl.read_kind import BROKEN_BOOK, EXPORT_AGAIN, PROTECTED
from etl.snapshots import Snapshot
from etl.table import Chunk, Sheet
from onestop.domain.errors import UnreadableFileError


BLOCK_CELLS = 500_000
LEAST_COLUMNS = 3
"""Fewer filled columns make no list: such a visible sheet does not hide a hidden table."""


@dataclass(frozen=True)
class _Grid:
    """A sheet in calamine's memory, and the cells it could not tell."""

    sheet: CalamineSheet
    faults: Faults

    def rows(self, first_row: int) -> Iterator[list]:
        """Rows from the 0-based `first_row`; calamine starts at the first used column."""
        left = [""] * self.sheet.start[1]
        for at, row in enumerate(self.sheet.iter_rows()):
            if at >= first_row:
                yield self._mended(at, left + row if left else row)

    def read_body(self, first_row: int, size: int) -> Iterator[Chunk]:
        """What `Sheet.read_body` promises; without per-row work where nothing is at fault."""
        rows = self.rows(first_row) if self._mends_from(first_row) else self._plain(first_row)
        width = self.sheet.start[1] + self.sheet.width
        length = max(1, min(size, BLOCK_ROWS, BLOCK_CELLS // width))
        at = first_row + 1
        while True:
            columns = encode_rows(islice(rows, length), width)
            count = len(columns[0].codes)
            if not count:
                return
            yield chunk_of(at, columns, count)
            at += count

    def _plain(self, first_row: int) -> Iterator[list]:
        return islice(self.sheet.iter_rows(), first_row, None)

    def _mends_from(self, first_row: int) -> bool:
        return self.sheet.start[1] > 0 or any(row >= first_row for row in self.faults)

    def _mended(self, at: int, row: list) -> list:
        for column, text in self.faults.get(at, {}).items():
            if column < len(row) and row[column] == "":
                row[column] = text
        return row


def sheets(snapshot: Snapshot) -> list[Sheet]:
    """Each visible sheet that holds cells; hidden ones if no visible one holds a table."""
    shown = snapshot.path_shown
    try:
        found = _found_beside(snapshot) if parent_process() else _found_after(snapshot)
    except PasswordError as error:
        raise UnreadableFileError(shown, "tệp có mật khẩu.", PROTECTED) from error
    except BaseException as error:
        if not _is_broken(error):
            raise
        problem = "bảng tính hỏng hoặc chưa tải hết."
        raise UnreadableFileError(shown, problem, BROKEN_BOOK) from error
    if not found:
        problem = "không trang tính nào có ô dữ liệu (trống hoặc chỉ có ảnh)."
        raise UnreadableFileError(shown, problem, EXPORT_AGAIN)
    return found


def _is_broken(error: BaseException) -> bool:
    """Calamine's own errors, and its panics on bent bytes, a BaseException without a home."""
    known = (CalamineError, OSError, ValueError, OverflowError)
    return isinstance(error, known) or type(error).__name__ == "PanicException"


def _found_after(snapshot: Snapshot) -> list[Sheet]:
    faults = faults_of(snapshot)
    return _found(snapshot, lambda: faults)


def _found_beside(snapshot: Snapshot) -> list[Sheet]:
    """The same while the raw parts are still being looked through.

    Only in a reader's own process, which a sheet too large may bring down: its loader
    then says so. Calamine leaves the interpreter free while it reads.
    """
    with ThreadPoolExecutor(1) as beside:
        looked_up = beside.submit(faults_of, snapshot)
        try:
            return _found(snapshot, looked_up.result)
        except BaseException:
            looked_up.result()  # the raw parts tell more clearly what is wrong
            raise


def _found(snapshot: Snapshot, faults: Callable[[], dict[int, Faults]]) -> list[Sheet]:
    # By handle, not by path: calamine believes a name's ending before the bytes.
    with snapshot.location.open("rb") as file, CalamineWorkbook.from_filelike(file) as book:
        found = _tables(book, faults, visible=True)
        if not any(_is_table(sheet) for sheet in found):
            found += _tables(book, faults, visible=False)
    return found


def _tables(
    book: CalamineWorkbook, faults: Callable[[], dict[int, Faults]], *, visible: bool
) -> list[Sheet]:
    found = []
    for at, meta in enumerate(book.sheets_metadata):
        seen = meta.visible == SheetVisibleEnum.Visible
        if meta.typ == SheetTypeEnum.WorkSheet and seen == visible:
            sheet = book.get_sheet_by_index(at)
            read = _sheet(sheet, faults().get(at, {}))
            found += [read] if read else []
    return found


def _sheet(sheet: CalamineSheet, faults: Faults) -> Sheet | None:
    if sheet.start is None:
        return None
    grid = _Grid(sheet, faults)
    head = [[head_cell(cell) for cell in row] for row in islice(grid.rows(0), HEAD_ROWS)]
    if not any(map(_filled, head)) and not any(map(len, grid.read_body(HEAD_ROWS, BLOCK_ROWS))):
        return None
    return Sheet(sheet.name, head, grid.read_body, _merges(sheet))


def _merges(sheet: CalamineSheet) -> list[tuple[int, int, int, int]]:
    ranges = sheet.merged_cell_ranges or []
    return [(*first, *last) for first, last in ranges if first[0] < HEAD_ROWS]


def _is_table(sheet: Sheet) -> bool:
    return any(_filled(row) >= LEAST_COLUMNS for row in sheet.head) and len(sheet.head) > 1


def _filled(row: list) -> int:
    return sum(cell != "" for cell in row)
