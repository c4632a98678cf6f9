"""What the command line says, in Vietnamese and English; figures are labelled elsewhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from onestop.domain.labels import FINDINGS, STATUSES
from onestop.domain.measures import BY_CODE


if TYPE_CHECKING:
    from onestop.domain.indicators import Indicator
    from onestop.domain.measures import Measure


WORDS = {
    "no_connections": (
        "Chưa khai báo nguồn nào để lấy. Hãy viết {file}; xem các ví dụ trong tệp ấy.",
        "No source to pull is declared. Write {file}; there are examples in it.",
    ),
    "visited_elsewhere": (
        "một “onestop watch” khác đang lấy nguồn này",
        "another “onestop watch” is visiting this source",
    ),
    "never_visited": ("chưa lấy lần nào", "never visited"),
    "in_order": ("ổn", "in order"),
    "trouble_silent": ("im lặng", "silent"),
    "trouble_failing": ("không lấy được", "failing"),
    "trouble_layout": ("đổi bố cục", "layout changed"),
    "trouble_rejected": ("bị loại", "rejected"),
    "reached": ("Đã nối được {name}; thấy {count}:", "{name} was reached; {count} found:"),
    "tried_again": (
        "{name} sẽ được lấy lại ngay lượt tới, cả các tệp đã bị từ chối.",
        "{name} is visited again next, refused files too.",
    ),
    "dismissed": (
        "Đã ghi nhận; không báo nữa về {name}.",
        "Noted; nothing more is said of {name}.",
    ),
    "forgotten": ("Đã quên {name}.", "{name} is forgotten."),
    "unexpected": (
        "Lỗi ngoài dự kiến ({kind}). Chạy lại với --debug để xem chi tiết.",
        "Unexpected error ({kind}). Run again with --debug for details.",
    ),
    "no_access": (
        "Không đọc hoặc ghi được {where} ({reason}). Hãy kiểm tra quyền và chỗ trống trên đĩa.",
        "Cannot read or write {where} ({reason}). Check the permissions and the disk space.",
    ),
    "whole_store_only": (
        "Lệnh này làm việc trên cả kho; hãy chạy không có ONESTOP_PROVINCE ({province}).",
        "This works on the whole store; run it without ONESTOP_PROVINCE ({province}).",
    ),
    "another_province": (
        "Nơi cài đặt này chỉ phục vụ tỉnh {province}, không nạp cho {asked}.",
        "This installation serves {province} alone and does not load for {asked}.",
    ),
    "no_partitions": (
        "--by-province chỉ dùng được với PostgreSQL: kho SQLite là một tệp, không chia phân vùng."
        " Hãy trỏ ONESTOP_DATABASE_URL tới PostgreSQL, hoặc chạy không có --by-province.",
        "--by-province needs PostgreSQL: an SQLite store is one file without partitions."
        " Let ONESTOP_DATABASE_URL name a PostgreSQL database, or leave --by-province out.",
    ),
    "ready": ("Kho dữ liệu sẵn sàng: {where}", "The store is ready: {where}"),
    "catalogue": (
        "{rows} dòng: thêm {new}, cập nhật {changed}; {rekeyed} hồ sơ được tính lại.",
        "{rows} rows: {new} new, {changed} updated; {rekeyed} dossiers concluded again.",
    ),
    "alias_given": (
        "Đã ghi cách viết này; {rekeyed} hồ sơ được tính lại.",
        "The wording is noted; {rekeyed} dossiers concluded again.",
    ),
    "all_named": (
        "Không còn cơ quan, thủ tục, lĩnh vực nào phải tạm ghi.",
        "Every unit, procedure and area that files name is known.",
    ),
    "marked": (
        "{count} hồ sơ ở trên đã được sửa tay: {codes}.",
        "{count} of these dossiers were corrected by hand: {codes}.",
    ),
    "withdrawn": (
        "Đã rút lại lần nạp {number} ({path}): {reason}. Kho như chưa từng nạp tệp này.",
        "Load {number} ({path}) was taken back: {reason}. The store is as if it had never come.",
    ),
    "rebuilt": (
        "Đã dựng lại toàn bộ số liệu từ {count} bản lưu.",
        "All facts were made again from {count} kept files.",
    ),
    "subscription_id": ("số", "no."),
    "subscription_who": ("tài khoản", "account"),
    "subscription_to": ("gửi tới", "sent to"),
    "subscription_what": ("nhận tin", "told of"),
    "subscription_unit": ("đơn vị", "unit"),
    "subscription_sent_at": ("gửi lần cuối", "last sent"),
    "subscription_failures": ("lần hỏng liền", "failures in a row"),
    "subscription_problem": ("vì sao", "why"),
    "subscription_no_email": (
        "Tài khoản {name} chưa có địa chỉ thư; hãy chạy “onestop accounts set {name} --email …”"
        " hoặc thêm --webhook.",
        "Account {name} has no e-mail address; run “onestop accounts set {name} --email …” or"
        " add --webhook.",
    ),
    "subscription_not_seen": (
        "Tài khoản {name} không xem được {unit}; hãy chọn đơn vị trong phạm vi của tài khoản.",
        "Account {name} does not see {unit}; choose a unit that it sees.",
    ),
    "subscribed": (
        "Đăng ký số {number}: {name} nhận “{what}”. Xem trước: onestop subscriptions preview"
        " {number}",
        "Subscription {number}: {name} is told of “{what}”. Look first: onestop subscriptions"
        " preview {number}",
    ),
    "subscription_ended": (
        "Đã dừng đăng ký số {number}: {name} thôi nhận “{what}”.",
        "Subscription {number} has ended: {name} is no longer told of “{what}”.",
    ),
    "nothing_to_tell": ("Không có gì để báo; không gửi.", "Nothing to tell; nothing is sent."),
    "told_messages": ("Đã gửi {count} tin.", "{count} messages were sent."),
    "backed_up": (
        (
            "Đã sao lưu vào {file} ({size} MB). Tệp chứa dữ liệu cá nhân của các bản kết xuất: hãy"
            " giữ như giữ chính các bản ấy."
        ),
        (
            "Backed up to {file} ({size} MB). It holds what the exports held, personal data too:"
            " keep it as you keep them."
        ),
    ),
    "backup_removed": ("Đã bỏ bản cũ {file}.", "The older {file} was removed."),
    "backup_whole": (
        "Bản sao lưu trọn vẹn: {files} tệp, lập lúc {made_at}, onestop {version}.",
        "The backup is whole: {files} files, made at {made_at}, onestop {version}.",
    ),
    "restored": (
        "Đã khôi phục bản lập lúc {made_at}; thêm {files} bản kết xuất. Nên chạy “onestop verify”.",
        "Restored the backup made at {made_at}; {files} kept files added. Run “onestop verify”.",
    ),
    "config_kept": (
        "Giữ nguyên tệp cấu hình đang có, khác với bản sao lưu: {names}.",
        "Config files that differ from the backup's were left as they are: {names}.",
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
        "Câu hỏi này được đếm thẳng từ hồ sơ, không qua sổ tổng hợp.",
        "This question was counted from the dossiers, not from the ledger.",
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
    "rejects_of_which": (
        "Hãy nêu số lần nạp: onestop rejects 5 --xlsx tệp.xlsx (xem số ở onestop imports).",
        "Say which load: onestop rejects 5 --xlsx file.xlsx (onestop imports lists them).",
    ),
    "rejects_written": (
        "Đã ghi {rows} dòng vào {file}. Sửa các ô tô màu, lưu lại, rồi nạp: {again}",
        "Wrote {rows} rows to {file}. Mend the coloured cells, save, then load: {again}",
    ),
    "source_written": (
        "Đã viết {file}. Mở ra, xem các dòng có dấu #, sửa, rồi chạy:"
        " onestop source check TỆP --profile {code}",
        "Wrote {file}. Open it, look at the lines with #, edit, then run:"
        " onestop source check FILE --profile {code}",
    ),
    "source_missing": (
        "Còn thiếu: chưa tiêu đề nào chắc chắn là {field}.",
        "Still missing: no heading is surely {field}.",
    ),
    "source_exists": (
        "Đã có tệp {file}; không ghi đè. Hãy chọn tên khác bằng --out.",
        "There is a file {file} already; it is not overwritten. Choose another with --out.",
    ),
    "source_taken": (
        "Đã có khai báo nguồn “{code}”. Hãy chọn tên khác bằng --out thư-mục/tên.toml.",
        "There is a source “{code}” already. Choose another name with --out folder/name.toml.",
    ),
    "source_nowhere": (
        "Không viết vào thư mục config của phần mềm. Hãy nêu --out thư-mục/sources/tên.toml,"
        " hoặc đặt ONESTOP_CONFIG_DIR.",
        "The shipped config folder is left alone. Give --out folder/sources/name.toml,"
        " or set ONESTOP_CONFIG_DIR.",
    ),
    "source_unwritten": (
        "Không ghi được {file} ({why}).",
        "{file} cannot be written ({why}).",
    ),
    "password": ("Mật khẩu của tệp", "Password of the files"),
    "rehearsal": ("Chạy thử: không ghi gì vào kho.", "Dry run: nothing was written."),
    "verified": (
        "Đúng: {checks} phép kiểm, {dossiers} hồ sơ được đếm lại, {cells} ô của sổ tổng hợp;"
        " không có sai khác.",
        "Correct: {checks} checks, {dossiers} dossiers counted again, {cells} cells of the ledger;"
        " no difference.",
    ),
    "counted_again": ("hồ sơ được đếm lại", "dossiers counted again"),
    "differences": ("{count} sai khác:", "{count} differences:"),
    "indicator": ("Chỉ số", "Indicator"),
    "numerator": ("Tử số", "Numerator"),
    "denominator": ("Mẫu số", "Denominator"),
    "ratio": ("Tỷ lệ", "Ratio"),
    "measure": ("Số đo", "Measure"),
    "count": ("Số lượng", "Count"),
    "target": ("Chỉ tiêu", "Target"),
    "verdict": ("Kết quả", "Verdict"),
    "budget": ("Còn lại", "What is left"),
    "demo_begins": ("Dữ liệu mẫu nằm ở {folder}", "The demo lies in {folder}"),
    "demo_made": (
        "Một huyện không có thật: {units} cơ quan, {dossiers} hồ sơ, {files} tệp kết xuất.",
        "A district that does not exist: {units} units, {dossiers} dossiers, {files} exports.",
    ),
    "demo_mark": (
        "Thư mục này do “onestop demo” tạo ra; chạy lại thì mọi thứ bên trong được làm lại.",
        "Made by “onestop demo”, which starts over in here when it runs again.",
    ),
    "demo_foreign_folder": (
        "Thư mục {folder} đã có tệp khác. Hãy chọn một thư mục trống bằng --folder.",
        "The folder {folder} holds other files. Choose an empty one with --folder.",
    ),
    "demo_files": ("1. Các tệp đã nạp", "1. What became of the files"),
    "demo_year": (
        "2. Năm 2024 (15/12/2023–14/12/2024) so với chỉ tiêu (chỉ tiêu giả định)",
        "2. The official year 2024 (15/12/2023–14/12/2024) against invented targets",
    ),
    "demo_ranking": ("3. Cơ quan, theo tỷ lệ đúng hạn", "3. Units by on-time share"),
    "demo_backlog": ("4. Hồ sơ đang giải quyết lúc {at}", "4. Open dossiers at {at}"),
    "demo_findings": ("5. Điều cần xem lại trong dữ liệu", "5. What was odd in the data"),
    "demo_noticed": ("Phát hiện", "Finding"),
    "demo_place": ("Hạng", "Rank"),
    "demo_age": ("Thời hạn", "Due"),
    "demo_next": ("Thử tiếp", "Try next"),
    "demo_windows": ("trên Windows (cmd):", "on Windows (cmd):"),
    "demo_then": ("rồi:", "then:"),
    "demo_try_units": ("các chỉ số theo cơ quan", "indicators by unit"),
    "demo_try_late": ("những hồ sơ đằng sau con số quá hạn", "the dossiers behind “late”"),
    "demo_try_rejects": (
        "các dòng bị từ chối: tệp, dòng, cột, lý do",
        "the refused rows: file, row, column, reason",
    ),
    "demo_try_verify": ("đếm lại tất cả và so với sổ", "count everything again and compare"),
    "demo_try_again": ("nạp lại: không có gì thay đổi", "load again: nothing changes"),
    "demo_serving": ("Mở các trang trên dữ liệu mẫu:", "The pages, on the sample data:"),
    "serving": (
        "Các trang ở {url} (Ctrl+C để dừng).",
        "The pages are at {url} (Ctrl+C stops).",
    ),
    "serving_here": (
        (
            "Chưa có tài khoản nào: chỉ máy này xem được, không cần đăng nhập. Để máy khác vào:"
            " onestop accounts add TÊN --role admin"
        ),
        (
            "There are no accounts: only this machine is served, without a login. To let others in:"
            " onestop accounts add NAME --role admin"
        ),
    ),
    "serving_refused": (
        "Chưa có tài khoản nào nên không mở cho mạng ở {host}. Hãy chạy “onestop accounts add"
        " TÊN --role admin” trước, hoặc bỏ --host để chỉ phục vụ máy này.",
        "There are no accounts, so {host} is not opened to the network. Run “onestop accounts"
        " add NAME --role admin” first, or leave out --host to serve this machine alone.",
    ),
    "serving_plainly": (
        "Chú ý: mật khẩu đi qua mạng không mã hóa. Hãy đặt https phía trước (docs/running.md)"
        " và khai ONESTOP_ADDRESS=https://…",
        "Note: passwords cross the network in the clear. Put https in front (docs/running.md)"
        " and set ONESTOP_ADDRESS=https://…",
    ),
    "port_taken": (
        "Không mở được {where} ({reason}). Hãy chọn cổng khác bằng --port.",
        "Cannot listen on {where} ({reason}). Choose another port with --port.",
    ),
}

HEADINGS = {
    "connection": ("Nguồn", "Source"),
    "fetched": ("Lấy về", "Fetched"),
    "loaded": ("Đã nạp", "Loaded"),
    "refused": ("Từ chối", "Refused"),
    "problem": ("Trục trặc", "Problem"),
    "succeeded_at": ("Lấy được lúc", "Succeeded"),
    "news_at": ("Có số mới lúc", "News"),
    "next_at": ("Lần tới", "Next"),
    "state": ("Tình trạng", "State"),
    "id": ("Lần nạp", "Load"),
    "path": ("Tệp", "File"),
    "profile": ("Nguồn", "Profile"),
    "as_of": ("Số liệu đến", "Figures up to"),
    "sheet": ("Trang tính", "Sheet"),
    "row": ("Dòng", "Row"),
    "column": ("Cột", "Column"),
    "value": ("Giá trị", "Value"),
    "reason": ("Lý do", "Reason"),
    "kind": ("Loại", "Kind"),
    "code": ("Mã hồ sơ", "Dossier"),
    "detail": ("Chi tiết", "Detail"),
    "label": ("Tên", "Name"),
    "unit": ("Cơ quan", "Unit"),
    "receiving_unit": ("Cơ quan tiếp nhận", "Receiving unit"),
    "area": ("Lĩnh vực", "Area"),
    "procedure": ("Thủ tục", "Procedure"),
    "channel": ("Hình thức nộp", "Channel"),
    "month": ("Tháng", "Month"),
    "received_at": ("Tiếp nhận", "Received"),
    "due_at": ("Hẹn trả", "Due"),
    "closed_at": ("Kết thúc", "Closed"),
    "status": ("Trạng thái", "Status"),
    "days_late": ("Trễ (ngày làm việc)", "Late (working days)"),
    "place": ("Cột", "Column"),
    "heading": ("Tiêu đề", "Heading"),
    "wording": ("Tên trong tệp", "Wording"),
    "dossiers": ("Số hồ sơ", "Dossiers"),
    "nearest": ("Gần nhất trong danh mục", "Nearest known"),
    "loaded_at": ("Đã nạp lúc", "Loaded"),
    "withdrawn_at": ("Rút lại lúc", "Taken back"),
    "becomes": ("Được đọc là", "Read as"),
    "samples": ("Ví dụ", "Samples"),
}
"""What stands over a column that programs know by its code."""

ISO_INSTANT = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d)(?::\d\d)?(?:[+-]\d\d:\d\d)?")
ISO_DAY = re.compile(r"^(\d{4})-(\d\d)-(\d\d)$")

_language = ["vi"]


def speak(language: str) -> None:
    """Sets the language for this process."""
    _language[0] = language


def language() -> str:
    """The language spoken now."""
    return _language[0]


def spoken(pair: tuple[str, str]) -> str:
    """Of a Vietnamese and an English wording, the one in the language spoken."""
    return pair[0 if _language[0] == "vi" else 1]


def say(key: str, **facts: object) -> str:
    """A sentence in the language spoken."""
    told = {n: dates_in_words(v) if isinstance(v, str) else v for n, v in facts.items()}
    return spoken(WORDS[key]).format(**told)


def dates_in_words(text: str) -> str:
    """ISO moments inside a text as day/month/year hour:minute."""
    return ISO_DAY.sub(r"\3/\2/\1", ISO_INSTANT.sub(r"\3/\2/\1 \4", text))


def heading(name: str) -> str:
    """What stands over a column: words for a known code, else the text as it is."""
    found = HEADINGS.get(name) or WORDS.get(name)
    measure = BY_CODE.get(name)
    return spoken(found) if found else label(measure) if measure else name


def finding_words(kind: str) -> str:
    """A kind of finding in words."""
    return spoken(FINDINGS[kind]) if kind in FINDINGS else kind


def status_words(number: int | None) -> str:
    """A national status in words."""
    return "" if number is None else spoken(STATUSES[number])


def label(declared: Measure | Indicator) -> str:
    """The label of a declared measure or indicator."""
    return spoken((declared.label_vi, declared.label_en))
