"""What people do: choose, go back, type, switch, hang it on a wall, leave it open all day."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from dashboards.app import make_app
from dashboards.shell import SECONDS_BETWEEN_CHECKS
from tests.browser.conftest import serving
from tests.fixtures import district as sample


A_CHECK = (SECONDS_BETWEEN_CHECKS + 1) * 1000
"""Milliseconds after which a page has asked whether the data changed."""


def parts(screen) -> dict[str, str]:
    """The parts of the address that the window shows."""
    return {name: told[0] for name, told in parse_qs(urlsplit(screen.address).query).items()}


def pick(screen, picker: str, text: str) -> None:
    """Opens a picker and follows one of its entries."""
    screen.page.click(f"#picker-{picker} summary")
    screen.moves(lambda: screen.page.click(f"#picker-{picker} a:text-is('{text}')"))


# Choices live in the address.


def test_choices_are_kept_by_reload_by_going_back_and_on_other_pages(window):
    screen = window().open("/?period=2024")
    pick(screen, "unit", sample.COMMUNE)
    pick(screen, "area", "Hộ tịch")
    chosen = {"period": "2024", "unit": sample.COMMUNE_CODE, "area": "Hộ tịch"}
    assert parts(screen) == chosen
    said = screen.text(".scope")
    assert sample.COMMUNE in said
    assert "Hộ tịch" in said
    screen.page.reload()
    assert screen.settled().text(".scope") == said
    screen.moves(lambda: screen.page.click("#menu a:text-is('Tồn đọng')"))
    assert parts(screen) == chosen
    screen.moves(screen.page.go_back).moves(screen.page.go_back)
    assert parts(screen) == {"period": "2024", "unit": sample.COMMUNE_CODE}
    screen.moves(screen.page.go_back)
    assert parts(screen) == {"period": "2024"}
    screen.moves(screen.page.go_forward)
    assert sample.COMMUNE in screen.text(".scope")
    assert sample.COMMUNE in screen.text("#picker-unit summary")


def test_a_link_shows_another_visitor_the_same(window):
    first = window().open(f"/backlog?period=2024&unit={sample.COMMUNE_CODE}")
    second = window().open(first.address)
    assert second.text("#page") == first.text("#page")


def test_any_two_days_can_be_a_period(window):
    screen = window().open("/units?period=2024")
    screen.page.click("#picker-period summary")
    screen.page.fill("#range-first", "2024-01-05")
    screen.page.fill("#range-last", "2024-02-03")
    screen.moves(lambda: screen.page.click("#picker-period form button"))
    assert parts(screen)["period"] == "2024-01-05..2024-02-03"
    screen.shows("3/2/2024", ".scope")


def test_the_cut_off_can_be_chosen(window):
    screen = window().open("/units?period=2024")
    pick(screen, "period", "Tháng dương lịch")
    assert parts(screen) == {"period": "2024", "cutoff": "calendar"}
    screen.shows("31/12/2024", ".scope")


# By keyboard alone.


def press_until(screen, selector: str, most: int = 40) -> None:
    """Tabs on until something there has the focus."""
    for _ in range(most):
        screen.page.keyboard.press("Tab")
        if screen.page.evaluate("what => document.activeElement.matches(what)", selector):
            return
    pytest.fail(f"{selector} cannot be reached with the keyboard")


def test_the_first_stop_skips_to_the_content(window):
    screen = window().open("/?period=2024")
    screen.page.keyboard.press("Tab")
    expect(screen.page.locator(".skip")).to_be_focused()
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#page")).to_be_focused()


def test_a_unit_is_found_by_typing_without_marks(window):
    screen = window().open("/?period=2024")
    press_until(screen, "#picker-unit summary")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#pick-unit")).to_be_focused()
    screen.page.keyboard.type("doi trang")
    expect(screen.page.locator("#picker-unit .entries a:visible")).to_have_text([sample.COMMUNE])
    screen.page.keyboard.press("Tab")
    screen.moves(lambda: screen.page.keyboard.press("Enter"))
    assert parts(screen)["unit"] == sample.COMMUNE_CODE
    expect(screen.page.locator("#picker-unit")).not_to_have_attribute("open", "")


def test_what_is_not_there_is_said_while_typing(window):
    screen = window().open("/?period=2024")
    screen.page.click("#picker-unit summary")
    screen.page.fill("#pick-unit", "xyz")
    expect(screen.page.locator("#picker-unit .none-found")).to_be_visible()


def test_escape_closes_a_picker_and_stays_in_its_place(window):
    screen = window().open("/?period=2024")
    press_until(screen, "#picker-period summary")
    screen.page.keyboard.press("Enter")
    expect(screen.page.locator("#picker-period .picker-list")).to_be_visible()
    screen.page.keyboard.press("Escape")
    expect(screen.page.locator("#picker-period .picker-list")).not_to_be_visible()
    expect(screen.page.locator("#picker-period summary")).to_be_focused()


def test_only_one_picker_is_open_at_a_time(window):
    screen = window().open("/?period=2024")
    screen.page.click("#picker-unit summary")
    screen.page.click("#picker-area summary")
    expect(screen.page.locator("details.picker[open]")).to_have_count(1)


def test_a_new_page_is_read_from_its_heading(window):
    screen = window().open("/?period=2024")
    screen.page.evaluate("window.scrollTo(0, 400)")
    screen.moves(lambda: screen.page.click("#menu a:text-is('Đơn vị')"))
    expect(screen.page.locator("#page h1")).to_be_focused()
    assert screen.page.evaluate("window.scrollY") == 0


# Language and theme.


def test_the_language_is_switched_and_remembered(window):
    screen = window().open("/backlog?period=2024")
    screen.page.click("a[data-whole=lang]")
    screen.page.wait_for_url("**lang=en**")
    assert screen.settled().heading() == "Backlog"
    assert screen.page.evaluate("document.documentElement.lang") == "en"
    assert screen.open("/units?period=2024").heading() == "Units"
    screen.page.click("a[data-whole=lang]")
    screen.page.wait_for_url("**lang=vi**")
    assert screen.settled().heading() == "Đơn vị"


def test_the_theme_is_switched_and_remembered(window):
    screen = window(color_scheme="light").open("/?period=2024")
    paper = "getComputedStyle(document.documentElement).backgroundColor"
    light = screen.page.evaluate(paper)
    screen.page.click("#theme")
    dark = screen.page.evaluate(paper)
    assert dark != light
    screen.page.reload()
    assert screen.settled().page.evaluate(paper) == dark
    screen.page.click("#theme")
    assert screen.page.evaluate(paper) == light


def test_without_scripts_a_sentence_says_what_is_missing(window):
    screen = window(java_script_enabled=False)
    screen.page.goto(f"{screen.site}/")
    assert "JavaScript" in screen.page.locator("noscript").text_content()


# On a wall.


def turned(screen, seconds: int) -> None:
    """Lets time pass until the wall turns; its page sets the hour only once it has arrived."""
    address, scope = screen.address, screen.text(".scope")
    for _ in range(100):
        screen.page.clock.fast_forward(seconds * 1000)
        if screen.address != address:
            break
    expect(screen.page.locator(".scope")).not_to_have_text(scope)
    screen.settled()


def test_a_screen_on_a_wall_turns_to_the_next_unit_without_a_hand(window, pictures):
    screen = window(width=1920, height=1080)
    screen.page.clock.install()
    screen.open("/?period=2024&kiosk=1&refresh=300")
    for part in ("header.chrome", "#pickers"):
        expect(screen.page.locator(part)).not_to_be_visible()
    screen.picture(pictures, "kiosk-1920")
    shown = [screen.text(".scope")]
    for _ in range(2):
        turned(screen, seconds=301)
        shown.append(screen.text(".scope"))
        assert parts(screen).items() >= {"kiosk": "1", "refresh": "300", "period": "2024"}.items()
    assert len({*shown}) == 3
    assert "unit" in parts(screen)


def test_after_the_last_unit_a_wall_shows_the_whole_again(window):
    screen = window()
    screen.page.clock.install()
    screen.open("/?period=2024&kiosk=1&refresh=60")
    units = 8
    for _ in range(units + 1):
        turned(screen, seconds=61)
    assert "unit" not in parts(screen)


# All day long.


@pytest.fixture
def own_site(own_district):
    """A server over a store that may change, or stop: its address and the app."""
    here = sample.installation_at(own_district)
    yield make_app(here)
    here.engine.dispose()


def test_a_load_is_noticed_and_shown_without_losing_the_place(window, own_site, own_district):
    with serving(own_site) as address:
        screen = window(at=address, height=500)
        screen.page.clock.install()
        screen.open("/?period=2024")
        before = dict(screen.counts())
        screen.page.evaluate("window.scrollTo(0, 320)")
        screen.page.clock.fast_forward(A_CHECK)
        assert dict(screen.counts()) == before
        sample.load_more(own_district, 3)
        screen.moves(lambda: screen.page.clock.fast_forward(A_CHECK))
        late = "/dossiers?period=2024&measure=on_time_share%3Adenominator"
        assert dict(screen.counts())[late] == before[late] + 3
        assert screen.page.evaluate("window.scrollY") == 320
        assert parts(screen) == {"period": "2024"}


def test_nothing_is_asked_again_while_the_data_stays(window):
    screen = window()
    screen.page.clock.install()
    screen.open("/?period=2024")
    asked = []
    screen.page.on("request", lambda request: asked.append(urlsplit(request.url).path))
    with screen.page.expect_response("**/version"):
        screen.page.clock.fast_forward(A_CHECK)
    assert asked == ["/version"]


def test_a_server_that_fell_silent_is_said_and_forgotten_when_it_is_back(window, own_site):
    with serving(own_site) as address:
        screen = window(at=address)
        screen.page.clock.install()
        screen.open("/?period=2024")
        expect(screen.page.locator("#silent")).not_to_be_visible()
        kept = screen.text("#page")
    screen.page.clock.fast_forward(A_CHECK)
    expect(screen.page.locator("#silent")).to_be_visible()
    screen.shows("Mất liên lạc", "#silent")
    assert screen.text("#page") == kept
    with serving(own_site, int(address.rpartition(":")[2])):
        screen.page.clock.fast_forward(A_CHECK)
        expect(screen.page.locator("#silent")).not_to_be_visible()
    assert [one for one in screen.complaints if "ERR_CONNECTION_REFUSED" not in one] == []
    screen.complaints.clear()
