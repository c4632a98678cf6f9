"""Signs that exports were prettied up: what is suspicious of what was looked at, and why.

It knows how signs are asked for and printed; which there are stands in `onestop.domain`,
counting in `onestop.storage.integrity`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from onestop.answers.signs import Searching, Signs, signs_of, signs_told
from onestop.commands.context import Context, context
from onestop.commands.integrity_words import FORMULA, LIMITS, WORDS
from onestop.commands.tables import print_table
from onestop.commands.words import spoken
from onestop.domain.errors import UsageError
from onestop.domain.integrity import BY_CODE, GENERAL, Check, check_of
from onestop.domain.integrity_files import Thresholds, load_thresholds
from onestop.domain.integrity_told import (
    limit_text,
    sentence,
    usual_text,
)
from onestop.domain.period import OFFICIAL, Period, day_of, parse_period, year_holding
from onestop.storage import catalogue
from onestop.storage.engine import reading
from onestop.storage.moments import newest_of_all


if TYPE_CHECKING:
    from sqlalchemy import Connection


HEADS = ("check", "unit", "month", "measured", "usual", "threshold", "evidence")


@click.command()
@click.option("--period", default="", help="2024, 2024-H1, 2024-Q3, 2024-9M, 2024-05.")
@click.option(
    "--cutoff",
    type=click.Choice(["official", "calendar"]),
    default=OFFICIAL,
    help="Kỳ 15–14, hay tháng dương lịch / 15th to 14th, or calendar months.",
)
@click.option("--unit", default="", help="Mã hoặc tên cơ quan / unit, with those below.")
@click.option("--check", default="", help="Chỉ một phép kiểm / one check only.")
@click.option("--all", "whole", is_flag=True, help="Cả tháng không bị báo / also what is not told.")
@click.option("--json", "as_json", is_flag=True, help="In dạng JSON / as JSON.")
@click.option(
    "--xlsx",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ghi ra tệp .xlsx / write a workbook.",
)
@click.option("--explain", default="", help="Phép kiểm này là gì / what a check means.")
def integrity(explain: str, xlsx: Path | None, *, whole: bool, as_json: bool, **asked: str) -> None:
    """Signs that exports were prettied up (dấu hiệu số liệu bị làm đẹp)."""
    here = context()
    thresholds = load_thresholds(here.settings.config_file("integrity.toml"))
    if explain:
        click.echo(_explained(check_of(explain), thresholds))
        return
    if as_json and xlsx:
        raise UsageError(spoken(WORDS["one_form"]))
    with reading(here.engine) as connection:
        period = _period(connection, asked)
        searching = Searching(period, thresholds, here.calendar, whole)
        shown = signs_of(connection, searching, asked)
        known = catalogue.names_of(connection, "unit")
    names = {number: name.label for number, name in known.items()}
    if xlsx:
        rows = _write(here, xlsx, _rows(shown, names), period)
        click.echo(spoken(WORDS["written"]).format(path=xlsx, rows=rows))
    elif as_json:
        click.echo(json.dumps(signs_told(shown, names, period, spoken), ensure_ascii=False))
    else:
        _print(shown, names, period)


def _period(connection: Connection, asked: dict[str, str]) -> Period:
    """The asked period; without one the official year that holds the newest data."""
    if asked["period"]:
        return parse_period(asked["period"], asked["cutoff"])
    newest = newest_of_all(connection)
    if newest is None:
        raise UsageError(spoken(WORDS["empty"]))
    return year_holding(day_of(newest // 86_400), asked["cutoff"])


def _rows(shown: Signs, names: dict[int, str]) -> list[list[str]]:
    return [
        [
            spoken(BY_CODE[sign.check].label),
            names.get(sign.unit, ""),
            sign.month.code,
            f"{sign.suspicious}/{sign.looked_at}",
            spoken(usual_text(sign)),
            spoken(limit_text(sign)),
            spoken(sentence(sign, found)),
        ]
        for sign, found in shown
    ]


def _print(shown: Signs, names: dict[int, str], period: Period) -> None:
    if not shown:
        click.echo(spoken(WORDS["nothing"]).format(period=period.code))
        return
    print_table([spoken(WORDS[name]) for name in HEADS], _rows(shown, names))
    click.echo(spoken(WORDS["question"]))


def _write(here: Context, path: Path, rows: list[list[str]], period: Period) -> int:
    from onestop.reports.form import TEXT, Column
    from onestop.reports.sheet import ROW, Head, Line, Report, Sheet
    from onestop.reports.workbook import write_workbook

    widths = (34, 26, 22, 13, 12, 14, 70)
    columns = tuple(
        Column(name, (spoken(WORDS[name]),), kind=TEXT, width=width)
        for name, width in zip(HEADS, widths, strict=True)
    )
    title = (spoken(WORDS["title"]), period.label_vi)
    head = Head((here.settings.place,), title, (), "")
    body = [Line(ROW, tuple(row)) for row in rows]
    note = (spoken(WORDS["question"]),)
    sheet = Sheet(spoken(WORDS["sheet"]), head, columns, body, note, has_numbers=False)
    return write_workbook(Report((sheet,), None, provisional=False), path)


def _explained(check: Check, thresholds: Thresholds) -> str:
    """What a check means, how it is decided, and by which numbers here."""
    told = [
        f"{spoken(LIMITS[name])}: {spoken(getattr(check, name))}"
        for name in ("measured", "means", "do", "why", "decided")
    ]
    numbers = [
        f"  [{part}] {one.name} = {thresholds.of(part, one.name):g}  ({spoken(one.says)})"
        for part, owned in ((check.code, check.thresholds), ("general", GENERAL))
        for one in owned
    ]
    head = [f"{check.code}: {spoken(check.label)}", ""]
    return "\n".join(
        [*head, *told, "", f"{spoken(LIMITS['thresholds'])}:", *numbers, "", spoken(FORMULA)]
    )


COMMANDS = {"integrity": integrity}
