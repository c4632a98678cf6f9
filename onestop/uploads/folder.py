"""One upload's folder: its token, its files, and the notes that processes leave each other.

Everything about an upload lies here, so any web worker can answer for it. It refuses to
know what stands in a file.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from onestop.domain.errors import NotFoundError
from onestop.storage.hold import is_held


TOKEN = re.compile(r"[0-9a-f]{32}")
FORBIDDEN = re.compile(r'[<>:"|?*]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
"""Names that Windows keeps for devices."""

LONGEST_NAME = 180
"""Bytes; file systems allow 255, and the store adds nothing to it."""

NAMELESS = "tep"
DAY_SECONDS = 86_400
PIECE = 1 << 20
"""Bytes held at a time while a file comes in."""

RECEIVED, REQUEST, PROGRESS, REPORT, PREVIEWS = (
    "received.json",
    "request.json",
    "progress.json",
    "report.json",
    "previews.json",
)
CLAIM = "request.claim"
"""Made by the first who asks: of two that press the button at once, one begins."""

BEGUN = "begun"
"""Stands once a process holds the folder: from then on, whoever holds nothing has died."""

WORKING, SEEING = "working.hold", "seeing.hold"
"""Held by the process that loads, or looks, for as long as it lives."""


@dataclass(frozen=True)
class Folder:
    """The folder of one token."""

    path: Path

    @property
    def token(self) -> str:
        """What the browser knows it by."""
        return self.path.name

    @property
    def files(self) -> list[tuple[Path, str]]:
        """Each file with the name the user gave it, in the order they came."""
        told = self.note(RECEIVED) or {"files": []}
        return [(self.path / "files" / str(at), name) for at, name in enumerate(told["files"])]

    @property
    def size(self) -> int:
        """Bytes of all the files."""
        return sum(path.stat().st_size for path, _ in self.files)

    def add(self, name: str, content: BinaryIO, most: int) -> int | None:
        """Puts one more file in, piece by piece; its bytes, None if there are more than `most`.

        Only a whole file is noted; what was written of another is taken away.
        """
        told = self.note(RECEIVED)
        names = told["files"]
        (self.path / "files").mkdir(exist_ok=True)
        path = self.path / "files" / str(len(names))
        size = _copied(content, path, most)
        if not size:
            path.unlink()
            return size
        self.write(RECEIVED, {**told, "files": [*names, free_name(tidy_name(name), names)]})
        (self.path / PREVIEWS).unlink(missing_ok=True)
        return size

    def drop_last(self) -> None:
        """Takes the newest file out again."""
        told = self.note(RECEIVED)
        self.files[-1][0].unlink()
        self.write(RECEIVED, {**told, "files": told["files"][:-1]})

    def note(self, name: str) -> dict | None:
        """What a process has noted, None where it has not."""
        try:
            return json.loads((self.path / name).read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None

    def write(self, name: str, told: dict) -> None:
        """Notes something, whole or not at all."""
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=self.path, suffix=".part", delete=False
        ) as part:
            json.dump(told, part, ensure_ascii=False)
        Path(part.name).replace(self.path / name)

    def claim(self, told: dict) -> bool:
        """Notes the request; False if there is one already."""
        try:
            (self.path / CLAIM).touch(exist_ok=False)
        except FileExistsError:
            return False
        self.write(REQUEST, told)
        return True

    def is_busy(self) -> bool:
        """Whether a process works on it."""
        return is_held(self.path / WORKING) or is_held(self.path / SEEING)

    def remove(self) -> None:
        """Forgets the upload."""
        shutil.rmtree(self.path, ignore_errors=True)


def _copied(content: BinaryIO, path: Path, most: int) -> int | None:
    size = 0
    with path.open("wb") as file:
        while piece := content.read(PIECE):
            size += len(piece)
            if size > most:
                return None
            file.write(piece)
    return size


def new_folder(uploads: Path, now: int) -> Folder:
    """A folder under a token that nobody can guess."""
    folder = Folder(uploads / secrets.token_hex(16))
    folder.path.mkdir(parents=True, mode=0o700)
    folder.write(RECEIVED, {"at": now, "files": []})
    return folder


def folder_of(uploads: Path, token: str) -> Folder:
    """The folder of a token. Raises NotFoundError for any other text."""
    folder = Folder(uploads / token) if TOKEN.fullmatch(token) else None
    if folder is None or not (folder.path / RECEIVED).is_file():
        raise NotFoundError("lượt tải tệp lên", token[:40])
    return folder


def remove_old(uploads: Path, now: int) -> None:
    """Removes uploads of more than a day ago that nobody works on."""
    for folder in _all(uploads):
        told = folder.note(RECEIVED)
        if told is not None and told["at"] < now - DAY_SECONDS and not folder.is_busy():
            folder.remove()


def _all(uploads: Path) -> Iterator[Folder]:
    paths = sorted(uploads.iterdir()) if uploads.is_dir() else []
    return (Folder(path) for path in paths if TOKEN.fullmatch(path.name))


def tidy_name(name: str) -> str:
    """A file's name without any path, device or letter that a file system takes for its own.

    >>> tidy_name("../../etc/Hồ sơ?.xlsx")
    'Hồ sơ_.xlsx'
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    kept = "".join(letter for letter in last if letter.isprintable())
    kept = FORBIDDEN.sub("_", kept).strip(" .") or NAMELESS
    kept = f"_{kept}" if RESERVED.fullmatch(kept) else kept
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix) > 8:
        stem, dot, suffix = kept, "", ""
    room = LONGEST_NAME - len(f"{dot}{suffix}".encode())
    return stem.encode()[:room].decode(errors="ignore") + dot + suffix


def free_name(name: str, taken: list[str]) -> str:
    """The name, or with a number where two files have the same one.

    >>> free_name("a.csv", ["a.csv"])
    'a (2).csv'
    """
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem} ({number}){dot}{suffix}"
    return free
