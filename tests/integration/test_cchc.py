"""The reform report: its sentences against `indicators`, what it compares, what it admits.

The store is that of `onestop demo`, which begins in October 2023.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner, Result

from onestop.cli import main
from onestop.domain.errors import DeclarationError
from onestop.domain.period import parse_period
from onestop.reports.cchc_annex import load_annex
from onestop.reports.cchc_words import following
from onestop.settings import shipped_config


DEMO_CONFIG = shipped_config() / "demo"
GOLDEN = Path(__file__).parent.parent / "fixtures" / "golden" / "cchc-2024-Q3.txt"

HOSTILE = 'UBND xã A & B <w:t> = "1+1" \U0001f600\n{{ unit }}'


def run(folder: Path, *arguments: str, **settings: str) -> Result:
    environment = {
        "ONESTOP_DATABASE_URL": f"sqlite:///{(folder / 'data' / 'onestop.db').as_posix()}",
        "ONESTOP_DATA_DIR": str(folder / "data"),
        "ONESTOP_CONFIG_DIR": str(DEMO_CONFIG),
        "ONESTOP_LANG": "vi",
    }
    return CliRunner().invoke(main, [*arguments], env={**environment, **settings})


@pytest.fixture(scope="module")
def demo(tmp_path_factory) -> Path:
    """A demo store."""
    folder = tmp_path_factory.mktemp("demo") / "mau"
    arguments = ["demo", "--no-serve", "--dossiers", "800", "--folder", str(folder)]
    assert CliRunner().invoke(main, arguments).exit_code == 0
    return folder


@pytest.fixture
def store(demo, tmp_path) -> Path:
    """A copy of it, to be changed."""
    shutil.copytree(demo / "data", tmp_path / "copy" / "data")
    return tmp_path / "copy"


@pytest.fixture(scope="module")
def quarter(demo, tmp_path_factory) -> Path:
    """The report of the third quarter."""
    return written(demo, tmp_path_factory.mktemp("bao cao"), "2024-Q3")


def written(folder: Path, where: Path, period: str, *more: str, **settings: str) -> Path:
    out = where / f"{period}.docx"
    arguments = ("report", "cchc", "--period", period, "--out", str(out), *more)
    done = run(folder, *arguments, **settings)
    assert done.exit_code == 0, done.output
    return out


def text_of(file: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(file).paragraphs)


def indicators(folder: Path, period: str) -> tuple[dict, dict]:
    """Measures and indicators of a period, as the command line tells them."""
    told = run(folder, "indicators", "--period", period, "--format", "json")
    (row,) = json.loads(told.stdout)["rows"]
    return row["measures"], row["indicators"]


def number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def percent(value: dict) -> str:
    return f"{value['ratio'] * 100:.1f} %".replace(".", ",")


def share(value: dict) -> str:
    return f"{percent(value)} ({number(value['numerator'])}/{number(value['denominator'])})"


def test_the_figures_in_its_sentences_are_those_of_indicators(demo, quarter):
    measures, shares = indicators(demo, "2024-Q3")
    told = text_of(quarter)
    for sentence in (
        (
            f"gồm {number(measures['opening'])} hồ sơ kỳ trước chuyển sang và"
            f" {number(measures['received'])} hồ sơ tiếp nhận"
        ),
        (
            f"trước hạn {number(measures['resolved_early'])}, đúng hạn"
            f" {number(measures['resolved_on_time'])}, quá hạn {number(measures['resolved_late'])}"
        ),
        (
            f"Đang giải quyết {number(measures['open'])} hồ sơ, trong đó quá hạn"
            f" {number(measures['open_overdue'])}"
        ),
        f"đạt {share(shares['on_time_share'])}",
        f"thư xin lỗi đạt {share(shares['apology_share'])}",
        f"nộp trực tuyến đạt {share(shares['online_share'])}",
        f"số hóa kết quả giải quyết đạt {share(shares['result_digitised_share'])}",
    ):
        assert sentence in told


def test_changes_are_told_between_the_figures_as_they_are_printed(demo, quarter):
    (measures, now), (earlier, before) = (indicators(demo, p) for p in ("2024-Q3", "2024-Q2"))
    gap = measures["received"] - earlier["received"]
    way = "tăng" if gap > 0 else "giảm"
    sentence = f"{way} {number(abs(gap))} hồ sơ so với quý II năm 2024"
    assert f"{sentence} ({number(earlier['received'])} hồ sơ)" in text_of(quarter)
    shown = [round(one["online_share"]["ratio"] * 100, 1) for one in (now, before)]
    points = f"{abs(shown[0] - shown[1]):.1f}".replace(".", ",")
    way = "tăng" if shown[0] > shown[1] else "giảm"
    told = f"{way} {points} điểm % so với quý II năm 2024 ({percent(before['online_share'])})"
    assert told in text_of(quarter)


def test_a_year_that_the_store_hardly_knows_is_not_compared(demo, quarter, tmp_path):
    """Dossiers carried over from 2023 are not the figures of 2023."""
    year = text_of(written(demo, tmp_path, "2024"))
    assert "Kho số liệu chưa có đủ số liệu năm 2023 nên chưa so sánh." in year
    assert "so với năm 2023" not in year
    assert "chưa có đủ số liệu quý III năm 2023" in text_of(quarter)


def test_a_period_that_is_not_over_is_provisional_and_its_counts_are_not_compared(demo, tmp_path):
    told = text_of(written(demo, tmp_path, "2025-Q1"))
    assert "Số liệu tạm tính đến hết ngày 20/12/2024" in told
    assert "chỉ so sánh tỷ lệ, không so sánh số lượng" in told
    assert "hồ sơ so với quý IV năm 2024" not in told
    assert "điểm % so với quý IV năm 2024" in told


def test_a_period_without_data_has_zeros_and_says_why(demo, tmp_path):
    told = text_of(written(demo, tmp_path, "2022-H1"))
    assert "Chưa có số liệu hồ sơ nào" in told
    assert "Tổng số hồ sơ phải giải quyết là 0 hồ sơ" in told
    assert "0,0 %" not in told


def test_an_empty_store_makes_a_report_too(tmp_path):
    (tmp_path / "data").mkdir()
    assert run(tmp_path, "init").exit_code == 0
    told = text_of(written(tmp_path, tmp_path, "2024"))
    assert "Chưa có số liệu hồ sơ nào" in told
    assert "Chưa có danh sách PAKN" in told


def test_strengths_are_targets_met_and_weaknesses_targets_missed(demo, quarter):
    asked = run(demo, "targets", "--period", "2024-Q3", "--format", "json")
    answer = json.loads(asked.stdout)
    (plan,) = answer if isinstance(answer, list) else answer.get("plans", [answer])
    good, bad = text_of(quarter).split("2. Tồn tại, hạn chế")
    good = good.split("1. Kết quả đạt được")[1]
    assert {row["outcome"] for row in plan["rows"]} >= {"met", "missed"}
    for row in plan["rows"]:
        part = good if row["outcome"] == "met" else bad
        assert f"- {row['label']}: " in part


def test_the_annex_is_the_same_in_the_document_and_beside_it(demo, quarter):
    measures, shares = indicators(demo, "2024-Q3")
    table = docx.Document(quarter).tables
    (annex,) = (one for one in table if one.rows[0].cells[0].text == "STT")
    shown = {row.cells[0].text: [cell.text for cell in row.cells] for row in annex.rows}
    sheet = openpyxl.load_workbook(quarter.with_suffix(".xlsx")).active
    beside = {row[0]: row for row in sheet.iter_rows(values_only=True) if row[0]}
    assert shown["3.3.2"][3] == number(measures["resolved"])
    assert beside["3.3.2"][3] == measures["resolved"]
    assert shown["3.3.4"][3] == percent(shares["on_time_share"]).removesuffix(" %")
    assert beside["3.3.4"][3] == pytest.approx(shares["on_time_share"]["ratio"] * 100, abs=0.05)
    assert (shown["1.2.1"][3], shown["1.2.1"][4]) == ("", "cơ quan điền")
    assert (beside["1.2.1"][3], beside["1.2.1"][4]) == (None, "cơ quan điền")


def test_levels_add_up_to_the_whole(demo, quarter):
    measures, _ = indicators(demo, "2024-Q3")
    sheet = openpyxl.load_workbook(quarter.with_suffix(".xlsx")).active
    rows = {row[0]: row[3] for row in sheet.iter_rows(values_only=True)}
    assert rows["3.3.5"] + rows["3.3.6"] + rows["3.3.7"] == measures["resolved"]


def test_names_come_out_as_typed(store, tmp_path):
    with sqlite3.connect(store / "data" / "onestop.db") as database:
        database.execute("UPDATE unit SET name = ? WHERE code = 'H97.12.06'", (HOSTILE,))
    database.close()
    out = written(store, tmp_path, "2024-Q3", "--unit", "H97.12.06")
    full = HOSTILE.replace("UBND ", "Ủy ban nhân dân ")
    assert f"{full} báo cáo kết quả" in text_of(out)


def test_a_misspelt_field_of_the_offices_own_template_is_named(demo, tmp_path):
    own = tmp_path / "config"
    (own / "templates").mkdir(parents=True)
    paper = docx.Document()
    paper.add_paragraph("Đạt {{ on_time_shre.percent }}")
    paper.save(own / "templates" / "cchc.docx")
    out = tmp_path / "a.docx"
    arguments = ("report", "cchc", "--period", "2024", "--out", str(out))
    refused = run(demo, *arguments, ONESTOP_CONFIG_DIR=str(own))
    assert isinstance(refused.exception, DeclarationError)
    told = str(refused.exception)
    assert "cchc.docx" in told
    assert "on_time_shre" in told
    assert "gần nhất: on_time_share" in told
    assert not out.exists()


def test_the_offices_own_template_is_the_one_that_is_filled(demo, tmp_path):
    own = tmp_path / "config"
    (own / "templates").mkdir(parents=True)
    paper = docx.Document()
    paper.add_paragraph("Đúng hạn {{ on_time_share.percent }} ({{ period }})")
    paper.save(own / "templates" / "cchc.docx")
    _, shares = indicators(demo, "2024")
    out = written(demo, tmp_path, "2024", ONESTOP_CONFIG_DIR=str(own))
    assert text_of(out) == f"Đúng hạn {percent(shares['on_time_share'])} (năm 2024)"


def test_an_annex_row_with_an_unknown_value_is_named_with_the_nearest(tmp_path):
    file = tmp_path / "cchc-annex.toml"
    file.write_text('[[row]]\nlabel = "Hồ sơ"\nvalue = "recieved"\n', encoding="utf-8")
    with pytest.raises(DeclarationError, match="gần nhất: received"):
        load_annex(file)


def test_tasks_have_no_state_until_one_is_marked(store, tmp_path):
    plans = {"ONESTOP_PLANS": "to-tung-2024"}
    unmarked = text_of(written(store, tmp_path, "2024", **plans))
    assert "kết quả thực hiện chưa được ghi nhận" in unmarked
    listed = json.loads(run(store, "tasks", "--format", "json", **plans).stdout)["rows"]
    due = next(row for row in listed if row["status"] == "late" and not row["period"])
    more = ["--product", str(due["product"]), "--evidence", "Số 1/QĐ"]
    arguments = ("tasks", "done", due["task"], "--on", due["due"], "--who", "Văn phòng", *more)
    assert run(store, *arguments, **plans).exit_code == 0
    marked = text_of(written(store, tmp_path, "2024", **plans))
    assert "đã hoàn thành 1/" in re.sub(r"đã\s+hoàn", "đã hoàn", marked)
    assert "Chưa hoàn thành:" in marked


@pytest.mark.parametrize(
    ("code", "next_code"),
    [
        ("2024-05", "2024-06"),
        ("2024-12", "2025-01"),
        ("2024-Q1", "2024-Q2"),
        ("2024-H1", "2024-H2"),
        ("2024-Q3", "2024-Q4"),
        ("2024-9M", "2024-Q4"),
        ("2024-Q4", "2025-Q1"),
        ("2024-H2", "2025-H1"),
        ("2024", "2025"),
    ],
)
def test_the_plan_ahead_is_for_the_period_that_follows(code, next_code):
    assert following(parse_period(code)) == parse_period(next_code)


def test_its_pictures_say_what_they_show(quarter):
    drawn = docx.Document(quarter).inline_shapes
    said = [shape._inline.docPr.get("descr") for shape in drawn]
    assert len(said) == 3
    assert all(re.search(r"\d", one) for one in said)


def test_the_whole_text_of_a_quarter_is_as_agreed(quarter):
    """A change that is meant goes into the golden file, as this test shows it."""
    document = docx.Document(quarter)
    cells = [
        " | ".join(cell.text for cell in row.cells)
        for table in document.tables
        for row in table.rows
    ]
    told = "\n".join([text_of(quarter), *cells]) + "\n"
    assert told == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.needs("lowriter")
def test_libreoffice_makes_pages_of_it(quarter, tmp_path):
    profile = f"-env:UserInstallation=file://{(tmp_path / 'profile').as_posix()}"
    command = ["lowriter", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    environment = {**os.environ, "HOME": str(tmp_path)}
    done = subprocess.run(
        [*command, str(quarter)], env=environment, capture_output=True, check=True
    )
    made = (tmp_path / "2024-Q3.pdf").read_bytes()
    assert made.startswith(b"%PDF"), done.stderr
    assert len(re.findall(rb"/Type\s*/Page\b", made)) >= 5
