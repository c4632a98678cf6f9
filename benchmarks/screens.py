"""Times the pages in a process of its own: `python benchmarks/screens.py callbacks URL`.

callbacks: inside one process, through the whole server; cold: Chromium before a running
server; visitors: many people refreshing at once. Each prints one JSON line.
"""

from __future__ import annotations

import json
import shutil
import statistics
import sys
import time
from collections.abc import Callable
from http.client import HTTPConnection
from itertools import cycle
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit


YEAR = "period=2024"
REPEATS = 20
COLD_REPEATS = 5
VISITORS, EVERY_SECONDS = 50, 30
CALLBACK = "/_dash-update-component"
PACKED = {"Accept-Encoding": "br", "Content-Type": "application/json"}

FIRST_NUMBER = """
  new MutationObserver((_, watch) => {
    if (!document.querySelector('#page .figure, #page a[href*="measure="]')) return;
    window.firstNumber ||= performance.now();
    watch.disconnect();
  }).observe(document, { childList: true, subtree: true });
"""
"""Notes in the browser when the first number stands on the page."""


def p95(figures: list[float]) -> float:
    """The 95th percentile; of few figures the largest."""
    ranked = sorted(figures)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]


def question(address: str) -> bytes:
    """What a page sends to be shown an address."""
    path, _, search = address.partition("?")
    told = (("pathname", path), ("search", f"?{search}"))
    outputs = [("menu", "children"), ("pickers", "children"), ("page", "children")]
    outputs.append(("root", "className"))
    inputs = [{"id": "address", "property": name, "value": value} for name, value in told]
    asked = {
        "output": f"..{'...'.join('.'.join(one) for one in outputs)}..",
        "outputs": [{"id": name, "property": part} for name, part in outputs],
        "inputs": [*inputs, {"id": "version", "property": "data", "value": 1}],
        "changedPropIds": ["address.search"],
        "state": [],
    }
    return json.dumps(asked).encode()


# Inside one process.


def callbacks(url: str, repeats: str = str(REPEATS)) -> dict[str, dict]:
    """Milliseconds and bytes of each page, for one unit and for all of them.

    `ms` is the p95 with nothing remembered that a load makes old, `again_ms` that of the same
    question repeated.
    """
    from dashboards.pages.registry import PAGES

    visit, units = _visits(url)
    figures, times = {}, int(repeats)
    for page in PAGES:
        address = f"{page.path}?{YEAR}"
        if page.path == "/dossiers":
            address += "&measure=resolved_late"
        figures[f"{page.path} all"] = _timed(visit, [address] * times)
        ones = [f"{address}&unit={code}" for code in units[:times]]
        figures[f"{page.path} unit"] = _timed(visit, ones)
    return figures


def _visits(url: str) -> tuple[Callable[..., tuple[float, int]], list[str]]:
    """A function that asks for an address, and the codes of the units."""
    from sqlalchemy import select

    from dashboards.app import make_app
    from dashboards.data import asked, kept, provisional
    from dashboards.data.remembered import Remembered
    from onestop import wsgi
    from onestop.commands.context import Context
    from onestop.running.memory import settle
    from onestop.settings import read_settings
    from onestop.storage.engine import reading
    from onestop.storage.tables import unit

    here = Context(read_settings({"ONESTOP_DATABASE_URL": url}))
    client = make_app(wsgi.installation_of(here, may_load=False)).test_client()
    with reading(here.engine) as connection:
        below = select(unit.c.code).where(unit.c.parent_id.is_not(None)).order_by(unit.c.code)
        units = list(connection.scalars(below))
    settle()  # as `onestop serve` does

    def visit(address: str, *, forgets: bool = False, packed: bool = True) -> tuple[float, int]:
        for holder in (asked, kept, provisional) if forgets else ():
            holder._remembered = Remembered()
        headers = PACKED if packed else {"Content-Type": PACKED["Content-Type"]}
        started = time.perf_counter()
        answer = client.post(CALLBACK, data=question(address), headers=headers)
        seconds = time.perf_counter() - started
        if answer.status_code != 200:
            sys.exit(f"{address}: {answer.status_code}")
        return seconds * 1000, len(answer.data)

    return visit, units


