"""The shipped template of the reform report: its outline, sentences and annexes.

Outline: guidance of the Ministry of Home Affairs on periodic reform reports (581/BNV-CCHC);
wordings are ours and meant to be edited in Word. What only the office knows stands in
brackets, in italics.
"""

from __future__ import annotations

from docx.document import Document as Paper

from onestop.reports.templates_paper import (
    centred,
    head,
    heading,
    list_table,
    new_paper,
    note,
    paragraphs,
    rule_below,
    signed,
    text,
    turn_page,
)


def cchc_template() -> Paper:
    """The whole document."""
    paper = new_paper("Báo cáo công tác cải cách hành chính")
    head(paper, ("{{ unit_head }}",), "Số: ……/BC-…………")
    centred(paper, "BÁO CÁO")
    centred(paper, "Công tác cải cách hành chính {{ period }}")
    centred(paper, "(Từ ngày {{ first_day }} đến ngày {{ last_day }})", bold=False, italic=True)
    _when(paper, "provisional", lambda: centred(paper, PROVISIONAL, bold=False, italic=True))
    rule_below(paper)
    centred(paper, "Kính gửi: {{ above }}", bold=False)
    for written in OPENING:
        text(paper, written)
    _direction(paper)
    _results(paper)
    _judgement(paper)
    _next(paper)
    signed(
        paper,
        ("- Như trên;", "- Thường trực Đảng ủy, HĐND (báo cáo);", "- Lưu: VT, ………"),
        ("{{ signer }}",),
    )
    _annexes(paper)
    return paper


PROVISIONAL = "(Số liệu tạm tính đến {{ as_of }}: kỳ báo cáo chưa kết thúc)"

OPENING = paragraphs(
    """
Thực hiện chế độ báo cáo định kỳ về công tác cải cách hành chính (CCHC), {{ unit }} báo cáo kết
quả thực hiện công tác CCHC {{ period }} như sau:
"""
)


LED = "{% if row.lead %}; chủ trì: {{ row.lead }}{% endif %}."
LATE = "- Chưa hoàn thành: {{ row.sentence }}" + LED


def _when(paper: Paper, condition: str, write) -> None:
    """Paragraphs that stand only under a condition."""
    paper.add_paragraph(f"{{%p if {condition} %}}")
    write()
    paper.add_paragraph("{%p endif %}")


def _each(paper: Paper, rows: str, written: str) -> None:
    """A paragraph for every row of a list."""
    paper.add_paragraph(f"{{%p for row in {rows} %}}")
    text(paper, written)
    paper.add_paragraph("{%p endfor %}")


def _by_hand(paper: Paper, what: str) -> None:
    text(paper, f"[{what}]", italic=True)


def _work(paper: Paper, group: str, what: str) -> None:
    """What became of a group's tasks, and what the office adds."""
    _when(paper, f"work_{group}.sentence", lambda: text(paper, f"{{{{ work_{group}.sentence }}}}"))
    _each(paper, f"work_{group}.late", LATE)
    _by_hand(paper, what)


def _direction(paper: Paper) -> None:
    heading(paper, "I. CÔNG TÁC CHỈ ĐẠO, ĐIỀU HÀNH CẢI CÁCH HÀNH CHÍNH")
    heading(paper, "1. Xây dựng và thực hiện kế hoạch CCHC", 2)
    paper.add_paragraph("{%p if has_plans %}")
    _each(paper, "plans", "- {{ row.source }} ({{ row.authority }}).")
    _when(paper, "tasks_planned", lambda: text(paper, *PLANNED))
    paper.add_paragraph("{%p else %}")
    _by_hand(paper, "Chưa khai báo kế hoạch CCHC năm {{ year }}; cơ quan bổ sung")
    paper.add_paragraph("{%p endif %}")
    heading(paper, "2. Chỉ đạo, kiểm tra, tuyên truyền", 2)
    _work(
        paper,
        "direction",
        "Cơ quan bổ sung: văn bản chỉ đạo đã ban hành, kết quả kiểm tra, hình thức tuyên truyền",
    )


PLANNED = paragraphs(
    """
Kế hoạch đề ra {{ tasks_planned }} nhiệm vụ.{% if plan_completion_share %} Đến {{ as_of }} đã hoàn
thành {{ tasks_done }}/{{ tasks_due }} việc đến hạn, đạt {{ plan_completion_share.percent }}.{%
endif %} Chi tiết tại Phụ lục III.
"""
)


