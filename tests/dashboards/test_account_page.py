"""One's own account: whoever changes it proves who they are, and every other session ends."""

from __future__ import annotations

import re

import pytest

from onestop.accounts.one_time import spaced
from onestop.storage import accounts, audit
from onestop.storage.engine import reading, writing
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


NEW = "chiều nay trời nắng đẹp"


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
    add_account(here.engine, "lan", shown_name="Trần Thị Lan", email="lan@example.vn")
    return serve(here)


@pytest.fixture
def lan(server):
    found = browser(server)
    found.logs_in("lan")
    return found


def change(visitor, now: str = PASSWORD, new: str = NEW, again: str = ""):
    return visitor.sends("/account/password", now=now, new=new, again=again or new)


def newest(here) -> dict:
    with reading(here.engine) as connection:
        return audit.listed(connection)[0]


def test_the_page_says_who_one_is(lan):
    told = lan.get("/account").text
    for text in ("Trần Thị Lan", "lan@example.vn", "cán bộ", "toàn bộ"):
        assert text in told
    assert "Log out" in lan.get("/account?lang=en").text


def test_a_new_password_ends_every_other_session_and_changes_this_one(here, server, lan):
    other, before = browser(server), lan.secret
    other.logs_in("lan")
    assert change(lan).location == "/account?done=password"
    assert lan.secret != before
    assert lan.get("/").status_code == 200
    assert other.get("/").status_code == 303
    thief = browser(server)
    thief.set_cookie("onestop-session", before)
    assert thief.get("/").status_code == 303
    assert browser(server).logs_in("lan").status_code == 401
    assert browser(server).logs_in("lan", NEW).status_code == 303
    with reading(here.engine) as connection:
        assert "password" in [row["act"] for row in audit.listed(connection)]


@pytest.mark.parametrize(
    ("fields", "status", "says"),
    [
        ({"now": "sai"}, 403, "Mật khẩu hiện nay không đúng"),
        ({"again": "khác hẳn"}, 422, "không giống nhau"),
        ({"new": PASSWORD}, 422, "phải khác"),
        ({"new": "ngắn"}, 422, "ít nhất 12 ký tự"),
        ({"new": "mật khẩu 123456".replace(" ", "")}, 422, "quá dễ đoán"),
        ({"new": "x" * 250}, 422, "dài quá"),
    ],
)
def test_a_bad_change_is_refused_with_a_reason(lan, fields, status, says):
    answer = change(lan, **fields)
    assert answer.status_code == status
    assert says in answer.text
    assert lan.get("/").status_code == 200


def test_a_stolen_session_cannot_guess_the_password_for_long(lan, clock):
    for _ in range(5):
        assert change(lan, now="sai").status_code == 403
    assert change(lan).status_code == 403
    clock.goes_on(accounts.WAITS[0])
    assert change(lan).status_code == 303


def set_up(visitor, clock, **fields: str):
    page = visitor.get("/account/codes").text
    secret = re.search(r'name="secret" value="(\w+)"', page)[1]
    assert spaced(secret) in page
    assert "<svg" in page
    told = {"secret": secret, "now": PASSWORD, "code": code_at(secret, clock()), **fields}
    return secret, visitor.sends("/account/codes", **told)


def test_codes_are_on_only_after_one_was_shown(here, lan, clock):
    assert set_up(lan, clock, code="000000")[1].status_code == 422
    assert set_up(lan, clock, now="sai")[1].status_code == 403
    with reading(here.engine) as connection:
        assert accounts.get(connection, "lan").totp_secret is None
    secret, answer = set_up(lan, clock)
    assert answer.location == "/account?done=codes"
    with reading(here.engine) as connection:
        assert accounts.get(connection, "lan").totp_secret == secret
    assert newest(here)["act"] == "totp"


def test_the_code_that_turned_them_on_is_used_up(server, lan, clock):
    secret, _ = set_up(lan, clock)
    visitor = browser(server)
    visitor.logs_in("lan")
    assert visitor.sends("/login/code", code=code_at(secret, clock())).status_code == 401


def test_turning_codes_off_needs_both_password_and_code(here, lan, clock):
    secret, _ = set_up(lan, clock)
    clock.goes_on(60)
    code = code_at(secret, clock())
    for fields in ({"now": "sai", "code": code}, {"now": PASSWORD, "code": "000000"}):
        assert lan.sends("/account/codes/remove", **fields).status_code in (403, 422)
    assert lan.get("/account/codes").location == "/account"
    lan.sends("/account/codes/remove", now=PASSWORD, code=code)
    with reading(here.engine) as connection:
        assert accounts.get(connection, "lan").totp_secret is None


def test_one_of_my_sessions_can_be_ended_from_another(server, lan):
    other = browser(server)
    other.post(
        "/login",
        data={"name": "lan", "password": PASSWORD},
        headers={"Origin": "http://localhost", "User-Agent": "Mozilla/5.0 (Windows) Firefox/150.0"},
    )
    page = lan.get("/account").text
    assert "Firefox, Windows" in page
    number = re.search(r'name="id" value="(\d+)"', page)[1]
    lan.sends("/account/sessions/end", id=number)
    assert other.get("/").status_code == 303
    assert lan.get("/").status_code == 200


def test_all_others_end_and_never_somebody_elses(here, server, lan):
    add_account(here.engine, "hoa")
    hoa, other = browser(server), browser(server)
    hoa.logs_in("hoa")
    other.logs_in("lan")
    for number in ("1", "2", "3", "x", "99999999999"):
        hoa.sends("/account/sessions/end", id=number)
    assert lan.get("/").status_code == 200
    hoa.sends("/account/sessions/end")
    assert other.get("/").status_code == 200
    lan.sends("/account/sessions/end")
    assert other.get("/").status_code == 303
    assert hoa.get("/").status_code == 200


def test_an_account_without_a_password_here_cannot_be_given_one(here, server, lan):
    with writing(here.engine) as connection:
        accounts.change(connection, 1, password_hash=None)
    assert "đăng nhập qua nơi khác" in lan.get("/account").text
    assert change(lan, now="").status_code == 403
    assert lan.get("/account/codes").location == "/account"


def test_a_server_without_accounts_says_so(here):
    near = browser(serve(here, is_open_to_network=False))
    assert near.get("/account").status_code == 403


def test_the_pages_name_no_script_and_are_kept_nowhere(lan, server):
    for path in ("/account", "/account/codes", "/login"):
        visitor = browser(server) if path == "/login" else lan
        answer = visitor.get(path)
        assert "<script" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"
        assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
