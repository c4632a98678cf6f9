"""How the API is asked: tags, forms of answers, wrong parameters, problems that say what to do."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest

from onestop.api import cursors
from onestop.domain.access import GRANTS, NOBODY, Act, Caller, Role
from onestop.installation import NAME
from onestop.storage import catalogue
from onestop.storage.engine import reading
from tests.api.conftest import with_api
from tests.fixtures import district as sample


PROBLEM = "application/problem+json"


def test_the_same_question_again_is_not_answered_again(get):
    first = get("/indicators", period="2024", by="unit")
    again = get("/indicators", {"If-None-Match": first.headers["ETag"]}, period="2024", by="unit")
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert {"Accept", "Authorization", "Cookie"} <= set(first.headers["Vary"].split(", "))


def test_another_question_another_form_and_new_data_have_another_tag(own_client, own):
    ask = lambda path, **told: own_client.get(f"/api/v1{path}", **told).headers["ETag"]  # noqa: E731
    first = ask("/indicators?period=2024")
    assert first != ask("/indicators?period=2024-Q1")
    assert first != ask("/indicators?period=2024&format=csv")
    assert first != ask("/indicators?period=2024", headers={"Accept": "text/csv"})
    assert first != ask("/measures?period=2024")
    before = own_client.get("/api/v1/indicators?period=2024").json["data_version"]
    sample.load_more(own.extensions[NAME].uploads.settings.data_dir)
    assert first != ask("/indicators?period=2024")
    assert own_client.get("/api/v1/indicators?period=2024").json["data_version"] > before


@pytest.mark.parametrize(
    ("mark", "status"),
    [
        ([2**31, None], 400),
        ([1, 2**60], 400),
        ([True, None], 400),
        (["1", None], 400),
        ([1, 1.5], 400),
        ([-1, -(2**53)], 200),
    ],
)
def test_a_made_up_cursor_is_a_place_in_the_list_or_refused(served, get, mark, status):
    with served.test_request_context("/api/v1/dossiers?period=2024"):
        told = json.dumps([*mark, cursors._question()]).encode()
    answer = get("/dossiers", period="2024", cursor=urlsafe_b64encode(told).decode())
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "query", "status", "told"),
    [
        ("/indicators", {"untt": "H97"}, 422, "Gần nhất: unit"),
        ("/indicators", {"by": "unti"}, 422, "phải là một trong: total, unit"),
        ("/indicators", {"period": "2024-Q9"}, 400, "2024-Q9"),
        ("/indicators", {"period": "2024", "from": "2024-01-01"}, 422, "from"),
        ("/indicators", {"from": "2024-01-01"}, 422, "đi cùng nhau"),
        ("/indicators", {"as_of": "yesterday"}, 422, "2024-12-20T17:00:00"),
        ("/indicators", {"as_of": "2024-13-45"}, 400, "2024-13-45"),
        ("/indicators", {"unit": "UBND xã Đồi Tràng"}, 404, "Gần nhất: UBND xã Đồi Trăng"),
        ("/indicators", {"unit": "a\0b"}, 422, "ký tự"),
        ("/indicators", {"unit": "x" * 201}, 422, "nhiều nhất 200 chữ"),
        ("/dossiers", {"measure": "resolved_lat"}, 400, "resolved_lat"),
        ("/dossiers", {"limit": "0"}, 422, "phải từ 1 đến 1000"),
        ("/dossiers", {"limit": "many"}, 422, "một số nguyên"),
        ("/dossiers", {"limit": "9" * 40}, 422, "phải từ 1 đến 1000"),
        ("/dossiers", {"cursor": "WzEsMiwiYSJd"}, 400, "cursor"),
        ("/dossiers", {"cursor": "không phải"}, 400, "cursor"),
        ("/targets", {"plan": "demi"}, 404, "demo"),
        ("/findings", {"kind": "older_snapshots"}, 404, "older_snapshot"),
        ("/imports/999", {}, 404, "999"),
        ("/imports/99999999999999999999", {}, 404, "/api/v1/docs"),
        ("/periods/7/diff", {}, 404, "7"),
        ("/rejects", {"load": "999"}, 404, "999"),
        ("/reports/" + "0" * 32, {}, 404, "0" * 32),
        ("/reports/unknown", {}, 404, "/api/v1/docs"),
        ("/nothing", {}, 404, "/api/v1/docs"),
        ("/plans", {"format": "xml"}, 422, "json, csv"),
    ],
)
def test_what_is_wrong_is_a_problem_that_says_what_to_do(get, path, query, status, told):
    answer = get(path, **query)
    assert (answer.status_code, answer.content_type) == (status, PROBLEM), answer.data
    assert answer.json["status"] == status
    assert answer.json["title"]
    assert told in answer.json["detail"], answer.json
    assert "Traceback" not in answer.text


def test_the_nearest_are_listed_for_programs(get):
    assert get("/indicators", untt="x").json["nearest"][0] == "unit"
    assert get("/indicators", untt="x").json["errors"][0]["parameter"] == "untt"
    assert "UBND xã Đồi Trăng" in get("/indicators", unit="UBND xã Đồi Tràng").json["nearest"]


def test_a_parameter_told_twice_is_refused(get):
    answer = get("/indicators", period=["2024", "2023"])
    assert answer.status_code == 422
    assert "một lần" in answer.json["detail"]


def test_a_cursor_of_another_question_is_refused(get):
    cursor = get("/dossiers", period="2024", limit=1).json["next"]
    assert get("/dossiers", period="2024", limit=2, cursor=cursor).status_code == 200
    assert get("/dossiers", period="2024-Q1", limit=1, cursor=cursor).status_code == 400
    assert get("/rejects", cursor=cursor).status_code == 400


def test_only_json_and_csv_are_answered(get):
    assert get("/units", headers={"Accept": "application/xml"}).status_code == 406
    assert get("/units", headers={"Accept": "application/xml;q=0.9, */*;q=0.1"}).is_json
    assert (
        get("/units", headers={"Accept": "text/csv, application/json;q=0.5"}).mimetype == "text/csv"
    )


def test_a_wrong_method_is_told_which_are_right(served):
    client = served.test_client()
    answer = client.delete("/api/v1/imports")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}
    assert "POST" in answer.json["detail"]
    assert client.post("/api/v1/dossiers").status_code == 405
    assert client.post("/api/nowhere").status_code == 404


def test_too_many_questions_wait(served, installation_here):
    server = with_api(installation_here)
    server.config["ONESTOP_API_ASKING"] = "3 per minute"
    client = server.test_client()
    answers = [client.get("/api/v1/units") for _ in range(5)]
    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert answers[-1].content_type == PROBLEM
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert "chờ" in answers[-1].json["detail"]


def test_a_store_that_is_down_is_said_and_where_it_lies_is_not(district, tmp_path):
    from onestop.storage.engine import open_engine

    gone = open_engine(f"sqlite:///{tmp_path / 'gone' / 'nothing.db'}")
    server = with_api(sample.installation_at(district, engine=gone))
    answer = server.test_client().get("/api/v1/indicators")
    gone.dispose()
    assert (answer.status_code, answer.content_type) == (503, PROBLEM)
    assert "nothing.db" not in answer.text
    assert answer.headers["Retry-After"]


def test_a_fault_of_ours_tells_a_number_and_nothing_else(served, monkeypatch):
    def broken(*_told):
        raise RuntimeError("Nguyễn Văn A")

    monkeypatch.setattr("onestop.api.catalogues.units_told", broken)
    answer = served.test_client().get("/api/v1/units")
    assert (answer.status_code, answer.content_type) == (500, PROBLEM)
    assert "Nguyễn" not in answer.text
    assert "số" in answer.json["detail"]


def test_errors_of_pages_stay_pages(served):
    answer = served.test_client().post("/public")
    assert answer.status_code == 405
    assert answer.content_type != PROBLEM


# who may ask


@pytest.fixture
def installation_here(served):
    """The installation of the sample district."""
    return served.extensions[NAME]


@pytest.fixture
def client_of(installation_here):
    """`client_of(Caller(…))`: the API as somebody sees it."""

    def made(caller: Caller):
        return with_api(sample.replaced(installation_here, identify=lambda: caller)).test_client()

    return made


def rules(server) -> list[tuple[str, str]]:
    """(address, method) of every route of the API, with something for each part."""
    found = []
    for rule in server.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            parts = {"job": "0" * 32, "number": 1, "name": "start.js", "rest": "x"}
            address = rule.build({name: parts[name] for name in rule.arguments})[1]
            found += [(address, method) for method in rule.methods - {"OPTIONS", "HEAD"}]
    return found


def test_nobody_gets_anything(served, client_of):
    client = client_of(NOBODY)
    for address, method in rules(served):
        answer = client.open(address, method=method)
        assert (answer.status_code, answer.mimetype) == (401, PROBLEM), (address, method)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_every_route_says_which_act_it_asks_for(served):
    from onestop.accounts.doors import act_of

    asked = {}
    for rule in served.url_map.iter_rules():
        if rule.rule.startswith("/api/"):
            for method in rule.methods - {"OPTIONS", "HEAD"}:
                asked[rule.rule, method] = act_of(served, rule.endpoint, method)
    assert set(asked.values()) <= set(Act)
    assert asked["/api/v1/rejects", "GET"] == Act.SEE_FILES
    assert asked["/api/v1/dossiers", "GET"] == Act.SEE_DOSSIERS
    assert asked["/api/v1/dossiers/sync", "POST"] == Act.LOAD
    assert asked["/api/v1/reports/<string(length=32):job>/file", "GET"] == Act.EXPORT


def test_a_role_gets_what_its_acts_allow_and_no_more(served, client_of):
    from onestop.accounts.doors import act_of

    for role in (Role.VIEWER, Role.LEADER, Role.SERVICE):
        client = client_of(Caller(role.value, GRANTS[role], None, None, role))
        for rule in served.url_map.iter_rules():
            if not rule.rule.startswith("/api/v1/") or "GET" not in rule.methods or rule.arguments:
                continue
            is_allowed = act_of(served, rule.endpoint) in GRANTS[role]
            status = client.get(rule.rule).status_code
            assert (status == 403) != is_allowed, (role, rule.rule, status)


def test_a_neighbour_sees_their_own_unit_alone(client_of, installation_here, get):
    with reading(installation_here.engine) as connection:
        mine = catalogue.with_descendants(
            connection, catalogue.find(connection, "unit", sample.COMMUNE)
        )
    client = client_of(Caller("b", GRANTS[Role.REPORTER], mine, 7, Role.REPORTER))
    figures = client.get("/api/v1/indicators?period=2024&by=unit").json
    assert [row["label"] for row in figures["rows"]] == [sample.COMMUNE]
    whole = client.get("/api/v1/indicators?period=2024").json["rows"][0]["measures"]
    own = get("/indicators", period="2024", unit=sample.COMMUNE).json["rows"][0]["measures"]
    assert whole == own
    rows = client.get("/api/v1/dossiers?period=2024&limit=1000").json["rows"]
    assert {row["unit"] for row in rows} == {sample.COMMUNE}
    other = client.get("/api/v1/indicators?unit=UBND xã Suối Vọng")
    assert other.status_code in (200, 404)
    if other.status_code == 200:
        assert not any(other.json["rows"][0]["measures"].values())


def test_readers_of_one_unit_are_answered_or_refused_everywhere(
    served, client_of, installation_here
):
    with reading(installation_here.engine) as connection:
        mine = frozenset({catalogue.find(connection, "unit", sample.COMMUNE)})
    client = client_of(Caller("b", frozenset(Act), mine, 7, Role.ADMIN))
    for address, method in rules(served):
        if method == "GET":
            answer = client.get(address)
            assert answer.status_code in (200, 403, 404), (address, answer.text)
            assert "UBND xã Suối Vọng" not in answer.text, address
            answer.close()


def test_a_file_is_taken_from_readers_of_the_whole_place_alone(own):
    mine = Caller("b", GRANTS[Role.SERVICE], frozenset({1}), None, Role.SERVICE)
    client = with_api(sample.replaced(own.extensions[NAME], identify=lambda: mine)).test_client()
    answer = client.post("/api/v1/imports?name=a.csv", data=b"a,b\n1,2\n")
    assert answer.status_code == 403
    assert "/api/v1/dossiers/sync" in answer.json["detail"]


def test_two_callers_never_share_an_answer(client_of, installation_here):
    with reading(installation_here.engine) as connection:
        mine = frozenset({catalogue.find(connection, "unit", sample.COMMUNE)})
    address = "/api/v1/indicators?period=2024"
    whole = client_of(Caller("a", GRANTS[Role.LEADER])).get(address)
    told = {"If-None-Match": whole.headers["ETag"]}
    part = client_of(Caller("b", GRANTS[Role.LEADER], mine)).get(address, headers=told)
    assert part.status_code == 200
    assert part.headers["ETag"] != whole.headers["ETag"]


def test_a_page_of_another_site_cannot_send(own_client):
    foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    for path in ("/dossiers/sync", "/imports", "/reports"):
        answer = own_client.post(f"/api/v1{path}", json={}, headers=foreign)
        assert (answer.status_code, answer.content_type) == (403, PROBLEM)


def test_lists_that_are_taken_away_are_recorded(own, own_client):
    from sqlalchemy import select

    from onestop.storage.tables_access import audit_record

    own_client.get("/api/v1/dossiers?period=2024&measure=resolved_late")
    own_client.get("/api/v1/rejects")
    with reading(own.extensions[NAME].engine) as connection:
        acts = [
            row.act for row in connection.execute(select(audit_record).order_by(audit_record.c.id))
        ]
    assert acts == ["export", "read_rejects"]
