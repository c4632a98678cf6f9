"""Plans on the command line: promises judged, figures reported, tasks marked and registered."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import openpyxl
import pytest

from tests.fixtures.a_plan import CODE, TEXT, config_with_plan
from tests.fixtures.worlds import as_csv, done, lines


UNITS = (
    "code,name,level,parent",
    "H,Huyện Thử,district,",
    "H.1,Xã Một,commune,H",
    "H.2,Xã Hai,commune,H",
)
IN_TIME = {"received": "05/02/2024", "due": "20/02/2024", "finished": "10/02/2024"}
WHO = ("--who", "Trần Thử")
YEAR = ("--period", "2024")


@pytest.fixture
def ask(office, tmp_path):
    """The command line of an office that is judged by the made-up plan."""
    config = config_with_plan(tmp_path / "config")
    assert office.run("catalogue", "units", lines(tmp_path / "u.csv", *UNITS)).code == 0
    rows = [done(f"A{number}", unit="Xã Một", **IN_TIME) for number in range(4)]
    office.load(as_csv(tmp_path / "a.csv", rows), "--as-of", "2024-12-20")
    return lambda *told: office.run(*told, ONESTOP_CONFIG_DIR=config)


@pytest.fixture
def judged(ask):
    """The promises by code, as JSON tells them."""

    def asked(*more: str) -> dict[str, dict]:
        answer = ask("targets", *YEAR, "--format", "json", *more)
        assert answer.code == 0, answer.err
        (plan,) = answer.json["plans"]
        return {one["target"]: one for one in plan["rows"]}

    return asked


def ok(answer) -> str:
    assert answer.code == 0, answer.err
    return answer.out


def refused(answer) -> str:
    assert answer.code == 2, answer
    assert "Traceback" not in answer.err
    return answer.err


def test_plans_are_listed_and_those_in_force_marked(ask):
    rows = {one["code"]: one for one in ask("plans", "--format", "json").json["rows"]}
    assert rows[CODE]["in_force"]
    assert (rows[CODE]["targets"], rows[CODE]["tasks"]) == (10, 6)
    assert not rows["to-tung-2024"]["in_force"]
    assert "Thử 2024" in ok(ask("plans"))


def test_plans_check_names_every_mistake_and_fails(ask, tmp_path):
    assert "đúng (10 chỉ tiêu, 6 nhiệm vụ)" in ok(ask("plans", "check"))
    wrong = tmp_path / f"{CODE}.toml"
    wrong.write_text(TEXT.replace('"rising"', '"risin"'), encoding="utf-8")
    told = refused(ask("plans", "check", str(wrong)))
    assert told.count("gần nhất: rising") == 2
    assert "target index.comparator" in told
    assert "2 chỗ cần sửa" in told


def test_without_a_plan_in_force_one_is_asked_for(office):
    assert "--plan, một trong: minh-son-2022" in refused(office.run("targets", *YEAR))
    assert "Gần nhất: to-tung-2024" in refused(office.run("targets", "--plan", "totung-2024"))


def test_what_nobody_told_says_why_and_none_is_left_out(judged):
    found = judged()
    assert len(found) == 10
    assert found["on-time"]["actual"] == {"numerator": 4, "denominator": 4, "ratio": 1.0}
    reasons = {code: one["reason"]["code"] for code, one in found.items() if one["reason"]}
    assert reasons == {
        "files-online": "hand",
        "bulletins": "hand",
        "index": "hand",
        "connected": "hand",
        "surveys": "no_figures",
        "feedback": "feedback",
        "services": "catalogue",
        "whole-plan": "tasks",
        "reports": "tasks",
    }


def test_a_reported_figure_is_judged_with_who_and_when(ask, judged):
    ok(ask("report-value", "files-online", "98 %", *YEAR, *WHO, "--evidence", "BC 1"))
    one = judged()["files-online"]
    assert (one["outcome"], one["actual"]["ratio"]) == ("met", 0.98)
    assert (one["told"]["by"], one["told"]["evidence"]) == ("Trần Thử", "BC 1")
    assert one["told"]["at"]
    shown = ok(ask("targets", *YEAR))
    assert "98 %" in shown
    assert "Trần Thử" in shown


def test_told_parts_have_a_budget(ask, judged):
    ok(ask("report-value", "files-online", "440/500", *YEAR, *WHO))
    one = judged()["files-online"]
    assert (one["outcome"], one["budget_left"], one["still_needed"]) == ("near", -10, 100)


def test_what_should_rise_is_compared_with_what_was_told_last_year(ask, judged):
    ok(ask("report-value", "index", "85,5", *YEAR, *WHO))
    assert judged()["index"]["reason"]["code"] == "no_comparison"
    ok(ask("report-value", "index", "80", "--period", "2023", *WHO))
    assert judged()["index"]["outcome"] == "met"
    ok(ask("report-value", "index", "90", "--period", "2023", *WHO))
    assert judged()["index"]["outcome"] == "missed"


def test_a_survey_stands_in_where_nothing_is_rated(ask, judged):
    ok(ask("report-value", "surveys", "96,5 %", *YEAR, *WHO))
    assert judged()["surveys"]["outcome"] == "met"


def test_yes_and_no_are_figures_too(ask, judged):
    ok(ask("report-value", "connected", "chưa", *YEAR, *WHO))
    assert judged()["connected"]["outcome"] == "missed"
    ok(ask("report-value", "connected", "có", *YEAR, *WHO))
    assert judged()["connected"]["outcome"] == "met"


def test_a_unit_has_its_own_figure(ask, judged):
    ok(ask("report-value", "files-online", "80 %", *YEAR, "--unit", "H.1", *WHO))
    assert judged("--unit", "Xã Một")["files-online"]["outcome"] == "missed"
    assert judged("--unit", "H.2")["files-online"]["reason"]["code"] == "hand"
    assert judged()["files-online"]["reason"]["code"] == "hand"


def test_a_figure_is_taken_back_and_the_history_stays(ask, judged):
    ok(ask("report-value", "files-online", "98 %", *YEAR, *WHO))
    ok(ask("report-value", "files-online", "-", *YEAR, "--who", "Lê Thử"))
    assert judged()["files-online"]["reason"]["code"] == "hand"
    rows = ask("report-value", "--history", "--format", "json").json["rows"]
    assert [(one["value"], one["reported_by"], one["holds"]) for one in rows] == [
        ("0.98", "Trần Thử", False),
        (None, "Lê Thử", True),
    ]
    assert "Lê Thử" in ok(ask("report-value", "--history"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("file-online", "98 %", *YEAR, *WHO), "Gần nhất: files-online"),
        (("files-online", "98", *YEAR, *WHO), "98 %"),
        (("on-time", "98 %", *YEAR, *WHO), "không báo cáo tay"),
        (("whole-plan", "98 %", *YEAR, *WHO), "không báo cáo tay"),
        (("files-online", "98 %", *YEAR), "người báo cáo"),
        (("files-online", "98 %", *WHO), "--period"),
        (("files-online", "98 %", "--period", "2024-Q7", *WHO), "2024-Q7"),
        (("files-online", "98 %", *YEAR, "--unit", "H.9", *WHO), "Không có cơ quan"),
        (("files-online",), "giá trị"),
    ],
)
def test_what_cannot_be_reported_is_refused_in_a_sentence(ask, told, words):
    assert words in refused(ask("report-value", *told))
    assert ask("report-value", "--history", "--format", "json").json["rows"] == []


def test_many_come_from_a_csv_all_or_none(ask, judged, tmp_path):
    heads = "Chỉ tiêu;Giá trị;Đơn vị;Minh chứng"
    file = lines(tmp_path / "v.csv", heads, "bulletins;2;;BC 2", "index;=1+1;;", "papi;3;H.1;")
    told = refused(ask("report-value", "--csv", file, *YEAR, *WHO))
    assert "v.csv, dòng 3" in told
    assert "v.csv, dòng 4: Không có chỉ tiêu “papi”" in told
    assert judged()["bulletins"]["reason"]["code"] == "hand"
    file = lines(tmp_path / "v.csv", heads, "bulletins;2;;BC 2", ";;;", "files-online;0,9;H.1;")
    assert "2" in ok(ask("report-value", "--csv", file, *YEAR, *WHO))
    assert judged()["bulletins"]["outcome"] == "met"
    assert judged("--unit", "H.1")["files-online"]["outcome"] == "met"


def test_a_csv_without_its_columns_says_which(ask, tmp_path):
    file = lines(tmp_path / "v.csv", "target,giá")
    assert "không hiểu cột “giá”" in refused(ask("report-value", "--csv", file, *YEAR, *WHO))
    file = lines(tmp_path / "v.csv", "target", "bulletins")
    assert "target và value" in refused(ask("report-value", "--csv", file, *YEAR, *WHO))


def test_services_of_the_catalogue_count_now_and_wait_for_last_year(ask, judged, tmp_path):
    rows = [f"1.00000{n},Thủ tục {n},Hộ tịch,{n}" for n in (1, 2, 3, 4)]
    file = lines(tmp_path / "p.csv", "code,name,area,service_level", *rows)
    ok(ask("catalogue", "procedures", file))
    one = judged()["services"]
    assert (one["actual"]["numerator"], one["reason"]["code"]) == (2, "no_comparison")
    ok(ask("report-value", "services", "1", "--period", "2023", *WHO))
    assert judged()["services"]["outcome"] == "met"
    assert judged("--as-of", "2023-12-01")["services"]["reason"]["code"] == "catalogue"


def steps(ask, *more: str) -> dict[tuple, str]:
    answer = ask("tasks", "--format", "json", *more)
    assert answer.code == 0, answer.err
    return {
        (one["task"], one["product"], one["unit"], one["period"]): one["status"]
        for one in answer.json["rows"]
    }


def test_tasks_stand_as_their_rules_say(ask):
    """At 20/12/2024 23:59, the newest moment of the data."""
    found = steps(ask)
    assert found["1.1", 1, None, ""] == "late"
    assert found["1.1", 2, None, ""] == "due"
    assert found["2.1", 1, None, "2024-Q3"] == "late"
    assert found["2.1", 1, None, "2024-Q4"] == "due"
    assert found["3.1", 1, None, ""] == "continuous"
    assert found["4.1", 1, None, ""] == "waiting"
    assert found["7.1", 1, "H.1", ""] == found["7.1", 1, "H.2", ""] == "late"
    assert steps(ask, "--as-of", "2024-01-01")["2.1", 1, None, "2024-Q3"] == "not_due"


def test_reminders_list_what_is_late_or_due_within_some_days(ask):
    told = steps(ask, "--as-of", "2024-01-20", "--due-within", "15")
    assert told == {("1.1", 1, None, ""): "due"}
    assert "31/01/2024" in ok(ask("tasks", "--as-of", "2024-01-20", "--due-within", "15"))
    assert "15 ngày" in ok(ask("tasks", "--as-of", "2024-01-02", "--due-within", "15"))


def mark(ask, *told: str) -> str:
    return ok(ask("tasks", *told, *WHO))


def test_done_tasks_make_up_the_share_of_the_plan(ask, judged):
    """Passed by 14/12/2024: 1.1 once, 2.1 thrice, 7.1 of two units, 7.2 four times."""
    mark(ask, "done", "1.1", "--product", "1", "--on", "2024-01-15", "--evidence", "KH 1")
    for period, day in (("2024-Q1", "20/02/2024"), ("2024-Q2", "30/05/2024")):
        mark(ask, "done", "7.2", "--period", period, "--on", day, "--evidence", "BC")
    told = judged()
    assert told["whole-plan"]["actual"] == {"numerator": 2, "denominator": 10, "ratio": 0.2}
    assert told["reports"]["actual"] == {"numerator": 1, "denominator": 4, "ratio": 0.25}
    assert told["reports"]["outcome"] == "missed"
    completion = ask("tasks", "--format", "json").json["completion"]
    assert completion == {CODE: {"numerator": 2, "denominator": 10}}
    assert "hoàn thành 2/10" in ok(ask("tasks"))


def test_a_mark_is_taken_back(ask):
    told = ("7.2", "--period", "2024-Q1")
    mark(ask, "done", *told, "--on", "2024-02-20", "--evidence", "BC")
    assert steps(ask)["7.2", 1, None, "2024-Q1"] == "done"
    mark(ask, "undone", *told)
    assert steps(ask)["7.2", 1, None, "2024-Q1"] == "late"
    assert "chưa được đánh dấu" in refused(ask("tasks", "undone", *told, *WHO))


def test_an_event_makes_its_task_due_and_may_be_taken_away(ask):
    mark(ask, "event", "4.1", "--on", "2024-05-06")
    assert steps(ask)["4.1", 1, None, "2024-05-06"] == "due"
    mark(ask, "done", "4.1", "--on", "2024-06-01", "--evidence", "QĐ 9")
    assert steps(ask)["4.1", 1, None, "2024-05-06"] == "done"
    mark(ask, "event", "4.1", "--on", "2024-05-06", "--undo")
    assert steps(ask)["4.1", 1, None, ""] == "waiting"
    gone = ask("tasks", "event", "4.1", "--on", "2024-05-06", "--undo", *WHO)
    assert "không có sự kiện" in refused(gone)
    assert "Chờ sự kiện: 4.1" in refused(ask("tasks", "event", "2.1", *WHO))


def test_a_unit_marks_what_each_unit_owes(ask):
    told = ("done", "7.1", "--on", "2024-02-01", "--evidence", "KH")
    assert "--unit" in refused(ask("tasks", *told, *WHO))
    mark(ask, *told, "--unit", "H.1")
    found = steps(ask)
    assert (found["7.1", 1, "H.1", ""], found["7.1", 1, "H.2", ""]) == ("done", "late")
    assert list(steps(ask, "--unit", "H.1")) == [("7.1", 1, "H.1", "")]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (("9.9", "--evidence", "x"), "Không có nhiệm vụ"),
        (("2.1", "--evidence", "x"), "--period"),
        (("2.1", "--period", "2024-Q1", "--on", "2999-01-01", "--evidence", "x"), "chưa tới"),
        (("2.1", "--period", "2024-Q1", "--on", "31/02/2024", "--evidence", "x"), "31/02/2024"),
        (("2.1", "--period", "2024-Q1"), "--evidence"),
    ],
)
def test_what_cannot_be_marked_is_refused_in_a_sentence(ask, told, words):
    assert words in refused(ask("tasks", "done", *told, *WHO))


def test_tasks_need_no_dossiers(office, tmp_path):
    config = config_with_plan(tmp_path / "config")
    answer = office.run("tasks", "--format", "json", ONESTOP_CONFIG_DIR=config)
    assert {one["status"] for one in answer.json["rows"]} >= {"late", "waiting", "continuous"}


ODD = "=Tập huấn & <một> cửa 😀\ndòng hai"


def fill(path, *rows: tuple) -> str:
    """Writes rows into a form; its path."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    for number, cells in enumerate(rows, 8):
        for place, told in enumerate(cells, 1):
            cell = sheet.cell(number, place)
            cell.value = told
            if isinstance(told, str):
                cell.data_type = "s"
    book.save(path)
    return str(path)


