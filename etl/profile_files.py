"""Loads config/sources/*.toml and says in words what is wrong with one.

The only place where a declared profile becomes a Profile; it refuses to know any vendor.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import MISSING, fields, replace
from enum import IntEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from etl.declarations import must_be_one_of, nearest, read_toml
from etl.parse_date_formats import EPOCH_MS, format_pattern
from etl.profile import Profile
from onestop.domain.dossier import (
    KINDS,
    ApplicantKind,
    Channel,
    Field,
    Payment,
    ReturnChannel,
    Satisfaction,
    ServiceLevel,
    Status,
)
from onestop.domain.errors import DeclarationError


REQUIRED = {
    "dossiers": ("code", "received_at | submitted_at"),
    "letters": ("code", "apology_sent_at | rescheduled_to"),
    "ratings": ("code", "satisfaction"),
    "feedback": ("code", "received_at"),
    "progress": ("code", "current_desk"),
}
"""What a list of a kind must have at least, where a profile does not say."""

CODED: dict[str, type[IntEnum] | None] = {
    "status": Status,
    "channel": Channel,
    "level": ServiceLevel,
    "return_channel": ReturnChannel,
    "payment": Payment,
    "satisfaction": Satisfaction,
    "applicant_kind": ApplicantKind,
    "flag": None,
}
"""Kinds of field whose wordings become numbers; a flag is 1 or 0."""

REDUCES = (
    "first",
    "positive",
    "any_yes",
    "filled",
    "count",
    "intervals",
    "paid_online",
    "first_instant",
)
"""How several columns, or a list in JSON, become one value; done by `etl.parse`."""

CHOICES = {
    "kind": tuple(KINDS),
    "form": ("sheet", "json"),
    "precision": ("", "day", "instant"),
    "numbers": ("", "national"),
    "group": ("", "area", "unit"),
}
"""Keys of one word, and the words."""

UNIT_FROM = ("column", "group", "title", "code")

ENDED_STATUS = "ended_status"
"""A constant that is no field: the status of a dossier of which only `ended_at` is told."""

LISTS = ("date_formats", "required", "absent", "distinctive", "ignored", "unit_from")
TABLES = ("headings", "reduce", "constants", "wordings")


def load_profiles(folders: Iterable[Path]) -> list[Profile]:
    """Every profile of the folders; a later folder's profile of the same code replaces.

    Raises DeclarationError for the first thing wrong, with its file and key.
    """
    profiles: dict[str, Profile] = {}
    for folder in folders:
        seen: dict[str, str] = {}
        for file in sorted(Path(folder).glob("*.toml")):
            profile = load_profile(file)
            if profile.code in seen:
                problem = f"mã “{profile.code}” đã có trong {seen[profile.code]}"
                raise DeclarationError(str(file), "code", problem)
            seen[profile.code] = file.name
            profiles[profile.code] = profile
    return list(profiles.values())


def load_profile(file: Path) -> Profile:
    """One profile, checked key by key."""
    told = read_toml(file)
    name = str(file)
    known = {f.name: f for f in fields(Profile)}
    for key in told:
        must_be_one_of(name, key, key, known)
    for key in ("code", "label"):
        if not isinstance(told.get(key), str) or not told[key].strip():
            raise DeclarationError(name, key, "phải có, là chữ")
    for key, value in told.items():
        _check_type(name, key, value, known[key])
    profile = _tidy({"source": told["code"], **told})
    _check(name, profile)
    return replace(
        profile,
        constants=_constants(name, profile),
        wordings=_wordings(name, profile),
    )


def fields_of(profile: Profile) -> dict[str, Field]:
    """The fields a profile's kind of list has."""
    return {f.code: f for f in KINDS[profile.kind]}


def alternatives(required: str) -> list[str]:
    """The fields of which one is enough: "status | due_at"."""
    return [name.strip() for name in required.split("|")]


def _tidy(told: dict) -> Profile:
    lists = {key: tuple(told[key]) for key in LISTS if key in told}
    headings = {
        name: (value,) if isinstance(value, str) else tuple(value)
        for name, value in told.get("headings", {}).items()
    }
    rows = told.get("heading_rows")
    return Profile(
        **{
            **told,
            **lists,
            "required": lists.get("required") or REQUIRED.get(told.get("kind", "dossiers"), ()),
            "headings": headings,
            "heading_rows": tuple(rows) if rows else None,
        }
    )


