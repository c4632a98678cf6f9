"""The forms: every column declared once, by its headings and the measures it counts.

Adding a form is adding data here and a file of its texts in config/forms.
Layouts: TT 01/2020/TT-VPCP (II.06a, II.05a), form 07a/BTP, the progress table of the 766
portal; the others are tables of our own from the measures.
"""

from __future__ import annotations

from onestop.reports.form import AREA, UNIT, Balance, Column, Form


RESOLVED = ("early", "on_time", "late")

ASIDE = ("set_aside",)
"""What a policy keeps out of "resolved" (`onestop.reports.figures`): named in a note."""


def _resolved(head: str, total: str = "Tổng số", in_time: str = "Đúng hạn") -> tuple[Column, ...]:
    """Đã giải quyết: tổng số, trước hạn, đúng hạn, quá hạn."""
    return (
        Column("resolved", (head, total), ("resolved_classed",), RESOLVED),
        Column("early", (head, "Trước hạn"), ("resolved_early",)),
        Column("on_time", (head, in_time), ("resolved_on_time",)),
        Column("late", (head, "Quá hạn"), ("resolved_late",)),
    )


def _open(head: str) -> tuple[Column, ...]:
    """Đang giải quyết: tổng số, trong hạn, quá hạn."""
    return (
        Column("open", (head, "Tổng số"), ("open",), ("open_in_time", "open_overdue")),
        Column("open_in_time", (head, "Trong hạn"), ("open", "-open_overdue")),
        Column("open_overdue", (head, "Quá hạn"), ("open_overdue",)),
    )


II06A = Form(
    "ii06a",
    (
        Column(
            "in",
            ("Tiếp nhận", "Tổng số"),
            ("opening", "received"),
            ("online", "at_the_desk", "before"),
        ),
        Column("online", ("Tiếp nhận", "Trong kỳ", "Trực tuyến"), ("received_online",)),
        Column(
            "at_the_desk",
            ("Tiếp nhận", "Trong kỳ", "Trực tiếp, dịch vụ bưu chính"),
            ("received_direct", "received_postal"),
            width=11,
        ),
        Column("before", ("Tiếp nhận", "Từ kỳ trước"), ("opening",)),
        *_resolved("Đã giải quyết"),
        *_open("Đang giải quyết"),
    ),
    balances=(Balance("in", ("resolved", "open"), ASIDE),),
    name_heads={AREA: "Lĩnh vực, công việc giải quyết theo cấp", UNIT: "Đơn vị giải quyết"},
    area_by_level=True,
    paused_in="open_in_time",
)

FORM_07A = Form(
    "07a",
    (
        Column(
            "in",
            ("Tiếp nhận", "Tổng số"),
            ("opening", "received"),
            ("full", "partial", "post", "direct", "before"),
        ),
        Column("full", ("Tiếp nhận", "Trực tuyến toàn trình"), ("received_online_level4",)),
        Column(
            "partial",
            ("Tiếp nhận", "Trực tuyến một phần"),
            ("received_online", "-received_online_level4"),
        ),
        Column("post", ("Tiếp nhận", "Qua dịch vụ bưu chính"), ("received_postal",)),
        Column("direct", ("Tiếp nhận", "Trực tiếp"), ("received_direct",)),
        Column("before", ("Tiếp nhận", "Từ kỳ trước"), ("opening",)),
        *_resolved("Đã giải quyết"),
        *_open("Đang giải quyết"),
    ),
    balances=(Balance("in", ("resolved", "open"), ASIDE),),
    ways=(UNIT, AREA),
    paused_in="open_in_time",
)

