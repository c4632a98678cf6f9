"""What the page of units says, and the tables and cards that other pages share with it."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "board_unit": ("Cơ quan", "Unit"),
    "board_area": ("Lĩnh vực", "Area"),
    "board_procedure": ("Thủ tục", "Procedure"),
    "board_total": ("Tổng cộng", "Total"),
    "board_median": ("Trung vị", "Median"),
    "board_own": ("hồ sơ của riêng cơ quan này", "its own dossiers"),
    "board_caption_unit": (
        "{count} cơ quan, xếp theo {column}, {order}. Chọn tên cột để xếp lại.",
        "{count} units by {column}, {order}. Choose a heading to sort by it.",
    ),
    "board_caption_area": (
        "{count} lĩnh vực, xếp theo {column}, {order}. Chọn tên cột để xếp lại.",
        "{count} areas by {column}, {order}. Choose a heading to sort by it.",
    ),
    "board_caption_procedure": (
        "{count} thủ tục, xếp theo {column}, {order}. Chọn tên cột để xếp lại.",
        "{count} procedures by {column}, {order}. Choose a heading to sort by it.",
    ),
    "board_ascending": ("tăng dần", "lowest first"),
    "board_descending": ("giảm dần", "highest first"),
    "columns_choose": ("Chọn chỉ số hiện trong bảng", "Choose the indicators in the table"),
    "columns_usual": ("Về các chỉ số thường dùng", "Back to the usual indicators"),
    "columns_drawn": ("Chỉ số vẽ biểu đồ", "Indicator in the chart"),
    "board_marks": (
        "là so với chỉ tiêu của kế hoạch đang áp dụng (cận: thiếu không quá 2 điểm %).",
        "against the target of the plan in force (near: short of it by at most 2 points).",
    ),
    "board_days": ("{label} (ngày)", "{label}"),
    "compared_place": (
        "Hạng {at}/{among} · trung vị {median}",
        "Place {at} of {among} · median {median}",
    ),
    "compared_target": ("chỉ tiêu {promise}", "target {promise}"),
    "compared_median": ("Trung vị {median}", "Median {median}"),
    "units_table": ("Xếp hạng cơ quan", "Units ranked"),
    "units_chart": ("So sánh một chỉ số", "One indicator compared"),
    "units_compared": (
        "Đứng thứ mấy trong {count} cơ quan",
        "Where it stands among {count} units",
    ),
    "units_alone": ("Các chỉ số", "Indicators"),
    "units_trend": ("13 tháng gần nhất", "The last 13 months"),
    "units_areas": ("Theo lĩnh vực", "By area"),
    "units_backlog": ("Hồ sơ đang giải quyết", "Open dossiers"),
    "units_to_backlog": ("Tồn đọng của cơ quan này", "Backlog of this unit"),
    "units_to_dossiers": ("Mọi hồ sơ trong kỳ của cơ quan này", "All its dossiers of the period"),
    "units_to_all": ("Xếp hạng tất cả cơ quan", "All units ranked"),
    "units_why": (
        "Mỗi ô: tỷ lệ, rồi tử số/mẫu số mở ra danh sách hồ sơ. “–” nghĩa là chưa có hồ sơ"
        " để tính, luôn đứng cuối.",
        "Each cell: the rate, then numerator/denominator, which open their lists of dossiers."
        " “–” means that there is nothing to count yet; it always comes last.",
    ),
}
