"""Turns away callbacks that no page of ours sends: 400 before any of our code runs.

It knows which callbacks exist and what their inputs are; whether a unit in an address
exists is for the page to say.
"""

from __future__ import annotations

import json

from dash._utils import split_callback_id
from flask import Flask, Response, current_app, jsonify, request


CALLBACK = "/_dash-update-component"
LARGEST = 256 * 1024
"""Bytes of a callback's question; uploads do not come this way."""

OF_AN_ADDRESS = ("pathname", "search")


def listen(server: Flask) -> None:
    """Looks at every callback before Dash does."""
    server.before_request(_look)


def _look() -> tuple[Response, int] | None:
    if request.path != CALLBACK:
        return None
    wrong = _wrong()
    return None if wrong is None else (jsonify(title="400", detail=wrong), 400)


def _wrong() -> str | None:
    """What is wrong with the question, or None."""
    if request.method != "POST" or (request.content_length or 0) > LARGEST:
        return "not a callback"
    try:
        asked = json.loads(request.get_data(as_text=True))
        return _unknown(asked)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return "not a callback"


def _unknown(asked: dict) -> str | None:
    declared = current_app.extensions["dash"].callback_map.get(asked["output"])
    if declared is None or "callback" not in declared:  # without: the browser's own
        return "no such callback"
    for kind in ("inputs", "state"):
        told, wanted = asked.get(kind) or [], _ends(declared[kind])
        if _ends(told) != wanted or any(map(_is_odd, told)):
            return f"wrong {kind}"
    if _ends(asked["outputs"]) != _ends(split_callback_id(asked["output"])):
        return "wrong outputs"
    known = {f"{name}.{part}" for name, part in _ends(declared["inputs"])}
    return None if known.issuperset(asked.get("changedPropIds") or ()) else "wrong change"


def _ends(told: list[dict] | dict) -> list[tuple[str, str]]:
    """Ids and properties; one output alone comes without a list."""
    ends = told if isinstance(told, list) else [told]
    return [(str(one["id"]), str(one["property"])) for one in ends]


def _is_odd(told: dict) -> bool:
    """No page of ours sends nested data, and an address is text or not there yet."""
    value = told.get("value")
    if told["property"] in OF_AN_ADDRESS:
        return not isinstance(value, str | None)
    if isinstance(value, list):
        return any(isinstance(one, list | dict) for one in value)
    return isinstance(value, dict)
