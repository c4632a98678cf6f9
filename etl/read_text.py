"""Which characters the bytes of a text file are.

It knows Unicode marks, UTF-8 and the two 8-bit tables seen in Viet Nam; it refuses
to guess TCVN3 or VNI, which a profile must name.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from onestop.domain.errors import UnreadableFileError


BLOCK = 1 << 20

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte order marks; UTF-32 LE starts like UTF-16 LE and must come before it."""


def encoding_of_head(head: bytes) -> str:
    """The encoding that a mark or NUL bytes give away, or ""."""
    for mark, name in MARKS:
        if head.startswith(mark):
            return name
    even, odd = head[0:4096:2].count(0), head[1:4096:2].count(0)
    half = len(head[:4096]) / 4
    if odd > half > even:
        return "utf-16-le"
    return "utf-16-be" if even > half > odd else ""


def decode_head(head: bytes) -> str:
    """The first bytes as text, whatever they are; only good for looking at."""
    told = encoding_of_head(head)
    if told:
        return head.decode(told, errors="replace")
    return head.decode("utf-8" if _is_utf8(head) else "latin-1", errors="replace")


def encoding_of(path: Path) -> str:
    """The encoding of a whole file, told by the first block that is not plain ASCII."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
        told = encoding_of_head(head)
        while not told and head.isascii():
            head = file.read(BLOCK)
            if not head:
                return "utf-8"
    if told:
        return told
    return "utf-8" if _is_utf8(head) else _eight_bit(head)


def check_encoding(name: str, shown: str) -> str:
    """A profile's encoding, if Python knows it."""
    try:
        return codecs.lookup(name).name
    except LookupError as error:
        remedy = "Sửa “encoding” trong khai báo nguồn (config/sources)."
        raise UnreadableFileError(shown, f"không biết bảng mã “{name}”.", remedy) from error


def _is_utf8(block: bytes) -> bool:
    """Valid so far; a character may be cut at the end of the block."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(block)
    except UnicodeDecodeError:
        return False
    return True


def _eight_bit(block: bytes) -> str:
    try:
        block.decode("cp1258")
    except UnicodeDecodeError:
        return "latin-1"
    return "cp1258"
