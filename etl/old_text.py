"""Sheets whose text was written before Unicode, column by column turned into Unicode.

It decides by evidence: words that are Vietnamese syllables after decoding and were none
before. It refuses to touch clean text, numbers and dates; sheets without such text pay only
for a look at some of each chunk's distinct cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from etl.batch import Finding
from etl.old_text_codes import CODES
from etl.old_text_words import is_syllable
from etl.profile import Layout
from etl.table import Chunk, Column, Sheet


SAMPLE = 200
"""Distinct cells looked at in a column of which nothing is suspected yet."""

ENOUGH = 3
"""So many different words must turn from nonsense into syllables where nothing else in the
sheet speaks for the code; one is enough where the sheet has shown it already."""

MODERN = re.compile("[\u0128\u0129\u0168\u0169\u1ea0-\u1ef9]")
"""Letters that no old code's text can show: the cell is Unicode already."""

WORD = re.compile(
    "[A-Za-z\u00a1-\u00ff\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0\u0300-\u0323\u20ab]+"
)
"""A word of an old code as Windows shows it: its letters may look like signs (µ, ¸, ­)."""


@dataclass
class Evidence:
    """Different words of a text under one code: what decoding mends, spoils, leaves odd."""

    gained: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    odd: set[str] = field(default_factory=set)

    def add(self, texts: Iterable[str], code: str) -> None:
        """Takes in the words that are not plain ASCII; a lone sign is no word."""
        decode = CODES[code]
        for text in texts:
            for word in WORD.findall(text):
                if not word.isascii() and len(word) > 1:
                    self._judge(word, is_syllable(word), is_syllable(decode(word)))

    def _judge(self, word: str, before: bool, after: bool) -> None:  # noqa: FBT001
        if after and not before:
            self.gained.add(word)
        elif before and not after:
            self.lost.add(word)
        elif not before:
            self.odd.add(word)

    def speaks(self, enough: int) -> bool:
        """Whether the words are this code's: most of what was nonsense became syllables."""
        gained = len(self.gained)
        return gained >= enough and gained > len(self.lost) and gained >= len(self.odd)

    @property
    def is_pure(self) -> bool:
        """Whether nothing here reads better as it stands."""
        return 10 * len(self.lost) <= len(self.gained)


@dataclass
class _Watch:
    """What one pass of a sheet knows of its columns, by their cells alone: headings may be
    written otherwise. `usual`: the code that the sheet has shown already."""

    usual: str
    codes: dict[int, str] = field(default_factory=dict)
    evidence: dict[int, dict[str, Evidence]] = field(default_factory=dict)
    mixed: set[int] = field(default_factory=set)

    def column(self, at: int, column: Column) -> Column:
        """The column in Unicode."""
        if at not in self.codes:
            self._look(at, column.values)
        code = self.codes.get(at)
        return _decoded(column, code, mixed=at in self.mixed) if code else column

    def _look(self, at: int, values: list) -> None:
        some = values if self.usual else _some(values)
        seen = suspects(some)
        if not seen:
            return
        told = self.evidence.setdefault(at, {code: Evidence() for code in CODES})
        for code, evidence in told.items():
            evidence.add(seen, code)
        code = _strongest(told, "" if _has_modern(some) else self.usual)
        if code:
            self.codes[at] = code
            if not told[code].is_pure:
                self.mixed.add(at)


def in_unicode(sheet: Sheet) -> Sheet:
    """The sheet with old text decoded; the same sheet where nothing can be old."""
    if sheet.kind == "json":
        return sheet
    usual = _code_of_rows(sheet.head)
    head = _head(sheet.head, usual) if usual else sheet.head
    rows = zip(head, sheet.head, strict=True)
    decoded = {_key(at): usual for at, (new, old) in enumerate(rows) if new != old}

    def read_body(first_row: int, size: int) -> Iterator[Chunk]:
        # Each pass tells anew: a rebuild, which reads once, must note what a load noted.
        for at in [at for at in decoded if at >= 0]:
            del decoded[at]
        watch = _Watch(usual)
        for chunk in sheet.read_body(first_row, size):
            columns = [watch.column(at, column) for at, column in enumerate(chunk.columns)]
            decoded.update(watch.codes)
            yield Chunk(chunk.rows, columns)

    cut = None if usual else sheet.cut  # what the head has shown, its parts would not know
    return replace(sheet, head=head, read_body=read_body, decoded=decoded, cut=cut)


