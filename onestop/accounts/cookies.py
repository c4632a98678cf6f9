"""What a browser keeps for us: a session, a login half way, a wall screen's token.

No script can read them and no other site's form sends them. Over https they never go another
way, and their names say that nobody but this very host has set them.
"""

from __future__ import annotations

from flask import Response, request

from onestop.installation import installation


SESSION, STEP, KIOSK = "onestop-session", "onestop-step", "onestop-kiosk"

LOCKED = "__Host-"
"""Browsers keep such a cookie only from https, of one host, for all its paths."""


def is_safe_way() -> bool:
    """Whether this visitor comes by https."""
    return request.is_secure or installation().access.is_https


def put(response: Response, name: str, secret: str, seconds: int | None = None) -> None:
    """Has the browser keep a secret; without seconds until it is closed."""
    response.set_cookie(
        _called(name),
        secret,
        max_age=seconds,
        path="/",
        secure=is_safe_way(),
        httponly=True,
        samesite="Lax",
    )


def drop(response: Response, name: str) -> None:
    """Has the browser forget it."""
    response.delete_cookie(
        _called(name), path="/", secure=is_safe_way(), httponly=True, samesite="Lax"
    )


def kept(name: str) -> str:
    """The secret that the browser brings, or ""."""
    return request.cookies.get(_called(name), "")


def _called(name: str) -> str:
    return LOCKED + name if is_safe_way() else name
