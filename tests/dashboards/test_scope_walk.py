"""Every route, page, callback and file, asked by nobody and by the account of a neighbour.

Nobody gets anything but the open doors; the neighbour gets their own, and of the other commune
neither a dossier nor its name nor a number. A new route or page fails here until it has an act.
"""

from __future__ import annotations

import json
import shutil
from urllib.parse import quote

import pytest

from dashboards.app import make_app
from dashboards.pages.registry import PAGES
from onestop.accounts.doors import KNOWN, OPEN, act_of
from onestop.domain.access import HERE, Role
from onestop.reports.columns import CODES
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, post, visitor
from tests.fixtures.neighbours import (
    NOTE,
    OTHER,
    OTHER_CODE,
    OURS,
    OWN_CODE,
    Place,
    about_a_unit,
    text_of_file,
)


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

YEAR = "period=2024"

ADDRESSES = {
    "/": ["", "indicator=late_share", "kiosk=1", "period=2024-Q3"],
    "/units": ["", "sort=open", "indicator=online_share", "kiosk=1"],
    "/areas": ["", "tab=procedures", "tab=days", "area=Đất+đai"],
    "/backlog": ["", "heat=overdue", "desks=all", "kiosk=1", "as_of=2024-11-05T00:00:00"],
    "/targets": ["", "status=all"],
    "/reports": ["", *(f"form={code}" for code in (*CODES, "cchc")), "closed=1"],
    "/data": ["", "rejects=4", "findings=sources_differ", "undo=1"],
    "/definitions": [""],
    "/dossiers": ["", "measure=open", "measure=resolved_late", "text=Đồi+Trăng", "own=1"],
}
"""What of each page is looked at, besides its period."""

FILES = [
    *(
        f"/download/{one}.{form}?{YEAR}"
        for one in ("dossiers", "backlog")
        for form in ("csv", "xlsx")
    ),
    *(f"/download/report.xlsx?{YEAR}&form={code}" for code in CODES),
    f"/download/report.docx?{YEAR}&form=cchc",
]

OPEN_RULES = (
    "/healthz",
    "/readyz",
    "/public",
    "/assets/",
    "/_favicon.ico",
    "/_dash-component-suites/",
    "/login",
    "/logout",
    "/kiosk/",
    "/oidc/",
)
"""The doors that issue 6 leaves open; Dash's own scripts are the same everywhere."""


@pytest.fixture(scope="module")
def place(district, tmp_path_factory):
    """A district of its own: routes that are let in may change it."""
    folder = tmp_path_factory.mktemp("walked")
    shutil.copy(district / sample.STORE, folder / sample.STORE)
    made = Place(folder)
    yield made
    made.here.engine.dispose()


@pytest.fixture(scope="module")
def server(place):
    return make_app(place.here)


def routes(server):
    """Every rule with each of its methods, filled with something that could be there."""
    told = {"number": "1", "token": "abc", "path": "x", "filename": "10-tokens.css"}
    for rule in server.url_map.iter_rules():
        address = rule.rule
        for name in rule.arguments:
            start = address.index("<")
            end = address.index(">")
            address = address[:start] + quote(told.get(name, "1")) + address[end + 1 :]
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield rule, address, method


def test_every_route_says_which_act_it_asks_for(server):
    silent = [
        f"{method} {rule.rule}"
        for rule, _, method in routes(server)
        if act_of(server, rule.endpoint, method) is None
    ]
    assert silent == []


def test_no_door_is_open_but_those_that_are_meant_to_be(server):
    is_open = {
        rule.rule
        for rule, _, method in routes(server)
        if act_of(server, rule.endpoint, method) == OPEN
    }
    assert {rule for rule in is_open if not rule.startswith(OPEN_RULES)} == set()


def test_a_route_without_an_act_is_closed(district, tmp_path):
    shutil.copy(district / sample.STORE, tmp_path / sample.STORE)
    here = Place(tmp_path)
    added = make_app(here.here)
    added.add_url_rule("/new/thing", "new_thing", lambda: "secret")
    answer = visitor(added).get("/new/thing")
    assert answer.status_code == 403
    assert "secret" not in answer.text
    here.here.engine.dispose()


