"""How an error becomes an answer of the API: RFC 9457, a Vietnamese sentence that says what to do.

The only table from errors to statuses under /api. No message of a fault of ours is told: it
may quote a person's data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from itertools import count
from traceback import format_tb
from typing import Any

import structlog
from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, ServiceUnavailable

from onestop.api.bodies import packed
from onestop.domain.errors import (
    DeclarationError,
    NotAllowedError,
    NotFoundError,
    OnestopError,
    StoreError,
    UnknownCallerError,
    UsageError,
)


API = "/api/"
PROBLEM = "application/problem+json"

TITLES = {
    400: "Câu hỏi chưa đúng",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không có",
    405: "Không dùng được cách gọi này",
    406: "Không có dạng trả lời này",
    409: "Đang bận hoặc đã có",
    411: "Thiếu độ dài",
    413: "Quá lớn",
    415: "Không nhận dạng nội dung này",
    422: "Tham số hoặc nội dung chưa đúng",
    429: "Gọi quá nhiều",
    500: "Lỗi của máy chủ",
    503: "Tạm thời chưa phục vụ được",
}

SENTENCES = {
    400: "Không đọc được yêu cầu này. Xem cách gọi ở /api/v1/docs.",
    404: "Không có địa chỉ này. Các địa chỉ của API có ở /api/v1/docs.",
    405: "Địa chỉ này không dùng được với cách gọi {method}. Có: {allowed}.",
    409: "Chưa xong; hãy hỏi lại sau ít giây.",
    406: "Chỉ trả lời application/json hoặc text/csv; hãy sửa tiêu đề Accept.",
    411: "Hãy gửi kèm Content-Length.",
    413: "Nội dung gửi lên quá lớn; hãy chia nhỏ.",
    415: "Hãy gửi JSON với Content-Type: application/json.",
    422: "Có tham số chưa đúng; xem errors.",
    429: "Gọi quá nhiều trong một phút; hãy chờ {seconds} giây rồi gọi lại.",
    503: "Kho dữ liệu chưa trả lời; hãy thử lại sau ít phút.",
}
ANY = "Không thực hiện được yêu cầu này."

RETRY_SECONDS = 30
"""After which a store that was down, or busy, may be asked again."""

LAST_FRAMES = 8
"""Of a fault, that the log keeps: the others are those of every request."""

log = structlog.get_logger()
_numbers = count(1)


class NotOffered(ServiceUnavailable):
    """This server was started without what is asked for, or has no room for it now."""

    def __init__(self, sentence: str) -> None:
        super().__init__()
        self.sentence = sentence


def problem(status: int, detail: str, **more: Any) -> Response:
    """An answer that says what is wrong; more: members of the problem that have a value."""
    told = {"type": "about:blank", "title": TITLES.get(status, HTTPStatus(status).phrase)}
    told |= {"status": status, "detail": detail}
    told |= {name: value for name, value in more.items() if value}
    answer = Response(packed(told), status, content_type=PROBLEM)
    answer.headers["Cache-Control"] = "no-store"
    if status in (429, 503):
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
    if status == 401:
        answer.headers["WWW-Authenticate"] = 'Bearer realm="onestop"'
    return answer


def status_of(error: OnestopError) -> int:
    """The status of each kind of error."""
    match error:
        case UnknownCallerError():
            return 401
        case NotAllowedError():
            return 403
        case NotFoundError():
            return 404
        case UsageError():
            return 400
        case StoreError():
            return 503
        case DeclarationError():
            return 500
    return 422


def of_ours(error: OnestopError) -> Response:
    """An error that knows its own sentence; of the store only that it is down."""
    status = status_of(error)
    if status >= 500:
        log.error("api_failed", status=status, kind=type(error).__name__, path=request.path)
    if status == 503:
        return problem(status, SENTENCES[503])
    return problem(status, str(error), nearest=list(getattr(error, "nearest", ())))


def of_http(error: HTTPException) -> Response:
    """What Flask, the limiter or the reader of parameters refuses."""
    if error.response is not None and isinstance(error.response, Response):
        return error.response
    status = error.code or 500
    told = getattr(error, "data", None)
    if status == 422 and told:
        return _of_parameters(told)
    answer = problem(status, _sentence(error, status))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _sentence(error: HTTPException, status: int) -> str:
    if isinstance(error, NotOffered):
        return error.sentence
    allowed = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
    facts = {"method": request.method, "allowed": allowed, "seconds": RETRY_SECONDS}
    return SENTENCES.get(status, ANY).format(**facts)


def _of_parameters(told: Mapping[str, Any]) -> Response:
    """Each wrong parameter with what is wrong; of an unknown one the nearest there is."""
    fields = told["schema"].fields.items()
    known = [field.data_key or name for name, field in fields]
    messages = told["messages"]
    by_name = messages.get("query") or messages.get("json") or messages
    errors = [_wrong(name, said, known) for name, said in sorted(by_name.items())]
    detail = " ".join(f"{one['parameter']}: {one['problem']}" for one in errors)
    nearest = list(dict.fromkeys(name for one in errors for name in one.get("nearest", ())))
    return problem(422, detail or SENTENCES[422], errors=errors, nearest=nearest)


UNKNOWN = "Unknown field."
IN_WORDS = {
    "Missing data for required field.": "phải có.",
    "Field may not be null.": "không được để null.",
    "Not a valid string.": "phải là chữ.",
    "Not a valid integer.": "phải là một số nguyên.",
    "Not a valid list.": "phải là một danh sách [ … ].",
    "Invalid input type.": "phải là một đối tượng {…}.",
}
"""What the library says by itself, in our words."""

WHOLE = "_schema"
"""What the library calls the whole body."""


def _wrong(name: str, said: Any, known: list[str]) -> dict[str, Any]:
    """One parameter. Its name came from outside: cut to a length, never formatted."""
    name = "nội dung" if name == WHOLE else str(name)[:60]
    sentences = list(_sentences(said))
    if sentences == [UNKNOWN]:
        near = get_close_matches(name, known, 3, 0.5)
        hint = f" Gần nhất: {', '.join(near)}." if near else f" Có: {', '.join(known)}."
        return {"parameter": name, "problem": f"không có tham số này.{hint}", "nearest": near}
    return {"parameter": name, "problem": " ".join(sentences)}


def _sentences(said: Any) -> Iterator[str]:
    """What is said of a member and of those inside it."""
    match said:
        case dict():
            for inner in said.values():
                yield from _sentences(inner)
        case list():
            for inner in said:
                yield from _sentences(inner)
        case _:
            yield IN_WORDS.get(str(said), str(said))


def of_anything(error: Exception) -> Response:
    """A fault of ours: a number to find it by in the log, nothing else."""
    number = next(_numbers)
    where = "".join(format_tb(error.__traceback__, limit=-LAST_FRAMES))
    log.error("api_fault", number=number, kind=type(error).__name__, where=where)
    detail = f"Lỗi ngoài dự kiến, số {number}. Hãy thử lại; nếu còn, báo người quản trị số này."
    return problem(500, detail)


def listen(server: Flask) -> None:
    """Answers errors of Flask's own under /api; those of the pages go on as they did."""
    of_pages = server.error_handler_spec[None][None].get(HTTPException)

    @server.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Any:
        if request.path.startswith(API):
            return of_http(error)
        return error if of_pages is None else of_pages(error)