PROGRESS_766 = Form(
    "766-progress",
    (
        Column("in", ("Tiếp nhận", "Tổng"), ("opening", "received"), ("before", "received")),
        Column("before", ("Tiếp nhận", "Kỳ trước"), ("opening",)),
        Column(
            "received",
            ("Tiếp nhận", "Trong kỳ", "Tổng"),
            ("received",),
            ("online", "direct", "post"),
        ),
        Column("online", ("Tiếp nhận", "Trong kỳ", "Trực tuyến"), ("received_online",)),
        Column("direct", ("Tiếp nhận", "Trong kỳ", "Trực tiếp"), ("received_direct",)),
        Column("post", ("Tiếp nhận", "Trong kỳ", "BCCI"), ("received_postal",)),
        *_resolved("Đã xử lý", "Tổng", "Trong hạn"),
        Column(
            "active",
            ("Đang xử lý", "Tổng"),
            ("open", "-open_paused"),
            ("active_in_time", "active_overdue"),
        ),
        Column(
            "active_in_time",
            ("Đang xử lý", "Trong hạn"),
            ("open", "-open_paused", "-active_overdue"),
        ),
        Column("active_overdue", ("Đang xử lý", "Quá hạn"), ("active_overdue",)),
        Column(
            "paused",
            ("Tạm dừng", "Tổng"),
            ("open_paused",),
            ("paused_in_time", "paused_overdue"),
        ),
        Column("paused_in_time", ("Tạm dừng", "Trong hạn"), ("open_paused", "-paused_overdue")),
        Column("paused_overdue", ("Tạm dừng", "Quá hạn"), ("paused_overdue",)),
    ),
    balances=(Balance("in", ("resolved", "active", "paused"), ASIDE),),
    ways=(UNIT, AREA),
    counts="progress",
)

DIGITISATION = Form(
    "digitisation",
    (
        Column("processed", ("Đã giải quyết (không kể xin rút)",), ("processed",), width=11),
        Column("result_known", ("Số hóa kết quả", "Có thông tin"), ("result_known",)),
        Column("result_digitised", ("Số hóa kết quả", "Đã số hóa"), ("result_digitised",)),
        Column(
            "result_not",
            ("Số hóa kết quả", "Chưa số hóa"),
            ("result_known", "-result_digitised"),
        ),
        Column(
            "result_share", ("Số hóa kết quả", "Tỷ lệ"), share=("result_digitised", "result_known")
        ),
        Column("both_known", ("Số hóa hồ sơ và kết quả", "Có thông tin"), ("digitised_known",)),
        Column("both", ("Số hóa hồ sơ và kết quả", "Đã số hóa cả hai"), ("fully_digitised",)),
        Column("both_share", ("Số hóa hồ sơ và kết quả", "Tỷ lệ"), share=("both", "both_known")),
        Column(
            "online_known",
            ("Kết quả của DVC toàn trình, một phần", "Có thông tin"),
            ("result_known_level34",),
        ),
        Column(
            "online_digitised",
            ("Kết quả của DVC toàn trình, một phần", "Đã số hóa"),
            ("result_digitised_level34",),
        ),
        Column(
            "online_share",
            ("Kết quả của DVC toàn trình, một phần", "Tỷ lệ"),
            share=("online_digitised", "online_known"),
        ),
        Column("received", ("Tiếp nhận", "Tổng số"), ("received",)),
        Column("components", ("Tiếp nhận", "Số hóa thành phần hồ sơ"), ("components_digitised",)),
        Column("reuse_known", ("Tái sử dụng dữ liệu số hóa", "Có thông tin"), ("reuse_known",)),
        Column("reused", ("Tái sử dụng dữ liệu số hóa", "Có tái sử dụng"), ("components_reused",)),
        Column(
            "reuse_share",
            ("Tái sử dụng dữ liệu số hóa", "Tỷ lệ"),
            share=("reused", "reuse_known"),
        ),
    ),
    ways=(UNIT, AREA),
)

