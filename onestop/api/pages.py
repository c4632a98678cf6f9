"""The description of the API, and Swagger UI to read and try it: all from this server."""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path

from flask import Blueprint, Response, current_app, request
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import RequestRedirect

from onestop.accounts.doors import needs
from onestop.api.answering import NOT_SHARED
from onestop.api.bodies import packed
from onestop.domain.access import Act


pages = Blueprint("api-pages", __name__, url_prefix="/api")

ASSETS = Path(__file__).parent / "assets"
FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "start.js": "text/javascript",
}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

PAGE = """<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>API · onestop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/api/v1/docs/swagger-ui.css?v={version}">
</head><body><main id="docs" data-description="/api/v1/openapi.json"></main>
<noscript>Mô tả API: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></noscript>
<script src="/api/v1/docs/swagger-ui-bundle.js?v={version}"></script>
<script src="/api/v1/docs/start.js?v={version}"></script>
</body></html>"""


@pages.get("/v1/openapi.json")
@needs(Act.SEE_FIGURES)
def description() -> Response:
    """The description, OpenAPI 3.1."""
    api = current_app.extensions["flask-smorest"]["apis"][""]["ext_obj"]
    answer = Response(packed(api.spec.to_dict()), content_type="application/json")
    answer.add_etag()
    answer.headers["Cache-Control"] = NOT_SHARED
    return answer.make_conditional(request)


@pages.get("/v1/docs")
@needs(Act.SEE_FIGURES)
def docs() -> Response:
    """The page."""
    return Response(
        PAGE.format(version=version("onestop")), content_type="text/html; charset=utf-8"
    )


@pages.get("/v1/docs/<name>")
@needs(Act.SEE_FIGURES)
def file(name: str) -> Response:
    """What the page is made of."""
    if name not in FILES:
        raise NotFound
    answer = Response((ASSETS / name).read_bytes(), content_type=f"{FILES[name]}; charset=utf-8")
    answer.add_etag()
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer.make_conditional(request)


@pages.route("/", defaults={"rest": ""}, methods=METHODS)
@pages.route("/<path:rest>", methods=METHODS)
@needs(Act.SEE_FIGURES)
def anything_else(rest: str) -> Response:  # noqa: ARG001
    """Nothing is there, or not by this method; without this the pages' own address would answer."""
    allowed = [method for method in METHODS if _is_offered(method)]
    raise MethodNotAllowed(allowed) if allowed else NotFound()


def _is_offered(method: str) -> bool:
    addresses = current_app.create_url_adapter(request)
    try:
        endpoint, _ = addresses.match(method=method)
    except (NotFound, MethodNotAllowed, RequestRedirect):
        return False
    return not endpoint.endswith(anything_else.__name__)
