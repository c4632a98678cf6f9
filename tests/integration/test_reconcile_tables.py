"""Tables of totals read and matched: titles, names, levels, forms of ours; and what is refused."""

from __future__ import annotations

import openpyxl
import pytest

from tests.fixtures import told_tables as tables
from tests.fixtures.forms import load_district, written
from tests.fixtures.told_tables import FIGURES, counted, name, plus, reconcile


@pytest.fixture
def few(office):
    """Some units, for what is the same of each."""
    tables.load(office, range(4))
    return office


def test_a_form_of_ours_read_back_agrees_in_every_cell(office):
    load_district(office)
    asked = [("ii06a", "area", "2024"), ("ii06a", "unit", "2024"), ("ii06a", "unit", "2024-Q2"),
             ("07a", "unit", "2024-Q2"), ("07a", "area", "2024"), ("766-progress", "unit", "2024"),
             ("766-progress", "area", "2024-Q2")]  # fmt: skip
    for form, way, period in asked:
        path = written(office, form, "--by", way, "--period", period)
        told = reconcile(office, str(path))
        assert told["cells"] == told["matched"] > 30, form
        assert (told["faults"], told["unmatched"]) == ([], [])
        assert bool(told["notes"]) == (period == "2024")  # which is not over yet
        assert (told["layout"], told["table"]["by"]) == (form, way)


def test_a_form_read_back_under_its_own_policy_agrees(few):
    for policy in ({"withdrawn": "separate"}, {"no_due_date": "exclude"}):
        own = {"ONESTOP_CONFIG_DIR": str(tables.policy_folder(few, policy))}
        path = written(few, "ii06a", "--by", "unit", "--period", "2024-Q1", **own)
        answer = few.run("reconcile", str(path), "--format", "json", **own)
        told = answer.json
        assert (told["cells"], told["faults"]) == (told["matched"], [])


def test_the_title_tells_period_and_unit_and_a_contradiction_is_said(few):
    one = {name(2): counted(few)[name(2)]}
    title = f"Đơn vị báo cáo: {name(2)} {tables.TITLE}"
    path = tables.write(few.folder / "t.xlsx", one, title=title)
    told = reconcile(few, path)
    assert told["matched"] == told["cells"] == 2 * len(FIGURES)
    assert told["period"]["code"] == "2024-Q1"
    assert name(2) in told["notes"][0]
    told = reconcile(few, path, "--period", "2024-Q2")
    assert "15/12/2023–14/3/2024" in told["notes"][0]
    assert [one["changes"] for one in told["overall"]] == [{"period": "2023-12-15..2024-03-14"}]


def test_a_table_without_a_period_asks_for_one(few):
    path = tables.write(few.folder / "t.xlsx", counted(few), title="BÁO CÁO")
    answer = few.run("reconcile", path)
    assert (answer.code, "--period" in answer.err) == (2, True)


def test_names_told_otherwise_and_aliases_are_understood(few):
    rows = counted(few)
    rows["Xã thử 02"] = rows.pop(name(2))  # without UBND, in small letters
    rows["Một cửa số 3"] = rows.pop(name(3))
    path = tables.write(few.folder / "t.xlsx", rows)
    told = reconcile(few, path)
    assert [one["name"] for one in told["unmatched"]] == ["Một cửa số 3"]
    assert few.run("catalogue", "alias", "units", "Một cửa số 3", "T.03").code == 0
    told = reconcile(few, path)
    assert (told["matched"], told["unmatched"]) == (told["cells"], [])


def test_a_line_of_a_unit_counts_those_below_it_that_have_no_line(few):
    rows = counted(few)
    path = tables.write(few.folder / "t.xlsx", {"UBND huyện Thử": plus(*rows.values())})
    told = reconcile(few, path)
    assert told["matched"] == told["cells"] == 2 * len(FIGURES)


EPAR_HEADS = (
    ("Lĩnh vực", ""), ("Tiếp nhận", ""), ("Đang giải quyết", "Chưa đến hạn"), ("", "Quá hạn"),
    ("Đã giải quyết", "Chờ trả"), ("", "Sớm hạn"), ("", "Đúng hạn"), ("", "Quá hạn"),
    ("Tạm Dừng", "Bổ sung HS"), ("", "Thực hiện NVTC"), ("Hủy hồ sơ", "Từ chối"),
    ("", "Công dân rút"),
)  # fmt: skip


