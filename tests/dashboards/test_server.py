"""What every request meets: health, headers, language, compression."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from dashboards.app import make_app
from dashboards.pages.registry import PAGES
from onestop.storage import state
from onestop.storage.engine import writing
from tests.fixtures import district as sample
from tests.fixtures.callback import CALLBACK, UNCLOSED, post, question, visitor


PATHS = [page.path for page in PAGES]
EVERYTHING = [
    *PATHS,
    "/no-such-page",
    "/healthz",
    "/readyz",
    "/version",
    "/assets/shell.js",
    "/assets/11-layout.css",
    "/assets/onestop.css",
    "/assets/nothing.css",
    "/_dash-layout",
    "/_dash-dependencies",
    "/_favicon.ico",
]


@pytest.fixture
def client(served):
    """A visitor without cookies."""
    return visitor(served)


# Health and the data version.


def test_a_living_server_says_so(client):
    assert client.get("/healthz").json == {"status": "ok"}


def test_a_server_whose_store_answers_is_ready(client):
    assert client.get("/readyz").json == {"status": "ok"}


def test_the_version_is_a_cheap_answer_with_an_etag(client):
    answer = client.get("/version")
    assert isinstance(answer.json["version"], int)
    assert len(answer.data) < 40
    again = client.get("/version", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_change_of_the_data_is_a_new_version(own_district):
    client = visitor(make_app(here := sample.installation_at(own_district)))
    before = client.get("/version")
    with writing(here.engine) as connection:
        state.next_data_version(connection)
    after = client.get("/version", headers={"If-None-Match": before.headers["ETag"]})
    assert after.json["version"] == before.json["version"] + 1
    here.engine.dispose()


# Headers.


def directives(answer) -> dict[str, list[str]]:
    """The content security policy of an answer, by what it speaks of."""
    told = answer.headers["Content-Security-Policy"].split(";")
    return {one.split()[0]: one.split()[1:] for one in told}


@pytest.mark.parametrize("address", EVERYTHING)
def test_every_answer_forbids_foreign_and_inline_scripts(client, address):
    policy = directives(client.get(address))
    for kind in ("default-src", "script-src"):
        assert {"'unsafe-inline'", "'unsafe-eval'", "*", "data:", "https:"} & {*policy[kind]} == {
            *()
        }
    assert policy["object-src"] == ["'none'"]
    assert policy["base-uri"] == ["'none'"]
    assert policy["connect-src"] == ["'self'"]


@pytest.mark.parametrize("address", EVERYTHING)
def test_no_answer_tells_what_the_server_is_made_of(client, address):
    answer = client.get(address)
    assert {"Server", "X-Powered-By", "Via"} & {*answer.headers.keys()} == set()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"


def test_callbacks_and_their_refusals_carry_the_policy_too(served, client):
    for answer in (post(served), client.post(CALLBACK, data=b"x"), client.put("/version")):
        assert "script-src" in directives(answer)


def test_only_our_own_site_may_frame_a_page(client):
    assert directives(client.get("/"))["frame-ancestors"] == ["'self'"]


def inline_scripts(page: str) -> list[str]:
    """Scripts that stand in the page itself and would run."""
    found = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.DOTALL)
    return [body for told, body in found if "src=" not in told and "application/json" not in told]


def test_the_only_inline_script_is_the_one_that_the_policy_names(client):
    answer = client.get("/")
    allowed = directives(answer)["script-src"]
    scripts = inline_scripts(answer.text)
    assert scripts
    for script in scripts:
        assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in allowed
    assert re.findall(r"\son\w+=", answer.text) == []


@pytest.mark.parametrize("path", PATHS)
def test_the_starting_page_asks_only_this_server(client, path):
    page = client.get(path).text
    assert re.findall(r"(?:src|href)=\"(?!/)[^\"]*", page) == []
    assert "//" not in "".join(re.findall(r"(?:src|href)=\"([^\"]*)", page))


def parts_of_start(client) -> list[str]:
    """Scripts and styles that the starting page names."""
    return re.findall(r"(?:src|href)=\"(/[^\"]*)", client.get("/").text)


def test_every_part_of_the_starting_page_is_there(client):
    parts = parts_of_start(client)
    assert any("dash_renderer" in part or "dash-renderer" in part for part in parts)
    assert {part: client.get(part).status_code for part in parts} == dict.fromkeys(parts, 200)


def test_parts_whose_address_changes_with_them_are_kept_for_a_year(client):
    kept = [part for part in parts_of_start(client) if part.startswith("/_dash-component-suites/")]
    assert kept
    for part in kept:
        assert "immutable" in client.get(part).headers["Cache-Control"], part


def test_figures_are_never_kept_by_a_browser_or_on_the_way(served):
    assert "max-age=31536000" not in post(served).headers.get("Cache-Control", "")
    assert "max-age=31536000" not in visitor(served).get("/").headers.get("Cache-Control", "")


@pytest.mark.parametrize("coding", ["br", "gzip"])
def test_figures_are_compressed(served, coding):
    plain, packed = post(served), post(served, **{"Accept-Encoding": coding})
    assert packed.headers["Content-Encoding"] == coding
    assert len(packed.data) < len(plain.data) / 2


@pytest.mark.filterwarnings(UNCLOSED)
@pytest.mark.parametrize("coding", ["br", "gzip, deflate, br, zstd"])
def test_every_large_part_of_the_start_is_compressed(client, coding):
    large = [part for part in parts_of_start(client) if len(client.get(part).data) > 1000]
    assert len(large) > 5
    for part in large:
        told = client.get(part, headers={"Accept-Encoding": coding}).headers
        assert told.get("Content-Encoding") in ("br", "zstd"), part


@pytest.mark.parametrize(
    "address",
    [
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/_dash-component-suites/dash/../../etc/passwd",
        "/_dash-component-suites/os/x.js",
        "/_dash-component-suites/dash/nothing.js",
    ],
)
def test_no_file_beside_the_parts_can_be_had(client, address):
    answer = client.get(address)
    assert "Traceback" not in answer.text
    assert "make_app" not in answer.text
    assert answer.status_code in (200, 400, 404)
    assert answer.status_code != 200 or "<!DOCTYPE html>" in answer.text


# Language and theme.


def test_a_language_once_chosen_is_remembered(client):
    assert '<html lang="vi"' in client.get("/").text
    chosen = client.get("/?lang=en")
    assert '<html lang="en"' in chosen.text
    cookie = chosen.headers["Set-Cookie"]
    assert all(part in cookie for part in ("lang=en", "HttpOnly", "SameSite=Lax", "Path=/"))
    later = client.get("/units")
    assert '<html lang="en"' in later.text
    assert "Units · onestop" in later.text
    assert "Set-Cookie" not in later.headers


@pytest.mark.parametrize("told", ["fr", "", "EN", '"><script>', "vi\x00"])
def test_a_language_that_we_do_not_speak_changes_nothing(served, told):
    client = visitor(served)
    client.set_cookie("lang", "xx")
    answer = client.get("/", query_string={"lang": told})
    assert '<html lang="vi"' in answer.text
    assert "Set-Cookie" not in answer.headers


def test_two_visitors_read_two_languages_at_once(served):
    english, vietnamese = visitor(served), visitor(served)
    english.set_cookie("lang", "en")
    ask = question("/backlog", "?period=2024")
    assert "Backlog" in english.post(CALLBACK, json=ask).text
    told = vietnamese.post(CALLBACK, json=ask).json
    assert "Tồn đọng" in json.dumps(told, ensure_ascii=False)


@pytest.mark.parametrize(
    ("told", "shown"), [("dark", ' data-theme="dark"'), ("light", ' data-theme="light"'), ("x", "")]
)
def test_a_theme_once_chosen_stands_in_the_page(served, told, shown):
    client = visitor(served)
    client.set_cookie("theme", told)
    assert f'<html lang="vi"{shown}>' in client.get("/").text
