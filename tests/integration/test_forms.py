"""Official forms, read again: sums in their cells, and the same figures as `indicators`."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from onestop.domain.errors import StoreError
from onestop.domain.indicators import signed_sum
from onestop.reports.columns import FORMS, II06A
from onestop.reports.form import values_of
from tests.fixtures import forms
from tests.fixtures.forms import load_district, load_units, read, report, written
from tests.fixtures.worlds import as_csv, done, row


GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden"
COUNTED_FROM_DOSSIERS = [code for code, form in FORMS.items() if form.counts != "feedback"]
WAYS = [(code, way) for code, form in FORMS.items() for way in form.ways]


@pytest.fixture
def district(office):
    load_district(office)
    return office


def measures(office, *args: str) -> dict[str, int]:
    answer = office.run("indicators", "--period", "2024", "--format", "json", *args)
    return answer.json["rows"][0]["measures"]


@pytest.mark.parametrize(("form", "way"), WAYS)
def test_every_sum_in_a_cell_is_what_its_formula_gives(district, form, way):
    sums = report(district, form, "--by", way).sums()
    assert len(sums) > 3
    assert [one for one in sums if one[1] != one[2]] == []


@pytest.mark.parametrize("way", ["area", "unit"])
def test_the_identities_of_ii06a_hold_in_every_line(district, way):
    for cells in report(district, "ii06a", "--by", way).body:
        c = dict(enumerate(cells, start=1))
        assert c[3] == c[4] + c[5] + c[6] == c[7] + c[11]
        assert c[7] == c[8] + c[9] + c[10]
        assert c[11] == c[12] + c[13]


@pytest.mark.parametrize("form", COUNTED_FROM_DOSSIERS)
@pytest.mark.parametrize("unit", ["", "UBND xã Một", "UBND xã Vắng"])
def test_a_total_is_the_indicators_of_the_same_question(district, form, unit):
    narrowed = ("--unit", unit) if unit else ()
    told = measures(district, *narrowed)
    told |= {"resolved_classed": told["resolved"]}
    total = report(district, form, *narrowed).total
    compared = 0
    for column, cell in zip(FORMS[form].columns, total, strict=True):
        plain = [term for term in column.terms if term.removeprefix("-") in told]
        if column.terms and len(plain) == len(column.terms):
            compared += 1
            assert cell == signed_sum(told, column.terms), column.key
    assert compared >= 3


def test_rows_are_the_indicators_of_each_unit(district):
    asked = district.run("indicators", "--period", "2024", "--by", "unit", "--format", "json")
    rows = report(district, "ii06a", "--by", "unit").rows
    for one in asked.json["rows"]:
        group = "Cấp huyện" if one["label"] == "Phòng Thử" else "Cấp xã"
        told = one["measures"]
        figures = rows[f"{group}/{one['label']}"]
        assert figures[0] == told["opening"] + told["received"]
        assert figures[4] == told["resolved"]
        assert figures[8] == told["open"]


def test_areas_of_each_level_stand_in_groups_with_their_sums(district):
    table = report(district, "ii06a")
    assert [cells[:2] for cells in table.groups] == [("I", "Cấp huyện"), ("II", "Cấp xã")]
    assert list(table.rows)[:3] == [
        "Cấp huyện/Chứng thực",
        "Cấp huyện/Đất đai",
        "Cấp huyện/Hộ tịch",
    ]
    for place, total in enumerate(table.total):
        assert total == sum(cells[2 + place] for cells in table.groups)
        assert total == sum(figures[place] for figures in table.rows.values())


def test_one_level_alone_needs_no_groups(district):
    table = report(district, "ii06a", "--by", "unit", "--unit", "UBND xã Một")
    assert table.groups == []
    assert list(table.rows) == ["UBND xã Một"]


def test_a_department_of_the_province_stands_before_the_districts(office, tmp_path):
    load_units(
        office,
        "code,name,level,parent",
        "T,UBND tỉnh Thử,province,",
        "T.1,Sở Thử,department,T",
        "T.2,UBND huyện Thử,district,T",
        "T.2.1,Xã Thử,commune,T.2",
    )
    rows = [done("A1", unit="Sở Thử"), done("A2", unit="Xã Thử"), done("A3", unit="Chi cục Lạ")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    table = report(office, "ii06a", "--by", "unit")
    assert [cells[:3] for cells in table.groups] == [
        ("I", "Sở, ban, ngành", 1),
        ("II", "Cấp xã", 1),
        ("III", "Chưa rõ cấp", 1),
    ]


def test_a_unit_without_data_gets_the_form_with_zeros_and_a_note(district):
    table = report(district, "ii06a", "--unit", "UBND xã Vắng")
    assert table.body == [("", "Tổng cộng", *[0] * 11)]
    assert "Chưa có số liệu nào trong kỳ này" in table.text
    by_unit = report(district, "ii06a", "--by", "unit", "--unit", "UBND xã Vắng")
    assert by_unit.rows == {"UBND xã Vắng": (0,) * 11}


@pytest.mark.parametrize("form", list(FORMS))
def test_an_empty_store_gives_zeros(office, form):
    table = report(office, form)
    assert set(table.total) <= {0, None, "–"}
    assert "Chưa có số liệu nào trong kỳ này" in table.text


def test_a_period_that_is_not_over_says_so(district):
    table = report(district, "ii06a")
    assert "Số liệu tạm tính: kỳ báo cáo kéo dài đến hết ngày 14/12/2024" in table.text
    assert "Số liệu tạm tính, đến hết ngày 30/6/2024" in table.text
    over = report(district, "ii06a", "--period", "2024-Q1").text
    assert "tạm tính" not in over
    assert "Số liệu đến hết ngày 14/3/2024" in over


def test_units_that_lag_are_named_with_how_far_their_data_goes(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [done("A1", unit="Xã Chậm")]), "--as-of", "2024-03-31")
    office.load(as_csv(tmp_path / "b.csv", [done("B1", unit="Xã Mới")]), "--as-of", forms.AS_OF)
    text = report(office, "ii06a").text
    assert "Chưa có số liệu mới: Xã Chậm (hết ngày 31/3/2024)" in text
    assert "Xã Mới (" not in text


def test_an_office_may_have_its_own_words_for_a_form(office, tmp_path):
    own = tmp_path / "own" / "forms"
    own.mkdir(parents=True)
    (own / "ii06a.toml").write_text(
        'title = "BẢNG & <RIÊNG>"\ncounted_in = "Hồ sơ"\nreceiver = "=Sở Thử"\n', encoding="utf-8"
    )
    text = report(office, "ii06a", ONESTOP_CONFIG_DIR=str(own.parent)).text
    assert "BẢNG & <RIÊNG>" in text
    assert "Đơn vị nhận báo cáo: =Sở Thử" in text
    (own / "ii06a.toml").write_text('titel = "x"\n', encoding="utf-8")
    refused = office.run(
        *("report", "ii06a", "--period", "2024", "--out", str(tmp_path / "x.xlsx")),
        ONESTOP_CONFIG_DIR=str(own.parent),
    )
    assert refused.code == 2
    assert "gần nhất: title" in refused.err


def test_the_head_names_form_title_period_sender_and_receiver(district):
    text = report(district, "ii06a", "--unit", "K.01", "--period", "2024-Q1").text
    for told in (
        "Biểu số II.06a/VPCP/KSTT",
        "Ban hành theo Thông tư số 01/2020/TT-VPCP ngày 21/10/2020",
        "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT TTHC TẠI CƠ QUAN, ĐƠN VỊ TRỰC TIẾP GIẢI QUYẾT TTHC",
        "Kỳ báo cáo: Quý I năm 2024",
        "(Từ ngày 15/12/2023 đến ngày 14/3/2024)",
        "Đơn vị báo cáo: UBND xã Một",
        "Đơn vị nhận báo cáo: UBND huyện Thử",
        "Đơn vị tính: Số hồ sơ TTHC",
        "hồ sơ dừng xử lý: coi là tạm dừng",
    ):
        assert told in text


def test_columns_are_headed_and_numbered_as_the_form_wants(district):
    table = report(district, "ii06a", "--by", "unit")
    numbers = table.values[table.top - 2]
    assert numbers == tuple(f"({n})" for n in range(1, 14))
    formulas = [cell for cell in table.values[table.top - 1] if cell]
    assert formulas == ["(3) = (4)+(5)+(6)", "(7) = (8)+(9)+(10)", "(11) = (12)+(13)"]
    heads = table.values[table.top - 5 : table.top - 2]
    assert heads[0][:3] == ("STT", "Đơn vị giải quyết", "Tiếp nhận")
    assert (heads[0][6], heads[0][10]) == ("Đã giải quyết", "Đang giải quyết")
    assert heads[1][2:4] == ("Tổng số", "Trong kỳ")
    assert heads[2][3:5] == ("Trực tuyến", "Trực tiếp, dịch vụ bưu chính")
    assert "Biểu số II.06b/VPCP/KSTT" in table.text


def test_a_sheet_is_made_to_be_printed(district):
    book = openpyxl.load_workbook(written(district, "ii06a"))
    sheet = book.active
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    # one page wide is what a file need not say, 0 is as many pages long as it takes
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    first, last = (int(part.strip("$")) for part in sheet.print_title_rows.split(":"))
    assert sheet.cell(first, 1).value == "STT"
    assert sheet.cell(last, 3).value == "(3) = (4)+(5)+(6)"
    assert {cell.font.name for cells in sheet.iter_rows() for cell in cells if cell.value} == {
        "Times New Roman"
    }
    joined = {str(one) for one in sheet.merged_cells.ranges}
    assert f"A{first}:A{first + 2}" in joined
    assert f"C{first}:F{first}" in joined
    figures = [cell for cells in sheet.iter_rows(min_row=last + 1) for cell in cells]
    assert {
        cell.number_format for cell in figures if cell.data_type in ("n", "f") and cell.value
    } == {"#,##0"}


HOSTILE = ('=HYPERLINK("x") & <b>Tên</b>', "+84 'xã' 🌾 _x0041_", "@SUM(A1) \u200b{0}")


def test_names_come_out_as_typed_and_are_never_formulas(office, tmp_path):
    rows = [
        done("=1+1", unit=HOSTILE[0], area=HOSTILE[1], procedure=HOSTILE[2]),
        row("A2", unit=HOSTILE[0], area=HOSTILE[1], procedure=HOSTILE[2]),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    names = {table: office.rows(f"SELECT name FROM {table}")[0][0] for table in ("unit", "area")}
    for form, args in (("ii06a", ()), ("ii06a", ("--by", "unit")), ("register", ()), ("late", ())):
        book = openpyxl.load_workbook(written(office, form, *args))
        cells = [cell for sheet in book for cells in sheet.iter_rows() for cell in cells]
        texts = {cell.value for cell in cells if cell.data_type in ("s", "inlineStr")}
        kind = "unit" if form != "ii06a" or args else "area"
        assert names[kind] in texts
        ours = [cell.value for cell in cells if cell.data_type == "f"]
        assert not any("HYPERLINK" in value or "1+1" in value for value in ours)
    assert HOSTILE[0] in names.values()


def test_a_line_break_in_a_name_stays_in_its_cell(office, tmp_path):
    office.load(as_csv(tmp_path / "a.csv", [done("A1")]), "--as-of", forms.AS_OF)
    office.rows("UPDATE unit SET name = 'Xã\nAn <Thử> & =1'")
    assert "Xã\nAn <Thử> & =1" in report(office, "ii06a", "--by", "unit").rows


def test_the_official_year_begins_on_the_fifteenth_of_december(office, tmp_path):
    rows = [
        done("A1", received="14/12/2023", finished="14/12/2023", due="20/12/2023"),
        done("A2", received="14/12/2023", finished="15/12/2023", due="15/12/2023"),
        done("A3", received="15/12/2023", finished="02/01/2024", due="29/12/2023"),
        row("A4", received="31/12/2023", due="02/01/2024"),
    ]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    assert report(office, "ii06a", "--period", "2023").total == (2, 0, 2, 0, 1, 1, 0, 0, 1, 1, 0)
    assert report(office, "ii06a", "--period", "2024").total == (3, 0, 2, 1, 2, 0, 1, 1, 1, 0, 1)
    calendar = report(office, "ii06a", "--period", "2024", "--cutoff", "calendar").total
    assert calendar == (2, 0, 0, 2, 1, 0, 0, 1, 1, 0, 1)


def test_merged_units_are_summed_into_the_one_that_took_over(office, tmp_path):
    load_units(
        office,
        "code,name,level,parent,valid_from,valid_to,successors",
        "T,UBND tỉnh Thử,province,,,,",
        "T.1,Xã Một,commune,T,,2025-06-30,T.9",
        "T.2,Xã Hai,commune,T,,2025-06-30,T.9",
        "T.9,Xã Mới,commune,T,2025-07-01,,",
    )
    rows = [done("A1", unit="Xã Một"), done("A2", unit="Xã Hai"), row("A3", unit="Xã Hai")]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", forms.AS_OF)
    then = report(office, "ii06a", "--by", "unit")
    assert {name: cells[0] for name, cells in then.rows.items()} == {"Xã Một": 1, "Xã Hai": 2}
    now = report(office, "ii06a", "--by", "unit", "--units", "now")
    assert {name: cells[0] for name, cells in now.rows.items()} == {"Xã Mới": 3}
    assert now.total == then.total
    asked = report(office, "ii06a", "--by", "unit", "--units", "now", "--unit", "Xã Mới")
    assert asked.total == then.total


@pytest.mark.parametrize(
    ("policy", "note"),
    [
        ('withdrawn = "separate"', "hồ sơ công dân xin rút để riêng"),
        ('no_due_date = "exclude"', "hồ sơ không có hạn trả không xếp loại"),
        ('paused_overdue = "overdue"', "cột (13) nếu đã quá hạn"),
        ('interlinked = "once"', "hồ sơ liên thông: tính một lần"),
        ('precision = "instant"', "so theo giờ hẹn"),
    ],
)
def test_a_form_holds_under_every_policy_and_says_which(district, tmp_path, policy, note):
    own = tmp_path / "own"
    own.mkdir()
    (own / "policy.toml").write_text(policy + "\n", encoding="utf-8")
    for form in COUNTED_FROM_DOSSIERS:
        table = report(district, form, "--by", "unit", ONESTOP_CONFIG_DIR=str(own))
        assert [one for one in table.sums() if one[1] != one[2]] == []
    assert note in report(district, "ii06a", ONESTOP_CONFIG_DIR=str(own)).text


def test_waiting_dossiers_past_their_due_date_stand_apart_in_the_progress_table(district):
    table = report(district, "766-progress")
    place = [column.key for column in FORMS["766-progress"].columns].index
    total = table.total
    told = measures(district)
    assert total[place("active")] + total[place("paused")] == told["open"]
    assert total[place("paused")] == told["open_paused"]
    assert total[place("active_overdue")] == told["open_overdue"]
    assert 0 < total[place("paused_overdue")] <= told["open_paused"]


def test_figures_that_contradict_each_other_are_never_written():
    told = dict.fromkeys(["opening", "received", "received_direct", "received_postal"], 0)
    told |= {"received": 3, "received_direct": 2, "open": 3}
    with pytest.raises(StoreError, match=r"“Hộ tịch”: cột \(3\) là 3 nhưng .*onestop verify"):
        values_of(II06A, told, "Hộ tịch")
    told["received_direct"] = 3
    assert values_of(II06A, told, "Hộ tịch")["in"] == 3
    told["open"] = 2
    with pytest.raises(StoreError, match=r"\(7\)\+\(11\) là 2"):
        values_of(II06A, told, "Hộ tịch")


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("ii06",), "Gần nhất: ii06a"),
        (("register", "--by", "unit"), "không lập được theo “unit”"),
        (("ii06a", "--unit", "Xã Không Có"), "Không có cơ quan"),
        (("ii06a", "--period", "2024-Q5"), "Không hiểu kỳ báo cáo"),
        (("score-766", "--period", "2021"), "chỉ áp dụng từ 23/06/2022"),
    ],
)
def test_a_question_that_makes_no_sense_is_answered_in_words(office, args, told):
    period = () if "--period" in args else ("--period", "2024")
    out = office.folder / "x.xlsx"
    answer = office.run("report", *args, *period, "--out", str(out))
    assert answer.code == 2
    assert told in answer.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "told"), [("x.xls", "phải kết thúc bằng .xlsx"), ("no/x.xlsx", "Không có thư mục")]
)
def test_a_place_where_no_workbook_can_stand_is_refused(office, name, told):
    answer = office.run("report", "ii06a", "--period", "2024", "--out", str(office.folder / name))
    assert (answer.code, told in answer.err) == (2, True)


def test_a_report_that_fails_leaves_the_older_file_as_it_was(district, monkeypatch):
    path = written(district, "ii06a")
    before = path.read_bytes()
    district.rows("UPDATE ledger SET received_online = received_online + 1")
    answer = district.run("report", "ii06a", "--period", "2024", "--out", str(path))
    assert answer.code == 1
    assert "onestop verify" in answer.err
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.glob(".*xlsx")] == []


@pytest.mark.parametrize("form", [*FORMS, "score-766"])
def test_a_form_says_what_it_said(sqlite_office, form):
    """Content, cell by cell; a change of the golden file is a change of the form."""
    load_district(sqlite_office)
    told = [
        [round(cell, 6) if isinstance(cell, float) else cell for cell in cells]
        for cells in read(written(sqlite_office, form)).values
    ]
    golden = json.loads((GOLDEN / f"{form}.json").read_text(encoding="utf-8"))
    assert told == golden


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("form", ["ii06a", "late"])
def test_an_office_suite_prints_a_form(sqlite_office, tmp_path, form):
    load_district(sqlite_office)
    path = written(sqlite_office, form)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    ran = subprocess.run(
        [
            shutil.which("soffice"),
            profile,
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            str(path),
        ],
        capture_output=True,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    assert (tmp_path / f"{form}.pdf").read_bytes().startswith(b"%PDF")
