"""A callback that no page of ours sends is turned away before any of our code runs."""

from __future__ import annotations

import copy
import json

import pytest

from tests.fixtures.callback import CALLBACK, post, question, visitor


@pytest.fixture
def client(served):
    """A visitor without cookies."""
    return visitor(served)


def test_a_callback_as_a_page_sends_it_is_answered(served):
    answer = post(served, "/units?period=2024")
    assert answer.status_code == 200
    assert "Đơn vị" in json.dumps(answer.json, ensure_ascii=False)


def changed(**parts: object) -> dict:
    return {**question("/units", "?period=2024"), **parts}


def with_input(place: int, **parts: object) -> dict:
    asked = copy.deepcopy(question("/units", "?period=2024"))
    asked["inputs"][place].update(parts)
    return asked


def without(name: str) -> dict:
    return {key: value for key, value in question().items() if key != name}


INPUTS = question()["inputs"]
TAMPERED = {
    "no output": without("output"),
    "no inputs": without("inputs"),
    "an unknown output": changed(output="page.children"),
    "an output of the browser's own": changed(output="page.title"),
    "a list for an output": changed(output=["page.children"]),
    "nothing for an output": changed(output=None),
    "other outputs": changed(outputs=[{"id": "page", "property": "children"}]),
    "a text for outputs": changed(outputs="x"),
    "outputs of odd kinds": changed(outputs=[1, 2, 3, 4]),
    "inputs in another order": changed(inputs=INPUTS[::-1]),
    "too few inputs": changed(inputs=INPUTS[:1]),
    "an input twice": changed(inputs=[*INPUTS, INPUTS[0]]),
    "inputs that are no list": changed(inputs={"id": "address"}),
    "inputs of odd kinds": changed(inputs=[None, 1, "x"]),
    "a nested input": changed(inputs=[INPUTS, INPUTS[0], INPUTS[1]]),
    "state that nobody asked for": changed(state=[INPUTS[0]]),
    "a foreign id": with_input(0, id="elsewhere"),
    "a pattern for an id": with_input(0, id={"type": "x", "index": ["ALL"]}),
    "a foreign property": with_input(1, property="href"),
    "a number for a path": with_input(0, value=5),
    "a flag for a search": with_input(1, value=True),
    "a list for a search": with_input(1, value=["?unit=1"]),
    "a nested value": with_input(1, value={"unit": {"$ne": 1}}),
    "a deeply nested value": with_input(1, value=[[[["x"]]]]),
    "a list for a version": with_input(2, value=[{"a": 1}]),
    "what changed is no list": changed(changedPropIds=5),
    "what changed is unknown": changed(changedPropIds=["elsewhere.children"]),
    "what changed is nested": changed(changedPropIds=[["a"], {"b": 1}]),
    "a list": [],
    "a text": "output",
    "a number": 5,
    "nothing": None,
}


@pytest.mark.parametrize("asked", TAMPERED.values(), ids=TAMPERED)
def test_a_callback_that_was_tampered_with_is_turned_away(client, asked):
    answer = client.post(CALLBACK, json=asked)
    assert answer.status_code == 400
    assert len(answer.data) < 200
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"not json",
        b"\xff\xfe\x00",
        b"{" * 50_000,
        b"[" * 100_000,
        b'{"output": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        json.dumps(with_input(1, value="x" * 300_000)).encode(),
        b"NaN",
        b'{"output": NaN}',
    ],
    ids=["empty", "words", "bytes", "braces", "brackets", "deep", "huge", "nan", "nan inside"],
)
def test_what_is_no_callback_at_all_is_turned_away(client, sent):
    answer = client.post(CALLBACK, data=sent, content_type="application/json")
    assert answer.status_code in (400, 413)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_a_callback_is_only_ever_posted(client, method):
    assert getattr(client, method)(CALLBACK).status_code in (400, 405)


@pytest.mark.parametrize("told", ["?" + "a=1&" * 500, "?unit=" + "%00" * 9, "x" * 5000])
def test_a_callback_for_a_mangled_address_is_a_page_that_says_so(served, told):
    answer = visitor(served).post(CALLBACK, json=question("/units", told))
    assert answer.status_code == 200
    assert "problem" in answer.text
