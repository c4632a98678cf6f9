"""What `onestop integrity` says, in Vietnamese and English."""

from __future__ import annotations


WORDS = {
    "check": ("Dấu hiệu", "Sign"),
    "unit": ("Cơ quan", "Unit"),
    "month": ("Tháng", "Month"),
    "measured": ("Nghi vấn/đã xem", "Suspicious/looked at"),
    "usual": ("Thường", "Usual"),
    "threshold": ("Ngưỡng", "Threshold"),
    "evidence": ("Bằng chứng", "Evidence"),
    "title": ("Dấu hiệu số liệu bị làm đẹp", "Signs that figures were prettied up"),
    "sheet": ("Dấu hiệu", "Signs"),
    "empty": (
        "Kho chưa có số liệu; hãy nạp tệp bằng “onestop import”.",
        "The store is empty; load files with “onestop import”.",
    ),
    "nothing": (
        "Không có dấu hiệu nào trong kỳ {period}; “--all” in mọi số đã xem.",
        "No sign in the period {period}; “--all” prints all that was looked at.",
    ),
    "question": (
        "Mỗi dòng là một câu hỏi, không phải kết luận; “--explain MÃ” nói phép kiểm là gì.",
        "Each line is a question, not a verdict; “--explain CODE” says what a check means.",
    ),
    "one_form": (
        "Chỉ dùng --json hoặc --xlsx, không cả hai.",
        "Use --json or --xlsx, not both.",
    ),
    "written": ("Đã ghi {path}: {rows} dòng.", "Wrote {path}: {rows} rows."),
}

LIMITS = {
    "measured": ("Đếm", "Counts"),
    "means": ("Nghĩa là", "Means"),
    "do": ("Nên làm", "To do"),
    "why": ("Vì", "Because"),
    "decided": ("Cách xét", "How it is decided"),
    "thresholds": ("Ngưỡng đang dùng (config/integrity.toml)", "Thresholds in force"),
}

FORMULA = (
    (
        "Cả kỳ được xét cùng một năm trước và một năm sau, chừng nào có số liệu; dưới số tháng"
        " lịch sử cần có thì không báo."
    ),
    (
        "A period is judged with a year before and after it, as far as there is data; with fewer"
        " months of history than needed nothing is told."
    ),
)
