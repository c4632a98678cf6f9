"""Reports to take away, and closing a period.

The address of the page, with another path, is the address of its file. A file is written whole
before any of it is sent.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import IO

from flask import Flask, Response, abort, redirect, request
from werkzeug.wrappers import Response as AnyResponse
from werkzeug.wsgi import FileWrapper

from dashboards.data.asked import Asked, asking
from dashboards.data.recorded import looked
from dashboards.data.reports import choice_of
from dashboards.data.wishes import Wish
from dashboards.server.our_pages import must_be_ours, way_back
from dashboards.view import View
from dashboards.words.sentences import say
from onestop.accounts.doors import needs
from onestop.accounts.recording import record
from onestop.domain.access import Act
from onestop.domain.errors import UsageError
from onestop.domain.period import OFFICIAL, parse_period
from onestop.domain.wording import without_marks
from onestop.installation import installation
from onestop.storage import scope
from onestop.storage.closing import Closing, close_period
from onestop.storage.engine import writing


PAGE = "/reports"
SEE_OTHER = 303

NOT_IN_NAMES = re.compile(r"[^A-Za-z0-9._-]")

TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def add_routes(server: Flask) -> None:
    """/download/report.xlsx and .docx (form, by, units, figures and the shared choices), and
    POST /periods/close (period, cutoff, unit, who, note, provisional, back)."""
    for kind in TYPES:
        address = f"/download/report.{kind}"
        view = needs(Act.EXPORT)(partial(_report, kind))
        server.add_url_rule(address, f"report_{kind}", view)
    close = needs(Act.CLOSE_PERIOD)(_close)
    server.add_url_rule("/periods/close", "close_period", close, methods=["POST"])


def _report(kind: str) -> Response:
    view = View.parse(PAGE, request.query_string.decode("utf-8", "replace"))
    with ExitStack() as open_until_sent:
        file = open_until_sent.enter_context(tempfile.TemporaryFile())
        with asking(installation(), view) as asked:
            stem = _written(asked, kind, file)
        length = file.tell()
        file.seek(0)
        # whoever sends it closes the wrapper, and with it the file, which is then gone
        response = Response(FileWrapper(file), content_type=TYPES[kind])
        response.content_length = length
        response.direct_passthrough = True
        open_until_sent.pop_all()
    response.headers["Content-Disposition"] = f'attachment; filename="{stem}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _written(asked: Asked, kind: str, file: IO[bytes]) -> str:
    """Writes a report into an open file; what it is called."""
    wish = _wish(asked, kind)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / f"report.{kind}"
        asked.here.reports.write(asked.connection, wish, kind, out)
        with out.open("rb") as whole:
            shutil.copyfileobj(whole, file)
    looked(asked.view, "report", wish.form, kind=kind)
    return _stem(asked)


def _wish(asked: Asked, kind: str) -> Wish:
    """What is wished for; slips are told before anything is written."""
    if asked.here.reports is None:
        abort(404)
    if asked.is_empty:
        raise UsageError(say("empty_title"))
    choice = choice_of(asked)
    if kind not in choice.offer.kinds:
        known = ", ".join(choice.offer.kinds)
        raise UsageError(f"Biểu {choice.offer.code} không có dạng {kind}. Có: {known}.")
    return choice.wish


def _stem(asked: Asked) -> str:
    """What tells one report from another in a folder of many, in letters of every system."""
    unit, figures = asked.name_of("unit"), asked.view.get("figures")
    form = choice_of(asked).offer.code
    parts = (form, unit.key if unit else "", asked.period.code, figures)
    plain = without_marks("-".join(part for part in parts if part))
    return "".join(
        one if one.isascii() and (one.isalnum() or one in "-._") else "-" for one in plain
    )


def _close() -> AnyResponse:
    must_be_ours()
    told, here = request.form, installation()
    if here.reports is None:
        abort(404)
    period = parse_period(told.get("period", ""), told.get("cutoff", OFFICIAL))
    with writing(here.engine) as connection:
        unit = scope.unit_told(connection, told.get("unit", ""))
        is_provisional = told.get("provisional") == "1"
        asked = Closing(period, unit, told.get("who", ""), told.get("note", ""), is_provisional)
        made = close_period(connection, asked, here.reports.counting, here.clock())
        record(connection, "close_period", made.id, period=period.code, unit=made.unit_name)
    return redirect(way_back(told.get("back", PAGE)), SEE_OTHER)
