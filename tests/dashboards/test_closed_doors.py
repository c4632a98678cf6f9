"""Who gets past the door: nobody without proof, programs by tokens, wall screens for one unit."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from onestop.accounts.guard import is_open
from onestop.storage import audit, tokens
from onestop.storage.engine import reading, writing
from onestop.storage.tables import unit
from tests.fixtures import district as sample
from tests.fixtures.body import text_of
from tests.fixtures.logins import Clock, add_account, add_token, browser, hash_quickly, serve


DAY = 86_400


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    hash_quickly(monkeypatch)


@pytest.fixture
def clock() -> Clock:
    return Clock(sample.CLOCK)


@pytest.fixture
def here(own_district, clock):
    made = sample.installation_at(own_district, clock=clock)
    yield made
    made.engine.dispose()


@pytest.fixture
def server(here):
    add_account(here.engine, "lan")
    return serve(here)


@pytest.fixture
def commune(here) -> int:
    with reading(here.engine) as connection:
        asked = select(unit.c.id).where(unit.c.code == sample.COMMUNE_CODE)
        return connection.scalar(asked)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("path", ["/public", "/healthz", "/readyz", "/login", "/assets/shell.js"])
def test_open_doors_need_no_proof(server, path):
    assert browser(server).get(path).status_code == 200


def test_codes_cannot_be_tried_one_after_the_other_on_the_public_page(server):
    visitor = browser(server)
    asked = "/public?received=2024-11-01&code=H97."
    codes = [visitor.get(f"{asked}{number}").status_code for number in range(35)]
    assert codes == [200] * 30 + [429] * 5
    assert visitor.get("/public").status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/publications", "/loginx", "/assetsx", "/_dash-layout", "/metricsx", "//public", "/kioskx"],
)
def test_what_only_looks_like_an_open_door_is_closed(path):
    assert not is_open(path)


def every_route(server) -> list[tuple[str, str]]:
    """Each rule with a plausible address, and each method it takes."""
    found = []
    for rule in server.url_map.iter_rules():
        address = re.sub(r"<[^>]*>", "x", re.sub(r"<int:[^>]*>", "1", rule.rule))
        found += [(address, method) for method in rule.methods - {"HEAD", "OPTIONS"}]
    return sorted(found)


def test_every_route_that_is_not_an_open_door_gives_nobody_nothing(server):
    answers = {
        (address, method): browser(server).open(address, method=method)
        for address, method in every_route(server)
        if not is_open(address) and address != "/metrics"
    }
    assert len(answers) > 20
    wrong = {
        asked: answer.status_code
        for asked, answer in answers.items()
        if answer.status_code != 401
        and not (answer.status_code == 303 and answer.location.startswith("/login"))
    }
    assert wrong == {}


@pytest.mark.parametrize(
    "path",
    ["/_dash-layout", "/_dash-dependencies", "/download/dossiers.csv", "/api/v1/x", "/version"],
)
def test_a_program_without_proof_is_told_so_as_data(server, path):
    answer = browser(server).get(path)
    assert answer.status_code == 401
    assert answer.content_type.startswith("application/problem+json")
    assert answer.json["status"] == 401
    assert "/login" in answer.json["detail"]
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_callback_without_proof_is_answered_without_a_figure(server):
    answer = browser(server).asks_for("/")
    assert answer.status_code == 401
    assert "UBND" not in answer.text


def test_a_program_shows_its_token_and_needs_no_origin(here, server):
    secret = add_token(here.engine, "service")
    visitor = browser(server)
    answer = visitor.get("/download/dossiers.csv?period=2024", headers=bearer(secret))
    assert answer.status_code == 200
    answer = visitor.asks_for("/", Origin="https://elsewhere.example", **bearer(secret))
    assert answer.status_code == 200


@pytest.mark.parametrize("told", ["", "onestop_x", "x" * 5000, "onestop_\u0111"])
def test_an_unknown_token_opens_nothing(server, told):
    answer = browser(server).get(
        "/", headers={"Authorization": f"Bearer {told}".encode().decode("latin1")}
    )
    assert answer.status_code == 303


def test_a_bad_token_is_not_saved_by_a_good_session(server):
    visitor = browser(server)
    visitor.logs_in("lan")
    assert visitor.get("/version", headers=bearer("onestop_x")).status_code == 401
    assert visitor.get("/version", headers={"Authorization": "Basic bGFuOng="}).status_code == 401
    assert visitor.get("/version").status_code == 200


def test_a_token_is_over_when_it_ends_or_is_revoked(here, server, clock):
    ending = add_token(here.engine, "service", expires_at=clock() + DAY)
    revoked = add_token(here.engine, "service")
    visitor = browser(server)
    for secret in (ending, revoked):
        assert visitor.get("/version", headers=bearer(secret)).status_code == 200
    clock.goes_on(DAY)
    with writing(here.engine) as connection:
        tokens.revoke(connection, 2, clock())
    for secret in (ending, revoked):
        assert visitor.get("/version", headers=bearer(secret)).status_code == 401


def test_a_token_narrowed_to_figures_takes_no_list_away(here, server):
    secret = add_token(here.engine, "service", acts=["see_figures"])
    visitor = browser(server)
    assert visitor.get("/version", headers=bearer(secret)).status_code == 200
    answer = visitor.get("/download/dossiers.csv?period=2024", headers=bearer(secret))
    assert answer.status_code == 403


def test_a_token_is_no_cookie_and_a_screens_token_no_header(here, server):
    service, screen = add_token(here.engine, "service"), add_token(here.engine, "kiosk")
    visitor = browser(server)
    visitor.set_cookie("onestop-kiosk", service)
    assert visitor.get("/version").status_code == 401
    assert browser(server).get("/version", headers=bearer(screen)).status_code == 401
    assert browser(server).get(f"/kiosk/{service}").status_code == 403


def test_a_screen_is_led_to_its_unit_and_shows_it_for_months(here, server, clock, commune):
    secret = add_token(here.engine, "kiosk", unit=commune)
    screen = browser(server)
    answer = screen.get(f"/kiosk/{secret}")
    assert answer.status_code == 303
    assert answer.location == f"/?unit={sample.COMMUNE_CODE}&kiosk=1&refresh=300"
    clock.goes_on(300 * DAY)
    assert screen.get(answer.location).status_code == 200
    answer = screen.asks_for(answer.location)
    assert answer.status_code == 200
    assert sample.COMMUNE in answer.text
    assert "Max-Age=34560000" in answer.headers["Set-Cookie"]


def test_a_screen_sees_its_own_unit_alone_and_changes_nothing(here, server, commune):
    screen = browser(server)
    screen.get(f"/kiosk/{add_token(here.engine, 'kiosk', unit=commune)}")
    with reading(here.engine) as connection:
        others = connection.scalars(
            select(unit.c.name).where(unit.c.level == "commune", unit.c.id != commune)
        ).all()
    shown = text_of(screen.asks_for("/units?period=2024").json["response"]["page"]["children"])
    assert [name for name in others if name in shown] == []
    assert screen.get("/download/dossiers.csv?period=2024").status_code == 403
    assert screen.get("/account").status_code == 403
    for path in ("/pins", "/uploads", "/account/password", "/targets/report"):
        assert screen.sends(path, text="x").status_code == 403


def test_a_revoked_screen_goes_dark_at_once(here, server, clock, commune):
    screen = browser(server)
    secret = add_token(here.engine, "kiosk", unit=commune)
    screen.get(f"/kiosk/{secret}")
    with writing(here.engine) as connection:
        tokens.revoke(connection, 1, clock())
    assert screen.asks_for("/").status_code == 401
    assert screen.get("/").status_code == 303
    assert browser(server).get(f"/kiosk/{secret}").status_code == 403


def test_figures_for_monitoring_are_for_this_machine_or_a_token_of_the_whole(here, server, commune):
    server.add_url_rule("/metrics", "metrics_of_a_test", lambda: "up 1")
    server.view_functions["metrics_of_a_test"].onestop_act = "open"
    whole = add_token(here.engine, "service")
    part = add_token(here.engine, "service", unit=commune)
    visitor, far = browser(server), {"REMOTE_ADDR": "10.1.2.3"}
    assert visitor.get("/metrics").status_code == 200
    assert visitor.get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 401
    assert visitor.get("/metrics", environ_base=far).status_code == 401
    for secret, status in ((whole, 200), (part, 401)):
        answer = visitor.get("/metrics", environ_base=far, headers=bearer(secret))
        assert answer.status_code == status


def test_without_accounts_this_machine_is_served_and_nobody_else(here):
    near = browser(serve(here, is_open_to_network=False))
    assert near.get("/").status_code == 200
    assert near.get("/", headers={"X-Forwarded-For": "10.1.2.3"}).status_code == 303
    assert browser(serve(here)).get("/").status_code == 303


def test_without_accounts_another_site_still_changes_nothing(here):
    near = browser(serve(here, is_open_to_network=False))
    elsewhere = {"Origin": "https://elsewhere.example"}
    for path in ("/pins", "/uploads", "/names", "/api/v1/imports"):
        for told in (elsewhere, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}):
            assert near.post(path, data={"text": "x"}, headers=told).status_code == 403
    assert near.asks_for("/", **elsewhere).status_code == 403
    assert near.asks_for("/").status_code == 200


def test_the_first_account_closes_the_door_at_once(here):
    near = browser(serve(here, is_open_to_network=False))
    assert near.get("/").status_code == 200
    add_account(here.engine, "lan")
    assert near.get("/").status_code == 303


def test_whoever_has_a_password_of_somebody_elses_first_chooses_an_own(here, server):
    add_account(here.engine, "hoa", must_change_password=True)
    visitor = browser(server)
    visitor.logs_in("hoa")
    assert visitor.get("/units").location == "/account"
    assert visitor.asks_for("/").status_code == 403
    assert visitor.get("/download/dossiers.csv").status_code == 403
    assert "Mật khẩu này do người khác đặt" in visitor.get("/account").text


def test_what_an_officer_does_stands_in_the_record_under_their_name(here, server, commune):
    add_account(here.engine, "hoa", unit=commune)
    visitor = browser(server)
    visitor.logs_in("hoa")
    told = {"day": "2024-12-01", "text": "mất điện", "unit": sample.COMMUNE_CODE}
    assert visitor.sends("/pins", **told).status_code == 303
    assert visitor.get("/download/dossiers.csv?period=2024").status_code == 200
    with reading(here.engine) as connection:
        done = [(row["who"], row["act"]) for row in audit.listed(connection)]
        assert audit.verify(connection).broken_at is None
    assert done == [("hoa", "export"), ("hoa", "pin"), ("hoa", "login")]