def _check_type(file: str, key: str, value: object, declared: object) -> None:
    if key in TABLES:
        wanted, word = dict, f"một bảng [{key}]"
    elif key in LISTS or key == "heading_rows":
        wanted, word = list, 'một danh sách ["…", "…"]'
    elif declared.default is MISSING or isinstance(declared.default, str):
        wanted, word = str, "chữ trong dấu nháy"
    else:
        wanted = type(declared.default)
        word = "true hoặc false" if wanted is bool else "một số nguyên"
    if type(value) is not wanted:
        raise DeclarationError(file, key, f"phải là {word}")


def _check(file: str, profile: Profile) -> None:
    for key, allowed in CHOICES.items():
        must_be_one_of(file, key, getattr(profile, key), allowed)
    for word in profile.unit_from:
        must_be_one_of(file, "unit_from", word, UNIT_FROM)
    _check_fields(file, profile)
    _check_time(file, profile)
    if profile.heading_rows and not _are_rows(profile.heading_rows):
        raise DeclarationError(file, "heading_rows", "viết [dòng đầu, dòng cuối], ví dụ [3, 4]")


def _are_rows(rows: tuple) -> bool:
    whole = all(type(row) is int for row in rows)
    return whole and len(rows) == 2 and 1 <= rows[0] <= rows[1]


def _check_fields(file: str, profile: Profile) -> None:
    known = fields_of(profile)
    for key in ("headings", "constants", "reduce"):
        extra = (ENDED_STATUS,) if key == "constants" else ()
        for name in getattr(profile, key):
            must_be_one_of(file, f"{key}.{name}", name, (*known, *extra))
    for key in ("required", "absent"):
        for name in (name for entry in getattr(profile, key) for name in alternatives(entry)):
            must_be_one_of(file, key, name, known)
    for name, word in profile.reduce.items():
        must_be_one_of(file, f"reduce.{name}", word, REDUCES)
    _check_headings(file, profile)


def _check_headings(file: str, profile: Profile) -> None:
    for name, headings in profile.headings.items():
        if not all(isinstance(heading, str) and heading.strip() for heading in headings):
            raise DeclarationError(file, f"headings.{name}", "mỗi tiêu đề là chữ trong dấu nháy")


def _check_time(file: str, profile: Profile) -> None:
    try:
        ZoneInfo(profile.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = nearest(profile.time_zone, available_timezones())
        hint = f"; gần nhất: {near}" if near else ""
        problem = f"không có múi giờ “{profile.time_zone}”{hint}. Ví dụ: UTC, Asia/Ho_Chi_Minh"
        raise DeclarationError(file, "time_zone", problem) from error
    for declared in profile.date_formats:
        if declared == EPOCH_MS:
            continue
        try:
            format_pattern(declared)
        except DeclarationError as error:
            problem = f"“{declared}”: {error.problem}. Ví dụ: d/m/yyyy H:M:S, m/d/yyyy h:M p"
            raise DeclarationError(file, "date_formats", problem) from error


def _wordings(file: str, profile: Profile) -> dict[str, dict[str, int]]:
    """The wordings by kind or field, each as a number."""
    coded = {f.code: f.kind for f in KINDS[profile.kind] if f.kind in CODED}
    kinds = {kind: kind for kind in CODED} | coded
    made: dict[str, dict[str, int]] = {}
    for name, table in profile.wordings.items():
        must_be_one_of(file, f"wordings.{name}", name, kinds)
        if not isinstance(table, dict):
            raise DeclarationError(file, f"wordings.{name}", 'viết "cách ghi" = giá trị')
        made[name] = {
            wording: _number(file, f"wordings.{name}.{wording}", kinds[name], value)
            for wording, value in table.items()
        }
    return made


def _constants(file: str, profile: Profile) -> dict[str, object]:
    kinds = {f.code: f.kind for f in KINDS[profile.kind]} | {ENDED_STATUS: "status"}
    return {
        name: _number(file, f"constants.{name}", kinds[name], value)
        if kinds[name] in CODED
        else value
        for name, value in profile.constants.items()
    }


def _number(file: str, key: str, kind: str, value: object) -> int:
    """The number of a declared value: itself, an English name, or yes and no."""
    words = _words(kind)
    if isinstance(value, str) and value.casefold() in words:
        return words[value.casefold()]
    if isinstance(value, (bool, int)) and int(value) in words.values():
        return int(value)
    allowed = ", ".join(f"{number} ({word})" for word, number in words.items())
    near = nearest(str(value), words)
    hint = f"; gần nhất: {near}" if near else ""
    raise DeclarationError(file, key, f"không có “{value}”{hint}. Được phép: {allowed}")


def _words(kind: str) -> dict[str, int]:
    enum = CODED[kind]
    if enum is None:
        return {"yes": 1, "no": 0}
    return {member.name.casefold(): int(member) for member in enum}
