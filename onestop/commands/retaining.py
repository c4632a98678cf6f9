"""Erasing personal data whose time is over, and saying what was erased."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from onestop.commands.context import context, now
from onestop.commands.retaining_words import WORDS
from onestop.commands.tables import print_table
from onestop.commands.words import spoken
from onestop.domain.errors import UsageError


if TYPE_CHECKING:
    from etl.retaining import Retained


COUNTED = (
    *("reduced", "bytes_before", "bytes_after", "names"),
    *("rejects", "findings", "removed"),
)

PARTLY = 3
"""The exit code where some loads were left as they are; as of a load with refused rows."""


@click.command()
@click.option(
    "--months",
    type=click.IntRange(1, 1200),
    help="Giữ nguyên bao nhiêu tháng / for how many months loads stay whole.",
)
@click.option("--dry-run", is_flag=True, help="Chỉ xem sẽ làm gì / only tell what would be done.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)
def retention(months: int | None, form: str, *, dry_run: bool) -> None:
    """Erase personal data of loads older than N months (xóa dữ liệu cá nhân quá hạn lưu)."""
    from etl.retaining import retain
    from onestop.commands.loading import job_of

    here = context()
    here.must_serve_the_whole_store()
    kept = months or here.settings.retention_months
    if kept is None:
        raise UsageError(_tell("no_months"))
    done = retain(job_of(here, dry_run=dry_run), kept)
    if form == "json":
        told = {"months": kept, "dry_run": dry_run, "at": now(), **asdict(done)}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        _print(done, kept, dry_run=dry_run)
    if done.left or not done.is_clean:
        raise click.exceptions.Exit(PARTLY)


def _print(done: Retained, months: int, *, dry_run: bool) -> None:
    told = asdict(done)
    rows = [[_tell("months"), months], *([_tell(name), told[name]] for name in COUNTED)]
    print_table(["", ""], [*rows, [_tell("left"), len(done.left)]])
    for number, why in done.left.items():
        click.echo(_tell("left_one", number=number, why=_tell(why)), err=True)
    if not done.is_clean:
        click.echo(_tell("unclean"), err=True)
    if dry_run:
        click.echo(_tell("dry_run"))


def _tell(key: str, **facts: object) -> str:
    return spoken(WORDS[key]).format(**facts)


COMMANDS = {"retention": retention}
