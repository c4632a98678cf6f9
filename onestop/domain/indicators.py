"""The rates people ask for: each declared once as measures over measures.

Labels, direction, formula text and legal source are read from here by the command line,
the API, the pages, the reports and docs/indicators.md. The only place an indicator is defined.
Source: definitions.md section 6.
"""

from __future__ import annotations

from dataclasses import dataclass

from onestop.domain.policy import Policy


@dataclass(frozen=True)
class Indicator:
    """numerator measures over denominator measures; a leading "-" subtracts."""

    code: str
    label_vi: str
    label_en: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    better: str
    source: str
    form: str = "share"

    def value(self, measures: dict[str, int], policy: Policy) -> Value:
        """Numerator, denominator and ratio; no ratio where nothing could be counted."""
        numerator = signed_sum(measures, self.numerator_under(policy))
        denominator = signed_sum(measures, self.denominator_under(policy))
        return Value(numerator, denominator)

    def numerator_under(self, policy: Policy) -> tuple[str, ...]:
        """The numerator's terms under a policy."""
        return self.numerator + (_without_due(policy) if self.code == "progress_766" else ())

    def denominator_under(self, policy: Policy) -> tuple[str, ...]:
        """The denominator's terms under a policy."""
        if self.code != "progress_766":
            return self.denominator
        withdrawn = ("-withdrawn",) if policy.withdrawn == "separate" else ()
        return self.denominator + withdrawn + _without_due(policy)


def _without_due(policy: Policy) -> tuple[str, ...]:
    """`exclude` takes open dossiers without a due date out of both parts of 766."""
    return ("-open_without_due_date",) if policy.no_due_date == "exclude" else ()


@dataclass(frozen=True)
class Value:
    """A ratio that never travels without what it was made of."""

    numerator: int
    denominator: int

    @property
    def ratio(self) -> float | None:
        """None where the denominator is 0: neither 0 % nor 100 %."""
        return self.numerator / self.denominator if self.denominator else None


def signed_sum(measures: dict[str, int], terms: tuple[str, ...]) -> int:
    """The sum of the named measures, those with a leading "-" subtracted."""
    return sum(
        -measures.get(term[1:], 0) if term[0] == "-" else measures.get(term, 0) for term in terms
    )


_JUDGED = ("resolved_early", "resolved_on_time", "resolved_late")