def _results(paper: Paper) -> None:
    heading(paper, "II. KẾT QUẢ THỰC HIỆN CÁC NỘI DUNG CẢI CÁCH HÀNH CHÍNH")
    heading(paper, "1. Cải cách thể chế", 2)
    _work(
        paper,
        "institutions",
        "Cơ quan bổ sung: văn bản quy phạm pháp luật đã ban hành, rà soát, hệ thống hóa",
    )
    heading(paper, "2. Cải cách thủ tục hành chính (TTHC)", 2)
    _procedures(paper)
    for number, title, group, what in GROUPS:
        heading(paper, f"{number}. {title}", 2)
        _work(paper, group, f"Cơ quan bổ sung: {what}")
    heading(paper, "6. Xây dựng chính quyền điện tử, chính quyền số", 2)
    _digital(paper)


GROUPS = (
    (3, "Cải cách tổ chức bộ máy hành chính nhà nước", "organisation", "sắp xếp, phân cấp"),
    (4, "Cải cách chế độ công vụ", "civil_service", "tuyển dụng, đào tạo, kỷ luật, kỷ cương"),
    (5, "Cải cách tài chính công", "finance", "giải ngân, tự chủ, sử dụng kinh phí"),
)


def _procedures(paper: Paper) -> None:
    heading(paper, "a) Kiểm soát TTHC", 3)
    _work(paper, "procedures", "Cơ quan bổ sung: công bố, công khai, rà soát, đơn giản hóa TTHC")
    heading(paper, "b) Tiếp nhận và giải quyết hồ sơ", 3)
    paper.add_paragraph("{%p if not has_figures %}")
    text(paper, *NO_FIGURES, italic=True)
    paper.add_paragraph("{%p endif %}")
    for written in HANDLED:
        text(paper, written)
    _when(paper, "comparison_note", lambda: text(paper, "{{ comparison_note }}"))
    _when(paper, "units_short", lambda: text(paper, "{{ units_short }}."))
    _when(paper, "late_areas", lambda: text(paper, "Hồ sơ trễ hạn nhiều nhất ở: {{ late_areas }}."))
    _chart(paper, "chart_trend", "Hình 1. Tỷ lệ giải quyết đúng hạn theo tháng")
    _chart(paper, "chart_units", "Hình 2. Tỷ lệ giải quyết đúng hạn {{ period }}")
    heading(paper, "c) Xin lỗi tổ chức, cá nhân khi trễ hạn", 3)
    text(paper, *APOLOGY)
    heading(paper, "d) Tiếp nhận, xử lý phản ánh, kiến nghị (PAKN)", 3)
    text(paper, *FEEDBACK)
    heading(paper, "đ) Mức độ hài lòng", 3)
    text(paper, *SATISFACTION)


NO_FIGURES = paragraphs(
    """
Chưa có số liệu hồ sơ nào của {{ unit }} trong kỳ này; các con số dưới đây là 0 vì chưa có dữ
liệu, không phải vì không phát sinh hồ sơ.
"""
)

HANDLED = paragraphs(
    """
Tổng số hồ sơ phải giải quyết là {{ in_hand }} hồ sơ, gồm {{ opening }} hồ sơ kỳ trước chuyển sang
và {{ received }} hồ sơ tiếp nhận trong kỳ{{ received.compared }}. Trong số tiếp nhận có
{{ received_direct }} hồ sơ trực tiếp, {{ received_online }} hồ sơ trực tuyến,
{{ received_postal }} hồ sơ qua dịch vụ bưu chính công ích.

Đã giải quyết {{ resolved }} hồ sơ{{ resolved.compared }}; trong đó trước hạn
{{ resolved_early }}, đúng hạn {{ resolved_on_time }}, quá hạn {{ resolved_late }} hồ
sơ.{% if on_time_share %} Tỷ lệ giải quyết đúng hạn (gồm trước hạn) đạt
{{ on_time_share }}{{ on_time_share.compared }}.{% endif %}

Đang giải quyết {{ open }} hồ sơ, trong đó quá hạn {{ open_overdue }}, tạm dừng chờ bổ sung hoặc
nộp phí {{ open_paused }} hồ sơ.{% if mean_processing_days %} Thời gian giải quyết trung bình
{{ mean_processing_days.percent }}{{ mean_processing_days.compared }}.{% endif %}
"""
)

