"""How a JSON list comes in pages: what to ask for next, where the list stands, when it ends.

It knows the ways of paging that are met; it refuses to know HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from onestop.domain.connections import Paging
from onestop.watch.found import ChangedError


MOST_KEYS = 20
"""Keys told of an answer that is built otherwise."""


@dataclass(frozen=True)
class Page:
    """The elements of one page, and whether the service said that it is the last."""

    elements: list[Any]
    is_last: bool


def asked_of(paging: Paging, number: int, taken: int) -> dict[str, str]:
    """The parameters of the page of a number (from 0), after so many elements.

    >>> asked_of(Paging("range", ("start", "end"), size=50), 2, 90)
    {'start': '90', 'end': '140'}
    """
    first, second = paging.names
    if paging.way == "page":
        return {first: str(paging.first + number), second: str(paging.size)}
    end = taken + paging.size if paging.way == "range" else paging.size
    return {first: str(taken), second: str(end)}


def is_last(paging: Paging, body: Any, number: int, taken: int) -> bool:
    """Whether the service says that nothing follows; without a word an empty page ends it."""
    if not isinstance(body, dict):
        return False
    if isinstance(body.get(paging.last), bool):
        return body[paging.last]
    pages, total = body.get(paging.pages), body.get(paging.total)
    if isinstance(pages, int):
        return number + 1 >= pages
    return isinstance(total, int) and taken >= total


def list_in(body: Any, records: str, where: str) -> list[Any]:
    """The elements of an answer: under the declared key ("a.b" lies deeper), or the answer.

    Raises ChangedError with the keys that there are: names of keys, never what they hold.
    """
    found = body
    for key in records.split(".") if isinstance(body, dict) else ():
        found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, list):
        return found
    keys = ", ".join(str(key)[:40] for key in list(body)[:MOST_KEYS]) if body else ""
    told = f"các khóa nhận được: {keys}" if isinstance(body, dict) else "không phải một đối tượng"
    raise ChangedError(
        f"Máy chủ {where} không còn danh sách ở khóa “{records}”; {told}. Hãy sửa records trong"
        " khai báo."
    )
