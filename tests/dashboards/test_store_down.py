"""A store that is down is a plain sentence, never a traceback, and gives nothing of us away."""

from __future__ import annotations

import json

import pytest

from dashboards.app import make_app
from onestop.storage.engine import open_engine
from tests.fixtures import district as sample
from tests.fixtures.callback import post, visitor


def removed(folder):
    """The file of the store went away."""
    (folder / sample.STORE).unlink()
    return sample.settings_of(folder).database_url


def overwritten(folder):
    """Something else stands where the store was."""
    (folder / sample.STORE).write_bytes(b"not a store at all " * 500)
    return sample.settings_of(folder).database_url


def folder_gone(folder):
    """The folder of the store was moved away."""
    folder.rename(folder.with_name("moved"))
    return sample.settings_of(folder).database_url


def unreachable(folder):
    """A PostgreSQL that nobody answers for."""
    return "postgresql+psycopg://clerk:secret-word@127.0.0.1:9/offices"


@pytest.fixture(params=[removed, overwritten, folder_gone, unreachable])
def down(request, own_district, tmp_path):
    """A server whose store went down after it had started."""
    folder = tmp_path / "office"
    folder.mkdir()
    (own_district / sample.STORE).rename(folder / sample.STORE)
    here = sample.installation_at(folder)
    here.engine.dispose()
    url = request.param(folder)
    engine = open_engine(url) if url.startswith("postgresql") else here.engine
    yield make_app(sample.replaced(here, engine=engine))
    engine.dispose()


GIVEN_AWAY = ("Traceback", "sqlalchemy", "psycopg", "sqlite", "secret-word", "onestop.db", "SELECT")


def says_nothing_of_us(answer) -> bool:
    return not any(word in answer.text for word in GIVEN_AWAY)


@pytest.mark.parametrize("path", ["/", "/backlog?unit=H97.12.02", "/dossiers?measure=open"])
def test_a_page_on_a_store_that_is_down_is_a_plain_sentence_and_503(down, path):
    answer = visitor(down).get(path)
    assert answer.status_code == 503
    assert "Kho dữ liệu không trả lời" in answer.text
    assert says_nothing_of_us(answer)


def test_it_is_said_in_english_to_who_reads_english(down):
    assert "The store does not answer" in visitor(down).get("/?lang=en").text


@pytest.mark.parametrize("path", ["/", "/units?period=2024", "/data"])
def test_a_callback_on_a_store_that_is_down_is_a_sentence_too(down, path):
    answer = post(down, path)
    assert answer.status_code in (200, 503)
    assert says_nothing_of_us(answer)
    assert "Kho dữ liệu không trả lời" in json.dumps(answer.json, ensure_ascii=False)


def test_programs_are_told_that_the_store_is_down(down):
    client = visitor(down)
    assert client.get("/healthz").status_code == 200
    for address in ("/readyz", "/version"):
        answer = client.get(address)
        assert answer.status_code == 503
        assert says_nothing_of_us(answer)


def test_the_shell_itself_does_not_fall_over_a_store_that_is_down(down):
    client = visitor(down)
    for address in ("/_dash-layout", "/_dash-dependencies", "/assets/shell.js"):
        assert client.get(address).status_code == 200


def test_a_fault_of_ours_is_a_number_in_the_log_and_never_a_traceback(served, monkeypatch):
    def falls(*_):
        raise RuntimeError("Nguyễn Thị Bí Mật")

    monkeypatch.setattr("dashboards.shell._answered", falls)
    answer = post(served)
    assert answer.status_code in (200, 500)
    assert "Bí Mật" not in json.dumps(answer.json, ensure_ascii=False)
    assert "Traceback" not in answer.text
