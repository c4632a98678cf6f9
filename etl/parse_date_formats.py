"""Which digits of a date's text are its day, month, year and time.

A text is looked at by its shape, every digit written as "0" ("00/00/0000 00:00"), so a
shape is understood once whatever number of cells have it. It knows no cells and no zones.
"""

from __future__ import annotations

import re
from functools import lru_cache

from etl.parse_text import bare
from onestop.domain.errors import DeclarationError


EPOCH_MS = "epoch_ms"
"""A declared format of its own: milliseconds since 1970-01-01 UTC, 13 digits."""

_DMY = r"(?P<d>0{1,2})(?P<sep>[/.-])(?P<m>0{1,2})(?P=sep)(?P<y>0000)"
_YMD = r"(?P<y>0000)(?P<sep>[/.-])(?P<m>0{1,2})(?P=sep)(?P<d>0{1,2})"
_FRACTION = r"(?:[.,]0+)?"
_ZONE = r"(?: ?(?P<z>z|utc|gmt|[+-]00(?::?00)?))?"
_TIME = rf"(?P<H>0{{1,2}})[:h](?P<M>0{{1,2}})(?::(?P<S>0{{1,2}}){_FRACTION})?"
_TIME_12 = r"(?P<h>0{1,2}):(?P<M>0{1,2})(?::(?P<S>0{1,2}))? ?(?P<p>am|pm|sa|ch|a\.m\.|p\.m\.)"
_SPOKEN = r"(?P<H>0{1,2}) (?:gio|h) ?(?:(?P<M>0{1,2}) ?(?:phut|p)?)?"
_WORDS = r"ngay (?P<d>0{1,2}) thang (?P<m>0{1,2}) nam (?P<y>0000)"
USUAL = tuple(
    re.compile(pattern)
    for pattern in (
        rf"'?{_DMY}(?:(?: |t|, ?| ?- ?| luc ){_TIME}{_ZONE})?",
        rf"{_DMY},? {_TIME_12}",
        rf"{_YMD}(?:(?: |t){_TIME}{_ZONE})?",
        rf"{_TIME},? (?:ngay )?{_DMY}",
        r"(?P<y>0000)(?P<m>00)(?P<d>00)(?:(?P<H>00)(?P<M>00)(?P<S>00)?)?",
        rf"{_WORDS}",
        rf"{_TIME},? {_WORDS}",
        rf"{_SPOKEN},? {_WORDS}",
        rf"{_SPOKEN},? (?:ngay )?{_DMY}",
    )
)
"""Shapes read without any declaration (exports.md section 5): the day before the month."""

_RUN = re.compile(r"(?:y{4}|yy|d+|m+|H+|h+|M+|S+|p|T|Z)+")
_TOKEN = re.compile(r"y{4}|yy|d+|m+|H+|h+|M+|S+|p|.")
_PIECE = re.compile(r"'[^']*'|[^\W\d_]+|.", re.DOTALL)
_MERIDIEM = r"(?P<p>am|pm|sa|ch|a\.m\.|p\.m\.)"


def places(shape: str, formats: tuple[str, ...]) -> dict[str, tuple[int, int]] | None:
    """Part of a date -> where its digits stand in texts of this shape; None = unreadable.

    Parts: y (or yy) m d, H (or h with p) M S, z an offset from UTC.
    Declared formats are the only ones tried when there are any.

    >>> places("0/00/0000", ())
    {'d': (0, 1), 'm': (2, 4), 'y': (5, 9)}
    """
    for pattern in _patterns(formats):
        match = pattern.fullmatch(shape)
        if match:
            spans = {name: match.span(name) for name in match.re.groupindex}
            return {n: s for n, s in spans.items() if s[0] >= 0 and n != "sep"}
    return None


@lru_cache(maxsize=256)
def format_pattern(declared: str) -> re.Pattern:
    """The shapes that a declared format accepts, e.g. "d/m/yyyy H:M" or "m/d/yy h:M p".

    Raises DeclarationError if it cannot be a date: no day, month or year, or a part twice.
    """
    pattern = "".join(_piece(piece) for piece in _PIECE.findall(declared))
    names = re.findall(r"\?P<(\w+)>", pattern)
    missing = [part for part in "dm" if part not in names]
    if missing or len(set(names)) < len(names) or not {"y", "yy"} & set(names):
        raise DeclarationError("date_formats", declared, "phải có d, m, yyyy (hoặc yy) một lần")
    if ("h" in names) != ("p" in names) or {"h", "H"} <= set(names):
        raise DeclarationError("date_formats", declared, "giờ 12 là h với p, giờ 24 là H")
    tail = _FRACTION + _ZONE if declared.endswith("S") else ""
    return re.compile(pattern + tail)


@lru_cache(maxsize=64)
def _patterns(formats: tuple[str, ...]) -> tuple[re.Pattern, ...]:
    if not formats:
        return USUAL
    return tuple(format_pattern(f) for f in formats if f != EPOCH_MS)


def _piece(piece: str) -> str:
    """A run of letters is parts of a date only if all of it is: "dTH", not "năm"."""
    if piece.startswith("'"):
        return re.escape(bare(piece[1:-1]))
    if piece.strip("s") == "":
        raise DeclarationError("date_formats", piece, "giây là S, phút là M, tháng là m")
    if not _RUN.fullmatch(piece):
        return re.escape(bare(piece) if piece.strip() else piece)
    parts = _TOKEN.findall(piece)
    crowded = sum(part not in "TZ" for part in parts) > 1 and not {"T", "Z"} & set(parts)
    return "".join(_part(part, crowded=crowded) for part in parts)


def _part(part: str, *, crowded: bool) -> str:
    """Parts that touch have two digits each: only so can they be told apart."""
    if part == "yyyy":
        return "(?P<y>0000)"
    if part == "yy":
        return "(?P<yy>00)"
    if part == "p":
        return _MERIDIEM
    if part in "TZ":
        return part.lower()
    return f"(?P<{part[0]}>{'00' if crowded else '0{1,2}'})"
