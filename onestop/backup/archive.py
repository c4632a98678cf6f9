"""One backup as a zip: its members, each with its hash, and what it says of itself.

It knows bytes and names; it refuses to know tables. The last member, `manifest.json`, holds
the hashes: a file that was cut off has none, and is no backup.
"""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from onestop.domain.errors import UsageError


FORMAT = 1
MANIFEST, STORE, SNAPSHOTS, CONFIG = "manifest.json", "store.db", "snapshots", "config"
BLOCK = 1 << 20
PACKING = 1
"""Deflate's quickest level: csv and HTML shrink to a tenth, and xlsx are packed already."""

BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError)

NO_BACKUP = "{file} không phải bản sao lưu trọn vẹn của onestop ({why}). Hãy dùng bản khác."


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. `made_at`: local text; `hashes`: member -> sha256."""

    version: str
    revision: str
    made_at: str
    data_version: int
    hashes: dict[str, str]
    format: int = FORMAT


class Packing:
    """A backup being written."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive, self.hashes = archive, {}

    def add(self, name: str, file: Path) -> None:
        """One file as a member."""
        digest = hashlib.sha256()
        with file.open("rb") as source, self._archive.open(name, "w", force_zip64=True) as member:
            while block := source.read(BLOCK):
                digest.update(block)
                member.write(block)
        self.hashes[name] = digest.hexdigest()

    def close(self, **told: str | int) -> None:
        """Writes what the backup says of itself; it is whole only then."""
        manifest = Manifest(hashes=self.hashes, **told)
        text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1)
        self._archive.writestr(MANIFEST, text)


@contextmanager
def packing(file: Path) -> Iterator[Packing]:
    """A new backup beside its place, moved there once it is whole and on the disk.

    Nobody but its owner may read it: it holds what the files held.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        with os.fdopen(os.open(part, os.O_CREAT | os.O_TRUNC | os.O_RDWR, 0o600), "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=PACKING) as archive:
                yield Packing(archive)
            out.flush()
            os.fsync(out.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def opened(file: Path) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """A backup and what it says of itself. Raises UsageError where it is none."""
    try:
        with zipfile.ZipFile(file) as archive:
            told = json.loads(archive.read(MANIFEST))
            if told.get("format") != FORMAT:
                raise UsageError(NO_BACKUP.format(file=file.name, why="định dạng khác"))
            yield archive, Manifest(**told)
    except BROKEN as error:
        raise UsageError(NO_BACKUP.format(file=file.name, why="tệp hỏng hoặc dở dang")) from error
    except TypeError as error:
        raise UsageError(NO_BACKUP.format(file=file.name, why="tệp kê khai lạ")) from error


def unpack(
    archive: zipfile.ZipFile, manifest: Manifest, folder: Path, tell: Callable[[str], None]
) -> None:
    """Every member below a folder, each held against its hash. Raises UsageError."""
    for name, wanted in manifest.hashes.items():
        tell(name)
        target = folder / _safe(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(name) as member, target.open("wb") as out:
            found = _copied(member, out)
        if found != wanted:
            raise UsageError(NO_BACKUP.format(file=archive.filename, why=f"“{name}” đã đổi"))


def _copied(member: IO[bytes], out: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := member.read(BLOCK):
        digest.update(block)
        out.write(block)
    return digest.hexdigest()


def _safe(name: str) -> PurePosixPath:
    """The member's own place: never above the folder it is unpacked into."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name:
        raise ValueError(name)
    return path
