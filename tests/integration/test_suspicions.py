"""What only a load can see: how a newer export changes what an older one said.

Each dossier of the table is a case of its own and is called by what happens to it.
"""

from __future__ import annotations

import pytest

from tests.fixtures.worlds import AS_OF, HEADS, as_csv, done, portal, portal_dossier, row


ALL_HEADS = {**HEADS, "supplements": "Số lần yêu cầu bổ sung"}
MISSED, LATER = "10/01/2024", "10/07/2024"
DUE, RECEIVED = "due_moved_after_missed", "received_moved_later"
LOST, ABSENT = "open_dossier_lost", "absent_from_newer"

CHANGES = {
    "missed-moved-1": ({"due": MISSED}, {"due": LATER}),
    "not-yet-missed-2": ({"due": "10/05/2024"}, {"due": LATER}),
    "moved-nearer-3": ({"due": MISSED}, {"due": "05/01/2024"}),
    "papers-asked-4": ({"due": MISSED}, {"due": LATER, "supplements": "1"}),
    "first-told-5": ({"due": ""}, {"due": LATER}),
    "received-later-6": ({}, {"received": "15/03/2024"}),
    "same-day-7": ({"received": "02/01/2024 08:00"}, {"received": "02/01/2024 15:00"}),
    "never-accepted-8": ({}, {"status": "Không được tiếp nhận"}),
}
"""Open in April's export, and how June's tells it."""

CLOSINGS = {
    "closed-backwards-1": "05/01/2024",
    "entered-late-2": "28/04/2024",
    "closed-since-3": "20/06/2024",
}
"""Open in April's export, closed on this day says June's."""


def noted(office, kind: str) -> dict[str, str]:
    """The value of each finding of a kind, by code in lower case."""
    rows = office.run("findings", "--kind", kind, "--format", "json").json["rows"]
    return {one["code"].lower(): one["value"] for one in rows}


def load_both(office, tmp_path) -> None:
    """April's export, then June's; some dossiers stand still."""
    still = [row("S-1", received="02/01/2024"), row("S-2", received="20/05/2024")]
    late = done("late-moved-1", due=MISSED, finished="20/01/2024")
    first = [row(code, **told) for code, (told, _) in CHANGES.items()]
    first += [late, *(row(code) for code in CLOSINGS)]
    second = [row(code, **told) for code, (_, told) in CHANGES.items()]
    second += [{**late, "due": "22/01/2024"}]
    second += [done(code, finished=day) for code, day in CLOSINGS.items()]
    for name, rows, moment in (("a", first, "2024-04-30"), ("b", second, AS_OF)):
        path = as_csv(tmp_path / f"{name}.csv", [*rows, *still], ALL_HEADS)
        office.load(path, "--as-of", moment)


def test_what_changed_to_somebodys_credit_is_noted_and_what_changed_by_rule_is_not(
    office, tmp_path
):
    load_both(office, tmp_path)
    assert noted(office, DUE) == {
        "missed-moved-1": "2024-01-10 → 2024-07-10",
        "late-moved-1": "2024-01-10 → 2024-01-22",
    }
    assert noted(office, RECEIVED) == {"received-later-6": "2024-01-02 → 2024-03-15"}
    assert noted(office, LOST) == {
        "never-accepted-8": "4 → 3",
        "closed-backwards-1": " → 2024-01-05",
    }


def test_making_everything_again_notes_the_same_and_taking_back_takes_it_along(
    sqlite_office, tmp_path
):
    load_both(sqlite_office, tmp_path)
    before = sqlite_office.run("findings", "--format", "json").json["rows"]
    assert sqlite_office.run("rebuild").code == 0
    assert sqlite_office.run("findings", "--format", "json").json["rows"] == before
    assert sqlite_office.run("imports", "withdraw", "2", "--reason", "thử").code == 0
    assert not [kind for kind in (DUE, RECEIVED, LOST) if noted(sqlite_office, kind)]


def test_another_source_that_tells_other_dates_changes_no_mind(sqlite_office, tmp_path):
    told = portal_dossier("A1", NgayHenTra="20240110170000", NgayTiepNhan="20240102080000")
    sqlite_office.load(portal(tmp_path / "p.json", told), "--as-of", "2024-04-30")
    one = row("A1", due="10/05/2024", received="05/01/2024")
    sqlite_office.load(as_csv(tmp_path / "a.csv", [one, row("B1")]), "--as-of", AS_OF)
    assert not [kind for kind in (DUE, RECEIVED, LOST) if noted(sqlite_office, kind)]


def test_an_older_export_loaded_later_is_no_change_of_mind(sqlite_office, tmp_path):
    new = as_csv(tmp_path / "new.csv", [row("A1", due=MISSED), row("B1")])
    old = as_csv(tmp_path / "old.csv", [row("A1", due="10/02/2024"), row("B1")])
    sqlite_office.load(new, "--as-of", AS_OF)
    sqlite_office.load(old, "--as-of", "2024-04-30")
    assert noted(sqlite_office, DUE) == {}


@pytest.mark.parametrize(
    ("one", "stood"),
    [
        (row("A4"), ("due_at", "2024-01-10")),
        (row("A4", due="10/12/2024"), ("status", "4")),
        (row("A4", status="Yêu cầu bổ sung giấy tờ"), ("status", "5")),
        (done("A4"), ("", "")),
    ],
    ids=["overdue", "open", "waiting for the citizen", "closed"],
)
def test_an_absent_dossier_is_noted_with_how_it_stood(sqlite_office, tmp_path, one, stood):
    others = [row("B1", received="02/01/2024"), row("B2", received="20/01/2024")]
    sqlite_office.load(as_csv(tmp_path / "a.csv", [one, *others]), "--as-of", "2024-05-31")
    sqlite_office.load(as_csv(tmp_path / "b.csv", others), "--as-of", AS_OF)
    rows = sqlite_office.run("findings", "--kind", ABSENT, "--format", "json").json["rows"]
    assert [(each["code"], each["column"], each["value"]) for each in rows] == [("A4", *stood)]