def test_the_form_goes_out_comes_back_and_goes_out_again(ask, tmp_path):
    first, again = tmp_path / "f.xlsx", tmp_path / "g.xlsx"
    ok(ask("tasks", "form", "--unit", "Xã Một", "--out", str(first)))
    rows = (
        (ODD, "Báo cáo", date(2024, 1, 5), "30/06/2024", "VP", "Các ban", "12.000.000 đồng", "Ghi"),
        ("Việc hai", None, None, date(2024, 12, 25), None, None, 5000, None),
    )
    assert "2 việc mới" in ok(ask("tasks", "load", fill(first, *rows)))
    assert "0 việc mới, 0 việc không còn" in ok(ask("tasks", "load", str(first)))
    found = steps(ask, "--unit", "H.1")
    assert (found["DK-1", 1, "H.1", ""], found["DK-2", 1, "H.1", ""]) == ("late", "due")
    assert ("DK-1", 1, "H.1", "") not in steps(ask, "--unit", "H.2")
    ok(ask("tasks", "form", "--unit", "H.1", "--out", str(again)))
    cells = [[cell.value for cell in row] for row in openpyxl.load_workbook(again).active["A8:H9"]]
    assert cells[0][0] == ODD
    assert cells[0][1:] == [
        "Báo cáo",
        datetime(2024, 1, 5),
        datetime(2024, 6, 30),
        "VP",
        "Các ban",
        12_000_000,
        "Ghi",
    ]
    assert "0 việc mới, 0 việc không còn" in ok(ask("tasks", "load", str(again)))


