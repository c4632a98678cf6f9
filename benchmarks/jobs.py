"""The timed jobs of one engine and one size, each beside its raw limit.

It knows what is done in which order; what is made of the figures stands in lines.py.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks.exports import Exports, as_of
from benchmarks.measure import JobFailedError, Run, must, run
from benchmarks.notes import Job, Notes
from benchmarks.product import Engines, Store


HERE = Path(__file__).resolve().parent

UNIT_NAME = "UBND xã Ngàn Sương"
"""The busiest unit, H96.101, as DuckDB finds it in the rows."""

LARGEST_FRAME = 3_000_000
"""Rows of which an analyst's frame surely fits into memory; of more, a tenth is taken."""

START_REPEATS = 3
"""In each round: one is mostly the disk's."""


@dataclass
class Bench:
    """What is asked of this run, and where its figures go."""

    rows: int
    repeat: int
    parts: set[str]
    exports: Exports
    engines: Engines
    notes: Notes

    def job(self, engine: str, size: int, side: str = "product") -> Callable[[str], Job]:
        """Jobs of one side, by name."""
        return lambda name: Job(name, side, engine, size)


def process(script: str, *arguments: str) -> Run:
    """One file of the bench in a process of its own; JobFailedError if it ends badly."""
    return must(run([sys.executable, str(HERE / script), *arguments]))


def raw(*arguments: object) -> Run:
    """One baseline."""
    return process("raw.py", *map(str, arguments))


def raw_limits(bench: Bench, engine: str, size: int) -> None:
    """Bare read and bare insert of everything that the product is then given."""
    with bench.notes.guarded("raw limits", engine, size), bench.engines.raw(engine) as place:
        notes, job = bench.notes, bench.job(engine, size, "raw")
        file = partial(bench.exports.file, size)
        if "copy" in bench.parts and engine == "postgresql":
            copied = Job("load", "copy", engine, size)
            notes.timed(copied, lambda: raw("copy", file(), place), "seconds")
        loaded = notes.timed(job("load"), lambda: raw("load", file(), place), "seconds")
        if loaded:
            notes.rows["load", size] = loaded.figures()["rows"]
            notes.bytes[job("load")] = raw("size", place).figures()["bytes"] / size
            rest(notes, job("rest"), place)
        if "portal" in bench.parts:
            found = notes.timed(
                job("portal"), lambda: raw("portal", file("json"), place), "seconds"
            )
            _note_rows(notes, "portal", size, found)
        if "day" in bench.parts and loaded:
            news = file(variant="day")
            found = notes.timed(job("day"), lambda: raw("day", news, place), "seconds")
            _note_rows(notes, "day", size, found)


def rest(notes: Notes, job: Job, address: str) -> None:
    """What PostgreSQL does by itself after a large load, before anything else is timed.

    Else whatever comes next would be timed beside it, or not, as it happens to begin.
    """
    if job.engine == "postgresql":
        notes.timed(job, lambda: raw("vacuum", address), "seconds")


def _note_rows(notes: Notes, name: str, size: int, found: Run | None) -> None:
    if found:
        notes.rows[name, size] = found.figures()["rows"]


def product_jobs(
    bench: Bench, engine: str, size: int, afterwards: Callable[[Store], None] | None = None
) -> None:
    """First load, later exports, the portal's file, a day, the checks and the answers.

    afterwards: what else is asked of the loaded store.
    """
    with bench.notes.guarded("store", engine, size), bench.engines.store(engine) as store:
        store.prepare(bench.exports.catalogues())
        notes, job = bench.notes, bench.job(engine, size)
        first = bench.exports.file(size)
        if not notes.timed(job("load"), lambda: store.load(first, as_of(size))):
            return
        notes.bytes[job("load")] = store.bytes_used() / size
        rest(notes, job("load rest"), store.url)
        _later_files(bench, engine, size, store)
        if "verify" in bench.parts:
            notes.timed(job("verify"), lambda: store.onestop("verify"))
        if "queries" in bench.parts:
            questions(bench, engine, size, store)
        if "start" in bench.parts:
            starts(bench, engine, size, store)
        if afterwards:
            afterwards(store)


