"""Which lines a run has, what they stand against, and what a size measures by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.bench import LARGE, PARTS, USUAL, usual_parts
from benchmarks.exports import Exports
from benchmarks.jobs import Bench, frame_rows
from benchmarks.lines import engine_lines
from benchmarks.notes import Job, Notes


SIZE = 1_000_000


@pytest.fixture
def bench() -> Bench:
    """A run of a load and a day at two sizes, its figures made up."""
    notes = Notes()
    for size, factor in ((SIZE // 10, 1), (SIZE, 10)):
        for engine in ("sqlite", "postgresql"):
            notes.note(Job("load", "product", engine, size), 2.0 * factor, 300 + factor)
            notes.note(Job("load", "raw", engine, size), 1.0 * factor, 900)
            notes.note(Job("day", "product", engine, size), 3.0)
            notes.note(Job("year by unit", "product", engine, size), 0.03)
            notes.note(Job("year by unit", "raw", engine, size), 0.06 * factor)
    notes.note(Job("load", "copy", "postgresql", SIZE), 8.0)
    notes.rows["load", SIZE] = SIZE
    notes.bytes[Job("load", "product", "sqlite", SIZE)] = 262.0
    return Bench(SIZE, 1, set(PARTS), Exports(Path()), None, notes)


def lines_of(bench: Bench, engine: str) -> dict:
    return {line.what.strip(): line for line in engine_lines(bench, engine)}


def test_a_load_stands_against_the_bare_insert_of_the_same_size(bench):
    line = lines_of(bench, "sqlite")["csv of 1m loaded"]
    assert (line.product, line.baseline, line.ratio, line.holds) == (20.0, 10.0, 2.0, True)
    assert line.growth == pytest.approx(1.0)
    assert line.baseline_growth == pytest.approx(1.0)
    assert (line.peak_mb, line.rows) == (310, SIZE)


def test_postgresql_is_also_held_against_copy_but_not_judged(bench):
    line = lines_of(bench, "postgresql")["against COPY"]
    assert (line.ratio, line.holds) == (2.5, None)
    assert "against COPY" not in lines_of(bench, "sqlite")


def test_questions_are_told_in_milliseconds_beside_duckdb(bench):
    line = lines_of(bench, "sqlite")["year by unit"]
    assert (line.product, line.unit, line.baseline) == (30.0, "ms", 600.0)
    assert line.holds is True
    assert line.growth == pytest.approx(0.0)


def test_a_day_without_a_baseline_has_a_limit_of_seconds(bench):
    line = lines_of(bench, "sqlite")["a day's rows into it"]
    assert (line.ratio, line.wanted, line.holds) == (None, 5, True)


def test_what_was_not_done_has_no_line(bench):
    told = lines_of(bench, "sqlite")
    assert not {"verify", "portal's rows into it", "same rows, new file"} & set(told)


def test_every_size_measures_what_tells_something_there():
    assert set(usual_parts(100_000)) < set(usual_parts(10_000_000)) < set(usual_parts(1_000_000))
    assert usual_parts(1_000_000) == USUAL
    assert usual_parts(10_000_000) == LARGE
    assert "growth" not in usual_parts(100_000)
    assert set(USUAL) < set(PARTS)


def test_an_analyst_takes_a_tenth_where_memory_would_not_hold_all():
    assert [frame_rows(rows) for rows in (1_000_000, 10_000_000)] == [1_000_000, 1_000_000]
