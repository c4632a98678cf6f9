"""The screens' rows of the bench: a served store, its pages, its visitors, against what is wanted.

It starts `onestop serve` and `screens.py` and reads what they print; it imports neither.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.measure import JobFailedError, Run, must, run
from benchmarks.product import Store, onestop_command
from benchmarks.table import Line


HERE = Path(__file__).resolve().parent
WORKERS = 2
QUIET_SECONDS, READY_SECONDS = 60, 180
UNITS = ",".join(f"H96.{number}" for number in range(101, 151))

UNIT_MS, ALL_MS, JSON_BYTES = 150, 300, 200_000
FIRST_MS, COLD_BYTES, WARM_BYTES = 1000, 900_000, 40_000
VISIT_MS, LOADED_RATIO = 500, 2.0
"""Wanted of issue 3, at a million dossiers and 200 units."""

REPEATS = 20

CROWD = 200
"""Visitors of a whole district at once, while files come in."""


def lines(
    store: Store, engine: str, loads: list[Callable[[], Run]], repeats: int = REPEATS
) -> list[Line]:
    """Every line of the screens.

    loads: the imports that run beside the visitors; with none of them only quiet visitors ask.
    repeats: how often each page is asked for.
    """
    found = _page_lines(_ask("callbacks", store.url, str(repeats)).figures(), engine)
    with serving(store) as site:
        if shutil.which("chromium"):
            found += _cold_lines(_ask("cold", site).figures(), engine)
        quiet = _ask("visitors", site, str(QUIET_SECONDS), UNITS).figures()["requests"]
        beside = _beside_loads(site, loads[:3]) if loads else []
        found += _visit_lines(quiet, beside, engine)
        if loads:
            found += _crowd_lines(_beside_loads(site, loads[3:], CROWD), engine)
    return found


def _crowd_lines(crowd: list, engine: str) -> list[Line]:
    failed = sum(status >= 400 or not status for _, _, status in crowd)
    what, of = f"{CROWD} visitors while loading 200k, p95", f"of {len(crowd)}"
    return [
        Line(what, engine, _p95(crowd), "ms"),
        Line("  requests that failed", engine, failed, of, wanted=0),
    ]


def _ask(*told: str) -> Run:
    return must(run([sys.executable, str(HERE / "screens.py"), *told]))


def _page_lines(figures: dict[str, dict], engine: str) -> list[Line]:
    made = []
    for name, told in figures.items():
        wanted = ALL_MS if name.endswith(" all") else UNIT_MS
        made.append(Line(f"page {name}, p95", engine, told["ms"], "ms", wanted=wanted))
    largest = max(figures, key=lambda name: figures[name]["bytes"])
    again = max(told["again_ms"] for told in figures.values())
    return [
        *made,
        Line("  slowest when remembered, p95", engine, again, "ms"),
        Line(
            f"  largest JSON ({largest})",
            engine,
            figures[largest]["bytes"],
            "bytes",
            wanted=JSON_BYTES,
        ),
    ]


def _cold_lines(told: dict[str, float], engine: str) -> list[Line]:
    return [
        Line("first number, cold", engine, told["first_ms"], "ms", wanted=FIRST_MS),
        Line("  bytes cold", engine, told["cold_bytes"], "bytes", wanted=COLD_BYTES),
        Line("  bytes warm", engine, told["warm_bytes"], "bytes", wanted=WARM_BYTES),
    ]


def _visit_lines(quiet: list, loaded: list, engine: str) -> list[Line]:
    calm, busy = _p95(quiet), _p95(loaded)
    failed = sum(status >= 400 or not status for _, _, status in (*quiet, *loaded))
    found = [Line("50 visitors, 2 workers, p95", engine, calm, "ms", wanted=VISIT_MS)]
    if loaded:
        against = (calm, "ms quiet", LOADED_RATIO)
        found.append(Line("  while loading 100k", engine, busy, "ms", *against))
    of = f"of {len(quiet) + len(loaded)}"
    return [*found, Line("  requests that failed", engine, failed, of, wanted=0)]


def _p95(requests: list) -> float | None:
    """The 95th percentile of milliseconds; None of nothing."""
    ranked = sorted(ms for _, ms, _ in requests)
    return ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))] if ranked else None


def _beside_loads(site: str, loads: list[Callable[[], Run]], people: int = 50) -> list:
    """The requests of so many people that began while something was being loaded."""
    with ThreadPoolExecutor() as pool:
        asking = pool.submit(_ask, "visitors", site, str(QUIET_SECONDS), UNITS, str(people))
        time.sleep(5)  # until the visitors are on their way
        began = time.time()
        for load in loads:
            load()
        ended = time.time()
        told = asking.result().figures()["requests"]
    return [one for one in told if began <= one[0] <= ended]


@contextmanager
def serving(store: Store) -> Iterator[str]:
    """`onestop serve` on a store; its address, once it is ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    place = {"ONESTOP_DATABASE_URL": store.url, "ONESTOP_DATA_DIR": str(store.folder / "var")}
    command = [*onestop_command(), "serve", "--port", str(port), "--workers", str(WORKERS)]
    process = subprocess.Popen(
        command, env={**os.environ, **place}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/readyz", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(address: str, process: subprocess.Popen) -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        try:
            with urlopen(address, timeout=5):
                return
        except (URLError, OSError) as error:
            if process.poll() is not None:
                raise JobFailedError("onestop serve ended before it was ready") from error
            time.sleep(0.1)
    raise JobFailedError("onestop serve was not ready in time")
