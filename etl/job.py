"""What a load is asked for, and what it reports of each file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from etl.counts import Counts
from etl.reading import Asked
from etl.recognise import Sources
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar


@dataclass(frozen=True)
class Job:
    """What every file of a load shares. `now`: local seconds, only for the load's record.

    `unit`: code or name of the unit of rows that tell none, where somebody vouches for it.
    `province`: code of the province that every file is of ("": as its profile says, or none).
    `number`: the id that a load had before, when it is done again.
    `passwords`: to be tried on locked files; kept nowhere. `cluster`: where the machines are
    that read the files ("": this one reads).
    """

    engine: Engine
    sources: Sources
    policy: Policy
    calendar: Calendar
    snapshot_folder: Path
    now: int
    profile: str = ""
    as_of: int | None = None
    unit: str = ""
    province: str = ""
    number: int | None = None
    dry_run: bool = False
    cluster: str = ""
    passwords: tuple[str, ...] = field(default=(), repr=False)
    keep_names: bool = False
    progress: Callable[[str, int], None] = lambda _path, _rows: None

    def asked(self) -> Asked:
        """What reading a file needs of the job."""
        return Asked(self.sources, self.profile, self.as_of, self.keep_names, self.unit)


@dataclass
class FileReport:
    """What became of one file under one profile. `number`: the load, if there was one.

    `refusal`: the kind of error that refused the file, by the name of its class.
    """

    path: str
    profile: str = ""
    as_of: int | None = None
    number: int | None = None
    counts: Counts = field(default_factory=Counts)
    error: str = ""
    refusal: str = ""
    note: str = ""
    left_out: list[str] = field(default_factory=list)
