"""A browser's window as a test uses it: it opens addresses, waits for pages, notes complaints.

It never sleeps: every wait is for something that a person would see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request, Response, expect

from tests.fixtures.callback import CALLBACK


LOUD = ("error", "warning")

SETTLED = """() => {
  const busy = document.querySelector('#page .loading, [data-dash-is-loading="true"]');
  const graphs = [...document.querySelectorAll('#page .dash-graph')].filter(
    (one) => one.checkVisibility());
  const drawn = graphs.every((one) => one.querySelector('.main-svg'));
  return !busy && drawn && !!document.querySelector('#page h1') &&
    document.querySelector('#menu a');
}"""

TOO_WIDE = """() => {
  const root = document.documentElement, wide = window.innerWidth;
  if (root.scrollWidth <= wide) return [];
  const anchored = (one) => getComputedStyle(one).position === 'absolute'
    ? one.offsetParent : one.parentElement;
  const framed = (one) => one && one !== document.body
    && (getComputedStyle(one).overflowX !== 'visible' || framed(anchored(one)));
  const out = [...document.querySelectorAll('body *')].filter(
    (one) => one.getBoundingClientRect().right > wide + 1 && !framed(anchored(one)));
  return [`${root.scrollWidth} px`, ...out.slice(0, 9).map(
    (one) => `${one.tagName} #${one.id} .${one.className}: ${one.textContent.slice(0, 40)}`)];
}"""
"""How wide the whole page is and what sticks out; what scrolls in a frame of its own may.

A piece that is placed absolutely is framed by what it is placed in, not by its parent.
"""


@dataclass
class Screen:
    """One window onto a server.

    complaints: what the console, the page or the network had to say; strayed: requests that
    went elsewhere. Both must stay empty.
    """

    page: Page
    site: str
    complaints: list[str] = field(default_factory=list)
    strayed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"page: {error}"))
        self.page.on("response", self._answered)
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in LOUD:
            self.complaints.append(f"{message.type}: {message.text[:400]}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def _asked(self, request: Request) -> None:
        place = urlsplit(request.url)
        if place.scheme not in ("data", "blob") and place.hostname != "127.0.0.1":
            self.strayed.append(request.url)

    def open(self, address: str) -> Screen:
        """Opens an address as if it were typed, and waits for its page."""
        self.page.goto(self.site + address)
        return self.settled()

    def settled(self) -> Screen:
        """Waits until the page stands and its charts are drawn."""
        self.page.wait_for_function(SETTLED)
        return self

    def moves(self, act: Callable[[], object]) -> Screen:
        """Does something that shows another page or view, and waits for that."""
        with self.page.expect_response(lambda answer: CALLBACK in answer.url) as answered:
            act()
        answered.value.finished()
        return self.settled()

    def click(self, selector: str) -> Screen:
        """Follows a link."""
        return self.moves(lambda: self.page.locator(selector).first.click())

    @property
    def address(self) -> str:
        """What the address line shows, without the server."""
        place = urlsplit(self.page.url)
        return place.path + (f"?{place.query}" if place.query else "")

    def text(self, selector: str = "#page") -> str:
        """What can be read there."""
        return self.page.locator(selector).first.inner_text()

    def heading(self) -> str:
        """The page's h1."""
        return self.text("#page h1")

    def shows(self, text: str, where: str = "#page") -> None:
        """Waits until a text can be read there."""
        expect(self.page.locator(where).first).to_contain_text(text)

    def counts(self) -> list[tuple[str, int]]:
        """Every number that opens a list: the list's address and the number, in their order."""
        told = self.page.eval_on_selector_all(
            '#page a[href*="/dossiers?"]',
            "all => all.map(one => [one.getAttribute('href'), one.textContent])",
        )
        numbers = [(href, whole_number(text)) for href, text in told if "measure=" in href]
        return [(href, number) for href, number in numbers if number is not None]

    def list_total(self) -> int:
        """How many dossiers the list says it has."""
        (told,) = re.findall(r"([\d.]+) hồ sơ", self.heading())
        return int(told.replace(".", ""))

    def too_wide(self) -> list[str]:
        """What sticks out to the right."""
        return self.page.evaluate(TOO_WIDE)

    def picture(self, folder: Path, name: str) -> None:
        """Keeps a picture of the whole page for review."""
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png", full_page=True)


def whole_number(text: str) -> int | None:
    """`1.234` → 1234; None for anything but a number alone."""
    bare = text.strip().replace(".", "")
    return int(bare) if bare.isdigit() else None
