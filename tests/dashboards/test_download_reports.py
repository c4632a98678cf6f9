"""Reports as files: what the page shows is what the file says."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from docx import Document

from dashboards.app import make_app
from onestop.report_desk import ReportDesk
from onestop.reports.cchc import CchcFiles
from onestop.settings import shipped_config
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

CONFIG = shipped_config()
ASKED = "period=2024-Q3"


@pytest.fixture(scope="module")
def server(installation):
    def documents() -> CchcFiles:
        folder = CONFIG / "templates"
        return CchcFiles(folder / "cchc.docx", folder / "cchc-annex.toml", installation.in_force)

    desk = ReportDesk(
        installation.policy, installation.calendar, (CONFIG / "forms",), "", documents
    )
    return make_app(replace(installation, reports=desk))


def get(server, kind: str, **told: str):
    parts = "&".join(f"{name}={value}" for name, value in told.items())
    return visitor(server).get(f"/download/report.{kind}?{ASKED}&{parts}")


def rows_of(answer) -> list[list]:
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_a_form_is_a_workbook_with_a_name_that_tells_it_from_others(server):
    answer = get(server, "xlsx", form="ii06a", by="unit", unit=sample.COMMUNE_CODE)
    assert answer.status_code == 200
    name = f"ii06a-{sample.COMMUNE_CODE.lower()}-2024-q3.xlsx"
    assert name in answer.headers["Content-Disposition"].lower()
    assert answer.headers["Cache-Control"] == "no-store"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert "default-src 'self'" in answer.headers["Content-Security-Policy"]


def test_the_file_has_the_rows_of_the_page(server):
    shown = ask(server, f"/reports?{ASKED}&form=07a").tables[0]
    rows = rows_of(get(server, "xlsx", form="07a"))
    written = [row for row in rows if str(row[0] or "").isdigit() and row[1]]
    on_page = [row for row in shown if row[0].isdigit()]
    assert [(row[0], row[1], str(row[3])) for row in written] == [
        (row[0], row[1], row[3]) for row in on_page
    ]


def test_the_reform_report_is_a_document_with_its_annex(server):
    answer = get(server, "docx", form="cchc")
    assert answer.status_code == 200
    texts = [one.text for one in Document(io.BytesIO(answer.data)).paragraphs if one.text.strip()]
    page = ask(server, f"/reports?{ASKED}&form=cchc")
    assert set(texts) <= set(page.texts)
    assert any("I. CÔNG TÁC CHỈ ĐẠO" in heading for heading in page.headings)
    annex = rows_of(get(server, "xlsx", form="cchc"))
    assert any("cải cách hành chính" in str(cell).lower() for row in annex for cell in row)


@pytest.mark.parametrize(
    ("kind", "told", "status"),
    [
        ("docx", {"form": "ii06a"}, 400),
        ("xlsx", {"form": "ii06z"}, 404),
        ("xlsx", {"form": "late", "figures": "published"}, 404),
        ("xlsx", {"form": "ii06a", "by": "channel"}, 400),
        ("xlsx", {"form": "ii06a", "unit": "Xã Không Có"}, 404),
        ("docx", {"form": "cchc", "figures": "published"}, 400),
    ],
)
def test_what_cannot_be_written_is_a_sentence(server, kind, told, status):
    answer = get(server, kind, **told)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_an_empty_store_has_no_report(empty_installation, server):
    desk = server.extensions["onestop"].reports
    empty = make_app(replace(empty_installation, reports=desk))
    assert get(empty, "xlsx", form="ii06a").status_code == 400


def test_without_a_desk_there_is_nothing_to_take(installation):
    alone = make_app(sample.replaced(installation, reports=None))
    assert get(alone, "xlsx", form="ii06a").status_code == 404