def test_an_epar_table_of_areas_agrees_with_what_we_count(office, tmp_path):
    load_district(office)
    asked = ("indicators", "--period", "2024-Q2", "--by", "area", "--format", "json")
    rows = []
    for one in office.run(*asked).json["rows"]:
        m = one["measures"]
        in_time = m["open"] - m["open_paused"] - m["open_overdue"]
        rows.append(
            [one["label"], m["received"], in_time, m["open_overdue"], "", m["resolved_early"],
             m["resolved_on_time"], m["resolved_late"], m["open_paused"], 0, "", m["withdrawn"]]
        )  # fmt: skip
    heads = [[head[level] for head in EPAR_HEADS] for level in range(2)]
    cells = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in (*heads, *rows)
    )
    path = tmp_path / "epar.xls"
    path.write_text(f"<html><table>{cells}</table></html>", encoding="utf-8")
    told = reconcile(office, str(path), "--period", "2024-Q2")
    assert told["layout"] == "epar-1"
    assert told["matched"] == told["cells"] == 8 * len(rows)


def test_an_area_is_compared_within_the_level_it_stands_under(office, tmp_path):
    load_district(office)
    path = written(office, "ii06a", "--period", "2024-Q2")
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = book.active
    rows = {}
    group = ""
    for cells in sheet.iter_rows(min_row=10):
        group = cells[1].value if cells[0].value in ("I", "II") else group
        rows.setdefault((group, cells[1].value), cells)
    for at in (2, 3):
        rows["Cấp xã", "Đất đai"][at].value += 1
    rows["Cấp huyện", "Hộ tịch"][1].value = "Hộ tịnh"
    book.save(tmp_path / "edited.xlsx")
    told = reconcile(office, str(tmp_path / "edited.xlsx"))
    wrong = [
        (line["group"], line["label"], code, cell["theirs"] - cell["ours"])
        for line in told["lines"]
        for code, cell in line["figures"].items()
        if line["row"] and cell["theirs"] != cell["ours"]
    ]
    assert wrong == [("Cấp xã", "Đất đai", "in", 1), ("Cấp xã", "Đất đai", "online", 1)]
    assert [(one["name"], one["nearest"]) for one in told["unmatched"]] == [
        ("Hộ tịnh", ["Hộ tịch"])
    ]
    lacking = [(one["group"], one["label"]) for one in told["lines"] if one["row"] is None]
    assert lacking == [("Cấp huyện", "Hộ tịch")]


def test_a_file_of_ours_is_never_written_over_the_table(few):
    path = tables.write(few.folder / "t.xlsx", counted(few))
    answer = few.run("reconcile", path, "--xlsx", path)
    assert (answer.code, "--xlsx" in answer.err) == (2, True)
    assert reconcile(few, path)["cells"]


def test_a_period_that_is_not_over_is_said(few):
    rows = counted(few, "--period", "2024-Q3")
    path = tables.write(few.folder / "t.xlsx", rows, title="Từ ngày 15/6/2024 đến ngày 14/9/2024")
    told = reconcile(few, path)
    assert told["matched"] == told["cells"]
    assert "30/06/2024" in told["notes"][0]


def test_what_is_no_table_of_totals_is_refused_with_its_headings(few, tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("Mã hồ sơ,Ngày tiếp nhận,Trạng thái\nA,1/1/2024,x\n", encoding="utf-8")
    answer = few.run("reconcile", str(path), "--period", "2024")
    assert (answer.code, "onestop import" in answer.err) == (4, True)
    path.write_text("Cơ quan,Cột lạ,Cột khác\nA,1,2\n", encoding="utf-8")
    answer = few.run("reconcile", str(path), "--period", "2024")
    assert answer.code == 4
    assert "Cột lạ" in answer.err
    assert "config/aggregates" in answer.err


def test_a_table_of_totals_is_still_refused_as_dossiers(few):
    path = tables.write(few.folder / "t.xlsx", counted(few))
    answer = few.run("import", path)
    assert (answer.code, "bảng tổng hợp" in answer.err) == (4, True)
