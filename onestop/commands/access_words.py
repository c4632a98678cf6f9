"""What the commands about accounts, tokens and the record of acts say (vi, en)."""

from __future__ import annotations

from onestop.commands.words import spoken


WORDS: dict[str, tuple[str, str]] = {
    "account_added": (
        "Đã thêm tài khoản {name} ({role}; xem được: {unit}).",
        "Added the account {name} ({role}; sees: {unit}).",
    ),
    "first_password": (
        "Mật khẩu đầu tiên, chỉ hiện một lần, phải đổi khi đăng nhập: {password}",
        "First password, shown this once, to be changed at the first login: {password}",
    ),
    "no_password": (
        "Không có mật khẩu ở đây: chỉ đăng nhập được qua nơi khác, bằng địa chỉ thư {email}.",
        "No password here: it logs in elsewhere only, by the address {email}.",
    ),
    "restart": (
        (
            "Đây là tài khoản đầu tiên: từ nay mọi người phải đăng nhập. Hãy khởi động lại"
            " “onestop serve”."
        ),
        (
            "This is the first account: from now on everybody has to log in. Start “onestop serve”"
            " again."
        ),
    ),
    "changed": ("Đã đổi tài khoản {name}.", "Changed the account {name}."),
    "sessions_ended": ("Đã kết thúc {count} phiên.", "Ended {count} sessions."),
    "totp_reset": (
        "Đã bỏ mã dùng một lần của {name}; người này đặt lại ở trang Tài khoản.",
        "One-time codes of {name} are off; they set them up again on the account page.",
    ),
    "totp_on": ("{name}: mã dùng một lần đang bật.", "{name}: one-time codes are on."),
    "totp_off": ("{name}: mã dùng một lần đang tắt.", "{name}: one-time codes are off."),
    "yes": ("có", "yes"),
    "whole_place": ("toàn bộ", "the whole place"),
    "token_added": (
        "Mã {number} cho “{name}” ({role}; xem được: {unit}; được: {acts}; hết hạn: {until}).",
        "Token {number} for “{name}” ({role}; sees: {unit}; may: {acts}; until: {until}).",
    ),
    "never": ("không", "never"),
    "secret_once": (
        "Chỉ hiện một lần, hãy cất giữ: {secret}",
        "Shown this once, keep it safe: {secret}",
    ),
    "kiosk_address": (
        "Trên máy của màn hình, mở một lần: {address}/kiosk/{secret}",
        "On the screen’s machine, open once: {address}/kiosk/{secret}",
    ),
    "token_revoked": ("Đã thu hồi mã {number} ({name}).", "Revoked token {number} ({name})."),
    "no_deeds": ("Chưa ghi việc nào.", "Nothing was recorded yet."),
    "audit_whole": (
        "Nguyên vẹn: {count} việc, không thiếu, không sửa.",
        "Whole: {count} deeds, none missing, none changed.",
    ),
    "audit_head": (
        "Đầu chuỗi, nên ghi lại ở nơi khác: {head}",
        "Head of the chain, to be noted elsewhere: {head}",
    ),
    "audit_broken": (
        "HỎNG ở việc số {number}: {reason}. Trước đó {count} việc còn nguyên.",
        "BROKEN at deed {number}: {reason}. The {count} before it are whole.",
    ),
    "missing": ("không có hoặc bị bỏ đi", "it is not there or was taken out"),
    "changed_row": ("nội dung khác lúc ghi", "it is not what was written"),
    "rewritten": ("chuỗi không còn là chuỗi đã ghi lại", "the chain is not the one noted"),
    "shortened": (
        "chuỗi đã ghi lại dài hơn: phần cuối bị cắt",
        "the chain noted was longer: its end was cut off",
    ),
}


def tell(key: str, **facts: object) -> str:
    """A sentence in the language spoken."""
    return spoken(WORDS[key]).format(**facts)
