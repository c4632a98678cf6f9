"""What comes in of two provinces that share a store: equal files, equal wordings, pulls, pushes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import insert, select, text

from etl.recognise import load_sources
from onestop.domain.policy import Policy
from onestop.domain.working_time import load_calendar
from onestop.intake.pushed import Pushes
from onestop.settings import read_settings, shipped_config
from onestop.storage import connections, provinces, schema, scoped
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.tables import alias, snapshot
from onestop.uploads.errand import Sender as Errands
from onestop.uploads.look import Looking
from tests.fixtures.provinces import ONE, SAME, TWO, units
from tests.fixtures.pulling import Pulling, folder_of
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, portal_dossier, row
from tests.integration.test_kept_tables import upgrade
from tests.integration.test_provinces import local


@pytest.fixture
def two(office: Office) -> Office:
    """Two provinces, each with a commune of the other's name, and nothing loaded."""
    units(office, *ONE, *TWO)
    return office


CELLS = f"08/01/2024,15/01/2024,Đang xử lý,{SAME},Cấp giấy"


def spaces(office: Office) -> list[tuple]:
    """Where each dossier stands: its namespace, its unit."""
    return office.rows(
        "SELECT n.code, u.code FROM dossier d JOIN namespace n ON n.id = d.namespace_id"
        " JOIN unit u ON u.id = d.unit_id ORDER BY 1"
    )


def loads(office: Office) -> list[tuple]:
    return office.rows("SELECT id, province FROM snapshot ORDER BY id")


BOTH = [("local@A01", "A01.1"), ("local@B02", "B02.1")]


def test_equal_bytes_of_two_provinces_are_two_loads_and_of_one_are_one(two):
    for name in ("so-mot", "so-hai"):
        assert local(two, name, f"7/2024,{CELLS}")["totals"]["inserted"] == 1
    assert loads(two) == [(1, "A01"), (2, "B02")]
    assert spaces(two) == BOTH
    for name in ("so-mot", "so-hai"):
        assert local(two, name, f"7/2024,{CELLS}")["totals"]["unchanged"] == 1
    assert len(loads(two)) == 2
    two.recount()


def test_they_stay_two_when_the_store_is_made_again_and_when_one_is_taken_back(two):
    for name in ("so-mot", "so-hai"):
        local(two, name, f"7/2024,{CELLS}")
    own = {"ONESTOP_CONFIG_DIR": str(two.folder / "config")}
    assert two.run("rebuild", **own).code == 0
    assert (loads(two), spaces(two)) == ([(1, "A01"), (2, "B02")], BOTH)
    assert two.run("imports", "withdraw", "1", "--reason", "nhầm", **own).code == 0
    assert (loads(two), spaces(two)) == ([(2, "B02")], BOTH[1:])
    two.verify()


def test_whoever_names_no_province_brings_what_any_province_brought(two):
    path = as_csv(two.folder / "a.csv", [row("N-1", unit=SAME)])
    two.load(path, "--as-of", AS_OF, "--province", "B02")
    assert two.load(path, "--as-of", AS_OF)["totals"]["unchanged"] == 1
    assert loads(two) == [(1, "B02")]


def test_a_file_that_turned_out_to_be_of_one_province_is_new_to_another_and_known_to_it(two):
    path = as_csv(two.folder / "a.csv", [row("N-1", unit="UBND xã An Zét")])
    two.load(path, "--as-of", AS_OF)
    assert two.load(path, "--as-of", AS_OF, "--province", "B02")["totals"]["unchanged"] == 1
    assert loads(two) == [(1, "")]
    two.load(path, "--as-of", AS_OF, "--province", "A01")
    assert loads(two) == [(1, ""), (2, "A01")]
    two.recount()


