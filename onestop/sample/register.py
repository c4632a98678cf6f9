"""Writes the register: two-row merged headings, a number row, area rows that restart STT.

The unit stands only in a title row and the area only in the group rows.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from onestop.sample.places import STAFF
from onestop.sample.wording import NATIONAL_STATUSES, dated, in_words, period_line
from onestop.sample.world import World


TOP_HEADINGS = [
    "STT",
    "Mã hồ sơ",
    "Nội dung hồ sơ",
    "Số lượng (bộ)",
    "Họ tên chủ hồ sơ",
    "Địa chỉ chủ hồ sơ",
    "Hình thức tiếp nhận",
    "Trạng thái",
    "Ngày, tháng, năm",
    "",
    "Trả kết quả",
    "",
    "Người nhận hồ sơ",
    "Ghi chú",
]

LOWER_HEADINGS = {
    8: "Nhận hồ sơ",
    9: "Hẹn trả kết quả",
    10: "Ngày có kết quả",
    11: "Ngày nhận kết quả",
}
"""The second heading row, by column; the other headings are merged over both rows."""

WIDTH, FIRST_HEADING_ROW = len(TOP_HEADINGS), 7


def write_register(world: World, path: Path) -> None:
    """One sheet a unit that keeps a register; dates are texts."""
    told = in_words(world, world.of_layout("register"), NATIONAL_STATUSES)
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})
    for number, (unit, dossiers) in enumerate(told.groupby("unit_name"), 1):
        sheet = book.add_worksheet(f"So theo doi {number}")
        _titles(sheet, world, str(unit))
        _headings(sheet)
        _signatures(sheet, _body(sheet, dossiers))
    book.close()


def _titles(sheet: Worksheet, world: World, unit: str) -> None:
    half = WIDTH // 2
    sheet.merge_range(0, 0, 0, half - 1, unit.upper())
    sheet.merge_range(0, half, 0, WIDTH - 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.merge_range(1, half, 1, WIDTH - 1, "Độc lập - Tự do - Hạnh phúc")
    title = "SỔ THEO DÕI TÌNH HÌNH TIẾP NHẬN HỒ SƠ TTHC"
    sheet.merge_range(3, 0, 3, WIDTH - 1, title)
    sheet.merge_range(4, 0, 4, WIDTH - 1, period_line(world))
    sheet.merge_range(5, 0, 5, WIDTH - 1, f"Đơn vị thống kê: {unit}")


def _headings(sheet: Worksheet) -> None:
    top = FIRST_HEADING_ROW
    for column, name in enumerate(TOP_HEADINGS):
        if column in LOWER_HEADINGS:
            sheet.write_string(top + 1, column, LOWER_HEADINGS[column])
        else:
            sheet.merge_range(top, column, top + 1, column, name)
    sheet.merge_range(top, 8, top, 9, TOP_HEADINGS[8])
    sheet.merge_range(top, 10, top, 11, TOP_HEADINGS[10])
    sheet.write_row(top + 2, 0, [f"({number})" for number in range(1, WIDTH + 1)])


def _body(sheet: Worksheet, dossiers: pd.DataFrame) -> int:
    """Area rows, numbered rows, a total after each area; returns the row after the last."""
    row = FIRST_HEADING_ROW + 3
    for area, group in dossiers.groupby("area"):
        sheet.merge_range(row, 0, row, WIDTH - 1, f"Lĩnh vực: {area}")
        for number, cells in enumerate(_rows(group), 1):
            row += 1
            sheet.write_number(row, 0, number)
            for column, cell in enumerate(cells, 1):
                sheet.write(row, column, cell) if cell != "" else None
        row += 1
        sheet.merge_range(row, 0, row, 7, "Tổng số")
        sheet.write_number(row, 8, len(group))
        row += 1
    return row


def _rows(group: pd.DataFrame) -> list[tuple]:
    size = len(group)
    names = ("received_at", "due_at", "finished_at", "returned_at")
    dates = [dated(group[name], "%d/%m/%Y %H:%M:%S") for name in names]
    told = [group[name] for name in ("applicant", "village", "channel", "status_name")]
    # A blank channel is the counter's habit for those who came in person.
    told[2] = told[2].replace("Trực tiếp", "")
    head = (group["code"], group["procedure_name"], [1] * size)
    return list(zip(*head, *told, *dates, [STAFF[0]] * size, strict=True))


def _signatures(sheet: Worksheet, row: int) -> None:
    sheet.write_string(row + 1, 1, "NGƯỜI LẬP BIỂU")
    sheet.write_string(row + 1, 10, "THỦ TRƯỞNG ĐƠN VỊ")
