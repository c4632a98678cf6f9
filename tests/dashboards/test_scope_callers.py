"""What roles see of names, what is recorded of looks, and that no answer is another's."""

from __future__ import annotations

import itertools
import json
import shutil

import pytest
from sqlalchemy import insert

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.data.reports import LISTING
from dashboards.view import View
from onestop.domain.access import GRANTS, HERE, Caller, Role
from onestop.storage import scope, scoped
from onestop.storage.engine import reading, writing
from onestop.storage.tables import applicant, dossier, unit_successor
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, visitor
from tests.fixtures.neighbours import OTHER_CODE, OURS, OWN_CODE, THIRD_CODE, Place


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

YEAR = "period=2024"
NAME = "Đinh Thị Thử Nghiệm"


def made(district, folder, **told) -> Place:
    shutil.copy(district / sample.STORE, folder / sample.STORE)
    return Place(folder, told=told)


@pytest.fixture
def place(district, tmp_path):
    found = made(district, tmp_path, keeps_names=True)
    yield found
    found.here.engine.dispose()


@pytest.fixture
def server(place):
    return make_app(place.here)


def with_name(place: Place, code: str) -> str:
    """A dossier of a unit whose applicant's name is kept."""
    wanted = sorted(place.codes[code])[len(place.codes[code]) // 2]
    with writing(place.here.engine) as connection:
        number = connection.scalar(dossier.select().where(dossier.c.code == wanted))
        connection.execute(insert(applicant).values(dossier_id=number, name=NAME))
    return wanted


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER, Role.ADMIN])
def test_a_role_that_may_see_names_sees_them_in_full_and_it_is_recorded(place, server, role):
    code = with_name(place, OWN_CODE)
    place.as_(role)
    assert NAME in ask(server, f"/dossiers?code={code}").text
    who = f"{role.value} {OWN_CODE}"
    assert [row[:3] for row in place.record()] == [
        (who, "see_names", code),
        (who, "see_dossier", code),
    ]
    assert NAME not in json.dumps(place.record(), ensure_ascii=False)


@pytest.mark.parametrize("role", [Role.REPORTER, Role.SERVICE])
def test_any_other_role_sees_a_mask(place, server, role):
    code = with_name(place, OWN_CODE)
    place.as_(role)
    body = ask(server, f"/dossiers?code={code}")
    assert NAME not in body.json
    assert "Đ••• T••• T••• N•••" in body.text
    assert [row[1] for row in place.record()] == ["see_dossier"]


def test_where_names_are_not_kept_nobody_sees_one_that_is_left(district, tmp_path):
    place = made(district, tmp_path)
    code = with_name(place, OWN_CODE)
    place.as_(Role.ADMIN, "")
    assert NAME not in ask(make_app(place.here), f"/dossiers?code={code}").json
    place.here.engine.dispose()


def test_no_list_and_no_file_holds_a_name(place, server):
    code = with_name(place, OWN_CODE)
    place.as_(Role.ADMIN)
    for address in (f"/dossiers?{YEAR}&text={code}", f"/backlog?{YEAR}"):
        assert NAME not in ask(server, address).json
    answer = visitor(server).get(f"/download/dossiers.csv?{YEAR}&text={code}")
    assert code in answer.text
    assert NAME not in answer.text


def test_each_look_at_dossiers_is_one_row_with_how_many_and_how_filtered(place, server):
    place.as_(Role.LEADER)
    ask(server, f"/dossiers?{YEAR}&measure=open&text=bí mật")
    ask(server, f"/backlog?{YEAR}&area=Đất đai")
    ask(server, f"/reports?{YEAR}&form={LISTING[0]}")
    ask(server, f"/units?{YEAR}")
    rows = place.record()
    assert {row[:2] for row in rows} == {(f"leader {OWN_CODE}", "see_dossier")}
    assert [row[2] for row in rows] == ["open", "backlog", LISTING[0]]
    facts = [json.loads(row[3]) for row in rows]
    assert facts[0] == {
        "page": "/dossiers",
        "period": "2024",
        "measure": "open",
        "searched": True,
        "rows": 0,
    }
    assert facts[1]["area"] == "Đất đai"
    assert facts[2]["rows"] > 0
    assert "bí mật" not in json.dumps(rows, ensure_ascii=False)


