"""The moment figures speak for: who says it, in which order, and for which unit."""

from __future__ import annotations

import pytest

from tests.fixtures.worlds import YEAR, as_csv, as_xlsx, done, row


STATED = ["Thời điểm xuất: 16h30 ngày 20/05/2024"]
PERIOD = ["Từ ngày 01/01/2024 đến ngày 15/05/2024"]
ROWS = [row("A1"), done("A2", finished="09/02/2024")]
NAME = "ho-so-20240610.xlsx"


def loaded(office) -> tuple[str, str]:
    (one,) = office.run("imports", "--format", "json").json["rows"]
    return one["as_of"], one["as_of_origin"]


ORDER = {
    "asked": (("--as-of", "2024-06-30"), NAME, [STATED, PERIOD], "2024-06-30T23:59:59"),
    "stated": ((), NAME, [STATED, PERIOD], "2024-05-20T16:30:00"),
    "period": ((), NAME, [PERIOD], "2024-05-15T23:59:59"),
    "name": ((), NAME, [], "2024-06-10T23:59:59"),
}


@pytest.mark.parametrize("origin", ORDER)
def test_the_first_that_tells_the_moment_is_believed(sqlite_office, tmp_path, origin):
    args, name, above, moment = ORDER[origin]
    path = as_xlsx(tmp_path / name, ROWS, [*above, []] if above else [])
    told = sqlite_office.load(path, *args)
    assert told["files"][0]["as_of"] == f"{moment}+07:00"
    assert loaded(sqlite_office) == (f"{moment}+07:00", origin)
    assert "as_of_from_dates" not in sqlite_office.findings()


def test_without_any_of_them_the_newest_date_is_taken_with_a_finding(office, tmp_path):
    office.load(as_csv(tmp_path / "ho-so.csv", ROWS))
    at, origin = loaded(office)
    assert (at[:10], origin) == ("2024-02-09", "newest date")
    assert office.findings()["as_of_from_dates"] == 1


def test_a_file_without_any_date_asks_for_a_moment(sqlite_office, tmp_path):
    path = as_csv(tmp_path / "ho-so.csv", [row("A1", received="", status="Mới đăng ký", due="")])
    answer = sqlite_office.run("import", path)
    assert answer.code == 4
    assert "--as-of" in answer.err


@pytest.fixture
def two_units(office, tmp_path):
    """One unit told up to May, the other up to June."""
    may = [row("A1", unit="Xã Cũ", received="02/05/2024", due="20/05/2024")]
    june = [
        row("B1", unit="Xã Mới", received="03/06/2024", due="10/06/2024"),
        done("B2", unit="Xã Mới", received="03/06/2024", due="28/06/2024", finished="25/06/2024"),
    ]
    office.load(as_csv(tmp_path / "may.csv", may), "--as-of", "2024-05-10")
    office.load(as_csv(tmp_path / "june.csv", june), "--as-of", "2024-06-30")
    return office


def ask(office, *args: str) -> dict:
    answer = office.run("indicators", *YEAR, "--by", "unit", "--format", "json", *args)
    assert answer.code == 0, answer.err
    return answer.json


def test_each_unit_is_taken_as_far_as_its_data_goes(two_units):
    told = ask(two_units)
    assert told["as_of"] == "2024-06-30T23:59:59+07:00"
    late = {one["label"]: one["measures"]["open_overdue"] for one in told["rows"]}
    assert late == {"Xã Cũ": 0, "Xã Mới": 1}


def test_a_unit_without_newer_data_is_named_beside_the_figure(two_units):
    lagging = [{"unit": "Xã Cũ", "as_of": "2024-05-10T23:59:59+07:00"}]
    assert ask(two_units)["lagging"] == lagging
    assert "Xã Cũ" in two_units.run("indicators", *YEAR).out


def test_an_asked_moment_holds_for_every_unit(two_units):
    told = ask(two_units, "--as-of", "2024-06-15")
    late = {one["label"]: one["measures"]["open_overdue"] for one in told["rows"]}
    assert late == {"Xã Cũ": 1, "Xã Mới": 1}
    assert told["lagging"] == []


def test_a_moment_in_the_past_is_rebuilt_from_dates(two_units):
    told = ask(two_units, "--as-of", "2024-06-20")
    open_then = {one["label"]: one["measures"]["open"] for one in told["rows"]}
    assert open_then == {"Xã Cũ": 1, "Xã Mới": 2}
    assert ask(two_units, "--as-of", "2024-05-01")["rows"] == []


def test_a_period_that_starts_after_the_data_has_no_figures(two_units):
    answer = two_units.run("indicators", "--period", "2026")
    assert answer.code == 0
    assert "–" in answer.out


def test_a_period_ends_its_own_states(two_units):
    args = ("--from", "2024-06-01", "--to", "2024-06-05", "--as-of", "2024-06-30")
    told = two_units.run("indicators", *args, "--format", "json").json["rows"][0]["measures"]
    assert (told["open"], told["resolved"], told["opening"]) == (3, 0, 1)


def test_a_unit_that_lags_still_makes_a_store_that_agrees_with_itself(two_units):
    two_units.verify()


def test_procedures_are_told_apart_while_one_unit_lags(office, tmp_path):
    """Each unit is counted up to its own snapshot, whatever the figures are grouped by."""
    old = row("L1", unit="Xã Một", received="03/06/2024", due="20/06/2024")
    new = row("L2", unit="Xã Hai", received="04/06/2024", due="20/06/2024")
    office.load(as_csv(tmp_path / "old.csv", [old]), "--as-of", "2024-06-10")
    office.load(as_csv(tmp_path / "new.csv", [new]), "--as-of", "2024-06-11")
    for by in ("procedure", "area", "unit", "channel", "total"):
        answer = office.run("indicators", "--period", "2024", "--by", by, "--format", "json")
        assert answer.code == 0, answer.err
        assert sum(one["measures"]["received"] for one in answer.json["rows"]) == 2
        assert [one["unit"] for one in answer.json["lagging"]] == ["Xã Một"]
