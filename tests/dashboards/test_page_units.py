"""Đơn vị: the numbers are the store's, every count has its list, and who is worst stands first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from statistics import median
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from sqlalchemy import select, update

from dashboards.components.ranking import mark
from dashboards.data.asked import Asked, asking
from dashboards.data.columns import COUNTED, MOST_SHOWN, USUAL, Order, indicators_of
from dashboards.data.compared import Place, middle, place_of
from dashboards.data.median import median_of
from dashboards.data.standings import MOST_LINES, Line, in_order, page_of
from dashboards.data.units import circle, compared, unit_lines
from dashboards.view import View
from onestop.domain.indicators import BY_CODE, Value
from onestop.domain.policy import Policy
from onestop.domain.targets import Outcome
from onestop.storage.engine import writing
from onestop.storage.listing import rows_behind
from onestop.storage.state import next_data_version
from onestop.storage.tables import unit
from tests.fixtures import district as sample
from tests.fixtures.body import Body, ask, cells_of, nodes, text_of


YEAR = "period=2024"
ON_TIME, DIGITISED = BY_CODE["on_time_share"], BY_CODE["result_digitised_share"]
TOTAL, MEDIAN = 1, 2
"""Rows of a ranking after its heading."""


@pytest.fixture
def view_of(installation) -> Iterator[Callable[[str], Asked]]:
    """A view with an open store: `view_of("/units?period=2024")`."""
    opened = []

    def of(address: str, here=installation) -> Asked:
        path, _, search = address.partition("?")
        opened.append(asking(here, View.parse(path, search)))
        return opened[-1].__enter__()

    yield of
    for one in opened:
        one.__exit__(None, None, None)


def rows_of(body: Body, place: int = 0) -> list[dict]:
    """The rows of a table, its heading row first."""
    return [one for one in nodes(body.all("Table")[place]["children"]) if one["is"] == "Tr"]


def names_of(body: Body, place: int = 0) -> list[str]:
    """The first cells below a ranking's total and median."""
    return [row[0] for row in body.tables[place][1:] if row[0] not in ("Tổng cộng", "Trung vị")]


def counted(text: str) -> int:
    """`2.435` as a number."""
    return int(text.replace(".", ""))


def listed(here, href: str) -> int:
    """How many dossiers the list of an address has."""
    path, _, search = href.partition("?")
    with asking(here, View.parse(path, search)) as asked:
        rows = rows_behind(asked.connection, asked.question(), asked.view.get("measure"), None)
        return sum(1 for _row in rows)


def problem_of(body: Body) -> str:
    """The sentence that says what was not understood."""
    return "".join(text_of(one) for one in nodes(body.page) if one.get("className") == "problem")


def count_links(body: Body) -> list[tuple[int, str]]:
    """Every number of the tables that leads to a list, with where it leads."""
    cells = [cell for row in rows_of(body) for cell in cells_of(row)]
    links = [one for cell in cells for one in nodes(cell["children"]) if one["is"] == "A"]
    return [
        (counted(text_of(one)), one["href"])
        for one in links
        if urlsplit(one["href"]).path == "/dossiers"
    ]


def test_a_row_has_the_numbers_of_its_unit(body_of, view_of):
    body = body_of(f"/units?{YEAR}&indicators=on_time_share")
    told = {row[0]: row for row in body.tables[0]}
    rows = view_of(f"/units?{YEAR}").answer("unit").rows
    names = view_of(f"/units?{YEAR}").names("unit")
    assert len(rows) == 8
    for row in rows:
        on_time = row.measures["resolved_early"] + row.measures["resolved_on_time"]
        shown = told[names[row.key].label]
        assert f"{on_time}/{on_time + row.measures['resolved_late']}" in shown[1]
        assert [counted(one) for one in shown[2:]] == [
            row.measures[code] for code in ("received", "resolved", "open", "open_overdue")
        ]


def test_the_total_is_the_whole_view_and_the_median_lies_among_the_units(body_of, view_of):
    total, usual = body_of(f"/units?{YEAR}&indicators=on_time_share").tables[0][TOTAL:3]
    measures = view_of(f"/units?{YEAR}").measures()
    assert total[0] == "Tổng cộng"
    assert counted(total[2]) == measures["received"]
    assert usual[0] == "Trung vị"
    ratios = [line.value(ON_TIME, Policy()).ratio for line in unit_lines(view_of(f"/?{YEAR}"))]
    assert usual[1] == f"{median(ratios) * 100:.1f} %".replace(".", ",").replace(",0 %", " %")


