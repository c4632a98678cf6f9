"""Loading exports, and trying a file without loading it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import click

from etl.counts import Counts
from etl.job import FileReport, Job
from etl.run import load_files
from onestop.commands.context import Context, context, now, on_terminal
from onestop.commands.tables import print_table
from onestop.commands.words import say
from onestop.domain.errors import UnknownLayoutError
from onestop.domain.period import instant_text, parse_instant


REJECTED, NOTHING_LOADED = 3, 4


@click.command("import")
@click.argument("paths", nargs=-1, required=True)
@click.option("--profile", default="", help="Mã nguồn, thay cho tự nhận ra / source profile.")
@click.option("--as-of", default="", help="Số liệu đến lúc nào / the moment the files speak for.")
@click.option("--unit", default="", help="Cơ quan của dòng không ghi / unit of rows without one.")
@click.option("--dry-run", is_flag=True, help="Chạy thử, không ghi / try without writing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Cách in / how it is written.",
)
def import_(paths: tuple[str, ...], form: str, *, dry_run: bool, **told: str) -> None:
    """Load exports: files, folders, globs, zips (nạp các tệp kết xuất)."""
    here = context()
    told["unit"] = known_unit(here, told["unit"])
    with progress() as tell:
        job = job_of(here, progress=tell, dry_run=dry_run, **told)
        reports = list(load_files(job, list(paths)))
    total = _total(reports)
    if form == "json":
        click.echo(json.dumps(_as_json(reports, total), ensure_ascii=False, indent=1))
    else:
        _print(reports, total, dry_run=dry_run)
    for report in reports:
        if report.error:
            click.echo(report.error, err=True)
    raise click.exceptions.Exit(_exit_code(reports, total))


def job_of(here: Context, profile: str = "", as_of: str = "", **more: object) -> Job:
    """What every file of a load shares, from the installation and the command's options."""
    from etl.recognise import load_sources

    return Job(
        engine=here.engine,
        sources=load_sources(here.settings.config_dirs),
        policy=here.policy,
        calendar=here.calendar,
        snapshot_folder=here.settings.data_dir / "snapshots",
        now=now(),
        profile=profile,
        as_of=parse_instant(as_of) if as_of else None,
        keep_names=here.settings.keep_names,
        **more,
    )


def known_unit(here: Context, asked: str) -> str:
    """How the catalogue writes a unit, "" for none. Raises NotFoundError with the nearest."""
    from onestop.storage import catalogue
    from onestop.storage.engine import reading

    if not asked:
        return ""
    with reading(here.engine) as connection:
        number = catalogue.find(connection, "unit", asked)
        return catalogue.names_of(connection, "unit")[number].key


@contextmanager
def progress() -> Iterator:
    """A progress line on a terminal, silence otherwise."""
    if not on_terminal():
        yield lambda _path, _rows: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task, rows = bar.add_task("…"), {}

        def tell(path: str, more: int) -> None:
            rows[path] = rows.get(path, 0) + more
            bar.update(task, description=f"{path}: {rows[path]:,}")

        yield tell


def _total(reports: list[FileReport]) -> Counts:
    total = Counts()
    for report in reports:
        total.add(report.counts)
    return total


def _as_json(reports: list[FileReport], total: Counts) -> dict:
    return {"files": [_file_json(report) for report in reports], "totals": vars(total)}


def _file_json(report: FileReport) -> dict:
    at = None if report.as_of is None else instant_text(report.as_of)
    told = {"path": report.path, "profile": report.profile or None, "as_of": at}
    extras = {
        name: value for name in ("error", "note", "left_out") if (value := getattr(report, name))
    }
    return {**told, **vars(report.counts), **extras}


def _print(reports: list[FileReport], total: Counts, *, dry_run: bool) -> None:
    names = list(vars(total))
    rows = [[r.path, r.profile, *vars(r.counts).values()] for r in reports if not r.error]
    rows.append([say("total"), "", *vars(total).values()])
    print_table([say("file"), say("profile"), *map(say, names)], rows)
    for report in reports:
        for line in (report.note, *report.left_out):
            if line:
                click.echo(f"{report.path}: {line}")
    if dry_run:
        click.echo(say("rehearsal"))


def _exit_code(reports: list[FileReport], total: Counts) -> int:
    if not any(report.profile and not report.error for report in reports):
        return NOTHING_LOADED
    return REJECTED if total.rejected else 0


@click.group()
def source() -> None:
    """Source profiles (khai báo nguồn dữ liệu)."""


@source.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--profile", default="", help="Mã nguồn muốn thử / profile to try.")
def check(file: str, profile: str) -> None:
    """What would be read of a file, column by column (tệp sẽ được đọc thế nào)."""
    import tempfile
    from pathlib import Path

    from etl.recognise import load_sources
    from etl.snapshots import expand

    sources = load_sources(context().settings.config_dirs)
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        for found in expand([file], Path(folder)):
            if isinstance(found, Exception):
                raise found
            _check(found, sources, profile)


def _check(snapshot, sources, profile: str) -> None:
    from etl.describe import describe
    from etl.reading import Asked, Opened

    try:
        # Any moment will do for as_of: nothing is loaded, and a check must not read to the end.
        opened = Opened(snapshot, Asked(sources, profile, as_of=0))
    except UnknownLayoutError:
        _show_unknown(snapshot, sources)
        raise
    for lists in opened.sheets.values():
        for sheet, layout in lists:
            found = f"{layout.profile.code} ({layout.profile.label})"
            click.echo(f"{snapshot.path_shown}, {sheet.name}: {found}")
            _print_columns(describe(layout, sheet, sources))
    for line in opened.left_out:
        click.echo(line)


def _show_unknown(snapshot, sources) -> None:
    from etl.describe import describe_unknown
    from etl.reading import sheets_as_told

    for sheet in sheets_as_told(snapshot, sources):
        click.echo(f"{snapshot.path_shown}, {sheet.name}: ?")
        _print_columns(describe_unknown(sheet, sources))


def _print_columns(columns: list) -> None:
    rows = [vars_of(column) for column in columns]
    if rows:
        print_table(list(rows[0]), [list(row.values()) for row in rows])


def vars_of(reading: object) -> dict:
    """A column's description as heading → text."""
    return {
        name: " · ".join(value) if isinstance(value, tuple) else str(value)
        for name, value in vars(reading).items()
    }


COMMANDS = {"import": import_, "source": source}
