"""Sending a process on an errand: how it is started, what it is told, whether it still lives.

It is told everything on its standard input (the store's address may hold a password, so
no file and no command line has it), and answers in the upload's folder. It inherits no
socket and no terminal, and lives on when the web worker that sent it ends.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from onestop.domain.errors import UsageError
from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.settings import Settings
from onestop.uploads import folder as desk
from onestop.uploads.folder import Folder


LOOK, LOAD, WITHDRAW, NAME, REJECTS = "look", "load", "withdraw", "name", "rejects"
ERRANDS = (LOOK, LOAD, WITHDRAW, NAME, REJECTS)


@dataclass
class Sender:
    """What every errand is told, and the errands that this process has sent."""

    settings: Settings
    policy: Policy
    calendar: Calendar
    _sent: dict[str, subprocess.Popen] = field(default_factory=dict)

    def send(self, folder: Folder, what: str, now: int, **more: Any) -> None:
        """Starts an errand, which then needs nobody."""
        self._forget_ended()
        process = _process(folder)
        self._sent[folder.token] = process
        _tell(process, self._told(what, now, more))

    def send_and_wait(
        self, folder: Folder, what: str, now: int, seconds: float, **more: Any
    ) -> None:
        """Starts an errand and waits for its end; UsageError if it takes too long."""
        with _process(folder) as process:
            try:
                process.communicate(json.dumps(self._told(what, now, more)).encode(), seconds)
            except subprocess.TimeoutExpired as error:
                process.kill()
                raise UsageError(TOO_LONG.format(int(seconds))) from error

    def has_ended(self, token: str) -> bool:
        """Whether an errand that this process sent is over, however it ended."""
        sent = self._sent.get(token)
        return sent is not None and sent.poll() is not None

    def _told(self, what: str, now: int, more: dict) -> dict:
        days = {name: sorted(kept) for name, kept in _day_sets(self.calendar).items()}
        return {
            "what": what,
            "now": now,
            "settings": settings_as_json(self.settings),
            "policy": self.policy.as_dict(),
            "calendar": days,
            **more,
        }

    def _forget_ended(self) -> None:
        """Ended errands would stay as zombies until somebody asks for them."""
        self._sent = {token: sent for token, sent in self._sent.items() if sent.poll() is None}


TOO_LONG = "Đọc tệp quá {} giây mà chưa xong. Hãy nạp thẳng tệp này, hoặc chia nhỏ rồi xem lại."


def settings_as_json(settings: Settings) -> dict:
    """An installation's settings, with paths that hold wherever the errand is run."""
    return {
        "database_url": settings.database_url,
        "data_dir": str(settings.data_dir.absolute()),
        "config_dirs": [str(one.absolute()) for one in settings.config_dirs],
        "lang": settings.lang,
        "keep_names": settings.keep_names,
        "province": settings.province,
    }


def settings_of(told: dict) -> Settings:
    """The same, back from JSON."""
    folders = tuple(map(Path, told["config_dirs"]))
    return Settings(**{**told, "data_dir": Path(told["data_dir"]), "config_dirs": folders})


def calendar_of(told: dict) -> Calendar:
    """A calendar, back from JSON."""
    return Calendar(**{name: frozenset(days) for name, days in told.items()})


def _day_sets(calendar: Calendar) -> dict[str, frozenset[int]]:
    return {
        "days_off": calendar.days_off,
        "working_saturdays": calendar.working_saturdays,
        "known_years": calendar.known_years,
    }


def is_working(folder: Folder) -> bool:
    """Whether the errand lives."""
    return desk.is_held(folder.path / desk.WORKING)


def has_begun(folder: Folder) -> bool:
    """Whether the errand ever came to life."""
    return (folder.path / desk.BEGUN).exists()


def _process(folder: Folder) -> subprocess.Popen:
    new_group = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    return subprocess.Popen(  # noqa: S603 - our own module, and a path that we made
        [sys.executable, "-m", "onestop.uploads.work", str(folder.path.absolute())],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        close_fds=True,
        start_new_session=True,
        creationflags=new_group,
    )


def _tell(process: subprocess.Popen, told: dict) -> None:
    """Says everything at once; the pipe is larger than what is said, so nobody waits."""
    try:
        with process.stdin as line:
            line.write(json.dumps(told).encode())
    except BrokenPipeError:  # it ended at once: `status` will say so
        return
