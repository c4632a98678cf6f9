"""How a declared file is read, and how a wrong key or word in it is told.

It knows TOML and near spellings; it refuses to know what any declaration means.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from pathlib import Path

from rapidfuzz import fuzz, process

from onestop.domain.errors import DeclarationError


NEAR = 55
"""The least likeness (0–100) at which a word is offered as what was meant."""


def read_toml(file: Path) -> dict:
    """The content of a TOML file; DeclarationError says which line is wrong."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise DeclarationError(str(file), "tệp", f"không đọc được ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise DeclarationError(str(file), "tệp", "phải lưu bằng UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise DeclarationError(str(file), "tệp", f"sai cú pháp TOML: {error}") from error


def nearest(word: str, allowed: Iterable[str]) -> str:
    """The allowed word most like the given one, or "" when none is near."""
    found = process.extractOne(word, list(allowed), scorer=fuzz.ratio, score_cutoff=NEAR)
    return found[0] if found else ""


def must_be_one_of(file: str, key: str, word: object, allowed: Iterable[str]) -> None:
    """DeclarationError unless the word is allowed; it lists what is, nearest first."""
    allowed = list(allowed)
    if word in allowed:
        return
    near = nearest(str(word), allowed)
    hint = f"; gần nhất: {near}" if near else ""
    raise DeclarationError(
        file, key, f"không có “{word}”{hint}. Được phép: {', '.join(sorted(allowed))}"
    )
