"""Times the product's answers inside one process: `python benchmarks/queries.py URL`.

The only place of the bench that knows the product's Python interface; prints one JSON line
of milliseconds, each the median of many after a first, separately told one, and of the counts.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from functools import cache

from sqlalchemy import Engine, select

from onestop.domain.period import parse_period
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar, load_calendar
from onestop.settings import shipped_config
from onestop.storage.engine import open_engine, reading
from onestop.storage.indicator_values import Question, Row, answer
from onestop.storage.slices import Slice
from onestop.storage.tables import area, unit


YEAR = "2024"
"""The official year asked for; every file of the bench holds it."""

BUSIEST_UNIT = "H96.101"
"""The first unit of the generator has the most dossiers."""

REPEATS = 9

COUNTED = ("received", "resolved", "resolved_late")
"""What DuckDB counts too, to show that both answer the same question."""


def slices(engine: Engine) -> dict[str, Slice]:
    """What is asked, by the names the table shows."""
    with reading(engine) as connection:
        one = connection.scalar(select(unit.c.id).where(unit.c.code == BUSIEST_UNIT))
    return {
        "total": Slice(),
        "by unit": Slice(by="unit"),
        "by area": Slice(by="area"),
        "one unit by area": Slice({"unit": frozenset({one})}, by="area"),
    }


@cache
def _calendar() -> Calendar:
    return load_calendar(shipped_config() / "calendar")


def ask(engine: Engine, asked: Slice) -> list[Row]:
    """One whole answer with its indicators; returns its rows."""
    policy = Policy()
    question = Question(
        parse_period(YEAR), asked, policy, add_working_days=_calendar().add_working_days
    )
    with reading(engine) as connection:
        rows = answer(connection, question).rows
    for row in rows:
        row.indicators(policy)
    return rows


def timed(engine: Engine, asked: Slice) -> tuple[float, list[Row]]:
    """Milliseconds of one answer, and its rows."""
    started = time.perf_counter()
    rows = ask(engine, asked)
    return (time.perf_counter() - started) * 1000, rows


def counts(engine: Engine, asked: Slice, rows: list[Row]) -> dict[str, list[int]]:
    """`COUNTED` of each group by its name ("" of all); groups of nothing are left out."""
    table = {"unit": unit, "area": area}.get(asked.by)
    names = {0: ""}
    if table is not None:
        with reading(engine) as connection:
            names |= {
                row.id: row.name for row in connection.execute(select(table.c.id, table.c.name))
            }
    told = {names[row.key]: [row.measures[code] for code in COUNTED] for row in rows}
    return {name: numbers for name, numbers in told.items() if any(numbers)}


def time_queries(database_url: str) -> dict[str, dict]:
    """Milliseconds by what is asked: the first answer, the median of the rest, the counts."""
    engine = open_engine(database_url)
    figures = {}
    for name, asked in slices(engine).items():
        first, rows = timed(engine, asked)
        rest = [timed(engine, asked)[0] for _ in range(REPEATS)]
        told = {"first_ms": round(first, 2), "ms": round(statistics.median(rest), 2)}
        figures[name] = told | {"counts": counts(engine, asked, rows)}
    engine.dispose()
    return figures


if __name__ == "__main__":
    print(json.dumps(time_queries(sys.argv[1]), ensure_ascii=False))