ONLINE = Form(
    "online",
    (
        Column(
            "received",
            ("Tiếp nhận trong kỳ", "Tổng số"),
            ("received",),
            ("online", "direct", "post"),
        ),
        Column("online", ("Tiếp nhận trong kỳ", "Trực tuyến"), ("received_online",)),
        Column("direct", ("Tiếp nhận trong kỳ", "Trực tiếp"), ("received_direct",)),
        Column("post", ("Tiếp nhận trong kỳ", "Bưu chính công ích"), ("received_postal",)),
        Column(
            "online_share", ("Tiếp nhận trong kỳ", "Tỷ lệ trực tuyến"), share=("online", "received")
        ),
        Column("full", ("DVC toàn trình", "Tiếp nhận"), ("received_level4",)),
        Column("full_online", ("DVC toàn trình", "Trực tuyến"), ("received_online_level4",)),
        Column("full_share", ("DVC toàn trình", "Tỷ lệ"), share=("full_online", "full")),
        Column("partial", ("DVC một phần", "Tiếp nhận"), ("received_level3",)),
        Column("partial_online", ("DVC một phần", "Trực tuyến"), ("received_online_level3",)),
        Column("partial_share", ("DVC một phần", "Tỷ lệ"), share=("partial_online", "partial")),
        Column("both", ("DVC toàn trình và một phần", "Tiếp nhận"), sums=("full", "partial")),
        Column(
            "both_online",
            ("DVC toàn trình và một phần", "Trực tuyến"),
            sums=("full_online", "partial_online"),
        ),
        Column(
            "both_share", ("DVC toàn trình và một phần", "Tỷ lệ"), share=("both_online", "both")
        ),
        Column("processed", ("Trả kết quả", "Đã giải quyết (không kể xin rút)"), ("processed",)),
        Column("by_post", ("Trả kết quả", "Qua bưu chính công ích"), ("returned_by_post",)),
        Column("post_share", ("Trả kết quả", "Tỷ lệ"), share=("by_post", "processed")),
    ),
    ways=(UNIT, AREA),
)

PAYMENTS = Form(
    "payments",
    (
        Column("received", ("Hồ sơ tiếp nhận trong kỳ",), ("received",), width=12),
        Column(
            "fee_due",
            ("Hồ sơ có phí, lệ phí", "Tổng số"),
            ("fee_due",),
            ("online", "otherwise"),
            width=12,
        ),
        Column(
            "online", ("Hồ sơ có phí, lệ phí", "Thanh toán trực tuyến"), ("paid_online",), width=12
        ),
        Column(
            "otherwise",
            ("Hồ sơ có phí, lệ phí", "Không thanh toán trực tuyến"),
            ("fee_due", "-paid_online"),
            width=14,
        ),
        Column(
            "fee_share",
            ("Tỷ lệ hồ sơ có phí, lệ phí",),
            share=("fee_due", "received"),
            width=12,
        ),
        Column(
            "online_share",
            ("Tỷ lệ thanh toán trực tuyến",),
            share=("online", "fee_due"),
            width=12,
        ),
    ),
    ways=(UNIT, AREA),
)

II05A = Form(
    "ii05a",
    (
        Column(
            "in",
            ("Tiếp nhận", "Tổng số"),
            ("feedback_opening", "feedback_received"),
            ("before", "received"),
        ),
        Column("about_conduct", ("Tiếp nhận", "Về hành vi hành chính"), width=11),
        Column("about_rules", ("Tiếp nhận", "Về quy định hành chính"), width=11),
        Column("before", ("Tiếp nhận", "Từ kỳ trước"), ("feedback_opening",)),
        Column("received", ("Tiếp nhận", "Trong kỳ"), ("feedback_received",)),
        Column(
            "own",
            ("Xử lý", "Thuộc thẩm quyền"),
            ("feedback_opening", "feedback_received", "-feedback_refused"),
            ("answered", "open"),
            width=11,
        ),
        Column("answered", ("Xử lý", "Đã xử lý"), ("feedback_answered",)),
        Column("open", ("Xử lý", "Đang xử lý"), ("feedback_open",)),
        Column("passed_on", ("Xử lý", "Chuyển cơ quan khác"), width=11),
        Column("published", ("Xử lý", "Đã công khai"), ("feedback_published",)),
    ),
    balances=(Balance("in", ("own",), ("feedback_refused",)),),
    counts="feedback",
)

