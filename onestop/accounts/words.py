"""What the login and account pages say, in Vietnamese and English.

The language is the address's, else the visitor's choice, else the installation's.
"""

from __future__ import annotations

from flask import request

from onestop.installation import installation


LANGUAGES = ("vi", "en")
COOKIE = "lang"
"""The same that the pages remember a choice in."""

WORDS: dict[str, tuple[str, str]] = {
    "login": ("Đăng nhập", "Log in"),
    "name": ("Tên đăng nhập", "Login name"),
    "password": ("Mật khẩu", "Password"),
    "enter": ("Đăng nhập", "Log in"),
    "through": ("Đăng nhập bằng {name}", "Log in with {name}"),
    "or": ("hoặc", "or"),
    "public": ("Trang công khai, tra cứu hồ sơ", "Public page, progress of a dossier"),
    "not_right": (
        (
            "Không đăng nhập được: tên hoặc mật khẩu không đúng, hoặc tài khoản đang phải chờ."
            " Sau 5 lần sai phải chờ từ 1 phút đến 1 giờ."
        ),
        (
            "Not logged in: the name or the password is wrong, or the account has to wait."
            " After 5 failures there is a wait of a minute up to an hour."
        ),
    ),
    "no_accounts": (
        (
            "Chưa có tài khoản nào. Người quản trị hãy chạy trên máy chủ:"
            " onestop accounts add TÊN --role admin"
        ),
        (
            "There are no accounts yet. The administrator runs on the server:"
            " onestop accounts add NAME --role admin"
        ),
    ),
    "forgotten": (
        "Quên mật khẩu? Hãy hỏi người quản trị.",
        "Password forgotten? Ask the administrator.",
    ),
    "code_title": ("Mã dùng một lần", "One-time code"),
    "code": ("Mã 6 chữ số trên điện thoại", "6 digits from your telephone"),
    "code_wrong": (
        "Mã không đúng, đã dùng rồi, hoặc tài khoản đang phải chờ. Hãy đợi mã kế tiếp.",
        "The code is wrong or was used, or the account has to wait. Wait for the next one.",
    ),
    "continue": ("Tiếp tục", "Continue"),
    "start_over": ("Làm lại từ đầu", "Start over"),
    "account": ("Tài khoản", "Account"),
    "logout": ("Đăng xuất", "Log out"),
    "who": ("Tên đăng nhập", "Login name"),
    "role": ("Vai trò", "Role"),
    "sees": ("Xem được", "Sees"),
    "everything": ("toàn bộ", "the whole place"),
    "email": ("Thư điện tử", "E-mail"),
    "to_pages": ("Về các trang số liệu", "Back to the pages"),
    "change_password": ("Đổi mật khẩu", "Change the password"),
    "password_now": ("Mật khẩu hiện nay", "Present password"),
    "password_new": ("Mật khẩu mới", "New password"),
    "password_again": ("Mật khẩu mới, lần nữa", "New password, again"),
    "password_rule": (
        (
            "Ít nhất 12 ký tự; một câu ngắn dễ nhớ là tốt nhất, không cần ký tự đặc biệt."
            " Đổi xong, mọi phiên khác đều kết thúc."
        ),
        (
            "At least 12 letters; a short sentence is best, no special signs needed."
            " All other sessions end."
        ),
    ),
    "password_first": (
        "Mật khẩu này do người khác đặt. Hãy đặt mật khẩu của riêng bạn để tiếp tục.",
        "Somebody else set this password. Choose one of your own to go on.",
    ),
    "password_differs": (
        "Hai lần gõ mật khẩu mới không giống nhau; hãy gõ lại.",
        "The new password was not typed the same twice; type it again.",
    ),
    "password_same": (
        "Mật khẩu mới phải khác mật khẩu hiện nay.",
        "The new password must differ from the present one.",
    ),
    "password_wrong": (
        "Mật khẩu hiện nay không đúng, hoặc tài khoản đang phải chờ sau nhiều lần sai.",
        "The present password is wrong, or the account has to wait after many failures.",
    ),
    "password_elsewhere": (
        "Tài khoản này đăng nhập qua nơi khác, không có mật khẩu ở đây.",
        "This account logs in elsewhere and has no password here.",
    ),
    "save": ("Lưu", "Save"),
    "codes": ("Mã dùng một lần (TOTP)", "One-time codes (TOTP)"),
    "codes_on": (
        "Đang bật: mỗi lần đăng nhập phải có thêm mã trên điện thoại.",
        "On: each login also asks for a code from your telephone.",
    ),
    "codes_off": (
        "Đang tắt. Bật lên thì người biết mật khẩu vẫn chưa vào được.",
        "Off. Once on, whoever learns the password still cannot log in.",
    ),
    "codes_set_up": ("Bật mã dùng một lần", "Turn on one-time codes"),
    "codes_remove": ("Tắt mã dùng một lần", "Turn off one-time codes"),
    "codes_how": (
        (
            "1. Mở ứng dụng xác thực trên điện thoại, quét hình vuông (hoặc gõ khóa). 2. Gõ mã"
            " 6 chữ số mà ứng dụng hiện ra."
        ),
        (
            "1. Open an authenticator on your telephone and point it at the square (or type the"
            " key). 2. Type the 6 digits that it shows."
        ),
    ),
    "codes_key": ("Khóa", "Key"),
    "codes_keep": (
        "Mất điện thoại thì hỏi người quản trị: onestop accounts totp TÊN --reset",
        "If the telephone is lost, ask the administrator: onestop accounts totp NAME --reset",
    ),
    "sessions": ("Phiên đang mở", "Open sessions"),
    "device": ("Trình duyệt", "Browser"),
    "begun": ("Đăng nhập lúc", "Logged in"),
    "used": ("Dùng gần nhất", "Last used"),
    "this_one": ("phiên này", "this one"),
    "end": ("Kết thúc", "End"),
    "end_others": ("Kết thúc mọi phiên khác", "End all others"),
    "sessions_rule": (
        "Một phiên tự kết thúc sau 8 giờ không dùng, và chậm nhất sau 24 giờ.",
        "A session ends by itself after 8 hours without use, and after 24 hours at the latest.",
    ),
    "done_password": ("Đã đổi mật khẩu.", "The password was changed."),
    "done_codes": ("Đã bật mã dùng một lần.", "One-time codes are on."),
    "done_codes_off": ("Đã tắt mã dùng một lần.", "One-time codes are off."),
    "done_sessions": ("Đã kết thúc.", "Ended."),
    "unknown_title": ("Chưa đăng nhập", "Not logged in"),
    "unknown": (
        (
            "Bạn chưa đăng nhập hoặc phiên đã hết. Người: hãy đăng nhập ở /login. Chương trình:"
            " gửi “Authorization: Bearer …” với mã truy cập còn hiệu lực."
        ),
        (
            "Not logged in, or the session is over. People log in at /login; programs send"
            " “Authorization: Bearer …” with a token that holds."
        ),
    ),
    "forbidden_title": ("Không được phép", "Not allowed"),
    "forbidden": (
        "Tài khoản này không được phép làm việc này; hãy hỏi người quản trị nếu cần.",
        "This account may not do that; ask the administrator if your work needs it.",
    ),
    "foreign_title": ("Không được phép", "Not allowed"),
    "foreign": (
        (
            "Yêu cầu này không đến từ trang của chính hệ thống nên bị từ chối. Hãy mở lại trang"
            " rồi thử lại."
        ),
        (
            "This request did not come from a page of this server and was refused. Open the page"
            " again and try again."
        ),
    ),
    "must_change_title": ("Hãy đổi mật khẩu", "Change the password"),
    "must_change": (
        "Hãy đặt mật khẩu của riêng bạn ở /account trước đã.",
        "Choose a password of your own at /account first.",
    ),
    "no_account_title": ("Không có tài khoản", "No account"),
    "no_account": (
        "Trang này dành cho tài khoản; máy này đang dùng mà không cần đăng nhập.",
        "This page is about accounts; this machine is served without a login.",
    ),
    "kiosk_over_title": ("Mã màn hình không còn hiệu lực", "The screen’s token does not hold"),
    "kiosk_over": (
        "Mã này đã bị thu hồi hoặc gõ sai. Hãy xin người quản trị mã mới.",
        "It was revoked or mistyped. Ask the administrator for another.",
    ),
    "elsewhere_off_title": ("Không đăng nhập được", "Not logged in"),
    "elsewhere_off": (
        "Chưa cài đặt đăng nhập qua nơi khác.",
        "Logging in elsewhere is not set up.",
    ),
    "elsewhere_down_title": ("Không đăng nhập được", "Not logged in"),
    "elsewhere_down": (
        "Nơi đăng nhập không trả lời; hãy thử lại sau ít phút.",
        "The other site does not answer; try again in a few minutes.",
    ),
    "elsewhere_failed_title": ("Không đăng nhập được", "Not logged in"),
    "elsewhere_failed": (
        "Lần đăng nhập này không hợp lệ hoặc đã quá hạn; hãy đăng nhập lại từ đầu.",
        "This login is not valid, or took too long; start over.",
    ),
    "elsewhere_unknown_title": ("Không đăng nhập được", "Not logged in"),
    "elsewhere_unknown": (
        (
            "Bạn đã đăng nhập ở nơi kia, nhưng ở đây chưa có tài khoản với địa chỉ thư ấy."
            " Hãy hỏi người quản trị."
        ),
        (
            "You are logged in over there, but no account here has that e-mail address."
            " Ask the administrator."
        ),
    ),
    "too_many_title": ("Quá nhiều yêu cầu", "Too many requests"),
    "too_many": (
        "Có quá nhiều lần thử từ địa chỉ này; hãy đợi một phút rồi thử lại.",
        "Too many attempts from this address; wait a minute and try again.",
    ),
    "other_language": ("English", "Tiếng Việt"),
}


def spoken_language() -> str:
    """The language of this request."""
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    return asked if asked in LANGUAGES else installation().lang


def spoken(pair: tuple[str, str]) -> str:
    """Of a Vietnamese and an English wording, the one of this request."""
    return pair[LANGUAGES.index(spoken_language())]


def say(key: str, **facts: object) -> str:
    """A sentence in the language of this request."""
    return spoken(WORDS[key]).format(**facts)