def test_nobody_gets_nothing_from_any_route(place, server):
    place.as_(None)
    for rule, address, method in routes(server):
        if act_of(server, rule.endpoint, method) == OPEN:
            continue
        for accepted in ("text/html", "application/json"):
            answer = visitor(server).open(address, method=method, headers={"Accept": accepted})
            assert answer.status_code in (302, 303, 401, 403), (method, address)
            assert_unseen(answer.text, place.codes[OTHER_CODE] | place.codes[OWN_CODE], address)


def test_nobody_gets_no_page_by_its_callback(place, server):
    place.as_(None)
    for address in every_address():
        answer = post(server, address)
        assert answer.status_code in (302, 303, 401, 403), address
        assert OTHER not in answer.text


def test_nobody_is_told_the_open_doors(place, server):
    place.as_(None)
    for address in ("/healthz", "/readyz", f"/public?{YEAR}", "/assets/10-tokens.css"):
        assert visitor(server).get(address).status_code == 200, address
    assert OTHER in visitor(server).get(f"/public?{YEAR}").text, "published for everybody"


def every_address(extra: str = "") -> list[str]:
    told = []
    for path, searches in ADDRESSES.items():
        for search in searches:
            period = "" if "period=" in search else YEAR
            told.append(f"{path}?" + "&".join(one for one in (search, period, extra) if one))
    return told


def assert_unseen(text: str, codes: set[str], where: str) -> None:
    found = [code for code in codes if code in text]
    assert found == [], (where, found[:3])


def test_every_page_is_walked():
    assert {page.path for page in PAGES} == ADDRESSES.keys()


def test_a_neighbour_finds_nothing_of_the_other_commune_on_any_page(place, server):
    place.as_(Role.ADMIN)
    for address in every_address():
        answer = post(server, address)
        assert answer.status_code == 200
        text = json.dumps(answer.json, ensure_ascii=False)
        assert_unseen(text, place.codes[OTHER_CODE], address)
        if "text=" not in address:  # which repeats what was typed
            assert OTHER not in text, address
        assert "lỗi ngoài dự kiến" not in text, address
    body = ask(server, f"/dossiers?{YEAR}")
    assert any(code in body.json for code in place.codes[OWN_CODE]), "their own they see"


def test_a_neighbour_who_asks_for_the_other_commune_is_told_that_there_is_none(place, server):
    place.as_(Role.ADMIN)
    for asked in (OTHER_CODE, OTHER, "H97.12"):
        for address in every_address(f"unit={quote(asked)}"):
            if address.startswith(("/data", "/definitions")):
                continue
            body = ask(server, address)
            assert body.headings == ["Chưa xem được trang này"], address
            assert_unseen(body.json, place.codes[OTHER_CODE], address)
            if asked == OTHER_CODE:
                assert OTHER not in body.json, "not even its name as the nearest"


def test_a_neighbour_finds_no_dossier_of_the_other_commune(place, server):
    place.as_(Role.ADMIN)
    own = place.codes[OWN_CODE]
    for code in sorted(place.codes[OTHER_CODE])[:5]:
        body = ask(server, f"/dossiers?code={code}")
        assert "Chưa xem được trang này" in body.headings
        assert_unseen(body.json, place.codes[OTHER_CODE] - {code}, code)
        listed = ask(server, f"/dossiers?{YEAR}&text={code}")
        assert "0 hồ sơ" in listed.headings[0] or "0 trên" in listed.headings[0]
    code = sorted(own)[0]
    assert code in ask(server, f"/dossiers?code={code}").headings[0]


