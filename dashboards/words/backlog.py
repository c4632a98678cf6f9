"""What the page Tồn đọng says."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "backlog_now": ("Đang nằm lại", "What is open"),
    "backlog_open": ("Đang giải quyết", "Open"),
    "backlog_overdue": ("Đang quá hạn", "Overdue"),
    "backlog_today": ("Đến hạn hôm nay", "Due today"),
    "backlog_soon": ("Đến hạn trong 2 ngày làm việc", "Due in 2 working days"),
    "backlog_paused": ("Tạm dừng, chờ công dân", "Waiting for the citizen"),
    "backlog_without_letter": ("Quá hạn chưa có thư xin lỗi", "Overdue without a letter"),
    "backlog_ages": ("Cũ bao lâu", "How old"),
    "backlog_age_links": ("Mở danh sách theo thời hạn", "Open the list of an age"),
    "backlog_heat": ("Nằm ở đâu: cơ quan và lĩnh vực", "Where: units and areas"),
    "backlog_heat_switch": ("Đếm", "Count"),
    "backlog_heat_open": ("đang giải quyết", "open"),
    "backlog_heat_overdue": ("đang quá hạn", "overdue"),
    "backlog_heat_unknown": (
        "Bảng nhiệt không đếm “{asked}”. Hãy viết heat={near}.",
        "The heat map does not count “{asked}”. Write heat={near}.",
    ),
    "backlog_waiting": ("Chờ lâu nhất", "Waiting longest"),
    "backlog_waiting_about": (
        "Hồ sơ cơ quan đang giữ, không kể đang chờ công dân; cũ nhất trước.",
        "Dossiers in the office's hands, those waiting for the citizen left out; oldest first.",
    ),
    "backlog_paused_longest": ("Tạm dừng lâu nhất", "Paused longest"),
    "backlog_letterless": ("Quá hạn mà chưa có thư xin lỗi", "Overdue without an apology letter"),
    "backlog_letterless_none": (
        "Mọi hồ sơ đang quá hạn đều đã có thư xin lỗi.",
        "Every overdue dossier has its apology letter.",
    ),
    "backlog_letterless_closed": (
        "Trong kỳ còn {count} hồ sơ đã trả quá hạn mà chưa có thư.",
        "In the period {count} more were resolved late without a letter.",
    ),
    "backlog_none": ("Không có hồ sơ nào.", "None."),
    "backlog_all": ("Xem cả {count} hồ sơ", "Show all {count} dossiers"),
    "backlog_desks": ("Đang kẹt ở đâu: bộ phận đang giữ", "Where it is stuck: current desks"),
    "backlog_desk": ("Bộ phận", "Desk"),
    "backlog_desk_untold": (
        "Chưa tệp nào cho biết bộ phận đang giữ hồ sơ. Bản kết xuất có cột “{column}” thì bảng"
        " này sẽ có số.",
        "No export tells which desk holds a dossier. One with the column “{column}” would.",
    ),
    "backlog_desk_some": (
        "{count} trên {total} hồ sơ đang giải quyết không ghi bộ phận; cột “{column}” của bản"
        " kết xuất cho biết điều đó.",
        "{count} of {total} open dossiers name no desk; the column “{column}” of an export does.",
    ),
    "backlog_desks_more": ("Xem cả {count} bộ phận", "Show all {count} desks"),
    "backlog_officers": ("Theo người phụ trách lĩnh vực", "By the officer of the area"),
    "backlog_desks_about": (
        "Hồ sơ đang giải quyết theo bộ phận đang giữ, nhiều nhất trước.",
        "Open dossiers by the desk that holds them, the fullest first.",
    ),
    "backlog_officers_about": (
        "Hồ sơ đang giải quyết theo người phụ trách lĩnh vực của chúng.",
        "Open dossiers by who answers for their area.",
    ),
    "backlog_overdue_share": ("Tỷ lệ quá hạn", "Overdue share"),
    "backlog_letterless_about": ("Hạn trả cũ nhất trước.", "The oldest due date first."),
    "backlog_paused_about": (
        "Hồ sơ đang chờ công dân bổ sung hoặc nộp phí; chờ lâu nhất trước.",
        "Dossiers that wait for the citizen's papers or fee; the longest wait first.",
    ),
    "backlog_officer": ("Phụ trách", "Officer"),
    "backlog_officer_other": ("Khác", "Others"),
    "backlog_officers_untold": (
        "Chưa khai báo ai phụ trách lĩnh vực nào (config/officers.toml).",
        "Nobody has declared who answers for which area (config/officers.toml).",
    ),
    "backlog_officers_broken": (
        "Không đọc được phần khai báo người phụ trách: {problem}",
        "The declaration of officers cannot be read: {problem}",
    ),
    "backlog_export": ("Tải tồn đọng theo cơ quan, lĩnh vực", "Download by unit and area"),
    "backlog_export_open": ("Tải danh sách đang giải quyết", "Download the list of open dossiers"),
    "backlog_file_title": ("Tồn đọng theo cơ quan và lĩnh vực", "Backlog by unit and area"),
    "backlog_file": ("ton-dong", "backlog"),
    "backlog_sheet": ("Tồn đọng", "Backlog"),
}
