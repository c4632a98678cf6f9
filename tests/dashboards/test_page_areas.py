"""Lĩnh vực: areas and procedures side by side, and the days they took against those allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from sqlalchemy import select, update

from dashboards.app import make_app
from dashboards.components.ranking import ranking_table
from dashboards.components.standing_charts import one_days_chart
from dashboards.data.areas import (
    COLUMNS,
    FREQUENT,
    MOST_DRAWN,
    SLOWEST,
    DaysLine,
    days_lines,
    drawn,
    in_order,
)
from dashboards.data.asked import Asked, asking
from dashboards.data.columns import Order
from dashboards.data.standings import Line, board, lines_of
from dashboards.view import View
from onestop.domain.indicators import Value
from onestop.storage.durations import days_taken
from onestop.storage.engine import writing
from onestop.storage.listing import rows_behind
from onestop.storage.state import next_data_version
from onestop.storage.tables import procedure
from tests.fixtures import district as sample
from tests.fixtures.body import Body, ask, nodes, plain, text_of


YEAR = "period=2024"
LAND = f"area={quote('Đất đai')}"
PAGES = ["", "&tab=procedures", "&tab=days", f"&{LAND}", "&procedure=1.804227"]
"""Every way the page can look."""


@pytest.fixture
def view_of(installation) -> Iterator[Callable[[str], Asked]]:
    """A view with an open store: `view_of("/areas?period=2024")`."""
    opened = []

    def of(address: str) -> Asked:
        path, _, search = address.partition("?")
        opened.append(asking(installation, View.parse(path, search)))
        return opened[-1].__enter__()

    yield of
    for one in opened:
        one.__exit__(None, None, None)


def counted(text: str) -> int:
    """`2.435` as a number."""
    return int(text.replace(".", ""))


def problem_of(body: Body) -> str:
    """The sentence that says what was not understood."""
    return "".join(text_of(one) for one in nodes(body.page) if one.get("className") == "problem")


def links_to_lists(body: Body) -> list[tuple[int, str]]:
    """Every number of the page that leads to a list, with where it leads."""
    links = [one for one in body.all("A") if urlsplit(one["href"]).path == "/dossiers"]
    told = [(text_of(one).replace(".", ""), one["href"]) for one in links]
    return [(int(text), href) for text, href in told if text.isdigit()]


def listed(here, href: str) -> int:
    """How many dossiers the list of an address has."""
    path, _, search = href.partition("?")
    with asking(here, View.parse(path, search)) as asked:
        rows = rows_behind(asked.connection, asked.question(), asked.view.get("measure"), None)
        return sum(1 for _row in rows)


@pytest.mark.parametrize("part", PAGES)
def test_every_number_opens_a_list_of_as_many_dossiers(body_of, installation, part):
    links = links_to_lists(body_of(f"/areas?{YEAR}{part}"))
    assert len(links) > 5
    assert [one for one in links if listed(installation, one[1]) != one[0]] == []


def test_areas_add_up_to_the_total(body_of, view_of):
    rows = body_of(f"/areas?{YEAR}&indicators=late_share&sort=name").tables[0]
    total, areas = rows[1], rows[3:]
    lines = lines_of(view_of(f"/areas?{YEAR}"), "area")
    assert [row[0] for row in areas] == sorted(line.label for line in lines)
    assert sum(counted(row[2]) for row in areas) == counted(total[2])
    assert counted(total[2]) == view_of(f"/areas?{YEAR}").measures()["received"]


def test_an_area_leads_to_its_procedures(body_of, view_of):
    body = body_of(f"/areas?{YEAR}")
    (link,) = {one["href"] for one in body.all("A") if text_of(one) == "Đất đai"}
    within = body_of(link)
    shown = {row[0] for row in within.tables[0][3:]}
    names = {line.label for line in lines_of(view_of(f"/areas?{YEAR}&{LAND}"), "procedure")}
    assert shown == names
    assert "Đăng ký biến động quyền sử dụng đất" in shown
    assert "Đăng ký khai sinh" not in shown


def test_dossiers_of_no_known_area_are_told_but_lead_nowhere(view_of):
    """What no file told cannot be asked for by an address."""
    asked = view_of(f"/areas?{YEAR}")
    known, *_rest = lines_of(asked, "area")
    lines = [known, replace(known, number=0, key="", label="(chưa rõ)")]
    made = board(asked, "area", lines, lambda _line: {})
    rows = [one for one in nodes(plain(ranking_table(asked.view, made, _leads_to))) if is_row(one)]
    found = {text_of(row["children"][0]): nodes(row["children"]) for row in rows[3:]}
    assert [one for one in found[known.label] if one["is"] == "A"]
    assert [one for one in found["(chưa rõ)"] if one["is"] == "A"] == []


def is_row(node: dict) -> bool:
    """Whether a component is a row of a table."""
    return node["is"] == "Tr"


def _leads_to(line: Line) -> str:
    return f"/areas?area={line.key}"


@pytest.mark.parametrize("part", PAGES)
def test_every_link_within_these_pages_leads_to_a_page_that_stands(body_of, part):
    links = {link for link in body_of(f"/areas?{YEAR}{part}").links if "/dossiers" not in link}
    assert len(links) > 20
    assert {link: problem_of(body_of(link)) for link in links if problem_of(body_of(link))} == {}


def test_the_table_of_days_says_what_the_dossiers_took(body_of, view_of):
    told = {row[0]: row for row in body_of(f"/areas?{YEAR}&tab=days").tables[0][1:]}
    asked = view_of(f"/areas?{YEAR}")
    names = asked.names("procedure")
    found = days_taken(asked.connection, asked.question(), "procedure")
    assert len(told) == len(found) == 18
    for one in found:
        row = told[names[one.key].label]
        assert counted(row[1]) == one.count
        assert [int(cell) for cell in row[2:5]] == [one.allowed, one.median, one.p90]
        over = one.p90 - one.allowed
        assert row[5] == (f"+{over}" if over > 0 else str(over).replace("-", "\N{MINUS SIGN}"))


def test_days_are_counted_of_what_was_processed(view_of):
    asked = view_of(f"/areas?{YEAR}")
    lines = {line.key: line for line in lines_of(asked, "procedure")}
    for one in days_lines(asked):
        assert one.count == lines[one.key].measures["processed"]
        assert one.late.numerator == lines[one.key].measures["resolved_late"]


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_the_table_of_days_can_be_sorted_by_each_column(body_of, column, order):
    body = body_of(f"/areas?{YEAR}&tab=days&sort={column}&order={order}")
    assert problem_of(body) == ""
    head = next(one for one in body.all("Th") if one.get("aria-sort"))
    assert head["aria-sort"] == {"asc": "ascending", "desc": "descending"}[order]


def _line(label: str, allowed: int | None, p90: int, count: int = 10) -> DaysLine:
    return DaysLine(label, label, count, allowed, 1, p90, Value(1, count))


def test_a_procedure_without_a_limit_stands_last_whichever_the_order():
    lines = [_line("không hạn", None, 90), _line("vượt", 5, 9), _line("kịp", 5, 4)]
    for is_ascending in (True, False):
        ordered = in_order(lines, Order("over", is_ascending))
        assert ordered[-1].label == "không hạn"
    assert [one.label for one in ordered] == ["vượt", "kịp", "không hạn"]


def test_the_chart_has_the_slowest_or_the_most_frequent():
    lines = [_line(f"thủ tục {n}", 5, n, count=100 - n) for n in range(MOST_DRAWN + 10)]
    slowest, frequent = drawn(lines, SLOWEST), drawn(lines, FREQUENT)
    assert len(slowest) == len(frequent) == MOST_DRAWN
    assert slowest[0].label == f"thủ tục {MOST_DRAWN + 9}"
    assert frequent[0].label == "thủ tục 0"


def test_one_procedures_page_has_its_days_its_course_and_its_units(body_of, view_of):
    body = body_of(f"/areas?{YEAR}&procedure=1.804227")
    asked = view_of(f"/areas?{YEAR}&procedure=1.804227")
    (one,) = days_lines(asked)
    assert f"Thời hạn {one.allowed} ngày" in body.text
    assert f"trong {one.median} ngày, 9/10 xong trong {one.p90} ngày" in body.text
    assert len(body.graphs) == 2
    units = next(rows for rows in body.tables if rows[0][0].startswith("Cơ quan"))
    assert counted(units[1][-4]) == asked.measures()["received"]
    assert sum(counted(row[-4]) for row in units[3:]) == asked.measures()["received"]


def test_a_unit_of_a_procedure_leads_to_that_units_page_about_it(body_of):
    body = body_of(f"/areas?{YEAR}&procedure=1.804227")
    found = [link for link in body.links if urlsplit(link).path == "/units"]
    assert found
    assert all(parse_qs(urlsplit(link).query)["procedure"] == ["1.804227"] for link in found)


def test_a_procedure_without_a_declared_limit_says_so(own_district):
    here = sample.installation_at(own_district)
    with writing(here.engine) as connection:
        number = connection.scalar(select(procedure.c.id).where(procedure.c.code == "1.804227"))
        connection.execute(
            update(procedure).where(procedure.c.id == number).values(limit_working_days=None)
        )
        next_data_version(connection)
    body = ask(make_app(here), f"/areas?{YEAR}&procedure=1.804227")
    assert "Danh mục chưa có thời hạn" in body.text
    row = ask(make_app(here), f"/areas?{YEAR}&tab=days").tables[0][-1]
    here.engine.dispose()
    assert row[0] == "Đăng ký biến động quyền sử dụng đất"
    assert (row[2], row[5]) == ("–", "–")


def test_a_sentence_about_one_procedure_compares_it_with_nobody():
    assert "Chậm nhất" not in one_days_chart([_line("một", 5, 9)]).summary
    assert one_days_chart([]).is_empty


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("part", [*PAGES, "&unit=H97.12.06", f"&unit=H97.12.06&{LAND}&tab=days"])
def test_ids_stand_once_in_both_languages(body_of, lang, part):
    body = body_of(f"/areas?{YEAR}&lang={lang}{part}")
    assert problem_of(body) == ""
    assert body.ids_twice == []


def test_another_tab_starts_with_an_order_of_its_own(body_of):
    body = body_of(f"/areas?{YEAR}&tab=days&sort=p90&order=asc")
    (link,) = [one["href"] for one in body.all("A") if text_of(one) == "Theo thủ tục"]
    assert "sort" not in parse_qs(urlsplit(link).query)
    assert problem_of(body_of(link)) == ""


@pytest.mark.parametrize(
    "asked",
    [
        {"tab": "units"},
        {"tab": "areas", "area": "Đất đai"},
        {"tab": "days", "sort": "on_time_share"},
        {"tab": "days", "order": "up"},
        {"tab": "days", "page": "-1"},
        {"tab": "days", "drawn": "all"},
        {"sort": "median"},
        {"indicators": "nothing"},
        {"indicator": "nothing"},
        {"procedure": "9.999999"},
        {"area": "Đất dai"},
    ],
)
def test_what_no_link_of_ours_asks_is_answered_with_a_sentence(body_of, asked):
    body = body_of(f"/areas?{YEAR}&{urlencode(asked)}")
    assert problem_of(body)
    assert body.ids_twice == []


def test_a_period_after_the_data_has_no_figures_and_one_before_it_no_rows(body_of):
    assert "Không có số liệu" in body_of("/areas?period=2031").text
    for part in ("", "&tab=days", "&tab=procedures", "&procedure=1.804227"):
        before = body_of(f"/areas?period=2019{part}")
        assert problem_of(before) == ""
        assert "Không có dòng nào." in before.text


def test_an_empty_store_says_how_to_load(empty_body_of):
    assert "Chưa có hồ sơ nào" in empty_body_of("/areas").text
