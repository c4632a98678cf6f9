"""Real Chromium before a real server over the sample district.

One browser for the whole run, one context for each test; nothing but 127.0.0.1 can be
reached, and whatever a page complains of fails the test that opened it.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from dashboards.app import make_app
from tests.browser.screen import Screen
from tests.fixtures import district as sample


CHROMIUM = "chromium"
CLOSED = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
"""Without a sandbox because CI runs as root; without any name or address but loopback's."""

PATIENCE_MILLISECONDS = 10_000


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest tests/browser --screenshots DIR` keeps the pictures of every page."""
    parser.addoption("--screenshots", type=Path, help="keep pictures of every page here")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.needs(CHROMIUM))


class Quiet(WSGIRequestHandler):
    """Keeps connections open, as gunicorn does, and logs nothing."""

    protocol_version = "HTTP/1.1"

    def log(self, *told: object) -> None:
        """Nothing: what went wrong is in the browser's complaints."""


def unpacked(app: Flask) -> Callable:
    """The app, asked for plain answers: packing 3 MB of scripts for every window takes longer
    than all tests, and tests/dashboards looks at packing."""
    return lambda told, start: app({**told, "HTTP_ACCEPT_ENCODING": ""}, start)


@contextmanager
def serving(app: Flask, port: int = 0) -> Iterator[str]:
    """A server in a thread; its address. It ends with the block."""
    server = make_server("127.0.0.1", port, unpacked(app), threaded=True, request_handler=Quiet)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture(scope="session")
def district(tmp_path_factory) -> Path:
    """The folder of the sample district's store."""
    return sample.load_district(tmp_path_factory.mktemp("district") / "demo")


@pytest.fixture(scope="session")
def site(district) -> Iterator[str]:
    """The address of a server over the sample district, which no test changes."""
    here = sample.installation_at(district)
    with serving(make_app(here)) as address:
        yield address
    here.engine.dispose()


@pytest.fixture
def own_district(district, tmp_path) -> Path:
    """A copy of the sample district's store that a test may change; its folder."""
    shutil.copy(district / sample.STORE, tmp_path / sample.STORE)
    return tmp_path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(CHROMIUM), args=list(CLOSED)
        )
        yield browser
        browser.close()


@pytest.fixture
def window(chromium, site) -> Iterator:
    """Opens windows: `window()`, `window(width=360)`, `window(color_scheme="dark")`.

    Each is a visitor of its own; at the end none may have complained or strayed.
    """
    opened: list[Screen] = []

    def open_window(*, at: str = site, width: int = 1280, height: int = 900, **told) -> Screen:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, reduced_motion="reduce", **told
        )
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        opened.append(Screen(context.new_page(), at))
        return opened[-1]

    yield open_window
    for screen in opened:
        screen.page.context.close()
    assert [one for screen in opened for one in screen.strayed] == []
    assert [one for screen in opened for one in screen.complaints] == []


@pytest.fixture(scope="session")
def pictures(request, tmp_path_factory) -> Path:
    """Where pictures for review are kept: --screenshots, else a folder of the run."""
    kept = request.config.getoption("screenshots", None)
    return kept.absolute() if kept else tmp_path_factory.mktemp("screenshots")


def picture_name(path: str) -> str:
    """`/` → `overview`, `/units` → `units`."""
    return re.sub(r"\W+", "-", path.strip("/")) or "overview"
