"""How a declaration of plans is read from TOML, and how a slip in it is told.

It knows files, keys, exact numbers and near spellings; it refuses to know what a plan means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from onestop.domain.errors import DeclarationError


SIZE_LIMIT = 2_000_000
"""Bytes; the longest published plan is under 60,000 with every task written out."""

WORDS = {
    str: "chữ trong dấu nháy",
    int: "một số nguyên",
    bool: "true hoặc false",
    list: "một danh sách",
}
"""What a value of each kind looks like in TOML."""


def read_toml(file: Path) -> dict[str, Any]:
    """The content of a TOML file, decimals exact; DeclarationError says which line is wrong."""
    try:
        if file.stat().st_size > SIZE_LIMIT:
            raise DeclarationError(str(file), "tệp", f"dài quá {SIZE_LIMIT // 1000:,} kB")
        return tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise DeclarationError(str(file), "tệp", f"không đọc được ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DeclarationError(str(file), "tệp", "phải lưu bằng UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(str(file), "tệp", f"sai cú pháp TOML: {error}") from error


@dataclass(frozen=True)
class Table:
    """One table of a file, and where it stands; every reading of it checks."""

    file: str
    place: str
    told: Mapping[str, Any]

    def wrong(self, key: str, problem: str) -> DeclarationError:
        """The error of one key, with the file and the place."""
        return DeclarationError(self.file, f"{self.place}.{key}".strip("."), problem)

    def only(self, allowed: Iterable[str]) -> None:
        """Refuses keys that nobody reads: mostly slips of the hand."""
        for key in self.told:
            self.one_of(key, key, allowed)

    def one_of(self, key: str, word: object, allowed: Iterable[str]) -> None:
        """Refuses a word that is not among the allowed, naming the nearest first."""
        known = sorted(allowed)
        if word in known:
            return
        near = get_close_matches(str(word), known, 1, 0.5)
        hint = f"; gần nhất: {near[0]}" if near else ""
        raise self.wrong(key, f"không có “{word}”{hint}. Được phép: {', '.join(known)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text, trimmed; without a default it must be there and say something."""
        value = self._of_kind(key, str, default)
        cleaned = " ".join(value.split())
        if default is None and not cleaned:
            raise self.wrong(key, "không được để trống")
        return cleaned

    def year(self, key: str, default: int | None = None) -> int | None:
        """A year of four digits, or the default where none is told."""
        value = self._of_kind(key, int, default) if key in self.told else default
        if value is not None and not 1990 <= value <= 2100:
            raise self.wrong(key, f"năm {value} phải gồm bốn chữ số, ví dụ 2024")
        return value

    def yes(self, key: str) -> bool:
        """A flag; not told means no."""
        return self._of_kind(key, bool, default=False)

    def decimal(self, key: str) -> Decimal | None:
        """An exact number, written as 0.98 or "0.98"; None where none is told."""
        value = self.told.get(key)
        if value is None or (isinstance(value, Decimal) and value.is_finite()):
            return value
        try:
            number = None if isinstance(value, bool | Decimal) else Decimal(value)
        except (InvalidOperation, TypeError, ValueError):
            number = None
        if number is None or not number.is_finite():
            raise self.wrong(key, f"“{value}” không phải một số; 98 % viết là 0.98")
        return number

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts."""
        values = self._of_kind(key, list, [])
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(key, "mỗi phần tử là chữ trong dấu nháy")
        return tuple(" ".join(value.split()) for value in values)

    def tables(self, key: str) -> list[Table]:
        """A list of tables, each called by its code, else by its number."""
        values = self._of_kind(key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.wrong(key, f"viết thành các bảng [[{key}]]")
        return [
            Table(self.file, f"{self.place}.{key} {one.get('code', n)}".strip("."), one)
            for n, one in enumerate(values, 1)
        ]

    def _of_kind(self, key: str, kind: type, default: Any) -> Any:
        if key not in self.told:
            if default is None:
                raise self.wrong(key, f"phải có, là {WORDS[kind]}")
            return default
        value = self.told[key]
        if type(value) is not kind:
            raise self.wrong(key, f"phải là {WORDS[kind]}")
        return value
