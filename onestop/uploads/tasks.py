"""What an errand can be: look, load, take back, settle a name. Each answers with plain values.

It knows which function of `etl` does it; how the answer gets home is `work`'s.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from sqlalchemy import Engine

from etl.job import FileReport, Job
from etl.recognise import load_sources
from etl.run import load_named
from etl.withdraw import withdraw
from onestop.domain.policy import Policy
from onestop.storage import ledger_writer, version
from onestop.storage.engine import open_engine, writing
from onestop.uploads import rejects
from onestop.uploads.errand import LOAD, LOOK, NAME, REJECTS, WITHDRAW, calendar_of, settings_of
from onestop.uploads.folder import PROGRESS, Folder
from onestop.uploads.told import FileTold, Progress, as_json


OFTEN = 0.3
"""Seconds between two notes of progress: nobody reads faster."""


def look(folder: Folder, told: dict) -> dict:
    """Previews of every sheet."""
    from onestop.uploads.look import Looking

    settings = settings_of(told["settings"])
    looking = Looking(load_sources(settings.config_dirs), _engine(told), settings.province)
    return {"previews": [as_json(one) for one in looking.previews(folder.files)]}


def load(folder: Folder, told: dict) -> dict:
    """Loads the files, noting how far it has come."""
    teller = Teller(folder)
    job = _job(told, teller)
    for report in load_named(job, folder.files):
        teller.add(report)
    return {"reports": teller.reports}


def take_back(folder: Folder, told: dict) -> dict:
    """Takes a load back; the files that are read again for it are told as progress."""
    withdraw(_job(told, Teller(folder)), told["snapshot_id"], told["reason"])
    return {"reports": []}


def name(_folder: Folder, told: dict) -> dict:
    """Gives a provisional entry its name: a known one's, or a new one."""
    from etl.catalogues import Updating
    from etl.naming import NewEntry, is_new, same_as

    policy, which = Policy(**told["policy"]), (told["kind"], told["number"])
    with writing(_engine(told)) as connection:
        ledger_writer.refresh(connection, policy)
        updating = Updating(connection, policy, calendar_of(told["calendar"]))
        if told["known"]:
            same_as(updating, *which, told["known"])
        else:
            is_new(updating, *which, NewEntry(**told["new"]))
    return {"reports": []}


def send_back(folder: Folder, told: dict) -> dict:
    """Writes a load's refused rows into a workbook that can be mended and loaded."""
    rejects.write(folder, told, _engine(told))
    return {"reports": []}


def _job(told: dict, teller: Teller) -> Job:
    settings = settings_of(told["settings"])
    return Job(
        engine=_engine(told),
        sources=load_sources(settings.config_dirs),
        policy=Policy(**told["policy"]),
        calendar=calendar_of(told["calendar"]),
        snapshot_folder=settings.data_dir / "snapshots",
        now=told["now"],
        profile=told.get("profile", ""),
        as_of=told.get("as_of"),
        unit=told.get("unit", ""),
        province=told.get("province") or settings.province,
        keep_names=settings.keep_names,
        progress=teller.tell,
    )


def _engine(told: dict) -> Engine:
    engine = open_engine(told["settings"]["database_url"])
    version.check(engine)
    return engine


@dataclass
class Teller:
    """Notes in the folder how far a load has come, now and then, and each file's end."""

    folder: Folder
    reports: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._told = -OFTEN
        self._file, self._rows = "", 0

    def tell(self, path: str, more: int) -> None:
        """Some more rows of a file were read."""
        self._rows = more + (self._rows if path == self._file else 0)
        self._file = path
        if self._seconds() - self._told >= OFTEN:
            self._note()

    def add(self, report: FileReport) -> None:
        """A file's load is over."""
        self.reports.append(as_json(_told_of(report)))
        self._note()

    def _note(self) -> None:
        self._told = self._seconds()
        progress = as_json(Progress(self._file, self._rows, round(self._told, 1)))
        self.folder.write(PROGRESS, {"progress": progress, "reports": self.reports})

    def _seconds(self) -> float:
        return time.monotonic() - self._began


def _told_of(report: FileReport) -> FileTold:
    return FileTold(
        path=report.path,
        profile=report.profile,
        as_of=report.as_of,
        snapshot_id=report.number,
        counts=dict(vars(report.counts)),
        error=report.error,
        refusal=report.refusal,
        note=report.note,
        left_out=tuple(report.left_out),
    )


TASKS = {LOOK: look, LOAD: load, WITHDRAW: take_back, NAME: name, REJECTS: send_back}
