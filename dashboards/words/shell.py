"""What stands around every page: navigation, pickers, the stamp of the data, its errors."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "product": ("Theo dõi một cửa", "One-stop watch"),
    "skip": ("Đến nội dung chính", "Skip to the content"),
    "menu": ("Danh mục trang", "Pages"),
    "pickers": ("Phạm vi xem", "What is shown"),
    "unit": ("Cơ quan", "Unit"),
    "area": ("Lĩnh vực", "Area"),
    "period": ("Kỳ báo cáo", "Period"),
    "cutoff": ("Cách chốt kỳ", "Cut-off"),
    "all_units": ("Tất cả cơ quan", "All units"),
    "all_areas": ("Mọi lĩnh vực", "All areas"),
    "cutoff_official": ("Kỳ chính thức (15–14)", "Official (15th–14th)"),
    "cutoff_calendar": ("Tháng dương lịch", "Calendar months"),
    "type_to_find": ("Gõ để tìm", "Type to find"),
    "none_found": ("Không có mục nào khớp.", "Nothing matches."),
    "from_day": ("Từ ngày", "From"),
    "to_day": ("Đến hết ngày", "To"),
    "show": ("Xem", "Show"),
    "theme": ("Sáng / tối", "Light / dark"),
    "print": ("In", "Print"),
    "other_language": ("English", "Tiếng Việt"),
    "loading": ("Đang tải số liệu…", "Loading the figures…"),
    "stamp": ("Số liệu đến {moment}, từ {files} tệp", "Figures up to {moment}, from {files} files"),
    "stamp_none": ("Chưa có số liệu", "No figures yet"),
    "stale": (
        "Số liệu đã cũ {days} ngày. Hãy nạp bản kết xuất mới.",
        "The figures are {days} days old. Load a newer export.",
    ),
    "lagging": (
        "Chưa có số liệu mới hơn: {units}.",
        "Without newer figures: {units}.",
    ),
    "and_more": ("và {count} cơ quan khác", "and {count} more"),
    "recount": (
        "Câu hỏi này được đếm thẳng từ hồ sơ nên chậm hơn.",
        "This question is counted from the dossiers, hence slower.",
    ),
    "policy_note": ("Quy ước tính: {text}.", "Policies: {text}."),
    "problem": ("Chưa xem được trang này", "This page cannot be shown"),
    "nearest": ("Có phải bạn muốn xem:", "Did you mean:"),
    "no_page": ("Không có trang “{path}”.", "There is no page “{path}”."),
    "to_overview": ("Về trang Tổng quan", "Back to the overview"),
    "drop_choice": ("Xem tất cả, bỏ lựa chọn này", "Show everything without this choice"),
    "store_down": ("Chưa hỏi được kho dữ liệu", "The store cannot be asked"),
    "server_silent": (
        "Mất liên lạc với máy chủ; số liệu trên màn hình là của lần hỏi trước.",
        "The server does not answer; what you see are the figures of the last answer.",
    ),
    "unexpected": (
        "Trang này gặp lỗi ngoài dự kiến; người quản trị xem nhật ký máy chủ, mã {number}.",
        "This page met an unexpected error; see the server's log, number {number}.",
    ),
    "empty_title": ("Chưa có hồ sơ nào", "No dossiers yet"),
    "empty_first": (
        "Hãy nạp tệp kết xuất đầu tiên: mở trang Dữ liệu rồi thả tệp vào, hoặc chạy lệnh",
        "Load the first export: open the page Data and drop a file there, or run",
    ),
    "empty_then": (
        "Tệp nhận được: xlsx, xls, csv, json, zip của phần mềm một cửa hoặc Cổng dịch vụ công.",
        "Files taken: xlsx, xls, csv, json, zip of one-stop software or of the national portal.",
    ),
    "open_data_page": ("Mở trang Dữ liệu", "Open the page Data"),
    "no_figures": ("Không có số liệu trong kỳ này (–).", "No figures in this period (–)."),
    "as_table": ("Xem dạng bảng", "Show as a table"),
    "store_down_sentence": (
        "Kho dữ liệu không trả lời. Hãy thử lại sau ít phút; nếu vẫn vậy, báo người quản trị.",
        "The store does not answer. Try again in a few minutes; then tell the administrator.",
    ),
    "noscript": (
        "Trang này cần JavaScript. Trang công khai tại /public thì không.",
        "These pages need JavaScript. The public page at /public does not.",
    ),
    "promise_by": (" (đến {year})", " (by {year})"),
    "account": ("Tài khoản", "Account"),
    "kiosk_next": ("Tiếp theo: {name}", "Next: {name}"),
    "nothing": ("–", "–"),
    "no_rows": ("Không có dòng nào.", "No rows."),
}