APOLOGY = paragraphs(
    """
Có {{ late_all }} hồ sơ trễ hạn ({{ resolved_late }} hồ sơ đã trả quá hạn, {{ open_overdue }} hồ
sơ đang quá hạn); đã gửi thư xin lỗi {{ with_apology }} hồ sơ, chưa gửi {{ without_apology }} hồ
sơ.{% if apology_share %} Tỷ lệ hồ sơ trễ hạn có thư xin lỗi đạt
{{ apology_share }}{{ apology_share.compared }}.{% endif %}
"""
)

FEEDBACK = paragraphs(
    """
{% if has_feedback %}Tiếp nhận trong kỳ {{ feedback_received }} PAKN (kỳ trước chuyển sang
{{ feedback_opening }}); đã trả lời {{ feedback_answered }}, từ chối {{ feedback_refused }}, đang
xử lý {{ feedback_open }}, trong đó quá hạn {{ feedback_open_overdue }}.{% if feedback_on_time_share
%} Tỷ lệ xử lý đúng hạn đạt {{ feedback_on_time_share }}.{% endif %}{% else %}Chưa có danh sách PAKN
trong kho số liệu.{% endif %}
"""
)

SATISFACTION = paragraphs(
    """
{% if satisfaction_share %}Trong {{ rated }} lượt đánh giá có {{ rated_satisfied }} lượt hài lòng,
đạt {{ satisfaction_share.percent }}{{ satisfaction_share.compared }}.{% else %}Chưa có lượt đánh
giá nào trong kỳ.{% endif %}
"""
)


def _digital(paper: Paper) -> None:
    for written in DIGITAL:
        text(paper, written)
    _chart(paper, "chart_channels", "Hình 3. Hồ sơ tiếp nhận theo hình thức nộp")
    _work(paper, "e_government", "Cơ quan bổ sung: hạ tầng, văn bản điện tử, ký số, chuyển đổi số")


DIGITAL = paragraphs(
    """
Danh mục có {{ procedures }} TTHC, trong đó {{ procedures_level4 }} TTHC cung cấp dịch vụ công
trực tuyến toàn trình ({{ procedures_level4_online }} TTHC có phát sinh hồ sơ trực tuyến),
{{ procedures_level3 }} TTHC một phần ({{ procedures_level3_online }} TTHC có phát sinh hồ sơ trực
tuyến).{% if online_share %} Tỷ lệ hồ sơ nộp trực tuyến đạt
{{ online_share }}{{ online_share.compared }}.{% endif %}

{% if fee_due %}Có {{ fee_due }} hồ sơ có phí, lệ phí, trong đó {{ paid_online }} hồ sơ thanh toán
trực tuyến.{% if online_payment_share %} Tỷ lệ thanh toán trực tuyến đạt
{{ online_payment_share }}{{ online_payment_share.compared }}.{% endif %}{% else %}Chưa có số liệu
thanh toán trực tuyến.{% endif %}

{% if result_digitised_share %}Tỷ lệ số hóa kết quả giải quyết đạt
{{ result_digitised_share }}{{ result_digitised_share.compared }}.{% else %}Chưa có số liệu số hóa
kết quả.{% endif %}{% if fully_digitised_share %} Tỷ lệ số hóa cả thành phần hồ sơ và kết quả đạt
{{ fully_digitised_share }}{{ fully_digitised_share.compared }}.{% endif %}{% if reuse_share %} Tỷ
lệ tái sử dụng dữ liệu số hóa đạt {{ reuse_share }}{{ reuse_share.compared }}.{% endif %}

Tiếp nhận qua bưu chính công ích {{ received_postal }} hồ sơ, trả kết quả qua bưu chính công ích
{{ returned_by_post }} hồ sơ.
"""
)


def _chart(paper: Paper, field: str, caption: str) -> None:
    def drawn() -> None:
        picture = centred(paper, f"{{{{ {field} }}}}", bold=False)
        picture.paragraph_format.space_before = picture.paragraph_format.space_after = 0
        title = centred(paper, caption, bold=False, italic=True, size=12)
        title.paragraph_format.keep_with_next = False

    _when(paper, field, drawn)


