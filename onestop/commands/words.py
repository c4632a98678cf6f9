"""What the command line says, in Vietnamese and English; figures are labelled elsewhere."""

from __future__ import annotations


WORDS = {
    "unexpected": (
        "Lỗi ngoài dự kiến ({kind}). Chạy lại với --debug để xem chi tiết.",
        "Unexpected error ({kind}). Run again with --debug for details.",
    ),
    "ready": ("Kho dữ liệu sẵn sàng: {where}", "The store is ready: {where}"),
    "catalogue": (
        "{rows} dòng: thêm {new}, cập nhật {changed}; {rekeyed} hồ sơ được tính lại.",
        "{rows} rows: {new} new, {changed} updated; {rekeyed} dossiers concluded again.",
    ),
    "as_of": ("Số liệu đến {at}", "Figures up to {at}"),
    "lagging": (
        "Chưa có số liệu mới: {units}.",
        "Without newer data: {units}.",
    ),
    "policy": ("Quy ước tính: {text}.", "Policies: {text}."),
    "outside": (
        "Không tính vào tiếp nhận: {waiting} chờ tiếp nhận, {refused} không được tiếp nhận.",
        "Not counted as received: {waiting} waiting to be accepted, {refused} not accepted.",
    ),
    "no_figures": ("Không có số liệu trong kỳ này (–).", "No figures in this period (–)."),
    "recounted": (
        "Bảng tổng hợp được lập theo quy ước khác; số liệu được đếm thẳng từ hồ sơ.",
        "The ledger was made for other policies; counted from the dossiers.",
    ),
    "empty": (
        "Chưa có hồ sơ nào. Hãy nạp tệp kết xuất đầu tiên: onestop import TỆP",
        "No dossiers yet. Load the first export: onestop import FILE",
    ),
    "total": ("Toàn bộ", "Total"),
    "read": ("đọc", "read"),
    "inserted": ("mới", "new"),
    "updated": ("cập nhật", "updated"),
    "unchanged": ("không đổi", "unchanged"),
    "rejected": ("từ chối", "rejected"),
    "skipped": ("bỏ qua", "skipped"),
    "waiting": ("chờ hồ sơ", "waiting"),
    "file": ("Tệp", "File"),
    "profile": ("Nguồn", "Profile"),
    "nothing": ("Không có tệp nào được nạp.", "Nothing was loaded."),
    "rehearsal": ("Chạy thử: không ghi gì vào kho.", "Dry run: nothing was written."),
    "verified": (
        "Đúng: {checks} phép kiểm, không có sai khác.",
        "Correct: {checks} checks, no difference.",
    ),
    "differences": ("{count} sai khác:", "{count} differences:"),
    "indicator": ("Chỉ số", "Indicator"),
    "numerator": ("Tử số", "Numerator"),
    "denominator": ("Mẫu số", "Denominator"),
    "ratio": ("Tỷ lệ", "Ratio"),
    "measure": ("Số đo", "Measure"),
    "count": ("Số lượng", "Count"),
}

_language = ["vi"]


def speak(language: str) -> None:
    """Sets the language for this process."""
    _language[0] = language


def language() -> str:
    """The language spoken now."""
    return _language[0]


def say(key: str, **facts: object) -> str:
    """A sentence in the language spoken."""
    vietnamese, english = WORDS[key]
    return (vietnamese if _language[0] == "vi" else english).format(**facts)


def label(declared) -> str:
    """The label of a declared measure or indicator."""
    return declared.label_vi if _language[0] == "vi" else declared.label_en
