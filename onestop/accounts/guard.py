"""Who is let in: nobody but through the open doors, and nobody by another site's hand.

It runs before every request, once the caller is known. What a caller may do behind the door
is asked where it is done (`gates.must`), whose units they see in the store.
"""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from onestop.accounts.callers import caller
from onestop.accounts.identity import Proof, Way, is_this_machine, proof
from onestop.accounts.own_pages import is_from_elsewhere, is_from_here
from onestop.accounts.problems import is_asked_by_person, refused
from onestop.domain.access import NOBODY
from onestop.installation import installation
from onestop.storage.scoped import sees_all


OPEN = ("/public", "/healthz", "/readyz", "/login", "/logout", "/oidc", "/assets", "/kiosk")
"""Open to everybody, with what lies below them."""

OPEN_FILES = "/_dash-component-suites/"
"""Dash's own scripts: the same in every installation, published with Dash itself."""

METRICS = "/metrics"
"""Open to this machine, or to a token for the whole place."""

CALLBACK = "/_dash-update-component"

READS = ("GET", "HEAD", "OPTIONS")

FIRST_THINGS = ("/account", "/account/password")
"""All that an account with somebody else's password may do: choose its own."""

SEE_OTHER = 303


def listen(server: Flask) -> None:
    """Looks at every request; register it after `callers.listen`."""
    server.before_request(_look)


def is_open(path: str) -> bool:
    """Whether a path is for everybody.

    >>> is_open("/public"), is_open("/login/code"), is_open("/publications"), is_open("/")
    (True, True, False, False)
    """
    below = any(path == door or path.startswith(f"{door}/") for door in OPEN)
    return below or path.startswith(OPEN_FILES)


def _look() -> Response | None:
    path, how = request.path, proof()
    if path == METRICS:
        return None if _may_measure() else refused(401, "unknown")
    if is_open(path):
        return None
    if caller() == NOBODY:
        return _turned_away()
    if request.method not in READS and _is_foreign(how):
        return refused(403, "foreign")
    if how.way == Way.KIOSK and request.method not in READS and path != CALLBACK:
        return refused(403, "forbidden")
    if how.must_change and path not in FIRST_THINGS:
        return _first_things()
    return None


def _is_foreign(how: Proof) -> bool:
    """Whether another site's page may have made a request that a browser adds the proof to."""
    if how.way == Way.HERE:
        return is_from_elsewhere()
    return how.is_a_cookie and not is_from_here()


def _turned_away() -> Response:
    """A person is led to the login and back; a program is told."""
    if not is_asked_by_person():
        return refused(401, "unknown")
    path = request.full_path.removesuffix("?")
    asked = f"/login?{urlencode({'next': path})}" if path != "/" else "/login"
    return redirect(asked, SEE_OTHER)


def _first_things() -> Response:
    if is_asked_by_person():
        return redirect("/account", SEE_OTHER)
    return refused(403, "must_change")


def _may_measure() -> bool:
    asking, how = caller(), proof()
    if is_this_machine():
        return True
    return how.way == Way.TOKEN and sees_all(installation().engine, asking.units)
