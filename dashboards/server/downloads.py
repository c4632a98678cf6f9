"""Files to take away: any list of dossiers, every row of it, and the backlog.

The address of a list's page, with another path, is the address of its file.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from urllib.parse import quote

from flask import Flask, Response, request
from werkzeug.wsgi import FileWrapper

from dashboards.components.exports import backlog_export, dossiers_export
from dashboards.data.asked import Asked, asking
from dashboards.data.export import Export
from dashboards.data.recorded import looked
from dashboards.server.sheets import csv_pieces, write_workbook
from dashboards.view import View
from dashboards.words.sentences import say
from onestop.accounts.doors import needs
from onestop.accounts.gates import must
from onestop.domain.access import Act
from onestop.domain.errors import UsageError
from onestop.domain.wording import without_marks
from onestop.installation import installation


EXPORTS: dict[str, Callable[[Asked], Export]] = {
    "dossiers": dossiers_export,
    "backlog": backlog_export,
}

OF_DOSSIERS = "/dossiers"
"""Rows, not sums: only for those who may see dossiers at all."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"

NOT_IN_NAMES = '\\/:*?"<>|'
"""What a file's name must not hold somewhere."""


def add_routes(server: Flask) -> None:
    """/download/dossiers.xlsx and .csv, /download/backlog.xlsx and .csv."""
    for name, make in EXPORTS.items():
        path = f"/{name}"
        for form, view in (("csv", _csv), ("xlsx", _xlsx)):
            taken = needs(Act.EXPORT)(partial(view, path, make))
            server.add_url_rule(f"/download/{name}.{form}", f"{name}_{form}", taken)


def _csv(path: str, make: Callable[[Asked], Export]) -> Response:
    """Rows leave as they are read; the reading ends with the answer, sent whole or not."""
    with ExitStack() as open_until_sent:
        asked = _asked(path, open_until_sent)
        export = _taken(asked, make(asked), "csv")
        response = Response(csv_pieces(export), content_type=CSV)
        response.call_on_close(open_until_sent.pop_all().close)
    return _named(response, export, "csv")


def _xlsx(path: str, make: Callable[[Asked], Export]) -> Response:
    """A workbook can be sent only when its last row is written: it waits in a file."""
    with ExitStack() as open_until_sent:
        file = open_until_sent.enter_context(tempfile.TemporaryFile())
        with ExitStack() as reading:
            asked = _asked(path, reading)
            export = _taken(asked, make(asked), "xlsx")
            write_workbook(export, file)
        length = file.tell()
        file.seek(0)
        response = Response(FileWrapper(file), content_type=XLSX)
        response.content_length = length
        response.direct_passthrough = True
        response.call_on_close(open_until_sent.pop_all().close)
    return _named(response, export, "xlsx")


def _asked(path: str, stack: ExitStack) -> Asked:
    """The question of this request; its slips are told before anything is sent."""
    view = View.parse(path, request.query_string.decode("utf-8", "replace"))
    asked = stack.enter_context(asking(installation(), view))
    if asked.is_empty:
        raise UsageError(say("empty_title"))
    if path == OF_DOSSIERS:
        must(Act.SEE_DOSSIERS)
    return asked


def _taken(asked: Asked, export: Export, form: str) -> Export:
    """The same, once it is recorded that somebody takes it away."""
    looked(asked.view, "export", export.code, rows=export.count, form=form)
    return export


def _named(response: Response, export: Export, form: str) -> Response:
    """A name for any browser, and the same with its marks for those that can."""
    name = "".join("-" if letter in NOT_IN_NAMES else letter for letter in export.stem)
    plain = without_marks(unicodedata.normalize("NFC", name).replace("Đ", "d"))
    safe = "".join(letter if letter.isalnum() or letter in "-._" else "-" for letter in plain)
    ascii_name = safe.encode("ascii", "ignore").decode() or "onestop"
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{ascii_name}.{form}"; '
        f"filename*=UTF-8''{quote(f'{name}.{form}', safe='')}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
