"""Indicators and measures of a question as plain data: every ratio beside its two parts.

Text, csv, JSON and the API are ways to show what is made here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from onestop.answers.asked import NOW, Answering
from onestop.domain.indicators import INDICATORS, Value
from onestop.domain.measures import MEASURES
from onestop.domain.period import Period, instant_text, months
from onestop.storage import catalogue, listing
from onestop.storage.indicator_values import Answer, Question, answer


CODES = [measure.code for measure in MEASURES]

Row = tuple[int, str, str, dict[str, int]]
"""(id, key, label, measures) of one group."""


def figures_of(
    how: Answering, connection: Connection, question: Question, asked: Mapping[str, str]
) -> dict[str, Any]:
    """The answer with its period, moment, policy, lagging units and what stays outside.

    asked: `by` and `units_as` as they were asked; the rest stands in the question.
    """
    found, by = answer(connection, question), asked["by"]
    rows = _rows(how, connection, question, by, found)
    if asked.get("units_as") == NOW and by in ("unit", "receiving_unit"):
        rows = _with_successors(connection, rows)
    return {
        "period": period_told(question.period),
        "as_of": None if found.as_of is None else instant_text(found.as_of),
        "policy": how.policy.as_dict(),
        "by": by,
        "rows": [_row(how, row) for row in rows],
        "lagging": lagging_told(connection, found.lagging),
        "from_ledger": found.from_ledger,
        "outside": listing.outside(connection, question.asked),
    }


def period_told(period: Period) -> dict[str, str]:
    """A period's code, how it is cut, its first moment and the first one after it."""
    return {
        "code": period.code,
        "cutoff": period.cutoff,
        "start": instant_text(period.start_at),
        "end": instant_text(period.end_at),
    }


def lagging_told(connection: Connection, lagging: Mapping[int, int]) -> list[dict[str, str]]:
    """Units whose data ends earlier than others', and when."""
    if not lagging:
        return []
    names = catalogue.names_of(connection, "unit")
    return [
        {"unit": names[number].label, "as_of": instant_text(as_of)}
        for number, as_of in sorted(lagging.items())
        if number in names
    ]


def _rows(
    how: Answering, connection: Connection, question: Question, by: str, found: Answer
) -> list[Row]:
    if by == "month":
        return [_month(connection, question, month) for month in months(question.period)]
    if by == "total":
        measures = found.rows[0].measures if found.rows else dict.fromkeys(CODES, 0)
        return [(0, "total", how.total, measures)]
    names = catalogue.names_of(connection, question.asked.by)
    filled = [row for row in found.rows if any(row.measures.values())]
    return [(r.key, names[r.key].key, names[r.key].label, r.measures) for r in filled]


def _month(connection: Connection, question: Question, month: Period) -> Row:
    found = answer(connection, replace(question, period=month))
    measures = found.rows[0].measures if found.rows else dict.fromkeys(CODES, 0)
    return 0, month.code, month.label_vi, measures


def _with_successors(connection: Connection, rows: list[Row]) -> list[Row]:
    """Units that ended, summed into the one that took over."""
    after = catalogue.successors(connection)
    names = catalogue.names_of(connection, "unit")
    summed: dict[int, dict[str, int]] = {}
    for number, _, _, measures in rows:
        into = summed.setdefault(after.get(number, number), dict.fromkeys(CODES, 0))
        for code, count in measures.items():
            into[code] += count
    return [(n, names[n].key, names[n].label, measures) for n, measures in summed.items()]


def _row(how: Answering, row: Row) -> dict[str, Any]:
    _, key, shown, measures = row
    values = {one.code: _value(one.value(measures, how.policy)) for one in INDICATORS}
    return {"key": key, "label": shown, "measures": measures, "indicators": values}


def _value(value: Value) -> dict[str, Any]:
    return {"numerator": value.numerator, "denominator": value.denominator, "ratio": value.ratio}


def figures_csv(told: Mapping[str, Any]) -> tuple[list[str], list[list[object]]]:
    """The same as headings and lines: each indicator as numerator, denominator and ratio."""
    heads = ["key", "label", *CODES]
    for one in INDICATORS:
        heads += [f"{one.code}_numerator", f"{one.code}_denominator", one.code]
    return heads, [_line(row) for row in told["rows"]]


def _line(row: Mapping[str, Any]) -> list[object]:
    values = [value for one in row["indicators"].values() for value in one.values()]
    return [row["key"], row["label"], *row["measures"].values(), *values]