def test_a_preview_tells_no_load_of_another_province(two):
    path = as_csv(two.folder / "a.csv", [row("N-1", unit=SAME)])
    two.load(path, "--as-of", AS_OF, "--province", "B02")
    sources = load_sources([shipped_config()])
    for province, told in (("A01", None), ("B02", 1), ("", 1)):
        [seen] = Looking(sources, two.engine, province).previews([(Path(path), "a.csv")])
        assert seen.loaded_before == told, province


def test_a_wording_stands_for_a_unit_in_each_province(two):
    for code in ("A01.1", "B02.1"):
        assert two.run("catalogue", "alias", "units", "Tân Lập", code).code == 0
    for province in ("A01", "B02"):
        path = as_csv(two.folder / f"{province}.csv", [row(f"N-{province}", unit="tân lập")])
        two.load(path, "--as-of", AS_OF, "--province", province)
    assert two.rows("SELECT d.code, u.code FROM dossier d JOIN unit u ON u.id = d.unit_id") == [
        ("N-A01", "A01.1"),
        ("N-B02", "B02.1"),
    ]
    for province, label in (("A01", "A01.1"), ("B02", "B02.1")):
        found = two.run(
            "backlog", "--unit", "Tân Lập", "--by", "unit", "--format", "json",
            ONESTOP_PROVINCE=province,
        )  # fmt: skip
        assert [one["key"] for one in found.json["rows"]] == [label]


def test_within_a_province_the_last_word_on_a_wording_counts(two):
    for code in ("A01.1", "B02.1", "A01.2"):
        assert two.run("catalogue", "alias", "units", "Tân Lập", code).code == 0
    kept = "SELECT u.code FROM alias a JOIN unit u ON u.id = a.target_id ORDER BY 1"
    assert two.rows(kept) == [("A01.2",), ("B02.1",)]
    assert two.run("rebuild").code == 0
    assert two.rows(kept) == [("A01.2",), ("B02.1",)]


def test_a_wording_of_one_province_means_nothing_in_the_other(two):
    assert two.run("catalogue", "alias", "units", "Xã Lập", "A01.1").code == 0
    path = as_csv(two.folder / "a.csv", [row("N-1", unit="Xã Lập")])
    two.load(path, "--as-of", AS_OF, "--province", "B02")
    found = two.rows(
        "SELECT u.name, p.code FROM dossier d JOIN unit u ON u.id = d.unit_id"
        " JOIN unit p ON p.id = u.parent_id"
    )
    assert found == [("Xã Lập", "B02")]


def test_the_unit_of_rows_without_one_is_looked_for_in_their_province(two):
    path = as_csv(two.folder / "a.csv", [row("N-1", unit="")])
    two.load(path, "--as-of", AS_OF, "--province", "B02", "--unit", SAME)
    assert spaces(two) == [("national", "B02.1")]
    assert two.rows("SELECT count(*) FROM unit") == [(6,)]


def test_a_pulled_source_says_its_province(two):
    inbox = two.folder / "inbox"
    inbox.mkdir()
    as_csv(inbox / "a.csv", [row("N-1", unit=""), done("N-2", unit="UBND xã An Zét")])
    pulling = Pulling(two)
    pulling.declare(folder_of(inbox, f'province = "B02"\nunit = "{SAME}"'))
    pulling.round()
    assert pulling.round(later=10).loaded == 1
    assert loads(two) == [(1, "B02")]
    assert {unit for _, unit in spaces(two)} == {"B02.1", "B02.2"}
    assert pulling.state()["unit"] == "B02.1", "by its code: another province has one of its name"


def test_a_pulled_source_and_its_files_are_seen_by_its_province_alone(two):
    inbox = two.folder / "inbox"
    inbox.mkdir()
    (inbox / "a.csv").write_text("Một;Hai\n1;2\n", encoding="utf-8")
    pulling = Pulling(two)
    pulling.declare(folder_of(inbox, 'province = "B02"'))
    pulling.round()
    assert pulling.round(later=10).refused == 1
    for code, count in (("A01", 0), ("B02", 1)):
        with reading(two.engine) as connection:
            mine = provinces.units_told(connection, code)
        with scoped.seeing(mine), reading(two.engine) as connection:
            assert len(connections.states(connection)) == count
            assert len(connections.troubles(connection, pulling.clock.at)) == count


