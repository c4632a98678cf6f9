"""What every kind of source has in common: what was found, what was taken, what went wrong.

It knows no protocol. A sentence of a FetchError never holds a secret or a person's data.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from onestop.domain.connections import Connection, Secret
from onestop.domain.errors import OnestopError
from onestop.storage.connections import FAILING, LAYOUT, REJECTED
from onestop.uploads.folder import free_name, tidy_name


PIECE = 1 << 18
"""Bytes held at a time while a file comes in."""

LONGEST_FETCH = 3600
"""Seconds: a server that drips a byte a minute would hold up every other source."""


class FetchError(OnestopError):
    """A source could not be reached, or what it sent could not be taken."""

    kind = FAILING


class ChangedError(FetchError):
    """What the source sends is built otherwise than declared."""

    kind = LAYOUT


class RefusedError(FetchError):
    """One file is not to be taken; the others are."""

    kind = REJECTED


class GrowingError(FetchError):
    """A file changed while it was being read."""


@dataclass(frozen=True)
class Found:
    """Something at a source: its name there, and a mark that changes when it does.

    must_settle: whether it is taken only if two looks show the same mark.
    asks: the source itself must be asked what is new (it has no list).
    """

    name: str
    mark: str = ""
    must_settle: bool = False
    asks: bool = False


@dataclass(frozen=True)
class Taken:
    """What a fetch brought besides the files: where the next one goes on; the moment it
    speaks for, where the source states none but was asked at a known moment."""

    marker: dict[str, Any] = field(default_factory=dict)
    as_of: int | None = None


@dataclass(frozen=True)
class Outside:
    """What a source is visited with: the moment, the marker of the last visit, the way to a
    secret, and a way to wait."""

    now: int
    marker: dict[str, Any]
    secret: Callable[[Secret], str]
    sleep: Callable[[float], object] = time.sleep


class Source(Protocol):
    """A source during one visit."""

    def look(self) -> list[Found]:
        """What is there now, oldest first."""

    def fetch(self, found: Found, basket: Basket) -> Taken:
        """Puts one of them into the basket; an empty basket means nothing new."""

    def settle(self, found: Found, *, loaded: bool) -> None:
        """Tells the source what became of it."""


class Basket:
    """Where fetched files are put, within bounds of size and time."""

    def __init__(self, folder: Path, connection: Connection) -> None:
        self.folder, self.left = folder, connection.most_bytes
        self._most = connection.most_bytes
        self._end = time.monotonic() + LONGEST_FETCH
        self.names: list[str] = []

    @contextmanager
    def add(self, name: str) -> Iterator[BinaryIO]:
        """One more file, on the disk for good when the block ends."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path, left = self.folder / str(len(self.names)), self.left
        try:
            with path.open("wb") as file:
                yield _Bounded(self, file)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            self.left = left  # another try begins anew
            raise
        self.names.append(free_name(tidy_name(name), self.names))

    def drop_last(self) -> None:
        """The last file is not wanted after all."""
        self.names.pop()
        (self.folder / str(len(self.names))).unlink()

    def spend(self, size: int) -> None:
        """Counts bytes. Raises FetchError where they are too many, or came too slowly."""
        self.must_fit(size)
        self.left -= size

    def must_fit(self, size: int) -> None:
        """Raises FetchError where so many more bytes are too many, or came too slowly."""
        if size > self.left:
            told = f"Lớn hơn {self._most >> 20} MiB; hãy chia nhỏ, hoặc nâng most_mib."
            raise RefusedError(told)
        if time.monotonic() > self._end:
            raise FetchError("Lấy quá một giờ mà chưa xong; nguồn gửi quá chậm.")


class _Bounded:
    """A file that refuses to grow beyond what its basket allows."""

    def __init__(self, basket: Basket, file: BinaryIO) -> None:
        self._basket, self._file = basket, file

    def write(self, piece: bytes) -> int:
        self._basket.spend(len(piece))
        return self._file.write(piece)


def copied(source: BinaryIO, target: BinaryIO) -> int:
    """Copies piece by piece; the bytes."""
    size = 0
    while piece := source.read(PIECE):
        target.write(piece)
        size += len(piece)
    return size
