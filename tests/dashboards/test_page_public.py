"""The public page: sums and one named dossier, no names, no scripts, for any site to embed."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import insert, select

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.view import View
from onestop.storage.engine import reading, writing
from onestop.storage.tables import applicant, dossier
from tests.fixtures import district as sample
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)


def page(server, address: str = "/public?period=2024"):
    return visitor(server).get(address)


@pytest.fixture
def one(installation):
    """Some dossier's code and received date as an address writes it."""
    query = select(dossier.c.code, dossier.c.received_at).where(dossier.c.status == 10).limit(1)
    with reading(installation.engine) as connection:
        code, received = connection.execute(query).one()
    from onestop.domain.period import day_of

    return code, day_of(received // 86_400).isoformat()


def test_it_shows_the_sums_of_every_unit(served, installation):
    told = page(served).text
    with asking(installation, View.parse("/public", "?period=2024")) as asked:
        names = asked.names("unit")
        rows = asked.answer("unit").rows
        total = asked.measures()["received"]
    assert all(names[row.key].label in told for row in rows if row.measures["received"])
    assert f"{total:,}".replace(",", ".") in told


def test_it_needs_no_script_and_may_be_embedded(served):
    answer = page(served)
    assert "<script" not in answer.text
    assert "frame-ancestors *" in answer.headers["Content-Security-Policy"]
    assert len(answer.data) < 60_000


def test_no_other_page_may_be_embedded(served):
    assert "frame-ancestors 'self'" in visitor(served).get("/").headers["Content-Security-Policy"]


def test_a_dossier_is_told_to_who_knows_its_code_and_day(served, one):
    code, day = one
    told = page(served, f"/public?code={code}&received={day}").text
    assert "Đã trả kết quả" in told
    assert code in told


@pytest.mark.parametrize("told", ["2001-01-01", "", "nonsense"])
def test_a_code_alone_or_with_a_wrong_day_tells_nothing(served, one, told):
    code, _ = one
    answer = page(served, f"/public?code={code}&received={told}")
    assert answer.status_code == 200
    assert "Đã trả kết quả" not in answer.text
    assert "Không tìm thấy" in answer.text


def test_a_stored_name_never_reaches_it(own_district, one):
    code, day = one
    made = sample.installation_at(own_district)
    with writing(made.engine) as connection:
        number = connection.scalar(select(dossier.c.id).where(dossier.c.code == code))
        connection.execute(insert(applicant).values(dossier_id=number, name="Hoàng Văn Thử Nghiệm"))
    answer = page(make_app(made), f"/public?code={code}&received={day}")
    assert "Thử Nghiệm" not in answer.text
    assert "Đã trả kết quả" in answer.text
    made.engine.dispose()


def test_what_is_typed_comes_out_as_typed(served):
    told = page(served, "/public?code=%3Cscript%3Ealert(1)%3C/script%3E&received=2024-01-01").text
    assert "<script" not in told
    assert "&lt;script&gt;" in told


def test_it_can_be_switched_off(installation):
    server = make_app(replace(installation, public_page=False))
    assert page(server).status_code == 404


def test_it_speaks_english_too(served):
    told = page(served, "/public?period=2024&lang=en").text
    assert '<html lang="en">' in told
    assert "Results by unit" in told


def test_an_unknown_unit_is_a_sentence(served):
    answer = page(served, "/public?unit=H0.0")
    assert answer.status_code == 404
    assert "H0.0" in answer.text


def test_before_the_first_load_it_says_that_there_is_nothing(empty_installation):
    told = page(make_app(empty_installation), "/public").text
    assert "Chưa có số liệu" in told


def test_the_hidden_parts_of_an_address_choose_nothing(served):
    """Only unit and period are heeded: no channel, no measure, no moment of the past."""
    plain, more = (page(served, f"/public?period=2024{x}").text for x in ("", "&channel=online"))
    assert re.sub(r"\s", "", plain) == re.sub(r"\s", "", more)
