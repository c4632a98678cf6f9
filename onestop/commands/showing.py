"""The demo: a made-up district from files to figures, in a folder of its own.

It makes and loads; what is then printed is `demo_answers`'. It never touches a folder
that it did not make, nor the store of the installation.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

import click

from onestop.commands.context import Context, context
from onestop.commands.serving import Address, must_be_free, run
from onestop.commands.words import say
from onestop.domain.errors import UsageError
from onestop.settings import Settings, shipped_config
from onestop.storage.engine import writing


SEED = 20_241_220
FIRST, LAST = date(2023, 10, 1), datetime.fromisoformat("2024-12-20T17:00")
UNITS = 8

MARK = "onestop-demo.txt"
"""Stands in a folder that the demo made, and may therefore empty."""

PLAN = "demo"
"""The plan of config/demo/plans, promised by nobody."""

FIRST_PAGE = "/?period=2024"
"""The sample ends in the first days of the official year 2025: its year is 2024."""

PARTS = ("catalogues", "exports", "data")


@dataclass(frozen=True)
class Stage:
    """Where everything of one demo lies."""

    folder: Path

    @property
    def exports(self) -> Path:
        """The files that the district's systems would have written."""
        return self.folder / "exports"

    @property
    def data(self) -> Path:
        """The store and its snapshots."""
        return self.folder / "data"

    def settings(self, own: Settings) -> Settings:
        """The installation's settings, with the demo's own store and its invented plan."""
        url = f"sqlite:///{(self.data / 'onestop.db').as_posix()}"
        config = (*own.config_dirs, shipped_config() / "demo")
        return replace(own, database_url=url, data_dir=self.data, config_dirs=config, plans=(PLAN,))


@click.command()
@click.option(
    "--folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="Thư mục chứa dữ liệu mẫu / where the demo lies.",
)
@click.option(
    "--dossiers",
    type=click.IntRange(100, 1_000_000),
    default=3000,
    show_default=True,
    help="Số hồ sơ mẫu / how many dossiers.",
)
@click.option(
    "--no-serve",
    is_flag=True,
    help="Không mở trang web / end without serving the pages.",
)
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8050,
    show_default=True,
    help="Cổng của trang web / port of the pages.",
)
def demo(folder: Path, dossiers: int, port: int, *, no_serve: bool) -> None:
    """A made-up district, from its files to its figures (huyện mẫu: từ tệp đến chỉ số)."""
    from onestop.commands import demo_answers

    address = Address("127.0.0.1", port)
    if not no_serve:
        must_be_free(address)  # said now rather than after the load
    installed = context()
    stage = Stage(folder.absolute())
    here = Context(stage.settings(installed.settings))
    click.echo(say("demo_begins", folder=stage.folder))
    start_over(stage)
    paths = make_files(stage, dossiers, here)
    reports = load(here, paths)
    demo_answers.show(here, reports)
    demo_answers.show_next_steps(here, stage.exports)
    if not no_serve:
        click.echo(say("demo_serving"))
        run(here, address, workers=1, rest=FIRST_PAGE)


def start_over(stage: Stage) -> None:
    """An empty stage; a folder with somebody else's files is left alone."""
    mark = stage.folder / MARK
    if stage.folder.exists() and not mark.exists() and any(stage.folder.iterdir()):
        raise UsageError(say("demo_foreign_folder", folder=stage.folder))
    stage.folder.mkdir(parents=True, exist_ok=True)
    mark.write_text(say("demo_mark") + "\n", encoding="utf-8")
    for name in PARTS:
        if (stage.folder / name).exists():
            shutil.rmtree(stage.folder / name)


def make_files(stage: Stage, dossiers: int, here: Context) -> list[str]:
    """Writes the exports, fills the catalogues; the paths of the exports."""
    from onestop.sample import make_world, write_exports

    made = write_exports(make_world(SEED, dossiers, UNITS, FIRST, LAST), stage.exports)
    catalogues = stage.folder / "catalogues"
    catalogues.mkdir()
    units = made.units.rename(catalogues / made.units.name)
    procedures = made.procedures.rename(catalogues / made.procedures.name)
    click.echo(say("demo_made", dossiers=dossiers, files=len(made.files), units=UNITS))
    _prepare(here, units, procedures)
    return [str(path) for path in made.files.values()]


def _prepare(here: Context, units: Path, procedures: Path) -> None:
    from etl.catalogues import Updating, load_procedures, load_units
    from onestop.storage import ledger_writer
    from onestop.storage.engine import open_engine
    from onestop.storage.schema import prepare

    engine = open_engine(here.settings.database_url)
    prepare(engine, here.policy)
    with writing(engine) as connection:
        ledger_writer.refresh(connection, here.policy)
        updating = Updating(connection, here.policy, here.calendar)
        load_units(updating, units)
        load_procedures(updating, procedures)
    engine.dispose()


def load(here: Context, paths: list[str]) -> list:
    """Loads the exports; what became of each."""
    from etl.run import load_files
    from onestop.commands.loading import job_of, progress

    with progress() as tell:
        return list(load_files(job_of(here, progress=tell), paths))


COMMANDS = {"demo": demo}
