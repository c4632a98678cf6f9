"""Each request gets a number of its own, and a line in the log when it was answered.

The line names the rule that answered ("/download/dossiers.csv"), never the address that was
asked: addresses hold codes of dossiers.
"""

from __future__ import annotations

import re
import secrets
import time

import structlog
from flask import Flask, Response, g, request, request_finished, request_started

from onestop.accounts.callers import caller


HEADER = "X-Request-Id"
GIVEN = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""What a proxy in front may have called the request; anything else is not taken over."""

QUIET = ("/assets/", "/_dash-component-suites/", "/healthz", "/readyz", "/version", "/metrics")
"""Asked all the time and of no news: a line only if something went wrong."""

UNKNOWN = "(none)"

log = structlog.get_logger()


def listen(server: Flask) -> None:
    """Numbers every request before anything looks at it, and notes it after everything has."""
    request_started.connect(_begin, server)
    request_finished.connect(_end, server)


def rule() -> str:
    """The rule that answers this request: a small set of words, whatever is asked."""
    return request.url_rule.rule if request.url_rule else UNKNOWN


def seconds() -> float:
    """How long this request has taken so far."""
    return time.perf_counter() - g.get("began", time.perf_counter())


def _begin(_server: Flask, **_more: object) -> None:
    told = request.headers.get(HEADER, "")
    g.request_id = told if GIVEN.fullmatch(told) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(_server: Flask, response: Response, **_more: object) -> None:
    response.headers[HEADER] = g.request_id
    if response.status_code >= 400 or not request.path.startswith(QUIET):
        _note(response)


def _note(response: Response) -> None:
    who = caller()
    log.info(
        "request",
        method=request.method,
        rule=rule(),
        status=response.status_code,
        milliseconds=round(seconds() * 1000, 1),
        bytes=response.content_length,
        account=who.account,
        role=who.role,
    )
