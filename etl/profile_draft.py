"""What a first profile of an unknown list can already say, column by column.

It knows a sheet, the vocabulary and some cells; how that is written down is
`etl.profile_draft_text`'s. What is uncertain stays uncertain: it is only proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from rapidfuzz import fuzz, process

from etl.claims import Claims, ProfileIndex, Use, claim
from etl.declarations import NEAR
from etl.heading_rows import HeadingBlock, likely_headings
from etl.headings import Heading, Vocabulary, fold_bare
from etl.parse_dates import parse_instants
from etl.parse_text import cell_text, codes
from etl.profile import Profile
from etl.profile_files import CODED, REQUIRED, alternatives
from etl.recognise import Sources, read_as, recognise
from etl.table import Sheet
from etl.wordings import Wordings
from onestop.domain.dossier import KINDS
from onestop.domain.errors import InputError


CHUNK_ROWS = 100_000
MOST_ROWS = 1_000_000
"""Rows looked through for wordings: whoever writes a profile waits for this."""

MOST_VALUES = 300
"""Different cells kept of a column; a column of wordings has fewer."""

MOST_WORDINGS = 60
LIKELY, FEW_VALUES = 62, 20
"""A column that only may hold wordings shows its cells in the draft where it is so like one:
another could hold what people wrote of themselves."""

NATIONAL_CODE = re.compile(r"[A-Z]\d{1,2}(?:\.\d+)*-\d{6}-\d+")
"""H98.31.05-241111-0001: a number that is unique in the whole country."""

DATE = re.compile(
    r"(\d{1,4})([/.\-])(\d{1,2})\2(\d{1,4})"
    r"(?:([ T,]+)(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?(am|pm|sa|ch))?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DraftColumn:
    """One heading: the fields that it surely is, or the one it may be and how likely.

    `likeness`: 0–100, of the spelling to `like`, the nearest heading that is known.
    `use`: why it is none (personal, not used), or Use.UNKNOWN. `looks`: "ngày" for dates.
    """

    heading: str
    fields: tuple[str, ...] = ()
    near: str = ""
    like: str = ""
    likeness: int = 0
    use: Use = Use.UNKNOWN
    looks: str = ""


@dataclass(frozen=True)
class DraftWordings:
    """The cells of a column of wordings: what is known of them, and what is not.

    `sure`: whether the column surely is the field.
    """

    field: str
    kind: str
    sure: bool
    known: dict[str, int]
    unknown: tuple[str, ...]
    left_out: int


@dataclass
class Draft:
    """Everything that can be said of a sheet's profile.

    `base`: the profile it fits now. `fields`: field -> its sure headings, best first.
    """

    sheet: str
    kind: str
    form: str
    base: Profile | None
    heading_rows: tuple[int, int] | None
    columns: list[DraftColumn]
    fields: dict[str, list[str]]
    namespace: str = ""
    formats: tuple[str, ...] = ()
    unread_dates: tuple[str, ...] = ()
    has_times: bool = False
    wordings: list[DraftWordings] = field(default_factory=list)

    @property
    def missing(self) -> list[str]:
        """What a list of this kind must have and no heading surely is: "a | b" = one of."""
        return [one for one in REQUIRED[self.kind] if not set(alternatives(one)) & set(self.fields)]


def draft_of(sheet: Sheet, sources: Sources, file: str) -> Draft:
    """A draft for one sheet. Raises UnknownLayoutError where it has no headings at all."""
    base = _fitting(sheet, sources, file)
    block, claims, kind = _claimed(sheet, sources, file, base)
    headings = [heading for heading in block.headings if heading.parts]
    cells = _cells(sheet, block.first_body_row, [heading.position for heading in headings])
    columns = [_column(h, claims, kind, cells[h.position], sources.vocabulary) for h in headings]
    is_json = sheet.kind == "json"
    rows = None if is_json else (block.first_row + 1, block.last_row + 1)
    form = "json" if is_json else "sheet"
    texts = {heading.position: heading.text for heading in headings}
    fields = {name: [texts[at] for at in places] for name, places in claims.fields.items()}
    draft = Draft(sheet.name, kind, form, base, rows, columns, fields)
    _add_dates(draft, headings, cells)
    _add_wordings(draft, headings, cells)
    draft.namespace = _namespace(draft, headings, cells)
    return draft


def _fitting(sheet: Sheet, sources: Sources, file: str) -> Profile | None:
    try:
        return recognise(sheet, sources, file).profile
    except InputError:
        return None


def _claimed(
    sheet: Sheet, sources: Sources, file: str, base: Profile | None
) -> tuple[HeadingBlock, Claims, str]:
    """The headings, and what the fitting profile, else the vocabulary alone, takes them for."""
    if base is not None:
        reading = read_as(sheet, sources, base)
        if reading is not None:
            return reading.block, reading.claims, base.kind
    block = likely_headings(sheet, sources.known)
    if block is None:
        recognise(sheet, sources, file)  # says what it read, and that these are no headings
        raise AssertionError(f"{file}: a sheet without headings was recognised")
    found = {}
    for kind in KINDS:
        plain = Profile(code="", label="", source="", kind=kind)
        found[kind] = claim(block.headings, ProfileIndex.build(plain, sources.vocabulary), sheet)
    best = max(KINDS, key=lambda kind: len(found[kind].fields))
    return block, found[best], best


def _cells(sheet: Sheet, first_row: int, places: list[int]) -> dict[int, list]:
    """The first different cells of each column."""
    found: dict[int, dict] = {at: {} for at in places}
    rows = 0
    for chunk in sheet.read_body(first_row, CHUNK_ROWS):
        for at in (at for at in places if at < len(chunk.columns)):
            if len(found[at]) <= MOST_VALUES:
                found[at].update(dict.fromkeys(map(cell_text, chunk.columns[at].values)))
        rows += len(chunk)
        if rows >= MOST_ROWS:
            break
    return {at: list(cells) for at, cells in found.items()}


def _column(
    heading: Heading, claims: Claims, kind: str, cells: list, vocabulary: Vocabulary
) -> DraftColumn:
    names = tuple(name for name, places in claims.fields.items() if heading.position in places)
    use = claims.uses.get(heading.position, Use.UNKNOWN)
    looks = "ngày" if _are_dates(cells) else ""
    if names or use in (Use.PERSONAL, Use.NOT_USED):
        return DraftColumn(heading.text, names, use=use, looks=looks)
    spellings = {
        fold_bare(known): (name, known)
        for name, known_as in vocabulary.fields.get(kind, {}).items()
        for known in reversed(known_as)
    }
    near = process.extractOne(fold_bare(heading.text), spellings.keys(), scorer=fuzz.ratio)
    if near is None or near[1] < NEAR:
        return DraftColumn(heading.text, looks=looks)
    name, like = spellings[near[0]]
    return DraftColumn(heading.text, (), name, like, round(near[1]), looks=looks)


def _are_dates(cells: list) -> bool:
    some = [text for text in cells[:50] if text.strip()]
    return (
        len(some) > 0 and sum(bool(DATE.fullmatch(text.strip())) for text in some) > len(some) / 2
    )


def _add_dates(draft: Draft, headings: list[Heading], cells: dict[int, list]) -> None:
    """Formats, only where the usual ones do not read every date."""
    instants = {f.code for f in KINDS[draft.kind] if f.kind == "instant"}
    dates: list[str] = []
    for heading, column in zip(headings, draft.columns, strict=True):
        if column.looks or instants & {*column.fields, column.near}:
            dates += [text.strip() for text in cells[heading.position] if text.strip()]
    draft.has_times = any(":" in text and "00:00:00" not in text for text in dates)
    usual = parse_instants(dates)[1]
    if not usual.any():
        return
    formats = _formats(dates)
    if formats and parse_instants(dates, formats)[1].sum() < usual.sum():
        draft.formats = formats
    left = parse_instants(dates, draft.formats)[1]
    draft.unread_dates = tuple(dict.fromkeys(np.array(dates, object)[left].tolist()))[:5]


def _formats(dates: Iterable[str]) -> tuple[str, ...]:
    """How the dates are written; a second number above 12 is a day, so the month is first."""
    told = [match for text in dates if (match := DATE.fullmatch(text))]
    short = [match for match in told if len(match[1]) <= 2]
    is_american = any(int(m[3]) > 12 for m in short) and not any(int(m[1]) > 12 for m in short)
    return tuple(dict.fromkeys(_format(match, is_american=is_american) for match in told))


def _format(match: re.Match, *, is_american: bool) -> str:
    mark = match[2]
    if len(match[1]) == 4:
        day = mark.join(("yyyy", "m", "d"))
    else:
        year = "yyyy" if len(match[4]) == 4 else "yy"
        day = mark.join(("m", "d", year) if is_american else ("d", "m", year))
    if not match[6]:
        return day
    time = ("h" if match[9] else "H") + ":M" + (":S" if match[8] else "")
    return f"{day}{match[5]}{time}{' p' if match[9] else ''}"


def _add_wordings(draft: Draft, headings: list[Heading], cells: dict[int, list]) -> None:
    """The cells of each field of wordings: of its sure columns, else of those it may be."""
    kinds = {f.code: f.kind for f in KINDS[draft.kind] if f.kind in CODED and f.kind != "flag"}
    plain = draft.base or Profile(code="", label="", source="", form=draft.form)
    found: dict[str, list[str]] = {}
    for heading, column in zip(headings, draft.columns, strict=True):
        for name in column.fields or (column.near,):
            texts = [text for text in cells[heading.position] if text.strip()]
            may_be = column.likeness >= LIKELY and len(texts) <= FEW_VALUES
            if name in kinds and (name in column.fields or (may_be and name not in draft.fields)):
                found.setdefault(name, []).extend(texts)
    for name, texts in found.items():
        sure = name in draft.fields
        draft.wordings.append(_wordings(name, kinds[name], texts, plain, sure=sure))


def _wordings(
    name: str, kind: str, found: list[str], plain: Profile, *, sure: bool
) -> DraftWordings:
    some = list(dict.fromkeys(" ".join(text.split()) for text in found))[:MOST_WORDINGS]
    numbers, unknown = Wordings(plain).numbers(kind, some, name)
    known = {
        text: int(number)
        for text, number in zip(some, numbers, strict=True)
        if not np.isnan(number)
    }
    strange = tuple(text for text, is_odd in zip(some, unknown, strict=True) if is_odd)
    return DraftWordings(name, kind, sure, known, strange, len(found) - len(some))


def _namespace(draft: Draft, headings: list[Heading], cells: dict[int, list]) -> str:
    """ "national" where some column holds the numbers of the country; "" for one of its own."""
    if draft.base is not None:
        return draft.base.namespace
    for heading, column in zip(headings, draft.columns, strict=True):
        texts = [text for text in codes(cells[heading.position]) if text]
        ours = sum(bool(NATIONAL_CODE.match(text)) for text in texts)
        if ("code" in column.fields and not texts) or 2 * ours > len(texts):
            return "national"
    return ""
