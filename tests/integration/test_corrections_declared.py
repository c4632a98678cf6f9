"""Known errors of a whole source: mended while loading, counted, and noticed once they are gone."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from onestop.settings import shipped_config
from tests.fixtures.whole import differing, whole
from tests.fixtures.worlds import AS_OF, Office, as_csv, done, portal, portal_dossier, row


USUAL = """
[[correction]]
code = "swapped"
source = "one-stop"
field = "due_at"
when = { due_at = { before = "received_at" } }
swap = "received_at"
reason = "Hai cột bị ngược"
expect = 1
"""


@pytest.fixture
def declare(tmp_path):
    """An installation's own corrections.toml; the settings that lead to it."""
    folder = tmp_path / "own"
    folder.mkdir()

    def written(text: str) -> dict[str, str]:
        (folder / "corrections.toml").write_text(text, encoding="utf-8")
        return {"ONESTOP_CONFIG_DIR": str(folder)}

    return written


@pytest.fixture(autouse=True)
def read_anew(monkeypatch):
    """Sources are read for each command: the declarations of a test are its own."""
    from tests.fixtures import worlds

    monkeypatch.setattr(worlds, "_sources", lambda folders: worlds.load_sources(list(folders)))


def load(office: Office, path: str, settings: dict, at: str = AS_OF, code: int = 0) -> str:
    answer = office.run("import", path, "--as-of", at, **settings)
    assert answer.code == code, answer
    return answer.err


def entry(**told: str) -> str:
    usual = {
        "code": '"x"',
        "source": '"one-stop"',
        "field": '"channel"',
        "when": '{ channel = "2" }',
        "set": '"1"',
        "reason": '"thử"',
        "expect": "1",
    }
    keys = {name: value for name, value in {**usual, **told}.items() if value}
    return "[[correction]]\n" + "\n".join(f"{name} = {value}" for name, value in keys.items())


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_two_columns_that_were_swapped_are_put_right(office, tmp_path, declare):
    rows = [
        row("A1", received="20/01/2024", due="05/01/2024"),
        *(row(f"B{n}", received="05/01/2024", due="20/01/2024") for n in range(9)),
    ]
    load(office, as_csv(tmp_path / "1.csv", rows), declare(USUAL))
    told = office.dossiers()
    for name in ("received_at", "due_at"):
        assert told["A1"][name] == told["B1"][name]
    assert office.findings()["declared_correction"] == 1
    assert "due_before_received" not in office.findings()
    office.recount()


def test_each_load_says_how_many_rows_each_entry_changed(office, tmp_path, declare):
    settings = declare(USUAL)
    bad = [row(f"A{n}", received="20/01/2024", due="05/01/2024") for n in range(2)]
    good = [row(f"B{n}") for n in range(9)]
    load(office, as_csv(tmp_path / "1.csv", [*bad, *good]), settings, "2024-03-31")
    load(office, as_csv(tmp_path / "2.csv", [bad[0], *good]), settings)
    answer = office.run("corrections", "--config", "--format", "json", **settings)
    told = answer.json["rows"]
    assert [(one["entry"], one["rows"]) for one in told] == [("swapped", 2), ("swapped", 1)]
    assert {one["reason"] for one in told} == {"Hai cột bị ngược"}


def test_a_repaired_source_stops_the_file_and_says_what_to_do(office, tmp_path, declare):
    settings = declare(USUAL)
    told = load(office, as_csv(tmp_path / "1.csv", [row("A1")]), settings, code=4)
    for part in ("swapped", "0 trên 1 dòng", "within.as_of_to", "1.csv"):
        assert part in told
    assert office.rows("SELECT count(*) FROM snapshot") == [(0,)]
    assert office.rows("SELECT count(*) FROM dossier") == [(0,)]


def test_files_after_the_repair_are_let_alone(office, tmp_path, declare):
    settings = declare(USUAL + 'within = { as_of_to = "31/03/2024" }\n')
    load(office, as_csv(tmp_path / "1.csv", [row("A1")]), settings)
    bad = [row("A2", received="20/01/2024", due="05/01/2024"), row("A3"), row("A4"), row("A5")]
    load(office, as_csv(tmp_path / "2.csv", bad), settings, "2024-03-31")
    assert office.findings()["declared_correction"] == 1


def test_a_file_without_any_row_that_it_is_about_is_let_alone(office, tmp_path, declare):
    settings = declare(USUAL + 'within = { unit = "UBND xã Bình Thử", received_to = 2024-01-31 }\n')
    load(office, as_csv(tmp_path / "1.csv", [row("A1")]), settings)
    assert office.rows("SELECT count(*) FROM dossier") == [(1,)]


def test_a_share_may_be_expected(office, tmp_path, declare):
    settings = declare(entry(expect="0.5"))
    some = [row("A1", channel="Trực tuyến"), row("A2"), row("A3", channel="Trực tuyến")]
    load(office, as_csv(tmp_path / "1.csv", some), settings)
    assert {one["channel"] for one in office.dossiers().values()} == {1}
    less = [row("B1", channel="Trực tuyến"), row("B2"), row("B3")]
    assert "50 %" in load(office, as_csv(tmp_path / "2.csv", less), settings, code=4)


