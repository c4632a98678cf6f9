"""The page Hồ sơ: which ones? A list is as long as its number; one dossier tells its story."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from itertools import pairwise

import pytest
from sqlalchemy import select

from dashboards.app import make_app
from dashboards.data.asked import asking
from dashboards.data.dossiers import PAGE_ROWS
from dashboards.view import View
from onestop.storage.engine import reading
from onestop.storage.tables import dossier, finding
from tests.fixtures import district as sample
from tests.fixtures.body import ask, text_of


NAME = "Nguyễn Thị Không Có Thật"

LISTS = (
    "received",
    "resolved_late",
    "open",
    "open_overdue",
    "fell_overdue",
    "on_time_share:numerator",
    "on_time_share:denominator",
    "progress_766:numerator",
    "age:within_5",
    "due_today",
    "open_in_hand",
    "late_without_apology",
    "waiting_for_acceptance",
)


def count_of(body) -> int:
    """The number in a list's title."""
    return int(re.search(r": ([\d.]+)", body.headings[0])[1].replace(".", ""))


def rows_of(body) -> list[list[str]]:
    return body.tables[0][1:] if body.tables else []


def codes_of(body) -> list[str]:
    return [row[0] for row in rows_of(body)]


@pytest.fixture
def one_code(installation) -> str:
    """A dossier that two sources speak of and about which something was noticed."""
    with reading(installation.engine) as connection:
        return connection.scalar(select(finding.c.code).where(finding.c.kind == "sources_differ"))


