"""What stands on a form besides figures, read from config/forms: numbers, titles, notes.

A file is named by its form's code; wordings.toml holds what all forms say. An installation's
own file of the same name replaces the shipped one whole. It knows no figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from string import Formatter

from onestop.domain.declared import Table, read_toml
from onestop.reports.columns import CODES
from onestop.reports.form import AREA, UNIT


WORDINGS = "wordings"
"""The file that holds the wordings of all forms."""

SCORE_FILE_KEYS = ("valid_from", "part", "missing")
"""What only the file of the score has, read by `onestop.reports.score_parts`."""

NOTE_FIELDS: dict[str, tuple[str, ...]] = {
    "as_of": ("as_of",),
    "provisional": ("last", "as_of"),
    "no_figures": ("unit",),
    "policies": ("policies",),
    "lagging": ("units",),
    "without_due_date": ("count",),
    "paused": ("count", "column"),
    "paused_overdue": ("count", "in_time", "overdue"),
    "set_aside": ("count", "withdrawn", "without_due_date"),
    "counted_once": ("count",),
    "level_unknown": ("count",),
    "two_rates": ("tt01", "progress"),
    "fee_unknown": ("count",),
    "longest": ("days",),
    "blanks": (),
    "no_list": ("columns",),
    "refused": ("count",),
    "limits": (),
    "estimate": (),
    "from_memory": ("file",),
    "missing": ("parts",),
}
"""Each note and the facts it may name in braces."""

GROUPS = ("department", "district", "commune", "unknown")
"""The groups of units, in the order they stand on a form."""

ORIGINS = ("certain", "likely", "memory", "own")
"""How sure a layout is: read in primary text, told by one source, from memory, ours."""


@dataclass(frozen=True)
class FormText:
    """The words of one form. sender or receiver "": the unit asked about, the one above it."""

    number: str
    issued: str
    title: str
    counted_in: str
    file: str
    sender: str = ""
    receiver: str = ""
    origin: str = "certain"
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    ways: dict[str, dict[str, str]] = field(default_factory=dict)

    def by(self, way: str) -> FormText:
        """The words where rows are made one way."""
        return replace(self, **self.ways.get(way, {}))


@dataclass(frozen=True)
class Wordings:
    """What all forms say: notes by name, groups of units, the words of the head."""

    notes: dict[str, str]
    groups: dict[str, str]
    head: dict[str, str]

    def say(self, note: str, **facts: object) -> str:
        """A note with its facts."""
        return self.notes[note].format(**facts)


@dataclass(frozen=True)
class FormTexts:
    """Every form's words, and where each file lies."""

    forms: dict[str, FormText]
    wordings: Wordings
    files: dict[str, Path]


TEXTS = ("number", "issued", "title", "counted_in", "sender", "receiver")
NEEDED = ("title", "counted_in")
FORM_KEYS = (*TEXTS, "origin", "notes", "signers", AREA, UNIT)
HEAD_KEYS = (
    "period",
    "days",
    "provisional",
    "sender",
    "receiver",
    "not_told",
    "total",
    "date",
    "sign",
)


def load_form_texts(folders: Iterable[Path]) -> FormTexts:
    """The texts of every form; a later folder's file replaces an earlier one's.

    Raises DeclarationError with file and key, and the nearest name to one misspelt.
    """
    files: dict[str, Path] = {}
    for folder in folders:
        for file in sorted(Path(folder).glob("*.toml")):
            Table(file.name, "tên tệp", {}).one_of("", file.stem, (*CODES, WORDINGS))
            files[file.stem] = file
    for code in (*CODES, WORDINGS):
        if code not in files:
            raise Table(f"{code}.toml", "", {}).wrong("tệp", "không có trong config/forms")
    forms = {code: _form(code, files[code]) for code in CODES}
    return FormTexts(forms, _wordings(files[WORDINGS]), files)


def _form(code: str, file: Path) -> FormText:
    told = Table(str(file), "", read_toml(file))
    told.only((*FORM_KEYS, *(SCORE_FILE_KEYS if code == "score-766" else ())))
    origin = told.text("origin", "certain")
    told.one_of("origin", origin, ORIGINS)
    return FormText(
        **{key: told.text(key, None if key in NEEDED else "") for key in TEXTS},
        file=file.name,
        origin=origin,
        notes=told.texts("notes"),
        signers=_two_at_most(told),
        ways={way: _way(told, way) for way in (AREA, UNIT) if way in told.told},
    )


def _two_at_most(told: Table) -> tuple[str, ...]:
    signers = told.texts("signers")
    if len(signers) > 2:
        raise told.wrong("signers", "tối đa hai người ký: bên trái và bên phải")
    return signers


def _way(told: Table, way: str) -> dict[str, str]:
    """What differs by way: of the texts of a form, those that are told."""
    part = _part(told, way)
    part.only(TEXTS)
    return {key: part.text(key) for key in part.told}


def _part(told: Table, name: str) -> Table:
    value = told.told.get(name)
    if not isinstance(value, dict):
        raise told.wrong(name, f"viết thành một bảng [{name}]")
    return Table(told.file, name, value)


def _wordings(file: Path) -> Wordings:
    told = Table(str(file), "", read_toml(file))
    told.only([one.name for one in fields(Wordings)])
    notes, groups, head = (_part(told, name) for name in ("notes", "groups", "head"))
    notes.only(NOTE_FIELDS)
    groups.only(GROUPS)
    head.only(HEAD_KEYS)
    return Wordings(
        {name: _sentence(notes, name, known) for name, known in NOTE_FIELDS.items()},
        {name: groups.text(name) for name in GROUPS},
        {name: _sentence(head, name, _HEAD_FIELDS.get(name, ())) for name in HEAD_KEYS},
    )


_HEAD_FIELDS = {
    "period": ("period",),
    "days": ("first", "last"),
    "provisional": ("as_of",),
    "sender": ("unit",),
    "receiver": ("unit",),
}


def _sentence(told: Table, name: str, known: tuple[str, ...]) -> str:
    """A wording whose fields in braces are all known."""
    text = told.text(name)
    try:
        named = [part[1:] for part in Formatter().parse(text) if part[1] is not None]
    except ValueError as error:
        raise told.wrong(name, "dấu { } phải đi thành cặp; viết {{ }} nếu cần in ra") from error
    for one, shape, changed in named:
        told.one_of(name, one, known)
        if shape or changed:
            raise told.wrong(name, f"chỉ viết {{{one}}}, không thêm gì trong ngoặc")
    return text
