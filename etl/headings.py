"""What a heading says, whatever its spelling: folding, and the vocabulary of headings.

It knows config/codes/headings.toml; it refuses to know where in a sheet a heading stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from etl.declarations import nearest, read_toml
from onestop.domain.dossier import KINDS
from onestop.domain.errors import DeclarationError


NOISE = re.compile(r"\[br\]|<br\s*/?>|_x000d_|[\u00a0\u200b\ufeff]", re.IGNORECASE)
SPACE = re.compile(r"\s+")
UNIT = re.compile(
    r"\s*[(\[]\s*(?:đv(?:t|i)?\b[^)\]]*|đơn vị(?: tính)?\b[^)\]]*"
    r"|vnđ|vnd|đồng|nghìn đồng|triệu đồng|đ|bộ|ngày|%|\*|nếu có|dd/mm/yyyy[^)\]]*"
    r"|ký tên|ký,? ghi rõ họ tên)\s*[)\]]"
)
"""Units and remarks in brackets that change nothing about the meaning."""

BRACKET = re.compile(r"\s*[(\[][^)\]]*[)\]]\s*$")
NOT_WORD = re.compile(r"[\W_]+")


@lru_cache(maxsize=20_000)
def fold(text: str) -> str:
    """The heading without what differs between exports.

    >>> fold("  Tổng phí, lệ phí[br](VNĐ) *: ")
    'tổng phí, lệ phí'
    """
    folded = NOISE.sub(" ", unicodedata.normalize("NFC", text)).casefold()
    folded = UNIT.sub("", SPACE.sub(" ", folded))
    return re.sub(r"\s*([/>])\s*", r"\1", folded).strip(" :*.-\"'")


@lru_cache(maxsize=20_000)
def fold_bare(text: str) -> str:
    """`fold` without diacritics.

    >>> fold_bare("Đơn vị tiếp nhận")
    'don vi tiep nhan'
    """
    parts = unicodedata.normalize("NFD", fold(text).replace("đ", "d"))
    return "".join(part for part in parts if not unicodedata.combining(part))


@lru_cache(maxsize=20_000)
def fold_tight(text: str) -> str:
    """`fold_bare` without separators, where `MaHoSo`, `ma_ho_so` and "Mã hồ sơ" meet."""
    return NOT_WORD.sub("", fold_bare(text))


FOLDS = (fold, fold_bare, fold_tight)
"""How a heading is compared, strictest first."""


@dataclass(frozen=True)
class Heading:
    """The heading of one column: its texts from the upper row to the lower."""

    position: int
    parts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The heading as a person would quote it."""
        return " > ".join(SPACE.sub(" ", NOISE.sub(" ", part)).strip() for part in self.parts)

    @property
    def spellings(self) -> tuple[str, ...]:
        """What the vocabulary is asked for, most telling first.

        "Tiếp nhận > Ngày" is asked as itself, "Ngày Tiếp nhận", "Tiếp nhận Ngày" and "Ngày".
        """
        if not self.parts:
            return ()
        asked = [" > ".join(self.parts)]
        if len(self.parts) > 1:
            upper, lower = self.parts[-2:]
            asked += [f"{upper} > {lower}", f"{lower} {upper}", f"{upper} {lower}", lower]
        shorter = [BRACKET.sub("", NOISE.sub(" ", spelling)) for spelling in asked]
        return tuple(dict.fromkeys([*asked, *(s for s in shorter if s.strip())]))


@dataclass
class Index:
    """Wordings and what they stand for, found under the strictest fold that knows them."""

    levels: tuple[dict, ...] = field(default_factory=lambda: ({}, {}, {}))

    def add(self, wording: str, target: object) -> None:
        """Let a wording stand for a target (also)."""
        for level, folding in zip(self.levels, FOLDS, strict=True):
            key = folding(wording)
            if key:
                level.setdefault(key, []).append(target)

    def add_all(self, wordings: Iterable[str], target: object = None) -> None:
        """Let every wording stand for a target, or for itself."""
        for wording in wordings:
            self.add(wording, wording if target is None else target)

    def find(self, spellings: Iterable[str]) -> list:
        """Every target of the first spelling that is known; empty if none is."""
        for spelling in spellings:
            for level, folding in zip(self.levels, FOLDS, strict=True):
                found = level.get(folding(spelling))
                if found:
                    return found
        return []


@dataclass(frozen=True)
class Vocabulary:
    """The headings of config/codes/headings.toml.

    `fields`: kind of list -> field -> headings, best first. `reduce`: field -> how several
    columns become one value. `personal` and `not_used`: headings that are understood and
    never read.
    """

    fields: dict[str, dict[str, tuple[str, ...]]]
    reduce: dict[str, str]
    personal: tuple[str, ...]
    not_used: tuple[str, ...]

    def nearest_field(self, kind: str, heading: str) -> str:
        """The field of a kind whose headings are most like this one, or ""."""
        spellings = {
            fold_bare(known): name
            for name, headings in self.fields.get(kind, {}).items()
            for known in reversed(headings)
        }
        return spellings.get(nearest(fold_bare(heading), spellings), "")

    def known(self) -> Index:
        """Every heading, standing for itself as told: what a heading row is found by."""
        index = Index()
        for kind, fields in self.fields.items():
            for name, headings in fields.items():
                for heading in headings:
                    index.add(heading, (kind, name))
        for heading in (*self.personal, *self.not_used):
            index.add(heading, ("", heading))
        return index


def load_vocabulary(file: Path) -> Vocabulary:
    """The vocabulary of a file; DeclarationError names an unknown kind or field."""
    told = read_toml(file)
    known = told.pop("known", {})
    reduce = told.pop("reduce", {})
    for kind, fields in told.items():
        if kind not in KINDS:
            raise DeclarationError(str(file), kind, f"phải là một trong {', '.join(KINDS)}")
        unknown = set(fields) - {f.code for f in KINDS[kind]}
        if unknown:
            raise DeclarationError(str(file), kind, f"không có trường {', '.join(sorted(unknown))}")
    return Vocabulary(
        {k: {name: tuple(v) for name, v in fields.items()} for k, fields in told.items()},
        dict(reduce),
        tuple(known.get("personal", ())),
        tuple(known.get("not_used", ())),
    )
