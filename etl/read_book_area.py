"""How large a sheet may be, and the sentence for one that is larger."""

from __future__ import annotations

from onestop.domain.errors import UnreadableFileError


MOST_CELLS = 64_000_000
"""Calamine keeps 24 bytes for each cell of the used rectangle, 1.5 GB at this bound;
a sheet of full length and 60 columns fits."""

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
"""No spreadsheet program has more; a larger number is a damaged one."""

CUT_AREA = "Hãy xóa các dòng, cột thừa (Ctrl+End chỉ ô cuối), lưu lại rồi nạp lại."


def fits(rows: int, columns: int) -> bool:
    """Whether the rectangle from A1 may be held in memory."""
    small = rows <= MOST_ROWS and columns <= MOST_COLUMNS
    return small and rows * columns <= MOST_CELLS


def refuse_area(shown: str, place: str, rows: int, columns: int) -> UnreadableFileError:
    """The error for a sheet whose cells reach too far."""
    problem = f"vùng ô quá lớn ({rows:,} dòng × {columns:,} cột).".replace(",", ".")
    return UnreadableFileError(shown, problem, CUT_AREA, place)
