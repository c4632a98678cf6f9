"""Looking at what was loaded, taken back, refused and noticed."""

from __future__ import annotations

import json

import click

from onestop.commands.context import context
from onestop.commands.mending import withdraw
from onestop.commands.tables import echo_csv, print_table
from onestop.domain.errors import NotFoundError
from onestop.domain.labels import FINDINGS
from onestop.domain.period import instant_text
from onestop.storage import imports as loads
from onestop.storage.engine import reading


FORMAT = click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)

LOADED = ("id", "path", "profile", "source", "as_of", "as_of_origin", *loads.COUNTS)
TAKEN_BACK = ("path", "profile", "as_of", "loaded_at", "withdrawn_at", "reason")
REFUSED = ("path", "sheet", "row", "column", "value", "reason")
NOTICED = ("kind", "path", "sheet", "row", "code", "column", "value", "detail")


@click.group(invoke_without_command=True)
@FORMAT
@click.pass_context
def imports(ctx: click.Context, form: str) -> None:
    """What was loaded, and what became of its rows (các lần nạp)."""
    if ctx.invoked_subcommand is not None:
        return
    with reading(context().engine) as connection:
        rows = loads.list_snapshots(connection)
    for row in rows:
        row["as_of"] = instant_text(row["as_of"])
    _show(form, LOADED, rows)


imports.add_command(withdraw)


@imports.command()
@FORMAT
def withdrawn(form: str) -> None:
    """What was taken back, when and why (các lần nạp đã rút lại)."""
    with reading(context().engine) as connection:
        rows = loads.list_withdrawals(connection)
    for row in rows:
        for name in ("as_of", "loaded_at", "withdrawn_at"):
            row[name] = instant_text(row[name])
    _show(form, TAKEN_BACK, rows)


@click.command()
@click.argument("number", type=int, required=False)
@FORMAT
def rejects(number: int | None, form: str) -> None:
    """Refused rows with cell and reason (các dòng bị từ chối)."""
    with reading(context().engine) as connection:
        rows = loads.list_rejects(connection, number)
    _show(form, REFUSED, rows)


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
            _show(form, ("kind", "count"), rows)
            return
        rows = loads.list_findings(connection, kind)
        if kind and not rows and kind not in FINDINGS:
            raise NotFoundError("loại phát hiện", kind, tuple(loads.count_findings(connection)))
    _show(form, NOTICED, rows)


def _show(form: str, heads: tuple[str, ...], rows: list[dict]) -> None:
    if form == "json":
        click.echo(
            json.dumps({"rows": [{h: row[h] for h in heads} for row in rows]}, ensure_ascii=False)
        )
    elif form == "csv":
        echo_csv(heads, [[row[h] for h in heads] for row in rows])
    else:
        print_table(heads, [[row[h] for h in heads] for row in rows])


COMMANDS = {"imports": imports, "rejects": rejects, "findings": findings}
