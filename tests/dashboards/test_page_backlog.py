"""The page Tồn đọng: where is the backlog and how old? Each count leads to its list."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import event

from dashboards.app import make_app
from dashboards.data import kept
from dashboards.data.asked import asking
from dashboards.data.backlog import SHOWN_ROWS
from dashboards.data.remembered import Remembered
from dashboards.view import View
from onestop.settings import shipped_config
from tests.dashboards.test_page_dossiers import count_of, day_key
from tests.fixtures.body import ask, text_of
from tests.fixtures.district import STORE, installation_at, replaced


VIEWS = ("period=2024-12&cutoff=calendar", "period=2024", "unit=H97.12.03", "area=Đất đai")


@pytest.fixture
def with_officers(installation):
    """Asks the pages of an installation that has the shipped officers."""
    server = make_app(replaced(installation, config_dirs=(shipped_config(),)))
    return lambda address: ask(server, address)


def count_links(body) -> list[tuple[int, str]]:
    """Each number on the page that is a link to a list, and where it leads."""
    found = []
    for link in body.all("A"):
        text = text_of(link).strip()
        if re.fullmatch(r"[\d.]+", text) and link["href"].startswith("/dossiers"):
            found.append((int(text.replace(".", "")), link["href"]))
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_every_count_is_as_long_as_its_list(with_officers, view):
    links = dict.fromkeys(count_links(with_officers(f"/backlog?{view}")))
    assert len(links) > 5
    wrong = [(n, href) for n, href in links if count_of(with_officers(href)) != n]
    assert wrong == []


@pytest.mark.parametrize("view", VIEWS)
def test_the_ages_add_up_to_what_is_open(body_of, installation, view):
    body = body_of(f"/backlog?{view}")
    with asking(installation, View.parse("/backlog", view)) as asked:
        number = asked.measures()["open"]
    ages = [count for count, href in count_links(body) if "age%3A" in href]
    assert sum(ages) == 2 * number  # below the chart, and in its table


def test_the_heat_map_counts_what_the_address_says(body_of, installation):
    sums = {}
    for what in ("open", "overdue"):
        body = body_of(f"/backlog?period=2024&heat={what}")
        (heat,) = [
            g["data"][0] for g in body.graphs if g["data"] and g["data"][0]["type"] == "heatmap"
        ]
        sums[what] = sum(map(sum, heat["z"]))
    with asking(installation, View.parse("/backlog", "period=2024")) as asked:
        told = asked.measures()
    assert sums == {"open": told["open"], "overdue": told["open_overdue"]}


def test_the_open_dossiers_are_walked_once(body_of, installation, monkeypatch):
    """However many parts of the page tell of them, the store looks for them in one statement."""
    monkeypatch.setattr(kept, "_remembered", Remembered())
    told = []
    note = lambda *given: told.append(given[2])  # noqa: E731
    event.listen(installation.engine, "before_cursor_execute", note)
    try:
        assert body_of("/backlog?period=2024").tables
    finally:
        event.remove(installation.engine, "before_cursor_execute", note)
    assert sum("dossier.closing_at IS NULL AND" in statement for statement in told) == 1


def test_an_unknown_heat_is_refused_in_words(body_of):
    assert "heat=open" in body_of("/backlog?period=2024&heat=opn").text


def test_a_unit_shows_itself_and_those_below(body_of):
    whole = body_of("/backlog?period=2024")
    district = body_of("/backlog?period=2024&unit=H97.12")
    one = body_of("/backlog?period=2024&unit=H97.12.03")
    first = [count_links(body)[0][0] for body in (whole, district, one)]
    assert first[0] == first[1] > first[2]
    assert "UBND xã Ia Nắng" not in one.text


def test_the_longest_wait_is_first(body_of):
    body = body_of("/backlog?period=2024-12&cutoff=calendar")
    (waiting,) = [t for t in body.tables if any(cell.startswith("Đã qua") for cell in t[0])]
    place = waiting[0].index("Tiếp nhận")
    received = [day_key(row[place].rpartition(" ")[2]) for row in waiting[1:]]
    assert received == sorted(received)
    assert len(received) == SHOWN_ROWS


def test_without_a_desk_it_says_which_column_would_tell(body_of):
    body = body_of("/backlog?period=2024&unit=H97.12.03")
    assert "cột “Bộ phận đang xử lý”" in body.text


def test_without_officers_it_says_where_they_are_declared(installation):
    undeclared = make_app(replaced(installation, config_dirs=()))
    assert "officers.toml" in ask(undeclared, "/backlog?period=2024").text


def test_officers_add_up_to_what_is_open(with_officers, installation):
    body = with_officers("/backlog?period=2024")
    (table,) = [rows for rows in body.tables if rows[0][0] == "Phụ trách"]
    with asking(installation, View.parse("/backlog", "period=2024")) as asked:
        assert sum(int(row[1]) for row in table[1:]) == asked.measures()["open"]


def test_a_broken_declaration_of_officers_is_told(installation, tmp_path):
    (tmp_path / "officers.toml").write_text("[[officer]]\nname = 1", encoding="utf-8")
    server = make_app(replaced(installation, config_dirs=(tmp_path,)))
    assert "officers.toml" in ask(server, "/backlog?period=2024").text


def test_the_files_ask_the_same_question(body_of):
    body = body_of("/backlog?period=2024&unit=H97.12.03")
    files = [one for one in body.links if one.startswith("/download/")]
    assert len(files) == 4
    assert all("unit=H97.12.03" in one and "period=2024" in one for one in files)


def test_a_period_after_the_data_has_no_figures(body_of):
    assert "Không có số liệu" in body_of("/backlog?period=2030").text


def test_an_empty_store_says_how_to_load(empty_body_of):
    assert "onestop import" in empty_body_of("/backlog").text


def test_no_id_stands_twice_in_either_language(body_of):
    for language in ("vi", "en"):
        assert body_of(f"/backlog?period=2024&lang={language}").ids_twice == []
    assert "Waiting longest" in body_of("/backlog?period=2024&lang=en").headings


def test_a_wall_shows_counts_ages_and_places_only(body_of):
    body = body_of("/backlog?period=2024&kiosk=1")
    assert len(body.graphs) == 2
    assert not any(one.startswith("/download/") for one in body.links)


def test_a_unit_above_others_counts_and_lists_its_own(own_district):
    """A commune with another below it: its row in the heat map is not both together's."""
    with closing(sqlite3.connect(own_district / STORE)) as store, store:
        above = "(SELECT id FROM unit WHERE code = 'H97.12.03')"
        store.execute(f"UPDATE unit SET parent_id = {above} WHERE code = 'H97.12.06'")
    here = installation_at(own_district)
    server = make_app(here)
    body = ask(server, "/backlog?period=2024&unit=H97.12.03")
    links = [(n, href) for n, href in count_links(body) if "own=1" in href]
    assert links
    for number, href in links:
        listed = ask(server, href)
        assert count_of(listed) == number
        assert "riêng cơ quan này" in listed.text
    here.engine.dispose()