def test_other_sources_are_not_touched(office, tmp_path, declare):
    speaks = portal(tmp_path / "p.json", portal_dossier("A1", KenhThucHien="2"))
    load(office, speaks, declare(entry()))
    assert office.dossiers()["A1"]["channel"] == 2


def test_made_again_the_store_is_mended_the_same_way(office, tmp_path, declare):
    settings = declare(USUAL)
    bad = [row("A1", received="20/01/2024", due="05/01/2024"), *(row(f"B{n}") for n in range(9))]
    load(office, as_csv(tmp_path / "1.csv", bad), settings, "2024-03-31")
    declare(USUAL + 'within = { as_of_to = "31/03/2024" }\n')
    load(office, as_csv(tmp_path / "2.csv", [row("A1", received="05/01/2024")]), settings)
    before = whole(office.engine)
    assert office.run("rebuild", **settings).code == 0
    assert differing(whole(office.engine), before) == {}


CHANGES = {
    "set": (entry(), "channel", 1),
    "erased": (
        entry(field='"due_at"', when="{ due_at = { told = true } }", set='""'),
        "due_at",
        None,
    ),
    "shift": (
        entry(field='"due_at"', when='{ channel = "2" }', set="", shift_days="-1", shift_hours="2"),
        "due_at",
        "2024-01-10T01:59:59+07:00",
    ),
    "map": (entry(field='"channel"', when="", set="", map='{ "2" = "3" }'), "channel", 3),
    "name": (
        entry(
            field='"unit"',
            when='{ status = ["4", "5"], received_at = { from = "01/01/2024", to = 2024-01-02 } }',
            set='"UBND xã Bình Thử"',
        ),
        "unit",
        "UBND xã Bình Thử",
    ),
    "names": (
        entry(field='"unit"', when="", set="", map='{ "ubnd xã AN thử" = "UBND xã Bình Thử" }'),
        "unit",
        "UBND xã Bình Thử",
    ),
}


@pytest.mark.parametrize("way", CHANGES)
def test_every_way_of_mending(office, tmp_path, declare, way):
    text, name, expected = CHANGES[way]
    rows = [row("A1", channel="Trực tuyến")]
    load(office, as_csv(tmp_path / "1.csv", rows), declare(text))
    assert office.dossiers()["A1"][name] == expected
    office.recount()


def test_a_row_that_no_period_could_count_is_left_and_said(office, tmp_path, declare):
    text = entry(field='"finished_at"', when='{ channel = "2" }', set='""')
    load(office, as_csv(tmp_path / "1.csv", [done("A1", channel="Trực tuyến")]), declare(text))
    [(detail,)] = office.rows("SELECT detail FROM finding WHERE kind = 'declared_correction'")
    assert "1 dòng không sửa được" in detail
    office.recount()


WRONG = {
    "entires": ('[[corrections]]\ncode = "x"', "gần nhất: correction"),
    "field": (entry(field='"chanel"'), "gần nhất: channel"),
    "personal": (entry(field='"applicant_name"'), "applicant_name"),
    "both": (entry(profile='"igate"'), "đúng một trong hai"),
    "way": (entry(swap='"due_at"'), "đúng một cách sửa"),
    "sign": (entry(when='{ chanel = "2" }'), "gần nhất: channel"),
    "no sign": (entry(when=""), "dấu hiệu"),
    "value": (entry(set='"đi bộ"'), "không hiểu “đi bộ”"),
    "day": (entry(within='{ received_from = "32/01/2024" }'), "không hiểu ngày “32/01/2024”"),
    "expect": (entry(expect=""), "expect"),
    "expect 0": (entry(expect="0"), "expect"),
    "expect 1.5": (entry(expect="1.5"), "expect"),
    "reason": (entry(reason='""'), "reason"),
    "swap": (entry(set="", swap='"due_at"'), "hai cột ngày"),
    "shift": (entry(field='"due_at"', set="", shift_days="0"), "dời 0"),
    "twice": (entry() + "\n" + entry(), "đã có ở trên"),
    "after": (entry(when='{ due_at = { after = "recieved_at" } }'), "received_at"),
    "toml": ("[[correction", "TOML"),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_declaration_is_refused_by_key_and_nearest_name(
    sqlite_office, tmp_path, declare, wrong
):
    text, sentence = WRONG[wrong]
    told = load(sqlite_office, as_csv(tmp_path / "1.csv", [row("A1")]), declare(text), code=2)
    assert "corrections.toml" in told
    assert sentence in told


def test_the_shipped_file_declares_nothing(sqlite_office):
    file = Path(shipped_config()) / "corrections.toml"
    assert file.is_file()
    assert "Chưa khai báo" in sqlite_office.run("corrections", "--config").out
