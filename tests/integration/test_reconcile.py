"""Somebody else's table beside our figures: every difference found, told by its true cause."""

from __future__ import annotations

import openpyxl
import pytest

from tests.fixtures import told_tables as tables
from tests.fixtures.told_tables import counted, name, plus, reconcile
from tests.fixtures.worlds import HEADS, as_csv, done


UNITS = range(20)


FEW = range(4)


@pytest.fixture
def district(office):
    """Every unit of the world: each may differ for a reason of its own."""
    tables.load(office, UNITS)
    return office


@pytest.fixture
def few(office):
    """Some units, for what is the same of each."""
    tables.load(office, FEW)
    return office


def causes(told: dict) -> dict[str, list[dict]]:
    """The causes of each line that differs, as short as they can be told."""
    found = {}
    for line in told["lines"]:
        cells = line["figures"].values()
        if line["kind"] == "row" and any((c["theirs"] or 0) != c["ours"] for c in cells):
            found[line["label"]] = [
                one["changes"] or {one["kind"]: one["label"] or one["figures"]}
                for one in line["causes"]
                if one["whole"]
            ]
    return found


WHOLE = (
    {"precision": "instant"},
    {"withdrawn": "separate"},
    {"no_due_date": "exclude"},
    {"withdrawn": "separate", "paused_overdue": "overdue"},
)


def test_a_table_counted_under_another_policy_is_told_by_it(few):
    for policy in WHOLE:
        rows = counted(few, **policy)
        told = reconcile(few, tables.write(few.folder / "t.xlsx", rows))
        assert [one["changes"] for one in told["overall"]] == [policy]
        assert told["overall"][0]["lines"] == len(FEW)
        assert told["overall"][0]["cells"] == told["cells"] > told["matched"]
        assert causes(told) == {name(number): [policy] for number in FEW}
        assert told["faults"] == []  # sums that the policy leaves open are no mistakes of theirs


def test_a_table_of_other_days_is_told_by_its_days(few):
    for asked, wanted in (
        (("--period", "2024-Q1", "--cutoff", "calendar"), "2024-01-01..2024-03-31"),
        (("--from", "2023-12-15", "--to", "2024-03-13"), "2023-12-15..2024-03-13"),
        (("--from", "2024-01-15", "--to", "2024-04-14"), "2024-01-15..2024-04-14"),
    ):
        told = reconcile(few, tables.write(few.folder / "t.xlsx", counted(few, *asked)))
        assert [one["changes"] for one in told["overall"]] == [{"period": wanted}]
        assert causes(told) == {name(number): [{"period": wanted}] for number in FEW}


