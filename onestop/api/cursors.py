"""Where a page ended, as a short text that whoever asked brings back.

It holds nothing secret and opens nothing: the same question is asked from another place on.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

import orjson
from flask import request

from onestop.api.parameters import LARGEST
from onestop.domain.errors import UsageError
from onestop.storage.paging import Mark


NOT_OF_THE_QUESTION = ("cursor", "limit", "format")

FARTHEST = 2**53
"""No moment in seconds is farther; databases end at 2^63."""

WRONG = (
    "Con trỏ trang (cursor) không dùng được với câu hỏi này."
    " Hãy hỏi lại từ trang đầu, không có cursor."
)


def cursor_of(mark: Mark | None) -> str | None:
    """The `cursor` of the page after a mark; None after the last page."""
    if mark is None:
        return None
    told = orjson.dumps([mark.id, mark.at, _question()])
    return urlsafe_b64encode(told).decode().rstrip("=")


def mark_of(cursor: str) -> Mark | None:
    """The mark in a `cursor`, None for "". Raises UsageError for one of another question."""
    if not cursor:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        number, at, question = orjson.loads(urlsafe_b64decode(padded))
    except (ValueError, TypeError) as error:
        raise UsageError(WRONG) from error
    is_ours = question == _question() and _is_number(number, LARGEST)
    if not is_ours or not (at is None or _is_number(at, FARTHEST)):
        raise UsageError(WRONG)
    return Mark(number, at)


def _is_number(told: object, most: int) -> bool:
    return type(told) is int and -most <= told <= most


def _question() -> str:
    """What was asked, whatever the order of its parameters."""
    told = sorted(
        (name, value)
        for name, value in request.args.items(multi=True)
        if name not in NOT_OF_THE_QUESTION and value
    )
    return sha256(repr((request.path, told)).encode("utf-8", "surrogatepass")).hexdigest()[:12]
