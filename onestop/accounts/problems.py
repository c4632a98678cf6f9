"""How a refusal is said: to a person as a page, to a program as problem+json (RFC 9457).

It knows addresses that programs ask; it refuses to know why something is refused.
"""

from __future__ import annotations

import json

from flask import Response, request

from onestop.accounts.pages import page
from onestop.accounts.words import say


PROGRAMS = (
    "/_dash-",
    "/_reload-hash",
    "/api/",
    "/download/",
    "/uploads",
    "/loads/",
    "/names",
    "/checks",
    "/version",
    "/metrics",
    "/readyz",
)
"""What a page's scripts and other programs ask: the answer is data, refused or not."""


def is_asked_by_person() -> bool:
    """Whether a browser shows the answer as a page of its own."""
    return request.method in ("GET", "HEAD") and not request.path.startswith(PROGRAMS)


def problem(status: int, title: str, detail: str) -> Response:
    """A refusal as problem+json."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    response = Response(
        json.dumps(told, ensure_ascii=False),
        status,
        content_type="application/problem+json; charset=utf-8",
    )
    response.headers["Cache-Control"] = "no-store"
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="onestop"'
    return response


def refused(status: int, reason: str) -> Response:
    """A refusal in the form of whoever asked. reason: a key of `onestop.accounts.words`."""
    title, detail = say(f"{reason}_title"), say(reason)
    if not is_asked_by_person() and not _is_form():
        return problem(status, title, detail)
    return page("message", status, title=title, sentence=detail)


def _is_form() -> bool:
    """A form of a page, sent without scripts: its answer is read by a person."""
    return request.method == "POST" and request.path.startswith(("/login", "/logout", "/account"))
