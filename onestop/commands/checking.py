"""Checking the store against itself: identities, and the ledger against a recount."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import click

from onestop.commands.context import Context, context
from onestop.commands.words import say
from onestop.storage import identities, ledger_writer, state
from onestop.storage.engine import reading, still


if TYPE_CHECKING:
    from sqlalchemy import Connection


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
    from onestop.commands.loading import progress

    here = context()
    here.must_serve_the_whole_store()
    with progress() as tell, reading(still(here.engine)) as connection:
        found = _compared(here, connection, partial(tell, say("counted_again")), thorough=thorough)
    if not found.wrong:
        click.echo(say("verified", **found.counts))
        return
    click.echo(say("differences", count=len(found.wrong)), err=True)
    for line in found.wrong[:SHOWN]:
        click.echo(line, err=True)
    raise click.exceptions.Exit(DIFFERENCES)


@dataclass(frozen=True)
class Found:
    """What differs, and how much was compared: checks, dossiers, cells."""

    wrong: list[str]
    counts: dict[str, str]


def _compared(
    here: Context, connection: Connection, tell: ledger_writer.Tell, *, thorough: bool
) -> Found:
    """The identities are asked while other processes count the dossiers."""
    from onestop.storage.recount import counting

    if not state.ledger_serves(connection, here.policy):
        checked = identities.check(connection, here.policy, thorough=thorough)
        return _found(checked, [], 0, 0)
    with counting(here.engine, connection, here.policy, tell) as sums:
        checked = identities.check(connection, here.policy, thorough=thorough)
        counted = sums()
    wrong = list(ledger_writer.differences(connection, here.policy, counted))
    return _found(checked, wrong, counted.dossiers, ledger_writer.size(connection))


def _found(checked: identities.Checked, wrong: list[str], dossiers: int, cells: int) -> Found:
    counts = {"checks": checked.checks, "dossiers": dossiers, "cells": cells}
    return Found(
        [*(checked.differences or ()), *wrong],
        {name: f"{number:,}".replace(",", ".") for name, number in counts.items()},
    )


COMMANDS = {"verify": verify}
