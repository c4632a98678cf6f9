"""Files and JSON services that are pulled from real servers on loopback."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.fixtures.pulling import MORNING, Pulling
from tests.fixtures.web_server import CLIENT, SECRET, Site, certificate_of, web_server
from tests.fixtures.worlds import as_csv, row


@pytest.fixture
def site():
    with web_server(Site()) as served:
        yield served


@pytest.fixture
def pulling(sqlite_office) -> Pulling:
    made = Pulling(sqlite_office)
    made.secret("secret.txt", SECRET)
    return made


def csv_of(tmp_path, *rows) -> bytes:
    return Path(as_csv(tmp_path / "made.csv", rows)).read_bytes()


def file_at(url: str, more: str = "") -> str:
    return f"""
[[connection]]
name = "tep-web"
kind = "http"
url = "{url}"
every = "15m"
{more}
"""


def api_at(url: str, paging: str, more: str = "") -> str:
    return f"""
[[connection]]
name = "dich-vu"
kind = "json-api"
url = "{url}"
paging = "{paging}"
page_size = 3
every = "15m"
{more}
"""


def igate_at(site, more: str = "") -> str:
    token = f'token_url = "{site.url("/token")}"\nclient_id = "{CLIENT}"\n'
    return api_at(site.url("/igate"), "page", f'profile = "igate"\n{token}{FILE}\n{more}')


FILE = 'secret_file = "secret.txt"'


def igate(code: str, **told) -> dict:
    """One dossier as iGate tells it."""
    names = [{"languageId": 228, "name": "Đang xử lý"}]
    usual = {
        "code": code,
        "acceptedDate": "2024-12-02T01:00:00.000+0000",
        "appointmentDate": "2024-12-30T10:00:00.000+0000",
        "dossierStatus": {"id": 2, "name": names},
        "procedure": {"code": "1.000001", "sector": {"name": [{"languageId": 228, "name": "Hộ"}]}},
        "agency": {"name": [{"languageId": 228, "name": "UBND xã An Thử"}]},
        "applicant": {"data": {"fullname": "Nguyễn Thị Bịa"}},
    }
    return {**usual, **told}


def opencps(code: str) -> dict:
    """One dossier as OpenCPS tells it."""
    return {
        "dossierNo": code,
        "serviceCode": "1.000001",
        "serviceName": "Đăng ký thử",
        "domainName": "Hộ tịch",
        "govAgencyName": "UBND xã An Thử",
        "receiveDate": "02/12/2024 08:00:00",
        "dueDate": "30/12/2024 17:00:00",
        "submitDate": "02/12/2024 07:50:00",
        "dossierStatus": "processing",
    }


# One file


def test_a_file_is_loaded_and_then_only_when_it_is_another(pulling, site, tmp_path):
    site.content, site.etag, site.name = csv_of(tmp_path, row("A1")), '"1"', "ds 19_12_2024.csv"
    pulling.declare(file_at(site.url("/file")))
    assert pulling.round().loaded == 1
    assert pulling.codes() == ["A1"]
    assert pulling.office.rows("SELECT path, as_of_origin FROM snapshot") == [(site.name, "name")]
    assert (pulling.round(later=900).fetched, site.asked[-1]["headers"]["If-None-Match"]) == (
        0,
        '"1"',
    )
    site.content, site.etag = csv_of(tmp_path, row("A1"), row("A2")), '"2"'
    assert pulling.round(later=900).loaded == 1
    assert pulling.codes() == ["A1", "A2"]


def test_a_server_that_tells_no_mark_is_known_by_the_bytes(pulling, site, tmp_path):
    site.content = csv_of(tmp_path, row("A1"))
    pulling.declare(file_at(site.url("/file"), 'file = "a.csv"\nsilent_after = "1h"'))
    pulling.round()
    for _ in range(4):
        assert pulling.round(later=900).fetched == 0
    assert (pulling.loads(), pulling.kinds()) == (1, ["silent"])


def test_a_password_is_sent_and_never_told(pulling, site, tmp_path, capsys):
    site.content = csv_of(tmp_path, row("A1"))
    pulling.declare(file_at(site.url("/file"), f'user = "onestop"\nfile = "a.csv"\n{FILE}'))
    pulling.round()
    assert site.asked[-1]["headers"]["Authorization"].startswith("Basic ")
    site.failures = [403]
    problem = pulling.round(later=900).problem
    assert "HTTP 403" in problem
    assert not told_anywhere(pulling, capsys, SECRET, "Basic")


def told_anywhere(pulling, capsys, *secrets: str) -> list[str]:
    """Secrets that stand in the log, the state of the store, or a file of the data folder."""
    stored = str(pulling.office.rows("SELECT * FROM pulled_source"))
    stored += str(pulling.office.rows("SELECT * FROM pulled_file"))
    logged = "".join(capsys.readouterr())
    notes = "".join(
        path.read_text(encoding="utf-8")
        for path in (pulling.office.folder / "var" / "watch").rglob("*.json")
    )
    return [one for one in secrets if one in stored + logged + notes]


def test_a_redirect_to_another_host_is_not_followed_unless_declared(pulling, site, tmp_path):
    with web_server(Site(content=csv_of(tmp_path, row("A1")))) as other:
        site.leads_to = other.url("/file")
        pulling.declare(file_at(site.url("/moved"), f'user = "a"\nfile = "a.csv"\n{FILE}'))
        assert "chuyển hướng" in pulling.round().problem
        assert other.asked == []
        more = f'user = "a"\nfile = "a.csv"\n{FILE}\nredirect_hosts = ["127.0.0.1"]'
        pulling.declare(file_at(site.url("/moved"), more))
        assert pulling.round(later=60).loaded == 1
        assert "Authorization" not in other.asked[0]["headers"]


def test_a_redirect_within_the_host_is_followed_and_one_in_a_circle_is_told(
    pulling, site, tmp_path
):
    site.content, site.leads_to = csv_of(tmp_path, row("A1")), "/file"
    pulling.declare(file_at(site.url("/moved"), 'file = "a.csv"'))
    assert pulling.round().loaded == 1
    site.leads_to = "/moved"
    assert "quá nhiều lần" in pulling.round(later=900).problem


def test_what_is_too_large_is_refused_while_it_comes_even_if_it_was_packed(
    pulling, site, tmp_path, monkeypatch
):
    site.content = b"x" * (3 << 20)
    pulling.declare(file_at(site.url("/file"), "most_mib = 1"))
    assert "1 MiB" in pulling.round().problem
    from tests.fixtures import web_server as module

    packed = gzip.compress(b"x" * (50 << 20))
    answer = module.Response(packed, headers={"Content-Encoding": "gzip"})
    monkeypatch.setattr(module, "broken", lambda _how: answer)
    site.failures = ["bomb"]
    assert "1 MiB" in pulling.round(later=60).problem
    assert pulling.spool("tep-web") == []


def test_a_body_that_breaks_off_is_asked_for_again(pulling, site, tmp_path):
    site.content, site.failures = csv_of(tmp_path, row("A1")), ["cut", 503, 429]
    pulling.declare(file_at(site.url("/file"), 'file = "a.csv"'))
    assert pulling.round().loaded == 1
    assert pulling.clock.waits == [1, 3, 10]


def test_a_body_whose_length_nobody_tells_is_taken_only_if_it_comes_twice(pulling, site, tmp_path):
    site.content, site.failures = csv_of(tmp_path, row("A1")), ["short"]
    pulling.declare(file_at(site.url("/file"), 'file = "a.csv"'))
    assert pulling.round().loaded == 1
    assert (pulling.codes(), pulling.clock.waits) == (["A1"], [1])


def test_a_certificate_that_nobody_vouches_for_is_refused(pulling, tmp_path):
    files = certificate_of(tmp_path)
    with web_server(Site(content=csv_of(tmp_path, row("A1"))), files) as site:
        pulling.declare(file_at(site.url("/file"), 'file = "a.csv"'))
        assert "ca_file" in pulling.round().problem
        assert site.asked == []
        pulling.declare(file_at(site.url("/file"), f'file = "a.csv"\nca_file = "{files[0]}"'))
        assert pulling.round(later=60).loaded == 1


def test_a_server_that_is_gone_is_told_without_its_address(pulling, site):
    pulling.declare(file_at(site.url("/file?nguoi=Bịa").replace(str(site.port), "9")))
    problem = pulling.round().problem
    assert "Không nối được máy chủ 127.0.0.1" in problem
    assert "Bịa" not in problem


# JSON services


def test_pages_become_one_snapshot_that_the_profile_reads(pulling, site):
    site.elements = [igate(f"G{number}") for number in range(8)]
    pulling.declare(igate_at(site))
    seen = pulling.round()
    assert (seen.loaded, seen.read, len(pulling.codes())) == (1, 8, 8)
    pages = [one["page"] for one in site.asked if one["path"] == "/igate"]
    assert pages == ["0", "1", "2"]
    ((path, moment, origin),) = pulling.office.rows(
        "SELECT path, as_of, as_of_origin FROM snapshot"
    )
    assert (path, moment, origin) == ("dich-vu 20241220_080000.json", MORNING, "asked")
    assert pulling.round(later=900).fetched == 0, "the same elements are the same bytes"
    assert pulling.loads() == 1


def test_a_token_that_ends_between_two_pages_is_fetched_anew(pulling, site, capsys):
    site.elements = [igate(f"G{number}") for number in range(8)]
    site.lives = 2
    pulling.declare(igate_at(site))
    assert pulling.round().read == 8
    assert site.tokens == 1
    assert not told_anywhere(pulling, capsys, SECRET, "token-0", "token-1", "Nguyễn Thị Bịa")


def test_a_page_that_fails_once_is_asked_for_again_and_one_that_stays_broken_loads_nothing(
    pulling, site
):
    site.elements = [igate(f"G{number}") for number in range(8)]
    pulling.declare(igate_at(site))
    site.failures = ["drip", 500]
    assert pulling.round().read == 8
    site.elements.append(igate("G9"))
    site.failures = [502] * 4
    seen = pulling.round(later=900)
    assert "HTTP 502" in seen.problem
    assert (pulling.loads(), pulling.spool("dich-vu")) == (1, [])


def test_a_wrong_secret_is_told_without_it(pulling, site, capsys):
    pulling.secret("secret.txt", "sai-hoan-toan")
    pulling.declare(igate_at(site))
    assert "không cấp token (HTTP 401)" in pulling.round().problem
    assert not told_anywhere(pulling, capsys, "sai-hoan-toan")
    (pulling.own / "secret.txt").unlink()
    assert "secret.txt" in pulling.round(later=60).problem


def test_a_service_by_start_and_end_is_read_to_its_total(pulling, site):
    site.elements = [opencps(f"C{number}") for number in range(7)]
    pulling.declare(api_at(site.url("/opencps"), "range", 'profile = "opencps"'))
    assert pulling.round().read == 7
    asked = [(one["start"], one["end"]) for one in site.asked]
    assert asked == [("0", "3"), ("3", "6"), ("6", "9")]
    site.elements, site.total = site.elements[:5], 7
    assert "báo có 7 hồ sơ nhưng chỉ gửi 5" in pulling.round(later=900).problem
    assert len(pulling.codes()) == 7


def test_only_what_changed_is_asked_for_once_a_first_load_succeeded(pulling, site):
    site.elements = [opencps("C1")]
    more = 'profile = "opencps"\nsince_parameter = "tu"\nsince_overlap = "1h"'
    pulling.declare(api_at(site.url("/opencps"), "range", more))
    pulling.round()
    assert "tu" not in site.asked[0]
    site.elements = []
    assert pulling.round(later=900).problem == ""
    assert site.asked[-1]["tu"] == "2024-12-20T07:00:00"
    site.failures = [500] * 4
    assert pulling.round(later=900).problem
    pulling.round(later=60)
    assert site.asked[-1]["tu"] == "2024-12-20T07:15:00", "a failed visit moves nothing on"


def test_a_refused_increment_is_asked_for_again(pulling, site):
    more = 'profile = "opencps"\nsince_parameter = "tu"\nsince_overlap = "1h"'
    pulling.declare(api_at(site.url("/opencps"), "range", more))
    site.elements = [opencps("C1")]
    pulling.round()
    site.elements = [{"soHoSo": "C2", "ngayNhan": "02/12/2024"}]
    assert pulling.round(later=900).refused == 1
    ((kind, sentence),) = pulling.troubles()
    assert (kind, "soHoSo" in sentence) == ("layout", True)
    pulling.round(later=900)
    assert site.asked[-1]["tu"] == "2024-12-20T07:00:00"
    assert pulling.kinds() == ["layout"]
    site.elements = [opencps("C2")]
    pulling.round(later=900)
    assert (pulling.codes(), pulling.troubles()) == (["C1", "C2"], [])


def test_an_envelope_that_changed_is_told_with_the_keys_that_came(pulling, site):
    site.elements = [igate("G1")]
    pulling.declare(igate_at(site))
    pulling.round()
    site.envelope = "danhSach"
    pulling.round(later=900)
    ((kind, sentence),) = pulling.troubles()
    assert kind == "layout"
    assert "danhSach" in sentence
    assert "content" in sentence
    assert pulling.codes() == ["G1"]


def test_a_full_list_that_is_empty_an_endless_one_and_a_login_page_are_told(pulling, site):
    pulling.declare(igate_at(site))
    assert "rỗng" in pulling.round().problem
    site.elements = [igate("G1")]
    pulling.declare(api_at(site.url("/same"), "page"))
    assert "mãi một trang" in pulling.round(later=60).problem
    pulling.declare(api_at(site.url("/page"), "page"))
    assert "text/html" in pulling.round(later=120).problem


def test_an_element_that_two_pages_show_is_written_once(pulling, site):
    site.elements = [opencps(code) for code in ("C1", "C2", "C3", "C3", "C4")]
    pulling.declare(api_at(site.url("/opencps"), "range", 'profile = "opencps"'))
    assert pulling.round().read == 4
    kept = next((pulling.office.folder / "var" / "watch").rglob("files/0"))
    assert len(json.loads(kept.read_text(encoding="utf-8"))["data"]) == 4
