"""`onestop integrity`: what is suspicious of what was looked at, on both engines."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.fixtures.worlds import Office, as_csv, done


UNIT, OTHER = "UBND xã Thử Một", "UBND xã Thử Hai"
BURST = date(2024, 4, 17)
ASKED = ("integrity", "--period", "2024-04", "--cutoff", "calendar")


def working_days() -> list[date]:
    """The weekdays of half a year."""
    days = (date(2024, 1, 2) + timedelta(days=n) for n in range(180))
    return [day for day in days if day.weekday() < 5]


def dossiers() -> list[dict]:
    """Two a day in two communes; in one of them forty more are closed on one day of April."""
    rows = []
    for day in working_days():
        for unit, letter in ((UNIT, "M"), (OTHER, "H")):
            told = {"unit": unit, "received": f"{day:%d/%m/%Y}", "due": f"{day:%d/%m/%Y}"}
            rows += [
                done(f"{letter}-{day:%y%m%d}-{n:04}", finished=f"{day:%d/%m/%Y} 09:00", **told)
                for n in (1, 2)
            ]
    told = {"unit": UNIT, "received": "15/04/2024", "due": "30/04/2024"}
    rows += [
        done(f"M-240415-{n:04}", finished=f"{BURST:%d/%m/%Y} 10:30", **told) for n in range(3, 43)
    ]
    return rows


@pytest.fixture(scope="module")
def loaded(sqlite_template, tmp_path_factory):
    """An office on SQLite that has loaded it all; nothing of this module changes it."""
    folder = tmp_path_factory.mktemp("burst")
    shutil.copy(sqlite_template, folder / "onestop.db")
    office = Office(f"sqlite:///{(folder / 'onestop.db').as_posix()}", folder)
    office.load(as_csv(folder / "a.csv", dossiers()), "--as-of", "2024-06-30")
    yield office
    office.engine.dispose()


def test_a_burst_is_named_with_unit_month_day_and_what_is_usual(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", dossiers()), "--as-of", "2024-06-30")
    rows = office.run(*ASKED, "--json").json["rows"]
    assert [(one["check"], one["unit"], one["month"]) for one in rows] == [
        ("closing_burst", UNIT, "2024-04")
    ]
    (found,) = rows
    assert found["days"] == [["2024-04-17", 42]]
    assert (found["suspicious"], found["looked_at"], found["usual"]) == (42, 84, 2.0)
    assert "17/04/2024: 42" in found["evidence"]


def test_it_is_told_as_a_table_that_says_it_is_a_question(loaded):
    told = loaded.run(*ASKED)
    assert told.code == 0
    assert "42/84" in told.out.replace(" ", "")
    assert "không phải kết luận" in told.out


def steps_of(path: Path, rows: list[dict]) -> str:
    """Two steps of each dossier on the day it was received, as the portal tells them."""
    told = [
        {"MaHoSo": one["code"], "PhongBanXuLy": "Phòng Một", "NgayBatDau": f"{day}{clock}"}
        for one in rows
        for day in ["".join(reversed(one["received"].split("/")))]
        for clock in ("080000", "083000")
    ]
    path.write_text(json.dumps({"data": told}, ensure_ascii=False), encoding="utf-8")
    return str(path)


def test_closings_without_a_step_are_named_with_codes_where_steps_are_recorded(office, tmp_path):
    rows = dossiers()
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-06-30")
    stepped = [one for one in rows if one["unit"] == UNIT and one["code"][-4:] <= "0002"]
    office.load(steps_of(tmp_path / "steps.json", stepped), "--as-of", "2024-06-30")
    found = office.run(*ASKED, "--json", "--check", "no_steps").json["rows"]
    assert [(one["unit"], one["suspicious"], one["looked_at"]) for one in found] == [(UNIT, 40, 84)]
    assert found[0]["codes"] == ["M-240415-0003", "M-240415-0004", "M-240415-0005"]


def test_a_unit_or_a_check_can_be_asked_for_alone(loaded):
    assert loaded.run(*ASKED, "--json", "--unit", OTHER).json["rows"] == []
    assert loaded.run(*ASKED, "--json", "--check", "no_steps").json["rows"] == []
    assert len(loaded.run(*ASKED, "--json", "--check", "closing_burst").json["rows"]) == 1


def test_all_prints_numerator_and_denominator_of_every_month_looked_at(loaded):
    rows = loaded.run(*ASKED, "--json", "--all").json["rows"]
    burst = [one for one in rows if one["check"] == "closing_burst"]
    assert {one["unit"]: one["told"] for one in burst} == {UNIT: True, OTHER: False}
    assert all(one["suspicious"] <= one["looked_at"] for one in rows)


def test_a_month_that_nothing_surrounds_is_silent(sqlite_office, tmp_path):
    april = [one for one in dossiers() if "/04/2024" in one["received"]]
    sqlite_office.load(as_csv(tmp_path / "a.csv", april), "--as-of", "2024-04-30")
    assert sqlite_office.run(*ASKED, "--json").json["rows"] == []


def test_an_office_may_be_stricter_and_a_slip_is_told(loaded, tmp_path):
    own = tmp_path / "config"
    (own / "sources").mkdir(parents=True)
    (own / "integrity.toml").write_text("[closing_burst]\nfewest = 100\n", encoding="utf-8")
    settings = {"ONESTOP_CONFIG_DIR": str(own)}
    assert loaded.run(*ASKED, "--json", **settings).json["rows"] == []
    (own / "integrity.toml").write_text("[closing_burst]\nfewst = 1\n", encoding="utf-8")
    told = loaded.run(*ASKED, **settings)
    assert told.code == 2
    assert "fewest" in told.err


def test_the_workbook_has_the_same_rows(loaded, tmp_path):
    path = tmp_path / "dau-hieu.xlsx"
    assert loaded.run(*ASKED, "--xlsx", str(path)).code == 0
    cells = [cell for row in openpyxl.load_workbook(path).active.values for cell in row if cell]
    assert {UNIT, "42/84"} <= set(cells)


@pytest.mark.parametrize(
    ("told", "says"),
    [
        (("--check", "bursts"), "closing_burst"),
        (("--explain", "closing_bursts"), "closing_burst"),
        (("--unit", "Xã Không Có"), "Xã Không Có"),
        (("--json", "--xlsx", "a.xlsx"), "--json"),
    ],
)
def test_a_slip_is_a_sentence(loaded, told, says):
    answer = loaded.run(*ASKED, *told)
    assert answer.code == 2
    assert says in answer.err


def test_an_empty_store_says_so(sqlite_office):
    answer = sqlite_office.run("integrity")
    assert answer.code == 2
    assert "onestop import" in answer.err


def test_explaining_names_every_threshold_in_force(sqlite_office):
    told = sqlite_office.run("integrity", "--explain", "closing_burst").out
    for name in ("times_peak = 2", "deviations = 5", "fewest = 15", "false_share = 0.01"):
        assert name in told


def test_numbers_missing_from_a_daily_series_are_counted_and_random_codes_are_not(
    sqlite_office, tmp_path
):
    rows = [one for one in dossiers() if not one["code"].endswith("-0001")]
    for place, one in enumerate(rows):
        if one["code"].startswith("H-"):
            one["code"] = f"H-{place * 7919 % 99_991:05}"
    sqlite_office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-06-30")
    asked = (*ASKED, "--json", "--all", "--check", "missing_numbers")
    found = json.loads(sqlite_office.run(*asked).out)["rows"]
    assert [(one["unit"], one["suspicious"], one["looked_at"]) for one in found] == [(UNIT, 22, 84)]
