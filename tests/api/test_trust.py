"""Corrections, signs and pulled sources: as the commands tell them."""

from __future__ import annotations

from onestop.domain.access import GRANTS, Caller, Role
from onestop.installation import NAME
from onestop.storage import connections
from onestop.storage.engine import writing
from tests.api.conftest import with_api
from tests.fixtures import district as sample
from tests.fixtures.worlds import Office


def office_of(server) -> Office:
    """The command line in front of the same store."""
    folder = server.extensions[NAME].uploads.settings.data_dir
    return Office(sample.settings_of(folder).database_url, folder)


def test_corrections_are_the_commands_now_and_ever(own, own_client):
    code = own_client.get("/api/v1/dossiers?period=2024&limit=1").json["rows"][0]["code"]
    office = office_of(own)
    told = ("--reason", "gõ nhầm", "--who", "Lê Thử")
    done = office.run("correct", code, "channel=postal", *told)
    assert done.code == 0, done.err
    for query, options in (("", ()), ("?history=true", ("--history",))):
        listed = office.run("corrections", "--format", "json", *options).json["rows"]
        rows = own_client.get(f"/api/v1/corrections{query}").json["rows"]
        assert rows == listed
        assert rows[0]["code"] == code
    office.engine.dispose()
    assert own_client.get("/api/v1/corrections?history=maybe").status_code == 422


def test_signs_are_the_commands(own, own_client):
    office = office_of(own)
    for query, options in (
        ({"period": "2024"}, ("--period", "2024")),
        ({"unit": sample.COMMUNE}, ("--unit", sample.COMMUNE)),
    ):
        told = office.run("integrity", "--json", *options).json
        answered = own_client.get("/api/v1/integrity", query_string=query).json
        assert {name: answered[name] for name in told} == told
    office.engine.dispose()
    assert own_client.get("/api/v1/integrity?check=nothing").status_code in (400, 404)


def test_a_pulled_source_that_fails_says_why_and_is_never_answered_from_memory(own, own_client):
    first = own_client.get("/api/v1/connections")
    assert first.json["rows"] == []
    with writing(own.extensions[NAME].engine) as line:
        connections.enter(line, "igate", "sftp", "", sample.CLOCK - 3600)
        connections.note(
            line,
            "igate",
            failures=3,
            failing_since=sample.CLOCK - 1800,
            problem="Máy chủ không trả lời.",
            problem_kind="failing",
        )
    told = {"If-None-Match": first.headers["ETag"]}
    [row] = own_client.get("/api/v1/connections", headers=told).json["rows"]
    assert row["connection"] == "igate"
    assert [one["kind"] for one in row["troubles"]] == ["failing"]
    viewer = Caller("v", GRANTS[Role.VIEWER])
    client = with_api(sample.replaced(own.extensions[NAME], identify=lambda: viewer)).test_client()
    assert client.get("/api/v1/connections").status_code == 200
    assert client.get("/api/v1/corrections").status_code == 403
