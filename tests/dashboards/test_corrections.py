"""Corrections by hand on the pages: on the dossier's, below lists, and as a section of Dữ liệu."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select

from dashboards.app import make_app
from dashboards.data.corrections import DECLARED
from etl.correcting import Correcting, Told
from etl.corrections_applied import KIND
from onestop.domain.policy import Policy
from onestop.storage.engine import reading, writing
from onestop.storage.tables import dossier, finding
from tests.fixtures import district as sample
from tests.fixtures.body import ask


WHY, WHO = "Phiếu hẹn giấy ghi <b>khác</b>", "Trần Thị Thử"


@pytest.fixture
def installation(own_district):
    """A district of its own, to be corrected."""
    made = sample.installation_at(own_district)
    yield made
    made.engine.dispose()


@pytest.fixture
def code(installation) -> str:
    with reading(installation.engine) as connection:
        late = dossier.c.closing_at > dossier.c.due_at + 86_400
        return connection.scalar(select(dossier.c.code).where(late).limit(1))


def correct(installation, code: str, *fields: tuple[str, str]) -> None:
    with writing(installation.engine) as connection:
        desk = Correcting(connection, Policy(), installation.calendar, 1_735_000_000)
        desk.correct(Told(code, fields, WHY, WHO))


def test_a_dossier_shows_both_values_who_when_and_why(installation, code):
    server = make_app(installation)
    assert "Sửa tay" not in ask(server, f"/dossiers?code={code}").text
    correct(installation, code, ("due_at", "31/12/2024 16:30"), ("channel", "3"))
    body = ask(server, f"/dossiers?code={code}")
    [table] = [one for one in body.tables if one[0][0] == "Trường"]
    rows = {row[0]: row for row in table[1:]}
    assert rows["Ngày hẹn trả"][2] == "16:30 31/12/2024"
    assert rows["Hình thức nộp"][2:4] == ["Bưu chính công ích", WHO]
    assert rows["Hình thức nộp"][5:] == [WHY, "đang có hiệu lực"]


def test_the_page_of_data_lists_them_newest_first(installation, code):
    server = make_app(installation)
    assert "Sửa tay" not in ask(server, "/data").headings
    correct(installation, code, ("due_at", "31/12/2024"))
    correct(installation, "CHUA-CO-1", ("status", "9"))
    body = ask(server, "/data")
    assert "Sửa tay" in body.headings
    [table] = [one for one in body.tables if one[0][1] == "Mã hồ sơ" and "Sửa thành" in one[0]]
    assert [row[1] for row in table[1:]] == ["CHUA-CO-1", code]
    assert [row[-1] for row in table[1:]] == ["chờ hồ sơ", "đang có hiệu lực"]


def test_a_list_says_which_of_its_dossiers_were_corrected(installation, code):
    correct(installation, code, ("due_at", "31/12/2024"))
    server, address = make_app(installation), "/dossiers?period=2023-01-01..2024-12-31&text="
    assert "Đã sửa tay" not in ask(server, address + "H97.12.01").text
    body = ask(server, address + code)
    assert "Đã sửa tay" in body.text
    assert sum(code in link for link in body.links if "code=" in link) == 2


def test_rows_that_declared_corrections_changed_are_counted(installation):
    assert DECLARED == KIND
    told = {"kind": KIND, "column": "swapped", "value": "12", "detail": ""}
    with writing(installation.engine) as connection:
        connection.execute(insert(finding).values(snapshot_id=1, **told))
    assert "12 dòng được sửa khi nạp theo 1 mục" in ask(make_app(installation), "/data").text


def test_a_flag_that_the_source_agrees_can_be_opened(installation, code):
    told = {"kind": "correction_agreed", "code": code, "column": "due_at", "detail": "thử"}
    with writing(installation.engine) as connection:
        connection.execute(insert(finding).values(**told))
    body = ask(make_app(installation), "/data?findings=correction_agreed")
    assert code in body.text
