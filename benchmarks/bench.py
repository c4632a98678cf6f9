"""Times the product against the fixed baselines, side by side in one run; prints one table.

It starts processes and keeps figures; it imports neither the product nor its libraries,
so that its own size does not count as theirs.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import jobs, served, written
from benchmarks.exports import Exports, as_of, count, short
from benchmarks.jobs import Bench
from benchmarks.kept import compared, keep, machine
from benchmarks.lies import lie_lines, lies_text
from benchmarks.lines import engine_lines, memory_line, xlsx_rows
from benchmarks.measure import Run
from benchmarks.notes import Notes
from benchmarks.product import Store, engines
from benchmarks.table import Line, as_text


HERE = Path(__file__).resolve().parent
RESULTS, LAST = HERE / "results", HERE.parent / "var" / "bench"
"""Where runs are kept to be compared with, and where the last one lies, whatever became of it."""

ENGINES = ("sqlite", "postgresql")

SMALL = ("load", "again", "portal", "day", "verify", "queries", "start", "copy", "analyst")
LARGE = (*SMALL, "growth", "screens")
USUAL = (*LARGE, "changed", "xlsx", "visitors", "reports")
PARTS = (*USUAL, "memory", "lies")

SMALL_ROWS, LARGE_ROWS = 200_000, 2_000_000
"""Up to the first, growth is that of start-up; from the second on, every round takes minutes."""

LIE_SEEDS = 3
"""Districts in which every lie is planted."""

BESIDE_ROWS = 100_000
"""Rows of each file that is loaded while visitors ask for pages."""

BRIEF_REPEATS = 5
"""How often each page is asked for where the store is large."""


def usual_parts(rows: int) -> tuple[str, ...]:
    """What a run of so many rows measures if nothing is said."""
    if rows <= SMALL_ROWS:
        return SMALL
    return USUAL if rows <= LARGE_ROWS else LARGE


def measure(bench: Bench, wanted: list[str]) -> list[Line]:
    """Every part asked for, engine after engine, each beside its baseline."""
    lines: list[Line] = []
    if "analyst" in bench.parts:
        _analyst(bench)
    for engine in wanted:
        lines += _engine(bench, engine)
    if "lies" in bench.parts:
        with bench.notes.guarded("lies", "sqlite", bench.rows):
            lines += _lies()
    return lines


def _engine(bench: Bench, engine: str) -> list[Line]:
    """A tenth first, for the growth; then the size itself, on the last round with its pages."""
    seen: list[Line] = []
    sizes = [bench.rows // 10, bench.rows] if "growth" in bench.parts else [bench.rows]
    for size in sizes if "load" in bench.parts else []:
        for turn in range(bench.repeat):
            jobs.raw_limits(bench, engine, size)
            last = size == bench.rows and turn == bench.repeat - 1
            pages = partial(_pages, bench, engine, seen) if last else None
            jobs.product_jobs(bench, engine, size, pages)
    if "xlsx" in bench.parts:
        for _ in range(bench.repeat):
            jobs.xlsx(bench, engine, xlsx_rows(bench.rows))
    if "memory" in bench.parts:
        jobs.memory(bench, engine)
        seen.append(memory_line(bench, engine))
    return engine_lines(bench, engine) + seen


def _pages(bench: Bench, engine: str, seen: list[Line], store: Store) -> None:
    """Reports and screens of the loaded store."""
    if "reports" in bench.parts:
        with bench.notes.guarded("reports", engine, bench.rows):
            bench.notes.say(f"{engine} reports")
            seen += written.lines(store, engine)
    if "screens" in bench.parts:
        with bench.notes.guarded("screens", engine, bench.rows):
            bench.notes.say(f"{engine} screens")
            brief = bench.rows > LARGE_ROWS
            loads = _loads(bench, store) if "visitors" in bench.parts else []
            repeats = BRIEF_REPEATS if brief else served.REPEATS
            seen += served.lines(store, engine, loads, repeats)


def _loads(bench: Bench, store: Store) -> list[Callable[[], Run]]:
    """The imports that run beside the visitors: three files, then three of twice the rows."""

    def loading(day: int, rows: int, variant: str) -> Callable[[], Run]:
        path = bench.exports.file(rows, variant=variant)
        return lambda: store.load_news(path, as_of(bench.rows, day, "09:00:00"))

    variants = ("first", "again", "changed")
    files = [(rows, name) for rows in (BESIDE_ROWS, 2 * BESIDE_ROWS) for name in variants]
    return [loading(day, *told) for day, told in enumerate(files, 18)]


def _analyst(bench: Bench) -> None:
    jobs.analyst(bench, jobs.frame_rows(bench.rows), "csv")
    if "xlsx" in bench.parts:
        jobs.analyst(bench, xlsx_rows(bench.rows), "xlsx")


def _lies() -> list[Line]:
    """Each lie planted by itself: the share found, and false alarms a unit and year."""
    figures = jobs.process("lies.py", str(LIE_SEEDS)).figures()
    print(lies_text(figures))
    told = lie_lines(figures)
    return [Line(name, "sqlite", value, "", wanted=wanted) for name, value, wanted in told]


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=count, default="100k", help="rows of the csv: 100k, 1m, 10m")
    parser.add_argument("--repeat", type=int, default=None, help="rounds; the median counts")
    parser.add_argument("--engines", default=",".join(ENGINES))
    parser.add_argument("--parts", help=f"of {','.join(PARTS)}; usual ones depend on the size")
    parser.add_argument("--memory", action="store_true", help="also load three times the rows")
    parser.add_argument("--folder", type=Path, help="keep the exports here and use them again")
    parser.add_argument("--store-folder", type=Path, help="where the stores are made, then removed")
    parser.add_argument("--check", action="store_true", help="exit 1 if a wanted is not reached")
    keeping = parser.add_mutually_exclusive_group()
    keeping.add_argument("--compare", action="store_true", help="only compare; keep nothing")
    keeping.add_argument("--keep", action="store_true", help="keep it, whatever it says")
    return parser.parse_args()


def _parts(asked: argparse.Namespace) -> set[str]:
    named = asked.parts.split(",") if asked.parts else usual_parts(asked.size)
    parts = {*named, *(("memory",) if asked.memory else ())}
    if unknown := parts - set(PARTS):
        sys.exit(f"unknown parts: {', '.join(sorted(unknown))}; known: {', '.join(PARTS)}")
    return parts


def _engines(asked: argparse.Namespace) -> list[str]:
    named = asked.engines.split(",")
    if unknown := set(named) - set(ENGINES):
        sys.exit(f"unknown engines: {', '.join(sorted(unknown))}; known: {', '.join(ENGINES)}")
    return named


def _rounds(asked: argparse.Namespace) -> int:
    if asked.repeat is not None:
        return asked.repeat
    return 3 if asked.size <= LARGE_ROWS else 1


def main() -> None:
    """Measures, prints, compares and keeps; exit 1 if something failed or became twice as slow."""
    asked = _arguments()
    # Ended from outside, it ends what it started and removes its stores.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parts, wanted, rounds = _parts(asked), _engines(asked), _rounds(asked)
    for folder in (asked.folder, asked.store_folder):
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="onestop-exports-", dir=asked.store_folder) as scratch,
        engines(asked.store_folder) as made,
    ):
        exports = Exports(asked.folder or Path(scratch))
        bench = Bench(asked.size, rounds, parts, exports, made, Notes())
        lines = measure(bench, wanted)
        version = made.version()
    kept = RESULTS / f"{short(bench.rows)}.json"
    lines, slow = compared(lines, kept)
    failed = [*bench.notes.failures, *slow]
    facts = {"machine": machine(version), "rows": bench.rows, "repeat": rounds}
    facts |= {"parts": sorted(parts), "failed": failed}
    said = (f"failed: {told}: {why}" for told, why in bench.notes.failures.items())
    print("\n".join([as_text(lines), *said, *(f"failed: {told}" for told in slow)]))
    keep(LAST / kept.name, lines, facts)
    whole = parts >= set(usual_parts(bench.rows)) and set(wanted) == set(ENGINES)
    if asked.keep or (whole and not failed and not asked.compare):
        keep(kept, lines, facts)
    missed = asked.check and any(line.holds is False for line in lines)
    sys.exit(1 if failed or missed else 0)


if __name__ == "__main__":
    main()
