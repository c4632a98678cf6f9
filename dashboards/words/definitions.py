"""What the page of definitions says around the declarations."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "definitions_about": (
        "Mỗi con số có một nghĩa duy nhất; trang này được viết ra từ chính các khai báo dùng để"
        " đếm.",
        "Every number has one meaning; this page is written from the very declarations that count.",
    ),
    "definitions_ratio": (
        "Không có mẫu số thì không có tỷ lệ (–): không phải 0 %, cũng không phải 100 %. Tỷ lệ của"
        " nhiều đơn vị là tổng trên tổng, không phải trung bình các tỷ lệ.",
        "Without a denominator there is no ratio (–): neither 0 % nor 100 %. The ratio of several"
        " units is sum over sum, not a mean of ratios.",
    ),
    "definitions_indicators": ("Chỉ số", "Indicators"),
    "definitions_measures": ("Số đo", "Measures"),
    "definitions_policies": ("Quy ước đang dùng", "Policies in force"),
    "definitions_policy": ("Quy ước", "Policy"),
    "definitions_choice": ("Đang chọn", "In force"),
    "definitions_others": ("Cách khác", "Other choices"),
    "definitions_numerator": ("Tử số", "Numerator"),
    "definitions_denominator": ("Mẫu số", "Denominator"),
    "definitions_counts": ("Tính theo", "Counts"),
    "definitions_better": ("Chiều tốt", "Better"),
    "definitions_up": ("càng cao càng tốt", "higher is better"),
    "definitions_down": ("càng thấp càng tốt", "lower is better"),
    "definitions_matter": ("Quy ước ảnh hưởng", "Policies that matter"),
    "definitions_no_policy": ("không quy ước nào", "none"),
    "definitions_source": ("Căn cứ", "Source"),
    "definitions_code": ("Mã", "Code"),
    "definitions_received": ("hồ sơ tiếp nhận trong kỳ", "dossiers received in the period"),
    "definitions_closed": ("hồ sơ kết thúc trong kỳ", "dossiers closed in the period"),
    "definitions_due": ("hồ sơ đến hạn trong kỳ", "dossiers due in the period"),
    "definitions_state": (
        "tình trạng tại thời điểm chốt",
        "what holds at the moment of the figures",
    ),
    "definitions_opening": ("tình trạng lúc đầu kỳ", "what holds when the period starts"),
    "definitions_due_soon": (
        "đang giải quyết, đến hạn trong hai ngày làm việc tới",
        "open, due within two working days",
    ),
    "definitions_elsewhere": ("không đếm từ hồ sơ", "not counted from dossiers"),
    "definitions_measure": ("Số đo", "Measure"),
    "definitions_measures_caption": (
        "Các số đếm cộng được, mỗi số xếp vào kỳ theo một ngày của hồ sơ",
        "The counts that add up, each placed in time by one date of the dossier",
    ),
    "definitions_policies_caption": (
        "Cách tính khác nhau giữa các nơi; in kèm mọi báo cáo",
        "Where practice differs between authorities; printed with every report",
    ),
}
