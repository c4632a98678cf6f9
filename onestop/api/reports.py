"""Routes of reports: which there are, asking for one, how it stands, the file."""

from __future__ import annotations

from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema
from sqlalchemy import Connection
from werkzeug.exceptions import Conflict
from werkzeug.wsgi import FileWrapper

from onestop.accounts.callers import caller
from onestop.accounts.recording import record_look
from onestop.api import shapes_loads as shapes
from onestop.api.answering import Told, answered
from onestop.api.bodies import SMALL, checked, json_sent, packed
from onestop.api.doors import JSON, Door, offer
from onestop.api.parameters import MOMENT, Formed, matching, one_of, words
from onestop.api.problems import NotOffered
from onestop.domain.access import Act
from onestop.domain.period import CUTOFFS, OFFICIAL, parse_instant
from onestop.installation import installation


routes = Blueprint("reports", __name__, description="Báo cáo / reports")

FORM = ("code", "label_vi", "label_en", "kinds", "by", "published")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {"xlsx": XLSX, "docx": DOCX}
JOB = "/reports/<string(length=32):job>"


class Wanted(Schema):
    """A report that is asked for; the names of `onestop report`."""

    class Meta:
        """A member that is not known is refused."""

        unknown = RAISE

    form = words("Mã biểu mẫu / form.", required=True)
    period = words("2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05.", required=True)
    cutoff = one_of("Cách chốt kỳ / how periods are cut.", CUTOFFS, OFFICIAL)
    unit = words("Mã hoặc tên cơ quan / unit.")
    by = one_of("Mỗi dòng là / what the rows are.", ("", "area", "unit"))
    as_of = matching("Thời điểm / moment.", MOMENT, "2024-12-20T17:00:00")
    units_as = one_of("Cơ quan / units.", ("then", "now"), "then", data_key="units")
    figures = one_of("Số tính lại, hay đã chốt / figures.", ("now", "published"), "now")
    kind = one_of("Dạng tệp / kind of file.", ("", *TYPES))


def _desk() -> Any:
    jobs = installation().report_jobs
    if jobs is None:
        raise NotOffered("Máy chủ này không lập báo cáo; hãy dùng lệnh “onestop report”.")
    return jobs


@offer(routes, Door("/reports", Act.SEE_FIGURES, shapes.Forms, Formed, has_csv=True))
def forms(_told: dict[str, Any]) -> Response:
    """Các biểu mẫu / The forms that can be asked for."""

    def make(_connection: Connection) -> Told:
        offers = _desk().forms()
        rows = [
            {
                "code": one.code,
                "label_vi": one.label_vi,
                "label_en": one.label_en,
                "kinds": list(one.kinds),
                "by": list(one.by),
                "published": one.keeps,
            }
            for one in offers
        ]
        return Told.listed(FORM, rows)

    return answered(make)


@offer(
    routes,
    Door("/reports", Act.EXPORT, shapes.ReportJob, method="POST", status=202),
    requestBody={"required": True, "content": {JSON: {"schema": Wanted}}},
)
def order(_told: dict[str, Any]) -> Response:
    """Lập một báo cáo / Ask for a report: 202, and where to ask how it stands."""
    wanted = checked(Wanted, json_sent(SMALL))
    token = _desk().begin(
        form=wanted["form"],
        period=wanted["period"],
        cutoff=wanted["cutoff"],
        kind=wanted["kind"],
        unit=wanted["unit"],
        by=wanted["by"],
        as_of=parse_instant(wanted["as_of"]) if wanted["as_of"] else None,
        merged=wanted["units_as"] == "now",
        published=wanted["figures"] == "published",
        who=caller().name,
    )
    if not token:
        raise NotOffered("Đang có nhiều báo cáo chờ lập; hãy yêu cầu lại sau ít phút.")
    record_look("report", wanted["form"], period=wanted["period"], way="api")
    answer = _standing(token, 202)
    answer.headers["Location"] = f"/api/v1/reports/{token}"
    return answer


@offer(routes, Door(JOB, Act.EXPORT, shapes.ReportJob))
def standing(_told: dict[str, Any], job: str) -> Response:
    """Báo cáo lập đến đâu / How a report stands."""
    return _standing(job, 200)


def _standing(token: str, status: int) -> Response:
    found = _desk().standing(token, caller().name)
    told = {
        "job": token,
        "state": found.state,
        "form": found.ordered.form,
        "period": found.ordered.period,
        "kind": found.ordered.kind,
        "sentence": found.sentence,
        "file": None if found.path is None else f"/api/v1/reports/{token}/file",
    }
    answer = Response(packed(told), status, content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@offer(routes, Door(f"{JOB}/file", Act.EXPORT, kind="application/octet-stream"))
def report_file(_told: dict[str, Any], job: str) -> Response:
    """Tệp báo cáo / The file of a report that is done."""
    found = _desk().standing(job, caller().name)
    if found.path is None:
        raise Conflict
    kind = found.ordered.kind
    answer = Response(FileWrapper(found.path.open("rb")), content_type=TYPES[kind])
    answer.content_length = found.path.stat().st_size
    answer.headers["Content-Disposition"] = f'attachment; filename="{found.ordered.form}.{kind}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
