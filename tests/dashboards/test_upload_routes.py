"""Loading from the page Dữ liệu: the routes, with real files, real processes, a real store."""

from __future__ import annotations

import io
import json
import shutil
import time
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from dashboards.app import make_app
from dashboards.server import uploads as routes
from etl.mended import REASONS
from onestop.commands.context import Context
from onestop.installation import Installation
from onestop.storage import imports, state
from onestop.storage.engine import reading
from onestop.uploads.service import Uploads
from tests.fixtures import district as sample
from tests.fixtures.body import ask
from tests.fixtures.callback import UNCLOSED, visitor


pytestmark = pytest.mark.filterwarnings(UNCLOSED)

OURS = {"X-Onestop": "1"}
EXPORT, REGISTER = "danh-sach-mot-cua-20241220.xlsx", "so-tiep-nhan.xlsx"
PATIENCE = 90

POSTS = (
    "/uploads",
    f"/uploads/{'0' * 32}/look",
    f"/uploads/{'0' * 32}/load",
    "/loads/1/withdraw",
    "/names",
    "/checks",
)


class Desk:
    """The web server of a store that a test may change, asked as a browser would."""

    def __init__(self, here: Installation, exports: Path) -> None:
        self.here, self.exports = here, exports
        self.server = make_app(here)
        self.browser = visitor(self.server)

    def send(self, name: str, content: bytes, *, length: str = "", **headers: str):
        """One file; a browser always tells its length."""
        return self.browser.post(
            "/uploads",
            input_stream=io.BytesIO(content),
            headers={**OURS, "X-File-Name": quote(name), **headers},
            environ_overrides={"CONTENT_LENGTH": length or str(len(content))},
        )

    def token_of(self, name: str, content: bytes) -> str:
        """The token of a file that is taken."""
        answer = self.send(name, content)
        assert answer.status_code == 200, answer.text
        return answer.json["token"]

    def post(self, address: str, **fields: str):
        """A form, as data.js sends it."""
        return self.browser.post(address, json=fields, headers=OURS)

    def ended(self, token: str) -> dict:
        """The last answer about a token, when the work behind it is over."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            told = self.browser.get(f"/uploads/{token}").json
            if told["state"] != "loading":
                return told
            self.here.uploads.sender._sent[token].wait(PATIENCE)
        raise AssertionError("the work does not end")

    def load(self, name: str, content: bytes, **fields: str) -> str:
        """A file, loaded to its end; the token."""
        token = self.token_of(name, content)
        assert self.post(f"/uploads/{token}/load", **fields).status_code == 200
        assert self.ended(token)["state"] == "done"
        return token

    def page(self, search: str = ""):
        """What the page Dữ liệu says."""
        return ask(self.server, f"/data?{search}")

    def read(self, question):
        """An answer of the store."""
        with reading(self.here.engine) as connection:
            return question(connection)

    @property
    def version(self) -> str:
        """The data version."""
        return self.read(lambda connection: state.read(connection, state.DATA_VERSION))

    @property
    def loads(self) -> list[dict]:
        """Every load, newest last."""
        return self.read(imports.list_snapshots)


@pytest.fixture
def desk(district, tmp_path) -> Desk:
    """The sample district, in a folder of its own: a test may change it."""
    yield from made_desk(district, tmp_path / "district")


@pytest.fixture(scope="module")
def kept_desk(district, tmp_path_factory) -> Desk:
    """One for the tests that change nothing, or are refused."""
    yield from made_desk(district, tmp_path_factory.mktemp("kept") / "district")


def made_desk(district: Path, folder: Path):
    """A desk over a copy of the sample district; whoever was sent is back before it ends."""
    shutil.copytree(district, folder)
    context = Context(sample.settings_of(folder))
    parts = (context.settings, context.policy, context.calendar, context.engine)
    uploads = Uploads(*parts, lambda: sample.CLOCK)
    here = sample.installation_at(folder, uploads=uploads, may_change=True)
    yield Desk(here, district.parent / "exports")
    for sent in uploads.sender._sent.values():
        sent.wait(PATIENCE)
    here.engine.dispose()
    context.engine.dispose()


def newer(desk: Desk, unit: str = "") -> bytes:
    """The wide list of a week later: one date is nonsense, two rows may name another unit."""
    book = openpyxl.load_workbook(desk.exports / EXPORT)
    sheet = book.active
    sheet["A5"] = "Ngày xuất: 27/12/2024 16:00:00"
    sheet["A4"] = "(Từ ngày 01/10/2023 đến ngày 27/12/2024)"
    sheet.cell(20, 10).value = "31/02/2024"
    for row in (8, 9) if unit else ():
        sheet.cell(row, 7).value = unit
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_a_file_goes_through_every_step(desk):
    before, known = desk.version, len(desk.loads)
    token = desk.token_of("Danh sách tuần 52.xlsx", newer(desk))
    assert "Đang đọc thử" in desk.page(f"upload={token}").text
    assert desk.post(f"/uploads/{token}/look").json == {"state": "looked"}
    assert desk.version == before, "looking stores nothing"

    seen = desk.page(f"upload={token}&step=check")
    assert "16:00 27/12/2024 (tệp ghi)" in seen.text
    assert ["Mã hồ sơ", "B", "Mã hồ sơ (code)"] in [row[:3] for row in seen.tables[0]]
    assert not seen.all("Select"), "the file names its units: nobody is asked"

    assert desk.post(f"/uploads/{token}/load").json == {"token": token}
    told = desk.ended(token)
    assert told["state"] == "done"
    assert told["file"] == "Tệp: Danh sách tuần 52.xlsx"
    assert len(desk.loads) == known + 1
    assert desk.version != before

    load = desk.loads[-1]
    result = desk.page(f"upload={token}&step=done")
    assert "Đã nạp xong." in result.text
    assert f"/download/rejects-{load['id']}.xlsx" in result.links
    assert f"/data?undo={load['id']}" in result.links
    assert load["rejected"] == 4


def test_the_refused_rows_come_as_a_workbook_as_long_as_the_count(kept_desk):
    for load in kept_desk.loads:
        if not load["rejected"]:
            continue
        answer = kept_desk.browser.get(f"/download/rejects-{load['id']}.xlsx")
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].endswith(f'rejects-{load["id"]}.xlsx"')
        book = openpyxl.load_workbook(io.BytesIO(answer.data))
        lasts = [[line[-1].value for line in page.iter_rows()] for page in book]
        reasons = [last for cells in lasts for last in cells if last and last != REASONS]
        assert len(reasons) == load["rejected"]
    assert kept_desk.browser.get("/download/rejects-999.xlsx").status_code == 404


def test_taking_a_load_back_leaves_no_trace_but_its_line(desk):
    first = desk.page("").tables[0]
    desk.load("tuan-52.xlsx", newer(desk))
    number = desk.loads[-1]["id"]
    assert "dựng lại" in desk.page(f"undo={number}").text
    answer = desk.post(f"/loads/{number}/withdraw", reason="Tệp của đơn vị khác")
    assert desk.ended(answer.json["token"])["state"] == "done"
    page = desk.page(f"upload={answer.json['token']}&step=done&undone={number}")
    assert f"Đã rút lại lần nạp {number}" in page.text
    assert page.tables[0] == first
    (gone,) = page.tables[1][1:]
    assert gone[0].startswith("tuan-52.xlsx")
    assert gone[-1] == "Tệp của đơn vị khác"


def test_a_load_is_not_taken_back_without_a_reason(kept_desk):
    answer = kept_desk.post("/loads/1/withdraw", reason="  ")
    assert answer.status_code == 400
    assert "lý do" in answer.json["sentence"]
    assert kept_desk.post("/loads/999/withdraw", reason="x").status_code == 404


def test_a_name_is_joined_to_the_known_one_that_is_nearest(desk):
    desk.load("tuan-52.xlsx", newer(desk, "UBND xã Suối Vọong"))
    page = desk.page()
    (near, *_) = page.all("Button", name="known")
    assert near["children"] == "là “UBND xã Suối Vọng”"
    number = hidden_of(page, "UBND xã Suối Vọong")
    answer = desk.post("/names", kind="units", number=number, known=near["value"])
    assert desk.ended(answer.json["token"])["state"] == "done"
    after = desk.page(f"upload={answer.json['token']}&named=UBND xã Suối Vọong")
    assert "Đã đặt tên “UBND xã Suối Vọong”" in after.text
    assert "UBND xã Suối Vọong" not in [row[0] for table in after.tables for row in table]


def test_a_name_becomes_a_new_entry_and_a_taken_code_is_told(desk):
    desk.load("tuan-52.xlsx", newer(desk, "Trung tâm Hành chính công Mây"))
    number = hidden_of(desk.page(), "Trung tâm Hành chính công Mây")
    fields = {"kind": "units", "number": number, "name": "Trung tâm Mây", "level": "department"}
    token = desk.post("/names", **fields, code="H97.12.03").json["token"]
    assert desk.ended(token)["state"] == "failed"
    assert "Danh mục đã có" in desk.page(f"upload={token}&named=Mây").text
    token = desk.post("/names", **fields, code="H97.12.99").json["token"]
    assert desk.ended(token)["state"] == "done"
    assert not any(one.kind == "units" for one in desk.here.uploads.provisional())


def hidden_of(page, wording: str) -> str:
    """The number that the forms of a provisional name send."""
    (form, *_) = [
        one
        for one in page.all("Form")
        if one["data-action"] == "/names"
        and quote(wording, safe="") in one["data-then"].replace("+", "%20")
    ]
    fields = [part["props"] for part in form["children"] if part["type"] == "Input"]
    return next(one["value"] for one in fields if one["name"] == "number")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("rong.xlsx", b"", "rỗng"),
        ("thu.docx", b"Kinh thua", "thu.docx"),
        ("anh.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "anh.png"),
    ],
)
def test_a_file_that_is_no_export_is_refused_in_a_sentence(kept_desk, name, content, says):
    answer = kept_desk.send(name, content)
    assert answer.status_code == 422
    assert says in answer.json["sentence"]
    assert list(kept_desk.here.uploads.place.glob("*/files/*")) == []


def test_a_text_that_nobody_can_read_as_a_list_says_so_before_loading(kept_desk):
    token = kept_desk.token_of("la.csv", b"a;b;c\n1;2;3\n4;5;6\n")
    assert kept_desk.post(f"/uploads/{token}/look").status_code == 200
    page = kept_desk.page(f"upload={token}&step=check")
    assert "không nhận ra bố cục" in page.text
    assert not page.all("Form", className="sent confirm")


def test_too_large_a_file_is_refused_before_it_is_read(kept_desk, monkeypatch):
    monkeypatch.setattr(routes, "MOST_BYTES", 10)
    answer = kept_desk.send("to.xlsx", b"x" * 11)
    assert answer.status_code == 413
    assert answer.json["sentence"].startswith("to.xlsx: tệp lớn hơn")


def test_a_file_of_unknown_length_or_cut_short_is_refused(kept_desk):
    chunked = kept_desk.browser.post("/uploads", headers={**OURS, "Transfer-Encoding": "chunked"})
    assert chunked.status_code == 411
    answer = kept_desk.send("cut.csv", b"abc", length="9")
    assert answer.status_code == 400
    assert "bị ngắt" in answer.json["sentence"]


def test_files_are_added_to_an_upload_until_it_is_loaded(desk):
    token = desk.token_of(EXPORT, newer(desk))
    register = (desk.exports / REGISTER).read_bytes()
    answer = desk.send("../../../so.xlsx", register, **{"X-Upload": token})
    assert answer.json == {"token": token, "files": [EXPORT, "so.xlsx"]}
    desk.post(f"/uploads/{token}/load")
    desk.ended(token)
    assert desk.send("so.xlsx", register, **{"X-Upload": token}).status_code == 400
    assert desk.post(f"/uploads/{token}/load").status_code == 400
    assert "đã nạp trước đây" in desk.page(f"upload={token}").text


@pytest.mark.parametrize(
    "token", ["0" * 32, "A" * 32, "x", "..", "..%5csnapshots", "a" * 400, "0" * 31 + "%00"]
)
def test_a_tampered_token_is_unknown(kept_desk, token):
    assert kept_desk.browser.get(f"/uploads/{token}").status_code == 404
    assert kept_desk.post(f"/uploads/{token}/look").status_code == 404
    assert kept_desk.post(f"/uploads/{token}/load").status_code == 404
    assert kept_desk.send("a.xlsx", b"x", **{"X-Upload": token}).status_code == 404


def test_an_unknown_upload_in_the_address_is_a_sentence(kept_desk):
    assert "Không có lượt tải tệp lên này" in kept_desk.page(f"upload={'0' * 32}").text


@pytest.mark.parametrize("address", POSTS)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "cross-site"},
        {**OURS, "Sec-Fetch-Site": "same-site"},
        {**OURS, "Origin": "http://elsewhere.example"},
        {**OURS, "Origin": "null"},
    ],
)
def test_another_site_changes_nothing(kept_desk, address, headers):
    before = kept_desk.version
    answer = kept_desk.browser.post(address, json={"reason": "x"}, headers=headers)
    assert answer.status_code == 403
    assert "không đến từ trang Dữ liệu" in answer.json["sentence"]
    assert kept_desk.version == before


def test_a_browser_that_says_same_origin_needs_no_header(desk):
    for address, status in (("/checks", 200), ("/names", 400)):
        headers = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
        assert desk.browser.post(address, headers=headers).status_code == status


@pytest.mark.parametrize("address", POSTS)
def test_where_loading_is_off_every_route_says_so(served, address):
    answer = visitor(served).post(address, json={}, headers=OURS)
    assert answer.status_code == 403
    assert "đang tắt" in answer.json["sentence"]
    assert visitor(served).get("/download/rejects-1.xlsx").status_code == 403


@pytest.mark.parametrize(
    "body",
    ["", "[]", '"x"', '{"as_of": 1}', '{"as_of": {"a": "b"}}', json.dumps({"unit": "x" * 3000})],
)
def test_an_odd_form_is_refused(kept_desk, body):
    token = kept_desk.token_of(EXPORT, newer(kept_desk))
    headers = {**OURS, "Content-Type": "application/json"}
    answer = kept_desk.browser.post(f"/uploads/{token}/load", data=body, headers=headers)
    assert answer.status_code == 400
    assert kept_desk.browser.get(f"/uploads/{token}").json["state"] == "waiting"


@pytest.mark.parametrize(
    ("fields", "status"), [({"as_of": "hôm qua"}, 400), ({"unit": "UBND xã Không Có"}, 404)]
)
def test_a_slip_in_the_form_leaves_the_upload_waiting(kept_desk, fields, status):
    token = kept_desk.token_of(EXPORT, newer(kept_desk))
    assert kept_desk.post(f"/uploads/{token}/load", **fields).status_code == status
    assert kept_desk.browser.get(f"/uploads/{token}").json["state"] == "waiting"


def test_the_moment_is_the_files_own_unless_somebody_changed_it(desk):
    offered = {"as_of": "27/12/2024 16:00", "offered": "27/12/2024 16:00"}
    desk.load("a.xlsx", newer(desk), **offered)
    assert desk.loads[-1]["as_of_origin"] == "stated"
    changed = {**offered, "as_of": "28/12/2024 08:00"}
    desk.load("b.xlsx", newer(desk, "UBND xã Suối Vọng"), **changed)
    assert desk.loads[-1]["as_of_origin"] == "asked"
    assert desk.page().tables[0][1][1].startswith("08:00 28/12/2024")


def test_a_naming_form_with_a_strange_number_is_refused(kept_desk):
    for number in ("", "-1", "1.5", "²", "9" * 30):
        assert kept_desk.post("/names", kind="units", number=number, known="x").status_code == 400
    assert kept_desk.post("/names", kind="units", number="1", known="x").status_code == 404
    assert kept_desk.post("/names", kind="planets", number="1", known="x").status_code == 404


def test_the_identities_are_checked_once_and_remembered_until_the_data_changes(desk):
    assert "Chưa kiểm lần nào" in desk.page().text
    assert desk.post("/checks").json["differences"] == 0
    page = desk.page("checked=1").text
    assert "không có sai khác" in page
    assert "● tốt" in page
    desk.load("tuan-52.xlsx", newer(desk))
    assert "hãy kiểm lại" in desk.page().text


def test_two_checks_do_not_run_at_once(kept_desk):
    with routes._checking:
        assert kept_desk.post("/checks").status_code == 409
    assert kept_desk.post("/checks").status_code == 200
