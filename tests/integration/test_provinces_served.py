"""Pages, files and API of one province out of a shared store: nothing of the other is on them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from dashboards.app import make_app
from onestop.api.app import add_api
from onestop.commands.context import Context
from onestop.domain.access import GRANTS, HERE, Caller, Role
from onestop.reports.columns import CODES
from onestop.settings import read_settings
from onestop.storage import provinces
from onestop.storage.engine import reading
from onestop.wsgi import installation_of
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, visitor
from tests.fixtures.neighbours import text_of_file
from tests.fixtures.provinces import OTHERS, OWN, Two, fill_two


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

YEAR = "period=2024"

PAGES = (
    *("/", "/units", "/areas", "/areas?tab=procedures", "/backlog", "/backlog?desks=all"),
    *("/targets?status=all", "/reports", "/data", "/data?rejects=3", "/data?undo=1"),
    *("/data?findings=unknown_unit", "/dossiers?measure=received", "/dossiers?text=Zét"),
)

API = (
    *("/indicators?by=unit", "/indicators?by=area", "/indicators?by=procedure", "/units"),
    *("/dossiers?measure=received", "/imports", "/findings", "/rejects", "/backlog?by=unit"),
)

FILES = (
    *(f"/download/dossiers.{form}?{YEAR}&measure=received" for form in ("csv", "xlsx")),
    *(f"/download/report.xlsx?{YEAR}&form={code}" for code in CODES),
)


@pytest.fixture
def two(sqlite_office) -> Two:
    return fill_two(sqlite_office)


def server_of(two: Two, caller: Caller, province: str = "") -> Flask:
    """The pages and the API as a caller meets them, in an installation of a province or of all."""
    environment = {**two.office.settings, "ONESTOP_PROVINCE": province}
    made = installation_of(Context(read_settings(environment)), may_load=False)
    server = make_app(replace(made, identify=lambda: caller))
    add_api(server)
    return server


@pytest.fixture(params=["account", "installation"])
def served(request, two) -> Flask:
    """The whole store as an account of the first province meets it, or its own installation."""
    if request.param == "installation":
        server = server_of(two, HERE, "A01")
    else:
        with reading(two.office.engine) as connection:
            units = provinces.units_of_province(connection, two.ids["A01"])
        server = server_of(two, Caller("admin", GRANTS[Role.ADMIN], units, 1, Role.ADMIN))
    yield server
    server.extensions["onestop"].engine.dispose()


def test_no_page_shows_anything_of_the_other_province(request, served):
    texts = {}
    for address in PAGES:
        joined = f"{address}{'&' if '?' in address else '?'}{YEAR}"
        texts[address] = ask(served, joined).json
    shown = {at: [one for one in OTHERS if one in text] for at, text in texts.items()}
    shown["/dossiers?text=Zét"] = [one for one in shown["/dossiers?text=Zét"] if one != "Zét"]
    assert {at: found for at, found in shown.items() if found} == {}
    assert OWN in texts["/units"]
    assert ("mot.csv" in texts["/data"]) is (request.node.callspec.id == "installation")


def test_no_file_and_no_answer_of_the_api_does(served):
    client = visitor(served)
    for address in (*FILES, *(f"/api/v1{one}" for one in API)):
        got = client.get(address, query_string=None)
        text = text_of_file(got.data)
        assert [one for one in OTHERS if one in text] == [], (address, text[:500])
    asked = client.get("/api/v1/indicators?period=2024&by=total").json
    assert asked["rows"][0]["measures"]["received"] == 3


def test_an_account_of_the_other_province_sees_nothing_in_this_one_s_installation(two):
    with reading(two.office.engine) as connection:
        units = provinces.units_of_province(connection, two.ids["B02"])
    caller = Caller("admin", GRANTS[Role.ADMIN], units, 1, Role.ADMIN)
    server = server_of(two, caller, "A01")
    found = visitor(server).get("/api/v1/dossiers?period=2024&measure=received").json
    server.extensions["onestop"].engine.dispose()
    assert found["rows"] == []
