"""Times the product's answers inside one process: `python benchmarks/queries.py URL`.

The only place of the bench that knows the product's Python interface; prints one JSON line
of milliseconds, each the median of many after a first, separately told one.
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
from onestop.storage.indicator_values import Question, answer
from onestop.storage.slices import Slice
from onestop.storage.tables import unit


YEAR = "2024"
"""The official year asked for; every file of the bench holds it."""

BUSIEST_UNIT = "H96.101"
"""The first unit of the generator has the most dossiers."""

REPEATS = 9


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


def ask(engine: Engine, asked: Slice) -> int:
    """One whole answer with its indicators; returns its rows."""
    policy = Policy()
    question = Question(
        parse_period(YEAR), asked, policy, add_working_days=_calendar().add_working_days
    )
    with reading(engine) as connection:
        rows = answer(connection, question).rows
    return len([row.indicators(policy) for row in rows])


def timed(engine: Engine, asked: Slice) -> tuple[float, int]:
    """Milliseconds of one answer, and its rows."""
    started = time.perf_counter()
    rows = ask(engine, asked)
    return (time.perf_counter() - started) * 1000, rows


def time_queries(database_url: str) -> dict[str, dict]:
    """Milliseconds by what is asked: the first answer, the median of the rest, the rows."""
    engine = open_engine(database_url)
    figures = {}
    for name, asked in slices(engine).items():
        first, rows = timed(engine, asked)
        rest = [timed(engine, asked)[0] for _ in range(REPEATS)]
        median = round(statistics.median(rest), 2)
        figures[name] = {"first_ms": round(first, 2), "ms": median, "rows": rows}
    engine.dispose()
    return figures


if __name__ == "__main__":
    print(json.dumps(time_queries(sys.argv[1])))