def may_be_old(chunk: Chunk) -> bool:
    """Whether any cell could speak for an old code, be it too little to decode by.

    Where no chunk's could, the sheet's text stands as it is, however it is read.
    """
    watch = _Watch("")
    for at, column in enumerate(chunk.columns):
        watch.column(at, column)
    told = [evidence for codes in watch.evidence.values() for evidence in codes.values()]
    return any(evidence.gained for evidence in told)


def note_decoded(sheet: Sheet, layout: Layout, told: set[int]) -> Iterator[Finding]:
    """One finding for each code whose columns were not `told` yet; only columns in use."""
    named = {at: layout.headings[name] for name, at_ in layout.fields.items() for at in at_}
    named |= {_key(row): "tiêu đề" for row in range(layout.first_body_row)}
    new = {at: code for at, code in sheet.decoded.items() if at in named.keys() - told}
    told.update(new)
    for code in dict.fromkeys(new.values()):
        places = dict.fromkeys(f"“{named[at]}”" for at in sorted(new) if new[at] == code)
        detail = f"Chữ viết bằng bảng mã {code} đã đổi sang Unicode: {', '.join(places)}."
        yield Finding("old_text", detail, sheet=layout.sheet, value=code)


def _key(row: int) -> int:
    """The key of `Sheet.decoded` for one of the rows at hand."""
    return -1 - row


def suspects(values: Iterable) -> list[str]:
    """The texts that an old code could have written: some letter beyond ASCII, none modern."""
    texts = [value for value in values if type(value) is str]
    if "".join(texts).isascii():
        return []
    return [text for text in texts if not text.isascii() and not MODERN.search(text)]


def _has_modern(values: Iterable) -> bool:
    return any(type(value) is str and MODERN.search(value) for value in values)


def _some(values: list) -> list:
    return values if len(values) <= SAMPLE else values[:: len(values) // SAMPLE + 1]


def _strongest(told: dict[str, Evidence], usual: str) -> str:
    """The code that mends most, if it speaks; the sheet's own needs less."""
    ranked = sorted(told, key=lambda code: len(told[code].gained) - len(told[code].lost))
    best = ranked[-1]
    if told[best].speaks(ENOUGH):
        return best
    return usual if usual and told[usual].speaks(1) else ""


def _code_of_rows(rows: list[list]) -> str:
    """The code that the first rows speak for, all columns together, or ""."""
    seen = suspects(cell for row in rows for cell in row)
    if not seen:
        return ""
    told = {code: Evidence() for code in CODES}
    for code, evidence in told.items():
        evidence.add(set(seen), code)
    return _strongest(told, "")


def _head(rows: list[list], code: str) -> list[list]:
    """The first rows decoded.

    A cell that reads either way (“Tên”) goes with its row: modern headings may stand over
    old cells.
    """
    decode, made = CODES[code], []
    for row in rows:
        leaning = _leaning(row, code)
        new = list(row)
        for at, cell in enumerate(row):
            verdict = _leaning([cell], code)
            if verdict > 0 or (verdict == 0 and leaning > 0 and suspects([cell])):
                new[at] = decode(cell)
        made.append(new)
    return made


def _leaning(cells: list, code: str) -> int:
    """How many words a code mends in some cells, less those it spoils and modern cells."""
    evidence = Evidence()
    evidence.add(suspects(cells), code)
    modern = sum(isinstance(cell, str) and bool(MODERN.search(cell)) for cell in cells)
    return len(evidence.gained) - len(evidence.lost) - modern


def _decoded(column: Column, code: str, *, mixed: bool) -> Column:
    """The column in Unicode; values that become equal are one again."""
    old = suspects(column.values)
    if mixed or _has_modern(column.values):
        old = [text for text in old if _leaning([text], code) > 0]
    if not old:
        return column
    turned = dict(zip(old, map(CODES[code], old), strict=True))
    places: dict[tuple[type, object], int] = {}
    moved = [
        places.setdefault((type(value), new), len(places))
        for value in column.values
        for new in [turned.get(value, value) if type(value) is str else value]
    ]
    values = [value for _, value in places]
    return Column(np.array([*moved, -1], np.int32)[column.codes], values)