def planted(office) -> tuple[dict, dict]:
    """A table in which every unit differs for a reason of its own, and those reasons."""
    usual = counted(office)
    instant, separate = counted(office, precision="instant"), counted(office, withdrawn="separate")
    closed, overdue = counted(office, stopped="closed"), counted(office, paused_overdue="overdue")
    exclude = counted(office, no_due_date="exclude")
    both = counted(office, withdrawn="separate", paused_overdue="overdue")
    calendar = counted(office, "--period", "2024-Q1", "--cutoff", "calendar")
    without_last = counted(office, "--from", "2023-12-15", "--to", "2024-03-13")
    later = counted(office, "--from", "2023-12-15", "--to", "2024-06-30")
    desk = [counted(office, "--channel", channel) for channel in ("direct", "online")]
    states = ("open", "open_in_time", "open_overdue")
    rows = {
        name(0): usual[name(0)],
        name(1): instant[name(1)],
        name(2): separate[name(2)],
        name(3): closed[name(3)],
        name(4): overdue[name(4)],
        name(5): exclude[name(5)],
        name(6): calendar[name(6)],
        name(7): without_last[name(7)],
        name(8): usual[name(8)] | {code: later[name(8)][code] for code in states},
        name(9): plus(desk[0][name(9)], desk[1][name(9)]),
        name(10): usual[name(10)] | {"late": usual[name(10)]["late"] + 5},
        name(11): usual[name(12)],
        name(12): usual[name(11)],
        name(13): plus(usual[name(13)], usual[name(14)]),
        name(16): _less(usual[name(16)], 2, ("in", "online", "resolved", "early")),
        name(17): both[name(17)],
        name(18): _less(usual[name(18)], -1, ("in", "at_the_desk", "open", "open_in_time")),
        name(19): usual[name(19)],
    }
    wanted = {
        name(1): [{"precision": "instant"}],
        name(2): [{"withdrawn": "separate"}],
        name(3): [{"stopped": "closed"}],
        name(4): [{"paused_overdue": "overdue"}],
        name(5): [{"no_due_date": "exclude"}],
        name(6): [{"period": "2024-01-01..2024-03-31"}],
        name(7): [{"period": "2023-12-15..2024-03-13"}],
        name(8): [{"states_at": "1719791999"}],
        name(9): [{"channels": "1,2"}],
        name(10): [{"typed": ["late"]}],
        name(11): [{"swapped": name(12)}],
        name(12): [{"swapped": name(11)}],
        name(13): [{"with": name(14)}],
        name(14): [],
        name(15): [],
        name(16): [{"without": "national-portal"}],
        name(17): [{"withdrawn": "separate", "paused_overdue": "overdue"}],
        name(18): [],
    }
    return rows, wanted


def _less(row: dict, count: int, codes: tuple[str, ...]) -> dict:
    return row | {code: row[code] - count for code in codes}


def test_each_planted_difference_is_found_and_told_by_its_own_cause_only(district):
    tables.load_portal(district, 16, 2)
    rows, wanted = planted(district)
    rows["UBND xã Thửu 19"] = rows.pop(name(19))  # a slip in a name
    path = tables.write(district.folder / "t.xlsx", rows)
    told = reconcile(district, path)
    found = causes(told)
    assert found.pop(name(19), None) == []  # our unit without a line of theirs
    assert found == wanted
    assert [one["name"] for one in told["unmatched"]] == ["UBND xã Thửu 19"]
    assert name(19) in told["unmatched"][0]["nearest"]
    assert told["overall"] == []  # no one way explains a table of many


def some_planted(office) -> dict:
    """A unit that nothing explains, and three with a cause each."""
    usual = counted(office)
    return {
        name(0): _less(usual[name(0)], -1, ("in", "at_the_desk", "open", "open_in_time")),
        name(1): counted(office, precision="instant")[name(1)],
        name(2): counted(office, withdrawn="separate")[name(2)],
        name(3): counted(office, "--from", "2023-12-15", "--to", "2024-03-13")[name(3)],
    }


def test_what_lies_behind_a_cause_is_told_by_its_dossiers(few):
    told = reconcile(few, tables.write(few.folder / "t.xlsx", some_planted(few)))
    lists = {one["line"]: one for one in told["dossiers"] if one["is_cause"]}
    moved = lists[name(2)]
    assert [one["code"] for one in moved["dossiers"]] == [f"T02.04.0{n}" for n in range(4)]
    assert moved["dossiers"][0]["ours"] == ["resolved", "early"]
    instant = lists[name(1)]["dossiers"]
    assert [one["code"] for one in instant] == [f"T01.02.0{n}" for n in range(3)]
    assert (instant[0]["ours"], instant[0]["theirs"]) == (["on_time"], ["late"])
    last_day = lists[name(3)]
    assert {one["code"][:6] for one in last_day["dossiers"]} == {"T03.09"}
    assert last_day["total"] == 3


def test_what_no_cause_explains_is_said_and_only_looked_at(few):
    path = tables.write(few.folder / "t.xlsx", some_planted(few))
    out = few.run("reconcile", path).out
    assert f"Chưa giải thích được: {name(0)}." in out
    assert f"{name(0)}, nên xem" in out
    assert f"{name(1)}: với precision = instant (so theo giờ hẹn): khớp cả dòng" in out
    english = few.run("--lang", "en", "reconcile", path).out
    assert f"{name(1)}: with precision = instant: the whole line agrees" in english
    assert f"Not explained: {name(0)}." in english


