"""What the public page says to citizens."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "public_title": (
        "Công khai kết quả giải quyết thủ tục hành chính",
        "Results of administrative procedures, in public",
    ),
    "public_units": ("Kết quả theo cơ quan", "Results by unit"),
    "public_received_count": ("Tiếp nhận", "Received"),
    "public_resolved_count": ("Đã giải quyết", "Resolved"),
    "public_on_time": ("Đúng và trước hạn", "On time"),
    "public_late": ("Quá hạn", "Late"),
    "public_open": ("Đang giải quyết", "Open"),
    "public_look_up": ("Tra cứu hồ sơ", "Look up a dossier"),
    "public_progress": ("Tình trạng hồ sơ", "Progress of the dossier"),
    "public_code": ("Mã hồ sơ", "Dossier code"),
    "public_received": ("Ngày tiếp nhận", "Received on"),
    "public_due": ("Ngày hẹn trả", "Promised for"),
    "public_closed": ("Ngày hoàn thành", "Finished on"),
    "public_status": ("Tình trạng", "Status"),
    "public_procedure": ("Thủ tục", "Procedure"),
    "public_find": ("Tra cứu", "Look up"),
    "public_unknown": (
        "Không tìm thấy hồ sơ có mã và ngày tiếp nhận này. Hãy xem lại trên giấy tiếp nhận và"
        " hẹn trả kết quả.",
        "No dossier has this code and this received date. See the receipt you were given.",
    ),
    "public_note": (
        "Chỉ công khai số tổng hợp; không công khai họ tên người nộp hồ sơ.",
        "Only sums are published; no applicant is named.",
    ),
    "public_total": ("Toàn bộ", "Total"),
}
