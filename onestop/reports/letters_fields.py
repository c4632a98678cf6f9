"""The fields of the apology letter's template, each with what it means to the office.

The applicant's name is personal and stands in no figure: its place is ruled, to be filled in
by hand.
"""

from __future__ import annotations

from onestop.reports.templates_fields import Field


FIELDS = {
    "number": Field("Số phiếu: 12/PXL"),
    "applicant": Field("Chỗ trống có dòng kẻ chấm, ghi tay tên tổ chức, cá nhân"),
    "code": Field("Mã hồ sơ"),
    "procedure": Field("Tên TTHC"),
    "area": Field("Lĩnh vực"),
    "received_on": Field("Ngày tiếp nhận"),
    "due_on": Field("Ngày hẹn trả"),
    "new_due_on": Field("Ngày hẹn trả mới"),
    "reason": Field("Lý do chậm; chỗ trống nếu không ghi bằng --reason"),
    "unit": Field("Cơ quan giải quyết"),
    "unit_head": Field("Cơ quan giải quyết, chữ hoa, viết đủ, hai dòng"),
    "above": Field("Cơ quan cấp trên; trống nếu không có"),
    "signer": Field("Chức danh người ký: CHỦ TỊCH, TRƯỞNG PHÒNG, THỦ TRƯỞNG ĐƠN VỊ"),
    "year": Field("Năm lập phiếu"),
}
"""Everything that config/templates/apology.docx may name."""
