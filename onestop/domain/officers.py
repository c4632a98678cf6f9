"""Who answers for which area in a commune: officers and the wordings of their areas.

The officers are config (`config/officers.toml`), because each commune shares the work its own
way. An area that no wording meets belongs to nobody, and is shown so.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from onestop.domain.errors import DeclarationError
from onestop.domain.wording import name_key


OTHER = ("Khác", "Others")
"""What the areas without an officer are shown as, Vietnamese and English."""


@dataclass(frozen=True)
class Officer:
    """One post and the wordings by which its areas are recognised."""

    name: str
    areas: tuple[str, ...]


def officer_of(officers: tuple[Officer, ...], area: str) -> Officer | None:
    """Who answers for an area: the longest wording that its name contains decides.

    >>> justice = Officer("Tư pháp", ("hộ tịch",))
    >>> officer_of((justice,), "Lĩnh vực HỘ TỊCH").name
    'Tư pháp'
    """
    key = name_key(area)
    met = [
        (len(name_key(wording)), officer)
        for officer in officers
        for wording in officer.areas
        if name_key(wording) in key
    ]
    return max(met, key=lambda one: one[0])[1] if met else None


def load_officers(path: Path) -> tuple[Officer, ...]:
    """The officers of a TOML file, in its order; DeclarationError names what is wrong."""
    try:
        stated = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeclarationError(path.name, "cú pháp", f"không đọc được: {error}") from error
    if set(stated) - {"officer"}:
        raise DeclarationError(path.name, min(set(stated) - {"officer"}), "chỉ có [[officer]]")
    entries = stated.get("officer", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise DeclarationError(path.name, "officer", "mỗi chức danh viết dưới một dòng [[officer]]")
    officers = tuple(_officer(path.name, number, one) for number, one in enumerate(entries, 1))
    _check_unique(path.name, officers)
    return officers


def _officer(file: str, number: int, stated: dict) -> Officer:
    name, areas = stated.get("name"), stated.get("areas")
    if set(stated) != {"name", "areas"}:
        raise DeclarationError(file, f"officer {number}", "cần đúng hai khóa: name và areas")
    if not isinstance(name, str) or not name_key(name):
        raise DeclarationError(file, f"officer {number}", "name là tên chức danh, không để trống")
    if not isinstance(areas, list) or not areas or not all(map(_is_wording, areas)):
        raise DeclarationError(file, name, "areas là danh sách tên lĩnh vực, không để trống")
    return Officer(name, tuple(areas))


def _is_wording(value: object) -> bool:
    return isinstance(value, str) and bool(name_key(value))


def _check_unique(file: str, officers: tuple[Officer, ...]) -> None:
    owner: dict[str, str] = {}
    for officer in officers:
        for wording in officer.areas:
            if owner.setdefault(name_key(wording), officer.name) != officer.name:
                problem = f"“{wording}” đã thuộc về {owner[name_key(wording)]}"
                raise DeclarationError(file, officer.name, problem)
