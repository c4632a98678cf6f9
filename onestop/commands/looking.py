"""Looking at what was loaded, taken back, refused and noticed."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import click

from onestop.answers.lists import LOADED, NOTICED, REFUSED, TAKEN_BACK, load_told, picked
from onestop.commands.context import context
from onestop.commands.mending import withdraw
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say
from onestop.domain.errors import NotFoundError, UsageError
from onestop.domain.labels import FINDINGS
from onestop.storage import imports as loads
from onestop.storage.engine import reading


FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def imports(ctx: click.Context, form: str) -> None:
    """What was loaded, and what became of its rows (các lần nạp)."""
    if ctx.invoked_subcommand is not None:
        return
    with reading(context().engine) as connection:
        rows = loads.list_snapshots(connection)
    show_rows(form, LOADED, [load_told(row) for row in rows])


imports.add_command(withdraw)


@imports.command()
@FORMAT
def withdrawn(form: str) -> None:
    """What was taken back, when and why (các lần nạp đã rút lại)."""
    with reading(context().engine) as connection:
        rows = loads.list_withdrawals(connection)
    show_rows(form, TAKEN_BACK, [load_told(row, TAKEN_BACK) for row in rows])


@click.command()
@click.argument("number", type=int, required=False)
@click.option(
    "--xlsx",
    "target",
    type=click.Path(dir_okay=False),
    help="Ghi các dòng của một lần nạp ra tệp để sửa và nạp lại / a workbook to mend and load.",
)
@FORMAT
def rejects(number: int | None, target: str | None, form: str) -> None:
    """Refused rows with cell and reason (các dòng bị từ chối)."""
    if target is not None:
        _send_back(number, target)
        return
    with reading(context().engine) as connection:
        rows = loads.list_rejects(connection, number)
    show_rows(form, REFUSED, rows)


def _send_back(number: int | None, target: str) -> None:
    """The workbook, and how it is loaded again."""
    from etl.recognise import load_sources
    from etl.rejects_back import send_back

    if number is None:
        raise UsageError(say("rejects_of_which"))
    here = context()
    sources = load_sources(here.settings.config_dirs)
    told = send_back(
        here.engine, sources, here.settings.data_dir / "snapshots", number, Path(target)
    )
    again = shlex.join(["onestop", "import", target, *told.options])
    click.echo(say("rejects_written", rows=told.rows, file=target, again=again))


@click.command()
@click.option("--kind", default="", help="Loại phát hiện / kind of finding.")
@click.option("--count", "counted", is_flag=True, help="Chỉ đếm theo loại / count by kind.")
@FORMAT
def findings(kind: str, form: str, *, counted: bool) -> None:
    """What was odd about rows that were kept (các phát hiện)."""
    with reading(context().engine) as connection:
        if counted:
            found = loads.count_findings(connection)
            rows = [{"kind": name, "count": number} for name, number in found.items()]
            show_rows(form, ("kind", "count"), rows)
            return
        rows = loads.list_findings(connection, kind)
        if kind and not rows and kind not in FINDINGS:
            raise NotFoundError("loại phát hiện", kind, tuple(loads.count_findings(connection)))
    show_rows(form, NOTICED, rows)


def show_rows(form: str, heads: tuple[str, ...], rows: list[dict]) -> None:
    """Rows as a table, csv or JSON; of each row what the heads name."""
    if form == "json":
        click.echo(json.dumps({"rows": [picked(row, heads) for row in rows]}, ensure_ascii=False))
    elif form == "csv":
        echo_csv(heads, [[row[h] for h in heads] for row in rows])
    else:
        print_table(heads, [[row[h] for h in heads] for row in rows])


COMMANDS = {"imports": imports, "rejects": rejects, "findings": findings}
