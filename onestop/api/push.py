"""POST /dossiers/sync: the envelope of the national portal, answered in its own form.

It knows the envelope and what each outcome is called; loading is the desk's
(`Installation.intake`). Source: the form agreed by national and provincial systems
(DongBoHoSoMC, CapNhatTienDoHoSoMC).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response
from flask_smorest import Blueprint
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from werkzeug.exceptions import HTTPException

from onestop.accounts.callers import caller
from onestop.accounts.recording import record_look
from onestop.api import shapes
from onestop.api.bodies import checked, json_sent, packed
from onestop.api.doors import JSON, Door, offer
from onestop.api.parameters import PushedAsOf
from onestop.api.problems import of_http, problem
from onestop.domain.access import Act
from onestop.domain.period import parse_instant
from onestop.installation import installation


routes = Blueprint("push", __name__, description="Nhận hồ sơ / push")

MOST_BYTES = 16 << 20
MOST_DOSSIERS = 10_000
SERVICES = ("DongBoHoSoMC", "CapNhatTienDoHoSoMC")

DONE, SOME_REFUSED, WRONG, THERE_ALREADY, NOT_YOURS, NOT_NOW = "012345"
"""`error_code`. "0" and "3" are the national portal's; the others are told in docs/api.md."""

YES, NO = ("true", "1"), ("false", "0", "")


class Flag(fields.Field):
    """`"True"`, `"False"`, `true`, `false`: systems write it in every way."""

    def _deserialize(self, value: Any, *_more: Any, **_told: Any) -> bool:
        if isinstance(value, bool):
            return value
        told = value.strip().lower() if isinstance(value, str) else None
        if told not in YES + NO:
            raise ValidationError("phải là True hoặc False.")
        return told in YES


def _must_be_objects(rows: list[Any]) -> None:
    wrong = [number for number, row in enumerate(rows, 1) if not isinstance(row, dict)]
    if wrong:
        raise ValidationError(f"phần tử thứ {wrong[0]} phải là một đối tượng {{…}}.")


class Envelope(Schema):
    """What is sent; `session` is a secret of the sender's and is not kept."""

    class Meta:
        """Systems add members of their own."""

        unknown = EXCLUDE

    session = fields.String(load_default=None, allow_none=True)
    madonvi = fields.String(load_default="", allow_none=True, validate=validate.Length(max=200))
    service = fields.String(
        required=True,
        validate=validate.OneOf(SERVICES, error=f"phải là một trong: {', '.join(SERVICES)}."),
        error_messages={"required": "phải có."},
    )
    is_updating = Flag(
        data_key="isUpdating", load_default=False, metadata={"type": ["string", "boolean"]}
    )
    data = fields.List(
        fields.Raw(allow_none=True, metadata={"type": "object"}),
        required=True,
        validate=[
            validate.Length(max=MOST_DOSSIERS, error=f"nhiều nhất {MOST_DOSSIERS} phần tử."),
            _must_be_objects,
        ],
        error_messages={"required": "phải có.", "invalid": "phải là một danh sách [ … ]."},
    )


@offer(
    routes,
    Door("/dossiers/sync", Act.LOAD, shapes.Pushed, PushedAsOf, method="POST"),
    requestBody={"required": True, "content": {JSON: {"schema": Envelope}}},
)
def sync(told: dict[str, Any]) -> Response:
    """Nhận hồ sơ theo gói của Cổng DVCQG / Take dossiers in the national portal's envelope."""
    desk = installation().intake
    if desk is None:
        return _refused(503, NOT_NOW, "Máy chủ này không nhận hồ sơ gửi tới.")
    try:
        sent = checked(Envelope, json_sent(MOST_BYTES))
    except HTTPException as error:
        return _with_code(of_http(error), WRONG)
    if not sent["data"]:
        return _answer(DONE, "Không có hồ sơ nào trong data; không có gì thay đổi.")
    units = caller().units
    kept = {"service": sent["service"], "madonvi": sent["madonvi"], "data": sent["data"]}
    outcome = desk.take(
        kept,
        is_updating=sent["is_updating"],
        units=None if units is None else sorted(units),
        as_of=parse_instant(told["as_of"]) if told["as_of"] else None,
    )
    return OUTCOMES[outcome["state"]](outcome)


def _answer(code: str, message: str) -> Response:
    answer = Response(packed({"error_code": code, "message": message}), content_type=JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _refused(status: int, code: str, sentence: str) -> Response:
    """A problem that also stands in the national form."""
    return problem(status, sentence, error_code=code, message=sentence)


def _with_code(answer: Response, code: str) -> Response:
    told = answer.get_json(force=True)
    return _refused(answer.status_code, code, told["detail"])


def _loaded(outcome: dict[str, Any]) -> Response:
    counts = outcome["counts"]
    record_look("load", outcome["number"], way="push", rows=counts["read"])
    told = (
        f"Lần nạp {outcome['number']}: {counts['inserted']} mới, {counts['updated']} cập nhật,"
        f" {counts['unchanged']} không đổi, {counts['rejected']} bị từ chối,"
        f" {counts['waiting']} chờ hồ sơ."
    )
    if not counts["rejected"]:
        return _answer(DONE, told)
    reasons = (
        f"phần tử {one['row']}, {one['column']}: {one['reason']}" for one in outcome["rejects"]
    )
    return _answer(SOME_REFUSED, f"{told} Bị từ chối: {'; '.join(reasons)}.")


def _there_already(outcome: dict[str, Any]) -> Response:
    more = "…" if outcome["count"] > len(outcome["codes"]) else ""
    return _answer(
        THERE_ALREADY,
        f"{outcome['count']} hồ sơ đã tồn tại: {', '.join(outcome['codes'])}{more}."
        " Không có gì được nạp; để cập nhật, gửi lại với isUpdating là True.",
    )


def _not_yours(outcome: dict[str, Any]) -> Response:
    numbers = ", ".join(map(str, outcome["rows"]))
    more = "…" if outcome["count"] > len(outcome["rows"]) else ""
    sentence = (
        f"Phần tử {numbers}{more}: hồ sơ không thuộc đơn vị của bạn, hoặc không rõ đơn vị"
        " (DonViXuLy). Không có gì được nạp; hãy bỏ các phần tử này rồi gửi lại."
    )
    return _refused(403, NOT_YOURS, sentence)


def _not_loaded(outcome: dict[str, Any]) -> Response:
    return _refused(422, WRONG, outcome["sentence"])


def _not_now(_outcome: dict[str, Any]) -> Response:
    sentence = "Máy chủ đang bận; không có gì được nạp. Hãy gửi lại đúng gói này sau ít phút."
    return _refused(503, NOT_NOW, sentence)


def _failed(outcome: dict[str, Any]) -> Response:
    sentence = (
        f"Lỗi ngoài dự kiến khi nạp ({outcome['kind']}); không có gì được nạp."
        " Hãy báo người quản trị."
    )
    return _refused(500, WRONG, sentence)


OUTCOMES: dict[str, Callable[[dict[str, Any]], Response]] = {
    "loaded": _loaded,
    "exists": _there_already,
    "foreign": _not_yours,
    "refused": _not_loaded,
    "busy": _not_now,
    "failed": _failed,
}
