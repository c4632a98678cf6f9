"""Bodies: JSON as the command line writes it, and JSON that is sent to us."""

from __future__ import annotations

from typing import Any

import orjson
from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import (
    BadRequest,
    LengthRequired,
    RequestEntityTooLarge,
    UnprocessableEntity,
    UnsupportedMediaType,
)


SMALL = 64 * 1024
"""Bytes of a body that only asks for something."""


def packed(told: Any) -> bytes:
    """Plain data as JSON, keys in their order."""
    return orjson.dumps(told)


def json_sent(most: int) -> Any:
    """The JSON of a request's body, of at most so many bytes. 411, 413, 415, or 400."""
    if not request.is_json:
        raise UnsupportedMediaType
    if request.content_length is None:
        raise LengthRequired
    if request.content_length > most:
        raise RequestEntityTooLarge
    try:
        return orjson.loads(request.get_data(cache=False))
    except orjson.JSONDecodeError as error:
        raise BadRequest(
            "Nội dung gửi lên không phải JSON đúng; hãy kiểm tra rồi gửi lại."
        ) from error


def checked(shape: type[Schema], told: Any) -> dict[str, Any]:
    """What was sent, as a shape wants it. 422 with each wrong member."""
    schema = shape()
    try:
        return schema.load(told)
    except ValidationError as error:
        refused = UnprocessableEntity()
        refused.data = {"messages": error.normalized_messages(), "schema": schema}
        raise refused from error
