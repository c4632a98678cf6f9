"""Which rows of a body are dossiers, and which are groups, totals, numbers or signatures.

It knows the layout habits of exports.md section 6; it refuses to know what cells mean
beyond that. Only rows without a plain code are looked at one by one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from etl.parse_text import (
    bare,
    cell_text,
    code_pieces,
    digits_and_pieces,
    fold,
    texts_of,
    tidy,
)
from etl.profile import Layout
from etl.table import Chunk, Column


BODY, SKIP, NO_CODE = 0, 1, 2
FIRST_CELLS = 3
"""Total wordings and group names stand in one of the first cells of their row."""

_TOTAL = re.compile(
    r"(?:tong|cong)(?:\s*[:.(].*|\s*\d.*|(?: so)? ho so.*)?|tong:.*"
    r"|tong (?:so|cong|hop|chung|ket|toan|tien|thu|phi|le phi)\b.*"
    r"|cong (?:chung|don|trang|toan|luy ke)\b.*|luy ke\b.*|[∑Σσ].*"
    r"|(?:danh sach )?co (?:tong (?:so|cong) )?\d+ (?:ho so|ban ghi|dong)\b.*"
    r"|so luong(?: ho so)?\s*:.*|toan (?:tinh|huyen|quan|xa|phuong|thi xa|thanh pho)"
)
_SIGNATURE = re.compile(
    r"(?:nguoi (?:lap|in|bao cao|tong hop|xuat|ky|thong ke|kiem tra|duyet|phe duyet)"
    r"|thu truong|lanh dao|ke toan|(?:pho )?giam doc|(?:pho )?(?:chu tich|chanh van phong)"
    r"|(?:pho )?truong (?:phong|ban)|can bo (?:lap|tong hop|thong ke)|chuyen vien|dai dien"
    r"|xac nhan cua|noi nhan|ghi chu ?:|ngay xuat|tm\.|kt\.|tl\.|q\. ?chu tich"
    r"|\(? ?ky,|\(ky|(?:da )?ky ten|lap bang|in luc|xuat tu he thong|trang \d).*"
    r"|ngay:? \d.*"
    r"|(?:.*, ?)?ngay\b.{0,8}\bthang\b.{0,8}\bnam\b.*"
)
_NUMBER = re.compile(r"\(?(\d{1,2})\)?(?: ?= ?[\d()+\-/* ]+)?")
_LETTER = re.compile(r"\(?[a-d]\)?")
_ENUMERATOR = re.compile(r"(?:[ivxlc]+|[a-zđ]|\d{1,3})[.)]?")
_LEADING = re.compile(r"^(?:(?:[IVXLC]+|[A-ZĐ]|\d{1,3})[.)]|[*+•-])\s+")
_TRAILING = re.compile(r"\s*\((?:\d+)(?:\s*hồ sơ)?\)$", re.IGNORECASE)
_AREA = re.compile(r"(?:tên )?lĩnh vực(?: công việc)?\s*[:\-–]?\s*(.+)", re.IGNORECASE)
_CODED_AREA = re.compile(r"-{2,}\s*(?:\S+\s+-\s+)?(.+)")
_NAMED_UNIT = re.compile(r"(?:tên )?(?:đơn vị|cơ quan)[^:]{0,20}:\s*(.+)", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:ubnd|[uủ][yỷ] ban nhân dân|sở(?! hữu)|phòng(?!,| chống| cháy| bệnh| thủ))\s.+"
)
"""An office even where groups are areas; “Sở hữu trí tuệ” and “Phòng cháy” are areas."""
_UNIT = re.compile(
    r"(?:ubnd|[uủ][yỷ] ban|sở(?! hữu)|chi cục|cục|trung tâm|ban(?! hành)|văn phòng|công an"
    r"|phòng(?!,| chống| cháy| bệnh))\s.+"
)


@dataclass(frozen=True)
class Sorted:
    """The class of each row, and the group (area, unit) that each row stands under."""

    kinds: np.ndarray
    groups: dict[str, Column]
    ignored: list[tuple[int, str]]


@dataclass
class Rows:
    """Sorts the rows of one sheet, chunk after chunk; groups carry over."""

    layout: Layout
    under: dict[str, str] = field(default_factory=lambda: {"unit": "", "area": ""})
    signed: bool = False

    def sort(self, chunk: Chunk, code: Column, texts: list[str]) -> Sorted:
        """`code`: the code column as it stands, `texts`: its values' normal forms."""
        named = np.array([*(bool(text) for text in texts), False])[code.codes]
        kinds = np.where(named, BODY, NO_CODE)
        if self.layout.profile.form == "json":
            return Sorted(kinds, {}, [])
        odd = np.append(_odd(code.values), True)[code.codes]
        full = sum((column.codes >= 0).astype(np.int16) for column in chunk.columns)
        events: list[tuple[int, str, str]] = []
        ignored: list[tuple[int, str]] = []
        doubtful = np.flatnonzero(~named | odd | (full <= 2))
        plain_before = np.diff(doubtful, prepend=-1) > 1
        for i, plain in zip(doubtful, plain_before, strict=True):
            self.signed = self.signed and not plain
            kinds[i] = self._kind(_cells(chunk, i), int(i), events, ignored, named=bool(named[i]))
        if not len(doubtful) or doubtful[-1] < len(chunk) - 1:
            self.signed = False
        return Sorted(kinds, self._groups(events, len(chunk)), ignored)

    def _kind(self, cells: dict, i: int, events: list, ignored: list, *, named: bool) -> int:
        real = named and self._is_real_code(cells)
        if not real and (_is_total(cells) or self._is_furniture(cells)):
            return SKIP
        group = None if real else self._group(cells)
        if group:
            events.extend((i, *change) for change in group)
            return SKIP
        if named and (real or len(cells) > 2):
            self.signed = self.signed and not real
            return BODY
        return self._rest(cells, i, ignored)

    def _rest(self, cells: dict, i: int, ignored: list) -> int:
        """No code and no known furniture: a lost dossier, or text that belongs to none."""
        if self.signed and len(cells) <= FIRST_CELLS:
            return SKIP
        if _are_words(cells):
            ignored.append((i, " | ".join(map(cell_text, cells.values()))))
            return SKIP
        mapped = {at for places in self.layout.fields.values() for at in places}
        return NO_CODE if mapped & cells.keys() else SKIP

    def _is_real_code(self, cells: dict) -> bool:
        """A code with letters and digits, or a long number, in one word or two."""
        places = self.layout.fields["code"]
        text = next((cell_text(cells[at]) for at in places if at in cells), "")
        digits = sum(c.isdigit() for c in text)
        if not digits or any(p.fullmatch(bare(text)) for p in (_TOTAL, _SIGNATURE)):
            return False
        plain = "".join(text.split())
        if plain.isdigit():
            return digits >= 5
        known_form = digits >= 3 or (len(plain) >= 4 and plain[0].isalpha())
        return known_form and code_pieces(text) <= 2

    def _is_furniture(self, cells: dict) -> bool:
        texts = [bare(cell_text(value)) for value in cells.values()]
        if _are_numbers(texts) or self._is_heading(cells):
            return True
        found = len(cells) <= 4 and any(_SIGNATURE.fullmatch(text) for text in texts)
        self.signed = self.signed or found
        return found

    def _is_heading(self, cells: dict) -> bool:
        """The heading again, as on every printed page: most cells are their own heading."""
        same = asked = 0
        for name, places in self.layout.fields.items():
            heading = bare(self.layout.headings.get(name, ""))
            for at in places:
                text = bare(cell_text(cells.get(at, "")))
                asked += bool(text)
                same += len(text) > 2 and text in (heading, *heading.split(" > "))
        return same >= 2 and same * 2 >= asked

    def _group(self, cells: dict) -> list[tuple[str, str]]:
        """The groups that a row opens: its only text, in one of the first columns."""
        texts = {at: tidy([v])[0] for at, v in cells.items() if isinstance(v, str)}
        words = {at: t for at, t in texts.items() if not _ENUMERATOR.fullmatch(fold(t))}
        last = max(FIRST_CELLS - 1, *self.layout.fields["code"])
        if len(words) != 1 or min(words) > last or self.signed:
            return []
        text = next(iter(words.values()))
        found = _group_of(text, self.layout.profile.group, alone=len(cells) == len(texts))
        if not found:
            return []
        return [("unit", found[1]), ("area", "")] if found[0] == "unit" else [found]

    def _groups(self, events: list[tuple[int, str, str]], count: int) -> dict[str, Column]:
        groups = {}
        for name in self.under:
            changes = [(i, text) for i, which, text in events if which == name]
            values = [self.under[name], *(text for _, text in changes)]
            step = np.searchsorted([i for i, _ in changes], np.arange(count), side="right")
            self.under[name] = values[-1]
            codes = np.where(np.array([bool(v) for v in values])[step], step, -1)
            groups[name] = Column(codes.astype(np.int32), values)
        return groups


