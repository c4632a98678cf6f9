"""A load from beginning to end: files to snapshots to dossiers, each file in one transaction.

It knows which files come when; one file's own way is `etl.load_file`'s. One file's failure
leaves the others alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl import snapshots
from etl.ahead import open_file
from etl.job import FileReport, Job
from etl.snapshots import Snapshot
from onestop.domain.dossier import JOINED_KINDS
from onestop.domain.errors import InputError


def load_files(job: Job, paths: list[str]) -> Iterator[FileReport]:
    """Loads every file behind the paths; joined lists last, so that they find their dossiers."""
    with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
        yield from _load_all(job, snapshots.expand(paths, Path(unpacked), job.passwords))


def load_named(job: Job, files: list[tuple[Path, str]]) -> Iterator[FileReport]:
    """The same for files that lie somewhere and are called otherwise: (where, called)."""
    with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
        yield from _load_all(job, snapshots.expand_named(files, Path(unpacked), job.passwords))


def _load_all(job: Job, found: Iterable[Snapshot | InputError]) -> Iterator[FileReport]:
    later: list[tuple[Snapshot, str]] = []
    for one in found:
        if isinstance(one, InputError):
            yield FileReport(one.file, error=str(one), refusal=type(one).__name__)
            continue
        yield from _load_one(job, one, later)
    for snapshot, profile in later:
        yield from _load_one(job, snapshot, None, profile)


def _load_one(
    job: Job, snapshot: Snapshot, later: list | None, only: str = ""
) -> Iterator[FileReport]:
    """A file's lists, one report a profile; joined lists are put off while there is a `later`."""
    try:
        opened = open_file(snapshot, job.asked())
        # Imported while the reader is already at work: a quarter of a second of a load.
        from etl.load_file import load_lists

        try:
            for lists in opened.lists:
                code = lists.profile.code
                if later is not None and lists.profile.kind in JOINED_KINDS:
                    later.append((snapshot, code))
                elif only in ("", code):
                    yield load_lists(job, opened, lists)
        finally:
            opened.close()
    except InputError as error:
        refusal = type(error).__name__
        yield FileReport(snapshot.path_shown, error=str(error), refusal=refusal)
