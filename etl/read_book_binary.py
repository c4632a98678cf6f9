"""The raw records of xls and xlsb sheets: error cells, and how far cells reach.

It knows the record frames of [MS-XLS], [MS-XLSB] and the sectors of [MS-CFB]; calamine
reads the values.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Iterator
from mmap import mmap

from etl.read_book_area import fits, refuse_area


Faults = dict[int, dict[int, str]]
"""0-based row -> 0-based column -> what stands there, such as “#REF!” or “=A1+B1”."""

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
"""The same codes in xls and xlsb ([MS-XLS] 2.5.10)."""

BOUNDSHEET, FORMULA, BOOLERR, FILEPASS = 0x85, 0x06, 0x205, 0x2F
MAY_ERR = re.compile(rb"\x05\x02\x08\x00|\x06\x00.{8}\x02.{5}\xff\xff", re.DOTALL)
XLSB_ROW, XLSB_CELLS, XLSB_ERRORS = 0, range(2, 12), (3, 11)
END_OF_CHAIN = 0xFFFFFFF0
SMALL_STREAM = 4096
SECTOR_SHIFTS = (9, 12)
"""Sectors of 512 or 4,096 bytes, the only two of [MS-CFB] 2.2."""


class ProtectedError(RuntimeError):
    """The workbook has a password."""


def xls_faults(data: bytes) -> dict[int, Faults]:
    """Error cells of an Excel 97 file by sheet position; nothing where frames are odd."""
    try:
        stream = _workbook_stream(data)
        if _is_protected(stream):
            raise ProtectedError
        return _biff_faults(stream) if MAY_ERR.search(stream) else {}
    except (struct.error, IndexError):
        return {}


def is_protected_xls(data: bytes | mmap) -> bool:
    """Whether an Excel 97 file, as bytes or mapped, has a password; False where it is odd."""
    try:
        return _is_protected(_workbook_stream(data))
    except (struct.error, IndexError):
        return False


def _is_protected(stream: bytes) -> bool:
    """FILEPASS stands among the first records; all after it are scrambled."""
    at = 0
    for _ in range(5):
        if at + 4 > len(stream):
            return False
        kind, length = struct.unpack_from("<HH", stream, at)
        if kind == FILEPASS:
            return True
        at += 4 + length
    return False


def _workbook_stream(data: bytes | mmap) -> bytes:
    shift, first_directory = struct.unpack_from("<H16xI", data, 30)
    if shift not in SECTOR_SHIFTS:
        return b""
    size = 1 << shift
    places = struct.unpack_from("<109I", data, 76)
    (extra,) = struct.unpack_from("<I", data, 68)
    while extra < END_OF_CHAIN and len(places) * size < 4 * len(data):
        block = struct.unpack_from(f"<{size // 4}I", data, (extra + 1) * size)
        places, extra = places + block[:-1], block[-1]
    table = b"".join(_sector(data, at, size) for at in places if at < END_OF_CHAIN)
    fat = struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4])
    directory = _chain(data, first_directory, fat, size)
    for at in range(0, len(directory) - 127, 128):
        entry = directory[at : at + 128]
        name = entry[:64].decode("utf-16-le", "replace").split("\0")[0]
        start, length = struct.unpack_from("<II", entry, 116)
        if name in ("Workbook", "Book") and length >= SMALL_STREAM:
            return _chain(data, start, fat, size)[:length]
    return b""


def _sector(data: bytes | mmap, at: int, size: int) -> bytes:
    return data[(at + 1) * size : (at + 2) * size]


def _chain(data: bytes | mmap, at: int, fat: tuple[int, ...], size: int) -> bytes:
    found = []
    while at < len(fat) and len(found) <= len(fat):
        found.append(_sector(data, at, size))
        at = fat[at]
    return b"".join(found)


def _biff_faults(stream: bytes) -> dict[int, Faults]:
    found: dict[int, Faults] = {}
    starts: dict[int, int] = {}
    at, sheet = 0, -1
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        sheet = starts.get(at, sheet)
        body = stream[at + 4 : at + 4 + length]
        if kind == BOUNDSHEET:
            starts[struct.unpack_from("<I", body)[0]] = len(starts)
        elif kind in (FORMULA, BOOLERR) and (text := _biff_error(kind, body)):
            row, column = struct.unpack_from("<HH", body)
            found.setdefault(sheet, {}).setdefault(row, {})[column] = text
        at += 4 + length
    return found


def _biff_error(kind: int, body: bytes) -> str:
    if kind == BOOLERR:
        return ERRORS.get(body[6], "#ERROR!") if body[7] else ""
    if body[12:14] == b"\xff\xff" and body[6] == 2:
        return ERRORS.get(body[8], "#ERROR!")
    return ""


def xlsb_faults(book: zipfile.ZipFile, part: str, shown: str) -> Faults:
    """Error cells of one xlsb sheet; UnreadableFileError if its cells reach too far."""
    data = book.read(part)
    faults: Faults = {}
    row = column = rows = columns = 0
    for kind, start, _ in records(data):
        if kind == XLSB_ROW:
            (row,) = struct.unpack_from("<I", data, start)
        elif kind in XLSB_CELLS:
            (column,) = struct.unpack_from("<I", data, start)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
            if kind in XLSB_ERRORS:
                faults.setdefault(row, {})[column] = ERRORS.get(data[start + 8], "#ERROR!")
    if not fits(rows, columns):
        raise refuse_area(shown, part.rpartition("/")[2], rows, columns)
    return faults


def records(data: bytes) -> Iterator[tuple[int, int, int]]:
    """(kind, start, length) of each xlsb record; both numbers come 7 bits a byte."""
    at, end = 0, len(data)
    while at < end:
        kind = data[at]
        at += 1
        if kind & 0x80 and at < end:
            kind = (kind & 0x7F) | (data[at] & 0x7F) << 7
            at += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if at >= end:
                return
            byte = data[at]
            at += 1
            length |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
        if at + length > end:
            return
        yield kind, at, length
        at += length
