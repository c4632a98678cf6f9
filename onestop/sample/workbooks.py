"""Writes the workbooks: wide one-stop list, letters of apology, feedback.

Titles, periods, totals and signatures stand around the tables as real systems put them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from onestop.sample.places import DISTRICT, REASONS
from onestop.sample.wording import NATIONAL_STATUSES, in_words, period_line
from onestop.sample.world import World


ONE_STOP_HEADINGS = [
    "STT",
    "Mã hồ sơ",
    "Mã TTHC",
    "Tên TTHC",
    "Lĩnh vực",
    "Mức độ DVC",
    "Cơ quan giải quyết",
    "Hình thức nộp",
    "Chủ hồ sơ",
    "Ngày tiếp nhận",
    "Ngày hẹn trả KQ",
    "Ngày có kết quả",
    "Ngày trả kết quả",
    "Trạng thái",
    "Số hóa thành phần hồ sơ",
    "Số hóa kết quả",
    "Tổng phí, lệ phí (VNĐ)",
    "Thanh toán trực tuyến",
]

ONE_STOP_FIELDS = [
    "code",
    "procedure_code",
    "procedure_name",
    "area",
    "level",
    "unit_name",
    "channel",
    "applicant",
    "received_at",
    "due_at",
    "finished_at",
    "returned_at",
    "status_name",
    "components_digitised",
    "result_digitised",
    "fee",
    "payment",
]

LETTER_HEADINGS = [
    "STT",
    "Số phiếu",
    "Mã hồ sơ",
    "Ngày hẹn trả cũ",
    "Ngày hẹn trả mới",
    "Ngày ký phiếu",
    "Lý do chậm",
]

FEEDBACK_HEADINGS = [
    "STT",
    "Mã PAKN",
    "Lĩnh vực",
    "Cơ quan xử lý",
    "Ngày tiếp nhận",
    "Ngày trả lời",
    "Ngày từ chối",
    "Ngày yêu cầu bổ sung",
    "Ngày công khai",
]

FEEDBACK_FIELDS = [
    "code",
    "area",
    "unit_name",
    "received_at",
    "answered_at",
    "refused_at",
    "asked_at",
    "published_at",
]


def plain(cell: object) -> object:
    """A cell as XlsxWriter takes it: datetimes, "" for missing."""
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    return "" if cell is pd.NaT or cell is None else cell


def write_rows(sheet: Worksheet, first: int, rows: Iterable, style: object) -> int:
    """Writes rows of cells from row `first` on; returns the row after the last."""
    for row in rows:
        for column, cell in enumerate(map(plain, row)):
            if isinstance(cell, datetime):
                sheet.write_datetime(first, column, cell, style)
            elif isinstance(cell, str):
                sheet.write_string(first, column, cell) if cell else None
            else:
                sheet.write_number(first, column, cell)
        first += 1
    return first


def _book(path: Path) -> tuple[xlsxwriter.Workbook, object]:
    book = xlsxwriter.Workbook(path)
    # The package's own clock would make two files of one seed differ.
    book.set_properties({"created": datetime(2024, 1, 1, tzinfo=UTC)})
    return book, book.add_format({"num_format": "dd/mm/yyyy hh:mm:ss"})


def write_one_stop(world: World, path: Path) -> int:
    """The wide one-stop list; the last three rows cannot be understood. Returns three."""
    told = in_words(world, world.of_layout("one_stop"), NATIONAL_STATUSES)
    rows = [list(row) for row in told[ONE_STOP_FIELDS].itertuples(index=False, name=None)]
    spoilt = _spoilt(rows[0])
    numbered = [[n, *_mixed_dates(n, row)] for n, row in enumerate([*rows, *spoilt], 1)]
    book, style = _book(path)
    sheet = book.add_worksheet("Danh sách hồ sơ")
    _officialdom(sheet, world, len(ONE_STOP_HEADINGS))
    sheet.write_row(6, 0, ONE_STOP_HEADINGS)
    end = write_rows(sheet, 7, numbered, style)
    sheet.write_row(end, 1, ["Tổng cộng", len(numbered)])
    sheet.write_string(end + 2, 1, "NGƯỜI LẬP BIỂU")
    sheet.write_string(end + 2, 12, "THỦ TRƯỞNG ĐƠN VỊ")
    book.close()
    return len(spoilt)


def _officialdom(sheet: Worksheet, world: World, width: int) -> None:
    sheet.merge_range(0, 0, 0, 6, DISTRICT[1].upper())
    sheet.merge_range(0, 9, 0, width - 1, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    sheet.merge_range(1, 9, 1, width - 1, "Độc lập - Tự do - Hạnh phúc")
    sheet.merge_range(2, 0, 2, width - 1, "DANH SÁCH HỒ SƠ THỦ TỤC HÀNH CHÍNH")
    sheet.merge_range(3, 0, 3, width - 1, period_line(world))
    sheet.write_string(4, 0, f"Ngày xuất: {world.as_of:%d/%m/%Y %H:%M:%S}")


def _mixed_dates(number: int, row: list) -> list:
    """The same sheet holds true dates, dates as text and bare serial numbers."""
    if number % 9 == 4:
        return [f"{c:%d/%m/%Y %H:%M:%S}" if _is_date(c) else c for c in row]
    if number % 13 == 5:
        return [_serial(c) if _is_date(c) else c for c in row]
    return row


def _is_date(cell: object) -> bool:
    return isinstance(cell, pd.Timestamp)


def _serial(moment: pd.Timestamp) -> float:
    return (moment - pd.Timestamp("1899-12-30")) / pd.Timedelta(days=1)


def _spoilt(row: list) -> list[list]:
    """No code, an unknown status, a day that does not exist."""
    status, received = ONE_STOP_FIELDS.index("status_name"), ONE_STOP_FIELDS.index("received_at")
    rows = [["", *row[1:]], [f"{row[0][:-4]}9002", *row[1:]], [f"{row[0][:-4]}9003", *row[1:]]]
    rows[1][status] = "Chờ lãnh đạo xem lại lần hai"
    rows[2][received] = "31/02/2024 08:00:00"
    return rows


def write_letters(world: World, path: Path) -> None:
    """Letters of apology with the new day; the portal and the counter know nothing of them."""
    sent = world.dossiers[world.dossiers["apology_number"] > 0]
    numbers = sent["apology_number"].map("{}/PXL".format)
    reasons = [REASONS[number % len(REASONS)] for number in range(len(sent))]
    cells = (numbers, sent["code"], sent["due_at"], sent["rescheduled_to"], sent["apology_sent_at"])
    rows = zip(range(1, len(sent) + 1), *cells, reasons, strict=True)
    book, style = _book(path)
    sheet = book.add_worksheet("Phiếu xin lỗi")
    title = "DANH SÁCH PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"
    sheet.merge_range(0, 0, 0, len(LETTER_HEADINGS) - 1, title)
    sheet.merge_range(1, 0, 1, len(LETTER_HEADINGS) - 1, period_line(world))
    sheet.write_row(3, 0, LETTER_HEADINGS)
    write_rows(sheet, 4, rows, style)
    book.close()


def write_feedback(world: World, path: Path) -> None:
    """Complaints and proposals (PAKN)."""
    told = world.feedback.assign(unit_name=world.feedback["unit"].map(world.units["name"]))
    rows = told[FEEDBACK_FIELDS].itertuples(index=False, name=None)
    book, style = _book(path)
    sheet = book.add_worksheet("PAKN")
    title = "DANH SÁCH PHẢN ÁNH, KIẾN NGHỊ"
    sheet.merge_range(0, 0, 0, len(FEEDBACK_HEADINGS) - 1, title)
    sheet.merge_range(1, 0, 1, len(FEEDBACK_HEADINGS) - 1, period_line(world))
    sheet.write_row(2, 0, FEEDBACK_HEADINGS)
    write_rows(sheet, 3, ([n, *row] for n, row in enumerate(rows, 1)), style)
    book.close()
