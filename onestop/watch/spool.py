"""What was fetched and not yet loaded: whole files in folders of the data folder.

A folder is filled under another name and renamed when everything in it is on the disk, so
that whatever has its name is whole. It refuses to know sources and the store.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from dataclasses import asdict, dataclass
from pathlib import Path

from onestop.domain.connections import Connection
from onestop.uploads.folder import RECEIVED, Folder
from onestop.watch.found import Basket, Found, Taken


PART = ".part"
ITEM = "item.json"
WAITING, KEPT = "waiting", "kept"


@dataclass(frozen=True)
class Item:
    """One fetch: its folder (which a loading errand understands), what it is of, its hash."""

    folder: Folder
    found: Found
    taken: Taken
    sha256: str


class Draft:
    """A fetch under way."""

    def __init__(self, place: Path, now: int, connection: Connection) -> None:
        token = f"{now}-{secrets.token_hex(8)}"
        self._target = place / WAITING / token
        self._path = place / WAITING / f"{token}{PART}"
        self._now = now
        self._path.mkdir(parents=True, mode=0o700)
        self.basket = Basket(self._path / "files", connection)

    def finish(self, found: Found, taken: Taken) -> Item:
        """The whole fetch, under its own name from now on."""
        folder, told = Folder(self._path), {"at": self._now, "files": self.basket.names}
        sha256 = _hash_of([path for path, _ in _files(self._path, self.basket.names)])
        folder.write(RECEIVED, told)
        folder.write(ITEM, {"found": asdict(found), "taken": asdict(taken), "sha256": sha256})
        _on_disk(self._path)
        self._path.rename(self._target)
        return Item(Folder(self._target), found, taken, sha256)

    def drop(self) -> None:
        """Nothing came of it."""
        shutil.rmtree(self._path, ignore_errors=True)


class Spool:
    """The fetches of one connection."""

    def __init__(self, data_dir: Path, connection: Connection) -> None:
        self._connection = connection
        self.place = data_dir / "watch" / connection.name

    def draft(self, now: int) -> Draft:
        """A place for a new fetch."""
        return Draft(self.place, now, self._connection)

    def waiting(self) -> list[Item]:
        """What still has to be loaded, oldest first; halves that a kill left are removed.

        Only who holds the connection may ask.
        """
        items = []
        for path in _inside(self.place / WAITING):
            if path.name.endswith(PART):
                shutil.rmtree(path, ignore_errors=True)
            else:
                items.append(_item(Folder(path)))
        return items

    def put_by(self, item: Item, now: int) -> None:
        """A loaded or refused fetch is kept for as long as is declared."""
        kept = self.place / KEPT
        kept.mkdir(parents=True, exist_ok=True, mode=0o700)
        item.folder.path.rename(kept / item.folder.token)
        os.utime(kept / item.folder.token, (now, now))

    def drop(self, item: Item) -> None:
        """The same bytes were loaded before: no copy is needed."""
        shutil.rmtree(item.folder.path, ignore_errors=True)

    def sweep(self, now: int) -> None:
        """Removes copies that were kept long enough."""
        for path in _inside(self.place / KEPT):
            if path.stat().st_mtime <= now - self._connection.keep_copies:
                shutil.rmtree(path, ignore_errors=True)


def _item(folder: Folder) -> Item:
    told = folder.note(ITEM)
    return Item(folder, Found(**told["found"]), Taken(**told["taken"]), told["sha256"])


def _inside(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _files(folder: Path, names: list[str]) -> list[tuple[Path, str]]:
    return [(folder / "files" / str(at), name) for at, name in enumerate(names)]


def _hash_of(paths: list[Path]) -> str:
    """The hash of one file, or of the hashes of several."""
    digests = []
    for path in paths:
        with path.open("rb") as file:
            digests.append(hashlib.file_digest(file, "sha256").hexdigest())
    together = "".join(digests).encode()
    return digests[0] if len(digests) == 1 else hashlib.sha256(together).hexdigest()


def _on_disk(folder: Path) -> None:
    """The folder's own entries, where the system lets a folder be flushed."""
    if os.name == "nt":
        return
    line = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(line)
    finally:
        os.close(line)
