"""What stands in and around charts: keys, axes, summaries, empty states, table heads."""

from __future__ import annotations


DAYS = ("ngày", "days")
"""What an indicator of days is counted in."""

WORDS: dict[str, tuple[str, str]] = {
    "outcome_met": ("đạt", "met"),
    "outcome_near": ("cận", "near"),
    "outcome_missed": ("không đạt", "missed"),
    "outcome_unknown": ("chưa có số", "no figure"),
    "chart_days": (
        "Chủ nhật|Thứ hai|Thứ ba|Thứ tư|Thứ năm|Thứ sáu|Thứ bảy",
        "Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday",
    ),
    "chart_short_days": ("CN|T2|T3|T4|T5|T6|T7", "Sun|Mon|Tue|Wed|Thu|Fri|Sat"),
    "chart_months": (
        (
            "Tháng 1|Tháng 2|Tháng 3|Tháng 4|Tháng 5|Tháng 6"
            "|Tháng 7|Tháng 8|Tháng 9|Tháng 10|Tháng 11|Tháng 12"
        ),
        "January|February|March|April|May|June|July|August|September|October|November|December",
    ),
    "chart_short_months": (
        "Th1|Th2|Th3|Th4|Th5|Th6|Th7|Th8|Th9|Th10|Th11|Th12",
        "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec",
    ),
    "chart_month": ("Tháng", "Month"),
    "chart_value": ("Giá trị", "Value"),
    "chart_parts": ("Tử số/mẫu số", "Numerator/denominator"),
    "chart_result": ("So với chỉ tiêu", "Against the target"),
    "chart_note": ("Ghi chú", "Note"),
    "chart_unit": ("Đơn vị", "Unit"),
    "chart_area": ("Lĩnh vực", "Area"),
    "chart_procedure": ("Thủ tục", "Procedure"),
    "chart_count": ("Số hồ sơ", "Dossiers"),
    "chart_share": ("Tỷ trọng", "Share"),
    "chart_sum": ("Cộng", "Total"),
    "chart_age": ("Thời hạn", "Due"),
    "chart_part_of": ("{numerator} trên {denominator}", "{numerator} of {denominator}"),
    "chart_partial": ("chưa trọn tháng", "month not over"),
    "chart_target": ("Chỉ tiêu {value}", "Target {value}"),
    "chart_median": ("Trung vị {value}", "Median {value}"),
    "chart_axis_share": ("Tỷ lệ (%)", "Share (%)"),
    "chart_axis_share_from": (
        "Tỷ lệ (%), trục bắt đầu từ {low} %",
        "Share (%), axis starts at {low} %",
    ),
    "chart_axis_days": ("Ngày làm việc", "Working days"),
    "chart_axis_count": ("Số hồ sơ", "Dossiers"),
    "trend_name": (
        "{label}, {count} tháng, {first}–{last}",
        "{label}, {count} months, {first}–{last}",
    ),
    "trend_empty": (
        "Chưa tháng nào có số liệu cho chỉ số này.",
        "No month has figures for this indicator yet.",
    ),
    "trend_last": ("Gần nhất, {month}: {value} ({parts})", "Latest, {month}: {value} ({parts})"),
    "trend_judged": (", {outcome} chỉ tiêu {target}", ", target {target} {outcome}"),
    "trend_range": (
        " Tốt nhất {best} ({best_month}), kém nhất {worst} ({worst_month}).",
        " Best {best} ({best_month}), worst {worst} ({worst_month}).",
    ),
    "trend_not_over": (" Tháng {month} chưa trọn.", " {month} is not over yet."),
    "ranking_name_unit": ("{label}, theo đơn vị", "{label}, by unit"),
    "ranking_name_area": ("{label}, theo lĩnh vực", "{label}, by area"),
    "ranking_name_procedure": ("{label}, theo thủ tục", "{label}, by procedure"),
    "ranking_empty": (
        "Không có hồ sơ nào để so sánh trong kỳ này.",
        "No dossiers to compare in this period.",
    ),
    "ranking_ends": (
        "Kém nhất: {worst} {worst_value}; tốt nhất: {best} {best_value}.",
        "Worst: {worst} {worst_value}; best: {best} {best_value}.",
    ),
    "ranking_one": ("{best}: {best_value}.", "{best}: {best_value}."),
    "ranking_met": (
        " {met} trên {count} đạt chỉ tiêu {target}.",
        " {met} of {count} meet the target {target}.",
    ),
    "more_unit": (
        " Còn {count} đơn vị khác, xem trong bảng.",
        " More units in the table: {count}.",
    ),
    "more_area": (
        " Còn {count} lĩnh vực khác, xem trong bảng.",
        " More areas in the table: {count}.",
    ),
    "more_procedure": (
        " Còn {count} thủ tục khác, xem trong bảng.",
        " More procedures in the table: {count}.",
    ),
    "heatmap_name": ("{title}, theo đơn vị và lĩnh vực", "{title}, by unit and area"),
    "heatmap_empty": (
        "Không có hồ sơ nào theo đơn vị và lĩnh vực.",
        "No dossiers by unit and area.",
    ),
    "heatmap_summary": (
        "Nhiều nhất: {unit}, {area}: {count} trên tổng số {total}.",
        "Most: {unit}, {area}: {count} of {total} in all.",
    ),
    "heatmap_other_units": ("{count} đơn vị khác", "{count} other units"),
    "heatmap_other_areas": ("{count} lĩnh vực khác", "{count} other areas"),
    "ages_name": (
        "Hồ sơ đang giải quyết, theo thời hạn còn lại",
        "Open dossiers, by time left",
    ),
    "ages_empty": ("Không có hồ sơ nào đang giải quyết.", "No open dossiers."),
    "ages_summary": (
        "{total} hồ sơ đang giải quyết, {overdue} quá hạn ({share}), {today} đến hạn hôm nay.",
        "{total} open dossiers, {overdue} overdue ({share}), {today} due today.",
    ),
    "channels_name_unit": ("Kênh tiếp nhận, theo đơn vị", "Filing channels, by unit"),
    "channels_name_area": ("Kênh tiếp nhận, theo lĩnh vực", "Filing channels, by area"),
    "channels_name_procedure": ("Kênh tiếp nhận, theo thủ tục", "Filing channels, by procedure"),
    "channels_empty": (
        "Không tiếp nhận hồ sơ nào trong kỳ này.",
        "No dossiers were received in this period.",
    ),
    "channels_summary": (
        (
            "Trực tuyến {online} ({online_share}), trực tiếp {direct} ({direct_share}),"
            " bưu chính {postal} ({postal_share})."
        ),
        (
            "Online {online} ({online_share}), at the counter {direct} ({direct_share}),"
            " by post {postal} ({postal_share})."
        ),
    ),
    "channel_online": ("Trực tuyến", "Online"),
    "channel_direct": ("Trực tiếp", "At the counter"),
    "channel_postal": ("Bưu chính", "By post"),
    "channels_axis": ("Phần trong số tiếp nhận (%)", "Part of what was received (%)"),
    "days_name_unit": (
        "Thời gian giải quyết so với thời hạn, theo đơn vị",
        "Days taken against days allowed, by unit",
    ),
    "days_name_area": (
        "Thời gian giải quyết so với thời hạn, theo lĩnh vực",
        "Days taken against days allowed, by area",
    ),
    "days_name_procedure": (
        "Thời gian giải quyết so với thời hạn, theo thủ tục",
        "Days taken against days allowed, by procedure",
    ),
    "days_empty": (
        "Chưa giải quyết hồ sơ nào trong kỳ này.",
        "No dossiers were resolved in this period.",
    ),
    "days_median": ("Trung vị", "Median"),
    "days_whisker": ("trung vị đến 9/10 hồ sơ", "median to 9 in 10"),
    "days_p90": ("9/10 hồ sơ xong trong", "9 in 10 done within"),
    "days_allowed": ("Thời hạn", "Days allowed"),
    "days_number": ("{days} ngày", "{days} days"),
    "days_within": ("9/10 hồ sơ kịp hạn", "9 in 10 in time"),
    "days_some": ("quá nửa kịp hạn", "more than half in time"),
    "days_most": ("quá nửa trễ hạn", "more than half late"),
    "days_unlimited": ("không có thời hạn", "no limit"),
    "days_hover": (
        "Trung vị {median} ngày, 9/10 xong trong {p90} ngày",
        "Median {median} days, 9 in 10 within {p90} days",
    ),
    "days_hover_allowed": ("Thời hạn {allowed} ngày", "{allowed} days allowed"),
    "chart_dossiers": ("{count} hồ sơ", "{count} dossiers"),
    "days_summary": (
        (
            "{met} trên {count} có 9/10 hồ sơ kịp hạn. Chậm nhất so với thời hạn: {worst},"
            " 9/10 xong trong {p90} ngày, thời hạn {allowed} ngày."
        ),
        (
            "{met} of {count} have 9 in 10 dossiers in time. Slowest against its limit: {worst},"
            " 9 in 10 within {p90} days, {allowed} allowed."
        ),
    ),
    "days_summary_unlimited": (
        "Không nơi nào có thời hạn để so sánh. Lâu nhất: {worst}, 9/10 xong trong {p90} ngày.",
        "None has a limit to compare with. Longest: {worst}, 9 in 10 within {p90} days.",
    ),
}
