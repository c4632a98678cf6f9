"""The thresholds of the checks as an office states them: config/integrity.toml.

It reads and refuses; what a threshold means stands in `onestop.domain.integrity`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from onestop.domain.declared import Table, read_toml
from onestop.domain.errors import DeclarationError
from onestop.domain.integrity import BY_CODE, COUNT, GENERAL, SHARE, TIMES, Threshold


@dataclass(frozen=True)
class Thresholds:
    """The numbers that decide here: of every check, and of all."""

    stated: Mapping[str, Mapping[str, float]] = field(default_factory=dict)

    def of(self, check: str, name: str) -> float:
        """A threshold of a check, or one of [general]."""
        told = self.stated.get(check, {}).get(name)
        return _declared(check)[name].default if told is None else told

    def general(self, name: str) -> float:
        """A threshold that every check heeds."""
        return self.of("general", name)

    def key(self) -> tuple:
        """The same numbers as a key to remember answers by."""
        return tuple(
            (check, name, value)
            for check, told in sorted(self.stated.items())
            for name, value in sorted(told.items())
        )


def _declared(check: str) -> dict[str, Threshold]:
    owned = GENERAL if check == "general" else BY_CODE[check].thresholds
    return {one.name: one for one in owned}


def load_thresholds(path: Path) -> Thresholds:
    """The thresholds of a TOML file; what it does not state keeps its default.

    Raises DeclarationError for an unknown section or name, or a value that makes no sense.
    """
    whole = Table(path.name, "", read_toml(path))
    whole.only(("general", *BY_CODE))
    return Thresholds({section: _section(whole, section) for section in whole.told})


def _section(whole: Table, section: str) -> dict[str, float]:
    told = whole.told[section]
    if not isinstance(told, dict):
        raise whole.wrong(section, f"viết thành một bảng [{section}]")
    table, known = Table(whole.file, section, told), _declared(section)
    table.only(known)
    return {name: _value(table, known[name]) for name in told}


def _value(table: Table, threshold: Threshold) -> float:
    told = table.told[threshold.name]
    number = None if isinstance(told, bool) else table.decimal(threshold.name)
    if number is None or not threshold.accepts(float(number)):
        raise _refused(table, threshold)
    return float(number)


def _refused(table: Table, threshold: Threshold) -> DeclarationError:
    allowed = {
        SHARE: "một tỷ lệ giữa 0 và 1, ví dụ 0.05",
        COUNT: "một số nguyên từ 1",
        TIMES: "một số từ 1, ví dụ 2.5",
    }[threshold.kind]
    return table.wrong(threshold.name, f"phải là {allowed}: {threshold.says[0]}")
