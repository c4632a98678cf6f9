"""Accounts, sessions and tokens in the store, on both engines, and the commands that make them."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from onestop.accounts import entering, passwords
from onestop.accounts.secrets_made import hash_of
from onestop.commands.context import Context
from onestop.domain.access import GRANTS, Act, Role
from onestop.domain.errors import NotFoundError, StoreError, UsageError
from onestop.settings import read_settings
from onestop.storage import accounts, audit, sessions, tokens
from onestop.storage.engine import noting, open_engine, reading, writing
from onestop.storage.tables_access import account, session, token
from onestop.wsgi import installation_of
from tests.fixtures.logins import PASSWORD, add_account, add_token, browser, serve
from tests.fixtures.worlds import as_csv, lines, row


UNITS = ("code,name,level,parent,aliases", "H.1,Xã Một,commune,,", "H.2,Xã Hai,commune,,")


@pytest.fixture
def peopled(office, tmp_path):
    """An office with two units."""
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *UNITS)).code == 0
    return office


def test_an_account_is_found_by_its_name_however_it_is_typed(office):
    number = add_account(office.engine, "lan", "leader", email="lan@example.vn")
    with reading(office.engine) as connection:
        found = accounts.get(connection, " Lan ")
        assert (found.id, found.role, found.unit) == (number, Role.LEADER, None)
        assert accounts.of_email(connection, "LAN@example.vn") == [found]
        assert accounts.called(connection, "hoa") is None
        with pytest.raises(NotFoundError, match="lan"):
            accounts.get(connection, "hoa")


def test_a_name_is_given_once(office):
    add_account(office.engine, "lan")
    with pytest.raises(UsageError, match="lan"):
        add_account(office.engine, "lan")


def test_the_right_password_enters_and_another_does_not(office):
    add_account(office.engine, "lan")
    assert entering.by_password(office.engine, ("lan", PASSWORD), 10).name == "lan"
    assert entering.by_password(office.engine, ("lan", PASSWORD + " "), 10) is None
    assert entering.by_password(office.engine, ("hoa", PASSWORD), 10) is None


def test_many_guesses_at_once_are_no_more_than_one_after_the_other(office):
    number = add_account(office.engine, "lan")
    allowed = []

    def guess() -> None:
        engine = open_engine(office.url)
        with noting(engine) as connection:
            allowed.append(accounts.count_attempt(connection, number, 10))
        engine.dispose()

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(allowed) == [False] * 7 + [True] * 5


def test_a_session_ends_with_its_account(office):
    number = add_account(office.engine, "lan")
    with writing(office.engine) as connection:
        sessions.begin(connection, hash_of("a"), number, ("Firefox", 100))
        assert sessions.find(connection, hash_of("a"), 200).account.name == "lan"
        assert sessions.find(connection, hash_of("b"), 200) is None
        assert sessions.find(connection, "a", 200) is None
        accounts.change(connection, number, is_disabled=True)
        assert sessions.find(connection, hash_of("a"), 200) is None


def test_sessions_that_are_over_are_forgotten(office):
    number = add_account(office.engine, "lan")
    with writing(office.engine) as connection:
        sessions.begin(connection, hash_of("a"), number, ("Firefox", 100))
        later = 100 + sessions.LONGEST_SECONDS
        sessions.begin(connection, hash_of("b"), number, ("Firefox", later))
        assert connection.scalars(select(session.c.secret_hash)).all() == [hash_of("b")]


def test_a_token_is_what_its_role_may_or_less(office):
    secret = add_token(office.engine, "service", acts=["export", "see_dossiers"])
    with reading(office.engine) as connection:
        found = tokens.find(connection, hash_of(secret), 10)
    assert found.acts == {Act.EXPORT, Act.SEE_DOSSIERS}
    with writing(office.engine) as connection:
        connection.execute(update(token).values(role="kiosk"))
        assert tokens.find(connection, hash_of(secret), 10).acts == frozenset()


def test_accounts_and_tokens_keep_their_unit_when_all_is_made_again(office, tmp_path):
    """What is lost sees the whole place: a unit that only files name must be found again."""
    office.load(as_csv(tmp_path / "a.csv", [row("A1", unit="Xã Lạ")]), "--as-of", "2024-05-31")
    office.load(as_csv(tmp_path / "b.csv", [row("B1", unit="Xã Khác")]), "--as-of", "2024-05-31")
    for name, unit in (("lan", "Xã Lạ"), ("hoa", "Xã Khác")):
        told = ("--role", "officer", "--unit", unit)
        assert office.run("accounts", "add", name, *told).code == 0
    told = ("--role", "kiosk", "--unit", "Xã Khác")
    assert office.run("tokens", "add", "sảnh", *told).code == 0
    assert office.run("imports", "withdraw", "1", "--reason", "nhầm").code == 0
    assert office.run("rebuild").code == 0
    units = [row["unit"] for row in office.run("accounts", "--format", "json").json["rows"]]
    assert units == ["Xã Khác", "Xã Lạ"]
    assert office.run("tokens", "--format", "json").json["rows"][0]["unit"] == "Xã Khác"


def test_a_visitor_does_not_wait_for_a_load_for_ever(sqlite_office):
    add_account(sqlite_office.engine, "lan")
    other = open_engine(sqlite_office.url)
    with writing(other), pytest.raises(StoreError, match="bận ghi"), noting(other, 20):
        pass
    with writing(other):
        pass
    with noting(other, 20) as connection:
        accounts.forgive(connection, 1)
    other.dispose()


def test_on_postgresql_a_visitor_does_not_wait_at_all(postgresql_office):
    number = add_account(postgresql_office.engine, "lan")
    other = open_engine(postgresql_office.url)
    with writing(other):
        assert entering.by_password(postgresql_office.engine, ("lan", PASSWORD), 10).id == number
    other.dispose()


def test_the_whole_way_in_and_out_on_either_engine(office):
    add_account(office.engine, "lan", "admin")
    screen = add_token(office.engine, "kiosk")
    settings = read_settings(office.settings)
    here = Context(settings)
    made = installation_of(here, may_load=False)
    here.engine.dispose()  # the office has its own, and nobody else would close this one
    server = serve(replace(made, engine=office.engine))
    visitor, wall = browser(server), browser(server)
    assert visitor.logs_in("lan", "sai").status_code == 401
    assert visitor.logs_in("lan").status_code == 303
    assert visitor.asks_for("/").status_code == 200
    assert wall.get(f"/kiosk/{screen}").status_code == 303
    assert wall.asks_for("/").status_code == 200
    visitor.sends("/logout")
    assert visitor.asks_for("/").status_code == 401
    with reading(office.engine) as connection:
        assert audit.verify(connection).head.number == 2


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("ngắn quá", "short"),
        ("x" * 201, "long"),
        ("Nguyễn.Lan là tôi đây", "name"),
        ("123456789012", "easy"),
        ("Mật khẩu 123456".replace(" ", ""), "easy"),
        ("abcabcabcabc", "easy"),
        ("aaaaaaaaaaaab", "easy"),
        ("onestop12345", "easy"),
    ],
)
def test_a_password_that_is_easy_to_guess_is_refused(password, reason):
    with pytest.raises(passwords.WeakPasswordError) as refused:
        passwords.check(password, "nguyen.lan")
    assert refused.value.reason == reason


@pytest.mark.parametrize("password", [PASSWORD, "đi chợ mua cá", "k7qm2-xwtpa-9hd3e-vbn4s"])
def test_a_sentence_needs_no_special_signs(password):
    passwords.check(password, "lan")


def test_an_accent_typed_in_two_ways_is_the_same_password():
    kept = passwords.hashed("mưa rào đầu mùa hạ".encode().decode())
    import unicodedata

    assert passwords.is_right(unicodedata.normalize("NFD", "mưa rào đầu mùa hạ"), kept)


def test_no_password_is_right_where_none_is_kept():
    assert not passwords.is_right("", None)
    assert not passwords.is_right(PASSWORD, None)
    assert not passwords.is_right("", passwords.hashed(PASSWORD))
    assert not passwords.is_right(PASSWORD, "not a hash")


def test_a_first_password_is_printed_once_and_enters(peopled):
    answer = peopled.run("accounts", "add", "Lan", "--role", "officer", "--unit", "H.1")
    assert answer.code == 0, answer.err
    password = re.search(r"(?:\w{5}-){3}\w{5}", answer.out)[0]
    assert "Đây là tài khoản đầu tiên" in answer.out
    found = entering.by_password(peopled.engine, ("lan", password), 10)
    assert found.must_change_password
    with reading(peopled.engine) as connection:
        kept = connection.scalar(select(account.c.password_hash))
    assert kept.startswith("$argon2id$")
    assert password not in peopled.run("accounts", "--format", "csv").out


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (("Tên Có Dấu", "--role", "admin"), "không dùng làm tên"),
        (("local", "--role", "admin"), "không dùng làm tên"),
        (("hoa", "--role", "kiosk"), "role"),
        (("hoa", "--role", "viewer", "--unit", "H.9"), "H.9"),
        (("hoa", "--role", "viewer", "--email", "x"), "thư điện tử"),
        (("hoa", "--role", "viewer", "--no-password"), "--email"),
        (("lan", "--role", "viewer"), "Đã có tài khoản"),
    ],
)
def test_an_account_that_makes_no_sense_is_refused(peopled, told, says):
    add_account(peopled.engine, "lan")
    answer = peopled.run("accounts", "add", *told)
    assert answer.code == 2
    assert says in answer.err


def test_an_account_is_changed_and_its_sessions_end_when_it_is_disabled(peopled):
    number = add_account(peopled.engine, "lan")
    with writing(peopled.engine) as connection:
        sessions.begin(connection, hash_of("a"), number, ("Firefox", 100))
    told = ("--role", "leader", "--unit", "H.2", "--email", "L@X.vn", "--shown", "Lan")
    assert peopled.run("accounts", "set", "lan", *told).code == 0
    row = peopled.run("accounts", "--format", "json").json["rows"][0]
    assert (row["role"], row["unit"], row["email"]) == ("leader", "Xã Hai", "l@x.vn")
    assert peopled.run("accounts", "set", "lan", "--disable", "--unit", "*").code == 0
    row = peopled.run("accounts", "--format", "json").json["rows"][0]
    assert (row["is_disabled"], row["unit"]) == (True, "*")
    with reading(peopled.engine) as connection:
        assert sessions.of_account(connection, number, 200) == []
    assert peopled.run("accounts", "set", "lan").code == 2


def test_the_last_administrator_stays(peopled):
    add_account(peopled.engine, "an", "admin")
    for told in (("--disable",), ("--role", "viewer")):
        assert peopled.run("accounts", "set", "an", *told).code == 2
    add_account(peopled.engine, "binh", "admin")
    assert peopled.run("accounts", "set", "an", "--disable").code == 0
    assert peopled.run("accounts", "set", "binh", "--disable").code == 2


def test_an_administrator_ends_waits_passwords_codes_and_sessions(peopled):
    number = add_account(peopled.engine, "lan", totp_secret="A" * 32)
    with writing(peopled.engine) as connection:
        accounts.change(connection, number, failed=9, locked_until=10**12)
        sessions.begin(connection, hash_of("a"), number, ("Firefox", 10**11))
    assert "đang bật" in peopled.run("accounts", "totp", "lan").out
    assert peopled.run("accounts", "set", "lan", "--unlock").code == 0
    assert peopled.run("accounts", "totp", "lan", "--reset").code == 0
    with reading(peopled.engine) as connection:
        found = accounts.get(connection, "lan")
    assert (found.failed, found.locked_until, found.totp_secret) == (0, None, None)
    assert "0 phiên" in peopled.run("accounts", "end", "lan").out
    answer = peopled.run("accounts", "password", "lan")
    password = re.search(r"(?:\w{5}-){3}\w{5}", answer.out)[0]
    assert entering.by_password(peopled.engine, ("lan", PASSWORD), 10) is None
    assert entering.by_password(peopled.engine, ("lan", password), 10).must_change_password


def test_a_token_is_printed_once_and_known_by_its_beginning(peopled):
    answer = peopled.run("tokens", "add", "cổng tỉnh", "--role", "service", "--unit", "H.1")
    secret = re.search(r"onestop_[\w-]{43}", answer.out)[0]
    rows = peopled.run("tokens", "--format", "json").json["rows"]
    assert secret.startswith(rows[0]["prefix"])
    assert rows[0]["expires_at"] is not None
    assert secret not in str(rows)
    with reading(peopled.engine) as connection:
        assert connection.scalar(select(token.c.secret_hash)) == hash_of(secret)
    assert peopled.run("tokens", "revoke", "1").code == 0
    assert peopled.run("tokens", "revoke", "1").code == 2


def test_a_screens_token_has_no_end_and_tells_its_address(peopled):
    told = ("tokens", "add", "sảnh", "--role", "kiosk", "--unit", "H.1")
    answer = peopled.run(*told, ONESTOP_ADDRESS="https://onestop.example")
    assert "https://onestop.example/kiosk/onestop_" in answer.out
    row = peopled.run("tokens", "--format", "json").json["rows"][0]
    assert (row["expires_at"], row["acts"]) == (None, "see_figures")


@pytest.mark.parametrize(
    "told", [("--role", "kiosk", "--acts", "export"), ("--role", "service", "--acts", "sing")]
)
def test_a_token_is_never_wider_than_its_role(peopled, told):
    answer = peopled.run("tokens", "add", "x", "--unit", "*", *told)
    assert answer.code == 2
    assert "see_figures" in answer.err


def test_every_command_leaves_its_deed_and_no_secret_in_it(office):
    office.run("accounts", "add", "lan", "--role", "officer", "--email", "lan@example.vn")
    office.run("accounts", "set", "lan", "--email", "lan2@example.vn")
    office.run("accounts", "password", "lan")
    office.run("tokens", "add", "cổng", "--role", "service", "--unit", "*")
    office.run("tokens", "revoke", "1")
    rows = office.run("audit", "--format", "json").json["rows"]
    acts = [row["act"] for row in reversed(rows)]
    assert acts == ["account_add", "account_set", "password", "token_add", "token_revoke"]
    assert "@" not in str(rows)
    assert "onestop_" not in str(rows)
    assert office.run("audit", "verify").code == 0


def test_roles_with_people_behind_them_have_words():
    from onestop.accounts.role_words import ACTS, ROLES

    assert set(ROLES) == {role.value for role in Role} == {role.value for role in GRANTS}
    assert set(ACTS) == {act.value for act in Act}
