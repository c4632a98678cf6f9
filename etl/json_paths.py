"""Which paths of a JSON list are to be read: those of the profile that its keys fit.

It knows keys and declared paths; it refuses to read a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from etl.profile import Profile
from etl.recognise import Sources, recognise
from etl.table import Chunk, Sheet


IN_BRACKETS = re.compile(r"\[[^\]]*\]")


def recognise_keys(
    keys: Iterable[str], sources: Sources, file: str, chosen: str = ""
) -> tuple[Profile, tuple[str, ...]]:
    """The profile that fits the keys of a JSON list, and the paths to read for it.

    `keys`: dotted paths seen in the first elements, "[]" after lists. All declared paths
    of the profile are asked for, since a rare list may first come far down the file.
    Raises UnknownLayoutError.
    """
    seen = set(keys)
    found = leaves(seen)
    layout = recognise(_sheet_of(found), sources, file, chosen)
    used = [found[at] for places in layout.fields.values() for at in places]
    declared = _declared(layout.profile, seen)
    spelled = {_key(path) for path in declared}
    return layout.profile, (*declared, *(p for p in dict.fromkeys(used) if _key(p) not in spelled))


def leaves(keys: Iterable[str]) -> list[str]:
    """The keys that hold values, not other keys; an empty list counts as a value."""
    seen = set(keys)
    parents = {key.rpartition(".")[0] for key in seen} | {
        key.removesuffix("[]") for key in seen if key.endswith("[]")
    }
    return sorted(seen - parents)


def records_of(sources: Sources) -> tuple[str, ...]:
    """The keys under which the declared JSON profiles keep their list."""
    told = (p.records for p in sources.profiles if p.form == "json" and p.records)
    return tuple(dict.fromkeys(told))


def _declared(profile: Profile, seen: set[str]) -> tuple[str, ...]:
    """The profile's paths in the file's own spelling, without those that hold no value."""
    spelling = {_key(key): key for key in leaves(seen)}
    groups = {_key(key) for key in seen} - set(spelling)
    paths: dict[str, None] = {}
    for headings in profile.headings.values():
        for path in headings:
            is_filter = "=" in path
            if _key(path) not in groups:
                paths[path if is_filter else spelling.get(_key(path), path)] = None
    return tuple(paths)


def _key(path: str) -> str:
    return IN_BRACKETS.sub("", path).casefold()


def _sheet_of(keys: list[str]) -> Sheet:
    def read_body(_first_row: int, _size: int) -> Iterator[Chunk]:
        return iter(())

    return Sheet("JSON", [keys], read_body, kind="json")
