"""What the commands of corrections say, in Vietnamese and English."""

from __future__ import annotations


WORDS = {
    "corrected": (
        "Đã sửa hồ sơ {code}: {fields} (lần sửa {numbers}). Mọi số liệu đã theo.",
        "Dossier {code} is corrected: {fields} (correction {numbers}). Every figure follows.",
    ),
    "corrected_waits": (
        "Chưa có hồ sơ {code}; lần sửa {numbers} chờ đến khi hồ sơ được nạp.",
        "There is no dossier {code} yet; correction {numbers} waits until it is loaded.",
    ),
    "nearest_codes": ("Mã gần nhất: {codes}.", "Nearest codes: {codes}."),
    "taken_back": (
        "Đã rút lại lần sửa {number}: {code}, {field}. Trường này lại đúng như nguồn ghi.",
        "Correction {number} is taken back: {code}, {field} is again what the sources say.",
    ),
    "none": ("Chưa có lần sửa tay nào.", "Nothing was corrected by hand."),
    "none_declared": (
        "Chưa khai báo sửa nào trong corrections.toml.",
        "No correction is declared in corrections.toml.",
    ),
    "no_equals": (
        "“{asked}”: viết trường=giá trị, ví dụ finished_at=31/12/2024 (bỏ trống: finished_at=).",
        "“{asked}”: write field=value, such as finished_at=31/12/2024 (nothing: finished_at=).",
    ),
    "id": ("Lần sửa", "Correction"),
    "code": ("Mã hồ sơ", "Dossier"),
    "namespace": ("Không gian mã", "Namespace"),
    "field": ("Trường", "Field"),
    "said": ("Nguồn ghi", "Sources say"),
    "value": ("Sửa thành", "Corrected to"),
    "who": ("Người sửa", "By"),
    "at": ("Lúc", "When"),
    "reason": ("Lý do", "Reason"),
    "state": ("Tình trạng", "State"),
    "is_withdrawal": ("Rút lại", "Taken back"),
    "yes": ("có", "yes"),
    "entry": ("Mục", "Entry"),
    "where": ("Nguồn", "Source"),
    "load": ("Lần nạp", "Load"),
    "file": ("Tệp", "File"),
    "rows": ("Số dòng đã sửa", "Rows changed"),
}
