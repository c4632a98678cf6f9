"""Bringing a backup back: everything is unpacked and checked before anything is replaced.

The store is replaced in one transaction, so whoever asks meanwhile gets the old figures or the
new ones. A backup of one engine may be restored into the other: that is how an office moves
from SQLite to PostgreSQL.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, select

from onestop.backup import archive
from onestop.backup.archive import Manifest
from onestop.domain.errors import StoreError, UsageError
from onestop.domain.policy import Policy
from onestop.settings import Settings
from onestop.storage import dossiers, state
from onestop.storage.copying import copy_store
from onestop.storage.engine import open_engine, reading, writing
from onestop.storage.schema import prepare
from onestop.storage.tables import snapshot
from onestop.storage.version import REVISION


NOT_EMPTY = (
    "Kho dữ liệu đang có {count} lần nạp. Nếu muốn thay bằng bản sao lưu, hãy thêm --replace;"
    " nên sao lưu kho đang có trước."
)
NEWER = "Bản sao lưu do onestop mới hơn tạo ({version}); hãy nâng cấp onestop rồi khôi phục."
DAMAGED = "Kho trong bản sao lưu bị hỏng ({why}); chưa thay gì. Hãy dùng bản khác."


@dataclass(frozen=True)
class Restored:
    """What came back. `config_kept`: files of the office that differ from the backup's."""

    manifest: Manifest
    files: int
    config_kept: tuple[str, ...]


@dataclass(frozen=True)
class Wish:
    """How a backup is to be brought back: over a store that has loads; partitioned by province,
    if it is not already."""

    replace: bool = False
    by_province: bool = False


def restore(
    settings: Settings, policy: Policy, file: Path, tell: Callable[[str], None], wish: Wish
) -> Restored:
    """Puts a backup in the place of what the settings name.

    Raises UsageError where the file is no whole backup, or the store has loads and `replace`
    was not wished; StoreError where the store inside is damaged. Nothing has changed then.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.data_dir, prefix=".restoring-") as folder:
        place = Path(folder)
        manifest = look(file, place, tell)
        made, engine = _sound(place / archive.STORE, policy), open_engine(settings.database_url)
        try:
            prepare(engine, policy)
            if not wish.replace:
                _must_be_empty(engine)
            files = _keep_files(place / archive.SNAPSHOTS, settings.data_dir / "snapshots")
            _replace(made, engine, wish)
        finally:
            engine.dispose()
            made.dispose()
        differing = _bring_config(place / archive.CONFIG, settings)
    return Restored(manifest, files, differing)


def look(file: Path, place: Path, tell: Callable[[str], None]) -> Manifest:
    """Unpacks a backup into a folder and holds every member against its hash."""
    with archive.opened(file) as (packed, manifest):
        if manifest.revision > REVISION:
            raise UsageError(NEWER.format(version=manifest.version))
        archive.unpack(packed, manifest, place, tell)
    return manifest


def _sound(copy: Path, policy: Policy) -> Engine:
    """The store of a backup, sound and brought to this version."""
    if not copy.is_file():
        raise StoreError(DAMAGED.format(why="không có tệp kho"))
    try:
        with closing(sqlite3.connect(copy)) as line:
            verdict = line.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise StoreError(DAMAGED.format(why=error)) from error
    if verdict != "ok":
        raise StoreError(DAMAGED.format(why=verdict))
    engine = open_engine(f"sqlite:///{copy.as_posix()}")
    prepare(engine, policy)
    return engine


def _must_be_empty(engine: Engine) -> None:
    with reading(engine) as connection:
        count = len(connection.execute(select(snapshot.c.id)).all())
    if count:
        raise UsageError(NOT_EMPTY.format(count=count))


def _keep_files(unpacked: Path, target: Path) -> int:
    """Kept files are named by their content: those that are there already stay."""
    count = 0
    for path in sorted(unpacked.rglob("*")):
        kept = target / path.relative_to(unpacked)
        if path.is_file() and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            path.replace(kept)
            count += 1
    return count


def _replace(made: Engine, engine: Engine, wish: Wish) -> None:
    with reading(made) as source, writing(engine) as live:
        shown = max(int(state.read(one, state.DATA_VERSION, "0")) for one in (source, live))
        copy_store(source, live, by_province=wish.by_province)
        dossiers.describe(live)
        state.write(live, state.DATA_VERSION, str(shown))
        state.next_data_version(live)  # a page that is open notices


def _bring_config(unpacked: Path, settings: Settings) -> tuple[str, ...]:
    """Files that the office's folder lacks are put there; those that differ stay, and are told."""
    differing = []
    for path in sorted(p for p in unpacked.rglob("*") if p.is_file()):
        name = path.relative_to(unpacked)
        target = (settings.own_config_dirs or (settings.data_dir / "restored-config",))[-1] / name
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
        elif target.read_bytes() != path.read_bytes():
            differing.append(name.as_posix())
    return tuple(differing)
