"""The same dossier told again: by the same bytes, the same rows, a newer file, another source."""

from __future__ import annotations

import pytest

from tests.fixtures.told_by import read_back
from tests.fixtures.worlds import (
    AS_OF,
    as_csv,
    as_xlsx,
    done,
    many,
    portal,
    portal_dossier,
    row,
)


def test_the_same_bytes_again_are_a_no_op_that_says_why(office, tmp_path):
    path = as_csv(tmp_path / "a.csv", many(40))
    office.load(path, "--as-of", AS_OF)
    before = office.state()
    copy = tmp_path / "copy.csv"
    copy.write_bytes((tmp_path / "a.csv").read_bytes())
    told = office.load(str(copy), "--as-of", "2024-07-31")
    assert told["totals"]["unchanged"] == 40
    assert "đã nạp" in told["files"][0]["note"]
    assert office.state() == before
    assert len(office.run("imports", "--format", "json").json["rows"]) == 1


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_the_same_rows_in_another_file_change_nothing(office, tmp_path, write):
    rows = many(40)
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", AS_OF)
    before = office.state()
    other = write(tmp_path / f"b.{write.__name__[3:]}", rows[::-1])
    assert office.counts(other, "--as-of", "2024-07-31") == {"read": 40, "unchanged": 40}
    assert office.state() == before


def test_a_newer_snapshot_updates_what_changed_and_only_that(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("A1"), row("A2")]), "--as-of", "2024-05-31")
    newer = as_csv(tmp_path / "b.csv", [done("A1"), row("A2"), row("A3")])
    assert office.counts(newer, "--as-of", AS_OF) == {
        "read": 3,
        "inserted": 1,
        "updated": 1,
        "unchanged": 1,
    }
    told = office.measures("--as-of", AS_OF)
    assert (told["received"], told["resolved"], told["open"]) == (3, 1, 2)
    office.verify()


def test_a_blank_never_erases(office, tmp_path):
    full = [row("A1", level="4", due="15/01/2024", channel="Trực tuyến")]
    office.load(as_csv(tmp_path / "a.csv", full), "--as-of", "2024-05-31")
    blank = [row("A1", level="", due="", channel="")]
    counts = office.counts(as_csv(tmp_path / "b.csv", blank), "--as-of", AS_OF)
    assert counts == {"read": 1, "unchanged": 1}
    kept = office.dossiers()["A1"]
    assert (kept["service_level"], kept["channel"]) == (4, 2)
    assert kept["due_at"].startswith("2024-01-15")


def desk_and_portal(tmp_path) -> list[tuple]:
    """One dossier as the one-stop system tells it twice, and the portal once, differing."""
    desk = {"due": "12/01/2024", "unit": "UBND xã An Thử"}
    first = as_csv(tmp_path / "1.csv", [row("A1", **desk), row("A2")])
    second = as_csv(tmp_path / "2.csv", [done("A1", level="3", **desk), row("A2")])
    other = portal(
        tmp_path / "3.json",
        portal_dossier("A1", DonViXuLy="UBND xã Khác", NgayHenTra="20240130"),
        portal_dossier("A4"),
    )
    return [
        (first, "--as-of", "2024-03-31"),
        (second, "--as-of", "2024-04-30"),
        (other, "--as-of", "2024-05-31"),
    ]


def test_each_source_leads_where_it_knows_best_whatever_its_age(office, tmp_path):
    for args in desk_and_portal(tmp_path):
        office.load(*args)
    kept = office.dossiers()["A1"]
    assert (kept["unit"], kept["due_at"][:10], kept["status"]) == (
        "UBND xã An Thử",
        "2024-01-12",
        9,
    )
    assert (kept["channel"], kept["service_level"]) == (2, 3)
    assert len(office.dossiers()) == 3
    office.verify()


def test_what_two_sources_tell_differently_is_a_finding_by_field(office, tmp_path):
    for args in desk_and_portal(tmp_path)[1:]:
        office.load(*args)
    found = office.run("findings", "--kind", "sources_differ", "--format", "json").json["rows"]
    assert {one["code"] for one in found} == {"A1"}
    assert {"due_at", "unit_id", "status", "channel"} <= {one["column"] for one in found}


def test_what_each_source_said_stays_recoverable(office, tmp_path):
    for args in desk_and_portal(tmp_path)[1:]:
        office.load(*args)
    told = {one: read_back(office, one)["A1"] for one in ("national-portal", "one-stop")}
    assert {one: (facts["channel"], facts["status"]) for one, facts in told.items()} == {
        "national-portal": (2, 4),
        "one-stop": (1, 9),
    }


def test_a_portal_file_again_in_other_bytes_changes_nothing(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("A1"), row("A2")]), "--as-of", "2024-03-31")
    office.load(portal(tmp_path / "b.json", portal_dossier("A1")), "--as-of", "2024-04-30")
    before = office.state()
    again = portal(tmp_path / "c.json", portal_dossier("A1", GhiChu="x"))
    assert office.counts(again, "--as-of", AS_OF) == {"read": 1, "unchanged": 1}
    assert office.state() == before


def test_a_shared_dossier_stays_unchanged_where_the_catalogue_names_its_area(office, tmp_path):
    catalogue = tmp_path / "procedures.csv"
    catalogue.write_text("code,name,area\n1.000001,Đăng ký thử,Tư pháp\n", encoding="utf-8")
    assert office.run("catalogue", "procedures", str(catalogue)).code == 0
    rows = [row("A1", area="Hộ tịch"), row("A2")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-03-31")
    office.load(portal(tmp_path / "b.json", portal_dossier("A1")), "--as-of", "2024-04-30")
    again = as_csv(tmp_path / "c.csv", rows[::-1])
    assert office.counts(again, "--as-of", AS_OF) == {"read": 2, "unchanged": 2}
    assert office.by("area", "received", "--as-of", AS_OF) == {"Tư pháp": 2}


def test_the_same_row_twice_about_a_shared_dossier_is_no_finding(office, tmp_path):
    office.load(portal(tmp_path / "b.json", portal_dossier("A1")), "--as-of", "2024-04-30")
    path = as_csv(tmp_path / "a.csv", [row("A1"), row("A2"), row("A1")])
    assert office.counts(path, "--as-of", AS_OF)["unchanged"] == 1
    assert "repeated_code" not in office.findings()


def test_codes_meet_however_they_are_spelled(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("h98.31-240102-0001")]), "--as-of", "2024-03-31")
    path = as_csv(tmp_path / "b.csv", [row(" H98.31-240102- 0001 ")])
    assert office.counts(path, "--as-of", AS_OF) == {"read": 1, "unchanged": 1}


def test_a_change_of_unit_moves_the_figures_with_the_dossier(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [row("A1"), row("A2")]), "--as-of", "2024-03-31")
    moved = [row("A1", unit="UBND xã Bình Thử"), row("A2")]
    office.load(as_csv(tmp_path / "b.csv", moved), "--as-of", AS_OF)
    assert office.by("unit", "received", "--as-of", AS_OF) == {
        "UBND xã An Thử": 1,
        "UBND xã Bình Thử": 1,
    }
    office.verify()
