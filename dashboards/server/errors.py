"""How an error becomes an answer: a sentence and a status, never a traceback."""

from __future__ import annotations

from itertools import count
from traceback import format_tb

import structlog
from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, render_template_string, request
from werkzeug.exceptions import HTTPException

from dashboards.version import data_version
from dashboards.words.sentences import say
from dashboards.words.speech import language
from onestop.domain.errors import (
    NotAllowedError,
    NotFoundError,
    OnestopError,
    StoreError,
    UnknownCallerError,
    UsageError,
)


log = structlog.get_logger()
_numbers = count(1)

MACHINES = ("/api/", "/_dash-", "/version", "/readyz", "/healthz", "/metrics", "/assets/")
"""Asked by programs: the store need not answer for these, and errors are JSON."""

PLAIN = """<!DOCTYPE html>
<html lang="{{ lang }}"><head><meta charset="utf-8"><title>{{ title }} · onestop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/10-tokens.css">
<link rel="stylesheet" href="/assets/11-layout.css">
</head><body><main><h1>{{ title }}</h1><p class="problem">{{ sentence }}</p>
<p><a href="/">{{ back }}</a></p></main></body></html>"""


def listen(server: Flask) -> None:
    """Registers the answers to errors, and says early that the store is down."""
    server.before_request(_store_must_answer)
    server.register_error_handler(OnestopError, _told)
    server.register_error_handler(DependencyException, lambda _: ("", 404))
    server.register_error_handler(Exception, _unexpected)


def _store_must_answer() -> tuple[Response, int] | None:
    """A whole page is not started on a store that is down."""
    if request.path.startswith(MACHINES) or data_version() is not None:
        return None
    return _told(StoreError(say("store_down_sentence")))


def status_of(error: OnestopError) -> int:
    """401 and 403 not allowed, 404 unknown, 400 senseless, 503 the store, 422 anything else."""
    match error:
        case UnknownCallerError():
            return 401
        case NotAllowedError():
            return 403
        case NotFoundError():
            return 404
        case UsageError():
            return 400
        case StoreError():
            return 503
    return 422


def _told(error: OnestopError) -> tuple[Response, int]:
    status = status_of(error)
    error = plainly(error) if status == 503 else error
    title = say("store_down") if status == 503 else say("problem")
    return _answer(title, str(error), status)


def plainly(error: OnestopError) -> StoreError:
    """What visitors are told of a store that is down; where it lies is for the log alone."""
    log.error("store_down", reason=str(error))
    return StoreError(say("store_down_sentence"))


def noted(error: Exception) -> int:
    """Logs a fault of ours and gives the number it is found by.

    Where it happened and of which kind, never its message: that may quote a person's data.
    """
    number = next(_numbers)
    where = "".join(format_tb(error.__traceback__))
    kind = type(error).__name__
    # the rule, not the path: that may hold a wall screen's secret
    path = request.url_rule.rule if request.url_rule else ""
    log.error("request_failed", number=number, path=path, kind=kind, where=where)
    return number


def _unexpected(error: Exception) -> tuple[Response, int] | HTTPException:
    if isinstance(error, HTTPException):
        return error
    return _answer(say("problem"), say("unexpected", number=noted(error)), 500)


def _answer(title: str, sentence: str, status: int) -> tuple[Response, int]:
    if request.path.startswith("/_dash-"):
        return jsonify(title=title, detail=sentence), status
    page = render_template_string(
        PLAIN, lang=language(), title=title, sentence=sentence, back=say("to_overview")
    )
    return Response(page, mimetype="text/html"), status
