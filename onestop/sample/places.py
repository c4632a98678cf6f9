"""Names of a district that does not exist: its offices, procedures, villages and people.

Pure data; every name is invented, and no real office bears these codes.
"""

from __future__ import annotations


DISTRICT = ("H97.12", "UBND huyện Sông Ngàn", "district", "")
"""Code, name, level and (no) parent; H97 is no province."""

OFFICES = (
    ("H97.12.02", "UBND xã Đồi Trăng", "commune", "one_stop"),
    ("H97.12.22", "Phòng Tư pháp", "department", "portal"),
    ("H97.12.04", "UBND xã Gò Sáo", "commune", "tan_dan"),
    ("H97.12.06", "UBND xã Ia Nắng", "commune", "register"),
    ("H97.12.01", "UBND thị trấn Ngàn Sương", "commune", "desk"),
    ("H97.12.03", "UBND xã Suối Vọng", "commune", "one_stop"),
    ("H97.12.05", "UBND xã Bến Lau", "commune", "tan_dan"),
    ("H97.12.21", "Phòng Kinh tế và Hạ tầng", "department", "one_stop"),
)
"""Code, name, level, and the system it exports from; the first five show every layout."""

PROCEDURES = (
    ("2.801907", "Chứng thực bản sao từ bản chính giấy tờ", "Chứng thực", 3, 1, 8_000),
    ("1.801193", "Đăng ký khai sinh", "Hộ tịch", 4, 1, 0),
    ("2.801884", "Chứng thực chữ ký trong giấy tờ, văn bản", "Chứng thực", 2, 1, 10_000),
    ("1.804873", "Cấp giấy xác nhận tình trạng hôn nhân", "Hộ tịch", 4, 3, 15_000),
    ("1.804227", "Đăng ký biến động quyền sử dụng đất", "Đất đai", 3, 10, 100_000),
    ("1.801656", "Đăng ký khai tử", "Hộ tịch", 4, 1, 0),
    ("1.801894", "Đăng ký kết hôn", "Hộ tịch", 3, 3, 0),
    ("1.801776", "Thực hiện trợ cấp xã hội hằng tháng", "Bảo trợ xã hội", 3, 22, 0),
    ("2.801035", "Chứng thực hợp đồng, giao dịch", "Chứng thực", 2, 2, 50_000),
    ("1.809994", "Cấp giấy phép xây dựng nhà ở riêng lẻ", "Xây dựng", 4, 15, 75_000),
    ("1.801753", "Hỗ trợ chi phí mai táng", "Bảo trợ xã hội", 4, 10, 0),
    ("1.804199", "Cấp đổi Giấy chứng nhận quyền sử dụng đất", "Đất đai", 3, 20, 100_000),
    ("1.810833", "Xác nhận thông tin người có công", "Người có công", 3, 5, 0),
    ("2.801620", "Đăng ký thành lập hộ kinh doanh", "Kinh doanh", 4, 3, 100_000),
    ("1.801699", "Xác định mức độ khuyết tật", "Bảo trợ xã hội", 2, 25, 0),
    ("1.808004", "Chuyển đổi cơ cấu cây trồng", "Nông nghiệp", 3, 5, 0),
    ("1.804492", "Thành lập nhóm trẻ độc lập", "Giáo dục", 3, 15, 0),
    ("1.803554", "Hòa giải tranh chấp đất đai", "Đất đai", 2, 45, 0),
)
"""Code, name, area, service level, limit in working days, fee in VNĐ; most used first."""

FAMILY_NAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Bùi", "Đỗ", "Vũ", "Rơ Mah", "Kpă", "Siu")
MIDDLE_NAMES = ("Văn", "Thị", "Minh", "Ngọc", "Thanh", "Hữu", "H'")
GIVEN_NAMES = (
    "An",
    "Bình",
    "Chi",
    "Dũng",
    "Giang",
    "Hạnh",
    "Khánh",
    "Lan",
    "Mai",
    "Nam",
    "Phúc",
    "Sơn",
    "Thảo",
    "Yến",
)
VILLAGES = ("Thôn 1", "Thôn 2", "Thôn 3 & 4", "Làng Mơ", "Tổ dân phố 5")
STAFF = ("Cán bộ A", "Cán bộ B", "Cán bộ C")
REASONS = ("Hồ sơ phức tạp, cần xác minh", "Chờ ý kiến cơ quan phối hợp", "Thiếu nhân lực")
