"""Loading exports, and trying a file without loading it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from etl.counts import Counts
from etl.job import FileReport, Job
from etl.run import load_files
from onestop.commands.context import Context, context, now, on_terminal
from onestop.commands.passwords import passwords_of, with_passwords
from onestop.commands.tables import print_table
from onestop.commands.words import say
from onestop.domain.errors import NotFoundError, UnknownLayoutError, UsageError
from onestop.domain.period import instant_text, parse_instant
from onestop.settings import Settings, shipped_config
from onestop.storage import provinces


REJECTED, NOTHING_LOADED = 3, 4


@click.command("import")
@click.argument("paths", nargs=-1, required=True)
@click.option("--profile", default="", help="Mã nguồn, thay cho tự nhận ra / source profile.")
@click.option("--as-of", default="", help="Số liệu đến lúc nào / the moment the files speak for.")
@click.option("--unit", default="", help="Cơ quan của dòng không ghi / unit of rows without one.")
@click.option("--province", default="", help="Mã tỉnh của các tệp / province of the files.")
@with_passwords
@click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="Cụm máy Dask đọc tệp: tcp://máy:8786 hoặc tệp của máy điều phối / machines that read.",
)
@click.option("--dry-run", is_flag=True, help="Chạy thử, không ghi / try without writing.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="Cách in / how it is written.",
)
def import_(paths: tuple[str, ...], form: str, *, dry_run: bool, **told: Any) -> None:
    """Load exports: files, folders, globs, zips (nạp các tệp kết xuất)."""
    here = context()
    told["province"] = province_asked(here, told["province"])
    asked = {name: told.pop(name) for name in ("password_file", "ask_password")}
    told["unit"] = provinces.unit_key(here.engine, told["unit"], told["province"])
    told["passwords"] = passwords_of(**asked)
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
        engine=here.whole_engine,
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


def province_asked(here: Context, asked: str) -> str:
    """The province that files are loaded for: as asked, else the installation's own.

    Raises UsageError where an installation that serves one is asked to load for another.
    """
    own = here.settings.province
    if asked and own and asked != own:
        raise UsageError(say("another_province", asked=asked, province=own))
    return asked or own


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
@with_passwords
def check(file: str, profile: str, **asked: Any) -> None:
    """What would be read of a file, column by column (tệp sẽ được đọc thế nào)."""
    import tempfile

    from etl.recognise import load_sources
    from etl.snapshots import expand

    sources = load_sources(context().settings.config_dirs)
    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        for found in expand([file], Path(folder), passwords_of(**asked)):
            if isinstance(found, Exception):
                raise found
            _check(found, sources, profile)


@source.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Tệp .toml sẽ viết / file to write.",
)
@click.option("--sheet", default="", help="Trang tính để phác / worksheet to draft from.")
@with_passwords
def new(file: str, out: Path | None, sheet: str, **asked: Any) -> None:
    """A first profile of a file, to be edited (phác một khai báo nguồn để sửa tiếp)."""
    from etl.profile_draft import draft_of
    from etl.profile_draft_text import name_for, text_of
    from etl.recognise import load_sources

    settings = context().settings
    sources = load_sources(settings.config_dirs)
    with opened_tables(file, sources, passwords_of(**asked)) as tables:
        draft = draft_of(chosen_sheet(tables, sheet, sources), sources, Path(file).name)
    target = out or _own_sources(settings) / f"{name_for(Path(file).stem)}.toml"
    code = name_for(target.stem)
    if out is None and code in {profile.code for profile in sources.profiles}:
        raise UsageError(say("source_taken", code=code))
    _write_new(target, text_of(draft, code, Path(file).name))
    click.echo(say("source_written", file=target, code=code))
    for name in draft.missing:
        click.echo(say("source_missing", field=name))


def _own_sources(settings: Settings) -> Path:
    """Where a new profile is found by itself: never among the shipped ones."""
    own = settings.own_config_dirs
    if not own and Path("config").resolve() == shipped_config().resolve():
        raise UsageError(say("source_nowhere"))
    return (own[-1] if own else Path("config")) / "sources"


def _write_new(target: Path, text: str) -> None:
    """A file that was not there before; whatever was there is somebody's work."""
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        raise UsageError(say("source_exists", file=target)) from error
    except OSError as error:
        raise UsageError(say("source_unwritten", file=target, why=error.strerror)) from error


@contextmanager
def opened_tables(file: str, sources, passwords: tuple[str, ...]) -> Iterator[list]:
    """The tables of the first file behind a path, whatever a profile thinks of them."""
    import tempfile

    from etl.reading import sheets_as_told
    from etl.snapshots import expand

    with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
        found = next(expand([file], Path(folder), passwords))
        if isinstance(found, Exception):
            raise found
        yield sheets_as_told(found, sources)


def chosen_sheet(tables: list, asked: str, sources):
    """The table of a name, else the one with the most known headings. Raises NotFoundError."""
    from etl.recognise import known_of

    named = [table for table in tables if table.name == asked]
    if asked and not named:
        raise NotFoundError("trang tính", asked, tuple(table.name for table in tables))
    return named[0] if named else max(tables, key=lambda table: known_of(table, sources))


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
