"""What whoever runs the service sees: numbered requests, lines of the log, figures."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import structlog
from flask import Flask

from dashboards.app import make_app
from onestop.domain.access import GRANTS, Caller, Role
from onestop.installation import Installation
from onestop.running import logs, metrics, requests
from onestop.storage.engine import open_engine
from tests.fixtures.callback import visitor


CODE = "H21.217-240115-0007"


def caller_of(role: Role) -> Caller:
    return Caller("somebody", GRANTS[role], None, 7, role)


def run(installation: Installation, **changes: object) -> Flask:
    """A server as `onestop serve` makes it, in one process."""
    server = make_app(replace(installation, **changes))
    requests.listen(server)
    metrics.listen(server, "")
    return server


@pytest.fixture
def server(installation) -> Flask:
    return run(installation)


@pytest.fixture
def lines(capsys):
    """The lines of the log since the last time."""
    logs.set_up(is_terminal=False)
    yield lambda: [json.loads(one) for one in capsys.readouterr().err.splitlines()]
    structlog.reset_defaults()


def test_each_request_has_a_number_in_its_answer_and_in_the_log(server, lines):
    answer = visitor(server).get("/public")
    told = lines()
    assert [one["request_id"] for one in told] == [answer.headers["X-Request-Id"]]
    assert told[0]["event"] == "request"
    assert told[0]["rule"] == "/public"
    assert told[0]["status"] == 200


def test_a_number_that_a_proxy_gave_is_taken_over(server, lines):
    asked = {"X-Request-Id": "a1b2c3d4e5f6"}
    assert visitor(server).get("/public", headers=asked).headers["X-Request-Id"] == "a1b2c3d4e5f6"


@pytest.mark.parametrize("told", ["short", "x" * 65, "a b c d e f g", "<script>alert(1)</script>"])
def test_a_strange_number_is_not_taken_over(server, told):
    answer = visitor(server).get("/public", headers={"X-Request-Id": told})
    assert re.fullmatch("[0-9a-f]{16}", answer.headers["X-Request-Id"])


@pytest.mark.parametrize(
    "address", [f"/dossiers/{CODE}", f"/dossiers?q={CODE}", f"/nowhere/{CODE}", f"/public?x={CODE}"]
)
def test_no_line_of_the_log_holds_an_address_that_was_asked(server, lines, address):
    visitor(server).get(address)
    told = lines()
    assert told
    assert CODE not in json.dumps(told)


def test_what_is_asked_all_the_time_makes_no_line(server, lines):
    for address in ("/healthz", "/version", "/assets/10-tokens.css", "/metrics"):
        assert visitor(server).get(address).status_code == 200
    assert lines() == []


def test_a_line_says_which_account_asked_by_number_alone(installation, lines):
    server = run(installation, identify=lambda: caller_of(Role.OFFICER))
    visitor(server).get("/public")
    (told,) = lines()
    assert (told["account"], told["role"]) == (7, "officer")
    assert "somebody" not in json.dumps(told)


def figure(text: str, name: str) -> float:
    """The value of a series without labels, or with those that are told."""
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.MULTILINE)
    assert found, name
    return float(found[1])


def test_answers_are_counted_by_rule_and_status(server):
    asking = visitor(server)
    for _ in range(3):
        asking.get("/public")
    text = asking.get("/metrics").text
    series = 'onestop_requests_total{method="GET",rule="/public",status="200"}'
    assert figure(text, series) == 3
    assert figure(text, 'onestop_request_seconds_count{rule="/public"}') == 3


def test_addresses_that_are_not_there_are_counted_as_one(server):
    asking = visitor(server)
    for number in range(5):
        asking.get(f"/download/{number}.exe")
    rules = set(re.findall(r'rule="([^"]*)"', asking.get("/metrics").text))
    assert not any(".exe" in rule for rule in rules)


def test_the_store_tells_how_old_its_data_is(server):
    text = visitor(server).get("/metrics").text
    assert figure(text, "onestop_store_up") == 1
    assert figure(text, "onestop_data_as_of_seconds") == 1_734_713_999  # 23:59:59 there
    assert figure(text, "onestop_loads") > 0
    assert figure(text, "onestop_rows_read") >= figure(text, "onestop_rows_rejected")


def test_a_store_that_does_not_answer_is_told_as_such(installation, tmp_path):
    gone = open_engine(f"sqlite:///{(tmp_path / 'gone.db').as_posix()}")
    text = visitor(run(installation, engine=gone)).get("/metrics").text
    assert figure(text, "onestop_store_up") == 0
    gone.dispose()


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-Ip"])
def test_whoever_comes_through_a_proxy_is_not_this_machine(server, header):
    asking = visitor(server)
    assert asking.get("/metrics").status_code == 200
    assert asking.get("/metrics", headers={header: "127.0.0.1"}).status_code == 401


def test_elsewhere_figures_are_not_for_everybody(server):
    answer = visitor(server).get("/metrics", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 401
