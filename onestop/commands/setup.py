"""Setting up: the store and its catalogues."""

from __future__ import annotations

from pathlib import Path

import click

from onestop.commands.context import context
from onestop.commands.words import say
from onestop.storage.engine import open_engine, writing


@click.command()
def init() -> None:
    """Create or migrate the store (khởi tạo hoặc nâng cấp kho dữ liệu)."""
    from onestop.storage.schema import prepare

    here = context()
    engine = open_engine(here.settings.database_url)
    prepare(engine, here.policy)
    click.echo(say("ready", where=engine.url.render_as_string(hide_password=True)))


@click.group()
def catalogue() -> None:
    """Load or update catalogues (danh mục cơ quan, thủ tục)."""


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@catalogue.command()
@FILE
def units(file: Path) -> None:
    """Units (cơ quan): code,name,level,parent,valid_from,valid_to,successors,aliases."""
    from etl.catalogues import load_units

    _load(load_units, file)


@catalogue.command()
@FILE
def procedures(file: Path) -> None:
    """Procedures (TTHC): code,name,area,service_level,limit_working_days,aliases."""
    from etl.catalogues import load_procedures

    _load(load_procedures, file)


def _load(load, file: Path) -> None:
    from etl.catalogues import Updating
    from onestop.storage import ledger_writer

    here = context()
    with writing(here.engine) as connection:
        ledger_writer.refresh(connection, here.policy)
        report = load(Updating(connection, here.policy, here.calendar), file)
    facts = {"rows": report.rows, "new": report.new, "changed": report.changed}
    click.echo(say("catalogue", rekeyed=report.rekeyed_dossiers, **facts))


COMMANDS = {"init": init, "catalogue": catalogue}
