"""What the page Dữ liệu asks of the server besides pages: take files, load, take back, name.

Files come as the plain body of a request, one request a file: a callback of Dash would carry
them as base64 inside JSON (a third larger, three copies in memory), a multipart form would be
written to a temporary file before we see its length. Nothing here renders or counts anything.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any
from urllib.parse import unquote

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import ClientDisconnected

from dashboards.data.allowed import sees_whole_place
from dashboards.data.checked import check_now
from dashboards.data.desk import rows_so_far
from dashboards.data.recorded import noted
from dashboards.server.errors import status_of
from dashboards.server.our_pages import is_from_here
from dashboards.words.sentences import say
from dashboards.words.speech import number
from onestop.accounts.doors import needs
from onestop.domain.access import Act
from onestop.domain.errors import OnestopError, UsageError
from onestop.domain.period import parse_instant
from onestop.installation import installation


MOST_BYTES = 512 << 20
"""One file; the desk itself refuses more than this for all files of an upload together."""

LARGEST_FORM = 64 * 1024
LONGEST_FIELD = 2000
LONGEST_NUMBER = 10

NAME, TOKEN = "X-File-Name", "X-Upload"
"""A file's name stands in a header, not in the address, which proxies write down."""

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_checking = Lock()


def add_routes(server: Flask) -> None:
    """Everything of the upload desk; each answers 403 where loading is off."""
    for rule, view, method, act in (
        ("/uploads", _receive, "POST", Act.LOAD),
        ("/uploads/<token>", _status, "GET", Act.LOAD),
        ("/uploads/<token>/look", _look, "POST", Act.LOAD),
        ("/uploads/<token>/load", _load, "POST", Act.LOAD),
        ("/loads/<int:number>/withdraw", _withdraw, "POST", Act.LOAD),
        ("/names", _name, "POST", Act.LOAD),
        ("/checks", _check, "POST", Act.LOAD),
        ("/download/rejects-<int:number>.xlsx", _rejects, "GET", Act.SEE_FILES),
    ):
        name = f"uploads{view.__name__}"
        server.add_url_rule(rule, name, needs(act)(_guarded(view)), methods=[method])


def _guarded(view: Callable[..., Any]) -> Callable[..., Any]:
    """A view behind the door: refused where loading is off, to readers of some units only
    (a file speaks of whom it speaks), or if another site asks."""

    @wraps(view)
    def guarded(**parts: Any) -> Any:
        if installation().uploads is None:
            return _refused(say("data_off_sentence"), 403)
        if not sees_whole_place():
            return _refused(say("data_whole_only"), 403)
        if request.method == "POST" and not is_from_here():
            return _refused(say("data_foreign"), 403)
        try:
            return view(**parts)
        except OnestopError as error:
            return _refused(str(error), status_of(error))

    return guarded


def _refused(sentence: str, status: int) -> tuple[Response, int]:
    return jsonify(sentence=sentence), status


def _receive() -> Any:
    """One file; with a token, one more of the same upload."""
    length = request.content_length
    if length is None:
        return _refused(say("data_no_length"), 411)
    name = unquote(request.headers.get(NAME, ""))[:LONGEST_FIELD]
    if length > MOST_BYTES:
        return _refused(say("data_too_large", file=name, most=number(MOST_BYTES >> 20)), 413)
    token = request.headers.get(TOKEN, "")
    try:
        taken = installation().uploads.receive(name, request.stream, token, length)
    except ClientDisconnected:
        return _refused(say("data_broken_off", file=name), 400)
    return jsonify(token=taken.token, files=list(taken.files))


def _look(token: str) -> Any:
    """Reads the first rows of an upload's files; what was seen is then drawn by the page."""
    uploads = installation().uploads
    if uploads.status(token).state == "looking":
        return jsonify(state="looking"), 202
    uploads.look(token)
    return jsonify(state="looked")


def _load(token: str) -> Any:
    """Begins to load; `as_of` counts only if somebody changed what the page offered."""
    told = _form()
    as_of = told.get("as_of", "")
    is_changed = bool(as_of) and as_of != told.get("offered", "")
    noted("load", token, unit=told.get("unit", ""))
    installation().uploads.start(
        token, told.get("unit") or None, parse_instant(as_of) if is_changed else None
    )
    return jsonify(token=token)


def _status(token: str) -> Any:
    """How far it has come, in the words of the page; asked every second, never kept."""
    status = installation().uploads.status(token)
    done, rows = status.progress, rows_so_far(status)
    answer = jsonify(
        state=status.state,
        rows=rows,
        file=say("data_loading_file", file=done.file) if done.file else "",
        count=say("data_loading_count", rows=number(rows), seconds=number(done.seconds)),
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _withdraw(number: int) -> Any:
    """Begins to take a load back."""
    if installation().province:
        return _refused(say("data_whole_store"), 403)
    noted("withdraw", number)
    return jsonify(token=installation().uploads.withdraw(number, _form().get("reason", "")))


def _name() -> Any:
    """Begins to say what a provisional name stands for: a known entry, or a new one."""
    told, uploads = _form(), installation().uploads
    kind, which = told.pop("kind", ""), told.pop("number", "")
    if not (which.isascii() and which.isdigit() and len(which) < LONGEST_NUMBER):
        raise UsageError(say("data_odd_form"))
    known = told.pop("known", "")
    noted("alias", f"{kind} {which}", known=known)
    token = (
        uploads.name_same(kind, int(which), known)
        if known
        else uploads.name_new(kind, int(which), **told)
    )
    return jsonify(token=token)


def _check() -> Any:
    """Checks the identities; one check at a time is enough for everybody."""
    if installation().province:
        return _refused(say("data_whole_store"), 403)
    if not _checking.acquire(blocking=False):
        return _refused(say("data_checking_already"), 409)
    try:
        found = check_now(installation())
    finally:
        _checking.release()
    return jsonify(token=str(found.at), differences=found.count)


def _rejects(number: int) -> Response:
    """The refused rows of a load as a workbook to mend them by."""
    noted("read_rejects", number, form="xlsx")
    answer = Response(installation().uploads.rejects_workbook(number), mimetype=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="rejects-{number}.xlsx"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _form() -> dict[str, str]:
    """The fields that were sent: texts, nothing else. UsageError for anything that is not."""
    if (request.content_length or 0) > LARGEST_FORM:
        raise UsageError(say("data_odd_form"))
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise UsageError(say("data_odd_form"))
    if any(not isinstance(one, str) or len(one) > LONGEST_FIELD for one in told.values()):
        raise UsageError(say("data_odd_form"))
    return {name: one.strip() for name, one in told.items()}
