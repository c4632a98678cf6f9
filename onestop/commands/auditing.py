"""The record of acts from the command line: reading it, and whether it is whole."""

from __future__ import annotations

import json

import click

from onestop.commands.access_tables import show
from onestop.commands.access_words import tell
from onestop.commands.context import context
from onestop.commands.looking import FORMAT
from onestop.commands.words import spoken
from onestop.domain.deeds import DEEDS
from onestop.domain.period import instant_text, parse_instant
from onestop.storage import audit as record
from onestop.storage.audit import Head, Verified
from onestop.storage.engine import reading


LISTED = ("id", "at", "who", "act", "what", "facts")

BROKEN = 5
"""The exit code of `onestop verify` for a difference; the same here."""

REASONS = {"changed": "changed_row"}
"""Reasons whose words are called otherwise."""


@click.group(invoke_without_command=True)
@click.option("--who", default="", help="Chỉ của người hay mã này / only of this caller.")
@click.option("--since", default="", help="Từ ngày hoặc thời điểm / from a day or moment on.")
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=200, help="Nhiều nhất / at most so many."
)
@FORMAT
@click.pass_context
def audit(ctx: click.Context, who: str, since: str, most: int, form: str) -> None:
    """Who did what, newest first (nhật ký)."""
    if ctx.invoked_subcommand is not None:
        return
    start = parse_instant(since) if since else None
    here = context()
    here.must_serve_the_whole_store()
    with reading(here.engine) as connection:
        found = record.listed(connection, who, start, most)
    rows = [{**row, "at": instant_text(row["at"])} for row in found]
    if form == "text":
        for row in rows:
            row["act"] = spoken(DEEDS[row["act"]]) if row["act"] in DEEDS else row["act"]
            facts = json.loads(row["facts"])
            row["facts"] = ", ".join(f"{name}: {value}" for name, value in facts.items())
        if not rows:
            click.echo(tell("no_deeds"))
            return
    show(form, LISTED, rows)


@audit.command()
@click.option(
    "--noted",
    default="",
    help="Đầu chuỗi đã ghi lại trước đây / a head that was noted earlier (onestop audit head).",
)
@click.pass_context
def verify(ctx: click.Context, noted: str) -> None:
    """Whether the record is whole; exit code 5 if not (kiểm tra nhật ký)."""
    told = Head.parse(noted) if noted else None
    with reading(context().engine) as connection:
        found = record.verify(connection, told)
    click.echo(_sentence(found))
    if found.broken_at is not None:
        ctx.exit(BROKEN)
    click.echo(tell("audit_head", head=found.head))


@audit.command()
def head() -> None:
    """The newest number and hash, to be noted where this machine cannot change it (đầu chuỗi)."""
    with reading(context().engine) as connection:
        click.echo(str(record.head(connection)))


def _sentence(found: Verified) -> str:
    if found.broken_at is None:
        return tell("audit_whole", count=found.head.number)
    reason = tell(REASONS.get(found.reason, found.reason))
    count = min(found.head.number, found.broken_at - 1)
    return tell("audit_broken", number=found.broken_at, reason=reason, count=count)


COMMANDS = {"audit": audit}
