"""Paths into a JSON element: `a`, `a.b`, `a[].b`, `a[]`, `a[languageId=228].name`.

It knows how one element answers a path; no files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator


STEP = re.compile(r"^(?P<key>[^\[\]]*)(?:\[(?:(?P<name>[^=\]]+)=(?P<value>[^\]]*))?\])?$")
DEEPEST = 6


def getter(path: str) -> Callable[[dict], object]:
    """What looks a path up in an element; None where it is missing, null or "".

    >>> getter("a[].b")({"a": [{"b": 1}, {}]})
    (1, None)
    >>> getter("n[languageId=228].name")({"n": [{"languageId": 228, "name": "Đất đai"}]})
    'Đất đai'
    """
    if is_key(path):
        return lambda element: plain(element.get(path))
    steps = _split(path)
    return lambda element: _follow(element, steps)


def is_key(path: str) -> bool:
    """Whether a path is no more than a key of the element itself."""
    return "[" not in path and "." not in path


def inner_of_list(path: str) -> tuple[str, str] | None:
    """The two keys of `a[].b`, as nearly every list is asked; None for any other path.

    >>> inner_of_list("a[].b"), inner_of_list("a[].b.c"), inner_of_list("a[]")
    (('a', 'b'), None, None)
    """
    steps = _split(path)
    if [step[1] for step in steps] != ["all", ""]:
        return None
    return steps[0][0], steps[1][0]


def _split(path: str) -> list[tuple[str, str, str, str]]:
    """(key, mark, name, value) a step; mark is "", "all" or "first"."""
    steps = []
    for part in re.split(r"\.(?![^\[]*\])", path):
        told = STEP.match(part)
        if not told or not told["key"]:
            return [(path, "", "", "")]
        mark = "first" if told["name"] else "all" if part.endswith("[]") else ""
        steps.append((told["key"], mark, told["name"] or "", told["value"] or ""))
    return steps


def _follow(element: object, steps: list[tuple[str, str, str, str]]) -> object:
    for at, (key, mark, name, value) in enumerate(steps):
        element = element.get(key) if isinstance(element, dict) else None
        if element is None or element == "":
            return None
        if mark == "all":
            return _each(element, steps[at + 1 :])
        if mark == "first":
            element = next((x for x in _items(element) if _matches(x, name, value)), None)
    return plain(element)


def _each(element: object, rest: list[tuple[str, str, str, str]]) -> tuple:
    found: list = []
    for item in _items(element):
        answer = _follow(item, rest) if rest else plain(item)
        found += answer if isinstance(answer, tuple) else [answer]
    return tuple(found)


def _items(element: object) -> list:
    """A list; one object where a list is usual (iGate) counts as a list of one."""
    if isinstance(element, list):
        return element
    return [element] if element or element == 0 else []


def _matches(item: object, name: str, value: str) -> bool:
    return isinstance(item, dict) and str(item.get(name)) == value


def plain(value: object) -> object:
    """A cell: text, number or bool; an object or list under a plain path stays as its JSON."""
    if type(value) is str:
        return value or None
    if value is None or value in ("", [], {}) or value != value:
        return None
    if isinstance(value, (dict, list)):
        return _as_text(value)
    return value


def _as_text(value: object) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "[…]"


def keys_of(value: object, prefix: str = "", depth: int = 0) -> Iterator[str]:
    """Dotted paths of everything in an element, `[]` after a list."""
    if depth > DEEPEST:
        return
    if isinstance(value, dict):
        for key, inside in value.items():
            path = f"{prefix}.{key}" if prefix else key
            yield path
            yield from keys_of(inside, path, depth + 1)
    elif isinstance(value, list) and prefix:
        yield f"{prefix}[]"
        for item in value[:5]:
            yield from keys_of(item, f"{prefix}[]", depth + 1)