def test_every_number_opens_a_list_of_as_many_dossiers(body_of, installation):
    links = count_links(body_of(f"/units?{YEAR}"))
    assert len(links) > 8 * 8
    wrong = [(told, href) for told, href in links if listed(installation, href) != told]
    assert wrong == []


def test_the_worst_unit_stands_first(body_of, view_of):
    names = names_of(body_of(f"/units?{YEAR}"))
    lines = unit_lines(view_of(f"/units?{YEAR}"))
    worst = min(lines, key=lambda line: line.value(ON_TIME, Policy()).ratio)
    assert names[0] == worst.label


@pytest.mark.parametrize("column", ["name", "received", "open_overdue", "on_time_share"])
def test_a_heading_sorts_and_pressed_again_turns_the_order_round(body_of, column):
    once = body_of(f"/units?{YEAR}&sort={column}")
    head = next(
        one for one in nodes(rows_of(once)[0]["children"]) if one.get("aria-sort") is not None
    )
    pressed = next(one["href"] for one in nodes(head["children"]) if one["is"] == "A")
    again = body_of(pressed)
    assert again.json != once.json
    assert sorted(names_of(once)) == sorted(names_of(again))
    assert names_of(body_of(f"/units?{YEAR}&sort={column}")) == names_of(once)


def test_units_without_a_value_stand_last_whichever_the_order(view_of):
    lines = unit_lines(view_of(f"/units?{YEAR}"))
    unknown = {line.label for line in lines if line.value(DIGITISED, Policy()).ratio is None}
    assert unknown, "the sample has communes whose system tells nothing of digitisation"
    for is_ascending in (True, False):
        ordered = in_order(lines, Order(DIGITISED.code, is_ascending), Policy())
        assert {line.label for line in ordered[-len(unknown) :]} == unknown


def test_a_promised_indicator_comes_first_and_its_cells_are_marked(body_of, view_of):
    body = body_of(f"/units?{YEAR}")
    promised = [one.indicator for one in view_of("/").here.in_force[0].targets]
    shown = indicators_of(view_of(f"/units?{YEAR}"))
    assert [one.code for one in shown][: len(promised)] == promised[: len(shown)]
    marks = [one for one in nodes(rows_of(body)) if "mark" in one.get("className", "").split()]
    assert {one["className"] for one in marks} >= {"mark met", "mark missed"}
    assert all(one["title"] in ("đạt", "cận", "không đạt") for one in marks)


def test_without_a_plan_nothing_is_judged(installation, view_of):
    here = sample.replaced(installation, in_force=())
    with asking(here, View.parse("/units", YEAR)) as asked:
        assert [one.code for one in indicators_of(asked)] == list(USUAL)
        assert all(one.target is None for one in compared(asked, [ON_TIME], unit_lines(asked)))


def test_a_mark_is_a_shape_with_a_word_not_only_a_colour():
    said = mark(Outcome.NEAR)
    assert said.title == "cận"
    assert text_of(said.to_plotly_json()["props"]["children"][0]) != ""


def test_columns_are_those_of_the_address_and_one_press_adds_another(body_of):
    body = body_of(f"/units?{YEAR}&indicators=late_share,postal_share")
    assert [head.removesuffix(" ▼") for head in body.tables[0][0][1:3]] == [
        BY_CODE["late_share"].label_vi,
        BY_CODE["postal_share"].label_vi,
    ]
    offered = [parse_qs(urlsplit(link).query).get("indicators", [""])[0] for link in body.links]
    assert "late_share,postal_share,early_share" in offered
    assert "postal_share" in offered


@pytest.mark.parametrize("code", [one.code for one in COUNTED])
def test_every_indicator_that_dossiers_show_can_be_a_column(body_of, code):
    body = body_of(f"/units?{YEAR}&indicators={code}&indicator={code}")
    assert problem_of(body) == ""
    assert len(body.tables[0][0]) == 1 + 1 + 4


