"""Logging in through a real OpenID provider, and through one that lies."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from onestop.accounts import vouched
from onestop.settings import Access, Oidc
from onestop.storage import accounts, audit
from onestop.storage.engine import reading, writing
from tests.fixtures import district as sample
from tests.fixtures.logins import Clock, add_account, browser, code_at, hash_quickly, serve
from tests.fixtures.oidc_provider import CALLBACK, CLIENT, SECRET, goes_there, provider


@pytest.fixture(scope="module")
def issuer():
    with provider() as found:
        yield found


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    hash_quickly(monkeypatch)


@pytest.fixture
def clock() -> Clock:
    return Clock(sample.CLOCK)


@pytest.fixture
def here(sqlite_template, tmp_path, clock):
    (tmp_path / sample.STORE).write_bytes(sqlite_template.read_bytes())
    made = sample.installation_at(tmp_path, clock=clock)
    yield made
    made.engine.dispose()


@pytest.fixture
def server(here, issuer):
    site = Oidc(issuer, CLIENT, SECRET, "Cổng huyện")
    return serve(here, access=Access(oidc=site))


def through(visitor, person: str, back: str = "/units"):
    """The whole way: our page, theirs, and back to ours."""
    sent = visitor.get(f"/oidc/login?next={back}")
    assert sent.status_code == 303
    return visitor.get(goes_there(sent.location, person))


needs_node = pytest.mark.needs("node")


@needs_node
def test_an_account_with_the_vouched_address_is_let_in(here, server):
    add_account(here.engine, "lan", email="lan@example.vn", password_hash=None)
    visitor = browser(server)
    assert "Cổng huyện" in visitor.get("/login").text
    answer = through(visitor, "lan")
    assert (answer.status_code, answer.location) == (303, "/units")
    assert visitor.get("/version").status_code == 200
    with reading(here.engine) as connection:
        deeds = [row["act"] for row in audit.listed(connection)]
        subject = accounts.get(connection, "lan").oidc_subject
    assert deeds == ["login", "account_set"]
    assert subject.endswith(" lan")


@needs_node
def test_from_then_on_the_person_counts_and_not_the_address(here, server):
    add_account(here.engine, "lan", email="lan@example.vn")
    through(browser(server), "lan")
    with writing(here.engine) as connection:
        accounts.change(connection, 1, email="")
    assert through(browser(server), "lan").status_code == 303
    add_account(here.engine, "hoa", email="lan@example.vn")
    visitor = browser(server)
    through(visitor, "lan")
    assert "lan" in visitor.get("/account").text
    assert "hoa" not in visitor.get("/account").text


@needs_node
@pytest.mark.parametrize("person", ["nobody", "unverified-lan"])
def test_whoever_has_no_account_here_stays_outside(here, server, person):
    add_account(here.engine, "lan", email="lan@example.vn")
    visitor = browser(server)
    answer = through(visitor, person)
    assert answer.status_code == 403
    assert "chưa có tài khoản" in answer.text
    assert visitor.secret is None


@needs_node
def test_an_address_of_two_accounts_is_nobodys(here, server):
    add_account(here.engine, "lan", email="lan@example.vn")
    add_account(here.engine, "lan2", email="lan@example.vn")
    assert through(browser(server), "lan").status_code == 403


@needs_node
def test_a_disabled_account_stays_outside(here, server):
    add_account(here.engine, "lan", email="lan@example.vn", is_disabled=True)
    assert through(browser(server), "lan").status_code == 403


@needs_node
def test_our_own_code_is_still_asked_for(here, server, clock):
    add_account(here.engine, "lan", email="lan@example.vn", totp_secret="A" * 32)
    visitor = browser(server)
    assert through(visitor, "lan").location == "/login/code"
    answer = visitor.sends("/login/code", code=code_at("A" * 32, clock()))
    assert answer.location == "/units"


@needs_node
def test_an_answer_is_good_once_and_for_the_browser_that_asked(here, server):
    add_account(here.engine, "lan", email="lan@example.vn")
    visitor, thief = browser(server), browser(server)
    back = goes_there(visitor.get("/oidc/login").location, "lan")
    assert thief.get(back).status_code == 403
    thief.get("/oidc/login")  # a question of the thief's own does not help
    assert thief.get(back).status_code == 403
    assert visitor.get(back).status_code == 303
    assert visitor.get(back).status_code == 403


@needs_node
def test_an_answer_that_took_too_long_is_void(here, server, clock):
    add_account(here.engine, "lan", email="lan@example.vn")
    visitor = browser(server)
    back = goes_there(visitor.get("/oidc/login").location, "lan")
    clock.goes_on(601)
    assert visitor.get(back).status_code == 403


@needs_node
@pytest.mark.parametrize("query", ["", "?state=x&code=y", "?error=access_denied"])
def test_a_made_up_answer_opens_nothing(server, query):
    visitor = browser(server)
    visitor.get("/oidc/login")
    assert visitor.get(f"/oidc/callback{query}").status_code == 403
    assert visitor.secret is None


@needs_node
def test_a_wrong_secret_of_ours_is_told_in_the_log_alone(here, issuer):
    add_account(here.engine, "lan", email="lan@example.vn")
    wrong = serve(here, access=Access(oidc=Oidc(issuer, CLIENT, "wrong")))
    visitor = browser(wrong)
    answer = through(visitor, "lan")
    assert answer.status_code == 403
    assert "wrong" not in answer.text


def test_where_no_other_site_is_set_up_there_is_no_way(here):
    assert browser(serve(here)).get("/oidc/login").status_code == 404
    assert browser(serve(here)).get("/oidc/callback").status_code == 404


def test_a_site_that_is_down_is_told(here):
    nowhere = Access(oidc=Oidc("http://127.0.0.1:9", CLIENT, SECRET))
    answer = browser(serve(here, access=nowhere)).get("/oidc/login")
    assert answer.status_code == 502
    assert "không trả lời" in answer.text


class Liar(BaseHTTPRequestHandler):
    """A site that publishes itself properly, and then says what a test wants it to say."""

    key = RSAKey.generate_key(2048, {"kid": "k1"})
    claims: ClassVar[dict] = {}
    signing: ClassVar[dict] = {}
    about: ClassVar[dict] = {}

    def _say(self, told: dict) -> None:
        body = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path == "/keys":
            self._say({"keys": [Liar.key.as_dict(private=False)]})
            return
        names = {"authorization_endpoint": "/a", "token_endpoint": "/t", "jwks_uri": "/keys"}
        told = {name: base + path for name, path in names.items()}
        self._say({"issuer": base, **told, **Liar.about})

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self._say({"id_token": signed(self.server.server_port), "token_type": "Bearer"})

    def log_message(self, *_told: object) -> None:
        pass


def signed(port: int) -> str:
    """What the liar says, signed as the test wants it."""
    told = {
        "iss": f"http://127.0.0.1:{port}",
        "aud": CLIENT,
        "sub": "lan",
        "nonce": "N",
        "iat": int(time.time()),
        "exp": int(time.time()) + 300,
        "email": "lan@example.vn",
        "email_verified": True,
    }
    claims = {name: one for name, one in {**told, **Liar.claims}.items() if one is not None}
    header = {"alg": "RS256", "kid": "k1", **Liar.signing.get("header", {})}
    key = Liar.signing.get("key", Liar.key)
    return jwt.encode(header, claims, key, algorithms=[header["alg"]])


@pytest.fixture
def liar():
    Liar.claims, Liar.signing, Liar.about = {}, {}, {}
    vouched._keys.cache_clear()
    vouched._metadata_at.cache_clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Liar)
    line = threading.Thread(target=server.serve_forever, args=(0.05,))
    line.start()
    yield Oidc(f"http://127.0.0.1:{server.server_port}", CLIENT, SECRET)
    server.shutdown()
    line.join()
    server.server_close()


ASKED = vouched.Question("S", "N", "V" * 43)


def vouched_for(site: Oidc, **told: str) -> vouched.Person:
    return vouched.person_of(site, ASKED, {"code": "c", **told}, CALLBACK)


def test_an_honest_answer_names_the_person(liar):
    assert vouched_for(liar) == vouched.Person(f"{liar.issuer} lan", "lan@example.vn")


def test_a_question_is_asked_with_what_binds_its_answer(liar):
    told = parse_qs(urlsplit(vouched.address_of(liar, ASKED, CALLBACK)).query)
    assert (told["state"], told["nonce"]) == (["S"], ["N"])
    assert told["code_challenge_method"] == ["S256"]
    assert told["code_challenge"] != [ASKED.verifier]


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another"},
        {"aud": ["another", "third"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "M"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": int(time.time()) + 4000},
        {"nbf": int(time.time()) + 4000},
        {"sub": None},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_the_question_is_refused(liar, claims):
    Liar.claims = claims
    with pytest.raises(vouched.NotVouchedError):
        vouched_for(liar)


@pytest.mark.parametrize(
    "signing",
    [
        {"key": RSAKey.generate_key(2048, {"kid": "k1"})},
        {"header": {"alg": "HS256"}, "key": OctKey.import_key(SECRET)},
        {"header": {"alg": "none"}, "key": OctKey.import_key(SECRET)},
    ],
    ids=["another key", "our own secret", "nothing"],
)
def test_an_answer_that_the_site_did_not_sign_is_refused(liar, signing):
    Liar.signing = signing
    with pytest.raises(vouched.NotVouchedError):
        vouched_for(liar)


def test_a_site_that_calls_itself_otherwise_is_refused(liar):
    Liar.about = {"issuer": "https://elsewhere.example"}
    with pytest.raises(vouched.NotVouchedError, match="ONESTOP_OIDC_ISSUER"):
        vouched_for(liar)


def test_an_answer_of_another_issuer_is_refused(liar):
    with pytest.raises(vouched.NotVouchedError):
        vouched_for(liar, iss="https://elsewhere.example")


@pytest.mark.parametrize("verified", [False, "true", None])
def test_an_address_that_is_not_verified_counts_for_nothing(liar, verified):
    Liar.claims = {"email_verified": verified}
    assert vouched_for(liar).email == ""
