"""From a question to an answer: 304 if nothing changed, else JSON or csv with its stamp.

An answer depends on the data's version, the address and what the caller sees: its tag is made
of these three before anything is counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version as version_of
from typing import Any
from urllib.parse import urlencode

from flask import Response, request
from sqlalchemy import Connection
from werkzeug.exceptions import NotAcceptable

from onestop.accounts.callers import caller
from onestop.answers.asked import Answering
from onestop.answers.csv_lines import csv_text
from onestop.answers.figures import lagging_told
from onestop.api.bodies import packed
from onestop.domain.period import instant_text
from onestop.installation import Installation, installation
from onestop.storage import state
from onestop.storage.engine import reading
from onestop.storage.moments import newest_by_unit


JSON, CSV = "application/json", "text/csv"
FORMS = {"json": JSON, "csv": CSV}

NOT_SHARED = "private, no-cache"
"""Kept by whoever asked, and asked for again each time: 304 costs two small queries."""

VARY = "Accept, Authorization, Cookie"


@dataclass(frozen=True)
class Told:
    """An answer: its members, and how its rows stand in a csv (headings, lines)."""

    members: dict[str, Any]
    heads: Sequence[str] = ()
    lines: Iterable[Sequence[object]] = ()

    @staticmethod
    def listed(heads: Sequence[str], rows: list[dict], **more: Any) -> Told:
        """Rows whose csv has the same columns as their JSON."""
        lines = ([_cell(row[name]) for name in heads] for row in rows)
        return Told({**more, "rows": rows}, heads, lines)


def file_name(path: str | None) -> str | None:
    """A file's own name: where it lay on some machine is nobody's business who asks over a net.

    >>> file_name("/srv/exports/a.xlsx")
    'a.xlsx'
    """
    return None if path is None else re.split(r"[/\\\\]", path)[-1]


def _cell(value: Any) -> object:
    return " ".join(map(str, value)) if isinstance(value, list | tuple) else value


def how() -> Answering:
    """What answers of this installation are made with."""
    here = installation()
    return Answering(here.policy, here.calendar)


def answered(make: Callable[[Connection], Told], *, by_clock: bool = False) -> Response:
    """What `make` tells of the store, within the caller's units; 304 if they have it already.

    by_clock: whether the answer changes with time alone, and is therefore never kept.
    """
    here, form = installation(), _form()
    with reading(here.engine) as connection:
        version = int(state.read(connection, state.DATA_VERSION, "0"))
        tag = _tag(here, version, form)
        if request.if_none_match.contains(tag) and not by_clock:
            return _stamped(Response(status=304), tag)
        told = make(connection)
        if form == CSV:
            return _linked(_stamped(_csv(told), tag), told)
        members = {**told.members, **_missing(told, connection, here), "data_version": version}
    return _linked(_stamped(Response(packed(members), content_type=JSON), tag), told)


def _form() -> str:
    """JSON or csv, by `format`, else by the Accept of the request. 406 for any other."""
    asked = FORMS.get(request.args.get("format", ""))
    found = asked or request.accept_mimetypes.best_match([JSON, CSV], None)
    if found is None and "Accept" not in request.headers:
        return JSON
    if found is None:
        raise NotAcceptable
    return found


def _tag(here: Installation, version: int, form: str) -> str:
    units = caller().units
    seen = None if units is None else sorted(units)
    parts = (version_of("onestop"), version, form, request.full_path, seen, _declared(here))
    return sha256(repr(parts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _declared(here: Installation) -> tuple:
    """What an answer is made of besides the store; it changes with a restart only."""
    return here.policy.fingerprint(), tuple(plan.code for plan in here.in_force)


def _missing(told: Told, connection: Connection, here: Installation) -> dict[str, Any]:
    """The stamp, where the answer does not say it itself."""
    newest = newest_by_unit(connection)
    latest = max(newest.values(), default=None)
    behind = {unit: at for unit, at in newest.items() if at < latest}
    stamp = {
        "as_of": None if latest is None else instant_text(latest),
        "lagging": lagging_told(connection, behind),
        "policy": here.policy.as_dict(),
    }
    return {name: value for name, value in stamp.items() if name not in told.members}


def _csv(told: Told) -> Response:
    """UTF-8 with its mark, which spreadsheets need."""
    body = csv_text(told.heads, told.lines).encode("utf-8-sig")
    answer = Response(body, content_type=f"{CSV}; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="onestop.csv"'
    return answer


def _linked(answer: Response, told: Told) -> Response:
    """With the address of the next page, which a csv has no other place for."""
    if told.members.get("next"):
        asked = {**request.args.to_dict(), "cursor": told.members["next"]}
        answer.headers["Link"] = f'<{request.path}?{urlencode(asked)}>; rel="next"'
    return answer


def _stamped(answer: Response, tag: str) -> Response:
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = NOT_SHARED
    answer.headers["Vary"] = VARY
    return answer
