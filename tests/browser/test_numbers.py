"""A number on a screen is the command line's, and opens a list of just so many dossiers."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from dashboards.pages.registry import PAGES
from dashboards.words.sentences import sentences
from tests.browser.screen import whole_number
from tests.fixtures.district import COMMUNE_CODE, command_line


YEAR = ("indicators", "--period", "2024")
COUNTING = [page.path for page in PAGES if page.needs_data and page.path != "/dossiers"]
PLAIN = {"period", "measure", "unit", "area"}
MOMENT = "2024-12-20T12:00:00"
NEXT = sentences()["dossiers_next"][0]


def told_by(rows: list[dict], part: str) -> dict[tuple[str, str, str], int]:
    """What the command line counts, by (unit, area, measure), of one grouping."""
    found = {}
    for row in rows:
        place = {"unit": "", "area": "", **({part: row["key"]} if part else {})}
        counts = dict(row["measures"])
        for code, value in row["indicators"].items():
            counts |= {f"{code}:{half}": value[half] for half in ("numerator", "denominator")}
        found |= {(place["unit"], place["area"], name): n for name, n in counts.items()}
    return found


@pytest.fixture(scope="module")
def command_lines(district) -> dict[tuple[str, str, str], int]:
    """Every count of the year as `onestop indicators` tells it: in total, by unit, by area."""
    told = told_by(command_line(district, *YEAR)["rows"], "")
    for part in ("unit", "area"):
        told |= told_by(command_line(district, *YEAR, "--by", part)["rows"], part)
    return told


def asked_by(href: str) -> tuple[str, str, str] | None:
    """The question behind a number's link; None for one that is narrowed in other ways too."""
    told = dict(parse_qsl(urlsplit(href).query))
    if not told.keys() <= PLAIN or told.get("period") != "2024":
        return None
    return told.get("unit", ""), told.get("area", ""), told["measure"]


@pytest.mark.parametrize(("path", "least"), [("/", 12), ("/units", 60), ("/areas", 40)])
def test_counts_are_the_command_lines(window, command_lines, path, least):
    screen = window().open(f"{path}?period=2024")
    told = [(asked_by(href), number) for href, number in screen.counts()]
    known = [(asked, number) for asked, number in told if asked in command_lines]
    assert [one for one in known if one[1] != command_lines[one[0]]] == []
    assert len(known) >= least


def test_counts_of_one_unit_are_the_command_lines(window, command_lines):
    screen = window().open(f"/?period=2024&unit={COMMUNE_CODE}")
    told = [(asked_by(href), number) for href, number in screen.counts()]
    known = [(asked, number) for asked, number in told if asked in command_lines]
    assert [one for one in known if one[1] != command_lines[one[0]]] == []
    assert len(known) >= 12


def test_shares_on_the_cards_are_the_command_lines(window, district):
    (year,) = command_line(district, *YEAR)["rows"]
    screen = window().open("/?period=2024")
    cards = screen.page.locator(".card").all_inner_texts()
    assert len(cards) >= 5
    shares = [percent_of(year["indicators"][code]["ratio"]) for code in codes_of(screen)]
    assert len(shares) == len(cards)
    for card, share in zip(cards, shares, strict=True):
        assert share in card


def codes_of(screen) -> list[str]:
    """The indicator of each card, by the link behind its denominator."""
    links = screen.page.eval_on_selector_all(
        ".card a[href*='denominator']", "all => all.map(one => one.getAttribute('href'))"
    )
    return [dict(parse_qsl(urlsplit(one).query))["measure"].split(":")[0] for one in links]


def percent_of(ratio: float) -> str:
    """As a Vietnamese reader writes it, recounted here without the pages' words."""
    return f"{ratio * 100:.1f}".replace(".", ",").removesuffix(",0") + " %"


def test_the_backlog_by_age_is_the_command_lines(window, district):
    rows = command_line(district, "backlog", "--as-of", MOMENT, "--by", "age")["rows"]
    told = {f"age:{row['key']}": row["count"] for row in rows if row["count"]}
    screen = window().open(f"/backlog?as_of={MOMENT}")
    links = [(dict(parse_qsl(urlsplit(href).query)), number) for href, number in screen.counts()]
    shown = {
        asked["measure"]: number
        for asked, number in links
        if asked.keys() == {"measure", "as_of"} and asked["measure"].startswith("age:")
    }
    assert shown == told


def test_the_backlog_by_unit_is_the_command_lines(window, district):
    """The table shows the fullest units; the chart above it has more."""
    rows = command_line(district, "backlog", "--as-of", MOMENT, "--by", "unit")["rows"]
    told = {row["key"]: row["open"] for row in rows if row["open"]}
    screen = window().open(f"/backlog?as_of={MOMENT}")
    links = [(dict(parse_qsl(urlsplit(href).query)), number) for href, number in screen.counts()]
    shown = {
        asked["unit"]: number
        for asked, number in links
        if asked.keys() == {"measure", "unit", "as_of"} and asked["measure"] == "open"
    }
    assert shown.items() <= told.items()
    assert len(shown) >= 3


@pytest.mark.parametrize("path", COUNTING)
def test_a_number_opens_a_list_of_just_so_many(window, path):
    """The first and the last of a page; tests/dashboards asks of every number."""
    screen = window().open(f"{path}?period=2024")
    numbers = visible_numbers(screen)
    for place in sorted({0, len(numbers) - 1} if numbers else ()):
        href, number = numbers[place]
        screen.moves(lambda href=href: follow(screen, href))
        assert screen.address == href
        assert screen.list_total() == number
        screen.moves(screen.page.go_back)


def visible_numbers(screen) -> list[tuple[str, int]]:
    """Numbers that can be clicked without opening anything first."""
    links = screen.page.locator('#page a[href^="/dossiers?"]:visible').all()
    told = [(one.get_attribute("href"), whole_number(one.inner_text())) for one in links]
    return [(href, number) for href, number in told if number and "measure=" in href]


def follow(screen, href: str) -> None:
    """Clicks the first visible link there."""
    screen.page.locator(f'#page a[href="{href}"]:visible').first.click()


def test_the_rows_of_a_list_add_up_over_its_pages(window):
    screen = window().open("/dossiers?period=2024&measure=resolved_late")
    total, seen = screen.list_total(), []
    while True:
        seen += screen.page.locator("#page tbody th").all_inner_texts()
        following = screen.page.locator(f"#page .pager a:text-is('{NEXT}')")
        if following.count() == 0:
            break
        screen.moves(following.first.click)
    assert len(seen) == len(set(seen)) == total
