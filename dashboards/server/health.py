"""Whether the server lives, whether it can answer, and which version its data has."""

from __future__ import annotations

from flask import Flask, Response, jsonify, request

from dashboards.server.errors import plainly
from dashboards.version import data_version
from onestop.accounts.doors import OPEN, needs
from onestop.domain.access import Act
from onestop.domain.errors import StoreError
from onestop.installation import installation
from onestop.storage import version


def add_routes(server: Flask) -> None:
    """/healthz: the process answers. /readyz: the store does. /version: the data's number."""
    server.add_url_rule("/healthz", "healthz", needs(OPEN)(lambda: jsonify(status="ok")))
    server.add_url_rule("/readyz", "readyz", needs(OPEN)(_ready))
    server.add_url_rule("/version", "version", needs(Act.SEE_FIGURES)(_version))


def _ready() -> tuple[Response, int]:
    try:
        version.check(installation().engine)
    except StoreError as error:
        return jsonify(status="down", reason=str(plainly(error))), 503
    return jsonify(status="ok"), 200


def _version() -> tuple[Response, int] | Response:
    number = data_version()
    if number is None:
        return jsonify(version=None), 503
    answer = jsonify(version=number)
    answer.set_etag(str(number))
    answer.headers["Cache-Control"] = "no-cache"
    return answer.make_conditional(request)