def test_a_table_that_does_not_add_up_is_told_so_first(few):
    rows = counted(few)
    rows[name(3)] = rows[name(3)] | {"resolved": rows[name(3)]["resolved"] + 1}
    total = plus(*counted(few).values()) | {"open": 7}
    path = tables.write(few.folder / "t.xlsx", rows, total=total)
    told = reconcile(few, path)
    faults = {(one["kind"], one["name"], one["figure"]) for one in told["faults"]}
    assert faults == {
        ("across", name(3), "resolved"),
        ("across", name(3), "in"),
        ("down", "TỔNG CỘNG", "resolved"),
        ("across", "TỔNG CỘNG", "in"),
        ("across", "TỔNG CỘNG", "open"),
        ("down", "TỔNG CỘNG", "open"),
    }
    assert causes(told) == {name(3): [{"typed": ["resolved"]}]}
    out = few.run("reconcile", path).out
    assert out.index("Bảng tự mâu thuẫn") < out.index("Tính lại")


def test_a_refused_row_stands_beside_the_unit_that_has_more(office, tmp_path):
    tables.load(office, range(2))
    bad = {**next(tables.dossiers(1)), "code": "T01.99.00", "received": "31/02/2024"}
    loaded = office.load(as_csv(tmp_path / "bad.csv", [bad]), "--as-of", tables.AS_OF)
    assert loaded["totals"]["rejected"] == 1
    rows = counted(office)
    rows[name(1)] = _less(rows[name(1)], -1, ("in", "at_the_desk", "resolved", "early"))
    told = reconcile(office, tables.write(tmp_path / "t.xlsx", rows))
    assert [(one["line"], one["code"]) for one in told["rejected"]] == [(name(1), "T01.99.00")]


def test_a_table_by_receiving_unit_is_told_so(office, tmp_path):
    rows = [
        done(f"R.{number}", unit=name(number % 2), desk=name(number % 3 % 2))
        for number in range(24)
    ]
    heads = {**HEADS, "desk": "Cơ quan tiếp nhận"}
    office.load(as_csv(tmp_path / "r.csv", rows, heads), "--as-of", tables.AS_OF)
    asked = ("indicators", *tables.PERIOD, "--by", "receiving_unit", "--format", "json")
    received = {
        one["label"]: tables.row_of(one["measures"]) for one in office.run(*asked).json["rows"]
    }
    told = reconcile(office, tables.write(tmp_path / "t.xlsx", received))
    assert told["matched"] < told["cells"]
    assert [one["changes"] for one in told["overall"]] == [{"receiving": "True"}]


def test_a_workbook_holds_every_cell_and_every_text_stays_text(few, tmp_path):
    rows = some_planted(few)
    rows["=1+1"] = rows.pop(name(0))
    path = tables.write(tmp_path / "t.xlsx", rows)
    out = tmp_path / "out.xlsx"
    told = reconcile(few, path, "--xlsx", str(out))
    book = openpyxl.load_workbook(out)
    assert book.sheetnames == ["Chênh lệch", "Toàn bảng", "Vì sao", "Hồ sơ"]
    cells = [cell for sheet in book for cells in sheet.iter_rows() for cell in cells]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = {cell.value for cell in cells}
    assert "=1+1" in texts
    assert {one["code"] for found in told["dossiers"] for one in found["dossiers"]} <= texts
    shown = [cells for cells in book["Chênh lệch"].iter_rows(values_only=True) if cells[5]]
    differing = [
        (line["label"], code)
        for line in told["lines"]
        for code, cell in line["figures"].items()
        if line["kind"] == "row" and (cell["theirs"] or 0) != cell["ours"]
    ]
    assert len(shown) - 1 == len(differing)  # and the heading
