"""Taking a load back, and making all facts again from the kept files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from onestop.commands.context import context
from onestop.commands.words import say


if TYPE_CHECKING:
    from collections.abc import Callable

    from etl.job import Job


@click.command()
@click.argument("number", metavar="ID", type=int)
@click.option("--reason", required=True, help="Vì sao rút lại / why it is taken back.")
def withdraw(number: int, reason: str) -> None:
    """Take a load back, as if it had never come (rút lại một lần nạp)."""
    from etl.withdraw import withdraw

    told = _with_job(lambda job: withdraw(job, number, reason))
    click.echo(say("withdrawn", number=number, path=told["path"], reason=told["reason"]))


@click.command()
def rebuild() -> None:
    """Make all facts again from the kept files (dựng lại kho từ các bản lưu)."""
    from etl.rebuild import rebuild

    click.echo(say("rebuilt", count=_with_job(rebuild)))


def _with_job(work: Callable[[Job], object]) -> object:
    from onestop.commands.loading import job_of, progress

    here = context()
    here.must_serve_the_whole_store()
    with progress() as tell:
        return work(job_of(here, progress=tell))


COMMANDS = {"rebuild": rebuild}
