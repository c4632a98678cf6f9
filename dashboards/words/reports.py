"""What the page of reports says."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "reports_form": ("Biểu mẫu", "Form"),
    "reports_by": ("Mỗi dòng là", "Rows are"),
    "reports_by_area": ("Lĩnh vực", "Areas"),
    "reports_by_unit": ("Đơn vị", "Units"),
    "reports_units": ("Đơn vị đã sáp nhập", "Merged units"),
    "reports_units_then": ("Như của thời kỳ đó", "As of that time"),
    "reports_units_now": ("Gộp vào đơn vị kế thừa", "With their successor"),
    "reports_figures": ("Số liệu", "Figures"),
    "reports_figures_now": ("Tính lại từ hồ sơ", "Counted again"),
    "reports_figures_published": (
        "Như đã chốt ngày {day}",
        "As published on {day}",
    ),
    "reports_not_kept": (
        "Biểu này không lập được từ số đã chốt: khi chốt chỉ lưu số đếm từ hồ sơ.",
        "This form cannot be written from published figures: closing keeps counts of dossiers.",
    ),
    "reports_download": ("Tải {kind}", "Download {kind}"),
    "reports_table": ("Bảng trong báo cáo", "A table of the report"),
    "reports_preview": ("Xem trước", "Preview"),
    "reports_provisional": (
        "Số liệu tạm tính: kỳ báo cáo chưa kết thúc.",
        "Provisional: the period is not over.",
    ),
    "reports_cut": (
        "Chỉ hiện {count} dòng đầu; tệp tải về có đủ.",
        "The first {count} lines; the file has all.",
    ),
    "reports_in_vietnamese": (
        "Biểu mẫu viết bằng tiếng Việt, đúng như trong tệp.",
        "Forms are in Vietnamese, as they stand in the file.",
    ),
    "reports_closed": ("Các kỳ đã chốt", "Closed periods"),
    "reports_none_closed": (
        "Chưa chốt kỳ nào. Chốt số liệu là giữ nguyên các con số đã báo cáo: tệp nạp sau không"
        " sửa được chúng, chênh lệch được chỉ ra đến từng hồ sơ.",
        "No period is closed yet. Closing keeps figures as they were reported: later files do not"
        " change them, and every difference is shown down to the dossier.",
    ),
    "reports_closed_caption": (
        "Kỳ đã chốt, mới nhất trước ({count})",
        "Closed periods, the newest first ({count})",
    ),
    "reports_col_period": ("Kỳ", "Period"),
    "reports_col_unit": ("Đơn vị", "Unit"),
    "reports_col_at": ("Chốt lúc", "Closed"),
    "reports_col_by": ("Người chốt", "By"),
    "reports_col_as_of": ("Số liệu đến", "Figures up to"),
    "reports_col_differing": ("Số đã khác", "Figures differing"),
    "reports_col_note": ("Ghi chú", "Note"),
    "reports_same": ("không có", "none"),
    "reports_provisional_closing": ("chốt tạm", "provisional"),
    "reports_superseded": ("đã có lần chốt mới hơn", "closed again since"),
    "reports_changes": (
        "Khác với số đã chốt: {period}, {unit}",
        "Differences from what was published: {period}, {unit}",
    ),
    "reports_closed_by": (
        "Chốt {at}, người chốt: {by}; số liệu đến {as_of}.",
        "Closed {at} by {by}; figures up to {as_of}.",
    ),
    "reports_no_changes": (
        "Mọi con số vẫn như khi chốt.",
        "Every figure is still as it was published.",
    ),
    "reports_hide_changes": ("Đóng phần này", "Close this part"),
    "reports_changes_caption": (
        "Số đã chốt, số nay và chênh lệch ({count})",
        "Published, now, and the difference ({count})",
    ),
    "reports_of": ("Của", "Of"),
    "reports_of_total": ("Toàn bộ", "Everything"),
    "reports_measure": ("Số đo", "Measure"),
    "reports_published": ("Đã chốt", "Published"),
    "reports_now": ("Nay", "Now"),
    "reports_change": ("Chênh", "Change"),
    "reports_named": ("Hồ sơ tạo ra", "Dossiers behind it"),
    "reports_and_more": ("và {count} hồ sơ khác", "and {count} more"),
    "reports_unnamed": (
        "còn {count} không nêu được hồ sơ",
        "{count} without a dossier to name",
    ),
    "reports_moved_caption": (
        "Hồ sơ được tính khác đi từ khi chốt ({count})",
        "Dossiers that count otherwise since ({count})",
    ),
    "reports_dossier": ("Mã hồ sơ", "Dossier"),
    "reports_left": ("Ra khỏi", "Left"),
    "reports_entered": ("Vào", "Entered"),
    "reports_gone": ("không còn trong kỳ", "no longer in the period"),
    "reports_elsewhere": ("đơn vị, lĩnh vực hoặc số ngày đã khác", "unit, area or days changed"),
    "reports_file": ("Tệp nói điều này", "File that says so"),
    "reports_loaded": ("Tệp nạp sau khi chốt: {files}.", "Files loaded since: {files}."),
    "reports_withdrawn": (
        "Tệp bị rút lại sau khi chốt: {files}.",
        "Files taken back since: {files}.",
    ),
    "reports_others": (
        "Chênh lệch cũng có thể do danh mục, lịch nghỉ hay bí danh đã đổi; kho không ghi lại"
        " trước đó hồ sơ có ngày nào.",
        "Changed catalogues, holidays or aliases make differences too; the store does not keep"
        " which dates a dossier had before.",
    ),
    "reports_close": ("Chốt số liệu: {period}, {unit}", "Close: {period}, {unit}"),
    "reports_close_about": (
        "Giữ nguyên mọi số đếm của kỳ này theo đơn vị và lĩnh vực. Chốt lại được; lần mới nhất"
        " có hiệu lực, các lần trước vẫn còn.",
        "Keeps every count of the period by unit and area. It can be closed again; the newest"
        " holds, the earlier stay.",
    ),
    "reports_who": ("Người chốt", "Who closes it"),
    "reports_note": ("Ghi chú, số văn bản", "Note, document number"),
    "reports_not_over": (
        "Kỳ này chưa hết: số liệu mới đến {as_of}. Chỉ chốt tạm được.",
        "The period is not over: figures go up to {as_of}. It can only be closed provisionally.",
    ),
    "reports_finally": ("Chỉ chốt khi đã hết kỳ", "Only if it is over"),
    "reports_provisionally": ("Chốt tạm", "Provisionally"),
    "reports_way": ("Cách chốt", "How"),
    "reports_close_now": ("Chốt số liệu", "Close the period"),
    "reports_close_off": (
        "Chỉ chốt được từ chính máy chạy onestop serve, hoặc bằng lệnh onestop close-period.",
        "Periods are closed from the machine that runs onestop serve, or by onestop close-period.",
    ),
    "reports_close_range": (
        "Chỉ chốt được kỳ có tên (năm, quý, tháng, 6 tháng, 9 tháng) và đã có số liệu.",
        "Only periods with a name (year, quarter, month, half year, nine months) that have data"
        " can be closed.",
    ),
    "reports_off": (
        "Trang này chưa được nối với bộ lập báo cáo.",
        "This page is not connected to the report writer.",
    ),
}