def _odd(values: list) -> np.ndarray:
    """Values of the code column that may be no code: no digit, several words, very short."""
    texts = texts_of(values)
    digits, words = digits_and_pieces(texts)
    lengths = np.fromiter(map(len, texts), np.int64, len(texts))
    return (digits == 0) | (words > 1) | (lengths <= 4)


def _cells(chunk: Chunk, i: int) -> dict[int, object]:
    """The filled cells of one row, by position."""
    return {
        at: column.values[column.codes[i]]
        for at, column in enumerate(chunk.columns)
        if column.codes[i] >= 0
    }


def _are_words(cells: dict) -> bool:
    """One text, or two without any number: a dossier has a date or at least a number."""
    texts = [value for value in cells.values() if isinstance(value, str)]
    numbers = any(c.isdigit() for text in texts for c in text)
    return len(texts) == len(cells) and (len(texts) == 1 or (len(texts) == 2 and not numbers))


def _is_total(cells: dict) -> bool:
    first = list(cells.values())[:FIRST_CELLS]
    return any(isinstance(v, str) and bool(_TOTAL.fullmatch(bare(v))) for v in first)


def _are_numbers(texts: list[str]) -> bool:
    """(1) (2) (3) … or 1 2 3 …, after letters A B at most: the numbers of the columns."""
    rest = [text for text in texts if not _LETTER.fullmatch(text)]
    found = [_NUMBER.fullmatch(text) for text in rest]
    if len(rest) < FIRST_CELLS or not all(found):
        return False
    numbers = [int(match.group(1)) for match in found]
    return all(b - a == 1 for a, b in pairwise(numbers))


def _group_of(text: str, declared: str, *, alone: bool) -> tuple[str, str] | None:
    """("area" or "unit", its name): by its own words first, else as the profile declares."""
    name = _TRAILING.sub("", _LEADING.sub("", text)).rstrip(" :")
    for pattern, what in ((_AREA, "area"), (_CODED_AREA, "area"), (_NAMED_UNIT, "unit")):
        match = pattern.fullmatch(name)
        if match:
            is_office = pattern is _CODED_AREA and _OFFICE.fullmatch(fold(match.group(1)))
            return "unit" if is_office else what, match.group(1)
    if declared in ("area", "unit") and alone:
        return "unit" if _OFFICE.fullmatch(fold(name)) else declared, name
    return ("unit", name) if alone and _UNIT.fullmatch(fold(name)) else None
