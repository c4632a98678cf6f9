"""A real browser logs in, changes its account, and is led out when its session is over."""

from __future__ import annotations

import pytest

from onestop.storage import sessions
from onestop.storage.engine import writing
from tests.browser.conftest import serving
from tests.browser.test_opening import barriers
from tests.fixtures import district as sample
from tests.fixtures.logins import PASSWORD, add_account, hash_quickly, serve


@pytest.fixture
def here(own_district, monkeypatch):
    hash_quickly(monkeypatch)
    made = sample.installation_at(own_district)
    add_account(made.engine, "lan", shown_name="Trần Thị Lan")
    yield made
    made.engine.dispose()


@pytest.fixture
def address(here):
    with serving(serve(here)) as found:
        yield found


def log_in(page) -> None:
    page.fill("[name=name]", "lan")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "light"), (1280, "dark")])
def test_the_pages_of_an_account_are_without_barriers(window, address, pictures, width, scheme):
    screen = window(at=address, width=width, color_scheme=scheme)
    page, met = screen.page, []
    for path in ("/login", "/account", "/account/codes"):
        page.goto(f"{address}{path}")
        if path == "/account":
            log_in(page)
            page.wait_for_url(f"{address}/account")
        met += barriers(screen)
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide"
        page.screenshot(path=pictures / f"own{path.replace('/', '-')}-{width}-{scheme}.png")
    assert met == []


def test_a_browser_logs_in_works_and_is_led_out_when_the_session_ends(window, address, here):
    screen = window(at=address)
    page = screen.page
    page.goto(f"{address}/units?period=2024")
    log_in(page)
    page.wait_for_url(f"{address}/units?period=2024")
    page.wait_for_selector("#page h1")
    page.click("a.button[href='/account']")
    page.wait_for_url(f"{address}/account")
    page.goto(f"{address}/units?period=2024")
    page.wait_for_selector("#page h1")
    with writing(here.engine) as connection:
        sessions.end_all(connection, 1)
    page.evaluate("dash_clientside.onestop.version(0, 0)")
    page.wait_for_url("**/login?next=*")
    assert [one for one in screen.complaints if "401" not in one] == []
    screen.complaints.clear()  # that it may not ask any more is what ended the session
