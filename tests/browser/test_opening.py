"""Every page opens quietly, for everybody: light, dark, on a phone, on paper."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboards.pages.registry import PAGES
from tests.browser.conftest import picture_name


PATHS = [page.path for page in PAGES]
GRAVE = ("serious", "critical")
PHONE = {"width": 360, "height": 740}


def barriers(screen) -> list[str]:
    """What axe finds serious or critical: the rule, and where."""
    found = Axe().run(screen.page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node.get('any', [{}])[0:1]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"][:4]
    ]


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_without_barriers_in_light_in_dark_and_on_paper(window, pictures, path):
    screen, name = window(color_scheme="light").open(f"{path}?period=2024"), picture_name(path)
    assert screen.page.title().endswith(" · onestop")
    screen.picture(pictures, f"{name}-1280")
    met = barriers(screen)
    screen.page.emulate_media(color_scheme="dark")
    screen.picture(pictures, f"{name}-dark")
    met += [f"dark: {one}" for one in barriers(screen)]
    screen.page.emulate_media(media="print", color_scheme="light")
    is_printed(screen, pictures / f"{name}-print.pdf")
    screen.picture(pictures, f"{name}-print")
    assert met == []


def is_printed(screen, path) -> None:
    """On paper there is the page and no chrome, on a few sheets."""
    for part in ("header.chrome", "#pickers", ".skip"):
        assert not screen.page.locator(part).first.is_visible()
    assert screen.page.locator("#page h1").is_visible()
    printed = screen.page.pdf(path=path)
    assert printed.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) in range(1, 30)


def test_every_page_fits_a_phone(window, pictures):
    screen, wide = window(**PHONE, is_mobile=True, has_touch=True), {}
    for path in PATHS:
        screen.open(f"{path}?period=2024").picture(pictures, f"{picture_name(path)}-360")
        wide[path] = screen.too_wide()
    assert wide == {path: [] for path in PATHS}


@pytest.mark.parametrize(
    "path", ["/no-such-page", "/units?unit=nowhere", "/backlog?period=hôm qua"]
)
def test_a_problem_is_a_page_without_barriers_too(window, path):
    screen = window().open(path)
    assert screen.page.locator(".problem").is_visible()
    assert barriers(screen) == []


def test_html_in_an_address_stays_text(window):
    hostile = "<img src=x onerror=document.title='mine'>"
    screen = window()
    for part in ("unit", "area", "period", "measure", "sort", "indicator"):
        screen.open(f"/dossiers?{part}={hostile}")
        assert screen.page.locator("#page img").count() == 0
        assert screen.page.title() != "mine"


def test_every_page_can_be_reached_from_the_menu(window):
    screen = window().open("/?period=2024")
    listed = [page for page in PAGES if page.in_menu]
    for page in (*listed[1:], listed[0]):
        screen.moves(lambda name=page.name[0]: screen.page.click(f"#menu a:text-is('{name}')"))
        assert screen.address.startswith(page.path)
        assert screen.page.locator("#menu a[aria-current=page]").inner_text() == page.name[0]
        assert screen.page.title() == f"{screen.heading()} · onestop"
