"""The API answers what the command line answers: the same functions, the same JSON."""

from __future__ import annotations

import csv
import io
from pathlib import PurePath

import pytest

from tests.fixtures.district import COMMUNE, command_line


STAMP = {"data_version", "as_of", "lagging", "policy"}
"""What the API adds where a command's JSON has no place for it."""


@pytest.mark.parametrize(
    ("command", "path", "query"),
    [
        (("indicators", "--period", "2024"), "/indicators", {"period": "2024"}),
        (
            ("indicators", "--period", "2024-Q3", "--cutoff", "calendar", "--by", "unit"),
            "/indicators",
            {"period": "2024-Q3", "cutoff": "calendar", "by": "unit"},
        ),
        (
            ("indicators", "--from", "2024-01-10", "--to", "2024-02-20", "--by", "month"),
            "/indicators",
            {"from": "2024-01-10", "to": "2024-02-20", "by": "month"},
        ),
        (
            ("indicators", "--unit", COMMUNE, "--by", "area", "--as-of", "2024-06-01T10:30"),
            "/indicators",
            {"unit": COMMUNE, "by": "area", "as_of": "2024-06-01T10:30"},
        ),
        (("indicators", "--channel", "online"), "/indicators", {"channel": "online"}),
        (
            ("indicators", "--by", "unit", "--units", "now"),
            "/indicators",
            {"by": "unit", "units": "now"},
        ),
        (("backlog",), "/backlog", {}),
        (("backlog", "--by", "unit"), "/backlog", {"by": "unit"}),
        (
            ("backlog", "--by", "area", "--unit", COMMUNE, "--as-of", "2024-08-01"),
            "/backlog",
            {"by": "area", "unit": COMMUNE, "as_of": "2024-08-01"},
        ),
        (("periods",), "/periods", {}),
    ],
    ids=lambda told: " ".join(told) if isinstance(told, tuple) else None,
)
def test_an_answer_is_the_commands_with_its_stamp(district, get, command, path, query):
    told, answered = command_line(district, *command), get(path, **query)
    assert answered.status_code == 200, answered.json
    extra = {name: answered.json[name] for name in STAMP - set(told)}
    assert answered.json == {**told, **extra}
    assert set(answered.json) >= STAMP


def test_measures_are_those_of_the_indicators_question(get):
    figures = get("/indicators", period="2024", by="unit").json
    counts = get("/measures", period="2024", by="unit").json
    for row in figures["rows"]:
        del row["indicators"]
    assert counts == figures
    assert counts["rows"]


def test_numerator_denominator_and_ratio_travel_together(get):
    [row] = get("/indicators", period="2024").json["rows"]
    for value in row["indicators"].values():
        assert set(value) == {"numerator", "denominator", "ratio"}
        if value["ratio"] is not None:
            assert value["ratio"] == value["numerator"] / value["denominator"]


def test_the_dossiers_of_all_pages_are_the_commands(district, get):
    told = command_line(district, "dossiers", "--period", "2024", "--measure", "resolved_late")
    rows, cursor = [], ""
    while cursor is not None:
        page = get("/dossiers", period="2024", measure="resolved_late", limit=1, cursor=cursor).json
        rows += page["rows"]
        cursor = page["next"]
    assert rows
    assert rows == [{**row, "file": PurePath(row["file"]).name} for row in told["rows"]]


@pytest.mark.parametrize("command", ["imports", "rejects", "findings"])
def test_lists_of_loads_are_the_commands_but_for_where_a_file_lay(district, get, command):
    told = command_line(district, command)["rows"]
    rows = get(f"/{command}", limit=1000).json["rows"]
    assert rows == [{**row, "path": PurePath(row["path"]).name} for row in told]
    assert rows


def test_one_load_is_a_line_of_the_list(get):
    first = get("/imports").json["rows"][0]
    assert get(f"/imports/{first['id']}").json["load"] == first


