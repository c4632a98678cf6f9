"""Finds a sentence by its key and says it in the language of the request.

Every module beside this one that has `WORDS` (key → Vietnamese, English) is a room of
the house; a key stands in one room only.
"""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

import dashboards.words
from dashboards.words.speech import spoken


@cache
def sentences() -> dict[str, tuple[str, str]]:
    """Every sentence by its key. ValueError where two rooms have the same key."""
    found: dict[str, tuple[str, str]] = {}
    for module in pkgutil.iter_modules(dashboards.words.__path__, "dashboards.words."):
        told = getattr(import_module(module.name), "WORDS", {})
        if twice := found.keys() & told.keys():
            raise ValueError(f"{module.name}: {sorted(twice)} stand elsewhere too")
        found |= told
    return found


def say(key: str, **facts: object) -> str:
    """The sentence of a key, its facts filled in (already written as text)."""
    return spoken(sentences()[key]).format(**facts)