@pytest.mark.parametrize("measure", LISTS)
def test_a_list_is_as_long_as_the_number_in_its_title(body_of, measure):
    body = body_of(f"/dossiers?period=2024&measure={measure}")
    pages = max(1, -(-count_of(body) // PAGE_ROWS))
    listed = [
        code
        for page in range(1, pages + 1)
        for code in codes_of(body_of(f"/dossiers?period=2024&measure={measure}&page={page}"))
    ]
    assert len(listed) == len(set(listed)) == count_of(body)


@pytest.mark.parametrize(
    "measure", ["received", "resolved", "open", "open_overdue", "due_within_2"]
)
@pytest.mark.parametrize("unit", ["", "H97.12.03"])
def test_the_title_counts_what_the_measure_counts(body_of, installation, measure, unit):
    search = f"period=2024&unit={unit}"
    with asking(installation, View.parse("/dossiers", search)) as asked:
        number = asked.measures()[measure]
    assert count_of(body_of(f"/dossiers?{search}&measure={measure}")) == number


def test_the_title_says_in_words_what_the_list_is(body_of):
    body = body_of("/dossiers?measure=open_overdue&unit=H97.12.03&period=2024&area=Đất đai")
    assert body.headings[0].startswith("Đang giải quyết, quá hạn: ")
    for told in ("UBND xã Suối Vọng", "Đất đai", "Năm 2024"):
        assert told in body.text


def test_it_speaks_english_too(body_of):
    body = body_of("/dossiers?measure=open&period=2024&lang=en")
    assert re.fullmatch(r"Open: \d+ dossiers", body.headings[0])
    assert "Status" in body.tables[0][0]


def test_no_id_stands_twice(body_of, one_code):
    for address in ("/dossiers?period=2024", f"/dossiers?code={one_code}", "/dossiers?sort=x"):
        assert body_of(address).ids_twice == []


def test_every_row_leads_to_its_dossier(body_of):
    body = body_of("/dossiers?measure=open&period=2024")
    for code in codes_of(body)[:3]:
        (link,) = [one for one in body.links if f"code={code}" in one]
        assert body_of(link).headings[0] == f"Hồ sơ {code}"


def test_a_heading_sorts_and_sorts_back(body_of):
    first = body_of("/dossiers?measure=received&period=2024&sort=due_at")
    (back,) = [one for one in first.links if "sort=-due_at" in one]
    dates = [column_of(body, "Hẹn trả") for body in (first, body_of(back))]
    assert [sorted(days, key=day_key) for days in dates] == [dates[0], dates[1][::-1]]
    assert [one["aria-sort"] for one in first.all("Th") if one.get("aria-sort")] == ["ascending"]


def column_of(body, name: str) -> list[str]:
    place = next(at for at, text in enumerate(body.tables[0][0]) if text.startswith(name))
    return [row[place].removeprefix(f"{name}: ") for row in rows_of(body)]


def day_key(text: str) -> tuple[str, ...]:
    return tuple(reversed(text.split("/")))


def test_a_page_beyond_the_last_shows_the_last(body_of):
    body = body_of("/dossiers?measure=received&period=2024&page=999")
    pages = -(-count_of(body) // PAGE_ROWS)
    assert f"Trang {pages}/{pages}" in body.text
    assert len(rows_of(body)) == count_of(body) - (pages - 1) * PAGE_ROWS


def test_pages_follow_each_other(body_of):
    first = body_of("/dossiers?measure=received&period=2024")
    (following,) = [one["href"] for one in first.all("A") if text_of(one) == "Sau"]
    assert "page=2" in following
    assert not set(codes_of(first)) & set(codes_of(body_of(following)))


def test_a_text_typed_without_marks_narrows_and_the_whole_is_told(body_of):
    whole = count_of(body_of("/dossiers?measure=received&period=2024"))
    body = body_of("/dossiers?measure=received&period=2024&text=ket hon")
    told = re.search(r": ([\d.]+) trên ([\d.]+) hồ sơ", body.headings[0])
    assert 0 < int(told[1]) < int(told[2].replace(".", "")) == whole
    assert all("kết hôn" in row[1] for row in rows_of(body))


def test_a_status_narrows(body_of):
    body = body_of("/dossiers?period=2024&status=7")
    assert rows_of(body)
    assert set(column_of(body, "Trạng thái")) == {"Công dân xin rút"}


def test_sorting_and_searching_keep_what_was_asked(body_of):
    body = body_of("/dossiers?measure=received&period=2024&unit=H97.12.03&text=đất")
    kept = [one for one in body.links if "sort=" in one]
    assert kept
    for link in kept:
        assert {"measure=received", "unit=H97.12.03", "period=2024"} <= set(
            link.partition("?")[2].split("&")
        )


def test_an_empty_list_is_drawn_and_shows_a_way_out(body_of):
    body = body_of("/dossiers?measure=open&period=2024&text=không có chữ này")
    assert "Không hồ sơ nào khớp" in body.text
    (way,) = [one["href"] for one in body.all("A") if text_of(one).startswith("Bỏ lọc")]
    assert rows_of(body_of(way))


def test_a_period_after_the_data_has_an_empty_list(body_of):
    body = body_of("/dossiers?measure=received&period=2030")
    assert "Không có hồ sơ nào trong danh sách này" in body.text


@pytest.mark.parametrize(
    ("slip", "offered"),
    [
        ("measure=receivd", "measure=received"),
        ("measure=Đang giải quyêt", "measure=open"),
        ("measure=age:tody", "measure=age%3Atoday"),
        ("sort=due", "sort=due_at"),
        ("desk=Bo phan Mot cua 1", "desk="),
    ],
)
def test_a_slip_gets_a_sentence_and_the_nearest(body_of, slip, offered):
    body = body_of(f"/dossiers?period=2024&{slip}")
    assert "Không có" in body.text
    found = [one for one in body.links if offered in one]
    assert found
    assert rows_of(body_of(found[0])) or "0 hồ sơ" in body_of(found[0]).headings[0]


@pytest.mark.parametrize("slip", ["status=11", "status=x", "officer=Ai đó"])
def test_a_slip_without_anything_near_can_be_dropped(body_of, slip):
    body = body_of(f"/dossiers?period=2024&measure=open&{slip}")
    assert "Không có" in body.text
    assert rows_of(body_of(body.links[-1]))


def test_what_is_not_counted_from_dossiers_says_so(body_of):
    assert "không đếm từ hồ sơ" in body_of("/dossiers?period=2024&measure=feedback_judged").text


@pytest.mark.parametrize("odd", ["page=0", "page=x", "page=-1"])
def test_a_page_that_is_no_number_is_refused_in_words(body_of, odd):
    assert "phải là một số" in body_of(f"/dossiers?period=2024&{odd}").text


def test_days_late_are_counted_up_to_the_closing(body_of, installation):
    body = body_of("/dossiers?measure=resolved_late&period=2024")
    calendar, checked = installation.calendar, 0
    late = column_of(body, "Trễ (ngày làm việc)")
    with reading(installation.engine) as connection:
        for code, told in zip(codes_of(body), late, strict=True):
            row = connection.execute(select(dossier).where(dossier.c.code == code)).one()
            days = calendar.working_days_after(row.due_at // 86_400, row.closing_at // 86_400)
            assert told == (str(days) if days else "")
            checked += bool(days)
    assert checked


def test_a_past_moment_says_that_some_were_closed_since(body_of):
    past = body_of("/dossiers?measure=open&period=2024&as_of=2024-06-30")
    assert "kết thúc sau lúc đó" in past.text
    assert "kết thúc sau lúc đó" not in body_of("/dossiers?measure=resolved&period=2024").text


def test_one_dossier_says_where_each_source_states_it(body_of, one_code):
    body = body_of(f"/dossiers?code={one_code}")
    assert "dong-bo-ho-so.json" in body.text
    assert "quyết định ngày và trạng thái" in body.text
    assert "Hai nguồn nói khác nhau" in body.text


def test_folders_of_files_are_nobodys_business(body_of, one_code, district):
    assert str(district.parent) not in body_of(f"/dossiers?code={one_code}").json
    assert str(district.parent) not in body_of("/dossiers?period=2024").json


def test_a_time_line_is_in_order_and_tells_the_days_between(body_of, one_code):
    (line,) = body_of(f"/dossiers?code={one_code}").all("Ol")
    moments = re.findall(r"(\d\d):(\d\d) (\d\d)/(\d\d)/(\d{4})", text_of(line))
    whole = [(year, month, day, hour, minute) for hour, minute, day, month, year in moments]
    assert len(whole) >= 4
    assert all(before <= after for before, after in pairwise(whole))
    assert "ngày làm việc" in text_of(line) or "trong ngày" in text_of(line)


def test_a_code_is_found_however_it_is_typed(body_of, one_code):
    typed = f" {one_code[:6].lower()} {one_code[6:].lower()}"
    assert body_of(f"/dossiers?code={typed}").headings[0] == f"Hồ sơ {one_code}"


def test_an_unknown_code_offers_the_nearest(body_of, one_code):
    body = body_of(f"/dossiers?code={one_code}9")
    assert "Không có hồ sơ" in body.text
    assert any(f"code={one_code}" in one for one in body.links)


def change(folder, statement: str, *facts: object) -> None:
    with closing(sqlite3.connect(folder / sample.STORE)) as store, store:
        store.execute(statement, facts)


@pytest.fixture
def own_body_of(own_district):
    """Asks the pages over a store that the test may change."""
    made = sample.installation_at(own_district)
    server = make_app(made)
    yield lambda address: ask(server, address)
    made.engine.dispose()


def test_a_name_that_is_stored_is_shown_masked_only(own_district, own_body_of, one_code):
    identity = "SELECT id FROM dossier WHERE code = ?"
    change(own_district, f"INSERT INTO applicant VALUES (({identity}), ?)", one_code, NAME)
    body = own_body_of(f"/dossiers?code={one_code}")
    assert "N••• T••• K••• C••• T•••" in body.text
    assert "Nguyễn" not in body.json
    assert "Nguyễn" not in own_body_of(f"/dossiers?text={one_code}&period=2024").json


def test_the_same_code_in_two_namespaces_is_two_dossiers(own_district, own_body_of, one_code):
    change(own_district, "INSERT INTO namespace VALUES (99, 'so-giay')")
    with closing(sqlite3.connect(own_district / sample.STORE)) as store, store:
        names = [row[1] for row in store.execute("PRAGMA table_info(dossier)")]
        kept = ", ".join(name for name in names if name not in ("id", "namespace_id"))
        copied = f"SELECT 99, {kept} FROM dossier WHERE code = ?"
        store.execute(f"INSERT INTO dossier (namespace_id, {kept}) {copied}", (one_code,))
    body = own_body_of(f"/dossiers?code={one_code}")
    assert "Không gian mã: so-giay" in body.text
    assert len(body.all("Ol")) == 2
    assert body.ids_twice == []
