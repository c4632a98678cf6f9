"""What pages say of corrections by hand and of declared ones."""

from __future__ import annotations


WORDS: dict[str, tuple[str, str]] = {
    "corrections_title": ("Sửa tay", "Corrected by hand"),
    "corrections_about": (
        "Người của cơ quan đã sửa những trường này; số liệu tính theo giá trị đã sửa. Sửa và rút"
        " lại bằng lệnh “onestop correct” và “onestop corrections withdraw”.",
        "People corrected these fields; figures follow the corrected values. Corrected and taken"
        " back by “onestop correct” and “onestop corrections withdraw”.",
    ),
    "corrections_caption": ("{count} lần sửa tay đang có", "{count} corrections by hand"),
    "corrections_first": (
        "{shown} lần sửa mới nhất trong {count}; đủ cả: onestop corrections",
        "The newest {shown} of {count} corrections; all of them: onestop corrections",
    ),
    "corrections_of_dossier": (
        "Trường đã sửa tay của hồ sơ này; số liệu tính theo giá trị đã sửa.",
        "What was corrected of this dossier; figures follow the corrected values.",
    ),
    "corrections_number": ("Lần sửa", "Correction"),
    "corrections_code": ("Mã hồ sơ", "Dossier"),
    "corrections_field": ("Trường", "Field"),
    "corrections_said": ("Nguồn ghi", "Sources say"),
    "corrections_value": ("Sửa thành", "Corrected to"),
    "corrections_who": ("Người sửa", "By"),
    "corrections_at": ("Lúc", "When"),
    "corrections_reason": ("Lý do", "Reason"),
    "corrections_state": ("Tình trạng", "State"),
    "corrections_unknown": ("chưa có hồ sơ", "dossier not known"),
    "corrections_mark": ("Đã sửa tay: ", "Corrected by hand: "),
    "corrections_declared": (
        "{rows} dòng được sửa khi nạp theo {entries} mục khai báo trong corrections.toml.",
        "{rows} rows were changed while loading, as {entries} entries of corrections.toml say.",
    ),
}
