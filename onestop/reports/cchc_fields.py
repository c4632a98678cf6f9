"""The fields of the reform report's template, each with what it means to the office.

Measures and indicators go by their codes, so that a template says the same as every list; what
a report alone needs is named here. config/templates/README.md is made from this.
"""

from __future__ import annotations

from onestop.domain.indicators import INDICATORS
from onestop.domain.measures import MEASURES
from onestop.reports.templates_fields import Field


DERIVED = {
    "in_hand": ("Tổng số hồ sơ phải giải quyết, kể cả kỳ trước chuyển sang", "opening received"),
    "resolved_in_time": (
        "Đã giải quyết trước hạn và đúng hạn",
        "resolved_early resolved_on_time",
    ),
    "open_in_time": ("Đang giải quyết, trong hạn", "open -open_overdue"),
    "late_all": ("Trễ hạn: đã trả quá hạn và đang quá hạn", "resolved_late open_overdue"),
    "with_apology": (
        "Trễ hạn đã có thư xin lỗi",
        "late_with_apology open_overdue_with_apology",
    ),
    "without_apology": (
        "Trễ hạn chưa có thư xin lỗi",
        "resolved_late open_overdue -late_with_apology -open_overdue_with_apology",
    ),
}
"""Sums of measures that sentences need; a leading "-" takes away."""

FEEDBACK = {
    "feedback_opening": "PAKN từ kỳ trước chuyển sang",
    "feedback_received": "PAKN tiếp nhận trong kỳ",
    "feedback_answered": "PAKN đã trả lời",
    "feedback_refused": "PAKN từ chối tiếp nhận",
    "feedback_open": "PAKN đang xử lý",
    "feedback_open_overdue": "PAKN đang xử lý quá hạn",
    "feedback_published": "PAKN đã công khai kết quả",
}

SERVICES = {
    "procedures": "Số TTHC trong danh mục",
    "procedures_used": "TTHC có phát sinh hồ sơ trong kỳ",
    "procedures_level4": "TTHC cung cấp DVC toàn trình",
    "procedures_level4_online": "DVC toàn trình có phát sinh hồ sơ trực tuyến",
    "procedures_level3": "TTHC cung cấp DVC một phần",
    "procedures_level3_online": "DVC một phần có phát sinh hồ sơ trực tuyến",
    "procedures_with_fee": "TTHC có phát sinh hồ sơ có phí, lệ phí",
    "procedures_paid_online": "TTHC có giao dịch thanh toán trực tuyến",
    "procedures_by_post": "TTHC có hồ sơ nhận, trả qua bưu chính công ích",
}

TASKS = {
    "tasks_planned": "Số nhiệm vụ trong kế hoạch CCHC",
    "tasks_due": "Số việc của kế hoạch đã đến hạn",
    "tasks_done": "Số việc đến hạn đã hoàn thành",
}

LEVELS = {"department": "cơ quan chuyên môn", "district": "cấp huyện", "commune": "cấp xã"}

OF_LEVEL = {
    "received": Field("tiếp nhận"),
    "resolved": Field("đã giải quyết"),
    "in_time": Field("trước hạn và đúng hạn"),
    "share": Field("tỷ lệ đúng hạn"),
}

COUNT = {
    "before": Field("của kỳ trước"),
    "last_year": Field("của cùng kỳ năm trước"),
    "compared": Field("“, tăng 56 hồ sơ so với …”; trống nếu chưa so sánh được"),
}
SHARE = {
    "percent": Field("chỉ tỷ lệ: 98,2 %"),
    "parts": Field("chỉ tử số và mẫu số: 491/500"),
    **COUNT,
    "compared": Field("“, tăng 1,2 điểm % so với …”; trống nếu chưa so sánh được"),
}

