"""Registers from abroad, described by profiles written from docs/adding-a-source.md alone."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest


CITY = """
code = "city-test"
label = "City"
namespace = "city-test"
time_zone = "UTC"
date_formats = ["m/d/yyyy h:M:S p"]
required = ["code", "received_at", "status"]
ignored = ["zipcode"]
[headings]
code = ["service_request_id"]
procedure_name = ["service_name"]
unit = ["agency"]
channel = ["source"]
status = ["status"]
received_at = ["requested_datetime"]
due_at = ["expected_datetime"]
finished_at = ["closed_date"]
[wordings.status]
"open" = "in_progress"
"closed" = "finished"
"cancelled" = "withdrawn"
"duplicate" = "not_accepted"
[wordings.channel]
"phone" = "direct"
"web" = "online"
"mobile app" = "online"
"mail" = "postal"
"""
REQUESTS = """
service_request_id,requested_datetime,expected_datetime,closed_date,status,agency,service_name,source,zipcode
R1,03/04/2024 12:05:00 AM,03/06/2024 12:05:00 AM,03/05/2024 04:59:59 PM,Closed,DOT,Pothole,phone,1
R2,03/04/2024 12:05:00 PM,03/05/2024 12:05:00 PM,03/05/2024 05:00:00 PM,Closed,DOT,Pothole,web,1
R3,03/04/2024 09:00:00 AM,03/20/2024 09:00:00 AM,03/20/2024 04:30:00 PM,Closed,DOT,Lamp,mobile app,1
R4,03/04/2024 09:00:00 AM,03/05/2024 09:00:00 AM,,Open,Parks,Bench,mail,1
R5,03/04/2024 09:00:00 AM,03/05/2024 09:00:00 AM,03/04/2024 09:10:00 AM,Duplicate,Parks,Bench,web,1
R6,03/04/2024 09:00:00 AM,03/05/2024 09:00:00 AM,03/07/2024 09:00:00 AM,Cancelled,Parks,Bench,web,1
R7,03/31/2024 06:00:00 PM,,,Open,Parks,Bench,web,1
"""
PERMITS = """
code = "permits-test"
label = "Permits"
namespace = "permits-test"
precision = "instant"
date_formats = ["m/d/yyyy h:M p", "m/d/yyyy"]
required = ["code", "received_at", "due_at"]
absent = ["status"]
ignored = ["Applicant Phone"]
status_from_dates = true
[constants]
ended_status = "withdrawn"
[headings]
code = ["Permit No."]
procedure_name = ["Permit Type"]
received_at = ["Application Date"]
due_at = ["Target Date"]
finished_at = ["Issue Date"]
ended_at = ["Withdrawn On"]
"""
PERMIT_ROWS = [
    ["Building Department: Permit Register"],
    ["Office: Springfield Building Department"],
    ["Permit No.", "Permit Type", "Application Date", "Target Date", "Issue Date", "Withdrawn On"],
    ["P1", "Deck", datetime(2024, 3, 1, 8, 0), "3/12/2024", "3/12/2024 11:59 PM", None],
    ["P2", "Deck", "3/1/2024 8:00 AM", "3/12/2024 2:00 PM", "3/12/2024 2:00 PM", None],
    ["P3", "Roof", "3/1/2024 8:00 AM", "3/12/2024 2:00 PM", "3/12/2024 2:01 PM", None],
    ["P4", "Roof", "3/1/2024 8:00 AM", "3/12/2024 2:00 PM", "3/11/2024 11:59 PM", None],
    ["P5", "Roof", "3/1/2024 8:00 AM", "3/12/2024", None, "3/13/2024 12:00 AM"],
    ["P6", "Roof", "3/1/2024 8:00 AM", "4/30/2024", None, None],
]
TICKETS = """
code = "tickets-test"
label = "Tickets"
namespace = "tickets-test"
form = "json"
records = "result.tickets"
time_zone = "UTC"
precision = "instant"
date_formats = ["epoch_ms", "yyyy-mm-ddTH:M:SZ"]
required = ["code", "received_at", "status"]
[headings]
code = ["ticket.key"]
unit = ["queue.org.name"]
status = ["state.value"]
received_at = ["times.created"]
due_at = ["times.due"]
finished_at = ["times.resolved"]
pauses = ["holds[].start", "holds[].end"]
fee_due = ["payments[].amount"]
[reduce]
pauses = "intervals"
fee_due = "positive"
[wordings.status]
"open" = "in_progress"
"solved" = "returned"
"""
CREATED = 1_709_542_800_000
"""2024-03-04 16:00 in Vietnam, in milliseconds."""

MARCH = ("--period", "2024-03", "--cutoff", "calendar", "--as-of", "2024-04-01", "--by", "unit")
ASKED = ("received", "received_online", "resolved", "resolved_early", "resolved_on_time")
ASKED += ("resolved_late", "open", "open_overdue")


def ticket(key: str, state: str, due: str, resolved: int | None, fees: list[int]) -> dict:
    """One element as a ticket system's API gives it."""
    return {
        "ticket": {"key": key},
        "queue": {"org": {"name": "Consular Desk"}},
        "times": {"created": CREATED, "due": due, "resolved": resolved},
        "state": {"value": state},
        "holds": [{"start": CREATED + 1000, "end": CREATED + 2000}],
        "payments": [{"amount": amount} for amount in fees],
    }