def test_what_is_taken_away_or_changed_is_recorded(place, server):
    place.as_(Role.REPORTER, "")
    them = visitor(server)
    listed = them.get(f"/download/dossiers.csv?{YEAR}&unit={OWN_CODE}")
    them.get(f"/download/backlog.csv?{YEAR}")
    them.get(f"/download/report.xlsx?{YEAR}&form=ii06a")
    note = {"day": "2024-02-10", "text": "Ghi chú riêng", "unit": OWN_CODE, "back": "/"}
    closing = {"period": "2024-Q3", "cutoff": "official", "who": "Ai đó", "back": "/"}
    assert them.post("/pins", data=note, headers=OURS).status_code == 303
    assert them.post("/pins/1/remove", headers=OURS).status_code == 303
    assert them.post("/periods/close", data=closing, headers=OURS).status_code == 303
    rows = place.record()
    acts = ["export", "export", "report", "pin", "unpin", "close_period"]
    assert [row[1] for row in rows] == acts
    assert {row[0] for row in rows} == {"reporter "}
    assert json.loads(rows[0][3])["rows"] == len(listed.text.strip().splitlines()) - 1 > 100
    assert json.loads(rows[0][3])["unit"] == OWN_CODE
    assert [row[2] for row in rows] == ["", "backlog", "ii06a", "1", "1", "1"]
    assert "Ghi chú riêng" not in json.dumps(rows, ensure_ascii=False)


def test_a_change_that_fails_leaves_no_row(place, server):
    place.as_(Role.ADMIN)
    note = {"day": "2024-02-10", "text": "", "back": "/"}
    assert visitor(server).post("/pins", data=note, headers=OURS).status_code == 400
    assert place.record() == []


def test_whoever_works_on_the_machine_itself_leaves_no_row_of_looks(place, server):
    place.caller = HERE
    ask(server, f"/dossiers?{YEAR}")
    visitor(server).get(f"/download/dossiers.csv?{YEAR}")
    assert place.record() == []


ASKED = (
    f"/?{YEAR}",
    f"/units?{YEAR}",
    f"/areas?{YEAR}&tab=days",
    f"/backlog?{YEAR}",
    f"/dossiers?{YEAR}",
    f"/targets?{YEAR}",
    f"/reports?{YEAR}&form=ii06a",
    f"/data?{YEAR}",
)


def test_no_answer_is_kept_for_somebody_else(district, tmp_path):
    """Asked in any order, everybody is told the same as if they had come first."""
    callers = ("", OWN_CODE, THIRD_CODE)
    told = []
    for number, order in enumerate((callers, callers[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        place = made(district, folder)
        server, seen = make_app(place.here), {}
        for code, address in itertools.product(order, ASKED):
            place.as_(Role.LEADER, code)
            seen[code, address] = ask(server, address).json
        told.append(seen)
        place.here.engine.dispose()
    assert told[0] == told[1]
    for address in ASKED[:-1]:
        assert len({told[0][code, address] for code in callers}) == len(callers), address


def test_the_public_page_is_the_same_for_everybody(place, server):
    said = []
    for role, code in ((None, ""), (Role.VIEWER, OWN_CODE), (Role.ADMIN, "")):
        place.as_(role, code)
        said.append(visitor(server).get(f"/public?{YEAR}").text)
    assert said[0] == said[1] == said[2]


def test_who_sees_several_units_picks_among_them_alone(place, server):
    both = frozenset({place.ids[OWN_CODE], place.ids[THIRD_CODE]})
    place.caller = Caller("hai xã", GRANTS[Role.LEADER], both, 1, Role.LEADER)
    body = ask(server, f"/units?{YEAR}")
    assert [row[0] for row in body.tables[0][1:]][:2] != []
    names = json.dumps(body.pickers, ensure_ascii=False)
    assert "Suối Vọng" in names
    assert "Gò Sáo" in names
    assert "Đồi Trăng" not in json.dumps([body.pickers, body.page], ensure_ascii=False)
    assert "Ngàn Sương" not in json.dumps([body.pickers, body.page], ensure_ascii=False)
    with scoped.seeing(both), asking(place.here, View.parse("/", YEAR)) as asked:
        assert "unit" not in asked.ids
        assert asked.chosen == {"unit": both}


def test_what_a_unit_took_over_from_stands_beside_it(place):
    own, gone = place.ids[OWN_CODE], place.ids[OTHER_CODE]
    with writing(place.here.engine) as connection:
        connection.execute(insert(unit_successor).values(unit_id=gone, successor_id=own))
    with scoped.seeing(frozenset({own, gone})), reading(place.here.engine) as connection:
        assert scope.own_unit(connection) == own
        assert scope.within(connection, {}) == {"unit": {own}}
        assert scope.within(connection, {"unit": frozenset({gone})}) == {"unit": {gone}}
    with reading(place.here.engine) as connection:
        assert scope.own_unit(connection) is None
        assert scope.within(connection, {"area": frozenset({1})}) == {"area": {1}}


def test_a_menu_offers_what_may_be_opened(place, server):
    place.as_(Role.VIEWER)
    assert "Hồ sơ" not in json.dumps(ask(server, f"/?{YEAR}").menu, ensure_ascii=False)
    refused = ask(server, f"/dossiers?{YEAR}")
    assert refused.headings == ["Chưa xem được trang này"]
    assert "không được phép" in refused.text
    for address in ("register", "late", "cchc"):
        assert "không được phép" in ask(server, f"/reports?{YEAR}&form={address}").text
    place.as_(Role.LEADER)
    assert "Hồ sơ" in json.dumps(ask(server, f"/?{YEAR}").menu, ensure_ascii=False)
