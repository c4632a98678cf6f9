"""What the command of retention says, in Vietnamese and English."""

from __future__ import annotations


WORDS = {
    "no_months": (
        "Chưa đặt thời hạn: hãy thêm --months N hoặc đặt ONESTOP_RETENTION_MONTHS.",
        "No time is set: add --months N or set ONESTOP_RETENTION_MONTHS.",
    ),
    "months": ("Nạp trước (tháng)", "Loaded earlier than (months)"),
    "reduced": ("Bản lưu rút gọn", "Kept files reduced"),
    "bytes_before": ("Dung lượng trước (byte)", "Bytes before"),
    "bytes_after": ("Dung lượng sau (byte)", "Bytes after"),
    "names": ("Họ tên đã xóa", "Names erased"),
    "rejects": ("Ô bị từ chối đã xóa", "Refused cells emptied"),
    "findings": ("Ô trong phát hiện đã xóa", "Noticed cells emptied"),
    "removed": ("Tệp không còn lần nạp nào dùng, đã bỏ", "Files of no load, removed"),
    "left": ("Lần nạp để nguyên", "Loads left as they are"),
    "dry_run": ("Chạy thử: chưa thay đổi gì.", "Tried only: nothing was changed."),
    "left_one": ("Lần nạp {number} để nguyên: {why}", "Load {number} is left: {why}"),
    "lost": (
        "không còn bản lưu, hoặc không đọc được; hãy khôi phục từ bản sao lưu.",
        "its kept file is gone or cannot be read; restore it from a backup.",
    ),
    "changed": (
        "bản lưu không còn đúng như lúc nạp; hãy khôi phục từ bản sao lưu.",
        "its kept file is not what was loaded; restore it from a backup.",
    ),
    "unknown": (
        "không còn nhận ra bố cục, hoặc nạp theo hai cách; hãy khôi phục khai báo nguồn.",
        "not recognised any more, or loaded in two ways; restore the source's declaration.",
    ),
    "differs": (
        "bản rút gọn sẽ không cho đúng số liệu cũ; nếu phải xóa, hãy rút lại lần nạp.",
        "a reduced file would not say the same; if it must go, take the load back.",
    ),
    "unclean": (
        "Cơ sở dữ liệu đang bận nên chưa ghi lại các trang đã bỏ; lần chạy sau sẽ làm tiếp.",
        "The database was busy: pages it let go are not written anew yet; the next run does it.",
    ),
}
