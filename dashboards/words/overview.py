"""What the overview says."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "card_points": ("điểm %", "points"),
    "card_days": ("ngày", "days"),
    "card_steady": ("＝ không đổi", "＝ unchanged"),
    "card_better": ("tốt hơn", "better"),
    "card_worse": ("kém hơn", "worse"),
    "card_before": ("so với kỳ trước {period} ({then})", "on {period} before ({then})"),
    "card_before_none": ("chưa có số kỳ trước", "nothing to compare in the period before"),
    "card_last_year": (
        "so với cùng kỳ {period} ({then})",
        "on {period}, the same period last year ({then})",
    ),
    "card_last_year_none": ("chưa có số cùng kỳ năm trước", "nothing to compare last year"),
    "card_median": ("Trung vị các cơ quan: {median}", "Median of the units: {median}"),
    "overview_now": ("Đang giải quyết: {moment}", "Open: {moment}"),
    "overview_promises": ("Chỉ tiêu của kế hoạch", "What the plan promises"),
    "overview_usual": ("Các chỉ số thường dùng", "The usual indicators"),
    "overview_no_plan": (
        "Chưa chọn kế hoạch CCHC nào nên chưa có chỉ tiêu để so. Đặt ONESTOP_PLANS hoặc thêm"
        " tệp vào config/plans.",
        "No reform plan is in force, so there is no target to compare with. Set ONESTOP_PLANS"
        " or add a file to config/plans.",
    ),
    "overview_hand": ("Hôm nay cần làm gì", "What needs a hand today"),
    "overview_nothing": (
        "Không có việc gấp: không hồ sơ nào quá hạn hay đến hạn hôm nay.",
        "Nothing urgent: no dossier is overdue or due today.",
    ),
    "overview_overdue": ("hồ sơ đang quá hạn", "dossiers are overdue"),
    "overview_no_letter": (
        "hồ sơ quá hạn chưa có thư xin lỗi",
        "overdue dossiers have no apology letter yet",
    ),
    "overview_due_today": ("hồ sơ đến hạn trả hôm nay", "dossiers are due today"),
    "overview_due_soon": (
        "hồ sơ đến hạn trong 2 ngày làm việc tới",
        "dossiers are due within 2 working days",
    ),
    "overview_missed": ("Chưa đạt: {label}, {figure}", "Missed: {label}, {figure}"),
    "overview_worst_units": (
        "Nhiều hồ sơ quá hạn nhất: {units}",
        "Most overdue dossiers: {units}",
    ),
    "overview_waiting": (
        "hồ sơ chờ tiếp nhận (không tính vào tiếp nhận)",
        "dossiers wait to be accepted (not counted as received)",
    ),
    "overview_trend": ("13 tháng gần nhất", "The last 13 months"),
    "overview_channels": ("Nộp bằng cách nào", "How dossiers come in"),
    "overview_open": ("Đang giải quyết", "Open"),
    "overview_open_overdue": ("Quá hạn", "Overdue"),
    "overview_today": ("Đến hạn hôm nay", "Due today"),
    "overview_soon": ("Đến hạn trong 2 ngày làm việc", "Due in 2 working days"),
    "overview_letterless": ("Quá hạn chưa có thư xin lỗi", "Overdue, no apology letter"),
    "pin_title": ("Ghi chú trên dòng thời gian", "Notes on the time line"),
    "pin_day": ("Ngày", "Day"),
    "pin_text": ("Ghi chú (ví dụ: nghỉ Tết)", "Note (for example: Tết holidays)"),
    "pin_add": ("Ghim", "Pin"),
    "pin_remove": ("Gỡ", "Remove"),
    "pin_remove_one": ("Gỡ ghi chú {text}", "Remove the note {text}"),
    "pin_none": ("Chưa có ghi chú nào.", "No notes yet."),
    "pins_caption": ("Ghi chú đang hiện", "Notes shown"),
    "pins_off": (
        "Chỉ ghim được khi mở trang trên chính máy chủ.",
        "Notes can be pinned only on the server's own machine.",
    ),
}
