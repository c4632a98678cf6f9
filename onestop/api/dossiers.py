"""The dossiers behind a number, a page at a time. Applicants' names are never among them."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from sqlalchemy import Connection

from onestop.accounts.recording import record_look
from onestop.answers.asked import question_of
from onestop.answers.lists import DOSSIER, dossier_told
from onestop.api import shapes
from onestop.api.answering import Told, answered, file_name, how
from onestop.api.cursors import cursor_of, mark_of
from onestop.api.doors import Door, offer
from onestop.api.parameters import Behind
from onestop.domain.access import Act
from onestop.storage.listing import count_behind
from onestop.storage.paging import dossiers_after


routes = Blueprint("dossiers", __name__, description="Hồ sơ / dossiers")


@offer(routes, Door("/dossiers", Act.SEE_DOSSIERS, shapes.Dossiers, Behind, has_csv=True))
def dossiers(told: dict[str, Any]) -> Response:
    """Hồ sơ đằng sau một con số / The dossiers behind a number, by received date."""
    measure, mark = told["measure"], mark_of(told["cursor"])

    def make(connection: Connection) -> Told:
        question = question_of(how(), connection, "total", told)
        page = dossiers_after(connection, question, measure, mark, told["limit"])
        rows = [{**dossier_told(row), "file": file_name(row["file"])} for row in page.rows]
        total = None if mark else count_behind(connection, question, measure)
        more = {"measure": measure, "next": cursor_of(page.last), "total": total}
        return Told.listed(DOSSIER, rows, **more)

    answer = answered(make)
    if answer.status_code == 200:
        record_look("export", "dossiers", measure=measure, period=told["period"], way="api")
    return answer
