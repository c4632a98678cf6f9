"""Known errors of a whole source, as an office declares them in config/corrections.toml.

It knows keys, kinds and what may stand together, and says in words what is wrong. What the
words in a file mean (statuses, dates, units) is read by `etl.corrections_declared`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from onestop.domain.declared import Table, read_toml
from onestop.domain.dossier import FIELDS, Field


FILE = "corrections.toml"

KEYS = (
    "code",
    "source",
    "profile",
    "field",
    "within",
    "when",
    "set",
    "map",
    "swap",
    "shift_days",
    "shift_hours",
    "reason",
    "expect",
)
WITHIN = ("unit", "received_from", "received_to", "as_of_from", "as_of_to")
SIGNS = ("from", "to", "before", "after", "told")

CHANGEABLE: dict[str, Field] = {
    one.code: one for one in FIELDS if not one.personal and one.code not in ("code", "pauses")
}
"""Fields that a declaration may change or look at."""

INSTANTS = tuple(one.code for one in CHANGEABLE.values() if one.kind == "instant")


@dataclass(frozen=True)
class Sign:
    """What a field must say for a row to show the error.

    anyof: one of these values ("" = nothing told); since, until: within these values;
    before, after: another date of the row; told: whether anything is told (None: either).
    """

    field: str
    anyof: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    before: str = ""
    after: str = ""
    told: bool | None = None


@dataclass(frozen=True)
class Within:
    """Which rows an entry is about at all; a file without any is not asked to show the error."""

    unit: str = ""
    received_from: str = ""
    received_to: str = ""
    as_of_from: str = ""
    as_of_to: str = ""


@dataclass(frozen=True)
class Change:
    """What is done with a field: one of these. shift: seconds; set "": nothing is told."""

    set: str | None = None
    map: Mapping[str, str] = field(default_factory=dict)
    swap: str = ""
    shift: int = 0


@dataclass(frozen=True)
class Declared:
    """One known error. expect: rows (1 or more) or a share (under 1) of the rows it is about."""

    file: str
    code: str
    source: str
    profile: str
    field: str
    within: Within
    when: tuple[Sign, ...]
    change: Change
    reason: str
    expect: Decimal

    @property
    def where(self) -> str:
        """The source or profile whose files it is about."""
        return self.profile or self.source

    def is_about(self, source: str, profile: str) -> bool:
        """Whether files of this source and profile are meant."""
        return self.profile in ("", profile) and self.source in ("", source)


def load_corrections(file: Path) -> tuple[Declared, ...]:
    """Every entry of a file, in its order. Raises DeclarationError naming key and nearest name."""
    whole = Table(str(file), "", read_toml(file))
    whole.only(("about", "correction"))
    entries = tuple(_entry(one) for one in whole.tables("correction"))
    seen: set[str] = set()
    for entry, told in zip(entries, whole.tables("correction"), strict=True):
        if entry.code in seen:
            raise told.wrong("code", f"mã “{entry.code}” đã có ở trên")
        seen.add(entry.code)
    return entries


def _entry(told: Table) -> Declared:
    told.only(KEYS)
    name = told.text("field")
    told.one_of("field", name, CHANGEABLE)
    source, profile = told.text("source", ""), told.text("profile", "")
    if bool(source) == bool(profile):
        raise told.wrong("source", "ghi đúng một trong hai: source hoặc profile")
    change = _change(told, CHANGEABLE[name])
    when = tuple(_signs(told))
    if not when and not change.map:
        raise told.wrong("when", "phải ghi dấu hiệu của lỗi, để biết dòng nào còn sai")
    return Declared(
        file=told.file,
        code=told.text("code"),
        source=source,
        profile=profile,
        field=name,
        within=_within(told),
        when=when,
        change=change,
        reason=told.text("reason"),
        expect=_expect(told),
    )


def _table(told: Table, key: str) -> Table:
    value = told.told.get(key, {})
    if not isinstance(value, dict):
        raise told.wrong(key, f"viết thành một bảng: {key} = {{ … }}")
    return Table(told.file, f"{told.place}.{key}".strip("."), value)


def _within(told: Table) -> Within:
    table = _table(told, "within")
    table.only(WITHIN)
    return Within(**{key: _word(table, key) for key in WITHIN if key in table.told})


def _signs(told: Table) -> Iterable[Sign]:
    table = _table(told, "when")
    table.only(CHANGEABLE)
    for name, value in table.told.items():
        if isinstance(value, dict):
            yield _range(Table(table.file, f"{table.place}.{name}", value), name)
        else:
            values = value if isinstance(value, list) else [value]
            if not values:
                raise table.wrong(name, "danh sách trống")
            yield Sign(name, anyof=tuple(_plain(table, name, one) for one in values))


def _range(table: Table, name: str) -> Sign:
    table.only(SIGNS)
    if not table.told:
        raise table.wrong("", f"ghi ít nhất một trong: {', '.join(SIGNS)}")
    for key in ("before", "after"):
        if key in table.told:
            _both_instants(table, key, name)
    for key in ("from", "to"):
        if key in table.told and CHANGEABLE[name].kind not in ("instant", "count"):
            raise table.wrong(key, "chỉ dùng với ngày và số")
    told = table.told.get("told")
    if told is not None and type(told) is not bool:
        raise table.wrong("told", "phải là true hoặc false")
    words = {
        key: _word(table, key) for key in ("from", "to", "before", "after") if key in table.told
    }
    return Sign(
        name,
        since=words.get("from", ""),
        until=words.get("to", ""),
        before=words.get("before", ""),
        after=words.get("after", ""),
        told=told,
    )


def _both_instants(table: Table, key: str, name: str) -> None:
    table.one_of(key, table.told[key], INSTANTS)
    if name not in INSTANTS:
        raise table.wrong(key, f"{name} không phải một ngày")


def _change(told: Table, changed: Field) -> Change:
    given = [key for key in ("set", "map", "swap") if key in told.told]
    shifts = [key for key in ("shift_days", "shift_hours") if key in told.told]
    if len(given) + bool(shifts) != 1:
        raise told.wrong(
            "set", "ghi đúng một cách sửa: set, map, swap, hoặc shift_days/shift_hours"
        )
    if shifts:
        return Change(shift=_shift(told, changed))
    if given == ["map"]:
        return Change(map=_map(told))
    if given == ["swap"]:
        other = told.text("swap")
        told.one_of("swap", other, INSTANTS)
        if changed.kind != "instant" or other == changed.code:
            raise told.wrong("swap", "chỉ đổi chỗ hai cột ngày khác nhau")
        return Change(swap=other)
    return Change(set=_plain(told, "set", told.told["set"]))


def _shift(told: Table, changed: Field) -> int:
    if changed.kind != "instant":
        raise told.wrong("shift_days", f"{changed.code} không phải một ngày")
    parts = {}
    for key, seconds in (("shift_days", 86_400), ("shift_hours", 3_600)):
        value = told.told.get(key, 0)
        if type(value) is not int:
            raise told.wrong(key, "phải là một số nguyên")
        parts[key] = value * seconds
    if not sum(parts.values()):
        raise told.wrong("shift_days", "dời 0 thì không đổi gì")
    return sum(parts.values())


def _map(told: Table) -> dict[str, str]:
    table = _table(told, "map")
    if not table.told:
        raise told.wrong("map", 'viết "cách ghi sai" = "cách ghi đúng"')
    return {wrong: _plain(table, wrong, right) for wrong, right in table.told.items()}


def _plain(table: Table, key: str, value: Any) -> str:
    """A value as text: words, whole numbers, dates of TOML."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, dict | list):
        raise table.wrong(key, "phải là chữ, số hoặc ngày")
    return " ".join(_written(value).split())


def _word(table: Table, key: str) -> str:
    text = _plain(table, key, table.told[key])
    if not text:
        raise table.wrong(key, "không được để trống")
    return text


def _written(value: Any) -> str:
    """TOML's own dates as day/month/year."""
    if hasattr(value, "hour") and hasattr(value, "year"):
        return f"{value:%d/%m/%Y %H:%M:%S}"
    return f"{value:%d/%m/%Y}" if hasattr(value, "year") else str(value)


def _expect(told: Table) -> Decimal:
    number = told.decimal("expect")
    if number is None:
        raise told.wrong("expect", "phải có: số dòng (từ 1) hoặc phần (dưới 1) còn phải thấy lỗi")
    is_whole = number == number.to_integral_value()
    if number <= 0 or (number >= 1 and not is_whole):
        raise told.wrong("expect", "là số dòng (1, 2, …) hoặc phần dưới 1, ví dụ 0.9")
    return number
