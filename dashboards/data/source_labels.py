"""What a source's profile is called: the label that its declaration in config/sources gives it.

It reads nothing else of a declaration; how a source is read is the loader's matter.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from onestop.installation import Installation


def label_of(here: Installation, profile: str) -> str:
    """The label of a profile; its code where no declaration tells one."""
    return _labels(here.config_dirs).get(profile, profile)


@cache
def _labels(config_dirs: tuple[Path, ...]) -> dict[str, str]:
    """Labels by code; a later folder's declaration replaces an earlier one."""
    found: dict[str, str] = {}
    for folder in config_dirs:
        for file in sorted((folder / "sources").glob("*.toml")):
            told = _read(file)
            if "code" in told and "label" in told:
                found[str(told["code"])] = str(told["label"])
    return found


def _read(file: Path) -> dict:
    """A declaration; one that is broken has no label here, and loading says what is wrong."""
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
