"""A wording of a unit that was merged: it counts for the unit then, for its successor now."""

from __future__ import annotations

import json

from tests.fixtures.worlds import as_csv, done, lines, row


TREE = (
    "code,name,level,parent,valid_from,valid_to,successors,aliases",
    "T,Tỉnh Thử,province,,,,,",
    "T.1,Xã Một,commune,T,,2025-06-30,T.9,",
    "T.9,Xã Mới,commune,T,2025-07-01,,,",
)
YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")


def by_unit(office, *args):
    answer = office.run("indicators", *YEAR, "--by", "unit", "--format", "json", *args)
    return {one["label"]: one["measures"]["received"] for one in answer.json["rows"]}


def test_a_misspelt_merged_unit_is_offered_and_re_keyed_without_reloading(office, tmp_path):
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *TREE)).code == 0
    rows = [
        done("A1", unit="Xã Mốt", received="03/03/2025", due="20/03/2025", finished="10/03/2025"),
        row("A2", unit="Xã Mốt", area="Hộ tich", received="04/03/2025", due="20/03/2025"),
        row("A3", unit="Xã Mới", received="07/07/2025", due="30/07/2025"),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2025-09-30")
    told = json.loads(office.run("catalogue", "provisional", "--format", "json").out)["rows"]
    (unit,) = [one for one in told if one["kind"] == "units"]
    assert (unit["wording"], unit["dossiers"]) == ("Xã Mốt", 2)
    assert "T.1" in {near["key"] for near in unit["nearest"]}
    for kept in (office.folder / "var" / "snapshots").rglob("*"):
        if kept.is_file():
            kept.unlink()
    assert office.run("catalogue", "alias", "units", "Xã Mốt", "T.1").code == 0
    assert office.run("catalogue", "alias", "areas", "Hộ tich", "Hộ tịch").code == 0
    assert by_unit(office) == {"Xã Một": 2, "Xã Mới": 1}
    assert by_unit(office, "--units", "now") == {"Xã Mới": 3}
    told = json.loads(office.run("catalogue", "provisional", "--format", "json").out)["rows"]
    assert {one["kind"] for one in told} <= {"procedures", "areas"}
    office.verify()
