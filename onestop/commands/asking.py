"""Asking for figures: indicators, backlog, and the dossiers behind a count.

Imports neither pandas nor numpy: a question's start-up is part of its speed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import click
from sqlalchemy import Connection

from onestop.commands.answers import CODES, SHOW
from onestop.commands.context import Context, context
from onestop.commands.lists import READABLE, readable
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say
from onestop.domain.errors import UsageError
from onestop.domain.indicators import INDICATORS, Value
from onestop.domain.measures import MEASURES
from onestop.domain.period import (
    OFFICIAL,
    Period,
    between,
    day_of,
    instant_text,
    months,
    parse_day,
    parse_instant,
    parse_period,
    year_holding,
)
from onestop.storage import backlog as backlogs
from onestop.storage import catalogue, listing
from onestop.storage.engine import reading
from onestop.storage.indicator_values import Answer, Question, answer
from onestop.storage.moments import newest_of_all
from onestop.storage.slices import Slice


DIMENSION_OF = {"unit": "unit", "area": "area", "procedure": "procedure", "channel": "channel"}

FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Cách in / how it is written.",
)


def _filters(command: Callable) -> Callable:
    """The options that every question shares."""
    options = (
        click.option("--period", default="", help="2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05."),
        click.option("--from", "first", default="", help="Từ ngày / first day."),
        click.option("--to", "last", default="", help="Đến hết ngày / last day."),
        click.option(
            "--cutoff",
            type=click.Choice(["official", "calendar"]),
            default=OFFICIAL,
            help="Kỳ 15–14, hay tháng dương lịch / 15th to 14th, or calendar months.",
        ),
        click.option("--as-of", default="", help="Thời điểm chốt / moment of the states."),
        click.option("--unit", default="", help="Mã hoặc tên cơ quan / unit, with those below."),
        click.option("--area", default="", help="Lĩnh vực / area."),
        click.option("--procedure", default="", help="Mã TTHC / procedure."),
        click.option("--channel", default="", help="direct, online, postal."),
        click.option(
            "--units",
            "units_as",
            type=click.Choice(["then", "now"]),
            default="then",
            help="Cơ quan của thời kỳ đó, hay của hiện nay / units of the time, or today's.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command()
@_filters
@click.option(
    "--by",
    type=click.Choice(["total", "unit", "receiving_unit", "area", "procedure", "channel", "month"]),
    default="total",
    help="Tách theo / one row for each.",
)
@FORMAT
def indicators(by: str, form: str, **asked: str) -> None:
    """Indicators and measures of a period (chỉ số, số đo của một kỳ)."""
    here = context()
    with reading(here.engine) as connection:
        question = _question(here, connection, by, asked)
        result = _result(here, connection, question, by, asked)
    SHOW[form](result)


def _question(here: Context, connection: Connection, by: str, asked: dict[str, str]) -> Question:
    as_of = parse_instant(asked["as_of"]) if asked["as_of"] else None
    chosen = {
        dimension: _chosen(connection, dimension, asked[dimension], asked.get("units_as", ""))
        for dimension in DIMENSION_OF
        if asked.get(dimension)
    }
    grouped = "" if by in ("total", "month", "age") else by
    return Question(
        period=_period(connection, asked, as_of),
        asked=Slice(chosen, grouped),
        policy=here.policy,
        as_of=as_of,
        add_working_days=here.calendar.add_working_days,
    )


def _chosen(connection: Connection, dimension: str, wanted: str, units_as: str) -> frozenset[int]:
    found = catalogue.find(connection, dimension, wanted)
    if dimension != "unit":
        return frozenset({found})
    units = catalogue.with_descendants(connection, found)
    return catalogue.with_predecessors(connection, units) if units_as == "now" else units


def _period(connection: Connection, asked: dict[str, str], as_of: int | None) -> Period:
    """The asked period; without one, the official year that holds the newest data."""
    cutoff = asked.get("cutoff", OFFICIAL)
    if asked.get("period") and (asked.get("first") or asked.get("last")):
        raise UsageError("Chỉ dùng --period, hoặc --from với --to, không cả hai.")
    if asked.get("period"):
        return parse_period(asked["period"], cutoff)
    if asked.get("first") or asked.get("last"):
        if not (asked["first"] and asked["last"]):
            raise UsageError(
                "--from và --to đi cùng nhau, ví dụ --from 2024-01-01 --to 2024-01-31."
            )
        return between(parse_day(asked["first"]), parse_day(asked["last"]))
    moment = as_of if as_of is not None else newest_of_all(connection)
    if moment is None:
        raise UsageError(say("empty"))
    return year_holding(day_of(moment // 86_400), cutoff)


def _result(
    here: Context, connection: Connection, question: Question, by: str, asked: dict[str, str]
) -> dict:
    """The answer as plain data; text, csv and JSON are three ways to show it."""
    found = answer(connection, question)
    rows = _rows(connection, question, by, found)
    if asked.get("units_as") == "now" and by in ("unit", "receiving_unit"):
        rows = _with_successors(connection, rows)
    period = question.period
    return {
        "period": {
            "code": period.code,
            "cutoff": period.cutoff,
            "start": instant_text(period.start_at),
            "end": instant_text(period.end_at),
        },
        "as_of": None if found.as_of is None else instant_text(found.as_of),
        "policy": here.policy.as_dict(),
        "by": by,
        "rows": [_row_json(here, row) for row in rows],
        "lagging": _lagging(connection, found),
        "from_ledger": found.from_ledger,
        "outside": listing.outside(connection, question.asked),
    }


def _rows(
    connection: Connection, question: Question, by: str, found: Answer
) -> list[tuple[int, str, str, dict[str, int]]]:
    """(id, key, label, measures) of each row."""
    if by == "month":
        return [_month(connection, question, month) for month in months(question.period)]
    if by == "total":
        measures = found.rows[0].measures if found.rows else dict.fromkeys(CODES, 0)
        return [(0, "total", say("total"), measures)]
    names = catalogue.names_of(connection, question.asked.by)
    filled = [row for row in found.rows if any(row.measures.values())]
    return [(r.key, names[r.key].key, names[r.key].label, r.measures) for r in filled]


def _month(
    connection: Connection, question: Question, month: Period
) -> tuple[int, str, str, dict[str, int]]:
    found = answer(connection, replace(question, period=month))
    measures = found.rows[0].measures if found.rows else dict.fromkeys(CODES, 0)
    return 0, month.code, month.label_vi, measures


def _with_successors(connection: Connection, rows: list[tuple]) -> list[tuple]:
    """Units that ended, summed into the one that took over."""
    after = catalogue.successors(connection)
    names = catalogue.names_of(connection, "unit")
    summed: dict[int, dict[str, int]] = {}
    for number, _, _, measures in rows:
        into = summed.setdefault(after.get(number, number), dict.fromkeys(CODES, 0))
        for code, count in measures.items():
            into[code] += count
    return [(n, names[n].key, names[n].label, measures) for n, measures in summed.items()]


def _row_json(here: Context, row: tuple) -> dict:
    _, key, shown, measures = row
    return {
        "key": key,
        "label": shown,
        "measures": measures,
        "indicators": {
            one.code: _value_json(one.value(measures, here.policy)) for one in INDICATORS
        },
    }


def _value_json(value: Value) -> dict:
    return {"numerator": value.numerator, "denominator": value.denominator, "ratio": value.ratio}


def _lagging(connection: Connection, found: Answer) -> list[dict]:
    names = catalogue.names_of(connection, "unit")
    return [
        {"unit": names[number].label, "as_of": instant_text(as_of)}
        for number, as_of in sorted(found.lagging.items())
        if number in names
    ]


@click.command()
@click.option("--unit", default="", help="Mã hoặc tên cơ quan / unit.")
@click.option("--as-of", default="", help="Thời điểm / moment.")
@click.option(
    "--by",
    type=click.Choice(["unit", "area", "age"]),
    default="age",
    help="Tách theo / one row for each.",
)
@FORMAT
def backlog(unit: str, as_of: str, by: str, form: str) -> None:
    """Open dossiers now: how many, how late (hồ sơ tồn đọng)."""
    here = context()
    with reading(here.engine) as connection:
        asked = {"unit": unit, "as_of": as_of}
        moment = parse_instant(as_of) if as_of else newest_of_all(connection)
        if moment is None:
            raise UsageError(say("empty"))
        question = _question(here, connection, by, asked)
        heads, rows = _backlog(connection, question, by)
    _show_rows(form, heads, rows, {"as_of": instant_text(moment), "by": by})


def _backlog(connection: Connection, question: Question, by: str) -> tuple[list[str], list[list]]:
    """Each unit at its own T, as everywhere; an asked moment sets T for all."""
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


def _show_rows(form: str, heads: list[str], rows: list[list], more: dict) -> None:
    if form == "json":
        listed = [dict(zip(heads, row, strict=True)) for row in rows]
        click.echo(json.dumps({**more, "rows": listed}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(heads, rows)
    else:
        print_table(heads, rows)


INSTANTS = {name for name in listing.SHOWN if name.endswith("_at") or name == "rescheduled_to"}


@click.command()
@_filters
@click.option("--measure", default="", help="Số đo cần xem hồ sơ / measure.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=None, help="Nhiều nhất / at most so many."
)
@FORMAT
def dossiers(measure: str, limit: int | None, form: str, **asked: str) -> None:
    """The dossiers behind any count (danh sách hồ sơ đằng sau một con số)."""
    here = context()
    with reading(here.engine) as connection:
        question = _question(here, connection, "total", asked)
        listed = listing.rows_behind(connection, question, measure, limit)
        found = list(listed) if form == "text" else [_shown(row) for row in listed]
        newest = newest_of_all(connection)
    if form == "text":
        at = min(question.period.end_at, question.as_of or newest or question.period.end_at)
        found = [readable(row, at, here.calendar) for row in found]
    heads = list(READABLE if form == "text" else listing.SHOWN)
    _show_rows(form, heads, [[row[name] for name in heads] for row in found], {})


def _shown(row: dict) -> dict:
    return {
        name: instant_text(value) if name in INSTANTS and value is not None else value
        for name, value in row.items()
    }


COMMANDS = {"indicators": indicators, "backlog": backlog, "dossiers": dossiers}
