"""What the record of acts can hold: kinds of deeds, and one deed as it is told.

It knows words; it refuses to know where a record is kept or who may read it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


DEEDS: dict[str, tuple[str, str]] = {
    "see_dossier": ("xem hồ sơ", "saw a dossier"),
    "see_names": ("xem họ tên", "saw names in full"),
    "export": ("tải danh sách", "took a list away"),
    "report": ("lập báo cáo", "wrote a report"),
    "load": ("nạp tệp", "loaded a file"),
    "withdraw": ("rút lại lần nạp", "took a load back"),
    "rebuild": ("dựng lại số liệu", "made all facts again"),
    "alias": ("ghi cách viết khác", "gave a wording its meaning"),
    "catalogue": ("cập nhật danh mục", "changed a catalogue"),
    "correct": ("sửa hồ sơ", "corrected a dossier"),
    "uncorrect": ("bỏ lần sửa", "took a correction back"),
    "pin": ("ghim ghi chú", "pinned a note"),
    "unpin": ("bỏ ghi chú", "took a note away"),
    "report_value": ("nhập số liệu", "reported a value"),
    "mark_task": ("đánh dấu nhiệm vụ", "marked a task"),
    "own_task": ("đăng ký nhiệm vụ", "registered a task"),
    "letter": ("lập thư xin lỗi", "wrote a letter of apology"),
    "close_period": ("chốt số liệu", "closed a period"),
    "read_snapshot": ("đọc bản lưu", "read a kept file"),
    "read_rejects": ("đọc dòng bị từ chối", "read refused rows"),
    "erase": ("xóa dữ liệu cá nhân", "erased personal data"),
    "backup": ("sao lưu", "made a backup"),
    "restore": ("khôi phục", "restored a backup"),
    "subscription": ("đổi đăng ký nhận tin", "changed a subscription"),
    "login": ("đăng nhập", "logged in"),
    "logout": ("đăng xuất", "logged out"),
    "locked": ("khóa tạm do sai nhiều lần", "was locked out for a while"),
    "account_add": ("thêm tài khoản", "added an account"),
    "account_set": ("đổi tài khoản", "changed an account"),
    "password": ("đổi mật khẩu", "changed a password"),
    "totp": ("đổi mã dùng một lần", "changed one-time codes"),
    "session_end": ("kết thúc phiên", "ended a session"),
    "token_add": ("cấp mã truy cập", "made a token"),
    "token_revoke": ("thu hồi mã truy cập", "revoked a token"),
}
"""Kind to its words (vi, en)."""

Fact = str | int | bool | None


@dataclass(frozen=True)
class Deed:
    """Something that somebody did.

    who: the caller's name. act: a key of `DEEDS`. what: the code or number of what it was
    done to. facts: anything else worth keeping; never a person's data, never a secret.
    """

    who: str
    act: str
    what: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.act not in DEEDS:
            raise ValueError(f"no such kind of deed: {self.act}")
