"""What is open, and how old, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection

from onestop.answers.asked import Answering, moment_asked, question_of
from onestop.domain.errors import UsageError
from onestop.domain.measures import MEASURES
from onestop.domain.period import instant_text
from onestop.storage import backlog as backlogs
from onestop.storage import catalogue
from onestop.storage.indicator_values import Question, answer
from onestop.storage.moments import newest_of_all


def backlog_of(
    how: Answering, connection: Connection, asked: Mapping[str, str]
) -> tuple[list[str], dict[str, Any]]:
    """Columns, and the answer: rows by `asked["by"]` (unit, area, age).

    Each unit at its own T, as everywhere; an asked moment sets T for all. UsageError while
    nothing was loaded.
    """
    by, moment = asked["by"], moment_asked(asked)
    moment = newest_of_all(connection) if moment is None else moment
    if moment is None:
        raise UsageError(how.empty)
    question = question_of(how, connection, by, asked)
    heads, rows = _rows(connection, question, by)
    listed = [dict(zip(heads, row, strict=True)) for row in rows]
    return heads, {"as_of": instant_text(moment), "by": by, "rows": listed}


def _rows(connection: Connection, question: Question, by: str) -> tuple[list[str], list[list]]:
    if by == "age":
        bands = backlogs.open_by_age(connection, question)
        return ["key", "label", "count"], [[b.code, b.label, b.count] for b in bands]
    names = catalogue.names_of(connection, by)
    codes = [measure.code for measure in MEASURES if measure.placed_by == "state"]
    rows = [
        [names[row.key].key, names[row.key].label, *(row.measures[code] for code in codes)]
        for row in answer(connection, question).rows
        if any(row.measures[code] for code in codes)
    ]
    return ["key", "label", *codes], rows
