"""Puts the API on a server: routes, description, limits, errors.

The composition root calls `add_api` after the pages are there; nothing else imports this.
"""

from __future__ import annotations

import http
from importlib.metadata import version
from typing import Any

from flask import Flask
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from werkzeug.exceptions import HTTPException

from onestop.api import (
    catalogues,
    dossiers,
    figures,
    loads,
    pages,
    periods,
    plans,
    problems,
    push,
    reports,
    trust,
)
from onestop.api.doors import USUAL_LIMITS, limiter
from onestop.api.shapes import Problem
from onestop.domain.errors import OnestopError


PREFIX = "/api/v1"
RESOURCES = (figures, dossiers, catalogues, plans, periods, loads, reports, push, trust)

DESCRIPTION = (
    "Số liệu một cửa của nơi này, cùng hàm và cùng JSON với dòng lệnh. Mỗi câu trả lời ghi số liệu"
    " đến lúc nào (`as_of`), đơn vị nào chậm số liệu (`lagging`), quy ước tính (`policy`), phiên"
    " bản số liệu (`data_version`). / The figures of this place: the same functions and the same"
    " JSON as the command line."
)


class OurApi(Api):
    """flask-smorest, with errors as RFC 9457 and no answer to errors outside /api."""

    def _register_error_handlers(self) -> None:
        problems.listen(self._app)

    def _register_responses(self) -> None:
        for status in http.HTTPStatus:
            described: dict[str, Any] = {"description": status.phrase}
            if status >= 400:
                described["schema"] = Problem
            self._describe(status.name, described)
        self._describe(
            self.DEFAULT_ERROR_RESPONSE_NAME, {"description": "Problem", "schema": Problem}
        )

    def _describe(self, name: str, described: dict[str, Any]) -> None:
        prepare_response(described, self.spec, problems.PROBLEM)
        self.spec.components.response(name, described, lazy=True)


def add_api(server: Flask) -> None:
    """The API of a server that has its installation, its caller and its pages."""
    server.config.update(
        API_TITLE="onestop",
        API_VERSION=version("onestop"),
        OPENAPI_VERSION="3.1.0",
        API_SPEC_OPTIONS={
            "info": {"description": DESCRIPTION},
            "security": [{"token": []}, {"session": []}],
            "servers": [{"url": "/"}],
        },
        RATELIMIT_HEADERS_ENABLED=False,
    )
    for name, usual in USUAL_LIMITS.items():
        server.config.setdefault(name, usual)
    api = OurApi(server)
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    schemes.security_scheme(
        "session", {"type": "apiKey", "in": "cookie", "name": "onestop_session"}
    )
    limiter.init_app(server)
    for resource in RESOURCES:
        _answer_errors(resource.routes)
        api.register_blueprint(resource.routes, url_prefix=PREFIX)
    _answer_errors(pages.pages)
    server.register_blueprint(pages.pages)


def _answer_errors(routes: Any) -> None:
    """Errors of ours, and faults, as the API says them."""
    if routes._got_registered_once:  # a second server in the same process
        return
    routes.register_error_handler(HTTPException, problems.of_http)
    routes.register_error_handler(OnestopError, problems.of_ours)
    routes.register_error_handler(Exception, problems.of_anything)
