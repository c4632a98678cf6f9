"""After N months a load keeps what figures are made of, and nobody's name.

The order is such that a kill at any moment loses nothing and the next run goes on: the reduced
file is written beside and compared, then noted in the store, then put in place. Files, names and
refused cells are erased for good; a rebuild from what stays gives the same store.
"""

from __future__ import annotations

import calendar
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import file_digest
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import Connection

from etl.job import Job
from etl.members import unpack
from etl.reading import Asked, Opened
from etl.rebuild import BUSY, HOLD
from etl.reduced_file import REDUCED
from etl.reducing import write_reduced
from etl.reducing_check import Erased, compared, finding_key, reject_key
from etl.snapshots import Snapshot, kept_file, kept_snapshot
from onestop.domain.access import HERE
from onestop.domain.deeds import Deed
from onestop.domain.errors import InputError, StoreError
from onestop.domain.facts import DAY
from onestop.domain.period import LOCAL_OFFSET_SECONDS
from onestop.storage import audit, imports, retention
from onestop.storage.engine import reading, writing
from onestop.storage.hold import held
from onestop.storage.tables import finding, reject


LOST, CHANGED, UNKNOWN, DIFFERS = "lost", "changed", "unknown", "differs"
"""Why a file was left as it is: gone or unreadable; other bytes than were loaded; no longer
recognised, or loaded in two ways; the reduced one would not have said the same."""


@dataclass
class Retained:
    """What was done. `left`: number of a load -> why its file was left as it is."""

    reduced: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    names: int = 0
    rejects: int = 0
    findings: int = 0
    removed: int = 0
    left: dict[int, str] = field(default_factory=dict)
    is_clean: bool = True


class _LeftError(Exception):
    """A file stays as it is; the argument says why."""


def months_before(now: int, months: int) -> int:
    """The moment so many calendar months before another, both in local seconds.

    >>> from datetime import datetime
    >>> at = calendar.timegm(datetime(2024, 3, 31, 8).timetuple())
    >>> datetime(1970, 1, 1) + timedelta(seconds=months_before(at, 1))
    datetime.datetime(2024, 2, 29, 8, 0)
    """
    at = datetime(1970, 1, 1) + timedelta(seconds=now)
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    day = min(at.day, calendar.monthrange(year, month + 1)[1])
    return calendar.timegm(at.replace(year=year, month=month + 1, day=day).timetuple())