TEXTS = {
    "unit": "Đơn vị báo cáo",
    "unit_head": "Đơn vị báo cáo, chữ hoa, viết đủ, hai dòng",
    "above": "Đơn vị nhận báo cáo",
    "signer": "Chức danh người ký: TM. ỦY BAN NHÂN DÂN, CHỦ TỊCH",
    "period": "Kỳ báo cáo: quý III năm 2024",
    "first_day": "Ngày đầu kỳ",
    "last_day": "Ngày cuối kỳ",
    "year": "Năm báo cáo",
    "next_period": "Kỳ sau: quý IV năm 2024",
    "as_of": "Thời điểm của số liệu",
    "policies": "Quy ước tính đang áp dụng",
    "comparison_note": "Vì sao chưa so sánh được với kỳ trước hoặc cùng kỳ; trống nếu so sánh được",
    "lagging": "Đơn vị chưa có số liệu mới; trống nếu không có",
    "late_areas": "Lĩnh vực có nhiều hồ sơ trễ hạn nhất; trống nếu không có",
    "units_short": "Đơn vị có tỷ lệ đúng hạn thấp hơn chỉ tiêu; trống nếu không có",
    "provisional": "Có, nếu kỳ chưa kết thúc: {%p if provisional %}",
    "has_figures": "Có, nếu kỳ này có số liệu",
    "has_feedback": "Có, nếu đã nạp danh sách PAKN",
    "has_plans": "Có, nếu có kế hoạch của năm báo cáo",
    "chart_trend": "Biểu đồ tỷ lệ đúng hạn 13 tháng",
    "chart_units": "Biểu đồ tỷ lệ đúng hạn theo đơn vị (theo lĩnh vực, nếu chỉ có một đơn vị)",
    "chart_channels": "Biểu đồ cơ cấu hình thức nộp",
}

SENTENCE = {"sentence": Field("câu")}
LATE = Field("danh sách việc quá hạn", each={**SENTENCE, "lead": Field("chủ trì")})
WORK = {"sentence": Field("tình hình thực hiện"), "late": LATE}

GROUPS = {
    "direction": "chỉ đạo, điều hành",
    "institutions": "thể chế",
    "procedures": "TTHC",
    "organisation": "tổ chức bộ máy",
    "civil-service": "công vụ",
    "finance": "tài chính công",
    "e-government": "chính quyền điện tử",
}


def _rows(meaning: str, **parts: str) -> Field:
    return Field(meaning, each={name: Field(told) for name, told in parts.items()})


LISTS = {
    "strengths": Field("Chỉ tiêu đạt", each=SENTENCE),
    "weaknesses": Field("Chỉ tiêu chưa đạt, việc quá hạn", each=SENTENCE),
    "unmeasured": Field("Chỉ tiêu chưa có số, kèm lý do", each=SENTENCE),
    "upcoming": Field("Việc đến hạn đến hết kỳ sau", each=LATE.each),
    "plans": _rows("Kế hoạch của năm báo cáo", title="tên", source="văn bản", authority="cơ quan"),
    "targets": _rows(
        "Chỉ tiêu của kế hoạch",
        plan="kế hoạch",
        section="mục",
        label="chỉ tiêu",
        promise="yêu cầu",
        actual="thực hiện",
        outcome="kết quả",
        measured="cách đo",
    ),
    "tasks": _rows(
        "Nhiệm vụ của kế hoạch",
        plan="kế hoạch",
        code="số",
        group="nhóm",
        text="nhiệm vụ",
        product="sản phẩm",
        lead="chủ trì",
        time="thời gian",
        status="trạng thái",
    ),
    "units": _rows(
        "Đơn vị, từ tỷ lệ đúng hạn cao nhất",
        rank="thứ hạng",
        name="tên",
        received="tiếp nhận",
        resolved="đã giải quyết",
        late="quá hạn",
        open_overdue="đang quá hạn",
        share="tỷ lệ đúng hạn",
    ),
    "annex": _rows(
        "Biểu thống kê (cchc-annex.toml)",
        number="STT",
        label="chỉ tiêu thống kê",
        counted_in="đơn vị tính",
        result="kết quả",
        note="ghi chú",
        is_heading="có, nếu là dòng tiêu đề",
    ),
}

COUNTED = {
    **{one.code: one.label_vi for one in MEASURES},
    **{code: label for code, (label, _) in DERIVED.items()},
    **FEEDBACK,
    **SERVICES,
    **TASKS,
}
"""Every number of things, by its field."""


def work_field(group: str) -> str:
    """The field of a group of tasks: `work_civil_service`."""
    return f"work_{group.replace('-', '_')}"


FIELDS = {
    **{name: Field(meaning) for name, meaning in TEXTS.items()},
    **{name: Field(meaning, COUNT) for name, meaning in COUNTED.items()},
    **{one.code: Field(one.label_vi, SHARE) for one in INDICATORS},
    **{f"by_{level}": Field(f"Hồ sơ của {called}", OF_LEVEL) for level, called in LEVELS.items()},
    **{work_field(group): Field(f"Nhiệm vụ về {called}", WORK) for group, called in GROUPS.items()},
    **LISTS,
}
"""Everything that config/templates/cchc.docx may name."""
