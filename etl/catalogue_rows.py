"""The rows of a catalogue's csv, and what stands in a cell; what they mean is `catalogues`'."""

from __future__ import annotations

import csv
from pathlib import Path

from onestop.domain.errors import (
    InputError,
    UnreadableCellError,
    UnreadableFileError,
    UsageError,
)
from onestop.domain.period import day_number, parse_day


LIST_SEPARATOR = ";"


def listed(text: str) -> list[str]:
    """The parts of a cell that names several."""
    return [part.strip() for part in text.split(LIST_SEPARATOR) if part.strip()]


def day(file: Path, row: dict, column: str) -> int | None:
    """A cell's day number; None of a blank one. Raises UnreadableCellError."""
    if not row[column]:
        return None
    try:
        return day_number(parse_day(row[column]))
    except UsageError as error:
        raise _bad_cell(file, row, column, "không phải ngày; viết 2025-06-30") from error


def whole(file: Path, row: dict, column: str) -> int | None:
    """A cell's whole number; None of a blank one. Raises UnreadableCellError."""
    if not row[column]:
        return None
    if not row[column].isdigit():
        raise _bad_cell(file, row, column, "không phải số nguyên")
    return int(row[column])


def _bad_cell(file: Path, row: dict, column: str, reason: str) -> InputError:
    return UnreadableCellError(str(file), "csv", row["line"], column, row[column], reason)


def rows_of(file: Path, columns: tuple[str, ...], required: tuple[str, ...]) -> list[dict]:
    """The csv's rows with every column of the list, blank where the file lacks it.

    `line`: where each ends in the file. Raises UnreadableFileError, UnreadableCellError.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            found = [{**row, "line": reader.line_num} for row in reader]
            headings = reader.fieldnames or []
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            str(file), "không đọc được.", "Hãy lưu lại dạng csv UTF-8."
        ) from error
    missing = [name for name in required if name not in headings]
    if missing:
        problem = f"thiếu cột {', '.join(missing)}."
        raise UnreadableFileError(str(file), problem, f"Các cột: {', '.join(columns)}.")
    return [_tidy(file, row, columns, required) for row in found]


def _tidy(file: Path, row: dict, columns: tuple[str, ...], required: tuple[str, ...]) -> dict:
    tidy = {name: " ".join((row.get(name) or "").split()) for name in columns}
    tidy["line"] = row["line"]
    for name in required:
        if not tidy[name]:
            raise _bad_cell(file, tidy, name, "để trống")
    return tidy
