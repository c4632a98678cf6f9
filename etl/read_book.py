"""What calamine does not tell of a workbook, looked up in its raw parts beforehand.

It knows how far cells reach (a sheet of blanks must not fill the memory) and which
cells hold an error or a formula never calculated, which calamine gives as empty.
It refuses to read values.
"""

from __future__ import annotations

import zipfile
import zlib

from lxml import etree

from etl.read_book_binary import Faults, xls_faults, xlsb_faults
from etl.read_book_xml import book_parts, ods_faults, xlsx_faults
from etl.read_kind import BROKEN_BOOK, PROTECTED
from etl.read_zip import Total, check_size
from etl.snapshots import Snapshot
from onestop.domain.errors import UnreadableFileError


BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, LookupError, ValueError, OSError)


def faults_of(snapshot: Snapshot) -> dict[int, Faults]:
    """Sheet position -> its faults; UnreadableFileError if the book is too large or broken."""
    shown = snapshot.path_shown
    try:
        if snapshot.kind == "xls":
            return xls_faults(snapshot.location.read_bytes())
        with zipfile.ZipFile(snapshot.location) as book:
            check_size(book, shown, Total())
            return _faults_in(book, snapshot.kind, shown)
    except (*BROKEN, etree.LxmlError, NotImplementedError) as error:
        problem = "bảng tính hỏng hoặc chưa tải hết."
        raise UnreadableFileError(shown, problem, BROKEN_BOOK) from error
    except RuntimeError as error:
        raise UnreadableFileError(shown, "tệp có mật khẩu.", PROTECTED) from error


def _faults_in(book: zipfile.ZipFile, kind: str, shown: str) -> dict[int, Faults]:
    if kind == "ods":
        return ods_faults(book, shown)
    read = xlsx_faults if kind == "xlsx" else xlsb_faults
    return {at: read(book, part, shown) for at, part in book_parts(book, kind).items()}
