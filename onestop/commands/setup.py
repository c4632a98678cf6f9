"""Setting up: the store and its catalogues, and the names that files use for them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click

from onestop.commands.context import context
from onestop.commands.tables import echo_csv, print_table
from onestop.commands.words import say
from onestop.domain.errors import UsageError
from onestop.settings import Settings
from onestop.storage.engine import open_engine, reading, writing


BY_PROVINCE = click.option(
    "--by-province",
    is_flag=True,
    help="Chia hồ sơ theo tỉnh thành phân vùng PostgreSQL / partition dossiers by province.",
)


@click.command()
@BY_PROVINCE
def init(by_province: bool) -> None:  # noqa: FBT001
    """Create or migrate the store (khởi tạo hoặc nâng cấp kho dữ liệu)."""
    from onestop.storage.schema import prepare

    here = context()
    if by_province:
        must_have_partitions(here.settings)
    engine = open_engine(here.settings.database_url)
    prepare(engine, here.policy, by_province=by_province)
    click.echo(say("ready", where=engine.url.render_as_string(hide_password=True)))


def must_have_partitions(settings: Settings) -> None:
    """Refuses to part dossiers by province where the engine cannot. Raises UsageError."""
    from onestop.storage.partitions import can_split

    if not can_split(open_engine(settings.database_url)):
        raise UsageError(say("no_partitions"))


@click.group()
def catalogue() -> None:
    """Load or update catalogues (danh mục cơ quan, thủ tục)."""


FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@catalogue.command()
@FILE
def units(file: Path) -> None:
    """Units (cơ quan): code,name,level,parent,valid_from,valid_to,successors,aliases."""
    from etl.catalogues import load_units

    _update(lambda updating: load_units(updating, file))


@catalogue.command()
@FILE
def procedures(file: Path) -> None:
    """Procedures (TTHC): code,name,area,service_level,limit_working_days,aliases."""
    from etl.catalogues import load_procedures

    _update(lambda updating: load_procedures(updating, file))


@catalogue.group()
def alias() -> None:
    """Let a wording stand for a known entry (một cách viết khác của danh mục)."""


def _alias_command(kind: str, words: str) -> click.Command:
    @click.argument("wording")
    @click.argument("code")
    def stand_for(wording: str, code: str) -> None:
        from etl.naming import declare_alias

        known = _own_unit(code) if kind == "units" else code
        _update(lambda updating: declare_alias(updating, kind, wording, known), "alias_given")

    return click.command(kind, help=words)(stand_for)


def _own_unit(asked: str) -> str:
    """How the catalogue writes a unit that is served here: another province may have one of its
    name. Raises NotFoundError with the nearest."""
    from onestop.storage import catalogue as entries

    with reading(context().engine) as connection:
        return entries.written(connection, "unit", asked)


for _kind, _words in (
    ("units", "WORDING stands for the unit of CODE, code or name (tên gọi khác của cơ quan)."),
    ("procedures", "WORDING stands for the procedure of CODE (tên gọi khác của thủ tục)."),
    ("areas", "WORDING stands for the area called CODE (tên gọi khác của lĩnh vực)."),
):
    alias.add_command(_alias_command(_kind, _words))


WAITING = ("kind", "wording", "code", "dossiers", "nearest")


@catalogue.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    help="Dạng kết quả / form of the answer.",
)
def provisional(form: str) -> None:
    """Wordings that no catalogue knows, with the nearest known (tên còn tạm ghi)."""
    from etl.provisional import list_provisional

    with reading(context().engine) as connection:
        found = list_provisional(connection)
    if form == "json":
        rows = [{**vars(one), "nearest": [vars(near) for near in one.nearest]} for one in found]
        click.echo(json.dumps({"rows": rows}, ensure_ascii=False))
        return
    rows = [[one.kind, one.wording, one.code, one.dossiers, _nearest_text(one)] for one in found]
    if form == "csv":
        echo_csv(WAITING, rows)
    elif rows:
        print_table(WAITING, rows)
    else:
        click.echo(say("all_named"))


def _nearest_text(one) -> str:
    return " · ".join(
        near.label if near.key == near.label else f"{near.label} ({near.key})"
        for near in one.nearest
    )


def _update(change: Callable, said: str = "catalogue") -> None:
    """One change of the catalogues in its own transaction, and what it did to the dossiers."""
    from etl.catalogues import Updating
    from onestop.storage import ledger_writer

    here = context()
    with writing(here.whole_engine) as connection:
        ledger_writer.refresh(connection, here.policy)
        report = change(Updating(connection, here.policy, here.calendar))
    facts = {"rows": report.rows, "new": report.new, "changed": report.changed}
    click.echo(say(said, rekeyed=report.rekeyed_dossiers, **facts))


COMMANDS = {"init": init, "catalogue": catalogue}
