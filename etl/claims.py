"""Which column becomes which field, and why any other column does not.

It knows one profile's headings and the vocabulary; it refuses to know how profiles compete.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from etl.headings import Heading, Index, Vocabulary, fold_bare
from etl.profile import Profile
from etl.table import Sheet
from onestop.domain.dossier import KINDS


IDENTITY_NUMBER = re.compile(r"0?\d{9}(?:\d{3})?$")
"""CMND has 9 digits, CCCD 12; an office code or name never looks so."""


DESKS = ("bo phan", "mot cua", "quay", "van thu")
"""How rooms and counters are called that no dossier is accounted to."""

FILTER = re.compile(r"\[[^\]=]+=[^\]]*\]")
"""In a JSON path, one element of a list: `name[languageId=228].name`."""


class Use(StrEnum):
    """What becomes of a column."""

    FIELD = "field"
    PERSONAL = "personal"
    NOT_USED = "not_used"
    UNKNOWN = "unknown"
    BLANK = "blank"


@dataclass(frozen=True)
class Match:
    """One field that a heading may mean; a lower rank is a better heading for it."""

    field: str
    rank: int


Matches = dict[int, list[Match]]
"""Column -> the fields that its heading may mean."""


@dataclass
class ProfileIndex:
    """A profile with every heading it understands.

    `novel`: the fields for which it has a heading that the vocabulary does not.
    """

    profile: Profile
    own: Index = field(default_factory=Index)
    shared: Index = field(default_factory=Index)
    distinctive: Index = field(default_factory=Index)
    ignored: Index = field(default_factory=Index)
    known: Index = field(default_factory=Index)
    novel: set[str] = field(default_factory=set)

    @classmethod
    def build(cls, profile: Profile, vocabulary: Vocabulary) -> ProfileIndex:
        """The profile's own headings, and the vocabulary of its kind."""
        made = cls(profile)
        for name, headings in profile.headings.items():
            for rank, heading in enumerate(headings):
                made.own.add(heading, Match(name, rank))
                if "=" in heading:
                    made.own.add(FILTER.sub("[]", heading), Match(name, rank))
        for name, headings in vocabulary.fields.get(profile.kind, {}).items():
            for rank, heading in enumerate(headings):
                made.shared.add(heading, Match(name, rank))
        made.novel = {
            name
            for name, headings in profile.headings.items()
            if any(name not in made.shared_fields(heading) for heading in headings)
        }
        made.distinctive.add_all(profile.distinctive)
        made.ignored.add_all(profile.ignored)
        made.known.add_all(vocabulary.personal, Use.PERSONAL)
        made.known.add_all(vocabulary.not_used, Use.NOT_USED)
        return made

    def shared_fields(self, heading: str) -> set[str]:
        """The fields that the vocabulary gives a heading."""
        return {match.field for match in self.shared.find([heading])}


@dataclass
class Claims:
    """What each column is used for.

    `own`: fields found by the profile's own headings. `why`: column -> why it lost.
    """

    fields: dict[str, tuple[int, ...]] = field(default_factory=dict)
    own: set[str] = field(default_factory=set)
    uses: dict[int, Use] = field(default_factory=dict)
    why: dict[int, str] = field(default_factory=dict)


def claim(headings: tuple[Heading, ...], reader: ProfileIndex, sheet: Sheet) -> Claims:
    """Give every field its best column.

    A profile's own headings come before the vocabulary and may share a column; headings
    of the vocabulary take a column that nobody has, field by field in the order of
    `KINDS`, so that the office is found before the room in it.
    """
    claims = Claims()
    readable = [h for h in headings if not reader.ignored.find(h.spellings)]
    own = {h.position: reader.own.find(h.spellings) for h in readable}
    shared = {h.position: reader.shared.find(h.spellings) for h in readable}
    _drop_identity_numbers((own, shared), sheet, claims)
    _leave_desks_alone((own, shared), sheet)
    for f in KINDS[reader.profile.kind]:
        _give(claims, f.code, _columns(own, f.code, set()), reader.profile)
    claims.own = set(claims.fields)
    for f in KINDS[reader.profile.kind]:
        if f.code not in claims.fields:
            taken = {at for places in claims.fields.values() for at in places}
            _give(claims, f.code, _columns(shared, f.code, taken), reader.profile)
    _explain(claims, headings, {at: own[at] + shared[at] for at in own}, reader)
    return claims


def _columns(matches: Matches, name: str, taken: set[int]) -> list[int]:
    """The columns that may be the field, best heading first, then from left to right."""
    ranked = [
        (match.rank, at)
        for at, found in matches.items()
        for match in found
        if match.field == name and at not in taken
    ]
    return [at for _, at in sorted(ranked)]


def _give(claims: Claims, name: str, found: list[int], profile: Profile) -> None:
    if found:
        joined = name in profile.reduce
        claims.fields[name] = tuple(dict.fromkeys(found)) if joined else (found[0],)


def _drop_identity_numbers(told: tuple[Matches, Matches], sheet: Sheet, claims: Claims) -> None:
    """Leave out a column of offices or names that holds identity numbers.

    "Mã định danh" is the code of an office in one system and of a citizen in another.
    """
    offices = {"unit", "receiving_unit", "current_desk", "area"}
    for matches in told if sheet.kind != "json" else ():
        for at, found in matches.items():
            if offices & {m.field for m in found} and _holds_identity(sheet, at):
                matches[at] = []
                claims.uses[at] = Use.PERSONAL


def _leave_desks_alone(told: tuple[Matches, Matches], sheet: Sheet) -> None:
    """A column that may be offices or the rooms in them is rooms if it says “Bộ phận …”."""
    for matches in told if sheet.kind != "json" else ():
        for at, found in matches.items():
            if {"unit", "current_desk"} <= {m.field for m in found} and _holds_desks(sheet, at):
                matches[at] = [m for m in found if m.field == "current_desk"]


def _holds_desks(sheet: Sheet, at: int) -> bool:
    cells = [fold_bare(str(row[at])) for row in sheet.head if at < len(row) and row[at]]
    return 2 * sum(cell.startswith(DESKS) for cell in cells) >= max(1, len(cells))


def _holds_identity(sheet: Sheet, at: int) -> bool:
    cells = (row[at] for row in sheet.head if at < len(row))
    return any(IDENTITY_NUMBER.match(str(cell).removesuffix(".0").strip()) for cell in cells)


def _explain(
    claims: Claims, headings: Iterable[Heading], matches: Matches, reader: ProfileIndex
) -> None:
    personal = {f.code for f in KINDS[reader.profile.kind] if f.personal}
    used = {at for places in claims.fields.values() for at in places}
    texts = {h.position: h.text for h in headings}
    for heading in headings:
        at = heading.position
        if at in used:
            claims.uses[at] = Use.FIELD
        elif matches.get(at):
            name = matches[at][0].field
            claims.uses[at] = Use.PERSONAL if name in personal else Use.NOT_USED
            winner = claims.fields.get(name, (at,))[0]
            claims.why[at] = f"đã dùng cột “{texts[winner]}”"
        elif at not in claims.uses:
            claims.uses[at] = _use_of_unmatched(heading, reader)


def _use_of_unmatched(heading: Heading, reader: ProfileIndex) -> Use:
    if not heading.parts:
        return Use.BLANK
    known = reader.known.find(heading.spellings)
    if known:
        return known[0]
    return Use.NOT_USED if reader.ignored.find(heading.spellings) else Use.UNKNOWN
