"""Files to take away: every row, as its page counts it; text stays text; names stay here."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from urllib.parse import unquote

import pytest
from flask import Response
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import func, select

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.data.export import COUNT, MOMENT, TEXT, Column, Export
from dashboards.server import sheets
from dashboards.server.sheets import csv_pieces, write_workbook
from dashboards.view import View
from onestop.domain.period import parse_instant
from onestop.storage.engine import reading
from onestop.storage.tables import dossier
from tests.dashboards.test_page_dossiers import count_of
from tests.fixtures import district as sample


ODD = ("=1+1", "+84", "-5", "@SUM(A1)", "\tx", '=HYPERLINK("http://x","y")')
LISTS = ("received", "open", "resolved_late", "on_time_share:denominator", "age:later", "")


class Whole(FlaskClient):
    """Takes whole answers, and closes them as a web server does."""

    def open(self, *asked, **told):
        return super().open(*asked, **{"buffered": True, **told})


@pytest.fixture(scope="module")
def client(served):
    return Whole(served, Response)


def rows_of_csv(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))


def book_of(answer):
    return load_workbook(io.BytesIO(answer.get_data()))


def made(rows, *kinds) -> Export:
    columns = [Column(f"c{place}", kind) for place, kind in enumerate(kinds)]
    return Export("Tên & tệp", "ten", [("Kỳ", "2024")], "Số dòng", ("Về", "Dòng"), columns, rows)


def workbook(export: Export):
    file = io.BytesIO()
    write_workbook(export, file)
    return load_workbook(io.BytesIO(file.getvalue()))


@pytest.mark.parametrize("measure", LISTS)
def test_both_files_have_every_row_that_the_page_counts(client, body_of, measure):
    question = f"period=2024&measure={measure}"
    number = count_of(body_of(f"/dossiers?{question}"))
    told = rows_of_csv(client.get(f"/download/dossiers.csv?{question}"))
    book = book_of(client.get(f"/download/dossiers.xlsx?{question}"))
    assert len({row["Mã hồ sơ"] for row in told}) == len(told) == number
    assert [row[0].value for row in book["Hồ sơ"].iter_rows(min_row=2)] == [
        row["Mã hồ sơ"] for row in told
    ]


def test_a_file_heeds_text_status_order_desk_and_officer_as_its_page(client, body_of):
    question = "period=2024&measure=received&text=dat&status=10&sort=-due_at&page=2"
    told = rows_of_csv(client.get(f"/download/dossiers.csv?{question}"))
    assert len(told) == count_of(body_of(f"/dossiers?{question}"))
    due = [row["Hẹn trả"] for row in told]
    assert due == sorted(due, reverse=True)
    assert {row["Trạng thái"] for row in told} == {"Đã trả kết quả"}
    desk = "period=2024&desk=Bộ phận Một cửa"
    told = rows_of_csv(client.get(f"/download/dossiers.csv?{desk}"))
    assert len(told) == count_of(body_of(f"/dossiers?{desk}")) > 0
    assert {row["Bộ phận đang giữ"] for row in told} == {"Bộ phận Một cửa"}


def test_the_first_sheet_says_what_the_list_is(client):
    question = "period=2024&measure=open_overdue&unit=H97.12.03&text=dat"
    book = book_of(client.get(f"/download/dossiers.xlsx?{question}"))
    about, rows = book.worksheets
    assert book.active is rows
    told = {row[0].value: row[1].value for row in about.iter_rows(min_row=3)}
    assert told["Danh sách"] == "Đang giải quyết, quá hạn"
    assert told["Cơ quan"] == "UBND xã Suối Vọng"
    assert told["Lọc thêm"] == "có “dat”"
    assert told["Kỳ báo cáo"].startswith("Năm 2024")
    assert told["Số dòng"] == str(rows.max_row - 1)
    assert "2024" in told["Số liệu đến"]
    assert "so theo ngày" in told["Quy ước tính"]


def test_rows_are_frozen_filtered_and_dated(client, installation):
    book = book_of(client.get("/download/dossiers.xlsx?period=2024&measure=received"))
    sheet = book["Hồ sơ"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == sheet.dimensions
    place = next(cell.column for cell in sheet[1] if cell.value == "Tiếp nhận")
    first = sheet.cell(2, place)
    assert first.number_format == "dd/mm/yyyy hh:mm"
    with reading(installation.engine) as connection:
        row = select(dossier.c.received_at).where(dossier.c.code == sheet.cell(2, 1).value)
        assert parse_instant(first.value.isoformat()) == connection.scalar(row)


def test_text_that_looks_like_a_formula_stays_text_in_xlsx():
    sheet = workbook(made([[odd] for odd in ODD], TEXT)).worksheets[1]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == list(ODD)
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_text_that_looks_like_a_formula_stays_text_in_csv():
    written = b"".join(csv_pieces(made([[odd] for odd in ODD], TEXT))).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(written))][1:] == [f"'{odd}" for odd in ODD]


def test_cells_without_a_value_are_empty_and_zero_is_not():
    rows = [[None, None, None], ["", 0, 0]]
    sheet = workbook(made(rows, TEXT, COUNT, MOMENT)).worksheets[1]
    assert [cell.value for cell in sheet[2]] == [None, None, None]
    assert sheet["B3"].value == 0
    assert sheet["C3"].value.isoformat() == "1970-01-01T00:00:00"
    written = b"".join(csv_pieces(made(rows, TEXT, COUNT, MOMENT))).decode("utf-8-sig")
    assert written.splitlines()[1:] == [",,", ",0,1970-01-01 00:00:00"]


def test_a_csv_begins_with_the_mark_that_spreadsheets_need_once_only():
    pieces = list(csv_pieces(made([["Đất"] for _ in range(sheets.AT_ONCE + 1)], TEXT)))
    assert len(pieces) == 2
    assert pieces[0].startswith(b"\xef\xbb\xbf")
    assert b"\xef\xbb\xbf" not in pieces[0][3:] + pieces[1]
    assert list(csv_pieces(made([], TEXT))) == [b"\xef\xbb\xbfc0\r\n"]


def test_what_is_over_a_sheet_stands_on_the_next(monkeypatch):
    monkeypatch.setattr(sheets, "ROWS_OF_A_SHEET", 2)
    book = workbook(made([[f"r{number}"] for number in range(5)], TEXT))
    assert book.sheetnames == ["Về", "Dòng", "Dòng 2", "Dòng 3"]
    parts = [[cell.value for cell in sheet["A"]] for sheet in book.worksheets[1:]]
    assert parts == [["c0", "r0", "r1"], ["c0", "r2", "r3"], ["c0", "r4"]]
    assert book["Về"]["B3"].value == "5"


def test_the_backlog_adds_up_to_what_is_open(client, installation):
    search = "period=2024-12&cutoff=calendar"
    told = rows_of_csv(client.get(f"/download/backlog.csv?{search}"))
    with asking(installation, View.parse("/backlog", search)) as asked:
        measures = asked.measures()
    assert sum(int(row["Đang giải quyết"]) for row in told) == measures["open"]
    assert sum(int(row["Đang quá hạn"]) for row in told) == measures["open_overdue"]
    book = book_of(client.get(f"/download/backlog.xlsx?{search}"))
    assert book.worksheets[1].max_row - 1 == len(told)


def test_a_file_is_named_for_any_browser(client):
    answer = client.get("/download/dossiers.csv?period=2024&measure=age:later&area=Đất đai")
    told = answer.headers["Content-Disposition"]
    assert 'filename="ho-so-age-later-dat-dai-2024.csv"' in told
    assert "ho-so-age-later-Đất đai-2024.csv" in unquote(told)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("dossiers.csv?measure=nothing", 404),
        ("dossiers.xlsx?unit=Nowhere", 404),
        ("dossiers.csv?desk=Nowhere", 404),
        ("dossiers.csv?sort=nothing", 404),
        ("dossiers.xlsx?period=99", 400),
        ("dossiers.csv?measure=feedback_judged", 400),
        ("backlog.xlsx?cutoff=weekly", 400),
        ("dossiers.csv?" + "x" * 5000, 400),
    ],
)
def test_a_slip_is_told_before_a_file_begins(client, address, status):
    answer = client.get(f"/download/{address}")
    assert answer.status_code == status
    assert "attachment" not in answer.headers.get("Content-Disposition", "")
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_empty_store_has_no_file(empty_installation):
    answer = make_app(empty_installation).test_client().get("/download/dossiers.csv")
    assert answer.status_code == 400


def test_names_and_folders_are_never_in_a_file(own_district):
    with closing(sqlite3.connect(own_district / sample.STORE)) as store, store:
        store.execute("INSERT INTO applicant SELECT id, 'Trần Bịa Đặt' FROM dossier")
    here = sample.installation_at(own_district)
    client = make_app(here).test_client()
    written = client.get("/download/dossiers.csv?period=2024").get_data(as_text=True)
    here.engine.dispose()
    assert "Bịa Đặt" not in written
    assert "/exports/" not in written
    assert "danh-sach-mot-cua" in written


def test_a_download_that_is_given_up_lets_go_of_the_store(served, installation):
    before = installation.engine.pool.checkedout()
    answer = served.test_client().get("/download/dossiers.csv?period=2024", buffered=False)
    next(answer.iter_encoded())
    assert installation.engine.pool.checkedout() == before + 1
    answer.close()
    assert installation.engine.pool.checkedout() == before


def test_a_file_speaks_the_readers_language(client):
    told = rows_of_csv(client.get("/download/dossiers.csv?period=2024&status=10&lang=en"))
    assert {row["Status"] for row in told} == {"Returned"}
    client.get("/healthz?lang=vi")


def test_every_dossier_of_the_store_can_be_taken_away(client, installation):
    told = rows_of_csv(client.get("/download/dossiers.csv?period=2023-01-01..2024-12-31"))
    with reading(installation.engine) as connection:
        counted = dossier.c.received_at.is_not(None) & dossier.c.status.not_in((1, 3))
        number = connection.scalar(select(func.count()).select_from(dossier).where(counted))
    assert len(told) == number
