"""How many working days dossiers took, against how many they may: median and 90th percentile.

It counts what `processing_days` sums; exact, from a histogram that the store makes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import Select

from onestop.domain.errors import UsageError
from onestop.domain.measures import BY_CODE
from onestop.storage.behind import At, behind, once, parts_of
from onestop.storage.indicator_values import Question
from onestop.storage.slices import dossier_column
from onestop.storage.tables import dossier, procedure


TAKEN = BY_CODE["processing_days"]
GROUPS = ("procedure", "area")


@dataclass(frozen=True)
class Days:
    """One procedure or area: its id (0 = not known) and working days of its dossiers.

    allowed: the procedure's limit; None for an area, and where the catalogue tells none.
    """

    key: int
    count: int
    allowed: int | None
    median: int
    p90: int


def days_taken(connection: Connection, question: Question, by: str = "procedure") -> list[Days]:
    """Working days taken by the dossiers processed in the period, most dossiers first.

    Percentiles are nearest-rank: the least number of days that at least that share of the
    dossiers did not exceed, so each is a number some dossier really took. Waits count as
    the policy's `supplement` says, as in `processing_days`.
    """
    if by not in GROUPS:
        raise UsageError(f"Không nhóm được theo “{by}”. Có: {', '.join(GROUPS)}.")
    histograms: dict[int, Counter] = {}
    for at in parts_of(connection, question):
        for key, days, count in connection.execute(_histogram(at, by)):
            histograms.setdefault(key, Counter())[days] += count
    limits = _limits(connection) if by == "procedure" else {}
    found = (_days(key, taken, limits.get(key)) for key, taken in histograms.items())
    return sorted(found, key=lambda one: (-one.count, one.key))


def _histogram(at: At, by: str) -> Select:
    key, days = dossier_column(by), TAKEN.amount(at.facts)
    query = select(key, days, func.count()).select_from(dossier)
    query = query.where(behind(at, TAKEN.code), *at.mine)
    return once(query, at.question.policy, at.asked).group_by(key, days)


def _limits(connection: Connection) -> dict[int, int]:
    rows = connection.execute(select(procedure.c.id, procedure.c.limit_working_days))
    return {number: limit for number, limit in rows if limit is not None}


def _days(key: int, taken: Counter, allowed: int | None) -> Days:
    return Days(key, taken.total(), allowed, nearest_rank(taken, 50), nearest_rank(taken, 90))


def nearest_rank(histogram: Counter, percent: int) -> int:
    """The value at rank ⌈percent/100 · n⌉ of n values in order.

    >>> nearest_rank(Counter([1, 2, 2, 9]), 50), nearest_rank(Counter([1, 2, 2, 9]), 90)
    (2, 9)
    """
    rank = -(-histogram.total() * percent // 100)
    return next(value for value, passed in _running(histogram) if passed >= rank)


def _running(histogram: Counter) -> Iterator[tuple[int, int]]:
    passed = 0
    for value in sorted(histogram):
        passed += histogram[value]
        yield value, passed