def due(connection: Connection, now: int, months: int | None) -> bool:
    """Whether it is to be done on this day: months told, and not done today."""
    last = retention.last_done(connection)
    return months is not None and (last is None or last // DAY < now // DAY)


def retain(job: Job, months: int, who: str = HERE.name) -> Retained:
    """Reduces what was loaded more than so many months before `job.now`.

    With `job.dry_run` nothing is changed, only told. Raises StoreError while a rebuild or
    another run is under way.
    """
    with _alone(job):
        work = _Retention(job, months_before(job.now, months), who)
        return work.run()


@contextmanager
def _alone(job: Job) -> Iterator[None]:
    folder = job.snapshot_folder.parent / "rebuilding"
    folder.mkdir(parents=True, exist_ok=True)
    with held(folder / HOLD) as mine:
        if not mine:
            raise StoreError(BUSY)
        yield


class _Retention:
    """One run."""

    def __init__(self, job: Job, moment: int, who: str) -> None:
        self.job, self.moment, self.who = job, moment, who
        self.told = Retained()

    def run(self) -> Retained:
        """All of it, the files first."""
        with reading(self.job.engine) as connection:
            files = retention.loads_before(connection, self.moment)
            reduced = retention.reduced_hashes(connection)
        for sha256, loads in files.items():
            try:
                self._file([{**one, "reduced": reduced.get(sha256, "")} for one in loads])
            except _LeftError as why:
                self.told.left |= {one["id"]: str(why) for one in loads}
        self._erase_names()
        self._remove_strays()
        self._clean()
        return self.told

    def _file(self, loads: list[dict[str, Any]]) -> None:
        kept = self._kept(loads[0])
        if kept.kind == REDUCED:
            return
        target = kept_file(self.job.snapshot_folder, kept.sha256)
        beside = target.with_name(f".{target.name}.reducing")
        try:
            erased = self._reduce(kept, loads, beside)
            self.told.bytes_before += target.stat().st_size
            self.told.bytes_after += beside.stat().st_size
            if self.job.dry_run:
                self._count(loads, erased)
            else:
                self._note(loads, erased, beside)
                self._put_in_place(loads, beside, target)
            self.told.reduced += 1
        finally:
            beside.unlink(missing_ok=True)

    def _kept(self, load: dict[str, Any]) -> Snapshot:
        try:
            kept = kept_snapshot(self.job.snapshot_folder, load)
        except InputError as error:
            raise _LeftError(LOST) from error
        if kept.sha256 != load["sha256"]:
            raise _LeftError(CHANGED)
        return kept

    def _reduce(self, kept: Snapshot, loads: list[dict[str, Any]], beside: Path) -> list[Erased]:
        """The reduced file, written and compared; of each load what it erases."""
        original = _opened(self.job, kept, loads)
        try:
            write_reduced(original, self.job.sources, beside)
            _sync(beside)
            again = _opened(self.job, replace(kept, location=beside, kind=REDUCED), loads)
            found = [compared(original, again, one["profile"]) for one in loads]
        except InputError as error:
            raise _LeftError(DIFFERS) from error
        finally:
            original.close()
        if any(one is None for one in found):
            raise _LeftError(DIFFERS)
        return [one for one in found if one is not None]

    def _note(self, loads: list[dict[str, Any]], erased: list[Erased], beside: Path) -> None:
        with beside.open("rb") as file:
            sha256 = file_digest(file, "sha256").hexdigest()
        with writing(self.job.engine) as connection:
            self._erase_cells(connection, loads, erased)
            retention.note_reduced(connection, loads[0]["sha256"], sha256, self.job.now)
            retention.note_unclean(connection)
            what = ", ".join(str(one["id"]) for one in loads)
            audit.append(connection, Deed(self.who, "erase", what, {"of": "load"}), self.job.now)

    def _count(self, loads: list[dict[str, Any]], erased: list[Erased]) -> None:
        with writing(self.job.engine, keep=False) as connection:
            self._erase_cells(connection, loads, erased)

    def _erase_cells(
        self, connection: Connection, loads: list[dict[str, Any]], erased: list[Erased]
    ) -> None:
        for load, gone in zip(loads, erased, strict=True):
            one = [load["id"]]
            of_rejects = _texts(gone.rejects, reject_key, ("sheet", "row", "column", "value"))
            keys = ("kind", "sheet", "row", "column", "value")
            of_findings = _texts(gone.findings, finding_key, keys)
            self.told.rejects += retention.erase_values(connection, reject, one, of_rejects)
            self.told.findings += retention.erase_values(connection, finding, one, of_findings)

    def _put_in_place(self, loads: list[dict[str, Any]], beside: Path, target: Path) -> None:
        """The writer's turn: no load that keeps the same file anew is under way."""
        with writing(self.job.engine) as connection:
            if not retention.is_still(connection, loads[0]["sha256"], [one["id"] for one in loads]):
                raise _LeftError(UNKNOWN)
            beside.replace(target)

    def _erase_names(self) -> None:
        """Names of dossiers that no load younger than the moment states."""
        with writing(self.job.engine, keep=not self.job.dry_run) as connection:
            named = retention.named_dossiers(connection)
            young = [unpack(one) for one in retention.members_since(connection, self.moment)]
            stated = np.unique(np.concatenate([np.zeros(0, np.int64), *young]))
            ids = named[~np.isin(named, stated)]
            self.told.names = len(ids)
            if len(ids):
                retention.erase_names(connection, ids)
                retention.note_unclean(connection)
                deed = Deed(self.who, "erase", "", {"of": "names", "count": len(ids)})
                audit.append(connection, deed, self.job.now)

    def _remove_strays(self) -> None:
        """Old files of no load: of loads taken back, refused, or broken off."""
        with writing(self.job.engine, keep=False) as connection:
            known = retention.hashes(connection)
            for path in self.job.snapshot_folder.glob("??/*"):
                is_known = path.name.removesuffix(".unlocked") in known
                changed = path.stat().st_mtime + LOCAL_OFFSET_SECONDS
                is_ours = path.name.startswith(".") and path.name.endswith(".reducing")
                if not is_known and path.is_file() and (is_ours or changed < self.moment):
                    self.told.removed += 1
                    if not self.job.dry_run:
                        path.unlink()

    def _clean(self) -> None:
        if self.job.dry_run:
            return
        with reading(self.job.engine) as connection:
            is_unclean = retention.is_unclean(connection)
        self.told.is_clean = not is_unclean or retention.clean(self.job.engine)
        with writing(self.job.engine) as connection:
            retention.note_done(connection, self.job.now, is_clean=self.told.is_clean)


def _texts(gone: dict[tuple, str], key, names: tuple[str, ...]):
    """A row's new text, None if it stays."""
    return lambda row: gone.get(key(*(row[name] for name in names)))


def _opened(job: Job, kept: Snapshot, loads: list[dict[str, Any]]) -> Opened:
    """The file recognised as a rebuild would recognise it, for all its loads at once."""
    for chosen in ("", loads[0]["profile"]):
        try:
            opened = Opened(kept, Asked(job.sources, chosen, loads[0]["as_of"]))
        except InputError:
            continue
        if all(_serves(opened, one, is_chosen=bool(chosen)) for one in loads):
            return opened
        opened.close()
    raise _LeftError(UNKNOWN)


def _serves(opened: Opened, load: dict[str, Any], *, is_chosen: bool) -> bool:
    pairs = opened.sheets.get(load["profile"], [])
    sheets = imports.sheets_text([layout.sheet for _, layout in pairs])
    return bool(pairs) and (is_chosen or sheets == load["sheets"])


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())
