"""Files in a folder, here or on a server: which there are, whether they still grow, one taken.

Every file system that fsspec knows will do; it refuses to know how one is reached.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from fsspec import AbstractFileSystem
from fsspec.implementations.local import LocalFileSystem

from onestop.domain.connections import Connection, Tree
from onestop.watch.found import Basket, FetchError, Found, GrowingError, Outside, Taken, copied


DEEPEST = 10
"""Folders below each other; a link that leads back into itself ends here."""

UNFINISHED = (".part", ".tmp", ".temp", ".filepart", ".partial", ".crdownload", ".download")
"""Endings that programs give to files they still write."""

NOT_FILES = ("~$", ".~lock.", ".", "Thumbs.db", "desktop.ini")
"""Beginnings of names that are never exports."""


class FilesSource:
    """One folder during one visit."""

    def __init__(self, files: AbstractFileSystem, tree: Tree, root: str) -> None:
        self.files, self.tree, self.root = files, tree, root.rstrip("/") or "/"

    def look(self) -> list[Found]:
        """The files that are meant, by the moment they changed."""
        with said_of(self.tree.path):
            if not self.files.isdir(self.root):
                raise FetchError(
                    f"Không có thư mục {self.tree.path}; hãy kiểm tra đường dẫn, ổ mạng còn gắn"
                    " không, và quyền đọc."
                )
            told = sorted(self._meant(), key=lambda one: (str(one[1]["mtime"]), one[0]))
        return [Found(name, _mark(info), must_settle=True) for name, info in told]

    def fetch(self, found: Found, basket: Basket) -> Taken:
        """Copies one file. Raises GrowingError if it changed meanwhile."""
        path = f"{self.root.rstrip('/')}/{found.name}"
        with said_of(self.tree.path):
            with self.files.open(path, "rb") as file, basket.add(found.name) as copy:
                size = copied(file, copy)
            after = _mark(self.files.info(path))
        if after != found.mark or size != int(found.mark.partition(":")[0]):
            raise GrowingError("Tệp thay đổi trong khi đọc; sẽ đọc lại.")
        return Taken()

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Leaves it where it is: the folder is somebody else's."""

    def _meant(self) -> Iterator[tuple[str, dict[str, Any]]]:
        depth = DEEPEST if self.tree.subfolders else 1
        walked = self.files.walk(self.root, maxdepth=depth, detail=True, on_error="raise")
        for at, _, inside in walked:
            for name, info in inside.items():
                path = PurePosixPath(at) / name
                if info["type"] == "file" and info["size"] and self._is_meant(path):
                    yield path.relative_to(self.root).as_posix(), info

    def _is_meant(self, path: PurePosixPath) -> bool:
        name = path.name
        if name.startswith(NOT_FILES) or name.lower().endswith(UNFINISHED):
            return False
        return any(fnmatch(name.lower(), glob.lower()) for glob in self.tree.globs)


class LocalSource(FilesSource):
    """A folder of this machine, or mounted on it; moves files on where that is asked for."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(
            LocalFileSystem(skip_instance_cache=True),
            connection.tree,
            connection.path(connection.tree.path).as_posix(),
        )
        told = (connection.tree.done, connection.tree.failed)
        self._done, self._failed = (connection.path(one) if one else None for one in told)

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Moves it, unless something newer has taken its name meanwhile."""
        folder, path = self._done if loaded else self._failed, Path(self.root) / found.name
        if folder is None:
            return
        with said_of(self.tree.path):
            if path.is_file() and _mark(self.files.info(path.as_posix())) == found.mark:
                folder.mkdir(parents=True, exist_ok=True)
                shutil.move(path, _free(folder / path.name))

    def _is_meant(self, path: PurePosixPath) -> bool:
        moved = [one for one in (self._done, self._failed) if one is not None]
        return super()._is_meant(path) and not any(Path(path).is_relative_to(one) for one in moved)


@contextmanager
def local(connection: Connection, _outside: Outside) -> Iterator[LocalSource]:
    """A folder, for one visit."""
    yield LocalSource(connection)


@contextmanager
def said_of(where: str) -> Iterator[None]:
    """What a file system refuses, as a sentence."""
    try:
        yield
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", "") or type(error).__name__
        told = f"Không đọc hoặc ghi được trong {where} ({reason})."
        raise FetchError(f"{told} Hãy kiểm tra đường truyền, quyền và chỗ trống.") from error


def _mark(info: dict[str, Any]) -> str:
    return f"{info['size']}:{info['mtime']}"


def _free(path: Path) -> Path:
    """The path, or with a number where there is such a file."""
    number, free = 1, path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.stem} ({number}){path.suffix}")
    return free
