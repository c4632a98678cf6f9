"""The language of a request: the address, else the visitor's choice, else the installation's."""

from __future__ import annotations

from flask import Flask, Response, request

from dashboards.words.speech import LANGUAGES, speak
from onestop.installation import installation


COOKIE = "lang"
YEAR_SECONDS = 365 * 86_400


def listen(server: Flask) -> None:
    """Sets the language before each request and remembers a choice made in the address."""
    server.before_request(_choose)
    server.after_request(_remember)


def _choose() -> None:
    asked = request.args.get("lang") or request.cookies.get(COOKIE)
    speak(asked if asked in LANGUAGES else installation().lang)


def _remember(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.cookies.get(COOKIE) != asked:
        response.set_cookie(
            COOKIE, asked, max_age=YEAR_SECONDS, samesite="Lax", httponly=True, path="/"
        )
    return response