def test_a_registered_task_is_marked_like_any_and_goes_with_its_row(ask, tmp_path):
    file = tmp_path / "f.xlsx"
    ok(ask("tasks", "form", "--unit", "H.1", "--out", str(file)))
    ok(ask("tasks", "load", fill(file, ("Việc", "", "", "30/06/2024"))))
    mark(ask, "done", "dk-1", "--unit", "H.1", "--on", "2024-06-01", "--evidence", "BC")
    assert steps(ask, "--unit", "H.1")["DK-1", 1, "H.1", ""] == "done"
    ok(ask("tasks", "form", "--unit", "H.1", "--out", str(file)))
    told = ok(ask("tasks", "load", fill(file, ("Việc khác", "", "", "30/07/2024"))))
    assert "1 việc mới, 1 việc không còn" in told
    assert [key[0] for key in steps(ask, "--unit", "H.1")] == ["7.1", "DK-2"]


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("Việc", "", "", ""), "chưa có ngày kết thúc"),
        (("", "Báo cáo", "", "30/06/2024"), "chưa ghi nội dung"),
        (("Việc", "", "01/07/2024", "30/06/2024"), "sau khi kết thúc"),
        (("Việc", "", "", "khi rảnh"), "khi rảnh"),
        (("Việc", "", "", "30/06/2024", "", "", "nhiều tiền"), "nhiều tiền"),
        (("Việc", "", "", "30/06/2024", "", "", -5), "không âm"),
    ],
)
def test_a_wrong_row_of_the_form_is_named(ask, tmp_path, row, words):
    file = tmp_path / "f.xlsx"
    ok(ask("tasks", "form", "--out", str(file)))
    told = refused(ask("tasks", "load", fill(file, row)))
    assert "f.xlsx, dòng 8" in told
    assert words in told
    assert not any(key[0].startswith("DK-") for key in steps(ask))


def test_what_is_no_form_says_so(ask, tmp_path):
    file = tmp_path / "f.xlsx"
    file.write_text("x", encoding="utf-8")
    assert ask("tasks", "load", str(file)).code == 4
    book = openpyxl.Workbook()
    book.save(file)
    answer = ask("tasks", "load", str(file))
    assert (answer.code, "không thấy cột" in answer.err) == (4, True)


def test_csv_is_flat_and_harmless(ask, tmp_path):
    ok(ask("report-value", "files-online", "98 %", *YEAR, "--who", "=1+1"))
    rows = list(csv.DictReader(io.StringIO(ok(ask("targets", *YEAR, "--format", "csv")))))
    told = {one["target"]: one for one in rows}["files-online"]
    assert (told["ratio"], told["outcome"], told["told_by"]) == ("0.98", "met", "'=1+1")
    rows = list(csv.DictReader(io.StringIO(ok(ask("tasks", "--format", "csv")))))
    assert {one["task"] for one in rows} == {"1.1", "2.1", "3.1", "4.1", "7.1", "7.2"}
