"""The public page: rendered here, without scripts or callbacks, light enough to embed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from flask import Blueprint, Flask, abort, render_template, request

from dashboards.components.frame import scope_words
from dashboards.data import public as data
from dashboards.data.asked import Asked, asking
from dashboards.data.stamp import stamp_of
from dashboards.view import View
from dashboards.words.sentences import say
from dashboards.words.speech import language, number, until_text
from onestop.accounts import limits
from onestop.accounts.doors import OPEN, needs
from onestop.domain.errors import UsageError
from onestop.domain.period import parse_day
from onestop.installation import installation
from onestop.storage.scoped import seeing


TEMPLATES = Path(__file__).parent.parent / "templates"
LOOK_UPS = "30 per minute"
"""Of single dossiers, from one address: codes are sequential, and may be tried one by one."""

HEEDED = ("unit", "period", "cutoff")
"""The parts of an address that citizens may choose by."""


def add_routes(server: Flask) -> None:
    """GET /public (unit, period, cutoff, and code with received)."""
    pages = Blueprint("public", __name__, template_folder=str(TEMPLATES))
    limited = limits.limited(server, LOOK_UPS, unless=lambda: not request.args.get("code"))
    pages.add_url_rule("/public", "page", limited(needs(OPEN)(_page)))
    server.register_blueprint(pages)


def _page() -> str:
    here = installation()
    if not here.public_page:
        abort(404)
    view = View.parse("/public", request.query_string.decode())
    kept = View("/public", {name: view.get(name) for name in HEEDED if view.get(name)})
    with seeing(None), asking(here, kept) as asked:  # published: the same for everybody
        return render_template("public.html", say=say, lang=language(), **_facts(asked, view))


def _facts(asked: Asked, view: View) -> dict[str, object]:
    code, day = view.get("code"), view.get("received")
    place, period = " · ".join(scope_words(asked)[:-1]), asked.period.label_vi
    stamp = stamp_of(asked)
    told = say("stamp", moment=until_text(stamp.moment), files=number(stamp.files))
    return {
        "place": place,
        "period": "" if asked.is_empty else period,
        "stamp": say("stamp_none") if stamp.moment is None else told,
        "heads": [say(name) for name in data.COLUMNS],
        "units": [] if asked.is_empty else data.unit_rows(asked),
        "asked_code": code,
        "asked_day": day,
        "dossier": data.progress(asked, code, _day(day)) if code and day else None,
    }


def _day(text: str) -> date:
    try:
        return parse_day(text)
    except UsageError:
        return date.min
