"""What the page of areas and procedures says."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "areas_tab_areas": ("Theo lĩnh vực", "By area"),
    "areas_tab_procedures": ("Theo thủ tục", "By procedure"),
    "areas_tab_days": ("Số ngày giải quyết", "Days taken"),
    "areas_chart": ("So sánh một chỉ số", "One indicator compared"),
    "areas_trend": ("13 tháng gần nhất", "The last 13 months"),
    "areas_days": ("Thời gian giải quyết so với thời hạn", "Days taken against days allowed"),
    "areas_days_slowest": (
        "{count} thủ tục chậm nhất so với thời hạn",
        "The {count} slowest against their limit",
    ),
    "areas_days_frequent": ("{count} thủ tục nhiều hồ sơ nhất", "The {count} most frequent"),
    "areas_days_all": ("Bảng đủ {count} thủ tục", "All {count} procedures in a table"),
    "areas_days_caption": (
        "{count} thủ tục, xếp theo {column}, {order}. Ngày làm việc, tính từ sau ngày tiếp nhận"
        " đến ngày có kết quả.",
        "{count} procedures by {column}, {order}. Working days after the day received up to the"
        " day resolved.",
    ),
    "areas_days_one": (
        "Thời hạn {allowed} ngày. Một nửa trong {count} hồ sơ xong trong {median} ngày, 9/10 xong"
        " trong {p90} ngày.",
        "{allowed} days allowed. Half of {count} dossiers took at most {median} days, 9 in 10 at"
        " most {p90}.",
    ),
    "areas_days_one_unlimited": (
        "Danh mục chưa có thời hạn. Một nửa trong {count} hồ sơ xong trong {median} ngày, 9/10 xong"
        " trong {p90} ngày.",
        "The catalogue tells no limit. Half of {count} dossiers took at most {median} days, 9 in 10"
        " at most {p90}.",
    ),
    "areas_days_name": ("Thủ tục", "Procedure"),
    "areas_days_count": ("Số hồ sơ đã giải quyết", "Dossiers resolved"),
    "areas_days_allowed": ("Thời hạn (ngày)", "Days allowed"),
    "areas_days_median": ("Trung vị (ngày)", "Median days"),
    "areas_days_p90": ("9/10 hồ sơ xong trong (ngày)", "9 in 10 within (days)"),
    "areas_days_over": ("9/10 so với thời hạn (ngày)", "9 in 10 against the limit (days)"),
    "areas_days_late": ("Tỷ lệ quá hạn trả", "Resolved after the due date"),
    "areas_days_why": (
        "Thời hạn lấy từ danh mục thủ tục; quá hạn trả tính theo ngày hẹn của từng hồ sơ, nên"
        " hai cột có thể khác nhau.",
        "Days allowed come from the catalogue; the due date is each dossier's own, so the two"
        " columns may differ.",
    ),
    "areas_one": (
        "Đứng thứ mấy trong {count} thủ tục",
        "Where it stands among {count} procedures",
    ),
    "areas_units": ("Cơ quan giải quyết thủ tục này", "Units that handle it"),
    "areas_to_all": ("Xem mọi thủ tục", "All procedures"),
    "areas_to_dossiers": ("Mọi hồ sơ trong kỳ của thủ tục này", "All its dossiers of the period"),
}