INDICATORS = (
    Indicator(
        "on_time_share",
        "Tỷ lệ giải quyết đúng hạn (gồm trước hạn)",
        "Resolved on time (early included)",
        ("resolved_early", "resolved_on_time"),
        _JUDGED,
        "up",
        "TT 01/2020/TT-VPCP, Biểu II.06a",
    ),
    Indicator(
        "early_share",
        "Tỷ lệ giải quyết trước hạn",
        "Resolved early",
        ("resolved_early",),
        _JUDGED,
        "up",
        "TT 01/2020/TT-VPCP, Biểu II.06a",
    ),
    Indicator(
        "late_share",
        "Tỷ lệ quá hạn",
        "Resolved late",
        ("resolved_late",),
        _JUDGED,
        "down",
        "TT 01/2020/TT-VPCP, Biểu II.06a",
    ),
    Indicator(
        "progress_766",
        "Tiến độ giải quyết (766)",
        "Progress (766)",
        ("resolved_early", "resolved_on_time", "open", "-open_overdue"),
        ("opening", "received"),
        "up",
        "QĐ 766/QĐ-TTg, 2.1",
    ),
    Indicator(
        "online_share",
        "Tỷ lệ hồ sơ nộp trực tuyến",
        "Filed online",
        ("received_online",),
        ("received",),
        "up",
        "QĐ 766/QĐ-TTg, 3.3",
    ),
    Indicator(
        "online_level34_share",
        "Tỷ lệ hồ sơ mức độ 3, 4 nộp trực tuyến",
        "Level 3 and 4 filed online",
        ("received_online_level3", "received_online_level4"),
        ("received_level3", "received_level4"),
        "up",
        "Kế hoạch CCHC (Minh Sơn 2022, Phước Long 2021, Phụng Hiệp 2021–2025, Tơ Tung 2024)",
    ),
    Indicator(
        "online_level4_share",
        "Tỷ lệ hồ sơ trực tuyến toàn trình",
        "Full online service filed online",
        ("received_online_level4",),
        ("received_level4",),
        "up",
        "NĐ 224/2026/NĐ-CP",
    ),
    Indicator(
        "result_digitised_share",
        "Tỷ lệ số hóa kết quả",
        "Results digitised",
        ("result_digitised",),
        ("result_known",),
        "up",
        "QĐ 766/QĐ-TTg, 4.1",
    ),
    Indicator(
        "result_digitised_level34_share",
        "Tỷ lệ số hóa kết quả của hồ sơ mức độ 3, 4",
        "Results digitised, level 3 and 4",
        ("result_digitised_level34",),
        ("result_known_level34",),
        "up",
        "Kế hoạch CCHC (Minh Sơn 2022)",
    ),
    Indicator(
        "fully_digitised_share",
        "Tỷ lệ số hóa hồ sơ (thành phần và kết quả)",
        "Components and result digitised",
        ("fully_digitised",),
        ("digitised_known",),
        "up",
        "QĐ 766/QĐ-TTg, 4.2",
    ),
    Indicator(
        "reuse_share",
        "Tỷ lệ tái sử dụng dữ liệu số hóa",
        "Digitised data reused",
        ("components_reused",),
        ("reuse_known",),
        "up",
        "QĐ 766/QĐ-TTg, 4.3",
    ),
    Indicator(
        "online_payment_share",
        "Tỷ lệ thanh toán trực tuyến",
        "Paid online",
        ("paid_online",),
        ("fee_due",),
        "up",
        "QĐ 766/QĐ-TTg; kế hoạch CCHC (Minh Sơn 2022, Tơ Tung 2024)",
    ),
    Indicator(
        "apology_share",
        "Tỷ lệ hồ sơ trễ hạn có thư xin lỗi",
        "Late dossiers with an apology letter",
        ("late_with_apology", "open_overdue_with_apology"),
        ("resolved_late", "open_overdue"),
        "up",
        "NĐ 61/2018/NĐ-CP Đ.19.9; NĐ 118/2025/NĐ-CP Đ.19.6",
    ),
    Indicator(
        "apology_in_time_share",
        "Tỷ lệ thư xin lỗi gửi trước hạn",
        "Apology letters sent in time",
        ("late_with_apology_in_time", "open_overdue_with_apology_in_time"),
        ("late_with_apology", "open_overdue_with_apology"),
        "up",
        "NĐ 118/2025/NĐ-CP Đ.19.6",
    ),
    Indicator(
        "overdue_share",
        "Tỷ lệ quá hạn trong số đang giải quyết",
        "Overdue among the open",
        ("open_overdue",),
        ("open",),
        "down",
        "TT 01/2020/TT-VPCP, Biểu II.06a",
    ),
    Indicator(
        "supplement_share",
        "Tỷ lệ hồ sơ phải bổ sung",
        "Sent back for a supplement",
        ("supplement_requested",),
        ("resolved",),
        "down",
        "NĐ 61/2018/NĐ-CP Đ.17",
    ),
    Indicator(
        "satisfaction_share",
        "Tỷ lệ hài lòng",
        "Satisfied",
        ("rated_satisfied",),
        ("rated",),
        "up",
        "Kế hoạch CCHC (Minh Sơn 2022, Phụng Hiệp 2021–2025, Phước Long 2021)",
    ),
    Indicator(
        "postal_share",
        "Tỷ lệ nhận qua bưu chính công ích",
        "Received by post",
        ("received_postal",),
        ("received",),
        "up",
        "Kế hoạch CCHC (Tơ Tung 2024, Phước Long 2021)",
    ),
    Indicator(
        "returned_by_post_share",
        "Tỷ lệ trả kết quả qua bưu chính công ích",
        "Results returned by post",
        ("returned_by_post",),
        ("processed",),
        "up",
        "Kế hoạch CCHC (Tơ Tung 2024)",
    ),
    Indicator(
        "mean_processing_days",
        "Thời gian giải quyết trung bình",
        "Mean working days taken",
        ("processing_days",),
        ("processed",),
        "down",
        "QĐ 766/QĐ-TTg, 2.2",
        form="days",
    ),
    Indicator(
        "feedback_on_time_share",
        "Tỷ lệ PAKN xử lý đúng hạn",
        "Feedback answered in time",
        ("feedback_on_time",),
        ("feedback_judged",),
        "up",
        "QĐ 766/QĐ-TTg, 5.2; kế hoạch CCHC (Pờ Tó 2021, Phước Long 2021)",
    ),
    Indicator(
        "plan_completion_share",
        "Mức độ hoàn thành kế hoạch CCHC",
        "Reform plan completed",
        ("tasks_done",),
        ("tasks_due",),
        "up",
        "Báo cáo CCHC, phụ lục 1.1",
    ),
)
"""All indicators of definitions.md section 6, in its order."""

BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