def _judgement(paper: Paper) -> None:
    heading(paper, "III. ĐÁNH GIÁ CHUNG")
    heading(paper, "1. Kết quả đạt được", 2)
    _each(paper, "strengths", "- {{ row.sentence }}.")
    _by_hand(paper, "Cơ quan bổ sung kết quả nổi bật khác")
    heading(paper, "2. Tồn tại, hạn chế và nguyên nhân", 2)
    _each(paper, "weaknesses", "- {{ row.sentence }}.")
    _when(
        paper,
        "without_apology",
        lambda: text(paper, "- Còn {{ without_apology }} hồ sơ trễ hạn chưa có thư xin lỗi."),
    )
    paper.add_paragraph("{%p if unmeasured %}")
    text(paper, "Chỉ tiêu chưa đánh giá được:")
    paper.add_paragraph("{%p endif %}")
    _each(paper, "unmeasured", "- {{ row.sentence }}.")
    _by_hand(paper, "Cơ quan nêu nguyên nhân khách quan, chủ quan")


def _next(paper: Paper) -> None:
    heading(paper, "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ {{ next_period | upper }}")
    _when(
        paper,
        "open_overdue",
        lambda: text(
            paper,
            "- Giải quyết dứt điểm {{ open_overdue }} hồ sơ đang quá hạn; gửi thư xin lỗi đối với"
            " mọi hồ sơ trễ hạn theo quy định.",
        ),
    )
    _when(
        paper,
        "weaknesses",
        lambda: text(paper, "- Khắc phục các chỉ tiêu chưa đạt nêu tại mục III.2."),
    )
    _each(paper, "upcoming", "- {{ row.sentence }}" + LED)
    _by_hand(paper, "Cơ quan bổ sung nhiệm vụ trọng tâm")
    heading(paper, "V. KIẾN NGHỊ, ĐỀ XUẤT")
    _by_hand(paper, "Cơ quan nêu kiến nghị, đề xuất; nếu không có thì ghi “Không”")
    text(paper, "Trên đây là báo cáo công tác CCHC {{ period }} của {{ unit }}./.")


def _annexes(paper: Paper) -> None:
    turn_page(paper)
    _annex(paper, "Phụ lục I", "BIỂU THỐNG KÊ CÔNG TÁC CẢI CÁCH HÀNH CHÍNH")
    heads = ("STT", "Chỉ tiêu thống kê", "Đơn vị tính", "Kết quả thống kê", "Ghi chú")
    parts = "number label counted_in result note"
    list_table(paper, heads, (1.3, 7.4, 2.2, 2.2, 2.9), "annex", parts)
    for written in NOTES:
        note(paper, written)
    _when(paper, "lagging", lambda: note(paper, "Chưa có số liệu mới: {{ lagging }}."))
    turn_page(paper, landscape=True)
    _when(paper, "targets", lambda: _targets(paper))
    _when(paper, "tasks", lambda: _tasks(paper))


def _targets(paper: Paper) -> None:
    _annex(paper, "Phụ lục II", "KẾT QUẢ THỰC HIỆN CHỈ TIÊU KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH")
    heads = ("Kế hoạch", "Mục", "Chỉ tiêu", "Yêu cầu", "Thực hiện", "Kết quả", "Cách đo")
    parts = "plan section label promise actual outcome measured"
    list_table(paper, heads, (3.2, 1.8, 7.0, 3.0, 3.6, 2.8, 3.0), "targets", parts)


def _tasks(paper: Paper) -> None:
    _annex(paper, "Phụ lục III", "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ CỦA KẾ HOẠCH")
    heads = ("Số", "Nhóm", "Nhiệm vụ", "Sản phẩm", "Chủ trì", "Thời gian", "Trạng thái")
    parts = "code group text product lead time status"
    list_table(paper, heads, (1.5, 3.2, 7.2, 4.0, 3.2, 2.8, 2.5), "tasks", parts)


NOTES = paragraphs(
    """
Ghi chú: Số liệu hồ sơ tính đến {{ as_of }}{% if provisional %}, tạm tính vì kỳ báo cáo chưa kết
thúc{% endif %}. Ô trống ghi “cơ quan điền” là số không có trong kho dữ liệu hồ sơ.

Quy ước tính: {{ policies }}.
"""
)


def _annex(paper: Paper, number: str, title: str) -> None:
    centred(paper, number)
    centred(paper, title, size=13)
    subtitle = "(Kèm theo Báo cáo công tác CCHC {{ period }} của {{ unit }})"
    centred(paper, subtitle, bold=False, italic=True, size=12)
