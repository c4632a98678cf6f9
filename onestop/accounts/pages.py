"""How the account pages are drawn: the frame, the language, the moments; not what they do."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request

from onestop.accounts.words import LANGUAGES, WORDS, say, spoken_language
from onestop.domain.period import DAY_SECONDS, day_of
from onestop.installation import installation


THEMES = ("light", "dark")

BROWSERS = {
    "Edg/": "Edge",
    "OPR/": "Opera",
    "coc_coc": "Cốc Cốc",
    "Firefox/": "Firefox",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
"""Signs in what a browser calls itself, in an order in which the first one is right."""

SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS": "macOS",
    "Linux": "Linux",
}


def page(template: str, status: int = 200, **facts: Any) -> Response:
    """A page of ours; nothing of it is kept anywhere."""
    theme, lang = request.cookies.get("theme"), spoken_language()
    other = LANGUAGES[1 - LANGUAGES.index(lang)]
    rest = {name: value for name, value in request.args.items() if name in ("next", "done")}
    html = render_template(
        f"accounts/{template}.html",
        say=say,
        lang=lang,
        other=other,
        other_language=urlencode({**rest, "lang": other}),
        theme=theme if theme in THEMES else "",
        place=installation().place,
        **facts,
    )
    response = Response(html, status, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response


def done() -> str:
    """What was just done, as the address tells; an address that nobody made says nothing."""
    key = f"done_{request.args.get('done', '')}"
    return say(key) if key in WORDS else ""


def moment(seconds: int) -> str:
    """`16:05 20/12/2024`."""
    hours, minutes = divmod(seconds % DAY_SECONDS // 60, 60)
    return f"{hours:02d}:{minutes:02d} {day_of(seconds // DAY_SECONDS):%d/%m/%Y}"


def device() -> str:
    """What this browser is, as its owner would say it: `Firefox, Windows`."""
    told = request.headers.get("User-Agent", "")
    found = [
        next((name for sign, name in signs.items() if sign in told), "")
        for signs in (BROWSERS, SYSTEMS)
    ]
    return ", ".join(part for part in found if part) or "?"
