"""What is said of sources that are pulled and do not come as they should."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "troubles_title": (
        "Nguồn tự lấy có trục trặc, số liệu có thể thiếu",
        "Trouble with pulled sources: figures may be incomplete",
    ),
    "troubles_silent": ("{name}: im lặng từ {since}", "{name}: silent since {since}"),
    "troubles_failing": (
        "{name}: không lấy được từ {since}",
        "{name}: could not be fetched since {since}",
    ),
    "troubles_layout": (
        "{name}: đổi bố cục từ {since}; số liệu cũ được giữ nguyên",
        "{name}: its layout changed, since {since}; the old figures stay",
    ),
    "troubles_rejected": (
        "{name}: có dòng hoặc tệp bị loại, từ {since}",
        "{name}: rows or files refused, since {since}",
    ),
    "troubles_more": ("và {count} trục trặc khác", "and {count} more"),
}