def test_a_source_of_a_province_that_there_is_not_says_so(two):
    inbox = two.folder / "inbox"
    inbox.mkdir()
    as_csv(inbox / "a.csv", [row("N-1", unit=SAME)])
    pulling = Pulling(two)
    pulling.declare(folder_of(inbox, 'province = "B99"'))
    pulling.round()
    assert "B99" in pulling.round(later=10).problem
    assert loads(two) == []


def pushed(office: Office, *rows: dict, units: frozenset[int] | None = None, **more: str) -> dict:
    """What becomes of a push by a sender who sees some units."""
    settings = read_settings({**office.settings, **more})
    calendar = load_calendar(shipped_config() / "calendar")
    told = json.loads(json.dumps(Errands(settings, Policy(), calendar)._told("", 0, {})))
    pushes = Pushes.of(told)
    pushes.hold.parent.mkdir(parents=True, exist_ok=True)
    file = office.folder / "envelope.json"
    envelope = {"service": "DongBoHoSoMC", "madonvi": "", "data": list(rows)}
    file.write_text(json.dumps(envelope, ensure_ascii=False), encoding="utf-8")
    seen = None if units is None else sorted(units)
    asked = {"file": str(file), "now": 1_735_000_000, "as_of": None, "is_updating": True}
    try:
        return pushes.take({**asked, "units": seen})
    finally:
        pushes.job.engine.dispose()


def seen_of(office: Office, code: str) -> frozenset[int]:
    with reading(office.engine) as connection:
        return provinces.units_told(connection, code)


def test_a_key_of_a_province_s_unit_pushes_for_that_province(two):
    (number,) = two.rows("SELECT id FROM unit WHERE code = 'B02.1'")
    dossier = portal_dossier("N-1", DonViXuLy=SAME)
    assert pushed(two, dossier, units=frozenset(number))["state"] == "loaded"
    assert (loads(two), spaces(two)) == ([(1, "B02")], [("national", "B02.1")])
    other = portal_dossier("N-2", DonViXuLy="UBND xã An Zét")
    assert pushed(two, other, units=frozenset(number))["state"] == "foreign"


@pytest.mark.parametrize("said_by", ["key", "installation"])
def test_who_pushes_for_a_whole_province_brings_new_offices_and_changes_no_other(two, said_by):
    by_key = {"units": seen_of(two, "B02")}
    told = by_key if said_by == "key" else {"ONESTOP_PROVINCE": "B02"}
    rows = [portal_dossier("N-1", DonViXuLy=SAME), portal_dossier("N-2", DonViXuLy="Xã Lạ")]
    assert pushed(two, *rows, **told)["state"] == "loaded"
    assert loads(two) == [(1, "B02")]
    path = as_csv(two.folder / "a.csv", [row("M-1", unit=SAME)])
    two.load(path, "--as-of", AS_OF, "--province", "A01")
    answer = pushed(two, portal_dossier("M-1", DonViXuLy=SAME), **told)
    assert (answer["state"], answer["rows"]) == ("foreign", [1])
    assert two.rows(
        "SELECT p.code FROM unit u JOIN unit p ON p.id = u.parent_id WHERE u.name = 'Xã Lạ'"
    ) == [("B02",)]
    two.recount()


def test_a_dossier_of_one_province_is_not_changed_by_the_other_s_push(two):
    dossier = portal_dossier("N-1", DonViXuLy="Xã Chung")
    assert pushed(two, dossier, ONESTOP_PROVINCE="A01")["state"] == "loaded"
    assert pushed(two, dossier, ONESTOP_PROVINCE="B02")["state"] == "foreign"
    assert loads(two) == [(1, "A01")]


