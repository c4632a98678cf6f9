"""Which profile a sheet fits: the contest, and the refusals.

It knows that a profile fits when its required fields are found; it never looks at a
file's name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from etl.aggregates import AggregateForm, aggregate_form, load_aggregates
from etl.claims import Claims, ProfileIndex, Use, claim
from etl.corrections_declared import Entry, load_declared
from etl.declarations import must_be_one_of, nearest
from etl.heading_rows import HeadingBlock, find_headings, likely_headings
from etl.headings import Index, Vocabulary, fold, load_vocabulary
from etl.mended import is_mended
from etl.profile import Layout, Profile
from etl.profile_files import alternatives, fields_of, load_profiles
from etl.table import Sheet
from etl.titles import read_title
from onestop.domain.dossier import KINDS
from onestop.domain.errors import AggregateError, UnknownLayoutError


DISTINCTIVE_WEIGHT = 2
"""A heading that only one vendor prints says more than a field that every list has."""

ENOUGH_MARKS = 3
"""So many distinctive headings (or half of a shorter list) make a sheet that vendor's; with
fewer, a profile that claims no vendor comes first."""


@dataclass
class Sources:
    """Everything declared about sources, ready for comparing: read once per process."""

    profiles: list[Profile]
    vocabulary: Vocabulary
    forms: list[AggregateForm]
    corrections: tuple[Entry, ...] = ()
    readers: dict[str, ProfileIndex] = field(init=False)
    known: Index = field(init=False)

    def __post_init__(self) -> None:
        """Lend every profile the vocabulary, and gather what a heading can be at all."""
        self.profiles = [_with_shared_reduce(p, self.vocabulary) for p in self.profiles]
        self.readers = {p.code: ProfileIndex.build(p, self.vocabulary) for p in self.profiles}
        self.known = self.vocabulary.known()
        for profile in self.profiles:
            for name, headings in profile.headings.items():
                for heading in headings:
                    self.known.add(heading, (profile.kind, name))


@dataclass(frozen=True)
class Reading:
    """One profile's understanding of one sheet."""

    profile: Profile
    block: HeadingBlock
    claims: Claims
    missing: tuple[str, ...]
    marks: int
    novel: set[str]

    @property
    def rank(self) -> tuple:
        """Lower fits better; the profile's code settles what is left.

        First the profiles of which half the headings that nobody else knows are here:
        whoever declares one strange heading of a known vendor means this file.
        """
        declared = len(self.profile.distinctive)
        is_vendor = self.marks >= min(ENOUGH_MARKS, (declared + 1) // 2)
        is_meant = 0 < len(self.novel) <= 2 * len(self.novel & self.claims.own)
        found = len(self.claims.fields) + len(self.claims.own)
        score = found + DISTINCTIVE_WEIGHT * self.marks
        return not is_meant, not is_vendor, -score, -len(self.profile.required), self.profile.code


def load_sources(config_folders: Iterable[Path]) -> Sources:
    """The profiles of every folder's sources/, with the last codes/ that has a vocabulary.

    Folders in order: the shipped config first, then the user's.
    """
    folders = [Path(folder) for folder in config_folders]
    return Sources(
        load_profiles([folder / "sources" for folder in folders]),
        load_vocabulary(_last(folders, "headings.toml")),
        load_aggregates(_last(folders, "aggregates.toml")),
        load_declared(folders),
    )


def recognise(sheet: Sheet, sources: Sources, file: str, chosen: str = "") -> Layout:
    """How a sheet is to be read, by the profile it fits best or by the chosen one.

    Raises AggregateError for a table of totals and UnknownLayoutError otherwise.
    """
    candidates = _chosen(sources, chosen) if chosen else sources.profiles
    usual = find_headings(sheet, sources.known)
    readings = [r for p in candidates if (r := _read(sheet, sources, p, usual)) is not None]
    fitting = [r for r in readings if not r.missing and (chosen or _may_fit(r))]
    if fitting:
        return _layout(sheet, min(fitting, key=lambda r: r.rank))
    form = aggregate_form(sheet.head, sources.forms)
    if form and not chosen:
        raise AggregateError(file, sheet.name, form)
    raise _unknown(sheet, sources, file, readings)


def read_as(sheet: Sheet, sources: Sources, profile: Profile) -> Reading | None:
    """What a profile makes of a sheet, fitting or not; None if there are no headings."""
    return _read(sheet, sources, profile, find_headings(sheet, sources.known))


def _read(
    sheet: Sheet, sources: Sources, profile: Profile, usual: HeadingBlock | None
) -> Reading | None:
    if (sheet.kind == "json") != (profile.form == "json"):
        return None
    if profile.sheet and fold(profile.sheet) != fold(sheet.name):
        return None
    told_rows = profile.heading_rows
    block = find_headings(sheet, sources.known, told_rows) if told_rows else usual
    if block is None:
        return None
    reader = sources.readers[profile.code]
    claims = claim(block.headings, reader, sheet)
    told = {*claims.fields, *profile.constants, *_told_otherwise(profile)}
    missing = tuple(r for r in profile.required if not told & set(alternatives(r)))
    return Reading(profile, block, claims, missing, _marks(block, reader), reader.novel)


def known_of(sheet: Sheet, sources: Sources) -> int:
    """How many headings of a sheet the vocabulary knows."""
    block = find_headings(sheet, sources.known)
    return block.known if block else 0


def _with_shared_reduce(profile: Profile, vocabulary: Vocabulary) -> Profile:
    names = fields_of(profile)
    shared = {name: word for name, word in vocabulary.reduce.items() if name in names}
    return replace(profile, reduce={**shared, **profile.reduce})


def _chosen(sources: Sources, code: str) -> list[Profile]:
    must_be_one_of("--profile", "mã nguồn", code, [p.code for p in sources.profiles])
    return [p for p in sources.profiles if p.code == code]


def _told_otherwise(profile: Profile) -> set[str]:
    """Fields that need no column: an area or unit told by group rows, a derived status."""
    told = {profile.group} if profile.group else set()
    return told | ({"status"} if profile.status_from_dates else set())


def _may_fit(reading: Reading) -> bool:
    """Whether a profile may compete: none of what it never has, some of what is its own."""
    profile = reading.profile
    if set(profile.absent) & set(reading.claims.fields):
        return False
    return bool(reading.claims.own) or not profile.headings


def _marks(block: HeadingBlock, reader: ProfileIndex) -> int:
    """How many different distinctive headings stand in a sheet."""
    found = (reader.distinctive.find(h.spellings)[:1] for h in block.headings)
    return len({str(mark) for marks in found for mark in marks})


def _layout(sheet: Sheet, reading: Reading) -> Layout:
    block, claims = reading.block, reading.claims
    texts = {h.position: h.text for h in block.headings}
    above = sheet.above if sheet.kind == "json" else sheet.head[: block.first_row]
    mended = is_mended(above)
    return Layout(
        profile=replace(reading.profile, full_export=False) if mended else reading.profile,
        sheet=sheet.name,
        first_body_row=block.first_body_row,
        fields=dict(claims.fields),
        headings={
            name: " + ".join(texts[at] for at in places) for name, places in claims.fields.items()
        },
        title=read_title(above),
        unknown=tuple(texts[at] for at, use in claims.uses.items() if use is Use.UNKNOWN),
        mended=mended,
    )


def _unknown(
    sheet: Sheet, sources: Sources, file: str, readings: list[Reading]
) -> UnknownLayoutError:
    """The refusal, with what is missing of the profile that came nearest."""
    block = likely_headings(sheet, sources.known)
    readings = [r for r in readings if r.profile.heading_rows or r.block == block]
    if not readings:
        texts = [h.text for h in block.headings if h.parts] if block else []
        return UnknownLayoutError(file, sheet.name, texts, {})
    best = min(
        readings,
        key=lambda r: (not _may_fit(r), -len(r.claims.fields), len(r.missing), r.rank),
    )
    texts = {h.position: h.text for h in best.block.headings if h.parts}
    spare = [texts[at] for at, use in best.claims.uses.items() if use is Use.UNKNOWN]
    labels = {f.code: f.label_vi for f in KINDS[best.profile.kind]}
    near = {}
    for text in spare:
        name = sources.vocabulary.nearest_field(best.profile.kind, text)
        if name:
            near[text] = labels[name]
    for required in best.missing:
        wanted = " hoặc ".join(labels[name] for name in alternatives(required))
        near[f"thiếu: {wanted}"] = nearest(wanted, spare) or "(không có cột nào gần)"
    return UnknownLayoutError(file, sheet.name, list(texts.values()), near)


def _last(folders: list[Path], name: str) -> Path:
    found = [folder / "codes" / name for folder in folders if (folder / "codes" / name).is_file()]
    return found[-1] if found else folders[0] / "codes" / name