def _later_files(bench: Bench, engine: str, size: int, store: Store) -> None:
    """The files after the first, each speaking for a later moment."""
    notes, job = bench.notes, bench.job(engine, size)
    for day, variant in enumerate(("again", "changed"), 15):
        if variant in bench.parts:
            path, moment = bench.exports.file(size, variant=variant), as_of(size, day, "08:00:00")
            notes.timed(job(variant), partial(store.load, path, moment))
    if "portal" in bench.parts:
        path = bench.exports.file(size, "json")
        if notes.timed(job("portal"), lambda: met(store.load(path, as_of(size)))):
            notes.bytes[job("portal")] = store.bytes_used() / size
            rest(notes, job("portal rest"), store.url)
    if "day" in bench.parts:
        path, moment = bench.exports.file(size, variant="day"), as_of(size, 17, "17:00:00")
        notes.timed(job("day"), lambda: store.load_news(path, moment))


def met(done: Run) -> Run:
    """The portal's load, if each of its dossiers met one that was known; else JobFailedError."""
    totals = json.loads(done.out)["totals"]
    if totals["inserted"] or totals["rejected"] or not totals["updated"]:
        raise JobFailedError(f"the portal's rows did not meet the one-stop's: {totals}")
    return done


def questions(bench: Bench, engine: str, size: int, store: Store) -> None:
    """A year's answers beside DuckDB over Parquet; the counts of both must be the same."""
    with bench.notes.guarded("queries", engine, size):
        parquet = bench.exports.parquet(size)
        ours = process("queries.py", store.url).figures()
        duck = process("duck.py", "ask", str(parquet), UNIT_NAME).figures()
        for name, told in ours.items():
            for side, ms in (("product", told["ms"]), ("raw", duck[name]["ms"])):
                bench.notes.note(Job(f"year {name}", side, engine, size), ms / 1000)
            bench.notes.say(
                f"{Job(f'year {name}', 'product', engine, size)}: {told['ms']} ms, "
                f"DuckDB {duck[name]['ms']} ms"
            )
            if differing := differences(told["counts"], duck[name]["counts"]):
                raise JobFailedError(f"year {name}: product and DuckDB differ: {differing}")


def differences(ours: dict[str, list[int]], theirs: dict[str, list[int]]) -> list[str]:
    """The first few groups of which both do not say the same; empty if they agree."""
    names = sorted(
        name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)
    )
    return [f"{name or 'all'}: {ours.get(name)} and {theirs.get(name)}" for name in names[:3]]


def starts(bench: Bench, engine: str, size: int, store: Store) -> None:
    """The whole process of the command beside that of its libraries."""
    command = ("indicators", "--period", "2024", "--format", "json")
    for _ in range(START_REPEATS):
        bench.notes.timed(Job("start", "raw", engine, size), lambda: raw("imports-only"))
        bench.notes.timed(Job("start", "product", engine, size), lambda: store.onestop(*command))


def xlsx(bench: Bench, engine: str, size: int) -> None:
    """A workbook beside the bare calamine read."""
    notes, path = bench.notes, bench.exports.file(size, "xlsx")
    notes.timed(Job("xlsx", "raw", engine, size), lambda: raw("calamine-read", path), "seconds")
    with notes.guarded("xlsx", engine, size), bench.engines.store(engine) as store:
        store.prepare(bench.exports.catalogues())
        notes.timed(Job("xlsx", "product", engine, size), lambda: store.load(path, as_of(size)))


def analyst(bench: Bench, size: int, kind: str) -> None:
    """For scale, once: openpyxl or pandas read, to_sql, group-by of a year."""
    job, path = partial(Job, side="analyst", engine="", size=size), bench.exports.file(size, kind)
    done = bench.notes.timed(job(kind), lambda: raw("analyst", path), "seconds")
    if done:
        told = done.figures()
        bench.notes.note(job(f"{kind} stored"), told["read"] + told["to_sql"], done.peak_mb)
        bench.notes.note(job("year by unit"), told["group_by"])
        bench.notes.bytes[job(kind)] = told["bytes"] / size


def frame_rows(size: int) -> int:
    """How many of the rows an analyst takes at once."""
    return size if size <= LARGEST_FRAME else size // 10


def memory(bench: Bench, engine: str) -> None:
    """Peak of three times the rows, to be held against the peak of the rows."""
    size = bench.rows * 3
    with bench.notes.guarded("memory", engine, size), bench.engines.store(engine) as store:
        store.prepare(bench.exports.catalogues())
        path = bench.exports.file(size)
        bench.notes.timed(
            Job("load", "product", engine, size), lambda: store.load(path, as_of(size))
        )
