"""Coming in through the pages: who gets a session, what it is worth, and when it is over."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from onestop.accounts import one_time
from onestop.accounts.secrets_made import hash_of
from onestop.storage import accounts, audit, sessions
from onestop.storage.engine import reading, writing
from onestop.storage.tables_access import session
from tests.fixtures import district as sample
from tests.fixtures.logins import (
    PASSWORD,
    Clock,
    add_account,
    browser,
    code_at,
    hash_quickly,
    serve,
)


HOUR = 3600


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
def lan(server):
    found = browser(server)
    assert found.logs_in("lan").status_code == 303
    return found


def is_in(visitor) -> bool:
    """Whether the pages are shown to a browser."""
    return visitor.get("/").status_code == 200


def is_led_to_login(answer) -> bool:
    return answer.status_code == 303 and answer.location.startswith("/login")


def deeds(here) -> list[str]:
    with reading(here.engine) as connection:
        return [row["act"] for row in audit.listed(connection)]


def test_without_a_session_a_page_leads_to_the_login_and_back(server):
    visitor = browser(server)
    answer = visitor.get("/backlog?unit=H97.12.02")
    assert answer.location == "/login?next=%2Fbacklog%3Funit%3DH97.12.02"
    answer = visitor.logs_in("lan", next="/backlog?unit=H97.12.02")
    assert answer.status_code == 303
    assert answer.location == "/backlog?unit=H97.12.02"
    assert is_in(visitor)


@pytest.mark.parametrize("back", ["//elsewhere.example/x", "https://elsewhere.example", "\\\\x"])
def test_a_login_never_leads_to_another_site(server, back):
    assert browser(server).logs_in("lan", next=back).location == "/"


def test_a_login_and_its_end_are_recorded(here, lan):
    lan.sends("/logout")
    assert deeds(here)[:2] == ["logout", "login"]


def test_a_name_may_be_typed_with_capitals(server):
    assert browser(server).logs_in(" LAN ").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("lan", "sai"), ("hoa", PASSWORD), ("x", "")])
def test_a_wrong_name_and_a_wrong_password_get_the_same_answer(server, name, password):
    answer, other = browser(server).logs_in(name, password), browser(server).logs_in("ai", "x")
    assert answer.status_code == other.status_code == 401
    assert "Không đăng nhập được" in answer.text
    assert answer.text.replace(f'value="{name}"', "") == other.text.replace('value="ai"', "")


def test_a_disabled_account_gets_the_same_answer_and_its_sessions_end(here, server, lan):
    with writing(here.engine) as connection:
        accounts.change(connection, 1, is_disabled=True)
    assert not is_in(lan)
    assert browser(server).logs_in("lan").status_code == 401


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(server):
    cookie = browser(server).logs_in("lan").headers["Set-Cookie"]
    assert cookie.startswith("onestop-session=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Max-Age" not in cookie


def test_over_https_the_cookie_is_bound_to_this_host(server):
    visitor = browser(server)
    answer = visitor.post(
        "/login",
        data={"name": "lan", "password": PASSWORD},
        headers={"Origin": "https://localhost"},
        base_url="https://localhost",
    )
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-onestop-session=")
    assert "Secure" in cookie


def test_the_store_keeps_no_secret_that_opens_anything(here, lan):
    with reading(here.engine) as connection:
        kept = connection.scalars(select(session.c.secret_hash)).all()
    assert kept == [hash_of(lan.secret)]
    thief = browser(lan.application)
    thief.set_cookie("onestop-session", kept[0])
    assert not is_in(thief)


def test_a_planted_session_is_not_taken_over_by_a_login(server):
    visitor = browser(server)
    visitor.set_cookie("onestop-session", "planted-by-somebody-else")
    visitor.logs_in("lan")
    assert visitor.secret != "planted-by-somebody-else"
    thief = browser(server)
    thief.set_cookie("onestop-session", "planted-by-somebody-else")
    assert not is_in(thief)


def test_every_login_is_a_session_of_its_own(server):
    first, second = browser(server), browser(server)
    first.logs_in("lan")
    second.logs_in("lan")
    assert first.secret != second.secret
    first.sends("/logout")
    assert is_in(second)
    assert not is_in(first)


def test_logging_in_again_ends_the_session_that_the_browser_had(server, lan):
    thief = browser(server)
    thief.set_cookie("onestop-session", lan.secret)
    assert lan.logs_in("lan").status_code == 303
    assert is_in(lan)
    assert not is_in(thief)


def test_a_copied_cookie_is_worth_nothing_after_the_logout(lan):
    thief = browser(lan.application)
    thief.set_cookie("onestop-session", lan.secret)
    assert is_in(thief)
    lan.sends("/logout")
    assert is_led_to_login(thief.get("/"))
    assert thief.asks_for("/").status_code == 401


def test_a_session_that_nobody_uses_is_over_after_eight_hours(lan, clock):
    clock.goes_on(sessions.IDLE_SECONDS - 1)
    assert is_in(lan)
    clock.goes_on(sessions.IDLE_SECONDS - 1)
    assert is_in(lan)
    clock.goes_on(sessions.IDLE_SECONDS)
    assert not is_in(lan)


def test_a_session_is_over_after_a_day_however_much_it_is_used(lan, clock):
    for _ in range(23):
        clock.goes_on(HOUR)
        assert is_in(lan)
    clock.goes_on(HOUR)
    assert not is_in(lan)


def test_a_form_of_another_site_neither_logs_in_nor_out(server, lan):
    visitor = browser(server)
    for site in ("https://elsewhere.example", "null", None):
        answer = visitor.sends("/login", site, name="lan", password=PASSWORD)
        assert answer.status_code == 403
    assert lan.sends("/logout", "https://elsewhere.example").status_code == 403
    assert is_in(lan)


def test_another_site_can_do_nothing_with_a_session(lan):
    elsewhere = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
    assert lan.asks_for("/", **elsewhere).status_code == 403
    for path in ("/pins", "/uploads", "/names", "/targets/report", "/account/password"):
        answer = lan.post(path, data={"text": "x"}, headers=elsewhere)
        assert answer.status_code == 403, path
    assert lan.asks_for("/").status_code == 200


def test_after_five_failures_there_is_a_wait_even_for_the_right_password(here, server, clock):
    visitor = browser(server)
    for _ in range(5):
        assert visitor.logs_in("lan", "sai").status_code == 401
    assert visitor.logs_in("lan").status_code == 401
    clock.goes_on(accounts.WAITS[0])
    assert visitor.logs_in("lan").status_code == 303
    assert "locked" in deeds(here)


def test_each_further_failure_makes_the_wait_longer(server, clock):
    visitor = browser(server)
    for _ in range(5):
        visitor.logs_in("lan", "sai")
    for wait in accounts.WAITS[:3]:
        clock.goes_on(wait - 1)
        assert visitor.logs_in("lan").status_code == 401
        clock.goes_on(1)
        assert visitor.logs_in("lan", "sai").status_code == 401
    clock.goes_on(accounts.WAITS[3] - 1)
    assert visitor.logs_in("lan").status_code == 401
    clock.goes_on(1)
    assert visitor.logs_in("lan").status_code == 303


def test_a_right_password_forgives_the_failures_before(server):
    visitor = browser(server)
    for _ in range(3):
        for _ in range(4):
            visitor.logs_in("lan", "sai")
        assert visitor.logs_in("lan").status_code == 303


def test_too_many_tries_from_one_address_are_slowed_down(server):
    visitor = browser(server)
    answers = [visitor.logs_in(f"ai{number}", "sai") for number in range(25)]
    assert [one.status_code for one in answers] == [401] * 20 + [429] * 5
    assert "Quá nhiều" in answers[-1].text


@pytest.fixture
def with_codes(here, server):
    secret = one_time.new_secret()
    with writing(here.engine) as connection:
        accounts.change(connection, 1, totp_secret=secret)
    return secret


def test_with_codes_a_password_alone_opens_nothing(server, with_codes, clock):
    visitor = browser(server)
    answer = visitor.logs_in("lan", next="/units")
    assert answer.location == "/login/code"
    assert visitor.secret is None
    assert not is_in(visitor)
    answer = visitor.sends("/login/code", code=code_at(with_codes, clock()))
    assert answer.location == "/units"
    assert is_in(visitor)


@pytest.mark.parametrize(("drift", "status"), [(-60, 401), (-30, 303), (30, 303), (60, 401)])
def test_a_telephone_may_be_half_a_minute_off(server, with_codes, clock, drift, status):
    clock.now -= clock.now % 30
    visitor = browser(server)
    visitor.logs_in("lan")
    code = code_at(with_codes, clock() + drift)
    assert visitor.sends("/login/code", code=code).status_code == status


def test_a_code_is_taken_once(server, with_codes, clock):
    code = code_at(with_codes, clock())
    first, thief = browser(server), browser(server)
    for visitor in (first, thief):
        visitor.logs_in("lan")
    assert first.sends("/login/code", code=code).status_code == 303
    assert thief.sends("/login/code", code=code).status_code == 401
    assert not is_in(thief)


def test_an_earlier_code_is_not_taken_after_a_later_one(server, with_codes, clock):
    first, second = browser(server), browser(server)
    for visitor in (first, second):
        visitor.logs_in("lan")
    first.sends("/login/code", code=code_at(with_codes, clock()))
    earlier = code_at(with_codes, clock() - 30)
    assert second.sends("/login/code", code=earlier).status_code == 401


def test_codes_cannot_be_guessed_by_whoever_knows_the_password(server, with_codes, clock):
    visitor = browser(server)
    for _ in range(5):
        visitor.logs_in("lan")
        assert visitor.sends("/login/code", code="000000").status_code == 401
    assert visitor.logs_in("lan").status_code == 401
    clock.goes_on(accounts.WAITS[0])
    assert visitor.logs_in("lan").status_code == 303


def test_a_login_half_way_is_soon_over_and_used_once(server, with_codes, clock):
    visitor = browser(server)
    visitor.logs_in("lan")
    half = visitor.get_cookie("onestop-step").value
    visitor.sends("/login/code", code=code_at(with_codes, clock()))
    thief = browser(server)
    thief.set_cookie("onestop-step", half)
    clock.goes_on(60)
    answer = thief.sends("/login/code", code=code_at(with_codes, clock()))
    assert answer.location == "/login"
    late = browser(server)
    late.logs_in("lan")
    clock.goes_on(sessions.STEP_SECONDS)
    assert late.sends("/login/code", code=code_at(with_codes, clock())).location == "/login"


def test_nobody_is_told_that_there_are_no_accounts_but_how_to_make_one(here):
    answer = browser(serve(here)).get("/login")
    assert "onestop accounts add" in answer.text


def test_a_hash_made_with_weaker_settings_is_made_anew(here, server):
    from argon2 import PasswordHasher

    weak = PasswordHasher(memory_cost=8, time_cost=1, parallelism=1).hash(PASSWORD)
    with writing(here.engine) as connection:
        accounts.change(connection, 1, password_hash=weak)
    assert browser(server).logs_in("lan").status_code == 303
    with reading(here.engine) as connection:
        assert accounts.get(connection, "lan").password_hash != weak


def test_a_session_in_the_store_of_another_moment_is_not_renewed_by_a_clock_set_back(here, lan):
    with writing(here.engine) as connection:
        connection.execute(update(session).values(made_at=0))
    assert not is_in(lan)
