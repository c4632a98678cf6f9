"""What the page Dữ liệu says about signs that exports were prettied up."""

from __future__ import annotations


WORDS = {
    "integrity_title": ("Dấu hiệu số liệu bị làm đẹp", "Signs that figures were prettied up"),
    "integrity_about": (
        "Mỗi dấu hiệu là một câu hỏi, không phải kết luận: nghi vấn trên số đã xem, so với nếp"
        " thường của chính cơ quan ấy trong các tháng khác.",
        "Each is a question, not a verdict: suspicious of what was looked at, against what is"
        " usual for the same unit in other months.",
    ),
    "integrity_none": (
        "Mười hai tháng gần nhất không có dấu hiệu nào.",
        "No sign in the last twelve months.",
    ),
    "integrity_count_now": (
        "Đếm và xem (kho lớn: mất vài giây)",
        "Count and show (a large store takes seconds)",
    ),
    "integrity_all": ("Xem cả {count} dấu hiệu", "All signs: {count}"),
    "integrity_by_month": (
        "Số cơ quan bị báo, theo dấu hiệu và tháng",
        "Units told of, by sign and month",
    ),
    "integrity_over_time": (
        "Nghi vấn/đã xem theo tháng; tháng bị báo được đánh dấu",
        "Suspicious/looked at by month; what is told is marked",
    ),
    "integrity_check": ("Dấu hiệu", "Sign"),
    "integrity_unit": ("Cơ quan", "Unit"),
    "integrity_month": ("Tháng", "Month"),
    "integrity_counted": ("Nghi vấn/đã xem", "Suspicious/looked at"),
    "integrity_usual": ("Thường", "Usual"),
    "integrity_limit": ("Ngưỡng", "Threshold"),
    "integrity_evidence": ("Bằng chứng", "Evidence"),
    "integrity_closed_on": ("hồ sơ kết thúc {day}", "closed on {day}"),
    "integrity_measured": ("Đếm", "Counts"),
    "integrity_means": ("Nghĩa là", "Means"),
    "integrity_do": ("Nên làm", "To do"),
    "integrity_why": ("Vì", "Because"),
    "integrity_decided": ("Cách xét", "How it is decided"),
}
