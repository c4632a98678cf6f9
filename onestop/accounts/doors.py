"""Which act each route asks for: one list, asked before any view runs.

A route says it by `declare` (its endpoint) or by `needs` (on the view, or on the methods of a
view class). What says nothing is closed, and the log names it. It refuses to know what a view
does, and how a caller was recognised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial, update_wrapper
from typing import Any, TypeVar

import structlog
from flask import Flask, current_app, request

from onestop.accounts.callers import caller
from onestop.accounts.gates import must
from onestop.domain.access import NOBODY, Act
from onestop.domain.errors import NotAllowedError, UnknownCallerError


OPEN, KNOWN = "open", "known"
"""No act: a door for everybody; one for whoever said who they are, whatever they may do."""

NAME = "onestop_doors"
MARK = "onestop_act"

View = TypeVar("View", bound=Callable[..., Any])

log = structlog.get_logger()


def needs(act: Act | str) -> Callable[[View], View]:
    """Says on a view which act it asks for, or OPEN, or KNOWN."""

    def marked(view: View) -> View:
        if isinstance(view, partial):  # which has no name to be found by
            update_wrapper(view, view.func)
        setattr(view, MARK, act)
        return view

    return marked


def declare(server: Flask, acts: Mapping[str, Act | str]) -> None:
    """Says which acts some endpoints ask for, or OPEN, or KNOWN."""
    server.extensions.setdefault(NAME, {}).update(acts)


def act_of(server: Flask, endpoint: str, method: str = "GET") -> Act | str | None:
    """What a route asks for by a method; None if nobody said."""
    declared = server.extensions.get(NAME, {}).get(endpoint)
    if declared is not None:
        return declared
    view = server.view_functions[endpoint]
    if found := getattr(view, MARK, None):
        return found
    plain = "get" if method == "HEAD" else method.lower()
    return getattr(getattr(getattr(view, "view_class", None), plain, None), MARK, None)


def listen(server: Flask) -> None:
    """Asks before each view; register it after whoever finds the caller or sends to log in."""

    @server.before_request
    def _ask() -> None:
        if request.endpoint is None or request.method == "OPTIONS":  # 404, 405; what there is
            return
        act = act_of(current_app, request.endpoint, request.method)
        if act is None:
            log.error("route_without_act", endpoint=request.endpoint, method=request.method)
            raise NotAllowedError
        if act == KNOWN and caller() == NOBODY:
            raise UnknownCallerError
        if act not in (OPEN, KNOWN):
            must(act)
