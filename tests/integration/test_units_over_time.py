"""The district level ended and communes were merged: then, and now with successors summed."""

from __future__ import annotations

import pytest

from tests.fixtures.worlds import as_csv, done, lines, row


TREE = (
    "code,name,level,parent,valid_from,valid_to,successors,aliases",
    "T,Tỉnh Thử,province,,,,,",
    "T.H,Huyện Thử,district,T,,2025-06-30,,",
    "T.H.1,Xã Một,commune,T.H,,2025-06-30,T.9,",
    "T.H.2,Xã Hai,commune,T.H,,2025-06-30,T.9,",
    "T.H.3,Xã Ba,commune,T.H,,2025-06-30,T.8;T.9,",
    "T.9,Xã Mới,commune,T,2025-07-01,,,",
    "T.8,Xã Khác,commune,T,2025-07-01,,,",
)
YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


@pytest.fixture
def province(office, tmp_path):
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *TREE)).code == 0
    rows = [
        done("A1", unit="Xã Một", received="03/03/2025", due="20/03/2025", finished="10/03/2025"),
        done("A2", unit="Xã Hai", received="03/03/2025", due="05/03/2025", finished="10/03/2025"),
        row("A3", unit="Xã Ba", received="04/03/2025", due="20/03/2025"),
        row("A4", unit="Xã Mới", received="07/07/2025", due="30/07/2025"),
        row("A5", unit="Xã Khác", received="08/07/2025", due="30/07/2025"),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2025-09-30")
    return office


def by_unit(office, measure: str, *args: str) -> dict[str, int]:
    answer = office.run("indicators", *YEAR, "--by", "unit", "--format", "json", *args)
    assert answer.code == 0, answer.err
    return {one["label"]: one["measures"][measure] for one in answer.json["rows"]}


def test_a_period_is_shown_by_the_units_of_its_time(province):
    assert by_unit(province, "received") == {
        "Xã Một": 1,
        "Xã Hai": 1,
        "Xã Ba": 1,
        "Xã Mới": 1,
        "Xã Khác": 1,
    }


def test_todays_units_sum_those_they_took_over_from(province):
    assert by_unit(province, "received", "--units", "now") == {
        "Xã Mới": 3,
        "Xã Ba": 1,
        "Xã Khác": 1,
    }
    assert by_unit(province, "resolved_late", "--units", "now")["Xã Mới"] == 1


def test_a_unit_that_was_split_stays_itself(province):
    assert by_unit(province, "open", "--units", "now")["Xã Ba"] == 1


def test_then_and_now_have_the_same_total(province):
    then, now = by_unit(province, "received"), by_unit(province, "received", "--units", "now")
    assert sum(then.values()) == sum(now.values()) == 5


def test_an_ended_district_is_asked_with_its_communes(province):
    answer = province.run("indicators", *YEAR, "--unit", "T.H", "--format", "json")
    assert answer.json["rows"][0]["measures"]["received"] == 3
    answer = province.run("indicators", *YEAR, "--unit", "Tỉnh Thử", "--format", "json")
    assert answer.json["rows"][0]["measures"]["received"] == 5


def test_the_figures_agree_with_themselves_across_the_change(province):
    province.verify()


def test_a_unit_of_today_answers_for_those_it_took_over(province):
    """--unit NEW --units now adds the predecessors' dossiers."""
    asked = ("indicators", *YEAR, "--unit", "Xã Mới", "--format", "json")
    assert province.run(*asked).json["rows"][0]["measures"]["received"] == 1
    now = province.run(*asked, "--units", "now")
    assert now.json["rows"][0]["measures"]["received"] == 3


def test_a_merged_unit_that_keeps_a_name_gets_the_dossiers_of_its_time(office, tmp_path):
    """Two entries of one name: the one that is valid on the snapshot's day is meant."""
    tree = (
        TREE[0],
        "T,Tỉnh Thử,province,,,,,",
        "T.1,Xã Một,commune,T,,2025-06-30,T.9,",
        "T.9,Xã Một,commune,T,2025-07-01,,,",
    )
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *tree)).code == 0
    old = row("B1", unit="Xã Một", received="04/03/2025", due="20/03/2025")
    new = row("B2", unit="Xã Một", received="04/08/2025", due="20/08/2025")
    office.load(as_csv(tmp_path / "old.csv", [old]), "--as-of", "2025-06-01")
    office.load(as_csv(tmp_path / "new.csv", [new]), "--as-of", "2025-09-30")
    asked = ("indicators", *YEAR, "--by", "unit", "--as-of", "2025-09-30", "--format", "json")
    rows = office.run(*asked).json["rows"]
    assert {one["key"]: one["measures"]["received"] for one in rows} == {"T.1": 1, "T.9": 1}
