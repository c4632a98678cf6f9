"""Whatever order snapshots are loaded in, the store ends up saying the same."""

from __future__ import annotations

import itertools

from tests.fixtures.worlds import AS_OF, as_csv, done, portal, portal_dossier, row


def states(office, files) -> list:
    """The store after each order of loading, emptied in between."""
    tables = ("pause", "claim", "dossier", "ledger", "finding", "reject", "unit_source")
    found = []
    for order in itertools.permutations(files):
        for name in (*tables, "snapshot"):
            office.rows(f"DELETE FROM {name}")
        for args in order:
            office.load(*args)
        office.recount()
        found.append(office.state())
    return found


def test_an_older_snapshot_only_fills_blanks(office, tmp_path):
    newer = as_csv(tmp_path / "new.csv", [row("A1", due="20/01/2024", level="")])
    office.load(newer, "--as-of", AS_OF)
    older = as_csv(tmp_path / "old.csv", [row("A1", due="10/01/2024", level="3")])
    assert office.counts(older, "--as-of", "2024-05-31") == {"read": 1, "updated": 1}
    kept = office.dossiers()["A1"]
    assert (kept["due_at"][:10], kept["service_level"]) == ("2024-01-20", 3)
    assert office.findings()["older_snapshot"] == 1
    office.recount()


def test_an_unchanged_restatement_by_a_newer_file_still_makes_the_one_between_older(
    office, tmp_path
):
    first = [row("A1", due="10/01/2024")]
    office.load(as_csv(tmp_path / "1.csv", first), "--as-of", "2024-03-31")
    office.load(as_csv(tmp_path / "3.csv", [*first, row("A2")]), "--as-of", "2024-05-31")
    between = as_csv(tmp_path / "2.csv", [row("A1", due="18/01/2024")])
    assert office.counts(between, "--as-of", "2024-04-30") == {"read": 1, "unchanged": 1}
    assert office.dossiers()["A1"]["due_at"].startswith("2024-01-10")
    assert office.findings()["older_snapshot"] == 1


def test_snapshots_of_one_source_give_the_same_in_any_order_of_loading(
    sqlite_office, sqlite_template, tmp_path
):
    told = [
        ("2024-03-31", [row("A1", due="10/01/2024"), row("A2")]),
        ("2024-04-30", [row("A1", due="12/01/2024"), done("A3"), row("A2")]),
        ("2024-05-31", [done("A1", due="12/01/2024"), done("A2"), done("A3")]),
    ]
    files = [(as_csv(tmp_path / f"{as_of}.csv", rows), "--as-of", as_of) for as_of, rows in told]
    assert len(set(map(repr, states(sqlite_office, files)))) == 1


def three_sources(tmp_path) -> list[tuple]:
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


def test_three_files_of_two_sources_give_the_same_in_any_order_of_loading(office, tmp_path):
    assert len(set(map(repr, states(office, three_sources(tmp_path))))) == 1
