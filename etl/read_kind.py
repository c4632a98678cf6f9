"""What a file is, told by its bytes and never by its name.

It knows signatures and the members of an office zip; it refuses to read a table.
"""

from __future__ import annotations

import mmap
import re
import zipfile
import zlib
from pathlib import Path

from etl.read_book_binary import is_protected_xls
from etl.read_text import decode_head
from onestop.domain.errors import UnreadableFileError


HEAD_SIZE = 65536
"""Enough for any declaration, comment and style that precede a table."""

EXPORT_AGAIN = "Hãy xuất lại danh sách dạng xlsx, xls, ods, csv hoặc JSON rồi nạp lại."
BROKEN_BOOK = "Hãy mở tệp bằng Excel hoặc LibreOffice, lưu lại dạng .xlsx rồi nạp lại."
PROTECTED = (
    "Hãy nạp bằng lệnh import với --ask-password hoặc --password-file,"
    " hoặc mở tệp, bỏ mật khẩu, lưu lại rồi nạp lại."
)

STRANGERS = (
    (b"%PDF", "là tệp PDF"),
    (b"\x89PNG", "là tệp ảnh"),
    (b"\xff\xd8\xff", "là tệp ảnh"),
    (b"GIF8", "là tệp ảnh"),
    (b"BM", "là tệp ảnh"),
    (b"II*\0", "là tệp ảnh"),
    (b"MM\0*", "là tệp ảnh"),
    (b"RIFF", "là tệp ảnh hoặc âm thanh"),
    (b"MZ", "là tệp chương trình"),
    (b"\x7fELF", "là tệp chương trình"),
    (b"Rar!", "là tệp nén RAR"),
    (b"7z\xbc\xaf", "là tệp nén 7z"),
    (b"\x1f\x8b", "là tệp nén gzip"),
    (b"SQLite format 3", "là cơ sở dữ liệu SQLite"),
    (b"{\\rtf", "là tệp văn bản RTF"),
    (b"MIME-Version:", "là trang web một tệp (MHTML)"),
)
"""First bytes of what people put beside exports; “BM” and “MZ” need a binary byte after."""


class ProtectedFileError(UnreadableFileError):
    """The file is a workbook, but a password locks it."""


def kind_of(path: Path, shown: str) -> str:
    """One of xlsx, xls, xlsb, ods, html, csv, json, zip; or UnreadableFileError."""
    with path.open("rb") as file:
        head = file.read(HEAD_SIZE)
    if not head.strip(b"\0 \t\r\n"):
        raise UnreadableFileError(shown, "tệp rỗng.", EXPORT_AGAIN)
    if head.startswith(b"PK"):
        return _kind_of_zip(path, shown)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _kind_of_compound(path, shown)
    _refuse_strangers(head, shown)
    return _kind_of_text(head, shown)


def _refuse_strangers(head: bytes, shown: str) -> None:
    for signature, what in STRANGERS:
        plain = len(signature) == 2 and b"\0" not in head[:64]
        if head.startswith(signature) and not plain:
            raise UnreadableFileError(shown, f"{what}, không phải danh sách.", EXPORT_AGAIN)


def _kind_of_zip(path: Path, shown: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = _kind_of_members(archive, names)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError) as error:
        raise UnreadableFileError(shown, "tệp hỏng hoặc chưa tải hết.", BROKEN_BOOK) from error
    except (RuntimeError, NotImplementedError) as error:
        raise UnreadableFileError(shown, "tệp có mật khẩu.", PROTECTED) from error
    if kind in ("xlsx", "xlsb", "ods", "zip"):
        return kind
    raise UnreadableFileError(shown, f"là tệp {kind}, không phải danh sách.", EXPORT_AGAIN)


def _kind_of_members(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "mimetype" in names:
        mimetype = archive.read("mimetype")[:200]
        return "ods" if b"opendocument.spreadsheet" in mimetype else "văn bản"
    if "[Content_Types].xml" not in names:
        return "zip"
    lower = {name.lower() for name in names}
    if "xl/workbook.bin" in lower:
        return "xlsb"
    if any(name.startswith("xl/") for name in lower):
        return "xlsx"
    return "Word hoặc PowerPoint"


def _kind_of_compound(path: Path, shown: str) -> str:
    """Excel 97, or an encrypted xlsx, or Word: the stream names tell."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        found = {
            name
            for name in ("EncryptedPackage", "Workbook", "Book", "WordDocument")
            if data.find(name.encode("utf-16-le")) >= 0
        }
        is_locked = "EncryptedPackage" in found or is_protected_xls(data)
    if is_locked:
        raise ProtectedFileError(shown, "tệp có mật khẩu.", PROTECTED)
    if found & {"Workbook", "Book"}:
        return "xls"
    if found:
        raise UnreadableFileError(shown, "là tệp Word, không phải danh sách.", EXPORT_AGAIN)
    raise UnreadableFileError(shown, "tệp hỏng hoặc chưa tải hết.", BROKEN_BOOK)


def _kind_of_text(head: bytes, shown: str) -> str:
    text = decode_head(head).lstrip("\ufeff \t\r\n\u00a0")
    start = text[:1]
    if start == "<":
        return _kind_of_markup(text, shown)
    if start == "{" or re.match(r"\[\s*(?:[\[{\]]|$)", text):
        return "json"
    if _looks_delimited(text):
        return "csv"
    raise UnreadableFileError(shown, "không nhận ra loại tệp.", EXPORT_AGAIN)


def _kind_of_markup(text: str, shown: str) -> str:
    if re.search(r"<Workbook[\s>]", text):
        raise UnreadableFileError(shown, "là bảng tính XML 2003.", BROKEN_BOOK)
    if re.search(r"<(!doctype html|html|head|meta|body|table|div|style)\b", text, re.IGNORECASE):
        return "html"
    raise UnreadableFileError(shown, "là tệp XML, không phải danh sách.", EXPORT_AGAIN)


def _looks_delimited(text: str) -> bool:
    """Text of one line or more in which some line has a separator; no control bytes."""
    odd = sum(text.count(chr(code)) for code in (0, *range(1, 9), *range(14, 27)))
    if odd > len(text) // 1000 and "\0" not in text[:1000]:
        return False
    if odd > len(text) // 10:
        return False
    lines = text.splitlines()[:200]
    return any(line.count(mark) for line in lines for mark in ",;\t|")
