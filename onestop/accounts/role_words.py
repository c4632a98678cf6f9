"""What roles and acts are called (vi, en)."""

from __future__ import annotations


ROLES: dict[str, tuple[str, str]] = {
    "viewer": ("người xem", "viewer"),
    "officer": ("cán bộ", "officer"),
    "leader": ("lãnh đạo", "leader"),
    "reporter": ("người báo cáo", "reporter"),
    "admin": ("quản trị", "administrator"),
    "service": ("chương trình", "program"),
    "kiosk": ("màn hình", "wall screen"),
}

ACTS: dict[str, tuple[str, str]] = {
    "see_figures": ("xem số liệu", "see figures"),
    "see_dossiers": ("xem hồ sơ", "see dossiers"),
    "see_names": ("xem họ tên", "see names"),
    "export": ("tải về", "take files away"),
    "load": ("nạp tệp", "load files"),
    "enter": ("nhập, đánh dấu", "enter values"),
    "correct": ("sửa hồ sơ", "correct dossiers"),
    "close_period": ("chốt số liệu", "close periods"),
    "see_files": ("xem bản lưu và dòng bị từ chối", "see kept files and refused rows"),
    "administer": ("quản trị", "administer"),
}