def test_as_many_columns_as_may_be_chosen_fit_into_an_address(body_of):
    codes = sorted((one.code for one in COUNTED), key=len)
    longest = codes[-MOST_SHOWN:]
    body = body_of(f"/units?{YEAR}&indicators={','.join(longest)}")
    assert len(body.tables[0][0]) == 1 + MOST_SHOWN + 4
    assert all(problem_of(body_of(link)) == "" for link in body.links if "indicators" in link)
    assert problem_of(body_of(f"/units?{YEAR}&indicators={','.join([*longest, codes[0]])}"))


@pytest.mark.parametrize(
    ("part", "asked"),
    [
        ("sort", "lateness"),
        ("sort", "<script>"),
        ("order", "up"),
        ("indicators", "on_time_shar"),
        ("indicators", "feedback_on_time_share"),
        ("indicators", ","),
        ("indicator", "on_time_shar"),
        ("page", "0"),
        ("page", "hai"),
    ],
)
def test_what_no_link_of_ours_asks_is_answered_with_a_sentence(body_of, part, asked):
    body = body_of(f"/units?{YEAR}&{part}={quote(asked)}")
    assert problem_of(body)
    assert body.ids_twice == []


def test_one_unit_stands_at_its_place_beside_the_others(body_of, view_of):
    body = body_of(f"/units?{YEAR}&unit=H97.12.06")
    asked = view_of(f"/units?{YEAR}&unit=H97.12.06")
    others = unit_lines(circle(asked))
    (shown,) = compared(asked, [ON_TIME], others)
    assert len(others) == 8
    assert shown.value == Value(*_judged(asked.measures()))
    better = [line for line in others if line.value(ON_TIME, Policy()).ratio > shown.value.ratio]
    assert shown.place == Place(len(better) + 1, 8)
    assert f"Hạng {shown.place.at}/8" in body.text


def _judged(measures: dict[str, int]) -> tuple[int, int]:
    good = measures["resolved_early"] + measures["resolved_on_time"]
    return good, good + measures["resolved_late"]


def test_one_units_page_shows_its_course_its_areas_and_its_backlog(body_of, view_of):
    body = body_of(f"/units?{YEAR}&unit=H97.12.06")
    asked = view_of(f"/units?{YEAR}&unit=H97.12.06")
    assert len(body.graphs) == 2
    areas = asked.answer("area").rows
    assert sum(row.measures["received"] for row in areas) == asked.measures()["received"]
    ages = next(rows for rows in body.tables if rows[0][0] == "Thời hạn")
    assert sum(counted(row[1]) for row in ages[1:]) == asked.measures()["open"]
    assert any(urlsplit(link).path == "/backlog" for link in body.links)


def test_every_number_of_one_unit_opens_a_list_of_as_many_dossiers(body_of, installation):
    body = body_of(f"/units?{YEAR}&unit=H97.12.06")
    cards = [one for one in nodes(body.page) if one.get("className") == "parts"]
    links = [one for card in cards for one in nodes(card["children"]) if one["is"] == "A"]
    assert links
    for one in links:
        assert listed(installation, one["href"]) == counted(text_of(one)), one["href"]


def test_a_period_after_the_data_has_no_figures(body_of):
    body = body_of("/units?period=2031")
    assert body.tables == []
    assert "Không có số liệu" in body.text


def test_a_period_before_the_data_has_an_empty_table(body_of):
    assert "Không có dòng nào." in body_of("/units?period=2019").text
    assert problem_of(body_of("/units?period=2019&unit=H97.12.06")) == ""


def test_an_empty_store_says_how_to_load(empty_body_of):
    assert "Chưa có hồ sơ nào" in empty_body_of("/units").text


@pytest.mark.parametrize("unit_part", ["", "&unit=H97.12", "&unit=H97.12.06"])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_ids_stand_once_in_both_languages(body_of, lang, unit_part):
    body = body_of(f"/units?{YEAR}&lang={lang}{unit_part}")
    assert body.ids_twice == []
    assert problem_of(body) == ""


@pytest.mark.parametrize("unit_part", ["", "&unit=H97.12.06"])
def test_every_link_within_these_pages_leads_to_a_page_that_stands(body_of, unit_part):
    links = {link for link in body_of(f"/units?{YEAR}{unit_part}").links if "/dos" not in link}
    assert len(links) > 20
    assert {link for link in links if problem_of(body_of(link))} == set()