def test_rejects_of_one_load(get):
    whole = get("/rejects", limit=1000).json["rows"]
    loads = [one["id"] for one in get("/imports").json["rows"] if one["rejected"]]
    parts = [row for load in loads for row in get("/rejects", load=load).json["rows"]]
    assert sorted(map(repr, parts)) == sorted(map(repr, whole))


def test_plans_are_the_declared_ones_and_which_hold(served, get):
    rows = {one["code"]: one for one in get("/plans").json["rows"]}
    assert rows["demo"]["in_force"] is True
    assert rows["demo"]["targets"] > 0


def test_targets_are_judged_as_the_command_judges_them(district, get):
    """The sample's plan is handed to the API; for the command it is one of its config folder."""
    from onestop.settings import shipped_config
    from tests.fixtures.district import settings_of
    from tests.fixtures.worlds import Office

    office = Office(settings_of(district).database_url, district)
    config = str(shipped_config() / "demo")
    told = office.run(
        "targets", "--plan", "demo", "--unit", COMMUNE, "--format", "json",
        ONESTOP_CONFIG_DIR=config,
    )  # fmt: skip
    office.engine.dispose()
    answered = get("/targets", plan="demo", unit=COMMUNE)
    assert answered.json["plans"] == told.json["plans"], told.err
    assert get("/targets").json["plans"][0]["plan"] == "demo"


def test_units_and_procedures_are_the_catalogues(get):
    units = {one["name"]: one for one in get("/units").json["rows"]}
    assert units[COMMUNE]["code"] == "H97.12.02"
    assert units[COMMUNE]["parent"] == "H97.12"
    procedures = get("/procedures").json["rows"]
    assert all(one["code"] and one["area"] for one in procedures)


def test_definitions_name_every_code_of_an_answer(get):
    told = get("/definitions").json
    [row] = get("/indicators", period="2024").json["rows"]
    assert {one["code"] for one in told["measures"]} == set(row["measures"])
    assert {one["code"] for one in told["indicators"]} == set(row["indicators"])


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/indicators", {"period": "2024", "by": "unit"}),
        ("/measures", {"period": "2024", "by": "area"}),
        ("/backlog", {"by": "unit"}),
        ("/dossiers", {"period": "2024", "measure": "received", "limit": 20}),
        ("/units", {}),
        ("/procedures", {}),
        ("/plans", {}),
        ("/imports", {}),
        ("/rejects", {}),
        ("/findings", {"limit": 50}),
        ("/reports", {}),
    ],
)
def test_csv_has_the_rows_of_the_json(get, path, query):
    told = get(path, **query).json
    by_header = get(path, headers={"Accept": "text/csv"}, **query)
    by_name = get(path, format="csv", **query)
    assert by_header.data == by_name.data
    assert by_name.content_type == "text/csv; charset=utf-8"
    lines = list(csv.reader(io.StringIO(by_name.data.decode("utf-8-sig"))))
    assert len(lines) == 1 + len(told["rows"])
    assert {len(line) for line in lines} == {len(lines[0])}


def test_a_page_of_csv_says_where_the_next_is(get):
    told = get("/dossiers", period="2024", limit=5)
    as_csv = get("/dossiers", period="2024", limit=5, format="csv")
    assert told.json["next"] in told.headers["Link"]
    assert f"cursor={told.json['next']}" in as_csv.headers["Link"]
    assert 'rel="next"' in as_csv.headers["Link"]


def test_text_that_looks_like_a_formula_stays_text_in_csv(own, own_client):
    from sqlalchemy import insert

    from onestop.installation import NAME
    from onestop.storage.engine import writing
    from onestop.storage.tables import reject

    evil = {"sheet": "S", "row": 1, "column": "C", "value": "=1+1", "reason": "thử"}
    with writing(own.extensions[NAME].engine) as connection:
        connection.execute(insert(reject).values(snapshot_id=1, **evil))
    text = own_client.get("/api/v1/rejects?format=csv").data.decode("utf-8-sig")
    assert "'=1+1" in text
    assert not [cell for line in csv.reader(io.StringIO(text)) for cell in line if cell[:1] == "="]
