"""The description of the API, its page, and made-up questions that keep to it."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import hypothesis
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.api.conftest import serving
from tests.fixtures import district as sample


ROOT = Path(__file__).resolve().parents[2]

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
)

EXAMPLES = 4
"""Of each kind, for each route: the suite's share of a minute."""

SENSE = {
    "period": ("2024", "2024-Q3", "2024-05", "2023-H1"),
    "cutoff": ("official", "calendar"),
    "unit": ("", sample.COMMUNE, sample.COMMUNE_CODE),
    "area": ("", "Hộ tịch"),
    "as_of": ("", "2024-08-01", "2024-08-01T10:00"),
    "from": ("",),
    "to": ("",),
    "procedure": ("",),
    "measure": ("", "received", "open_overdue", "on_time_share:numerator", "age:today"),
    "plan": ("", "demo"),
    "cursor": ("",),
    "kind": ("", "older_snapshot"),
    "load": (1, 2),
}
"""Answers worth looking at: made-up words alone find no unit and no period."""


@pytest.fixture(scope="module")
def own_server(district, tmp_path_factory):
    """A copy of the sample district that made-up questions may change."""
    import shutil

    folder = tmp_path_factory.mktemp("made-up")
    shutil.copy(district / sample.STORE, folder / sample.STORE)
    with serving(folder) as server:
        for name in ("ONESTOP_API_ASKING", "ONESTOP_API_SENDING"):
            server.config[name] = "1000000 per minute"
        yield server


def asked(case, pick):
    """The same case with sense in what it asks; some parts stay made up."""
    for name in case.query or {}:
        if name in SENSE and pick(st.integers(0, 9)) > 1:
            case.query[name] = pick(st.sampled_from(SENSE[name]))
    if "number" in (case.path_parameters or {}):
        case.path_parameters["number"] = pick(st.integers(1, 4))
    return case


def try_out(operation, mode: GenerationMode, examples: int) -> Counter:
    """Made-up questions to one route, right ones or wrong ones; how it answered."""
    statuses: Counter = Counter()
    cases = operation.as_strategy(generation_mode=mode)

    @hypothesis.settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(data=st.data())
    def run(data):
        case = data.draw(cases)
        if mode == GenerationMode.POSITIVE:
            case = asked(case, data.draw)
        answer = case.call(headers={"Accept-Encoding": "identity"})
        statuses[answer.status_code] += 1
        case.validate_response(answer, checks=CHECKS)

    run()
    return statuses


def test_made_up_questions_find_no_fault_and_no_answer_of_another_shape(own_server):
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", own_server)
    answered: dict[str, Counter] = {}
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            name = f"{operation.method} {operation.path} {mode.name}"
            answered[name] = try_out(operation, mode, EXAMPLES)
    assert len(answered) > 40
    whole = sum(answered.values(), Counter())
    assert whole[200] > 40
    assert whole[422] > 40
    assert max(whole) < 500


def test_the_description_is_openapi_3_1_and_tells_every_act(served):
    told = served.test_client().get("/api/v1/openapi.json").json
    assert told["openapi"] == "3.1.0"
    operations = [
        one for path in told["paths"].values() for name, one in path.items() if name != "parameters"
    ]
    assert all(one["x-act"] and one["summary"] for one in operations)
    assert all("401" in one["responses"] and "429" in one["responses"] for one in operations)
    problems = told["components"]["responses"]["NOT_FOUND"]["content"]
    assert list(problems) == ["application/problem+json"]


def test_every_route_is_described(served):
    told = served.test_client().get("/api/v1/openapi.json").json["paths"]
    rules = {
        re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule)
        for rule in served.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and rule.endpoint.split(".")[0] != "api-pages"
    }
    assert set(told) == rules


class Addresses(HTMLParser):
    """Every address in a page, and every script that stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found, self.inline, self._in_script = [], "", False

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.found += [told[name] for name in ("href", "src", "data-description") if name in told]
        self._in_script = tag == "script"

    def handle_data(self, data):
        self.inline += data if self._in_script else ""

    def handle_endtag(self, _tag):
        self._in_script = False


def test_the_page_is_made_of_our_own_files_and_has_no_inline_script(served):
    client = served.test_client()
    page = client.get("/api/v1/docs")
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    read = Addresses()
    read.feed(page.text)
    assert not read.inline.strip()
    addresses = [one for one in read.found if one != "data:,"]
    assert len(addresses) >= 4
    for address in addresses:
        assert address.startswith("/api/v1/")
        assert client.get(address).status_code == 200, address
    assert client.get("/api/v1/docs/app.py").status_code == 404


def test_swagger_ui_is_told_of_no_address_outside(served):
    script = served.test_client().get("/api/v1/docs/start.js").text
    assert "validatorUrl: null" in script
    assert "http" not in script


def test_what_is_vendored_has_its_licence():
    folder = ROOT / "onestop" / "api" / "assets"
    note = (folder / "README.md").read_text(encoding="utf-8")
    assert re.search(r"swagger-ui-dist \d+\.\d+\.\d+ \(Apache-2\.0", note)
    assert "Apache License" in (folder / "LICENSE").read_text(encoding="utf-8")
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert "onestop" in packages["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


def test_the_examples_of_the_manual_name_routes_that_there_are(served):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    examples = re.findall(
        r"(?:-X (\w+) )?['\"]?(?:\$ONESTOP|https?://[^/\s]+)?(/api/v1/[^\s'\"`|]*)", text
    )
    assert len(examples) > 15
    adapter = served.url_map.bind("localhost")
    for method, address in examples:
        path = address.partition("?")[0].rstrip(".,;:)").replace("{number}", "1")
        path = re.sub(r"\{job\}|3f0c…", "0" * 32, path)
        for told in (method or "GET", "POST"):
            endpoint, _ = adapter.match(path, method=told)
            if not endpoint.endswith("anything_else"):
                break
        assert not endpoint.endswith("anything_else"), (method, address)


def test_the_manual_names_every_route(served):
    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    told = served.test_client().get("/api/v1/openapi.json").json["paths"]
    missing = [path for path in told if path.removeprefix("/api/v1") not in text]
    assert missing == []


def test_the_manual_names_every_error_code_of_a_push():
    from onestop.api import push

    text = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
    for code in (push.DONE, push.SOME_REFUSED, push.WRONG, push.THERE_ALREADY, push.NOT_YOURS):
        assert f"| `{code}` |" in text
    assert f"| `{push.NOT_NOW}` |" in text


def test_a_question_on_the_command_line_does_not_wait_for_the_api():
    import subprocess
    import sys

    code = (
        "import sys, onestop.commands.asking, onestop.commands.promising\n"
        "import onestop.commands.closing, onestop.commands.looking\n"
        "bad = [m for m in ('flask_smorest', 'marshmallow', 'flask_limiter', 'webargs')"
        " if m in sys.modules]\n"
        "sys.exit(', '.join(bad) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
