"""How a route is offered: its act, its limit, its parameters, and what it may answer.

Every route of the API is made here, so that none can be without an act, a limit or a
description. Views get what was asked as a plain dict of texts and numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError
from werkzeug.exceptions import UnprocessableEntity

from onestop.accounts.callers import caller
from onestop.accounts.doors import needs
from onestop.api.parameters import Plain
from onestop.domain.access import Act
from onestop.domain.errors import NotAllowedError


ASKING, SENDING = "ONESTOP_API_ASKING", "ONESTOP_API_SENDING"
"""How often one caller may ask, and send, in each web process: settings of the server."""

USUAL_LIMITS = {ASKING: "1200 per minute", SENDING: "3000 per minute"}

OF_ASKING = (400, 401, 403, 404, 406, 422, 429, 500, 503)
OF_SENDING = (*OF_ASKING, 409, 411, 413, 415)

JSON = "application/json"


def asker() -> str:
    """Whose requests are counted together: a token or an account by name, else an address."""
    name = caller().name
    return f"caller:{name}" if name else f"address:{get_remote_address()}"


limiter = Limiter(asker, storage_uri="memory://", strategy="moving-window")


@dataclass(frozen=True)
class Door:
    """One route: where, what it takes to pass, what comes out.

    shape: of the answer with this status; None for a file. asked: parameters of the address.
    """

    rule: str
    act: Act
    shape: type[Schema] | dict | None = None
    asked: type[Schema] = Plain
    method: str = "GET"
    status: int = 200
    kind: str = JSON
    has_csv: bool = False

    @property
    def sends(self) -> bool:
        """Whether something is changed by it."""
        return self.method != "GET"


def offer(blueprint: Blueprint, door: Door, **described: Any) -> Callable:
    """Registers a view under a door. described: anything more its description says."""

    def add(view: Callable) -> Callable:
        kept = blueprint.arguments(door.asked, location="query", unknown=RAISE)(_once(view))
        kept = _described(blueprint, door, described, kept)
        kept = _guarded(door, kept)
        rate = SENDING if door.sends else ASKING
        limit = limiter.limit(lambda: current_app.config[rate], scope=rate)
        kept = needs(door.act)(limit(kept))
        blueprint.route(door.rule, methods=[door.method])(kept)
        return view

    return add


def _once(view: Callable) -> Callable:
    """Refuses a parameter that is told twice: which was meant nobody knows."""

    @wraps(view)
    def checked(*told: Any, **parts: Any) -> Any:
        twice = sorted(name for name, values in request.args.lists() if len(values) > 1)
        if twice:
            _refuse({name: ["chỉ ghi một lần."] for name in twice})
        return view(*told, **parts)

    return checked


def _refuse(messages: dict[str, list[str]]) -> None:
    error = UnprocessableEntity()
    error.data = {"messages": messages, "schema": Plain()}
    raise error from ValidationError(messages)


def _guarded(door: Door, view: Callable) -> Callable:
    """What a page of another site makes a browser send is refused."""

    @wraps(view)
    def guarded(*told: Any, **parts: Any) -> Any:
        if door.sends and _is_foreign():
            raise NotAllowedError("trang khác gửi")
        return view(*told, **parts)

    return guarded


def _is_foreign() -> bool:
    """Whether a page of another site sends it, with what a browser of ours adds by itself.

    A token is never added by a browser. Of what a browser sends it tells the origin.
    """
    if request.headers.get("Authorization"):
        return False
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in (None, "same-origin", "none"):
        return True
    return origin is not None and urlsplit(origin).netloc != request.host


def _described(blueprint: Blueprint, door: Door, described: dict, view: Callable) -> Callable:
    shape = door.shape if door.shape is not None else {"type": "string", "format": "binary"}
    view = blueprint.response(door.status, shape, content_type=door.kind)(view)
    if door.has_csv:
        csv = {"schema": {"type": "string"}, "content_type": "text/csv"}
        view = blueprint.alt_response(200, success=True, **csv)(view)
    if not door.sends and door.kind == JSON:
        view = blueprint.alt_response(304, response="NOT_MODIFIED")(view)
    for status in OF_SENDING if door.sends else OF_ASKING:
        view = blueprint.alt_response(status, response=HTTPStatus(status).name)(view)
    return blueprint.doc(**{"x-act": door.act.value}, **described)(view)
