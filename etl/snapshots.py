"""Which files a person means, as snapshots: bytes on disk, their hash and their kind.

It knows folders, globs and zips; it refuses to know what stands in a file.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from etl.read_kind import ProtectedFileError, kind_of
from etl.read_protected import unlocked
from etl.read_zip import Budget, Member, members
from etl.reduced_file import REDUCED, is_reduced
from onestop.domain.errors import UnreadableFileError


BLOCK = 1 << 20
LOCKS = ("~$", ".~lock.", ".", "__MACOSX", "Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class Snapshot:
    """One exported file: what the user calls it, and the bytes it had.

    `kind`: xlsx, xls, xlsb, ods, html, csv, json (zip only inside this module).
    `unlocked`: a password was taken off; the bytes are those of the plain workbook, so that
    everything can be made again without the password.
    """

    path_shown: str
    location: Path
    sha256: str
    size: int
    kind: str
    unlocked: bool = False


def expand(
    paths: list[str], kept_in: Path, passwords: tuple[str, ...] = ()
) -> Iterator[Snapshot | UnreadableFileError]:
    """Each file behind the paths, in order; a file that fails is yielded as its error.

    Members of zips and opened workbooks are put into `kept_in`, named by their hash.
    `passwords` are tried in their order on whatever is locked.
    """
    seen: set[Path] = set()
    for asked in paths:
        for found in _files_behind(asked):
            if isinstance(found, UnreadableFileError):
                yield found
            elif found.resolve() not in seen:
                seen.add(found.resolve())
                yield from _opened(found, str(found), Budget(passwords=passwords), kept_in)


def expand_named(
    files: list[tuple[Path, str]], kept_in: Path, passwords: tuple[str, ...] = ()
) -> Iterator[Snapshot | UnreadableFileError]:
    """The same for files that are called otherwise than they lie: (where, called)."""
    for path, shown in files:
        yield from _opened(path, shown, Budget(passwords=passwords), kept_in)


def snapshot_of(path: Path, shown: str) -> Snapshot:
    """One plain file as a snapshot; UnreadableFileError if it is no export."""
    try:
        kind = kind_of(path, shown)
        is_unlocked = _mark_of(path).exists()
        return Snapshot(shown, path, _hash_of(path), path.stat().st_size, kind, is_unlocked)
    except OSError as error:
        raise _cannot_open(shown, error) from error


def keep(snapshot: Snapshot, store_folder: Path) -> Path:
    """The file copied byte for byte into the store; nothing is done if it is there.

    In place of a reduced file the whole one is kept again: who calls loads it anew.
    """
    target = kept_file(store_folder, snapshot.sha256)
    if target.exists() and (snapshot.kind == REDUCED or not is_reduced(target)):
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as copy:
        with snapshot.location.open("rb") as source:
            shutil.copyfileobj(source, copy, BLOCK)
        copy.flush()
        os.fsync(copy.fileno())
    if snapshot.unlocked:
        _mark_of(target).touch()
    Path(copy.name).replace(target)
    return target


@contextmanager
def kept_beside(snapshot: Snapshot, store_folder: Path) -> Iterator[None]:
    """Keeps the file while something else is done with it; it is there when that is over."""
    with ThreadPoolExecutor(1) as copying:
        copied = copying.submit(keep, snapshot, store_folder)
        yield
        copied.result()


def kept_file(store_folder: Path, sha256: str) -> Path:
    """Where the bytes of a hash are kept, or would be."""
    return store_folder / sha256[:2] / sha256


def kept_snapshot(store_folder: Path, row: dict[str, Any]) -> Snapshot:
    """The kept file of a load, whole or reduced: a row of `snapshot`, with `reduced` the hash
    of the reduced file ("" if there is none).

    Its hash and size are the original's, "" where the bytes are neither's. Raises
    UnreadableFileError if nothing is kept.
    """
    path = kept_file(store_folder, row["sha256"])
    try:
        if not is_reduced(path):
            return snapshot_of(path, row["path"])
        sha256 = row["sha256"] if _hash_of(path) == row["reduced"] else ""
    except OSError as error:
        raise _cannot_open(row["path"], error) from error
    unlocked = _mark_of(path).exists()
    return Snapshot(row["path"], path, sha256, row["size"], REDUCED, unlocked)


def _mark_of(path: Path) -> Path:
    """What lies beside a kept file that had a password: a rebuild notes it as the load did."""
    return path.with_name(f"{path.name}.unlocked")


def _files_behind(asked: str) -> Iterator[Path | UnreadableFileError]:
    path = Path(asked)
    try:
        if path.is_dir():
            yield from _files_in(path)
        elif path.is_file():
            yield path
        elif path.exists():
            yield UnreadableFileError(asked, "không phải tệp thường.", "Hãy chỉ tới một tệp.")
        else:
            yield from _files_of_glob(asked)
    except (OSError, ValueError) as error:
        yield _cannot_open(asked, error)


def _files_in(folder: Path) -> Iterator[Path | UnreadableFileError]:
    closed: list[OSError] = []
    walked = os.walk(folder, onerror=closed.append)
    paths = (Path(at, name) for at, _, names in walked for name in names)
    inside = sorted(path for path in paths if _wanted(path, folder) and path.is_file())
    yield from inside
    for error in closed:
        yield _cannot_open(error.filename, error, "thư mục")
    if not inside and not closed:
        yield UnreadableFileError(str(folder), "thư mục không có tệp nào.", "Hãy kiểm tra lại.")


def _wanted(path: Path, folder: Path) -> bool:
    return not any(part.startswith(LOCKS) for part in path.relative_to(folder).parts)


def _files_of_glob(asked: str) -> Iterator[Path | UnreadableFileError]:
    found = sorted(glob.glob(asked, recursive=True)) if glob.has_magic(asked) else []  # noqa: PTH207
    for name in found:
        path = Path(name)
        if path.is_file() and not path.name.startswith(LOCKS):
            yield path
        elif path.is_dir() and not glob.escape(asked).endswith("**"):
            yield from _files_in(path)
    if not found:
        yield UnreadableFileError(asked, "không thấy tệp này.", "Hãy kiểm tra lại đường dẫn.")


def _opened(
    path: Path, shown: str, budget: Budget, kept_in: Path
) -> Iterator[Snapshot | UnreadableFileError]:
    """The file itself, or what its zip holds."""
    try:
        snapshot = _snapshot_of_any(path, shown, budget.passwords, kept_in)
        if snapshot.kind != "zip":
            yield snapshot
            return
        for found in members(path, shown, budget, kept_in):
            yield from _opened_member(found, budget, kept_in)
    except UnreadableFileError as error:
        yield error


def _snapshot_of_any(path: Path, shown: str, passwords: tuple[str, ...], kept_in: Path) -> Snapshot:
    """The file, without its password if it has one. Raises UnreadableFileError."""
    try:
        return snapshot_of(path, shown)
    except ProtectedFileError:
        opened = unlocked(path, shown, passwords, kept_in)
    return replace(snapshot_of(opened, shown), unlocked=True)


def _opened_member(
    found: Member | UnreadableFileError, budget: Budget, kept_in: Path
) -> Iterator[Snapshot | UnreadableFileError]:
    if isinstance(found, UnreadableFileError):
        yield found
    else:
        yield from _opened(found.location, found.shown, budget.inside(), kept_in)


def _hash_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _cannot_open(shown: str, error: Exception, kind: str = "tệp") -> UnreadableFileError:
    reason = getattr(error, "strerror", "") or "đường dẫn không hợp lệ"
    if isinstance(error, PermissionError):
        reason = "không có quyền đọc"
    remedy = "Hãy đóng tệp ở chương trình khác và kiểm tra quyền đọc."
    return UnreadableFileError(shown, f"không mở được {kind} ({reason}).", remedy)
