"""How far an open dossier is from its due date, in working days, as one SQL expression."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import ColumnElement, case, literal_column

from onestop.domain.facts import DAY, Facts
from onestop.domain.lists import BANDS


AddWorkingDays = Callable[[int, int], int]
"""`Calendar.add_working_days`: the n-th working day after a day."""

CODES = tuple(BANDS)
PLACES = {code: place for place, code in enumerate(CODES)}
"""A band as the store tells it: its place, which is sorted and put aside faster than its code."""

AHEAD = ((0, "today"), (2, "within_2"), (5, "within_5"))
BEHIND = ((5, "overdue_1_5"), (10, "overdue_6_10"), (30, "overdue_11_30"))


def band(facts: Facts, add_working_days: AddWorkingDays, moment: int) -> ColumnElement:
    """The band (its place in `CODES`) of a dossier that is open at the moment."""
    overdue, waiting = facts.overdue_if_open_at(moment), facts.waits_at(moment)
    today = moment // DAY
    late = [(facts.due_day >= day, code) for day, code in _behind(add_working_days, today)]
    return case(
        # one question inside the other: whether it is overdue is dear to ask
        (overdue, _first(late, "overdue_over_30")),
        (waiting, _written("paused")),
        (facts.no_due, _written("without_due_date")),
        else_=_first(
            [(facts.due_day <= add_working_days(today, days), code) for days, code in AHEAD],
            "later",
        ),
    )


def _first(cases: list[tuple[ColumnElement, str]], otherwise: str) -> ColumnElement:
    told = [(condition, _written(code)) for condition, code in cases]
    return case(*told, else_=_written(otherwise))


def _written(code: str) -> ColumnElement:
    return literal_column(str(PLACES[code]))


def _behind(add_working_days: AddWorkingDays, today: int) -> Iterator[tuple[int, str]]:
    """The first due day from which no more than so many working days have passed."""
    for days, code in BEHIND:
        first = today
        while add_working_days(first - 1, days + 1) > today:
            first -= 1
        yield first, code
