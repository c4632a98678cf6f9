"""The shipped template of the apology letter: phiếu xin lỗi và hẹn lại ngày trả kết quả.

Fields: NĐ 61/2018/NĐ-CP Điều 19 khoản 9, NĐ 118/2025/NĐ-CP Điều 19 khoản 6; under
TT 03/2025 an office types another title. One letter is one page.
"""

from __future__ import annotations

from docx.document import Document as Paper

from onestop.reports.templates_paper import (
    centred,
    head,
    new_paper,
    paragraphs,
    rule_below,
    signed,
    text,
)


TITLE = "PHIẾU XIN LỖI VÀ HẸN LẠI NGÀY TRẢ KẾT QUẢ"

BODY = paragraphs(
    """
Ngày {{ received_on }}, {{ unit }} đã tiếp nhận hồ sơ đề nghị giải quyết thủ tục hành chính
“{{ procedure }}” của ông (bà)/tổ chức; mã số hồ sơ: {{ code }}.

Thời gian hẹn trả kết quả: {{ due_on }}.

Tuy nhiên, {{ unit }} không trả được kết quả giải quyết hồ sơ của ông (bà)/tổ chức đúng thời
gian đã hẹn. Lý do: {{ reason }}.

Sự chậm trễ này đã gây phiền hà, ảnh hưởng đến việc đi lại, công việc của ông (bà)/tổ chức.
{{ unit }} xin trân trọng gửi lời xin lỗi tới ông (bà)/tổ chức.

{{ unit }} xin hẹn trả kết quả giải quyết hồ sơ vào ngày {{ new_due_on }}.

Rất mong nhận được sự thông cảm của ông (bà)/tổ chức./.
"""
)


def apology_template() -> Paper:
    """The whole letter."""
    paper = new_paper("Phiếu xin lỗi và hẹn lại ngày trả kết quả")
    head(paper, ("{{ above | upper }}", "{{ unit_head }}"), "Số: {{ number }}")
    centred(paper, "")
    centred(paper, TITLE)
    rule_below(paper)
    centred(paper, "Kính gửi: {{ applicant }}", bold=False)
    for written in BODY:
        text(paper, written)
    signed(paper, ("- Như trên;", "- Lưu: VT, HSTTHC."), ("{{ signer }}",))
    return paper
