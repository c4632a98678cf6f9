"""Units: the tree of offices, when each was valid, and who took over.

The only place that knows how an ended unit leads to its successor.
It knows nothing of dossiers, and never splits a unit's past between several successors.
Source: definitions.md section 1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar

from onestop.domain.errors import DeclarationError, NotFoundError


PROVINCE = "province"

LEVELS = (PROVINCE, "district", "department", "commune")
"""Tỉnh, huyện (ended), sở ban ngành, xã phường. A provisional unit has none: ""."""

DISTRICT_LEVEL_ENDED = date(2025, 6, 30)
"""The last day of the district level: Luật Tổ chức chính quyền địa phương 2025,
hiệu lực 1/7/2025."""


K = TypeVar("K")
"""What a unit is told by: its code, or its number in a store."""


@dataclass(frozen=True)
class Unit:
    """An office. `valid_from` and `valid_to` are its first and last day; None = open."""

    code: str
    name: str
    level: str = ""
    parent: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()


def valid_on(unit: Unit, day: date) -> bool:
    """Whether a unit exists on a day; its first and last day both belong to it."""
    begun = unit.valid_from is None or unit.valid_from <= day
    return begun and not ended_before(unit, day)


def ended_before(unit: Unit, day: date) -> bool:
    """Whether a unit's last day has passed."""
    return unit.valid_to is not None and unit.valid_to < day


def descendants(units: Mapping[str, Unit], code: str) -> frozenset[str]:
    """The codes of a unit and of everything below it, ended or not.

    Itself included: whoever asks for a district means its own dossiers too.
    Raises NotFoundError, and DeclarationError when parents run in a circle.
    """
    _known(units, code)
    children = defaultdict(list)
    for unit in units.values():
        children[unit.parent].append(unit.code)
    found = {code}
    waiting = [code]
    while waiting:
        for child in children[waiting.pop()]:
            if child in found:
                raise _circle(child, "cấp trên")
            found.add(child)
            waiting.append(child)
    return frozenset(found)


def provinces(parents: Mapping[K, K | None], levels: Mapping[K, str]) -> dict[K, K]:
    """Each unit's province: the root of its tree, where that root is one.

    A unit whose tree has another root (nobody has said yet where it belongs, a department of
    a ministry) has none and is left out; so is one whose parents run in a circle. An ended
    province is one still: its dossiers stay where they are.
    """
    found: dict[K, K | None] = {}
    for start in parents:
        passed: dict[K, None] = {}
        at, root = start, None
        while at not in found and at not in passed:
            passed[at] = None
            above = parents.get(at)
            if above is None:
                root = at if levels.get(at) == PROVINCE else None
                break
            at = above
        found |= dict.fromkeys(passed, found.get(at, root))
    return {unit: root for unit, root in found.items() if root is not None}


def successor_of(unit: Unit, units: Mapping[str, Unit], day: date) -> Unit:
    """The unit that answers on a day for what this one did.

    A chain of single successors is followed until one that has not ended. A unit split
    among several stays where it is: which part of its past went where cannot be told.
    So does one that ended without a successor.
    """
    passed = {unit.code}
    while ended_before(unit, day) and len(unit.successors) == 1:
        unit = _declared(units, unit.successors[0], of=unit.code)
        if unit.code in passed:
            raise _circle(unit.code, "đơn vị kế thừa")
        passed.add(unit.code)
    return unit


def check_units(units: Iterable[Unit]) -> dict[str, Unit]:
    """Units by code; DeclarationError for what cannot be a tree with successors."""
    known: dict[str, Unit] = {}
    for unit in units:
        if unit.code in known:
            raise DeclarationError("units", unit.code, "mã đơn vị được khai hai lần")
        known[unit.code] = unit
    for unit in known.values():
        _check_unit(unit, known)
    return known


def _check_unit(unit: Unit, units: Mapping[str, Unit]) -> None:
    if unit.level not in ("", *LEVELS):
        problem = f"không có cấp “{unit.level}”; dùng {', '.join(LEVELS)}"
        raise DeclarationError("units", unit.code, problem)
    if unit.valid_from and ended_before(unit, unit.valid_from):
        raise DeclarationError("units", unit.code, "ngày hết hiệu lực trước ngày có hiệu lực")
    for successor in unit.successors:
        _declared(units, successor, of=unit.code)
    successor_of(unit, units, date.max)
    _check_ancestors(unit, units)


def _check_ancestors(unit: Unit, units: Mapping[str, Unit]) -> None:
    passed = {unit.code}
    while unit.parent:
        unit = _declared(units, unit.parent, of=unit.code)
        if unit.code in passed:
            raise _circle(unit.code, "cấp trên")
        passed.add(unit.code)


def _declared(units: Mapping[str, Unit], code: str, of: str) -> Unit:
    if code not in units:
        raise DeclarationError("units", of, f"dẫn tới đơn vị “{code}” không có trong danh mục")
    return units[code]


def _circle(code: str, relation: str) -> DeclarationError:
    return DeclarationError("units", code, f"{relation} khai vòng tròn, quay lại chính nó")


def _known(units: Mapping[str, Unit], code: str) -> None:
    if code not in units:
        nearest = tuple(get_close_matches(code, units, n=3))
        raise NotFoundError("đơn vị", code, nearest)
