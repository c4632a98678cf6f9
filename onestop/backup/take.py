"""Taking a backup while the service runs: readers and the loader go on.

The store is copied as it stands at one moment; kept files are never changed, only added, so
those that the copy speaks of are there.
"""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Engine

from onestop.backup import archive
from onestop.commands.context import Context
from onestop.domain.errors import UsageError
from onestop.domain.period import instant_text
from onestop.domain.policy import Policy
from onestop.settings import Settings
from onestop.storage import state
from onestop.storage.copying import copy_store
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.schema import prepare
from onestop.storage.version import REVISION


NAME = "onestop-"
"""Backups that are named by their moment begin so, and only those are ever removed."""


def take(here: Context, now: int, place: Path, tell: Callable[[str], None]) -> Path:
    """Writes a backup to a file, or into a folder by its moment; where it is.

    tell: called with each member's name. Raises UsageError where a file stands already.
    """
    file = _file(place, now)
    if file.exists():
        raise UsageError(f"Đã có tệp {file}; hãy chọn tên khác.")
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".onestop-") as folder:
        copy = Path(folder, archive.STORE)
        tell(archive.STORE)
        _copy_store(here.engine, here.policy, copy)
        with archive.packing(file) as packed:
            packed.add(archive.STORE, copy)
            for name, path in _files(here.settings):
                tell(name)
                packed.add(name, path)
            packed.close(
                version=version("onestop"),
                revision=REVISION,
                made_at=instant_text(now),
                data_version=_data_version(copy),
            )
    return file


def remove_older(folder: Path, keep: int) -> list[Path]:
    """Removes all but the newest `keep` backups that were named by their moment."""
    named = sorted(folder.glob(f"{NAME}????????-??????.zip"))
    for file in named[:-keep]:
        file.unlink()
    return named[:-keep]


def _file(place: Path, now: int) -> Path:
    if place.suffix == ".zip" and not place.is_dir():
        return place
    day, clock = instant_text(now)[:19].split("T")
    return place / f"{NAME}{day.replace('-', '')}-{clock.replace(':', '')}.zip"


def _copy_store(engine: Engine, policy: Policy, copy: Path) -> None:
    """The store as one SQLite file, whatever it lives in."""
    if engine.dialect.name == "sqlite":
        _copy_sqlite(engine, copy)
        return
    beside = open_engine(f"sqlite:///{copy.as_posix()}")
    try:
        prepare(beside, policy)
        still = engine.execution_options(isolation_level="REPEATABLE READ")
        with reading(still) as live, writing(beside) as target:
            copy_store(live, target)
    finally:
        beside.dispose()
    _as_one_file(copy)


def _copy_sqlite(engine: Engine, copy: Path) -> None:
    with engine.connect() as live, closing(sqlite3.connect(copy)) as target:
        live.connection.driver_connection.backup(target)
    _as_one_file(copy)


def _as_one_file(copy: Path) -> None:
    """Nothing of it may stand in a journal beside it."""
    with closing(sqlite3.connect(copy)) as line:
        line.execute("PRAGMA journal_mode = DELETE")


def _data_version(copy: Path) -> int:
    engine = open_engine(f"sqlite:///{copy.as_posix()}")
    try:
        with reading(engine) as connection:
            return int(state.read(connection, state.DATA_VERSION, "0"))
    finally:
        engine.dispose()
        _as_one_file(copy)


def _files(here: Settings) -> Iterator[tuple[str, Path]]:
    """The kept files, and what the office wrote into its own config folder."""
    yield from _below(here.data_dir / "snapshots", archive.SNAPSHOTS)
    for folder in here.own_config_dirs:
        yield from _below(folder, archive.CONFIG)


def _below(folder: Path, name: str) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in inside.parts):
            yield f"{name}/{inside.as_posix()}", path
