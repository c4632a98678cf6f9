"""The tasks of a filled registration form.

Columns are found by their headings, so a form with rows or columns moved is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from onestop.commands.task_form import COLUMNS, PLAN_CODE, TOTAL, UNIT_CODE
from onestop.domain.errors import UnreadableFileError, UsageError
from onestop.domain.period import parse_day
from onestop.domain.wording import name_key
from onestop.storage.own_tasks import OwnTask


LONGEST = 2000
"""Characters of a cell."""

MOST_BUDGET = 10**15
"""Đồng; more is a slip of the hand."""

HEADING_ROWS = 30
"""Rows among which the headings are looked for."""


@dataclass(frozen=True)
class Filled:
    """What a form says: whose it is, as codes ("" where that was taken out), and its tasks."""

    plan: str
    unit: str
    tasks: list[OwnTask]


def read_form(file: Path) -> Filled:
    """What a filled form says.

    Raises UnreadableFileError for what is no form, UsageError that names every wrong cell.
    """
    rows = _cells(file)
    at, places = _headings(file, rows)
    found, problems = [], []
    for line, cells in _filled(rows, at, places):
        try:
            found.append(_task(cells))
        except UsageError as error:
            problems.append(f"{file.name}, dòng {line}: {error}")
    if problems:
        raise UsageError("\n".join(problems))
    return Filled(_code(rows[:at], PLAN_CODE), _code(rows[:at], UNIT_CODE), found)


def _code(rows: list[list[Any]], before: str) -> str:
    told = (str(cell) for cells in rows for cell in cells)
    return next((one[len(before) :].strip() for one in told if one.startswith(before)), "")


def _cells(file: Path) -> list[list[Any]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(file))
        return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise _no_form(file, "không mở được như một tệp Excel.") from error


def _no_form(file: Path, problem: str) -> UnreadableFileError:
    remedy = "Hãy dùng mẫu do “onestop tasks form” ghi ra."
    return UnreadableFileError(str(file), problem, remedy)


def _headings(file: Path, rows: list[list[Any]]) -> tuple[int, dict[str, int]]:
    """The row below which tasks stand, and the column of each field."""
    words = {name_key(heading): name for name, heading, _ in COLUMNS}
    places: dict[str, int] = {}
    last = 0
    for number, cells in enumerate(rows[:HEADING_ROWS]):
        for place, cell in enumerate(cells):
            name = words.get(name_key(cell)) if isinstance(cell, str) else None
            if name is not None and name not in places:
                places[name], last = place, number
    missing = [heading for name, heading, _ in COLUMNS[:4] if name not in places]
    if missing:
        raise _no_form(file, f"không thấy cột “{'”, “'.join(missing)}”.")
    return last, places


def _filled(
    rows: list[list[Any]], at: int, places: dict[str, int]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """(row, its cells by field) of each row that says something, up to the total."""
    for number, cells in enumerate(rows[at + 1 :], at + 2):
        told = {n: cells[place] for n, place in places.items() if place < len(cells)}
        filled = {name: cell for name, cell in told.items() if str(cell).strip()}
        if any(name_key(str(cell)).startswith(name_key(TOTAL)) for cell in cells if cell):
            return
        if filled and not all(re.fullmatch(r"\(\d\)", str(one)) for one in filled.values()):
            yield number, filled


def _task(cells: dict[str, Any]) -> OwnTask:
    content = _text(cells, "content")
    if not content:
        raise UsageError("chưa ghi nội dung công việc.")
    if "last" not in cells:
        raise UsageError(f"“{content[:60]}” chưa có ngày kết thúc.")
    first, last = _day(cells.get("first")), _day(cells["last"])
    if first is not None and first > last:
        raise UsageError(f"“{content[:60]}” bắt đầu {first:%d/%m/%Y} sau khi kết thúc.")
    names = ("product", "lead", "coordinators", "note")
    texts = {name: _text(cells, name) for name in names}
    return OwnTask(content, last, first, budget=_budget(cells.get("budget")), **texts)


def _text(cells: dict[str, Any], name: str) -> str:
    text = str(cells.get(name, "")).strip()
    if len(text) > LONGEST:
        raise UsageError(f"một ô dài hơn {LONGEST} ký tự.")
    return text


def _day(cell: Any) -> date | None:
    if cell is None:
        return None
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else parse_day(str(cell))


def _budget(cell: Any) -> int | None:
    """Đồng as a whole number; people write 12.000.000 or 12,000,000 đồng."""
    if cell is None:
        return None
    if not isinstance(cell, int | float):
        digits = re.sub(r"[\s.,]|đồng|vnđ|đ$", "", str(cell).casefold())
        if not re.fullmatch(r"\d{1,15}", digits, re.ASCII):
            raise UsageError(f"kinh phí “{cell}” không phải một số tiền, ví dụ 12.000.000.")
        cell = int(digits)
    if not 0 <= cell <= MOST_BUDGET or cell != int(cell):
        raise UsageError(f"kinh phí {cell} không phải một số tiền nguyên, không âm.")
    return int(cell)