def test_an_account_for_everything_of_a_province_s_installation_is_that_province_s(two):
    add = ("accounts", "add", "ai.do", "--role", "admin", "--no-password", "--email", "a@x.example")
    assert two.run(*add, "--unit", "*", ONESTOP_PROVINCE="A01").code == 0
    assert two.rows("SELECT u.code FROM account a JOIN unit u ON u.id = a.unit_id") == [("A01",)]
    assert "ai.do" in two.run("accounts", ONESTOP_PROVINCE="A01").out
    assert "ai.do" not in two.run("accounts", ONESTOP_PROVINCE="B02").out
    told = two.run("accounts", "set", "ai.do", "--disable", ONESTOP_PROVINCE="B02")
    assert told.code == 2
    assert two.rows("SELECT is_disabled FROM account") == [(0,)]


def test_a_period_of_a_province_that_is_alone_in_its_store_is_closed_as_its_own(office):
    units(office, *ONE)
    path = as_csv(office.folder / "a.csv", [done("M-1", unit=SAME)])
    office.load(path, "--as-of", AS_OF, ONESTOP_PROVINCE="A01")
    closing = ("close-period", "--period", "2024-Q1", "--who", "Ai")
    assert office.run(*closing, ONESTOP_PROVINCE="A01").code == 0
    found = office.run("periods", "--format", "json", ONESTOP_PROVINCE="A01").json["rows"]
    assert [one["period"] for one in found] == ["2024-Q1"]


def test_a_filled_store_keeps_its_loads_with_their_province_and_its_wordings(database_url):
    engine = open_engine(database_url)
    upgrade(engine, "0009")
    counts = "read, inserted, updated, unchanged, rejected, skipped, waiting"
    with writing(engine) as connection:
        for number in (1, 2):
            connection.execute(
                text(
                    "INSERT INTO snapshot (id, sha256, path, size, profile, kind, as_of,"
                    f" as_of_origin, loaded_at, {counts})"
                    f" VALUES ({number}, 's{number}', 'p', 1, 'f', 'dossiers', 1, 'told', 1,"
                    " 1, 1, 0, 0, 0, 0, 0)"
                )
            )
            connection.execute(
                text(
                    'INSERT INTO reject (snapshot_id, sheet, "row", "column", value, reason)'
                    f" VALUES ({number}, '', 1, '', '', 'r')"
                )
            )
            connection.execute(
                text(
                    "INSERT INTO letter (namespace_id, code, part, snapshot_id)"
                    f" VALUES (1, 'A{number}', '', {number})"
                )
            )
        told = ("INSERT INTO store_state (key, value) VALUES ('province_told:2', 'B02')",)
        more = ("INSERT INTO alias VALUES ('unit', 'xã thử', 'Xã Thử', 5)",)
        for statement in (*told, *more):
            connection.execute(text(statement))
    schema.prepare(engine, Policy())
    with writing(engine) as connection:
        known = select(snapshot.c.id, snapshot.c.province).order_by(snapshot.c.id)
        assert [tuple(one) for one in connection.execute(known)] == [(1, ""), (2, "B02")]
        kept = "SELECT count(*) FROM store_state WHERE key LIKE 'province_told%'"
        assert connection.scalar(text(kept)) == 0
        pointing = "SELECT count(*) FROM letter l JOIN reject r ON r.snapshot_id = l.snapshot_id"
        assert connection.scalar(text(pointing)) == 2
        connection.execute(
            insert(alias).values(kind="unit", wording_key="xã thử", wording="Xã Thử", target_id=6)
        )
        assert len(connection.execute(select(alias)).all()) == 2
    with pytest.raises(Exception, match=r"(?i)foreign key"), writing(engine) as connection:
        connection.execute(text("DELETE FROM snapshot WHERE id = 1"))
    engine.dispose()