PAKN = Form(
    "pakn",
    (
        Column(
            "in",
            ("Tiếp nhận", "Tổng số"),
            ("feedback_opening", "feedback_received"),
            ("before", "received"),
        ),
        Column("before", ("Tiếp nhận", "Từ kỳ trước"), ("feedback_opening",)),
        Column("received", ("Tiếp nhận", "Trong kỳ"), ("feedback_received",)),
        Column(
            "refused",
            ("Từ chối", "Tổng số"),
            ("feedback_refused",),
            ("refused_in_time", "refused_late"),
        ),
        Column("refused_in_time", ("Từ chối", "Trong 2 ngày"), ("feedback_refused_in_time",)),
        Column(
            "refused_late",
            ("Từ chối", "Quá 2 ngày"),
            ("feedback_refused", "-feedback_refused_in_time"),
        ),
        Column("asked", ("Yêu cầu bổ sung", "Tổng số"), ("feedback_asked",)),
        Column("asked_in_time", ("Yêu cầu bổ sung", "Trong 5 ngày"), ("feedback_asked_in_time",)),
        Column(
            "answered",
            ("Trả lời", "Tổng số"),
            ("feedback_answered",),
            ("answered_in_time", "answered_late"),
        ),
        Column("answered_in_time", ("Trả lời", "Trong 15 ngày"), ("feedback_answered_in_time",)),
        Column(
            "answered_late",
            ("Trả lời", "Quá 15 ngày"),
            ("feedback_answered", "-feedback_answered_in_time"),
        ),
        Column("open", ("Đang xử lý", "Tổng số"), ("feedback_open",), ("waiting", "overdue")),
        Column("waiting", ("Đang xử lý", "Trong hạn"), ("feedback_open", "-feedback_open_overdue")),
        Column("overdue", ("Đang xử lý", "Quá hạn"), ("feedback_open_overdue",)),
        Column("published", ("Công khai", "Tổng số"), ("feedback_published",)),
        Column("published_in_time", ("Công khai", "Trong 2 ngày"), ("feedback_published_in_time",)),
        Column("judged", ("Xử lý đúng hạn", "Đến hạn trả lời"), ("feedback_judged",)),
        Column("on_time", ("Xử lý đúng hạn", "Đúng hạn"), ("feedback_on_time",)),
        Column("share", ("Xử lý đúng hạn", "Tỷ lệ"), share=("on_time", "judged")),
    ),
    balances=(Balance("in", ("refused", "answered", "open")),),
    ways=(UNIT, AREA),
    counts="feedback",
)

LATE = Form(
    "late",
    (
        Column(
            "all",
            ("Hồ sơ trễ hạn", "Tổng số"),
            ("resolved_late", "open_overdue"),
            ("late", "open_overdue"),
        ),
        Column("late", ("Hồ sơ trễ hạn", "Đã trả quá hạn"), ("resolved_late",)),
        Column("open_overdue", ("Hồ sơ trễ hạn", "Đang quá hạn"), ("open_overdue",)),
        Column("up_to_5", ("Trễ (ngày làm việc)", "Đến 5"), ("late_up_to_5",)),
        Column("up_to_10", ("Trễ (ngày làm việc)", "6–10"), ("late_up_to_10",)),
        Column("up_to_30", ("Trễ (ngày làm việc)", "11–30"), ("late_up_to_30",)),
        Column("over_30", ("Trễ (ngày làm việc)", "Trên 30"), ("late_over_30",)),
        Column(
            "sorry",
            ("Thư xin lỗi", "Đã có"),
            ("late_with_apology", "open_overdue_with_apology"),
        ),
        Column(
            "sorry_in_time",
            ("Thư xin lỗi", "Trong đó gửi trước hạn"),
            ("late_with_apology_in_time", "open_overdue_with_apology_in_time"),
            width=11,
        ),
        Column(
            "not_sorry",
            ("Thư xin lỗi", "Chưa có"),
            (
                "resolved_late",
                "open_overdue",
                "-late_with_apology",
                "-open_overdue_with_apology",
            ),
        ),
        Column("sorry_share", ("Thư xin lỗi", "Tỷ lệ có thư"), share=("sorry", "all")),
    ),
    balances=(
        Balance("all", ("up_to_5", "up_to_10", "up_to_30", "over_30")),
        Balance("all", ("sorry", "not_sorry")),
    ),
    ways=(UNIT, AREA),
    counts="late",
)

TABLES = (II06A, FORM_07A, PROGRESS_766, DIGITISATION, ONLINE, PAYMENTS, II05A, PAKN, LATE)

FORMS: dict[str, Form] = {form.code: form for form in TABLES}
"""The forms whose rows are areas or units, by code."""

REGISTER, SCORE = "register", "score-766"

CODES = (*FORMS, REGISTER, SCORE)
"""Every form there is: also the register, and the score, whose rows are parts of QĐ 766."""