def test_a_neighbour_takes_away_nothing_of_the_other_commune(place, server):
    place.as_(Role.ADMIN)
    for address in FILES:
        answer = visitor(server).get(address)
        assert answer.status_code == 200, address
        text = text_of_file(answer.data)
        assert_unseen(text, place.codes[OTHER_CODE], address)
        assert OTHER not in text, address
        refused = visitor(server).get(f"{address}&unit={OTHER_CODE}")
        assert refused.status_code == 404, address
        assert_unseen(refused.text, place.codes[OTHER_CODE], address)
    whole = text_of_file(visitor(server).get(f"/download/dossiers.csv?{YEAR}").data)
    assert sum(code in whole for code in place.codes[OWN_CODE]) > 100


def test_a_neighbour_changes_nothing_of_the_other_commune(place, server):
    place.as_(Role.ADMIN)
    them = visitor(server)
    (plan,) = place.here.plans
    for address, form in about_a_unit(plan):
        for other in (OTHER_CODE, "H97.12"):
            answer = them.post(address, data={**form, "unit": other}, headers=OURS)
            assert answer.status_code == 404, (address, other)
    place.caller = HERE
    for text, whose in (("của xã khác", OTHER_CODE), ("của mọi nơi", "")):
        them.post("/pins", data={**NOTE, "text": text, "unit": whose}, headers=OURS)
    place.as_(Role.ADMIN)
    assert "của xã khác" not in ask(server, f"/?{YEAR}").text
    assert "của mọi nơi" in ask(server, f"/?{YEAR}").text
    for number in (1, 2):
        assert them.post(f"/pins/{number}/remove", headers=OURS).status_code == 404
    assert them.post("/pins", data=NOTE, headers=OURS).status_code == 303
    assert "Nghỉ bão số 3" in ask(server, f"/?{YEAR}").text
    place.as_(Role.ADMIN, OTHER_CODE)
    assert "Nghỉ bão số 3" not in ask(server, f"/?{YEAR}").text, "it is the neighbour's own"


def test_files_are_loaded_only_by_those_who_see_the_whole_place(place, server):
    place.as_(Role.ADMIN)
    for rule, address, method in routes(server):
        if not rule.endpoint.startswith("uploads"):
            continue
        answer = visitor(server).open(address, method=method, headers=OURS, json={})
        assert answer.status_code == 403, address
        assert "cả địa bàn" in answer.json["sentence"]


@pytest.mark.parametrize("role", list(Role))
def test_each_role_passes_the_doors_of_its_acts_and_no_other(place, server, role):
    place.as_(role)
    for rule, address, method in routes(server):
        act = act_of(server, rule.endpoint, method)
        if act in (OPEN, KNOWN) or place.caller.may(act):
            continue
        answer = visitor(server).open(address, method=method, headers=OURS)
        assert answer.status_code == 403, (role, method, address)


def test_figures_only_means_no_dossier_and_nothing_to_change(place, server):
    every = set().union(*place.codes.values())
    for role in (Role.VIEWER, Role.KIOSK):
        place.as_(role)
        for address in every_address():
            body = ask(server, address)
            assert_unseen(body.json, every, address)
            assert "/dossiers" not in body.json.replace(address, ""), address
            assert "/download/" not in body.json, address
            assert body.all("Form", method="post") == [], address
        assert ask(server, f"/?{YEAR}").graphs


def test_a_neighbour_is_told_the_figures_that_the_whole_place_is_told_of_them(place, server):
    """Page by page the same tables, however the question comes: named, or by the account."""
    addresses = [
        "/areas?",
        "/areas?tab=procedures&",
        "/areas?tab=days&",
        "/backlog?",
        "/backlog?heat=overdue&",
        "/dossiers?",
        "/targets?",
        *(f"/reports?form={code}&" for code in CODES if code != "register"),
    ]
    for address in addresses:
        place.as_(Role.ADMIN, "")
        told = ask(server, f"{address}{YEAR}&unit={OWN_CODE}")
        place.as_(Role.ADMIN)
        for own in (f"{address}{YEAR}&unit={OWN_CODE}", f"{address}{YEAR}"):
            body = ask(server, own)
            assert body.tables == told.tables != [], own
            assert body.headings[0] == told.headings[0]
