"""What people call the statuses and findings that programs know by a number or a code.

Vietnamese first, then English; measures and indicators carry their own labels.
"""

from __future__ import annotations


STATUSES = {
    1: ("Mới đăng ký", "Registered"),
    2: ("Được tiếp nhận", "Accepted"),
    3: ("Không được tiếp nhận", "Not accepted"),
    4: ("Đang xử lý", "In progress"),
    5: ("Yêu cầu bổ sung", "Supplement asked"),
    6: ("Chờ nộp phí", "Fee pending"),
    7: ("Công dân xin rút", "Withdrawn"),
    8: ("Dừng xử lý", "Stopped"),
    9: ("Đã xử lý xong", "Finished"),
    10: ("Đã trả kết quả", "Returned"),
}
"""The ten national statuses, short enough for a column."""

FINDINGS = {
    "absent_from_newer": ("Không còn trong bản mới hơn", "Absent from a newer export"),
    "as_of_from_dates": (
        "Tệp không ghi thời điểm kết xuất; lấy ngày mới nhất",
        "Export moment taken from the newest date",
    ),
    "closed_before_received": ("Kết thúc trước ngày tiếp nhận", "Closed before received"),
    "closing_date_under_open_status": (
        "Có ngày kết thúc nhưng trạng thái còn mở",
        "A closing date under an open status",
    ),
    "correction_agreed": ("Nguồn nay đã ghi như sửa tay", "The source agrees with a correction"),
    "declared_correction": ("Sửa theo khai báo", "Corrected as declared"),
    "due_before_received": ("Hạn trả trước ngày tiếp nhận", "Due before received"),
    "due_moved_after_missed": ("Dời hạn trả sau khi đã lỡ", "Due date moved after it was missed"),
    "group_row_ignored": ("Dòng nhóm không hiểu được", "A group row not understood"),
    "old_text": ("Chữ theo bảng mã cũ đã đổi sang Unicode", "Old text turned into Unicode"),
    "older_snapshot": ("Bản kết xuất cũ hơn số đã có", "An older export"),
    "open_dossier_lost": (
        "Đang giải quyết ở bản trước, bản sau không còn mở",
        "Open in an earlier export, no longer in the next",
    ),
    "part_of_a_list": (
        "Tệp chỉ là một phần của danh sách",
        "Only a part of the list",
    ),
    "probably_cut_off": ("Tệp có thể bị cắt bớt", "Probably cut off"),
    "received_after_as_of": (
        "Tiếp nhận sau thời điểm kết xuất",
        "Received after the export's moment",
    ),
    "received_moved_later": ("Ngày tiếp nhận bị dời về sau", "Received date moved later"),
    "repeated_code": ("Mã hồ sơ lặp lại", "A code repeated"),
    "sources_differ": ("Hai nguồn nói khác nhau", "Two sources differ"),
    "stopped_without_date": ("Dừng xử lý mà không có ngày", "Stopped without a date"),
    "tick_column_contradicted": ("Cột đánh dấu mâu thuẫn", "A tick column contradicted"),
    "unknown_area": ("Lĩnh vực chưa có trong danh mục", "An area not in the catalogue"),
    "unknown_holidays": ("Chưa khai báo ngày nghỉ của năm", "Holidays of a year not declared"),
    "unknown_procedure": ("Thủ tục chưa có trong danh mục", "A procedure not in the catalogue"),
    "unknown_unit": ("Cơ quan chưa có trong danh mục", "A unit not in the catalogue"),
    "unlocked_file": ("Tệp có mật khẩu, lưu bản đã mở khóa", "A locked file, kept unlocked"),
    "unreadable_cell": ("Ô không đọc được", "A cell not understood"),
}
"""Kinds of findings; one that is not here is shown by its code."""
