"""The page Dữ liệu: can I trust the numbers? And each step of loading, as it is drawn."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from dashboards.app import make_app
from dashboards.components import uploads_counts, uploads_drop
from dashboards.data.imports import ROWS
from dashboards.server import uploads as routes
from onestop.domain.errors import NotFoundError, UsageError
from onestop.storage import imports
from onestop.storage.engine import reading
from onestop.uploads.service import MOST_BYTES
from onestop.uploads.told import ColumnTold, FileTold, Preview, Progress, Status
from tests.fixtures.body import Body, ask, text_of
from tests.fixtures.district import replaced


TOKEN = "0123456789abcdef" * 2
COUNTS = {"read": 10, "inserted": 4, "updated": 1, "unchanged": 2, "rejected": 3}
COUNTS |= {"skipped": 0, "waiting": 0}

SEEN = Preview(
    file="tuan-52.xlsx",
    sheet="Danh sách",
    profile="one-stop-wide",
    label="Một cửa",
    kind="dossiers",
    columns=(
        ColumnTold("A", "Mã hồ sơ", "Mã hồ sơ (code)", ("H97-1",)),
        ColumnTold("B", "Chủ hồ sơ", "cá nhân, bỏ qua", ("•••",)),
        ColumnTold("C", "Ghi chú lạ", "không hiểu, gần nhất: Mã hồ sơ", ("x",)),
    ),
    as_of=1735315200,
    as_of_origin="stated",
    rows=10,
)


class FakeDesk:
    """A desk that says what a test wants, and counts how often it was made to look."""

    def __init__(self, status: Status, *previews: Preview, error: Exception | None = None) -> None:
        self.told, self.previews, self.error = status, previews, error
        self.looks = 0

    def status(self, token: str) -> Status:
        """The one state."""
        if token != TOKEN:
            raise NotFoundError("lượt tải tệp lên", token)
        return self.told

    def look(self, _token: str) -> tuple[Preview, ...]:
        """The previews, or what is wrong."""
        self.looks += 1
        if self.error:
            raise self.error
        return self.previews

    def provisional(self) -> list:
        """Every name is known."""
        return []


@pytest.fixture
def drawn(installation):
    """The page as it is drawn over a desk in some state."""

    def draw(desk: FakeDesk, search: str = "") -> Body:
        server = make_app(replaced(installation, uploads=desk, may_change=True))
        return ask(server, f"/data?upload={TOKEN}{search}")

    return draw


def stored(installation, question):
    """An answer straight from the store."""
    with reading(installation.engine) as connection:
        return question(connection)


def numbers(text: str) -> list[int]:
    """The whole numbers of a text."""
    return [int(one.replace(".", "")) for one in re.findall(r"\d[\d.]*", text)]


def test_every_load_is_an_equation_that_adds_up(body_of, installation):
    loads = stored(installation, imports.list_snapshots)
    rows = body_of("/data").tables[0][1:]
    assert [row[0].split("/")[-1] for row in rows] == [row[0] for row in rows], "no paths"
    assert len(rows) == len(loads)
    for row, load in zip(rows, reversed(loads), strict=True):
        read, *parts = numbers(row[2])
        assert read == sum(parts) == load["read"]
        assert f"Lần {load['id']}" in row[3]


def test_a_sum_that_fails_is_said_to_fail(body_of):
    wrong = {**COUNTS, "read": 11}
    with_sign = text_of(uploads_counts.equation(wrong).to_plotly_json())
    assert not uploads_counts.adds_up(wrong)
    assert "≠" in with_sign
    assert "≠" not in text_of(uploads_counts.equation(COUNTS).to_plotly_json())


def test_each_count_of_refused_rows_opens_as_many_rows(body_of, installation):
    loads = stored(installation, imports.list_snapshots)
    links = [link for link in body_of("/data").links if "rejects=" in link]
    assert len(links) == sum(1 for load in loads if load["rejected"])
    for load in loads:
        rows = body_of(f"/data?rejects={load['id']}").tables[0][1:]
        shown = [] if rows == [["Không có dòng nào."]] else rows
        assert len(shown) == min(load["rejected"], ROWS)


def test_each_count_of_findings_opens_as_many_rows(body_of, installation):
    body = body_of("/data")
    kinds = stored(installation, imports.count_findings)
    links = {link: text for link, text in counted(body) if "findings=" in link}
    by_kind = [number for link, number in links.items() if "field=" not in link]
    by_field = [number for link, number in links.items() if "field=" in link]
    assert sorted(by_kind) == sorted(kinds.values())
    assert sum(by_field) == kinds["sources_differ"]
    for link, number in links.items():
        pages = -(-number // ROWS)
        listed = [row for page in range(1, pages + 1) for row in rows_of(body_of, link, page)]
        assert len(listed) == number


def counted(body: Body) -> list[tuple[str, int]]:
    """Links that are a number."""
    texts = [(link["href"], text_of(link)) for link in body.all("A") if link.get("href")]
    return [(href, numbers(text)[0]) for href, text in texts if re.fullmatch(r"[\d.]+", text)]


def rows_of(body_of, link: str, page: int) -> list[list[str]]:
    """The rows of a page of a list."""
    return body_of(f"{link}&page={page}").tables[0][1:]


def test_what_sources_say_of_a_fact_stands_side_by_side_in_words(body_of):
    rows = body_of("/data?findings=sources_differ&field=due_at").tables[0]
    assert rows[0][3:] == ["Thông tin", "Tệp này ghi", "Nguồn kia ghi"]
    assert all(row[3] == "Ngày hẹn trả" for row in rows[1:])
    assert all(
        re.fullmatch(r"\d\d:\d\d \d\d/\d\d/\d{4}", cell) for row in rows[1:] for cell in row[4:]
    )


def test_the_page_names_no_folder(body_of, district):
    for search in ("", "?rejects=1", "?findings=sources_differ"):
        assert str(district.parent) not in body_of(f"/data{search}").json


@pytest.mark.parametrize(
    ("search", "says"),
    [
        ("rejects=999", "Không có lần nạp “999”"),
        ("undo=999", "Không có lần nạp “999”"),
        ("findings=sources_difer", "Không có loại phát hiện"),
        ("page=x", "phải là một số"),
        ("rejects=-1", "phải là một số"),
        ("rejects=99999999999999", "phải là một số"),
    ],
)
def test_a_slip_in_the_address_is_a_sentence(body_of, search, says):
    assert says in body_of(f"/data?{search}").text


def test_a_page_beyond_the_last_shows_the_last(body_of):
    listed = body_of("/data?findings=sources_differ&page=900000").tables[0][1:]
    assert 0 < len(listed) <= ROWS


def test_where_loading_is_off_the_page_says_why_and_offers_nothing(body_of):
    body = body_of("/data")
    assert "Nạp tệp từ trang này đang tắt" in body.text
    assert not body.all("Form")
    assert not [link for link in body.links if "undo=" in link or "/download/" in link]


def test_an_empty_store_offers_the_first_step_alone(empty_installation):
    desk = FakeDesk(Status("waiting"))
    body = ask(make_app(replaced(empty_installation, uploads=desk)), "/data")
    assert "Thả tệp vào đây" in body.text
    assert body.headings == ["Dữ liệu", "Nạp tệp kết xuất"]


def test_the_figures_of_the_head_heed_no_picker(body_of):
    assert body_of("/data").texts[1] == body_of("/data?period=2023&unit=H97.12.03").texts[1]


def test_a_page_never_looks_into_files_by_itself(drawn):
    desk = FakeDesk(Status("waiting"), SEEN)
    body = drawn(desk)
    assert body.all("Div", id="data-looking")[0]["data-look"] == TOKEN
    assert desk.looks == 0
    drawn(desk, "&step=blind")
    assert desk.looks == 0


def test_what_is_not_understood_is_open_and_counted(drawn):
    body = drawn(FakeDesk(Status("waiting"), SEEN), "&step=check")
    assert "3 cột: 1 được hiểu, 1 không dùng, 1 không hiểu" in body.text
    assert body.tables[0][3] == ["Ghi chú lạ", "C", "◆ không hiểu, gần nhất: Mã hồ sơ", "x"]
    assert [one for one in body.all("Details") if one.get("open")]


def test_the_moment_is_offered_only_where_the_files_agree(drawn):
    other = Preview(
        file="khac.csv",
        profile="register",
        kind="dossiers",
        as_of=1735000000,
        as_of_origin="period",
    )
    for previews, offered in (((SEEN,), "27/12/2024 16:00"), ((SEEN, other), "")):
        body = drawn(FakeDesk(Status("waiting"), *previews), "&step=check")
        assert body.all("Input", id="data-as-of")[0]["value"] == offered


def test_a_unit_is_asked_for_only_where_rows_tell_none(drawn):
    for needs, asked in ((False, 0), (True, 1)):
        seen = Preview(**{**vars(SEEN), "needs_unit": needs})
        body = drawn(FakeDesk(Status("waiting"), seen), "&step=check")
        assert len(body.all("Select", name="unit")) == asked


def test_where_no_file_can_be_read_there_is_nothing_to_load(drawn):
    refused = Preview(file="la.csv", refusal="la.csv: không nhận ra bố cục.")
    body = drawn(FakeDesk(Status("waiting"), refused), "&step=check")
    assert "la.csv: không nhận ra bố cục." in body.text
    assert not [one for one in body.all("Form") if one["data-action"].endswith("/load")]


def test_a_look_that_fails_is_a_sentence_with_a_way_out(drawn):
    desk = FakeDesk(Status("waiting"), error=UsageError("Xem trước quá 60 giây."))
    body = drawn(desk, "&step=check")
    assert "Xem trước quá 60 giây." in body.text
    assert "/data" in body.links


def test_progress_tells_rows_seconds_and_how_much_there_is(drawn):
    status = Status("loading", Progress("tuan-52.xlsx", 1200, 3.4))
    body = drawn(FakeDesk(status), "&rows=5000")
    assert "Đã đọc 1.200 dòng, 3 giây" in body.text
    (bar,) = body.all("Progress", id="data-loaded")
    assert (bar["max"], bar["value"]) == ("5000", "1200")
    (bar,) = drawn(FakeDesk(status)).all("Progress", id="data-loaded")
    assert "value" not in bar, "nobody knows how much there is"


def test_progress_goes_on_where_the_last_file_ended(drawn):
    over = FileTold("a.xlsx", snapshot_id=3, counts=COUNTS)
    for at_hand, rows in (("a.xlsx", 10), ("b.xlsx", 15)):
        status = Status("loading", Progress(at_hand, 5, 3.4), (over,))
        assert f"Đã đọc {rows} dòng" in drawn(FakeDesk(status)).text


def test_the_result_tells_each_file_and_the_way_back(drawn):
    reports = (
        FileTold("tuan-52.xlsx", "one-stop-wide", 1735315200, 3, COUNTS),
        FileTold("la.csv", error="la.csv: không nhận ra bố cục."),
    )
    body = drawn(FakeDesk(Status("done", reports=reports)))
    assert "Đã nạp xong." in body.text
    assert "la.csv: không nhận ra bố cục." in body.text
    assert {"/data?undo=3", "/data?rejects=3", "/download/rejects-3.xlsx"} <= set(body.links)


def test_a_failure_says_what_it_was(drawn):
    body = drawn(FakeDesk(Status("failed", sentence="Việc này bị ngắt giữa chừng.")))
    assert "Chưa nạp được." in body.text
    assert "Việc này bị ngắt giữa chừng." in body.text
    undone = drawn(FakeDesk(Status("failed", sentence="Đang bận.")), "&undone=3")
    assert "Chưa rút lại được lần nạp 3" in undone.text


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("status", "search"),
    [
        (Status("waiting"), ""),
        (Status("waiting"), "&step=check"),
        (Status("waiting"), "&step=blind"),
        (Status("looking"), ""),
        (Status("loading"), ""),
        (Status("loading"), "&named=X"),
        (Status("done", reports=(FileTold("a", snapshot_id=1, counts=COUNTS),)), ""),
        (Status("done"), "&undone=3"),
        (Status("failed", sentence="Không."), "&named=X"),
        (Status("waiting"), "&undo=1"),
        (Status("waiting"), "&rejects=1"),
    ],
)
def test_every_state_stands_in_both_languages_with_ids_of_its_own(drawn, language, status, search):
    body = drawn(FakeDesk(status, SEEN), f"{search}&lang={language}")
    assert body.ids_twice == []
    assert body.headings[0] == {"vi": "Dữ liệu", "en": "Data"}[language]
    assert "chưa xem được" not in body.text.lower()


def test_the_page_and_the_routes_tell_the_limit_of_the_desk():
    assert routes.MOST_BYTES == MOST_BYTES == uploads_drop.MOST_MIB << 20


def test_a_name_in_the_address_is_shown_as_text(drawn):
    body = drawn(FakeDesk(Status("done")), f"&named={quote('<b>{0}</b>')}")
    assert "Đã đặt tên “<b>{0}</b>”" in body.text
