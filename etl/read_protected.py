"""Workbooks behind a password, opened with one of those that a person gave.

It knows that a password locks the whole file; it keeps no password and names none.
What it gives is the plain workbook: that, and not the locked file, is kept and can be
read again.
"""

from __future__ import annotations

import struct
import tempfile
from hashlib import file_digest
from pathlib import Path
from typing import IO

from etl.read_kind import PROTECTED, ProtectedFileError
from onestop.domain.errors import UnreadableFileError


MOST_BYTES = 96 << 20
"""The opened file is made in memory, of an xls at ten times its size."""

USUAL = "VelvetSweatshop"
"""What Excel itself tries first: books locked only against changes have it."""

WRONG = "Hãy kiểm tra mật khẩu (chữ hoa, chữ thường, bộ gõ) rồi nạp lại."
SAVE_PLAIN = "Hãy mở tệp bằng Excel hoặc LibreOffice, bỏ mật khẩu, lưu lại rồi nạp lại."


def unlocked(path: Path, shown: str, passwords: tuple[str, ...], kept_in: Path) -> Path:
    """The workbook without its password, in `kept_in`, named by the hash of its bytes.

    Raises UnreadableFileError if no password opens it, or nothing can.
    """
    if path.stat().st_size > MOST_BYTES:
        raise UnreadableFileError(shown, "tệp có mật khẩu và lớn hơn 96 MiB.", SAVE_PLAIN)
    kept_in.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=kept_in, delete=False) as copy:
        opened = Path(copy.name)
        try:
            _open_with_one(path, shown, passwords, copy)
            copy.flush()
            with opened.open("rb") as plain:
                digest = file_digest(plain, "sha256").hexdigest()
        except BaseException:
            copy.close()
            opened.unlink()
            raise
    return opened.replace(kept_in / digest)


def _open_with_one(path: Path, shown: str, passwords: tuple[str, ...], copy: IO[bytes]) -> None:
    # Imported here: the parts for passwords cost a third of a second, and few files have one.
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    try:
        for password in dict.fromkeys((*passwords, USUAL)):
            copy.seek(0)
            copy.truncate()
            try:
                _decrypt(msoffcrypto, path, password, copy)
            except InvalidKeyError:
                continue
            return
    except (DecryptionError, *_damaged(), *BROKEN) as error:
        problem = "tệp có mật khẩu, kiểu khóa này chưa mở được."
        raise UnreadableFileError(shown, problem, SAVE_PLAIN) from error
    if not passwords:
        raise ProtectedFileError(shown, "tệp có mật khẩu.", PROTECTED)
    problem = f"tệp có mật khẩu, {len(passwords)} mật khẩu đã cho đều không mở được."
    raise ProtectedFileError(shown, problem, WRONG)


def _decrypt(msoffcrypto: object, path: Path, password: str, copy: IO[bytes]) -> None:
    with path.open("rb") as file:
        book = msoffcrypto.OfficeFile(file)
        if book.format == "ooxml":
            book.load_key(password=password, verify_password=True)
        else:
            book.load_key(password=password)
        book.decrypt(copy)


BROKEN = (struct.error, AssertionError, AttributeError, IndexError, KeyError, OSError, ValueError)
"""What the library does with a damaged file; it has no word of its own for it."""


def _damaged() -> tuple[type[Exception], ...]:
    from msoffcrypto.exceptions import FileFormatError, ParseError

    return FileFormatError, ParseError
