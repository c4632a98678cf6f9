"""Asking for figures: indicators, backlog, and the dossiers behind a count.

Imports neither pandas nor numpy: a question's start-up is part of its speed.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import click

from onestop.answers.asked import question_of
from onestop.answers.figures import figures_of
from onestop.answers.lists import DOSSIER, dossier_told
from onestop.answers.open_now import backlog_of
from onestop.commands.answers import SHOW
from onestop.commands.context import answering, context
from onestop.commands.lists import READABLE, readable
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say
from onestop.domain.period import OFFICIAL
from onestop.storage import listing
from onestop.storage.engine import reading
from onestop.storage.moments import newest_of_all


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
    how = answering(here)
    with reading(here.engine) as connection:
        question = question_of(how, connection, by, asked)
        result = figures_of(how, connection, question, {**asked, "by": by})
    SHOW[form](result)


MOST_MARKED = 20
"""Codes of corrected dossiers named below a list."""


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
    asked = {"unit": unit, "as_of": as_of, "by": by}
    with reading(here.engine) as connection:
        heads, told = backlog_of(answering(here), connection, asked)
    _show_rows(form, heads, told.pop("rows"), told)


def _show_rows(form: str, heads: list[str], rows: list[dict], more: dict) -> None:
    if form == "json":
        click.echo(json.dumps({**more, "rows": rows}, ensure_ascii=False))
        return
    cells = [[row[name] for name in heads] for row in rows]
    if form == "csv":
        echo_csv(heads, cells)
    else:
        print_table(heads, cells)


@click.command()
@_filters
@click.option("--measure", default="", help="Số đo cần xem hồ sơ / measure.")
@click.option(
    "--limit", type=click.IntRange(min=1), default=None, help="Nhiều nhất / at most so many."
)
@FORMAT
def dossiers(measure: str, limit: int | None, form: str, **asked: str) -> None:
    """The dossiers behind any count (danh sách hồ sơ đằng sau một con số)."""
    from onestop.storage.corrections_shown import corrected_codes

    here = context()
    with reading(here.engine) as connection:
        question = question_of(answering(here), connection, "total", asked)
        listed = listing.rows_behind(connection, question, measure, limit)
        found = list(listed) if form == "text" else [dossier_told(row) for row in listed]
        newest, corrected = newest_of_all(connection), corrected_codes(connection)
    marked = sorted({row["code"] for row in found} & corrected)
    if form == "text":
        at = min(question.period.end_at, question.as_of or newest or question.period.end_at)
        found = [readable(row, at, here.calendar) for row in found]
    _show_rows(form, list(READABLE if form == "text" else DOSSIER), found, {})
    if form == "text" and marked:
        click.echo(say("marked", count=len(marked), codes=", ".join(marked[:MOST_MARKED])))


COMMANDS = {"indicators": indicators, "backlog": backlog, "dossiers": dossiers}
