"""Routes of loads: what was loaded, refused and noticed; and a file that comes in."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy import Connection
from werkzeug.exceptions import (
    LengthRequired,
    RequestEntityTooLarge,
)

from onestop.accounts.callers import caller
from onestop.accounts.recording import record_look
from onestop.answers.lists import LOADED, NOTICED, REFUSED, load_told, picked
from onestop.api import shapes_loads as shapes
from onestop.api.answering import Told, answered, file_name
from onestop.api.bodies import packed
from onestop.api.cursors import cursor_of, mark_of
from onestop.api.doors import JSON, Door, offer
from onestop.api.parameters import LARGEST, LONGEST, Cursored, Formed, OfKind, OfLoad, Sent
from onestop.api.problems import NotOffered
from onestop.domain.access import Act
from onestop.domain.errors import NotAllowedError, UsageError
from onestop.domain.period import instant_text, parse_instant
from onestop.installation import installation
from onestop.storage.paging import findings_after, load_of, loads_after, rejects_after
from onestop.storage.scoped import sees_all


routes = Blueprint("loads", __name__, description="Lần nạp / loads")

MOST_BYTES = 512 << 20
"""One file; the desk itself refuses more for all files of an upload together."""

NAMELESS = "tep"
PUSH_INSTEAD = "mã của một đơn vị gửi hồ sơ qua /api/v1/dossiers/sync"
ONE = f"/imports/<int(max={LARGEST}):number>"
MULTIPART = "multipart/form-data"
FILE_BODY = {
    "required": True,
    "content": {
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        MULTIPART: {
            "schema": {
                "type": "object",
                "required": ["file"],
                "properties": {"file": {"type": "string", "format": "binary"}},
            }
        },
    },
}


def _named(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "path": file_name(row["path"])}


@offer(routes, Door("/imports", Act.SEE_DOSSIERS, shapes.Loads, Cursored, has_csv=True))
def imports(told: dict[str, Any]) -> Response:
    """Các lần nạp / What was loaded, and what became of its rows."""

    def make(connection: Connection) -> Told:
        page = loads_after(connection, mark_of(told["cursor"]), told["limit"])
        rows = [_named(load_told(row)) for row in page.rows]
        return Told.listed(LOADED, rows, next=cursor_of(page.last))

    return answered(make)


@offer(
    routes,
    Door(
        f"/imports/<int(max={LARGEST}):number>",
        Act.SEE_DOSSIERS,
        shapes.OneLoad,
        Formed,
        has_csv=True,
    ),
)
def one_import(_told: dict[str, Any], number: int) -> Response:
    """Một lần nạp / One load."""

    def make(connection: Connection) -> Told:
        load = _named(load_told(load_of(connection, number)))
        return Told({"load": load}, LOADED, [list(load.values())])

    return answered(make)


@offer(routes, Door("/rejects", Act.SEE_FILES, shapes.Rejects, OfLoad, has_csv=True))
def rejects(told: dict[str, Any]) -> Response:
    """Các dòng bị từ chối / Refused rows with cell and reason; each reading is recorded."""
    mark = mark_of(told["cursor"])

    def make(connection: Connection) -> Told:
        page = rejects_after(connection, told["load"], mark, told["limit"])
        rows = [_named(picked(row, REFUSED)) for row in page.rows]
        return Told.listed(REFUSED, rows, next=cursor_of(page.last))

    answer = answered(make)
    if answer.status_code == 200:
        record_look("read_rejects", told["load"] or "", way="api")
    return answer


@offer(routes, Door("/findings", Act.SEE_DOSSIERS, shapes.Findings, OfKind, has_csv=True))
def findings(told: dict[str, Any]) -> Response:
    """Các phát hiện / What was odd about rows that were kept."""

    def make(connection: Connection) -> Told:
        mark = mark_of(told["cursor"])
        page = findings_after(connection, told["kind"], mark, told["limit"])
        rows = [_named(picked(row, NOTICED)) for row in page.rows]
        return Told.listed(NOTICED, rows, next=cursor_of(page.last))

    return answered(make)


@offer(
    routes,
    Door("/imports", Act.LOAD, shapes.Job, Sent, method="POST", status=202),
    requestBody=FILE_BODY,
)
def send_file(told: dict[str, Any]) -> Response:
    """Gửi một tệp kết xuất / Send an export: the body itself, or a form with `file`.

    It is written to disk as it comes, and loaded only when all of it has come.
    """
    uploads = _desk()
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > MOST_BYTES:
        raise RequestEntityTooLarge
    as_of = parse_instant(told["as_of"]) if told["as_of"] else None
    token = _received(uploads, told["name"])
    uploads.start(token, told["unit"] or None, as_of)
    record_look("load", token, way="api")
    answer = Response(packed(_job(token)), 202, content_type=JSON)
    answer.headers["Location"] = f"/api/v1/imports/jobs/{token}"
    return answer


def _received(uploads: Any, name: str) -> str:
    """The token under which the sent file lies; nothing lies there of a line that broke.

    The parts of a form are written to disk by the reader of the form as they come.
    """
    if request.mimetype == MULTIPART:
        part = request.files.get("file")
        if part is None:
            raise UsageError("Biểu mẫu không có tệp: hãy gửi tệp trong ô “file”.")
        return uploads.receive(name or part.filename or NAMELESS, part.stream).token
    sent = name or unquote(request.headers.get("X-File-Name", ""))[:LONGEST] or NAMELESS
    return uploads.receive(sent, request.stream, announced=request.content_length).token


@offer(routes, Door("/imports/jobs/<string(length=32):job>", Act.LOAD, shapes.Job))
def import_job(_told: dict[str, Any], job: str) -> Response:
    """Tệp đã gửi nạp đến đâu / How the loading of a sent file stands."""
    _desk()
    answer = Response(packed(_job(job)), content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _desk() -> Any:
    """The desk that takes files, for callers of the whole place: a file speaks of whom it does.

    Who sees some units only pushes their dossiers, which are looked at one by one.
    """
    if not sees_all(installation().engine, caller().units):
        raise NotAllowedError(PUSH_INSTEAD)
    uploads = installation().uploads
    if uploads is None:
        raise NotOffered("Máy chủ này không nhận tệp; hãy nạp bằng lệnh “onestop import”.")
    return uploads


def _job(token: str) -> dict[str, Any]:
    status = installation().uploads.status(token)
    files = [
        {
            "path": one.path,
            "profile": one.profile,
            "load": one.snapshot_id,
            "as_of": None if one.as_of is None else instant_text(one.as_of),
            "counts": one.counts,
            "error": one.error,
            "note": one.note,
        }
        for one in status.reports
    ]
    told = {"job": token, "state": status.state, "sentence": status.sentence}
    return {**told, "rows": status.progress.rows, "files": files}