@pytest.fixture
def deeper(own_district):
    """The sample district, one commune standing below another."""
    here = sample.installation_at(own_district)
    with writing(here.engine) as connection:
        above = connection.scalar(select(unit.c.id).where(unit.c.code == "H97.12.01"))
        connection.execute(update(unit).where(unit.c.code == "H97.12.02").values(parent_id=above))
        next_data_version(connection)
    yield here
    here.engine.dispose()


def test_a_unit_above_others_is_ranked_with_all_below_it(deeper, view_of):
    asked = view_of(f"/units?{YEAR}", deeper)
    lines = {line.key: line for line in unit_lines(asked)}
    assert "H97.12.02" not in lines
    assert len(lines) == 7
    below = view_of(f"/units?{YEAR}&unit=H97.12.01", deeper)
    due_soon = {"due_within_2"}  # not asked of what is only compared
    told = {code: n for code, n in below.measures().items() if code not in due_soon}
    assert lines["H97.12.01"].measures == told
    received = sum(line.measures["received"] for line in lines.values())
    assert received == asked.measures()["received"]


def test_its_own_dossiers_are_a_line_that_leads_nowhere(deeper, view_of):
    """No address asks for a unit without those below it, so the number is no link."""
    asked = view_of(f"/units?{YEAR}&unit=H97.12.01", deeper)
    lines = {line.label: line for line in unit_lines(asked)}
    assert {line.key for line in lines.values()} == {"", "H97.12.02"}
    received = sum(line.measures["received"] for line in lines.values())
    assert received == asked.measures()["received"]


def test_the_page_of_a_unit_above_others_says_which_are_its_own(deeper):
    from dashboards.app import make_app

    body = ask(make_app(deeper), f"/units?{YEAR}&unit=H97.12.01")
    assert any("hồ sơ của riêng cơ quan này" in name for name in names_of(body))


def test_a_unit_is_compared_with_those_beside_it(deeper, view_of):
    beside = circle(view_of(f"/units?{YEAR}&unit=H97.12.02", deeper))
    assert beside.view.get("unit") == "H97.12.01"
    assert len(unit_lines(beside)) == 2


def test_the_median_counts_only_units_that_have_a_value(view_of):
    asked = view_of(f"/units?{YEAR}")
    ratios = [line.value(DIGITISED, Policy()).ratio for line in unit_lines(asked)]
    known = [ratio for ratio in ratios if ratio is not None]
    assert 0 < len(known) < len(ratios)
    assert median_of(asked, DIGITISED) == median(known)
    assert median_of(view_of(f"/?{YEAR}&unit=H97.12.06"), DIGITISED) == median(known)
    assert median_of(view_of("/?period=2031"), ON_TIME) is None


def test_equal_values_share_the_better_place():
    values = [Value(9, 10), Value(1, 2), Value(9, 10), Value(0, 0)]
    assert place_of(Value(9, 10), values, ON_TIME) == Place(1, 3)
    assert place_of(Value(1, 2), values, ON_TIME) == Place(3, 3)
    assert place_of(Value(1, 2), values, BY_CODE["late_share"]) == Place(1, 3)
    assert place_of(Value(0, 0), values, ON_TIME) is None
    assert middle([Value(0, 0)]) is None


def test_a_long_ranking_comes_page_by_page():
    lines = list(range(2 * MOST_LINES + 5))
    first, page = page_of(View("/units"), lines)
    assert (len(first), page.pages, page.count) == (MOST_LINES, 3, len(lines))
    last, page = page_of(View.parse("/units", "page=99"), lines)
    assert (list(last), page.at) == (lines[2 * MOST_LINES :], 3)
    seen = [one for at in (1, 2, 3) for one in page_of(View.parse("/", f"page={at}"), lines)[0]]
    assert seen == lines


def test_more_columns_make_shorter_pages():
    lines = [Line(number, "", "", {}) for number in range(300)]
    sizes = [len(page_of(View("/"), lines, wide)[0]) for wide in (1, 4, 8, 24, 1000)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[-1] == 1
