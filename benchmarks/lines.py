"""The bench's own lines: which job stands against what, and what is wanted of it.

It knows the wanted figures of the issues; it times nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from benchmarks.exports import short
from benchmarks.jobs import Bench, frame_rows
from benchmarks.notes import Job
from benchmarks.table import Line


LOAD_RATIO = {"sqlite": 2.5, "postgresql": 2.0}
RELOAD_RATIO, CHANGED_RATIO, XLSX_RATIO, START_RATIO, QUERY_RATIO = 0.6, 0.7, 2.0, 2.2, 1.0
DAY_SECONDS, VERIFY_SECONDS = 5, 60
STORE_BYTES = {"sqlite": 400, "postgresql": 600}
PEAK_MB, FLAT_RATIO = 700, 1.15
"""Wanted of issues 2 and 7; "about the same" for changed rows is read as at most 0.7."""

PEAK_ROWS = 1_000_000
"""The peak is wanted of a load of so many rows at most; of larger ones it is told."""

XLSX_ROWS = 200_000
"""The most rows of the workbook: openpyxl takes a minute for them."""

QUESTIONS = ("total", "by unit", "by area", "one unit by area")


@dataclass(frozen=True)
class Sides:
    """The figures of one job at the whole size, beside a baseline that may be another job."""

    bench: Bench
    engine: str
    size: int

    def line(self, name: str, what: str, against: str = "s bare insert", **more: object) -> Line:
        """A job against its raw limit; `by` and `side` in more: another baseline."""
        by, side = more.pop("by", name), more.pop("side", "raw")
        notes, job = self.bench.notes, Job(name, "product", self.engine, self.size)
        bare = Job(by, side, self.engine, self.size)
        baseline = notes.middle(bare)
        return Line(
            what,
            self.engine,
            notes.middle(job),
            baseline=baseline,
            against=against if baseline else "",
            rows=notes.rows.get((name, self.size), more.pop("rows", None)),
            peak_mb=notes.peaks.get(job),
            baseline_peak_mb=notes.peaks.get(bare) if baseline else None,
            growth=notes.growth(job),
            baseline_growth=notes.growth(bare) if baseline else None,
            **more,
        )


def engine_lines(bench: Bench, engine: str) -> list[Line]:
    """Every line of one engine, of the jobs that were done at the whole size."""
    sides, done = Sides(bench, engine, bench.rows), bench.notes.seconds
    found = [line for line in _file_lines(sides) if line.product is not None]
    found += [line for line in _answer_lines(sides) if line.product is not None]
    if Job("xlsx", "product", engine, xlsx_rows(bench.rows)) in done:
        found.append(_xlsx_line(bench, engine))
    return found


def xlsx_rows(rows: int) -> int:
    """Rows of the workbook: a fifth, at most `XLSX_ROWS`."""
    return min(rows // 5, XLSX_ROWS)


def _file_lines(sides: Sides) -> Iterator[Line]:
    """Loads and stores."""
    bench, engine, size = sides.bench, sides.engine, sides.size
    notes, rows = bench.notes, short(size)
    analyst = _analyst(bench, frame_rows(size), "csv stored")
    yield sides.line("load", f"csv of {rows} loaded", wanted=LOAD_RATIO[engine], **analyst)
    if engine == "postgresql" and notes.middle(Job("load", "copy", engine, size)):
        yield sides.line("load", "  against COPY", "s read + COPY", side="copy")
    if size <= PEAK_ROWS:
        peak = notes.peaks.get(Job("load", "product", engine, size))
        yield Line("  its peak memory", engine, peak, "MB", wanted=PEAK_MB)
    yield _store_line(sides, "load", "  store, a dossier")
    yield sides.line("load rest", "  vacuum after it, the server's own")
    first = {"by": "load", "side": "product", "rows": size}
    against = "s first load"
    yield sides.line("again", "same rows, new file", against, wanted=RELOAD_RATIO, **first)
    yield sides.line("changed", "1 in 1,000 changed", against, wanted=CHANGED_RATIO, **first)
    yield sides.line("portal", "portal's rows into it", "s bare upsert", wanted=LOAD_RATIO[engine])
    yield _store_line(sides, "portal", "  store of both, a dossier", STORE_BYTES[engine])
    yield sides.line("portal rest", "  vacuum after it, the server's own")
    day = {"wanted": DAY_SECONDS, "absolute": True}
    yield sides.line("day", "a day's rows into it", "s bare upsert", **day)


def _analyst(bench: Bench, rows: int, name: str, *, counts: bool = True) -> dict:
    """The analyst's cell of a line; nothing where there was none."""
    job = Job(name, "analyst", "", rows)
    seconds = bench.notes.middle(job)
    if seconds is None:
        return {}
    told = {"analyst": seconds, "analyst_peak_mb": bench.notes.peaks.get(job)}
    return told | ({"analyst_rows": rows} if counts else {})


def _store_line(sides: Sides, name: str, what: str, wanted: float | None = None) -> Line:
    """Bytes a dossier, snapshots apart, beside those of the bare table."""
    used, engine, size = sides.bench.notes.bytes, sides.engine, sides.size
    product = used.get(Job(name, "product", engine, size))
    bare = used.get(Job("load", "raw", engine, size)) if name == "load" else None
    told = used.get(Job("csv", "analyst", "", frame_rows(size))) if name == "load" else None
    against = "bytes bare table" if bare else ""
    return Line(what, engine, product, "bytes", bare, against, wanted, analyst=told)


def _answer_lines(sides: Sides) -> Iterator[Line]:
    """Checks and answers."""
    yield sides.line("verify", "verify", rows=sides.size, wanted=VERIFY_SECONDS)
    start = {"wanted": START_RATIO}
    yield sides.line("start", "indicators, process", "s imports only", **start)
    for name in QUESTIONS:
        told = {}
        if name == "by unit":
            told = _analyst(sides.bench, frame_rows(sides.size), f"year {name}")
        line = sides.line(f"year {name}", f"year {name}", "ms DuckDB", wanted=QUERY_RATIO, **told)
        yield _in_milliseconds(line)


def _in_milliseconds(line: Line) -> Line:
    times = {name: getattr(line, name) for name in ("product", "baseline", "analyst")}
    told = {name: None if value is None else value * 1000 for name, value in times.items()}
    return replace(line, unit="ms", **told)


def _xlsx_line(bench: Bench, engine: str) -> Line:
    size = xlsx_rows(bench.rows)
    told = _analyst(bench, size, "xlsx stored")
    what = f"xlsx of {short(size)} loaded"
    sides = Sides(bench, engine, size)
    return sides.line("xlsx", what, "s bare read", wanted=XLSX_RATIO, rows=size, **told)


def memory_line(bench: Bench, engine: str) -> Line:
    """The peak of three times the rows against that of the rows."""
    small, large = (
        bench.notes.peaks.get(Job("load", "product", engine, size))
        for size in (bench.rows, bench.rows * 3)
    )
    what, against = f"peak memory at {short(bench.rows * 3)}", f"MB at {short(bench.rows)}"
    return Line(what, engine, large, "MB", small, against, FLAT_RATIO)
