"""The bench's table, its growth exponents, and a run held against the kept one."""

from __future__ import annotations

import json

import pytest

from benchmarks.growth import exponent
from benchmarks.jobs import differences
from benchmarks.kept import compared, keep, machine
from benchmarks.measure import JobFailedError
from benchmarks.notes import Job, Notes
from benchmarks.table import Line, as_markdown, as_text


FACTS = {"machine": machine("16.2"), "rows": 100_000, "repeat": 3, "failed": ["sqlite portal"]}


def line(seconds: float, bare: float = 10.0, what: str = "csv of 1m loaded", **more) -> Line:
    return Line(what, "sqlite", seconds, "s", bare, "s bare insert", 2.5, **more)


@pytest.fixture
def kept(tmp_path):
    """A kept run: twenty seconds over ten."""
    path = tmp_path / "1m.json"
    keep(path, [line(20)], {**FACTS, "rows": 1_000_000})
    return path


@pytest.mark.parametrize(
    ("seconds", "mark", "fails"),
    [
        (20, "", False),
        (26, "", False),
        (26.2, "slower than kept: 1.31 ×", False),
        (29, "slower than kept: 1.45 ×", False),
        (40, "slower than kept: 2.00 ×", False),
        (41, "slower than kept: 2.05 ×", True),
    ],
)
def test_a_ratio_beyond_the_kept_one_is_marked_and_beyond_its_double_fails(
    kept, seconds, mark, fails
):
    (told,), failed = compared([line(seconds)], kept)
    assert told.since == mark
    assert bool(failed) is fails


def test_a_slower_machine_is_not_a_slower_product(kept):
    (told,), failed = compared([line(200, bare=100.0)], kept)
    assert (told.since, failed) == ("", [])


def test_another_engine_or_job_is_not_held_against_the_kept_one(kept):
    others = [
        Line("csv of 1m loaded", "postgresql", 90, "s", 10, "s bare insert"),
        line(90, what="verify"),
    ]
    told, failed = compared(others, kept)
    assert ([one.since for one in told], failed) == (["", ""], [])


def test_lines_without_a_ratio_are_not_judged(kept):
    told, failed = compared([Line("csv of 1m loaded", "sqlite", 90)], kept)
    assert (told[0].since, failed) == ("", [])


def test_jobs_of_half_a_second_are_told_and_not_judged(tmp_path):
    path = tmp_path / "100k.json"
    short = {"unit": "ms", "against": "ms DuckDB"}
    keep(path, [Line("year total", "sqlite", 30, baseline=60, **short)], FACTS)
    told, failed = compared([Line("year total", "sqlite", 400, baseline=60, **short)], path)
    assert (told[0].since, failed) == ("", [])
    told, failed = compared([Line("year total", "sqlite", 900, baseline=60, **short)], path)
    assert told[0].since
    assert failed


def test_without_a_kept_run_nothing_is_judged(tmp_path):
    told, failed = compared([line(99)], tmp_path / "none.json")
    assert (told[0].since, failed) == ("", [])


def test_a_kept_run_says_what_it_was_measured_on(kept):
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert set(told["machine"]) == {
        *("cores", "memory_gib", "python", "platform", "postgresql", "libraries")
    }
    page = kept.with_suffix(".md").read_text(encoding="utf-8")
    assert "1,000,000 dossiers" in page
    assert "PostgreSQL 16.2" in page
    assert "Failed: sqlite portal" in page
    assert "| csv of 1m loaded | sqlite | 20 s | 10 s bare insert | 2.00 × |" in page


@pytest.mark.parametrize(
    ("small", "large", "expected"),
    [(2.0, 20.0, 1.0), (2.0, 2.0, 0.0), (2.0, 200.0, 2.0), (None, 3.0, None), (0.0, 3.0, None)],
)
def test_growth_is_the_exponent_of_ten_times_the_rows(small, large, expected):
    assert exponent(small, large) == (None if expected is None else pytest.approx(expected))


def test_growth_is_taken_of_the_median_of_the_rounds():
    notes, job = Notes(), Job("load", "product", "sqlite", 1000)
    for seconds in (9, 10, 50):
        notes.note(job, seconds)
    notes.note(Job("load", "product", "sqlite", 100), 1)
    assert notes.growth(job) == pytest.approx(1.0)
    assert notes.growth(Job("load", "raw", "sqlite", 1000)) is None


def test_the_table_tells_speed_memory_and_growth_of_every_side():
    told = as_text(
        [
            line(
                20,
                rows=1_000_000,
                peak_mb=523.6,
                baseline_peak_mb=900,
                analyst=25,
                analyst_rows=1_000_000,
                growth=1.023,
                baseline_growth=0.98,
            )
        ]
    )
    for part in (
        "20 s, 50,000 rows/s, 524 MB",
        "10 s bare insert, 100,000 rows/s, 900 MB",
        "25 s, 40,000 rows/s",
        "2.00 ×  ≤ 2.5 ×  yes",
        "1.02 / 0.98",
    ):
        assert part in told


def test_an_analyst_of_fewer_rows_says_how_many():
    told = line(20, rows=10_000_000, analyst=25, analyst_rows=1_000_000)
    assert "(1,000,000 rows)" in as_text([told])


def test_columns_of_nothing_are_left_out():
    assert "analyst" not in as_text([line(20)])
    assert as_markdown([line(20)]).splitlines()[0] == (
        "| what | engine | product | raw limit | ratio | wanted | holds? |"
    )


def test_an_absolute_limit_holds_beside_a_baseline():
    day = Line("a day", "sqlite", 4.0, "s", 0.5, "s bare upsert", 5, absolute=True)
    assert day.holds is True
    assert Line("a day", "sqlite", 6.0, "s", 0.5, "s bare upsert", 5, absolute=True).holds is False
    assert day.ratio == 8


def test_a_failing_job_is_noted_and_the_others_go_on(capsys):
    notes = Notes()

    def broken():
        raise JobFailedError("exit 4: nothing could be loaded")

    assert notes.timed(Job("portal", "product", "sqlite", 1000), broken) is None
    assert notes.failures == {"sqlite portal at 1k": "exit 4: nothing could be loaded"}
    assert "failed: sqlite portal at 1k" in capsys.readouterr().err


def test_counts_that_differ_from_duckdb_are_named():
    ours = {"": [3, 2, 1], "Đất đai": [3, 2, 1]}
    assert differences(ours, dict(ours)) == []
    assert differences(ours, {"": [3, 2, 1]}) == ["Đất đai: [3, 2, 1] and None"]
