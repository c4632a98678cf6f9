"""Keeping the installation safe: a backup in one file, and bringing it back."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from onestop.commands.access_asked import record
from onestop.commands.context import context, now, on_terminal
from onestop.commands.setup import BY_PROVINCE, must_have_partitions
from onestop.commands.words import say
from onestop.storage.engine import writing


MEGABYTE = 1 << 20


@click.command()
@click.argument("place", type=click.Path(path_type=Path))
@click.option(
    "--keep",
    type=click.IntRange(1),
    help="Trong thư mục này chỉ giữ N bản mới nhất / keep the newest N of this folder.",
)
def backup(place: Path, keep: int | None) -> None:
    """Back everything up into PLACE, a .zip or a folder (sao lưu kho, bản kết xuất, cấu hình)."""
    from onestop.backup.take import remove_older, take

    here = context()
    here.must_serve_the_whole_store()
    with _told() as tell:
        file = take(here, now(), place, tell)
    with writing(here.engine) as connection:
        record(connection, "backup", file.name)
    click.echo(say("backed_up", file=file, size=f"{file.stat().st_size / MEGABYTE:.1f}"))
    for old in remove_older(file.parent, keep) if keep else ():
        click.echo(say("backup_removed", file=old))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--replace", is_flag=True, help="Thay kho đang có số liệu / replace a store that has data."
)
@click.option("--check", is_flag=True, help="Chỉ kiểm tra, không thay gì / only check the file.")
@BY_PROVINCE
def restore(file: Path, replace: bool, check: bool, by_province: bool) -> None:  # noqa: FBT001
    """Bring a backup back (khôi phục từ bản sao lưu)."""
    from onestop.backup.restore import Wish, look
    from onestop.backup.restore import restore as bring_back

    here = context()
    here.must_serve_the_whole_store()
    if by_province:
        must_have_partitions(here.settings)
    with _told() as tell:
        if check:
            with tempfile.TemporaryDirectory(prefix="onestop-") as folder:
                told = look(file, Path(folder), tell)
            facts = {"made_at": told.made_at, "version": told.version}
            click.echo(say("backup_whole", files=len(told.hashes), **facts))
            return
        done = bring_back(here.settings, here.policy, file, tell, Wish(replace, by_province))
    with writing(here.engine) as connection:
        record(connection, "restore", file.name, made_at=done.manifest.made_at)
    click.echo(say("restored", made_at=done.manifest.made_at, files=done.files))
    if done.config_kept:
        click.echo(say("config_kept", names=", ".join(done.config_kept)))


@contextmanager
def _told() -> Iterator[Callable[[str], None]]:
    """A line that names the member on its way, on a terminal."""
    if not on_terminal():
        yield lambda _name: None
        return
    from rich.console import Console

    with Console(stderr=True).status("…") as line:
        yield line.update


COMMANDS = {"backup": backup, "restore": restore}
