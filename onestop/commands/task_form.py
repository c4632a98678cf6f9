"""The form in which a unit registers tasks of its own, as xlsx to be filled in.

It is that of Phước Long 2021 ("Mẫu đăng ký thực hiện kế hoạch cải cách hành chính"); reading
it again is `task_form_read`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from onestop.domain.plan import Plan
from onestop.storage.own_tasks import OwnTask


TITLE = "MẪU ĐĂNG KÝ THỰC HIỆN KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH NĂM {year}"

COLUMNS = (
    ("content", "Nội dung công việc cụ thể", 40),
    ("product", "Kết quả sản phẩm", 26),
    ("first", "Bắt đầu", 13),
    ("last", "Kết thúc", 13),
    ("lead", "Đơn vị chủ trì", 22),
    ("coordinators", "Đơn vị phối hợp", 22),
    ("budget", "Kinh phí dự kiến (VNĐ)", 18),
    ("note", "Ghi chú", 20),
)
"""Field, heading, width."""

NUMBERS = ("(1)", "(2)", "(3)", "", "(5)", "(4)", "(6)", "(7)")
"""Under the headings, as published: the lead is (5), those who help are (4)."""

LINE = 15
"""Points that a line of text needs."""

TIME = "Thời gian thực hiện"
"""The heading over the beginning and the end."""

PLAN_CODE, UNIT_CODE = "Mã kế hoạch:", "Mã đơn vị:"
"""What stands before the codes by which a form is known when it comes back."""

TOTAL = "Tổng kinh phí"
"""The row that ends the tasks."""

SPARE = 12
"""Empty rows to write into."""


@dataclass(frozen=True)
class Form:
    """What is written: for which plan and unit, and what stands registered already.

    unit: its code (its name where it has none), "" for the authority itself.
    """

    plan: Plan
    unit: str
    name: str
    tasks: Sequence[OwnTask] = ()


def write_form(form: Form, file: Path) -> None:
    """Writes the form, with what stands registered and rows to go on in."""
    from xlsxwriter import Workbook

    text = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with file.open("wb") as target, Workbook(target, text) as book:
        sheet = book.add_worksheet("Đăng ký")
        looks = _looks(book)
        _write_head(sheet, form, looks)
        first, last = 7, 7 + len(form.tasks) + SPARE
        for row in range(first, last):
            task = form.tasks[row - first] if row - first < len(form.tasks) else None
            _write_task(sheet, row, task, looks)
        _write_foot(sheet, (first, last), form, looks)


def _looks(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "text_wrap": True, "valign": "top"}
    middle = {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "head": book.add_format({**cell, **middle}),
        "title": book.add_format({**middle, "font_size": 14}),
        "bold": book.add_format(middle),
        "text": book.add_format(cell),
        "day": book.add_format({**cell, "num_format": "dd/mm/yyyy", "align": "center"}),
        "money": book.add_format({**cell, "num_format": "#,##0"}),
        "plain": book.add_format({"text_wrap": True}),
    }


def _write_head(sheet: Any, form: Form, looks: dict[str, Any]) -> None:
    sheet.merge_range(0, 0, 0, 2, f"{form.plan.authority.upper()}\n{form.name}", looks["bold"])
    sheet.merge_range(
        0, 3, 0, 7, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc", looks["bold"]
    )
    sheet.set_row(0, 34)
    sheet.merge_range(2, 0, 2, 7, TITLE.format(year=form.plan.first_year), looks["title"])
    sheet.write_string(3, 0, f"{PLAN_CODE} {form.plan.code}", looks["plain"])
    sheet.write_string(3, 1, f"{UNIT_CODE} {form.unit}", looks["plain"])
    sheet.merge_range(4, 2, 4, 3, TIME, looks["head"])
    for place, (name, heading, width) in enumerate(COLUMNS):
        sheet.set_column(place, place, width)
        if name in ("first", "last"):
            sheet.write_string(5, place, heading, looks["head"])
        else:
            sheet.merge_range(4, place, 5, place, heading, looks["head"])
    for place, number in enumerate(NUMBERS):
        if number:
            sheet.write_string(6, place, number, looks["head"])
    sheet.merge_range(6, 2, 6, 3, NUMBERS[2], looks["head"])
    sheet.freeze_panes(7, 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(4, 6)


def _write_task(sheet: Any, row: int, task: OwnTask | None, looks: dict[str, Any]) -> None:
    if task is not None:
        sheet.set_row(row, LINE * _lines(task))
    for place, (name, _, _) in enumerate(COLUMNS):
        told = getattr(task, name) if task is not None else None
        look = looks[{"first": "day", "last": "day", "budget": "money"}.get(name, "text")]
        if told is None or told == "":
            sheet.write_blank(row, place, None, look)
        elif isinstance(told, date):
            sheet.write_datetime(row, place, datetime(told.year, told.month, told.day), look)
        elif isinstance(told, int):
            sheet.write_number(row, place, told, look)
        else:
            sheet.write_string(row, place, told, look)


def _lines(task: OwnTask) -> int:
    """How many lines the fullest cell takes."""
    texts = [(str(getattr(task, name) or ""), width) for name, _, width in COLUMNS]
    return max(
        sum(-(-len(line) // width) or 1 for line in text.split("\n")) for text, width in texts
    )


def _write_foot(sheet: Any, rows: tuple[int, int], form: Form, looks: dict[str, Any]) -> None:
    first, last = rows
    total = sum(task.budget or 0 for task in form.tasks)
    sheet.merge_range(last, 0, last, 5, f"{TOTAL} (Bằng chữ): …", looks["head"])
    formula = f"=SUM(G{first + 1}:G{last})"
    sheet.write_formula(last, 6, formula, looks["money"], total)
    sheet.write_blank(last, 7, None, looks["text"])
    sheet.merge_range(last + 2, 0, last + 2, 2, "Người lập biểu", looks["bold"])
    signs = "Thủ trưởng cơ quan, đơn vị\n(Ký tên, đóng dấu)"
    sheet.merge_range(last + 2, 3, last + 2, 7, signs, looks["bold"])
    sheet.set_row(last + 2, 34)
    sheet.write_string(last + 6, 0, "SĐT: …", looks["plain"])
