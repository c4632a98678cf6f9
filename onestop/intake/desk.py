"""The desk of a web process: hands what was pushed to its loader and waits for the answer.

The loader is a process of its own, started with the first push and kept: nothing broken can
hurt the server, and one that takes too long is ended, which leaves the store as it was.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import IO, Any

from onestop.domain.policy import Policy
from onestop.domain.working_time import Calendar
from onestop.settings import Settings
from onestop.uploads import folder
from onestop.uploads.errand import settings_as_json


SECONDS = 60.0
"""How long a push may take, its turn included."""

FIRST_SECONDS = 30.0
"""How much longer the first one may: its loader has to start."""

BUSY = {"state": "busy"}
"""The answer where a push was not loaded in time; nothing of it is in the store."""

ENVELOPE = "envelope.json"


@dataclass
class Intake:
    """One web process's desk.

    clock: local seconds now: the moment that a push speaks for, unless it says another.
    """

    settings: Settings
    policy: Policy
    calendar: Calendar
    clock: Callable[[], int]
    seconds: float = SECONDS
    _line: Lock = field(default_factory=Lock)
    _loader: Loader | None = None

    @property
    def place(self) -> Path:
        """Where pushes lie while they are loaded."""
        return self.settings.data_dir / "intake"

    def take(self, envelope: dict[str, Any], **told: Any) -> dict[str, Any]:
        """Loads an envelope; what became of it, as `onestop.intake.pushed` tells it, or BUSY.

        told: is_updating; units: ids that the sender may change, None for all; as_of: local
        seconds, None for now.
        """
        if not self._line.acquire(timeout=self.seconds):
            return BUSY
        try:
            return self._told(envelope, {**told, "now": self.clock()})
        finally:
            self._line.release()

    def close(self) -> None:
        """Ends the loader, if there is one."""
        if self._loader is not None:
            self._loader.end()
            self._loader = None

    def _told(self, envelope: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
        folder.remove_old(self.place, told["now"])
        at = folder.new_folder(self.place, told["now"])
        try:
            at.write(ENVELOPE, envelope)
            return self._asked({"file": str((at.path / ENVELOPE).absolute()), **told})
        finally:
            at.remove()

    def _asked(self, told: dict[str, Any]) -> dict[str, Any]:
        """The loader's answer; one that had ended by itself is started anew, once."""
        for _ in range(2):
            is_new = self._loader is None
            if self._loader is None:
                self._loader = Loader(self._installation())
            answer = self._loader.ask(told, self.seconds + (FIRST_SECONDS if is_new else 0))
            if answer is not None:
                return answer
            ended_by_itself = self._loader.has_ended()
            self.close()
            if is_new or not ended_by_itself:
                break
        return BUSY

    def _installation(self) -> dict[str, Any]:
        days = {one.name: sorted(getattr(self.calendar, one.name)) for one in fields(Calendar)}
        return {
            "settings": settings_as_json(self.settings),
            "policy": self.policy.as_dict(),
            "calendar": days,
        }


class Loader:
    """A process that loads what it is asked to, one thing after another."""

    def __init__(self, installation: dict[str, Any]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "onestop.intake.work"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            close_fds=True,
        )
        self._answers: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        Thread(target=_listen, args=(self._process.stdout, self._answers), daemon=True).start()
        self._say(installation)

    def ask(self, told: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """Its answer; None if there is none in time, or it has ended."""
        if not self._say(told):
            return None
        try:
            return self._answers.get(timeout=seconds)
        except Empty:
            return None

    def has_ended(self) -> bool:
        """Whether it is gone, for whatever reason."""
        return self._process.poll() is not None

    def end(self) -> None:
        """Ends it, whatever it is doing: an unfinished transaction is taken back."""
        self._process.kill()
        self._process.wait()
        for line in (self._process.stdin, self._process.stdout):
            with suppress(BrokenPipeError):  # words that nobody will hear
                line.close()

    def _say(self, told: dict[str, Any]) -> bool:
        try:
            self._process.stdin.write(json.dumps(told).encode() + b"\n")
            self._process.stdin.flush()
        except (BrokenPipeError, OSError):
            return False
        return True


def _listen(line: IO[bytes], answers: SimpleQueue) -> None:
    """Hands on each answer as it comes; at the end, None for whoever still waits."""
    try:
        for said in line:
            answers.put(json.loads(said))
    except ValueError:  # closed by `end`, or cut off in the middle of a word
        pass
    finally:
        answers.put(None)
