"""Several provinces in one store: each is answered as if it were alone in it, and sees itself."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select

from onestop.domain.measures import BY_CODE
from onestop.storage import catalogue, provinces, scoped
from onestop.storage.engine import reading
from onestop.storage.grains import YEAR, Span
from onestop.storage.ledger import ledger_sums
from onestop.storage.slices import Slice
from onestop.storage.tables import ledger
from tests.fixtures.provinces import (
    ONE,
    OTHERS,
    SAME,
    TWO,
    fill_two,
    first_province,
    load,
    units,
)
from tests.fixtures.worlds import AS_OF, Office, as_csv, lines, row


LOCAL = """code = "local-list"
label = "Phần mềm tỉnh"
source = "local"
namespace = "local"
required = ["code", "received_at"]
[headings]
code = "Số sổ"
received_at = "Ngày nhận vào sổ"
due_at = "Ngày hẹn trong sổ"
status = "Tình trạng trong sổ"
unit = "Đơn vị trong sổ"
procedure_name = "Việc trong sổ"
"""
LOCAL_HEADS = (
    "Số sổ,Ngày nhận vào sổ,Ngày hẹn trong sổ,Tình trạng trong sổ,Đơn vị trong sổ,Việc trong sổ"
)


@pytest.fixture
def two(office: Office) -> Office:
    """Two provinces of one store: three dossiers of the one, five of the other."""
    return fill_two(office).office


def told(office: Office, *asked: str, **settings: str) -> str:
    found = office.run(*asked, **settings)
    assert found.code == 0, found.err
    return found.out


def received(office: Office, by: str, **settings: str) -> dict[str, int]:
    year = ("--from", "2024-01-01", "--to", "2024-12-31")
    found = json.loads(
        told(office, "indicators", *year, "--by", by, "--format", "json", **settings)
    )
    return {one["key"]: one["measures"]["received"] for one in found["rows"]}


def test_a_name_is_looked_for_in_its_own_province_and_nowhere_else(two):
    assert received(two, "unit") == {"A01.1": 2, "A01.2": 1, "B02.1": 4, "UBND xã Lạ Zét": 1}
    kept = two.rows(
        "SELECT u.name, p.code FROM dossier d JOIN unit u ON u.id = d.unit_id"
        " JOIN unit p ON p.id = d.province_id WHERE d.province_id = u.province_id"
    )
    assert set(kept) == {
        (SAME, "A01"),
        ("UBND xã An Một", "A01"),
        (SAME, "B02"),
        ("UBND xã Lạ Zét", "B02"),
    }
    two.recount()
    two.verify()


def test_an_office_that_a_province_does_not_know_becomes_its_child(two):
    assert two.rows(
        "SELECT p.code FROM unit u JOIN unit p ON p.id = u.parent_id WHERE u.is_provisional = 1"
    ) == [("B02",)]


def test_the_ledger_sums_what_has_no_unit_by_province(two):
    ids = dict(two.rows("SELECT code, id FROM unit WHERE level = 'province'"))
    with reading(two.engine) as connection:
        for code, count in (("A01", 3), ("B02", 5)):
            mine = catalogue.with_descendants(connection, ids[code])
            asked = provinces.whole(connection, Slice({"unit": mine}, "procedure"))
            assert asked.provinces == {ids[code]}
            sums = ledger_sums(
                connection, 3, [Span(YEAR, 2024, 2025)], (BY_CODE["received"],), asked.in_ledger
            )
            assert sum(one["received"] for one in sums.values()) == count
        part = frozenset({min(mine - {ids["B02"]})})
        assert provinces.whole(connection, Slice({"unit": part}, "area")).provinces == frozenset()


def test_a_province_by_procedure_is_answered_from_the_ledger(two):
    year = ("--from", "2024-01-01", "--to", "2024-12-31", "--unit", "B02")
    for by, whole in (("procedure", True), ("area", True), ("channel", False)):
        found = told(two, "indicators", *year, "--by", by, "--format", "json")
        assert sum(one["measures"]["received"] for one in json.loads(found)["rows"]) == 5
        assert json.loads(found)["from_ledger"] is whole


def test_only_who_sees_all_of_a_province_sees_its_sums(two):
    ids = dict(two.rows("SELECT code, id FROM unit WHERE code IS NOT NULL"))
    cells = "SELECT count(*) FROM ledger WHERE unit_id = {} AND grain >= 6"
    with reading(two.engine) as connection:
        all_of_one = catalogue.with_descendants(connection, ids["A01"])
    assert two.rows(cells.format(ids["A01"]))[0][0] > 0
    for units_seen, sees in ((all_of_one, True), (all_of_one - {ids["A01.2"]}, False)):
        with scoped.seeing(units_seen), reading(two.engine) as connection:
            grains = {one for (one,) in connection.execute(select(ledger.c.grain))}
        assert (grains & {6, 7, 8, 9, 10, 11} != set()) is sees


def test_a_reader_of_a_province_is_answered_as_if_it_were_alone(two, other):
    units(other, *ONE)
    first_province(other)
    for by in ("total", "unit", "area", "procedure", "channel", "month"):
        assert received(two, by, ONESTOP_PROVINCE="A01") == received(other, by)
    for asked in (("backlog", "--by", "unit"), ("backlog", "--by", "area")):
        here = told(two, *asked, "--format", "json", ONESTOP_PROVINCE="A01")
        assert (
            json.loads(here)["rows"] == json.loads(told(other, *asked, "--format", "json"))["rows"]
        )


COMMANDS = (
    ("indicators", "--by", "unit"),
    ("indicators", "--by", "area"),
    ("backlog", "--by", "unit"),
    ("dossiers",),
    ("imports",),
    ("rejects",),
    ("findings",),
    ("catalogue", "provisional"),
    ("corrections",),
    ("integrity", "--all"),
    ("periods",),
    ("apologies",),
)


def test_an_installation_of_one_province_shows_nothing_of_the_other(two):
    rows = [row("H-0", status="trạng thái lạ của Zét")]
    load(two, "zet-2", rows, "--province", "B02")
    for asked in COMMANDS:
        found = two.run(*asked, ONESTOP_PROVINCE="A01")
        assert found.code == 0, (asked, found.err)
        assert [one for one in OTHERS if one in found.out] == [], asked
    assert "mot.csv" in told(two, "imports", ONESTOP_PROVINCE="A01")
    assert "zet-2.csv" in told(two, "rejects", ONESTOP_PROVINCE="B02")
    missing = two.run("indicators", "--unit", "B02.2", ONESTOP_PROVINCE="A01")
    assert missing.code == 2
    assert "Zét" not in missing.err


def test_an_installation_of_one_province_loads_for_it_alone(two):
    load(two, "ba", [row("M-10", unit=SAME)], ONESTOP_PROVINCE="A01")
    assert received(two, "unit")["A01.1"] == 3
    path = as_csv(two.folder / "x.csv", [row("M-11")])
    refused = two.run("import", path, "--province", "B02", ONESTOP_PROVINCE="A01")
    assert refused.code == 2
    assert two.run("import", path, "--province", "B99").code == 2
    two.recount()


@pytest.mark.parametrize("command", [("verify",), ("rebuild",), ("retention", "--months", "9")])
def test_what_concerns_every_province_is_refused_to_one(two, command):
    refused = two.run(*command, ONESTOP_PROVINCE="A01")
    assert refused.code == 2
    assert "ONESTOP_PROVINCE" in refused.err


def test_a_province_that_the_store_does_not_have_is_a_sentence(two):
    refused = two.run("indicators", ONESTOP_PROVINCE="A99")
    assert refused.code != 0
    assert "A99" in refused.err
    assert "Traceback" not in refused.err


def local(office: Office, name: str, *rows: str) -> dict:
    folder = office.folder / "config" / "sources"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "local.toml").write_text(LOCAL, encoding="utf-8")
    path = lines(office.folder / f"{name}.csv", LOCAL_HEADS, *rows)
    province = {"so-mot": "A01", "so-hai": "B02"}[name]
    told = (path, "--as-of", AS_OF, "--profile", "local-list", "--province", province)
    return office.load(*told, ONESTOP_CONFIG_DIR=str(folder.parent))


def test_equal_local_codes_of_two_provinces_never_meet_and_national_ones_do(two):
    cells = f"08/01/2024,15/01/2024,Đang xử lý,{SAME},Cấp giấy"
    first = local(two, "so-mot", f"7/2024,{cells}")
    assert first["totals"]["inserted"] == 1, first
    assert local(two, "so-hai", f"7/2024,{cells} khác")["totals"]["inserted"] == 1
    spaces = "SELECT n.code FROM dossier d JOIN namespace n ON n.id = d.namespace_id"
    assert two.rows(f"{spaces} WHERE d.code LIKE '7/%' ORDER BY 1") == [
        ("local@A01",),
        ("local@B02",),
    ]
    again = load(two, "lai", [row("M-9", unit="UBND xã An Zét")], "--province", "B02")
    assert again["totals"]["updated"] == 1
    assert received(two, "unit", ONESTOP_PROVINCE="A01") == {"A01.1": 3}
    two.recount()


def test_rows_without_an_office_stay_in_the_province_of_their_file(two):
    for name, province in (("khong-1", "A01"), ("khong-2", "B02")):
        load(two, name, [row(f"X-{province}", unit="")], "--province", province)
    query = "SELECT p.code, d.code FROM dossier d JOIN unit p ON p.id = d.province_id"
    lost = f"{query} WHERE d.code LIKE 'X-%' ORDER BY 1"
    assert two.rows(lost) == [("A01", "X-A01"), ("B02", "X-B02")]
    steps = "code,name,area,service_level,limit_working_days"
    path = lines(two.folder / "p.csv", steps, "1.000001,Thủ tục một,Đất đai,4,5")
    assert two.run("catalogue", "procedures", path).code == 0
    assert two.rows(lost) == [("A01", "X-A01"), ("B02", "X-B02")]
    two.recount()


def test_a_rebuild_leaves_every_dossier_in_its_province(two):
    before = sorted(two.rows("SELECT code, province_id, unit_id FROM dossier"))
    assert two.run("rebuild").code == 0
    assert sorted(two.rows("SELECT code, province_id, unit_id FROM dossier")) == before
    assert received(two, "area", ONESTOP_PROVINCE="A01")["Hộ tịch"] == 3
    two.recount()


def test_a_unit_that_gets_a_parent_takes_its_dossiers_into_the_province(office):
    load(office, "a", [row("A-1", unit="UBND xã An Một"), row("A-2", unit="UBND xã Khác")])
    assert office.rows("SELECT DISTINCT province_id FROM dossier") == [(0,)]
    units(office, *ONE)
    moved = "SELECT d.code, p.code FROM dossier d LEFT JOIN unit p ON p.id = d.province_id"
    assert sorted(office.rows(moved)) == [("A-1", "A01"), ("A-2", None)]
    office.recount()
    units(office, *TWO)
    units(office, "A01.2,UBND xã An Một,commune,B02")
    assert sorted(office.rows(moved)) == [("A-1", "B02"), ("A-2", None)]
    office.recount()


def test_where_most_of_a_store_moves_its_ledger_is_made_again(office):
    rows = [row(f"A-{at}", unit="UBND xã An Một") for at in range(5)]
    load(office, "a", [*rows, row("A-9", unit="UBND xã Khác")])
    units(office, *ONE)
    assert office.rows("SELECT count(*) FROM dossier WHERE province_id > 0") == [(5,)]
    office.recount()
    office.verify()


def test_a_dossier_in_the_wrong_province_is_found(two):
    two.rows("UPDATE dossier SET province_id = 0 WHERE code = 'M-9'")
    found = two.run("verify")
    assert found.code == 5
    assert "1 hồ sơ" in found.err


def test_a_unit_kept_under_a_province_that_its_tree_denies_is_found(two):
    two.rows("UPDATE unit SET province_id = 0 WHERE code = 'A01.2'")
    with reading(two.engine) as connection:
        (line,) = provinces.differences(connection)
    assert "cây đơn vị" in line


def test_a_correction_that_moves_a_dossier_moves_it_between_provinces(two):
    changed = ("correct", "M-9", "unit=B02.2", "--reason", "ghi nhầm")
    assert two.run(*changed).code == 0
    assert received(two, "total", ONESTOP_PROVINCE="A01") == {"total": 2}
    two.recount()
    assert two.run("corrections", "withdraw", "1", "--reason", "đúng rồi").code == 0
    assert sum(received(two, "area", ONESTOP_PROVINCE="A01").values()) == 3
    two.recount()
