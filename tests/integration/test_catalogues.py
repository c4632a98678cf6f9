"""Catalogues before and after the dossiers: what was provisional becomes real, figures move."""

from __future__ import annotations

import pytest

from tests.fixtures.worlds import AS_OF, as_csv, done, lines, row


UNITS = "code,name,level,parent,valid_from,valid_to,successors,aliases"
PROCEDURES = "code,name,area,service_level,limit_working_days,aliases"


def units(office, path, *rows: str) -> str:
    answer = office.run("catalogue", "units", lines(path, UNITS, *rows))
    assert answer.code == 0, answer.err
    return answer.out


def procedures(office, path, *rows: str) -> str:
    answer = office.run("catalogue", "procedures", lines(path, PROCEDURES, *rows))
    assert answer.code == 0, answer.err
    return answer.out


@pytest.fixture
def dossiers(tmp_path) -> str:
    rows = [
        done("A1", unit="UBND xã An Thử"),
        row("A2", unit="UBND  XÃ  An Thử"),
        row("A3", unit="Xã An Thử (một cửa)"),
        row("A4", unit="H98.02", procedure_code="1.000002", procedure="Thủ tục hai"),
    ]
    return as_csv(tmp_path / "a.csv", rows)


COMMUNES = (
    "H98,UBND huyện Thử,district,,,,,",
    "H98.01,UBND xã An Thử,commune,H98,,,,Xã An Thử (một cửa);An Thử",
    "H98.02,UBND xã Bình Thử,commune,H98,,,,",
)


def received(office) -> dict:
    return office.by("unit", "received", "--as-of", AS_OF)


RECEIVED = {"UBND xã An Thử": 3, "UBND xã Bình Thử": 1}


def test_a_first_load_works_without_a_catalogue(office, dossiers):
    office.load(dossiers, "--as-of", AS_OF)
    assert received(office) == {"UBND xã An Thử": 2, "Xã An Thử (một cửa)": 1, "H98.02": 1}
    assert office.findings()["unknown_unit"] == 3
    office.recount()


def test_with_the_catalogue_first_codes_names_and_aliases_are_met(office, dossiers, tmp_path):
    units(office, tmp_path / "u.csv", *COMMUNES)
    office.load(dossiers, "--as-of", AS_OF)
    assert received(office) == RECEIVED
    assert "unknown_unit" not in office.findings()
    office.recount()


def test_with_the_catalogue_after_provisional_units_become_real(office, dossiers, tmp_path):
    office.load(dossiers, "--as-of", AS_OF)
    units(office, tmp_path / "u.csv", *COMMUNES)
    assert received(office) == RECEIVED
    assert office.rows("SELECT count(*) FROM unit WHERE is_provisional = 1") == [(0,)]
    office.verify()


def test_both_orders_leave_the_same_store(sqlite_office, dossiers, tmp_path):
    sqlite_office.load(dossiers, "--as-of", AS_OF)
    units(sqlite_office, tmp_path / "u.csv", *COMMUNES)
    after = sqlite_office.state()
    for name in ("pause", "claim", "dossier", "ledger", "finding", "unit_source", "snapshot"):
        sqlite_office.rows(f"DELETE FROM {name}")
    sqlite_office.load(dossiers, "--as-of", AS_OF)
    assert sqlite_office.state() == after


def test_an_alias_given_later_re_keys_without_reloading(office, dossiers, tmp_path):
    office.load(dossiers, "--as-of", AS_OF)
    bare = tuple(one.replace("Xã An Thử (một cửa);An Thử", "") for one in COMMUNES)
    units(office, tmp_path / "u.csv", *bare)
    assert received(office)["Xã An Thử (một cửa)"] == 1
    assert "1 hồ sơ" in units(office, tmp_path / "v.csv", *COMMUNES)
    assert received(office) == RECEIVED
    office.verify()


def test_a_re_keyed_unit_stays_known_to_the_next_load(office, dossiers, tmp_path):
    office.load(dossiers, "--as-of", AS_OF)
    units(office, tmp_path / "u.csv", *COMMUNES)
    more = as_csv(tmp_path / "b.csv", [row("B1", unit="An Thử"), row("B2", unit="h98.02")])
    office.load(more, "--as-of", "2024-07-31")
    assert office.by("unit", "received") == {"UBND xã An Thử": 4, "UBND xã Bình Thử": 2}