def _timed(visit: Callable, addresses: list[str]) -> dict[str, float]:
    sizes = [visit(address, packed=False)[1] for address in {addresses[0], addresses[-1]}]
    first = [visit(address, forgets=True)[0] for address in addresses]
    again = [visit(addresses[-1])[0] for _ in addresses]
    return {
        "ms": round(p95(first), 1),
        "again_ms": round(p95(again), 1),
        "bytes": max(sizes),
    }


# Chromium.


def cold(site: str) -> dict[str, float]:
    """Milliseconds to the first number and bytes over the wire, cold and warm."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-background-networking", "--disable-sync"],
        )
        visits = [_one_cold(chromium, site) for _ in range(COLD_REPEATS)]
        chromium.close()
    names = ("first_ms", "cold_bytes", "warm_bytes")
    return {name: statistics.median(told) for name, *told in zip(names, *visits, strict=True)}


def _one_cold(chromium, site: str) -> tuple[float, int, int]:
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script(FIRST_NUMBER)
    network, sizes = context.new_cdp_session(page), []
    network.send("Network.enable")
    network.on("Network.loadingFinished", lambda told: sizes.append(told["encodedDataLength"]))
    page.goto(f"{site}/?{YEAR}", wait_until="networkidle")
    first = page.wait_for_function("() => window.firstNumber").json_value()
    cold_bytes = sum(sizes)
    sizes.clear()
    page.reload(wait_until="networkidle")
    warm_bytes = sum(sizes)
    context.close()
    return first, cold_bytes, warm_bytes


# Many at once.


def visitors(site: str, seconds: str, codes: str, people: str = str(VISITORS)) -> dict:
    """So many people, each asking for a page every thirty seconds: when, how long, what failed."""
    units, until, count = codes.split(","), time.time() + float(seconds), int(people)
    told: list[tuple[float, float, int]] = []
    threads = [
        Thread(target=_visitor, args=(site, (number, count), units, (until, told)))
        for number in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"requests": told}


def _visitor(site: str, place: tuple[int, int], units: list[str], until_told: tuple) -> None:
    (number, count), (until, told) = place, until_told
    own = f"{YEAR}&unit={units[number % len(units)]}"
    pages = cycle((f"/?{own}", f"/backlog?{own}", f"/?{YEAR}", f"/units?{own}", f"/areas?{own}"))
    time.sleep(EVERY_SECONDS * number / count)
    turn = time.time()
    while turn < until:
        address = next(pages)
        for method, where, body in (
            ("GET", address, None),
            ("POST", CALLBACK, question(address)),
            ("GET", "/version", None),
        ):
            told.append(_request(site, method, where, body))
        turn += EVERY_SECONDS
        time.sleep(max(0.0, min(turn, until) - time.time()))


def _request(site: str, method: str, where: str, body: bytes | None) -> tuple[float, float, int]:
    """When it began, its milliseconds, its status; 0 where there was none."""
    began, started, status = time.time(), time.perf_counter(), 0
    try:
        line = HTTPConnection(urlsplit(site).netloc, timeout=60)
        line.request(method, where, body, PACKED)
        answer = line.getresponse()
        answer.read()
        status = answer.status
        line.close()
    except OSError:
        pass
    return began, (time.perf_counter() - started) * 1000, status


JOBS = {"callbacks": callbacks, "cold": cold, "visitors": visitors}


if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in JOBS:
        sys.exit(f"usage: {Path(__file__).name} {'|'.join(JOBS)} URL [SECONDS UNITS]")
    print(json.dumps(JOBS[sys.argv[1]](*sys.argv[2:])))
