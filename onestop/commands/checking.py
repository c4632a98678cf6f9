"""Checking the store against itself: identities, and the ledger against a recount."""

from __future__ import annotations

import click

from onestop.commands.context import context
from onestop.commands.words import say
from onestop.storage import identities, ledger_writer, state
from onestop.storage.engine import reading


DIFFERENCES = 5
SHOWN = 50
"""Differences printed; the rest are counted."""


@click.command()
@click.option(
    "--thorough",
    is_flag=True,
    help="Đếm lại bằng SQL mọi năm (lâu) / recount every year by SQL too (slow).",
)
def verify(thorough: bool) -> None:  # noqa: FBT001
    """Check every identity, and the ledger against all rows (kiểm tra số liệu)."""
    from onestop.storage.recount import recount

    here = context()
    with reading(here.engine) as connection:
        told = (connection, here.policy, here.calendar.add_working_days)
        checked = identities.check(*told, thorough=thorough)
        wrong = list(checked.differences)
        if state.ledger_serves(connection, here.policy):
            counted = recount(here.engine, connection, here.policy)
            wrong += ledger_writer.differences(connection, here.policy, counted)
            checked.checks += ledger_writer.size(connection)
    if not wrong:
        click.echo(say("verified", checks=checked.checks))
        return
    click.echo(say("differences", count=len(wrong)), err=True)
    for line in wrong[:SHOWN]:
        click.echo(line, err=True)
    raise click.exceptions.Exit(DIFFERENCES)


COMMANDS = {"verify": verify}