def test_the_same_catalogue_again_changes_no_figure(office, dossiers, tmp_path):
    units(office, tmp_path / "u.csv", *COMMUNES)
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Tư pháp,4,3,")
    office.load(dossiers, "--as-of", AS_OF)
    before = office.state()
    units(office, tmp_path / "u.csv", *COMMUNES)
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Tư pháp,4,3,")
    assert office.state() == before


def test_a_catalogue_of_some_units_may_lean_on_those_known_before(office, tmp_path):
    units(office, tmp_path / "u.csv", *COMMUNES)
    units(office, tmp_path / "v.csv", "H98.03,UBND xã Cát Thử,commune,H98,,,,")
    assert office.rows(
        "SELECT p.code FROM unit u JOIN unit p ON p.id = u.parent_id WHERE u.code = 'H98.03'"
    ) == [("H98",)]


def test_an_area_and_a_level_given_later_move_the_figures(office, dossiers, tmp_path):
    office.load(dossiers, "--as-of", AS_OF)
    assert office.by("area", "received", "--as-of", AS_OF) == {"Hộ tịch": 4}
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Tư pháp,4,3,")
    told = office.by("area", "received", "--as-of", AS_OF)
    assert told == {"Hộ tịch": 1, "Tư pháp": 3}
    assert office.measures("--as-of", AS_OF)["received_level4"] == 3
    office.verify()


def test_a_level_that_the_file_tells_stands_above_the_catalogue(office, tmp_path):
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Tư pháp,4,3,")
    office.load(as_csv(tmp_path / "a.csv", [row("A1", level="3"), row("A2")]), "--as-of", AS_OF)
    told = office.measures("--as-of", AS_OF)
    assert (told["received_level3"], told["received_level4"]) == (1, 1)


def test_a_procedure_known_by_an_alias_is_re_keyed(office, tmp_path):
    rows = [row("A1"), row("A2", procedure_code="", procedure="ĐK thử")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Hộ tịch,,,ĐK thử")
    assert office.by("procedure", "received", "--as-of", AS_OF) == {"Đăng ký thử": 2}
    office.recount()


def test_a_procedure_is_known_by_the_first_two_groups_of_its_code(office, tmp_path):
    procedures(office, tmp_path / "p.csv", "1.000001.000.00.00.H98,Đăng ký thử,Hộ tịch,,,")
    rows = [row("A1", procedure_code="1.000001.H98"), row("A2", procedure_code="1.000001")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    assert office.by("procedure", "received", "--as-of", AS_OF) == {"Đăng ký thử": 2}


BAD = {
    "no such column": ("name,level", "UBND xã An Thử,commune"),
    "no code": (UNITS, ",UBND xã An Thử,commune,,,,,"),
    "no such parent": (UNITS, "H98.01,UBND xã An Thử,commune,H77,,,,"),
    "no such level": (UNITS, "H98.01,UBND xã An Thử,làng,,,,,"),
    "no such successor": (UNITS, "H98.01,UBND xã An Thử,commune,,,,H77,"),
    "not a date": (UNITS, "H98.01,UBND xã An Thử,commune,,hôm qua,,,"),
    "its own parent": (UNITS, "H98.01,UBND xã An Thử,commune,H98.01,,,,"),
    "twice": (UNITS, "H98.01,UBND xã An Thử,,,,,,", "H98.01,UBND xã Khác,,,,,,"),
}


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_wrong_catalogue_is_refused_whole_with_a_sentence(sqlite_office, tmp_path, bad):
    answer = sqlite_office.run("catalogue", "units", lines(tmp_path / "u.csv", *bad))
    assert answer.code in (2, 4)
    assert answer.err.strip()
    assert "Traceback" not in answer.err + answer.out
    assert "--debug" not in answer.err
    assert sqlite_office.rows("SELECT count(*) FROM unit") == [(0,)]


def test_dossiers_of_no_unit_stay_where_they_are_shown(office, tmp_path):
    rows = [row("A1", unit=""), row("A2")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    procedures(office, tmp_path / "p.csv", "1.000001,Đăng ký thử,Tư pháp,4,3,")
    assert received(office) == {"(không rõ cơ quan)": 1, "UBND xã An Thử": 1}
    office.verify()
