"""A load from beginning to end: files to snapshots to dossiers, each file in one transaction.

It knows which files come when; who reads them is `etl.readers`', one file's own way into the
store `etl.load_file`'s. One file's failure leaves the others alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from etl import readers, snapshots
from etl.job import FileReport, Job
from etl.orders import FileOrder
from etl.province_of_load import told_province
from etl.readers import Refusal
from etl.reading import Asked, Readable
from etl.snapshots import Snapshot
from onestop.domain.dossier import JOINED_KINDS
from onestop.domain.errors import InputError
from onestop.storage import imports
from onestop.storage.engine import reading


def load_files(job: Job, paths: list[str]) -> Iterator[FileReport]:
    """Loads every file behind the paths; joined lists last, so that they find their dossiers."""
    with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
        yield from _load_all(job, snapshots.expand(paths, Path(unpacked), job.passwords))


def load_named(job: Job, files: list[tuple[Path, str]]) -> Iterator[FileReport]:
    """The same for files that lie somewhere and are called otherwise: (where, called)."""
    with tempfile.TemporaryDirectory(prefix="onestop-") as unpacked:
        yield from _load_all(job, snapshots.expand_named(files, Path(unpacked), job.passwords))


def _load_all(job: Job, found: Iterable[Snapshot | InputError]) -> Iterator[FileReport]:
    asked, later = job.asked(), []
    with readers.at_work(_readers(job, asked)) as choice:
        orders = (_order(job, asked, one) for one in found)
        with readers.reading(choice, orders) as files:
            for one in files:
                yield from _load_one(job, one, later)
        orders = [FileOrder(snapshot, asked, only) for snapshot, only in later]
        with readers.reading(choice, orders) as files:
            for one, (_, only) in zip(files, later, strict=True):
                yield from _load_one(job, one, None, only)


def _readers(job: Job, asked: Asked) -> readers.Choice:
    if not job.cluster:
        return readers.of_this_machine(asked)
    from etl.cluster import Cluster

    return readers.of_cluster(Cluster(job.cluster, asked.sources))


def _order(job: Job, asked: Asked, found: Snapshot | InputError) -> FileOrder | Refusal:
    if isinstance(found, InputError):
        return Refusal(found.file, found)
    with reading(job.engine) as connection:
        codes = imports.profiles_of(connection, found.sha256)
        known = frozenset(
            one.code
            for one in job.sources.profiles
            if one.code in codes
            and imports.loaded_before(connection, found.sha256, one.code, told_province(job, one))
        )
    return FileOrder(found, asked, skip=known)


def _load_one(
    job: Job, opened: Readable | Refusal, later: list | None, only: str = ""
) -> Iterator[FileReport]:
    """A file's lists, one report a profile; joined lists are put off while there is a `later`."""
    if isinstance(opened, Refusal):
        yield _refused(opened.path, opened.error)
        return
    # Imported while the reader is already at work: a quarter of a second of a load.
    from etl.load_file import load_lists

    try:
        for lists in opened.lists:
            code = lists.profile.code
            if later is not None and lists.profile.kind in JOINED_KINDS:
                later.append((opened.snapshot, code))
            elif only in ("", code):
                yield load_lists(job, opened, lists)
    except InputError as error:
        yield _refused(opened.snapshot.path_shown, error)


def _refused(path: str, error: InputError) -> FileReport:
    return FileReport(path, error=str(error), refusal=type(error).__name__)
