"""Reporting figures by hand: one, many from a csv, and what was ever reported."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Connection

from onestop.commands.context import context, now
from onestop.commands.plan_asked import (
    CUTOFF,
    FORMAT,
    PERIOD,
    PLAN,
    UNIT,
    Plans,
    unit_of,
    with_options,
)
from onestop.commands.plan_words import tell
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import dates_in_words
from onestop.domain.errors import OnestopError, UnreadableFileError, UsageError
from onestop.domain.period import instant_text, parse_period
from onestop.domain.plan import Plan, year_of
from onestop.domain.promise_found import promise_named
from onestop.domain.reported import evidence_of, exact_text, must_be_reportable, name_of
from onestop.storage.engine import reading, writing
from onestop.storage.judging import unit_path
from onestop.storage.reported_values import Report, history, report


NOTHING = ("-", "–")
"""How a figure is taken back: as tables show that there is none."""

COLUMNS = {
    "target": ("target", "chỉ tiêu", "mã chỉ tiêu"),
    "value": ("value", "giá trị", "kết quả"),
    "plan": ("plan", "kế hoạch"),
    "unit": ("unit", "đơn vị", "cơ quan"),
    "period": ("period", "kỳ", "kỳ báo cáo"),
    "cutoff": ("cutoff", "cách chốt"),
    "who": ("who", "người báo cáo"),
    "evidence": ("evidence", "minh chứng"),
}
"""The columns of the csv, as they may be headed; what is missing comes from the options."""

HISTORY = ("id", "plan", "target", "unit", "period", "cutoff", "value", "reported_by")
MOST_SHOWN = 20
"""Mistakes of one csv that are listed."""


@click.command("report-value")
@click.argument("target", default="")
@click.argument("value", default=None, required=False)
@with_options(PLAN, UNIT, PERIOD, CUTOFF)
@click.option("--who", default="", help="Người báo cáo / who says so.")
@click.option("--evidence", default="", help="Minh chứng: số văn bản, đường dẫn / what proves it.")
@click.option(
    "--csv",
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Nhiều số từ một tệp csv / many, from a csv.",
)
@click.option("--history", "past", is_flag=True, help="Mọi số đã báo cáo / all ever reported.")
@FORMAT
def report_value(target: str, file: Path | None, form: str, *, past: bool, **told: str) -> None:
    """Report a figure that no dossier shows (báo cáo tay một chỉ tiêu); VALUE “-” takes it back."""
    if past:
        _show_history(told["plan_code"], target, form)
    elif file is not None:
        _report_many(file, told)
    elif not target or told["value"] is None:
        raise UsageError("Ghi chỉ tiêu và giá trị, ví dụ: onestop report-value bulletins 2 …")
    else:
        _report_one({**told, "plan": told["plan_code"], "target": target})


def _report_one(told: dict[str, str]) -> None:
    here = context()
    plans = Plans.of(here)
    with writing(here.engine) as connection:
        made, unit = _checked(connection, plans.the_one(told["plan"]), told)
        report(connection, made, now())
    facts = {"target": made.target, "unit": unit, "period": made.period.label_vi}
    key = "taken_back" if made.value is None else "reported"
    click.echo(tell(key, **facts, value=made.value))


def _checked(connection: Connection, plan: Plan, told: dict[str, str]) -> tuple[Report, str]:
    """What is reported, and the unit's name; everything wrong is told in a sentence."""
    number, unit = unit_of(connection, told["unit"])
    if not told["period"]:
        raise UsageError("Ghi kỳ của số này bằng --period, ví dụ --period 2024-Q1.")
    period = parse_period(told["period"], told["cutoff"])
    target = promise_named(plan, told["target"], unit_path(connection, number), year_of(period))
    must_be_reportable(target)
    value = None if told["value"].strip() in NOTHING else exact_text(told["value"], target)
    by, evidence = name_of(told["who"]), evidence_of(told["evidence"])
    return Report(plan.code, target.code, number, period, value, by, evidence), unit


def _report_many(file: Path, usual: dict[str, str]) -> None:
    """All of a csv or nothing: a mistake anywhere is mended first."""
    here = context()
    plans, problems, moment = Plans.of(here), [], now()
    with writing(here.engine) as connection:
        rows = list(_rows(file))
        for line, row in rows:
            told = {**usual, "plan": usual["plan_code"], **row}
            try:
                made, _ = _checked(connection, plans.the_one(told["plan"]), told)
                report(connection, made, moment)
            except OnestopError as error:
                problems.append(f"{file.name}, dòng {line}: {error}")
        if problems:
            more = [f"… {len(problems)}"] if len(problems) > MOST_SHOWN else []
            raise UsageError("\n".join([*problems[:MOST_SHOWN], *more, tell("nothing_noted")]))
    click.echo(tell("many_reported", count=len(rows)))


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, filled fields) of each row."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        remedy = "Hãy lưu lại dạng “CSV UTF-8”."
        raise UnreadableFileError(str(file), "không phải UTF-8.", remedy) from error
    first = text.partition("\n")[0]
    comma = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=comma)
    names = [_column(file, head) for head in next(reader, [])]
    if not {"target", "value"} <= set(names):
        raise UsageError(f"{file.name}: cần ít nhất hai cột target và value (chỉ tiêu, giá trị).")
    for cells in reader:
        told = dict(zip(names, cells, strict=False))
        if any(cell.strip() for cell in cells):
            given = {name: cell.strip() for name, cell in told.items() if cell.strip()}
            yield reader.line_num, {"target": "", "value": "", **given}


def _column(file: Path, head: str) -> str:
    word = " ".join(head.casefold().split())
    for name, words in COLUMNS.items():
        if word in words:
            return name
    raise UsageError(f"{file.name}: không hiểu cột “{head}”. Được phép: {', '.join(COLUMNS)}.")


def _show_history(plan: str, target: str, form: str) -> None:
    with reading(context().engine) as connection:
        rows = history(connection, plan, target)
    for row in rows:
        row["reported_at"] = instant_text(row["reported_at"])
        row["holds"] = row["superseded_by"] is None
    names = (*HISTORY, "reported_at", "evidence", "superseded_by")
    if form == "json":
        kept = [{name: row[name] for name in (*names, "holds")} for row in rows]
        click.echo(json.dumps({"rows": kept}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(names, [[row[name] for name in names] for row in rows])
    elif not rows:
        click.echo(tell("nothing_told"))
    else:
        _print_history(rows)


def _print_history(rows: list[dict]) -> None:
    names = ("target", "unit", "period", "value", "by", "reported_at", "evidence", "holds")
    heads = [tell(name) for name in names]
    print_table(heads, [_history_row(row) for row in rows])


def _history_row(row: dict) -> list[str]:
    unit, value = row["unit"] or tell("everywhere"), row["value"] or "–"
    told = [row["reported_by"], dates_in_words(row["reported_at"]), row["evidence"]]
    holds = tell("yes") if row["holds"] else ""
    return [row["target"], unit, row["period"], value, *told, holds]