def declare(folder: Path, text: str) -> dict[str, str]:
    """A profile of the installation's own; the setting that makes it known."""
    (folder / "own" / "sources").mkdir(parents=True)
    (folder / "own" / "sources" / "own.toml").write_text(text, encoding="utf-8")
    return {"ONESTOP_CONFIG_DIR": str(folder / "own")}


def counts(office) -> dict[str, tuple[int, ...]]:
    """The asked-for measures of March by unit."""
    answer = office.run("indicators", *MARCH, "--format", "json")
    assert answer.code == 0, answer.err
    return {r["label"]: tuple(r["measures"][m] for m in ASKED) for r in answer.json["rows"]}


@pytest.fixture
def requests(tmp_path) -> str:
    (tmp_path / "requests.csv").write_text(REQUESTS.lstrip(), encoding="utf-8")
    return str(tmp_path / "requests.csv")


@pytest.fixture
def permits(tmp_path) -> str:
    book = openpyxl.Workbook()
    for cells in PERMIT_ROWS:
        book.active.append(cells)
    book.save(tmp_path / "permits.xlsx")
    return str(tmp_path / "permits.xlsx")


def test_a_311_register_in_utc_with_a_12_hour_clock_is_counted_in_local_days(
    office, requests, tmp_path
):
    told = office.load(requests, **declare(tmp_path, CITY))
    assert (told["files"][0]["profile"], told["totals"]["inserted"]) == ("city-test", 7)
    assert counts(office) == {
        "DOT": (3, 2, 3, 1, 1, 1, 0, 0),
        "Parks": (2, 1, 1, 0, 0, 1, 1, 1),
    }


def test_a_permit_register_without_status_is_judged_by_the_minute(office, permits, tmp_path):
    told = office.load(permits, **declare(tmp_path, PERMITS))
    assert (told["files"][0]["profile"], told["totals"]["inserted"]) == ("permits-test", 6)
    assert counts(office) == {"Springfield Building Department": (6, 0, 5, 1, 2, 2, 1, 0)}


def test_tickets_of_an_api_are_found_under_nested_keys_and_milliseconds(office, tmp_path):
    late = CREATED + 3_600_001
    tickets = [
        ticket("T1", "solved", "2024-03-04T10:00:00Z", CREATED + 3_600_000, [0, 20]),
        ticket("T2", "solved", "2024-03-04T10:00:00Z", late + 999, [0]),
        ticket("T3", "open", "2024-03-04T10:00:00Z", None, []),
    ]
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps({"meta": {"n": 3}, "result": {"tickets": tickets}}), "utf-8")
    told = office.load(str(path), **declare(tmp_path, TICKETS))
    assert (told["files"][0]["profile"], told["totals"]["inserted"]) == ("tickets-test", 3)
    assert counts(office) == {"Consular Desk": (3, 0, 2, 0, 1, 1, 1, 1)}
    answer = office.run("indicators", *MARCH, "--format", "json")
    assert answer.json["rows"][0]["measures"]["fee_due"] == 1


def test_a_profile_under_config_of_the_working_folder_is_found(
    sqlite_office, requests, tmp_path, monkeypatch
):
    (tmp_path / "config" / "sources").mkdir(parents=True)
    (tmp_path / "config" / "sources" / "city.toml").write_text(CITY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert sqlite_office.load(requests)["files"][0]["profile"] == "city-test"


def test_a_check_of_an_unknown_register_shows_its_columns_with_samples(sqlite_office, requests):
    answer = sqlite_office.run("source", "check", requests)
    assert answer.code == 4
    assert [h for h in REQUESTS.split()[0].split(",") if h not in answer.out] == []
    assert "Pothole · Lamp · Bench" in answer.out
    assert "requested_datetime | expected_datetime" in answer.err


def test_a_check_of_an_unknown_json_shows_its_paths_with_few_samples(sqlite_office, tmp_path):
    tickets = [ticket(f"T{n}", "open", "", None, []) for n in range(50)]
    path = tmp_path / "tickets.json"
    path.write_text(json.dumps({"result": {"tickets": tickets}}), encoding="utf-8")
    answer = sqlite_office.run("source", "check", str(path))
    assert answer.code == 4
    assert "result.tickets[].ticket.key" in answer.out
    assert "T2" in answer.out
    assert "T9" not in answer.out
